//! How Russian notices tell a tie: compounds, passives and impersonals without an agent, and words in another order.

use super::{check, notation, ties};

#[test]
fn a_compound_adjective_names_both_sides() {
    for (text, partner) in [
        ("В Москве прошли российско-суринамские консультации.", "SUR"),
        ("В Лиме прошли перуано-российские консультации.", "PER"),
        ("В Нассау прошли багамско-российские консультации.", "BHS"),
    ] {
        check(text, &[&format!("{partner} diplomatic CONSULT cooperation = actual")]);
    }
}

#[test]
fn a_compound_with_a_third_names_one_side_only() {
    let found = ties("", "Посол России в Минске рассказал студентам об американо-кубинских переговорах.");
    assert!(found.iter().all(|tie| tie.plover.to_string() != "CONSULT"), "{found:#?}");
}

#[test]
fn a_notice_tells_acts_without_an_agent() {
    check(
        "Обсуждены вопросы российско-гайанского сотрудничества в подготовке врачей.",
        &["GUY health_humanitarian CONSULT cooperation = actual"],
    );
    check(
        "В Москве министром торговли России принята делегация Гондураса.",
        &["HND diplomatic CONSULT cooperation < actual"],
    );
}

#[test]
fn votes_stand_before_or_behind_the_resolution() {
    check(
        "Против резолюции с осуждением вторжения России на Украину проголосовали Мали, Боливия и Судан.",
        &["BOL ukraine_stance REJECT aligned ^ actual"],
    );
}

#[test]
fn a_country_of_the_region_in_the_genitive_is_one_country() {
    let text =
        "Россия поставила Сальвадору вакцины. Врачи центральноамериканской страны прошли обучение в Москве.";
    let found: Vec<String> = ties("Россия и Сальвадор", text).iter().map(notation).collect();
    assert!(!found.iter().any(|tie| tie.starts_with("LAC")), "{found:#?}");
}

#[test]
fn an_envoy_who_signs_with_a_third_party_leaves_his_post_out() {
    let text = "Министр связи Украины и посол Сент-Люсии в России подписали соглашение о почте.";
    assert!(ties("", text).is_empty(), "{:#?}", ties("", text));
    check(
        "Министр связи России и посол Сент-Люсии в России подписали соглашение о почте.",
        &["LCA diplomatic AGREE cooperation = actual"],
    );
}

#[test]
fn a_flag_withdrawn_is_a_ban() {
    check("Барбадос лишит флага три российских танкера.", &["BRB sanctions_ban SANCTION conflict < planned"]);
}

#[test]
fn who_hears_the_news_is_no_topic() {
    let found = ties("", "Россия и Панама договорились о новых переговорах, сказал журналистам посол.");
    assert!(found.iter().all(|tie| tie.tie_type.to_string() != "media_info"), "{found:#?}");
}

#[test]
fn who_calls_an_envoy_in_complains() {
    check("Посол Перу вызван в МИД России.", &["PER diplomatic ACCUSE conflict > actual"]);
}

#[test]
fn a_vote_may_name_many_others() {
    check(
        "Против резолюции ООН по Украине проголосовали Россия, Белоруссия, КНДР, Мали, Никарагуа и Судан.",
        &["NIC ukraine_stance REJECT aligned ^ actual"],
    );
}

#[test]
fn authorities_named_by_their_capital_are_the_state() {
    check(
        "Гаванские власти и Россия подписали соглашение о поставках пшеницы.",
        &["CUB trade AGREE cooperation = actual"],
    );
}

#[test]
fn where_a_journey_was_before_is_no_goal_of_it() {
    check("Перед Гайаной Лавров посетил Суринам.", &["SUR diplomatic CONSULT cooperation > actual"]);
}

#[test]
fn a_congress_centre_is_no_parliament() {
    let found = ties("", "Переговоры Лаврова и президента Суринама состоялись в конгресс-центре Парамарибо.");
    assert!(found.iter().all(|tie| tie.tie_type.to_string() != "parliamentary"), "{found:#?}");
}

#[test]
fn a_ministry_is_of_the_state_behind_it() {
    let found = ties("Россия и Боливия", "Минздрав Боливии зарегистрировал российскую вакцину.");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].russia.id, "sputnik-v");
    check("Генпрокуратура Чили запросила у Генпрокуратуры США сведения о мошенниках.", &[]);
}
