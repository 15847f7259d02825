//! Who says so, and when it was.

use super::ties;

fn sources(text: &str) -> Vec<String> {
    ties("", text).into_iter().map(|tie| tie.attribution.source).collect()
}

fn dates(text: &str) -> Vec<String> {
    ties("", text).iter().map(|tie| tie.date.as_ref().map_or("", |date| &date.value).to_owned()).collect()
}

#[track_caller]
fn says(text: &str, source: &str) {
    let found = sources(text);
    assert!(found.iter().any(|found| found.contains(source)), "{text}\nwanted {source}\nfound {found:?}");
}

#[test]
fn a_verb_at_the_end_names_the_source_of_what_stands_before() {
    says(
        "Russia will supply Haiti with wheat, the Haitian agriculture ministry said on Tuesday.",
        "agriculture ministry",
    );
    says("Rusia entregará trigo a Haití, informó el ministro haitiano de Agricultura.", "ministro haitiano");
    says("A Rússia entregará trigo ao Haiti, disse o ministro haitiano da Agricultura.", "ministro haitiano");
    says("Россия поставит пшеницу на Гаити, сообщил министр сельского хозяйства Гаити.", "министр");
}

#[test]
fn speech_is_its_subjects() {
    says(
        "Maria Zakharova, spokeswoman of the Russian foreign ministry, condemned Panama's decision.",
        "Maria Zakharova",
    );
    says("Виктор Орлов, посол России в Панаме, поблагодарил власти Панамы за помощь.", "Виктор Орлов");
}

#[test]
fn a_surname_beside_the_verb_is_a_source() {
    says("Лопатин заявил, что Россия готова поставить Ямайке автобусы.", "Лопатин");
}

#[test]
fn a_pronoun_stands_for_who_spoke_last() {
    says(
        "Sergey Lavrov said Russia values its ties with Grenada. He also proposed direct flights between Russia and Grenada.",
        "Lavrov",
    );
}

#[test]
fn a_state_that_acts_is_no_source() {
    assert_eq!(sources("Uruguay condemned Russia's invasion of Ukraine."), ["author"]);
}

#[test]
fn weekdays_count_back_from_the_publication() {
    assert_eq!(dates("Lavrov arrived in Havana on Monday."), ["2024-02-05"]);
    assert_eq!(dates("Lavrov llegó ayer a La Habana."), ["2024-02-07"]);
    assert_eq!(dates("Lavrov chegou ontem a Havana."), ["2024-02-07"]);
    assert_eq!(dates("Лавров прибыл в Гавану в понедельник."), ["2024-02-05"]);
}

#[test]
fn two_days_make_an_interval() {
    assert_eq!(dates("Lavrov visited Havana on 3-4 February."), ["2024-02-03/2024-02-04"]);
    assert_eq!(dates("Лавров посетил Гавану с 3 по 4 февраля."), ["2024-02-03/2024-02-04"]);
}

#[test]
fn a_month_of_last_year_is_that_month() {
    assert_eq!(dates("Lavrov visitó La Habana en noviembre del año pasado."), ["2023-11"]);
}

#[test]
fn the_day_of_the_word_is_not_that_of_the_plan() {
    assert_eq!(dates("Russia will deliver buses to Haiti, Lavrov said on Monday."), [""]);
}

#[test]
fn a_span_since_when_is_no_date_of_the_act() {
    assert_eq!(dates("Medvedev visited Cuba for the first time since 2013."), [""]);
    assert_eq!(dates("Lavrov visitou Cuba na primeira viagem desde a ampliação do bloco em 2023."), [""]);
}

#[test]
fn two_days_of_a_month_are_one_time() {
    assert_eq!(
        dates("Russian Foreign Minister Sergey Lavrov will visit Belize on March 23 and 24."),
        ["2024-03-23/2024-03-24"]
    );
}

