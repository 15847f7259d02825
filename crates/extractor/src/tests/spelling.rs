//! Names and acts that are hard to read: capitals, lost accents, soft hyphens, line breaks, quotation marks, mixed scripts.

use super::{check, ties};

#[test]
fn a_headline_in_capitals_is_read() {
    check("RUSSIA BANS BANANAS FROM ECUADOR", &["ECU sanctions_ban SANCTION conflict > actual"]);
    check("РОССИЯ ЗАПРЕТИЛА ВВОЗ БАНАНОВ ИЗ ЭКВАДОРА", &["ECU sanctions_ban SANCTION conflict > actual"]);
}

#[test]
fn lost_accents_are_read() {
    check(
        "Rusia prohibio la importacion de platanos de Peru.",
        &["PER sanctions_ban SANCTION conflict > actual"],
    );
    check(
        "A Russia proibiu a importacao de carne do Paraguai.",
        &["PRY sanctions_ban SANCTION conflict > actual"],
    );
}

#[test]
fn marks_made_of_two_code_points_are_read() {
    check(
        "Rusia prohibio\u{301} los pla\u{301}tanos de Peru\u{301}.",
        &["PER sanctions_ban SANCTION conflict > actual"],
    );
    check(
        "Россия запретила ввоз бананов из Эквадора, а Россельхознадзор и\u{306} не спросил.",
        &["ECU sanctions_ban SANCTION conflict > actual"],
    );
}

#[test]
fn soft_hyphens_and_zero_widths_are_read_over() {
    check(
        "Rossel\u{ad}khoznadzor ban\u{ad}ned bananas from Ecua\u{200b}dor.",
        &["ECU sanctions_ban SANCTION conflict > actual"],
    );
}

#[test]
fn a_name_reaches_over_a_line_break_and_quotation_marks() {
    // Where blank lines part the paragraphs, a line break parts nothing.
    let text = "Sergey\nLavrov arrived in Trinidad\nand Tobago.\n\nIt rained.";
    check(text, &["TTO diplomatic CONSULT cooperation > actual"]);
    check("“Rosatom” signed a contract with “Bolivia”.", &["BOL energy_nuclear AGREE cooperation = actual"]);
}

#[test]
fn a_name_never_reaches_over_a_comma_or_full_stop() {
    let found = ties("", "They saw Trinidad, and Tobago fell silent. Costa. Rica and Lavrov met.");
    assert!(found.iter().all(|tie| !tie.partner_codes().contains(&"CRI".to_owned())), "{found:#?}");
}

#[test]
fn latin_names_inside_russian_text_are_read() {
    check(
        "Компания Rosatom подписала контракт с Боливией о строительстве реактора.",
        &["BOL energy_nuclear AGREE cooperation = actual"],
    );
}

#[test]
fn stray_spaces_before_the_full_stop_stay_with_the_sentence() {
    let text = "Lavrov arrived in Havana . He met nobody .";
    let span = ties("", text)[0].evidence.sentence;
    let full: Vec<char> = format!("\n\n{text}").chars().collect();
    assert_eq!(full[span.start..span.end].iter().collect::<String>(), "Lavrov arrived in Havana .");
}

#[test]
fn a_closing_quotation_mark_stays_with_its_sentence() {
    let text = "Lavrov praised Cuba as a \"steady friend\". Nobody replied.";
    let span = ties("", text)[0].evidence.sentence;
    let full: Vec<char> = format!("\n\n{text}").chars().collect();
    assert!(full[span.start..span.end].iter().collect::<String>().ends_with("friend\"."));
}

#[test]
fn letters_of_another_script_inside_a_word_are_read_as_what_they_look_like() {
    for text in [
        "Russi\u{430} banned bananas from Ecuad\u{43e}r.",
        "The ministry said that Ru\u{455}si\u{430} b\u{430}nned b\u{430}nanas from \u{415}\u{441}uador.",
    ] {
        check(text, &["ECU sanctions_ban SANCTION conflict > actual"]);
    }
    check(
        "Россия з\u{61}претила ввоз бананов из Экв\u{61}д\u{6f}ра.",
        &["ECU sanctions_ban SANCTION conflict > actual"],
    );
}

#[test]
fn spaces_in_a_row_are_read_as_one() {
    check(
        "Sergey  Lavrov   arrived in  Trinidad   and  Tobago.",
        &["TTO diplomatic CONSULT cooperation > actual"],
    );
    check("Сергей   Лавров прибыл  в   Санто   Доминго.", &["DOM diplomatic CONSULT cooperation > actual"]);
}

#[test]
fn unusual_spaces_and_hyphens_inside_a_name_are_read() {
    check("Lavrov arrived in Port\u{2011}of\u{2011}Spain.", &["TTO diplomatic CONSULT cooperation > actual"]);
    check("Лавров прибыл в Порт-о-Пренс.", &["HTI diplomatic CONSULT cooperation > actual"]);
    check(
        "El canciller Lavrov llegó a El\u{a0}Salvador con su delegación.",
        &["SLV diplomatic CONSULT cooperation > actual"],
    );
}

#[test]
fn every_kind_of_quotation_mark_is_read_over() {
    for (open, close) in [("“", "”"), ("«", "»"), ("„", "“"), ("\"", "\""), ("‘", "’"), ("'", "'")]
    {
        check(
            &format!("{open}Rosatom{close} signed a contract with {open}Bolivia{close}."),
            &["BOL energy_nuclear AGREE cooperation = actual"],
        );
    }
}

#[test]
fn a_name_in_quotation_marks_or_brackets_inside_a_name_is_none() {
    let found = ties("", "Lavrov arrived in \"Costa\" and then \"Rica\" closed.");
    assert!(found.iter().all(|tie| !tie.partner_codes().contains(&"CRI".to_owned())), "{found:#?}");
}

#[test]
fn headlines_in_capitals_without_accents_are_read_in_each_language() {
    check(
        "RUSIA PROHIBE LA IMPORTACION DE BANANO DE ECUADOR",
        &["ECU sanctions_ban SANCTION conflict > actual"],
    );
    check("RUSSIA PROIBE IMPORTACAO DE CARNE DO PARAGUAI", &["PRY sanctions_ban SANCTION conflict > actual"]);
    check("ЛАВРОВ ПРИБЫЛ В МАНАГУА", &["NIC diplomatic CONSULT cooperation > actual"]);
    check("LAVROV ARRIVES IN MANAGUA", &["NIC diplomatic CONSULT cooperation > actual"]);
}

#[test]
fn the_letter_yo_may_be_written_without_its_dots() {
    for word in ["посёл", "посел"] {
        let text = format!("Лавров прибыл в Гавану, в {word}ок у порта.");
        check(&text, &["CUB diplomatic CONSULT cooperation > actual"]);
    }
}
