//! The gate never closes on a text in which the matcher finds both sides.

use proptest::prelude::*;

use super::{BOTH, Gate, PARTNER, RUSSIA};

fn gate() -> Gate {
    let names = [
        ("Banco Central de Rusia", RUSSIA),
        ("Rusia", RUSSIA),
        ("Сергей Лавров", RUSSIA),
        ("La Paz", PARTNER),
        ("Санта-Крус", PARTNER),
        ("BRICS", BOTH),
    ];
    Gate::new(names.into_iter())
}

#[test]
fn a_name_of_several_words_needs_its_key_word_only() {
    assert!(gate().may_name_both("El Banco Central de Rusia abrió una oficina en La Paz."));
    assert!(!gate().may_name_both("El Banco Central de Chile abrió una oficina en La Paz."));
    assert!(!gate().may_name_both("Rusia y el resto del mundo"));
}

#[test]
fn a_name_of_both_sides_opens_it_alone() {
    assert!(gate().may_name_both("os BRICS"));
}

#[test]
fn accents_capitals_and_soft_hyphens_do_not_close_it() {
    assert!(gate().may_name_both("СЕРГЕИ\u{306} ЛАВРОВ, Сан\u{ad}та-Крус"));
}

proptest! {
    #[test]
    fn it_opens_wherever_both_sides_are_named(
        before in "[a-zа-я ,.]{0,20}",
        russia in prop::sample::select(vec!["Banco Central de Rusia", "Сергей Лавров", "RUSIA"]),
        between in "[ ,.«»\n-][a-zа-я ,.]{0,20}[ \n«]",
        partner in prop::sample::select(vec!["La Paz", "Санта-Крус", "la\npaz"]),
    ) {
        let text = format!("{before} {russia}{between}{partner}");
        prop_assert!(gate().may_name_both(&text));
    }
}