#[test]
fn a_day_behind_one_act_is_not_that_of_the_next() {
    let found = ties(
        "",
        "The parliament of Honduras approved on January 11 an agreement for Russia to train Honduran police.",
    );
    let later =
        found.iter().filter(|tie| tie.date.as_ref().is_some_and(|date| date.value.starts_with("2025")));
    assert_eq!(later.count(), 0, "{found:#?}");
}

#[test]
fn a_span_of_these_days_is_the_acts_own() {
    assert_eq!(dates("Rosselkhoznadzor banned Ecuadorian bananas from 12 February."), ["2024-02-12"]);
    assert_eq!(
        dates("Rosselkhoznadzor prohibió desde el 12 de febrero las bananas de Ecuador."),
        ["2024-02-12"]
    );
    assert_eq!(dates("Россельхознадзор с 12 февраля запретил бананы из Эквадора."), ["2024-02-12"]);
}

#[test]
fn weekdays_carry_the_number_of_their_day() {
    assert_eq!(dates("Lavrov chegou a Havana na última quarta-feira (24)."), ["2024-01-24"]);
    assert_eq!(dates("Lavrov chegou a Havana na quarta-feira (24/1)."), ["2024-01-24"]);
    assert_eq!(dates("Lavrov llegó a La Habana el miércoles 24."), ["2024-01-24"]);
    assert_eq!(dates("Lavrov chegou a Havana no dia 5."), ["2024-02-05"]);
    assert_eq!(dates("Lavrov visitará Havana entre os dias 12 e 17."), ["2024-02-12/2024-02-17"]);
}

#[test]
fn an_invitation_is_for_days_to_come() {
    assert_eq!(
        dates("Putin convidou o presidente do Brasil para a cúpula de Kazan, em outubro."),
        ["2024-10"]
    );
}

#[test]
fn weeks_and_years_count_from_the_publication() {
    assert_eq!(dates("Lavrov visited Havana last week."), [""]);
    assert_eq!(dates("Lavrov visitó La Habana esta semana."), ["2024-02"]);
    assert_eq!(dates("Lavrov visitou Havana no segundo semestre de 2023."), ["2023"]);
    assert_eq!(dates("Россия поставит Кубе автобусы в этом году."), ["2024"]);
    assert_eq!(dates("Rusia entregará autobuses a Cuba para 2026."), ["2026"]);
}

#[test]
fn the_day_of_the_report_is_not_that_of_the_delivery() {
    assert_eq!(dates("Russia has donated wheat to Nicaragua, the government said on Monday."), [""]);
    assert_eq!(dates("Em fevereiro, segundo a agência, a Rússia doou trigo à Nicarágua."), ["2024-02"]);
}

#[test]
fn ordinals_saints_and_frameworks_are_no_dates() {
    assert_eq!(dates("Lavrov visitou Havana pela segunda vez."), [""]);
    assert_eq!(dates("Lavrov visitó Santo Domingo, en la República Dominicana."), [""]);
    assert_eq!(dates("Lavrov foi recebido pelo chanceler do Brasil no Rio de Janeiro."), [""]);
    assert_eq!(dates("A Rússia e Cuba assinaram em marco histórico um acordo."), [""]);
}

#[test]
fn the_holder_speaks_behind_the_office() {
    says(
        "Rusia entregará trigo a Haití, según anunció el ministro haitiano de Agricultura, Jean Dolcé.",
        "Jean Dolcé",
    );
    says("Rusia entregará trigo a Haití, afirmó el lunes la ministra de Comercio, Rose Dolcé.", "Rose Dolcé");
    says("Rusia ha entregado trigo a Haití, según el ministro haitiano de Agricultura.", "ministro haitiano");
}

#[test]
fn the_spanish_article_is_no_pronoun() {
    let text = "Lavrov dijo que Rusia valora a Belice. Rusia entregará trigo a Belice, informó el ministro beliceño de Comercio.";
    says(text, "ministro beliceño");
}
