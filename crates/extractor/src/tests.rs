//! Sentences in, ties out, in the notation of ANNOTATION.md section 11.

mod acts;
mod carried;
mod clauses;
mod lists;
mod look_alikes;
mod phrases;

mod russian;
mod speech;
mod spelling;

use std::sync::LazyLock;

use model::{DateFound, Direction, EventDate, Precision, Problem, Tie};
use proptest::prelude::*;

use crate::{Input, Rules, cues, gazetteer, tag};

pub(crate) static RULES: LazyLock<Rules> = LazyLock::new(Rules::compiled);

fn published() -> EventDate {
    EventDate { value: "2024-02-08".to_owned(), precision: Precision::Day, found: DateFound::Explicit }
}

fn ties(title: &str, text: &str) -> Vec<Tie> {
    tag(&RULES, &Input { title, text, lang: None, published: Some(&published()) }).ties
}

/// `BLZ transport_logistics AGREE cooperation = actual`
fn notation(tie: &Tie) -> String {
    let sign = match tie.direction {
        Direction::RusToX => ">",
        Direction::XToRus => "<",
        Direction::Mutual => "=",
        Direction::XToThird => "^",
    };
    let partners: Vec<&str> = tie.partner.iter().map(|partner| partner.code()).collect();
    format!("{} {} {} {} {sign} {}", partners.join(" "), tie.tie_type, tie.plover, tie.polarity, tie.realis)
}

fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = ties("", text).iter().map(notation).collect();
    for wanted in expected {
        assert!(found.iter().any(|tie| tie == wanted), "{text}\nwanted {wanted}\nfound  {found:#?}");
    }
    assert!(!expected.is_empty() || found.is_empty(), "{text}\nwanted nothing\nfound {found:#?}");
}

#[test]
fn compiled_rules_load() {
    assert!(RULES.versions().rules.starts_with("sha256:"));
}

/// The compiled cues with the text of `weights.toml` changed; without it where there is none left.
fn with_weights(change: impl Fn(&str) -> String) -> Result<Rules, Vec<Problem>> {
    let mut cues = cues::compiled();
    let file = cues.iter_mut().find(|file| file.name.ends_with("weights.toml")).expect("a file of weights");
    file.text = change(&file.text);
    cues.retain(|file| !file.text.is_empty());
    Rules::load(&gazetteer::compiled(), &cues)
}

#[test]
fn the_weights_of_the_file_decide() {
    let text = "Rosselkhoznadzor prohibió los mejillones de tres plantas chilenas.";
    let input = Input { title: "", text, lang: None, published: None };
    let strict = with_weights(|text| text.replace("likely = 3", "likely = 30")).expect("rules");
    let output = tag(&strict, &input);
    assert!(output.ties.is_empty(), "{:#?}", output.ties);
    let told = &output.near_misses[0].condition;
    assert!(told.contains("wanted 30: both_sides +4"), "{told}");
    let output = tag(&RULES, &input);
    assert_eq!(output.ties.len(), output.shares.len());
    assert!(output.shares[0].total() >= 3, "{}", output.shares[0]);
}

#[test]
fn missing_and_unknown_weights_are_told() {
    let problems = with_weights(|_| String::new()).expect_err("no file");
    assert!(problems[0].message.contains("missing"), "{}", problems[0]);
    let problems = with_weights(|text| text.replace("carried", "carying")).expect_err("an unknown key");
    assert!(problems[0].to_string().contains("carying"), "{}", problems[0]);
}

#[test]
fn a_signed_paper_is_mutual() {
    check(
        "Belize's works minister and Russian Railways signed a memorandum on a cane line.",
        &["BLZ transport_logistics AGREE cooperation = actual"],
    );
}

#[test]
fn a_ban_goes_from_the_banning_side() {
    check(
        "Rosselkhoznadzor prohibió los mejillones de tres plantas chilenas.",
        &["CHL sanctions_ban SANCTION conflict > actual"],
    );
}

