//! What was done, to whom and by whom: plans, votes, goods, third parties and what is no act at all.

use super::{check, notation, ties};

#[test]
fn a_plan_against_somebody_is_conflict_even_in_words_that_no_act_knows() {
    for text in [
        "Ecuador plans to phase out Russian trawlers.",
        "Ecuador planea reemplazar los radares rusos.",
        "O Equador planeja substituir os radares russos.",
        "Эквадор планирует вытеснить российские траулеры.",
    ] {
        let found = ties("", text);
        assert!(found.iter().all(|tie| tie.polarity.word() != "cooperation"), "{text}\n{found:#?}");
    }
}

#[test]
fn a_planned_purchase_stays_friendly() {
    check(
        "Russia and Bolivia plan to build a nuclear research centre in Oruro.",
        &["BOL energy_nuclear AGREE cooperation = planned"],
    );
}

#[test]
fn who_backs_an_expulsion_is_against_the_expelled() {
    let found =
        ties("", "El canciller de Paraguay defendió la expulsión de dos diplomáticos de la embajada rusa.");
    assert!(found.iter().all(|tie| tie.polarity.word() == "conflict"), "{found:#?}");
}

#[test]
fn a_vote_is_not_what_the_resolution_says() {
    check(
        "Belize abstained from voting on a UN resolution condemning Russia's invasion of Ukraine.",
        &["BLZ ukraine_stance REJECT neutral < actual"],
    );
    let found =
        ties("", "Belize abstained from voting on a UN resolution condemning Russia's invasion of Ukraine.");
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn a_vote_by_russia_is_about_the_bloc_it_is_cast_in() {
    check(
        "Russia abstained on the UN Security Council resolution on Haiti.",
        &["HTI multilateral_bloc REJECT neutral > actual"],
    );
    check(
        "Россия воздержалась при голосовании по резолюции Совета Безопасности ООН о Гаити.",
        &["HTI multilateral_bloc REJECT neutral > actual"],
    );
}

#[test]
fn goods_go_from_where_they_come() {
    check("Россия начнёт поставки манго из Перу.", &["PER trade AGREE cooperation < planned"]);
    check(
        "A Russian tanker with 40,000 barrels of diesel arrived in Bridgetown, the Barbadian port.",
        &["BRB energy_nuclear COOPERATE cooperation > actual"],
    );
}

#[test]
fn what_an_act_is_about_makes_no_act_of_its_own() {
    let found =
        ties("", "Lavrov met Jamaica's foreign minister in Kingston to discuss supplies of Russian wheat.");
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn a_refusal_to_a_third_party_is_aligned() {
    check(
        "El Gobierno de Uruguay rechazó el pedido de Estados Unidos contra un marino ruso.",
        &["URY diplomatic REJECT aligned ^ actual"],
    );
}

#[test]
fn talks_with_a_third_party_join_nobody_else() {
    check(
        "La presidenta de Honduras conversó por teléfono con su homólogo ucraniano sobre la guerra con Rusia.",
        &[],
    );
}

#[test]
fn a_private_journey_is_no_visit() {
    check("Две студентки из России приехали в Гватемалу на каникулы.", &[]);
}

#[test]
fn blame_without_an_agent_is_nobodys() {
    let found = ties("", "Chile and Peru have been criticised for their soft line on Russia.");
    assert!(found.iter().all(|tie| tie.plover.word() != "ACCUSE"), "{found:#?}");
}

#[test]
fn a_decided_ban_is_a_ban_and_not_a_plan() {
    check(
        "O governo do Panamá decidiu suspender as transmissões do canal RT.",
        &["PAN media_info COERCE conflict < actual"],
    );
}

#[test]
fn a_description_stands_for_the_state_that_the_text_names() {
    let found = ties(
        "Russia lifts its ban on flowers from Guyana",
        "Rosselkhoznadzor lifted the ban. The South American country will export roses to Russia from May.",
    );
    assert!(found.iter().all(|tie| tie.partner_codes() == ["GUY"]), "{found:#?}");
}

#[test]
fn an_agency_that_reports_takes_no_part() {
    let found =
        ties("", "Президент Гондураса подписал соглашение с Россией о поставках тракторов, передаёт ТАСС.");
    assert!(found.iter().all(|tie| tie.russia.id != "tass"), "{found:#?}");
    assert!(found.iter().any(|tie| notation(tie).starts_with("HND trade AGREE")), "{found:#?}");
}

#[test]
fn a_call_for_nothing_adopted_makes_no_tie_that_says_otherwise() {
    let found =
        ties("", "Russia and Suriname held talks in Paramaribo, but no agreement on ports was signed.");
    assert!(
        found.iter().all(|tie| tie.plover.word() != "AGREE" || tie.realis.word() == "negated"),
        "{found:#?}"
    );
}

#[test]
fn a_private_crime_is_no_tie() {
    for text in [
        "Police in Belize arrested a Russian for stealing a bicycle.",
        "La policía de Belice detuvo a un ruso por robar una bicicleta.",
    ] {
        let found = ties("", text);
        assert!(found.is_empty(), "{text}\n{found:#?}");
    }
}

#[test]
fn who_joins_no_sanctions_refuses_them() {
    check("Uruguay did not impose sanctions on Russia.", &["URY sanctions_stance REJECT aligned ^ actual"]);
}

#[test]
fn what_is_asked_for_may_stand_in_the_clause_behind() {
    check(
        "O presidente do Uruguai pediu na ONU que a Rússia se retire da Ucrânia.",
        &["URY ukraine_stance REQUEST conflict < proposed"],
    );
    check(
        "Guyana asked that Russia withdraw its troops from Ukraine.",
        &["GUY ukraine_stance REQUEST conflict < proposed"],
    );
}

#[test]
fn who_takes_back_an_invitation_invites_nobody() {
    for text in [
        "Suriname withdrew its invitation to the Russian delegation.",
        "Surinam retiró la invitación a la delegación rusa.",
        "O Suriname retirou o convite à delegação russa.",
    ] {
        let found = ties("", text);
        assert!(!found.is_empty(), "{text}");
        assert!(found.iter().all(|tie| tie.polarity.word() == "conflict"), "{text}\n{found:#?}");
    }
}

#[test]
fn who_condemns_a_deed_takes_the_part_of_its_victim() {
    for (text, wanted) in [
        (
            "Belize condemned the attack on the Russian consulate in Rotterdam.",
            "BLZ diplomatic SUPPORT cooperation < actual",
        ),
        (
            "Belice condenó el ataque contra el consulado ruso en Róterdam.",
            "BLZ diplomatic SUPPORT cooperation < actual",
        ),
        (
            "Belize condenou o ataque contra o consulado russo em Roterdã.",
            "BLZ diplomatic SUPPORT cooperation < actual",
        ),
        ("Гренада осудила нападение на посольство России.", "GRD diplomatic SUPPORT cooperation < actual"),
        ("Barbados denounced Russian interference in its vote.", "BRB diplomatic ACCUSE conflict < actual"),
    ] {
        check(text, &[wanted]);
    }
}

#[test]
fn a_programme_closed_to_applicants_is_closed_to_people() {
    check(
        "Saint Lucia has paused, with immediate effect, new citizenship applications from Russians.",
        &["LCA migration_visa SANCTION conflict < actual"],
    );
}

#[test]
fn what_a_vote_was_on_is_not_the_voters_deed() {
    let found = ties("", "Honduras abstained when the Assembly suspended Russia.");
    assert_eq!(
        found.iter().map(notation).collect::<Vec<_>>(),
        ["HND ukraine_stance REJECT neutral < actual"],
        "{found:#?}"
    );
}

#[test]
fn what_ought_to_be_is_agreed_as_a_wish() {
    for text in [
        "Russia and Guyana agreed that their banks should use national currencies.",
        "Rusia y Guyana acordaron que sus bancos deberían usar monedas nacionales.",
    ] {
        let found = ties("", text);
        assert!(!found.is_empty(), "{text}");
        assert!(found.iter().all(|tie| tie.realis.word() == "proposed"), "{text}\n{found:#?}");
    }
}

#[test]
fn an_office_in_capitals_is_no_surname() {
    let found = ties(
        "Russian Foreign Minister calls Haiti",
        "The Russian Foreign Minister Sergey Lavrov spoke by phone with Haiti. The Prime Minister of Japan visited Peru.",
    );
    assert!(found.iter().all(|tie| tie.partner.iter().all(|partner| partner.code() != "PER")), "{found:#?}");
}

#[test]
fn a_body_in_a_capital_acts_for_the_state() {
    check(
        "Authorities in Bogota expelled two Russian diplomats.",
        &["COL diplomatic SANCTION conflict < actual"],
    );
}

#[test]
fn an_english_past_with_its_object_is_active() {
    check("Panama expelled two Russian diplomats.", &["PAN diplomatic SANCTION conflict < actual"]);
    check(
        "Two Russian diplomats expelled from Panama over spying.",
        &["PAN intelligence SANCTION conflict < actual"],
    );
}

#[test]
fn an_adverb_of_doubt_behind_the_object_leaves_the_verb_alone() {
    let found = ties("", "Ecuador arrested two Russian hackers allegedly linked to a bank robbery.");
    assert!(!found.is_empty() && found.iter().all(|tie| tie.realis.word() == "actual"), "{found:#?}");
}

#[test]
fn old_times_belong_to_the_verb_beside_them() {
    let found = ties(
        "",
        "Peru bought six helicopters from Russia to replace those purchased from the Soviet Union in 1983.",
    );
    assert!(found.iter().any(|tie| tie.realis.word() == "actual"), "{found:#?}");
}

#[test]
fn a_refusal_is_no_stance_on_a_war_told_behind_it() {
    let found = ties(
        "",
        "Uruguay rejected a request by the United States to extradite a sailor, who had told friends about the war in Ukraine.",
    );
    assert!(found.iter().all(|tie| tie.tie_type.word() != "ukraine_stance"), "{found:#?}");
}

#[test]
fn a_verb_inside_an_unknown_name_is_no_act() {
    check("Blue Ship Brokers of Moscow has an address in Nassau.", &[]);
}

#[test]
fn who_is_asked_to_stop_certifying_is_banned() {
    check(
        "Rosselkhoznadzor asked the Ministry of Agriculture of Ecuador to suspend the certification of roses.",
        &["ECU sanctions_ban SANCTION conflict > actual"],
    );
}

#[test]
fn what_portuguese_closes_may_be_a_deal() {
    check(
        "O Equador quer fechar parceria militar com a Rússia.",
        &["ECU military AGREE cooperation < proposed"],
    );
    check(
        "A agência sanitária do Equador negou nesta terça-feira (6) a importação da vacina russa.",
        &["ECU health_humanitarian REJECT conflict < actual"],
    );
    check(
        "O Equador recebeu da Rússia garantias de fornecimento de fertilizantes.",
        &["ECU trade AGREE cooperation > planned"],
    );
    check(
        "O presidente do Equador recusou um convite para visitar a Rússia.",
        &["ECU diplomatic REJECT conflict < actual"],
    );
}

#[test]
fn the_place_of_a_passive_tells_who_did_it() {
    check("RT was taken off the air in Paraguay.", &["PRY media_info COERCE conflict < actual"]);
    check(
        "Two Russian sailors were arrested in Guyana for spying.",
        &["GUY intelligence COERCE conflict < actual"],
    );
}

#[test]
fn the_time_of_a_capital_names_no_side() {
    check("Vladimir Putin foi à televisão na madrugada, no horário de Brasília.", &[]);
}

#[test]
fn what_would_not_be_done_is_no_offer() {
    let found = ties("", "The president of Chile said he would not invite Putin.");
    assert!(found.iter().all(|tie| tie.realis.word() == "negated"), "{found:#?}");
    check(
        "Belize said it would not sell Russian-made ammunition to Ukraine.",
        &["BLZ arms_third_party REJECT aligned ^ actual"],
    );
}

#[test]
fn a_nuclear_submarine_is_no_power_station() {
    for text in
        ["Um submarino nuclear russo chegou a Cuba.", "Um submarino nuclear russo chegou ao porto de Havana."]
    {
        let found = ties("", text);
        assert!(found.iter().all(|tie| tie.tie_type.word() == "military"), "{text}\n{found:#?}");
        assert!(!found.is_empty(), "{text}");
    }
}

#[test]
fn a_veto_of_the_wars_resolution_is_no_tie_with_who_voted() {
    let found = ties("", "A Rússia vetou a resolução sobre a invasão da Ucrânia, e o Brasil votou a favor.");
    assert!(found.iter().all(|tie| tie.direction != model::Direction::RusToX), "{found:#?}");
}
