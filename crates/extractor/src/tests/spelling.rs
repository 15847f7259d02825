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
