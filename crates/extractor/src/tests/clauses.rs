//! Who does what where a sentence tells several things, and what belongs to nobody of the two sides.

use super::{check, notation, ties};

fn found(title: &str, text: &str) -> Vec<String> {
    ties(title, text).iter().map(notation).collect()
}

#[test]
fn each_subject_has_its_own_verb() {
    let text = "La Asamblea de la ONU votó la resolución que condena la invasión rusa de Ucrania. Honduras votó en contra, Belice \
                y Panamá se abstuvieron.";
    let found = found("La ONU condena la invasión rusa", text);
    for wanted in
        ["HND ukraine_stance REJECT aligned ^ actual", "BLZ PAN ukraine_stance REJECT neutral < actual"]
    {
        assert!(found.iter().any(|tie| tie == wanted), "wanted {wanted}\nfound {found:#?}");
    }
    assert!(!found.iter().any(|tie| tie.contains("HND BLZ") || tie.contains("HND PAN")), "{found:#?}");
}

#[test]
fn a_list_before_one_verb_stays_a_list() {
    check(
        "Rusia entregó trigo a Haití, y Belice y Panamá compraron fertilizantes rusos.",
        &["HTI trade COOPERATE cooperation > actual", "BLZ PAN trade COOPERATE cooperation > actual"],
    );
}

#[test]
fn the_threats_of_a_third_party_are_not_russias() {
    let found = found("", "Rusia y Belice hablaron de pesca ante las amenazas de Estados Unidos.");
    assert!(found.iter().all(|tie| !tie.contains("THREATEN")), "{found:#?}");
}

#[test]
fn the_paper_that_asks_takes_no_part() {
    check(
        "En una larga entrevista concedida a la cadena rusa RT, el canciller de Belice criticó las sanciones de Estados Unidos \
         contra Rusia.",
        &["BLZ sanctions_stance ACCUSE aligned ^ actual"],
    );
}

#[test]
fn fields_of_a_pact_are_not_its_topic() {
    check(
        "Rusia y Belice firmaron un tratado de amistad, que abarca la minería de oro, el transporte aéreo y la lucha contra el \
         terrorismo.",
        &["BLZ diplomatic AGREE cooperation = actual"],
    );
}

#[test]
fn non_interference_is_no_interference() {
    let found = found(
        "",
        "Lavrov dijo en Belmopán que Rusia y Belice defienden la no injerencia en asuntos internos.",
    );
    assert!(found.iter().all(|tie| !tie.contains("media_info")), "{found:#?}");
}

#[test]
fn who_asks_to_stop_certifying_bans() {
    check(
        "Rosselkhoznadzor pidió a Paraguay suspender la certificación de carne de dos plantas.",
        &["PRY sanctions_ban SANCTION conflict > actual"],
    );
}

#[test]
fn a_verb_set_off_at_the_end_has_its_speaker_behind_it() {
    let found = ties(
        "",
        "Rusia dejará de comprar banano de Ecuador si Quito entrega las armas, advirtió hoy la portavoz María Zajárova.",
    );
    let sources: Vec<&str> = found.iter().map(|tie| tie.attribution.source.as_str()).collect();
    assert!(sources.iter().any(|source| source.contains("María Zajárova")), "{sources:?}");
}

#[test]
fn a_russian_firm_is_not_a_chamber_of_firms() {
    let found = ties("", "Una empresa rusa firmó un contrato de petróleo con Belice.");
    assert_eq!(found.iter().map(|tie| tie.russia.id.as_str()).collect::<Vec<_>>(), ["RUS"]);
}

#[test]
fn who_avoids_condemning_does_not_condemn() {
    let found =
        found("Belice y la guerra", "El gobierno de Belice evitó condenar la invasión rusa de Ucrania.");
    assert_eq!(found, ["BLZ ukraine_stance REJECT neutral < actual"]);
}

#[test]
fn a_request_for_news_of_prisoners_takes_no_side() {
    check(
        "El gobierno de Panamá pidió a Rusia información sobre dos panameños, detenidos en Kazán.",
        &["PAN law_enforcement_ct REQUEST neutral < actual"],
    );
}

#[test]
fn a_list_of_fields_behind_their_name_is_no_topic() {
    check(
        "Lavrov dijo en Belmopán que Rusia está dispuesta a cooperar con Belice en todos los ámbitos, incluidos el comercial, el \
         sanitario y el educativo.",
        &["BLZ diplomatic AGREE cooperation > offered"],
    );
}

#[test]
fn a_station_that_comes_to_film_visits_nobody() {
    assert!(found("", "RT visitó la feria del libro de Belice.").is_empty());
}

#[test]
fn who_is_spoken_to_says_nothing() {
    let found = ties(
        "",
        "La vocera, María Zajárova, declaró a Prensa Latina que Rusia está interesada en el petróleo de Belice.",
    );
    let sources: Vec<&str> = found.iter().map(|tie| tie.attribution.source.as_str()).collect();
    assert!(!sources.is_empty() && sources.iter().all(|source| source.contains("Zajárova")), "{sources:?}");
}

