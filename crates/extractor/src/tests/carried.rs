//! Sides that a sentence leaves out and the one before it names.

use super::{check, notation, ties};

#[test]
fn a_vote_is_on_what_the_sentence_before_tells() {
    let text = "The UN Assembly urged Russia to leave Ukraine. Bolivia voted against the resolution.";
    let found: Vec<String> =
        ties("Bolivia stands by Russia in the UN vote", text).iter().map(notation).collect();
    assert!(found.contains(&"BOL ukraine_stance REJECT aligned ^ actual".to_owned()), "{found:#?}");
}

#[test]
fn both_countries_are_the_two_just_named() {
    check(
        "Lavrov llegó a Belmopán para hablar con el canciller de Belice. Los dos países firmaron un acuerdo de pesca.",
        &["BLZ trade AGREE cooperation = actual"],
    );
}

#[test]
fn both_countries_are_nobody_where_a_third_was_named_too() {
    let text = "El canciller de Belice habló de Rusia con el ministro de Francia. Los dos países firmaron un acuerdo de pesca.";
    let found: Vec<String> = ties("", text).iter().map(notation).collect();
    assert!(!found.iter().any(|tie| tie.contains("AGREE")), "{found:#?}");
}

#[test]
fn the_union_that_russia_leads_is_its_side() {
    check(
        "Mercosur and the Eurasian Economic Union signed a memorandum on trade.",
        &["MERCOSUR multilateral_bloc AGREE cooperation = actual"],
    );
}

#[test]
fn a_vote_of_russia_is_about_the_state_named_just_before() {
    let found = ties(
        "Security Council sends a mission to Haiti",
        "The Council agreed on a mission to Haiti. Thirteen members were in favour while Russia and China abstained.",
    );
    let found: Vec<String> = found.iter().map(notation).collect();
    assert!(found.iter().any(|tie| tie == "HTI multilateral_bloc REJECT neutral > actual"), "{found:#?}");
}