#[test]
fn a_planned_or_proposed_ban_is_a_ban_and_never_cooperation() {
    check("Grenada plans to ban Russian imports.", &["GRD sanctions_ban SANCTION conflict < planned"]);
    check(
        "El Gobierno de Chile planea prohibir las importaciones rusas.",
        &["CHL sanctions_ban SANCTION conflict < planned"],
    );
    check(
        "O governo do Peru pretende proibir as importações russas.",
        &["PER sanctions_ban SANCTION conflict < planned"],
    );
    for text in [
        "Grenada's citizenship unit said it plans to refuse Russian applicants from next month.",
        "Brazil proposed to suspend Russia from the forum.",
        "The government of Chile intends to expel Russian diplomats.",
        "O Brasil pretende recusar vistos a cidadãos russos.",
        "Гренада планирует отказать российским заявителям в гражданстве.",
        "Чили намерена запретить российский импорт.",
    ] {
        let found: Vec<String> = ties("", text).iter().map(notation).collect();
        assert!(found.iter().all(|tie| !tie.contains("cooperation")), "{text}: {found:?}");
    }
}

#[test]
fn a_lifting_that_somebody_is_backed_for_is_not_done() {
    let text = "Россия и дальше будет поддерживать Кубу в её борьбе за снятие эмбарго, сказала Захарова.";
    let found: Vec<String> = ties("", text).iter().map(notation).collect();
    assert!(!found.is_empty() && found.iter().all(|tie| !tie.contains("RETREAT")), "{found:?}");
}

#[test]
fn arms_of_russian_make_refused_to_a_third_state_are_aligned() {
    check(
        "Georgetown no cederá a Varsovia sus camiones de fabricación rusa.",
        &["GUY arms_third_party REJECT aligned ^ actual"],
    );
}

#[test]
fn a_free_delivery_is_aid() {
    check(
        "A Rússia entregou dez tendas-hospital ao Haiti, sem custo.",
        &["HTI health_humanitarian AID cooperation > actual"],
    );
}

#[test]
fn a_denial_is_negated() {
    check(
        "Bridgetown negou ter pedido empréstimo a um banco russo.",
        &["BRB payments REJECT neutral < negated"],
    );
}

#[test]
fn a_russian_visit_goes_from_the_visitor() {
    check(
        "Министр иностранных дел России Сергей Лавров прибыл в Гавану с визитом.",
        &["CUB diplomatic CONSULT cooperation > actual"],
    );
}

#[test]
fn news_without_an_act_between_the_sides_makes_no_tie() {
    check("Brazil and Russia are both large countries with big rivers.", &[]);
    check("Since the invasion of Ukraine by Russia, wheat prices have risen in Bolivia.", &[]);
    check("La montaña rusa de Ciudad de México reabrió el lunes con largas filas.", &[]);
    check("O time do Brasil venceu a Rússia por três gols na Copa do Mundo de futebol.", &[]);
    check("В Москве прошёл дождь, в Лиме выпал снег.", &[]);
}

#[test]
fn latin_america_is_the_region_and_never_the_united_states() {
    let found = ties("", "Russia signed an agreement on trade with Latin America.");
    assert!(found.iter().all(|tie| tie.partner_codes() == ["LAC"]), "{found:#?}");
    assert!(found.iter().all(|tie| tie.third.is_empty()), "{found:#?}");
}

#[test]
fn spans_count_code_points_of_title_blank_line_and_text() {
    let (title, text) = ("Визит", "Ёлка — дерево. Лавров прибыл в Гавану.");
    let full: Vec<char> = format!("{title}\n\n{text}").chars().collect();
    let found = ties(title, text);
    let span = found[0].evidence.sentence;
    assert_eq!(full[span.start..span.end].iter().collect::<String>(), "Лавров прибыл в Гавану.");
}

#[test]
fn long_text_is_cut_and_flagged() {
    let text = "a ".repeat(crate::TEXT_BYTES_MAX);
    let output = tag(&RULES, &Input { title: "", text: &text, lang: None, published: None });
    assert!(output.truncated);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_without_panic(title in "\\PC{0,40}", text in "\\PC{0,300}") {
        tag(&RULES, &Input { title: &title, text: &text, lang: None, published: None });
    }

    #[test]
    fn spans_stay_inside_the_text(parts in prop::collection::vec(
        prop::sample::select(vec!["Лавров", "Cuba", "signed", "firmó", " ", ". ", "\n\n", ", ", "Rusia", "visitó", "é\u{301}", "в", "3 de mayo", "(", "?!"]),
        0..40,
    )) {
        let text = parts.concat();
        let length = text.chars().count() + 2;
        for tie in tag(&RULES, &Input { title: "", text: &text, lang: None, published: None }).ties {
            let span = tie.evidence.sentence;
            prop_assert!(span.start < span.end && span.end <= length);
            prop_assert!(!tie.partner.is_empty());
        }
    }
}