#[test]
fn a_flag_taken_from_ships_of_russian_trade_is_a_penalty() {
    check(
        "La autoridad marítima de Panamá retirará de su registro a treinta petroleros de la flota fantasma rusa.",
        &["PAN sanctions_ban SANCTION conflict < planned"],
    );
}

#[test]
fn a_journey_to_a_third_state_is_no_visit_to_russia() {
    let found = found(
        "",
        "La Embajada de Rusia en Panamá comentó la visita del presidente José Raúl Mulino a Ucrania.",
    );
    assert!(found.iter().all(|tie| !tie.contains("CONSULT")), "{found:#?}");
}

#[test]
fn stricter_checks_of_exporters_are_an_inspection() {
    check(
        "Rosselkhoznadzor sometió a mayores controles a seis frigoríficos de Paraguay que exportan carne.",
        &["PRY sanctions_ban CONSULT neutral > actual"],
    );
}

#[test]
fn who_tells_of_a_delivery_does_not_send_it() {
    check(
        "Rusia entregará trigo a Haití, afirmó el lunes la ministra de Comercio de Haití.",
        &["HTI trade AGREE cooperation > planned"],
    );
}

#[test]
fn a_noun_behind_a_future_is_ahead() {
    check(
        "El canciller ruso sostendrá el lunes en Moscú una reunión con su par de Belice.",
        &["BLZ diplomatic AGREE cooperation = planned"],
    );
    check(
        "A Rússia e a Venezuela farão manobras conjuntas no Caribe.",
        &["VEN military AGREE cooperation = planned"],
    );
}

#[test]
fn a_noun_that_looks_like_a_verb_is_none() {
    let found = found("Rusia y Belice", "Rusia habló con Belice de la visita de un ministro francés.");
    assert!(found.iter().all(|tie| !tie.contains("BLZ diplomatic CONSULT cooperation >")), "{found:#?}");
}

#[test]
fn who_speaks_of_closer_ties_stands_first() {
    check(
        "Russia is ready to develop cooperation with Belize in fishing.",
        &["BLZ trade AGREE cooperation > offered"],
    );
}

#[test]
fn a_russian_make_is_registered_by_the_other_side() {
    check(
        "Фонд прямых инвестиций России сообщил, что вакцину «Спутник V» зарегистрировали в Белизе.",
        &["BLZ health_humanitarian SUPPORT cooperation < actual"],
    );
}

#[test]
fn who_summons_an_envoy_is_the_other_side() {
    check(
        "La Cancillería de Colombia citó al embajador de Rusia en Bogotá.",
        &["COL diplomatic ACCUSE conflict < actual"],
    );
    check(
        "La Cancillería de Rusia convocó al embajador de Colombia en Moscú.",
        &["COL diplomatic ACCUSE conflict > actual"],
    );
}

#[test]
fn what_both_do_together_is_mutual() {
    check(
        "Rusia y Belice eximieron de visado a sus ciudadanos.",
        &["BLZ migration_visa CONCEDE cooperation = actual"],
    );
}

#[test]
fn what_a_third_state_does_is_none_of_the_two() {
    check("Canada sent 40 tonnes of food to Cuba, a Russian agency writes.", &[]);
}

#[test]
fn the_victims_of_a_state_are_no_source_of_goods() {
    let found = found("", "Rusia envió toneladas de alimentos y agua para los damnificados de Haití.");
    assert!(found.iter().any(|tie| tie.starts_with("HTI") && tie.contains('>')), "{found:#?}");
}

#[test]
fn a_complaint_to_a_capital_is_made_to_its_government() {
    let found = found("Russia and Colombia", "Bogotá protested to Moscow over remarks by a minister.");
    assert!(found.iter().any(|tie| tie == "COL diplomatic ACCUSE conflict < actual"), "{found:#?}");
}

#[test]
fn what_russia_says_of_a_coup_in_a_state_is_said_of_it() {
    let found = found("Russia and Bolivia", "Russia voiced concern over the attempted coup in Bolivia.");
    assert!(found.iter().any(|tie| tie.starts_with("BOL diplomatic")), "{found:#?}");
}

#[test]
fn what_will_be_done_is_ahead() {
    let found = found(
        "Russia and Belize",
        "Russian helicopters will be delivered to Belize by the defence ministry in Moscow.",
    );
    assert!(
        found.iter().any(|tie| tie.starts_with("BLZ military") && tie.ends_with("planned")),
        "{found:#?}"
    );
}

#[test]
fn arms_of_russian_make_are_turned_down_without_a_third_party() {
    let found = found("Rusia y Belice", "Belice renunció a la compra de helicópteros rusos.");
    assert!(found.iter().any(|tie| tie.contains("REJECT conflict < actual")), "{found:#?}");
}

#[test]
fn arms_refused_for_the_war_are_no_blame() {
    let found = found(
        "Rússia e Peru",
        "O Peru recusou um pedido alemão para ceder munição de tanques à Ucrânia, em guerra com a Rússia.",
    );
    assert!(found.iter().any(|tie| tie == "PER arms_third_party REJECT aligned ^ actual"), "{found:#?}");
}
