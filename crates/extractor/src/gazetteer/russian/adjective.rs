//! Adjectives: «российский», «Восточный», «Большой», «Южная», «внешние».

use super::{Cases, distinct, with_endings};

/// The number and gender an adjective shows in the nominative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    Masculine,
    Feminine,
    Neuter,
    Plural,
}

/// How an adjective's stem ends, which decides between ы and и, о and е.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stem {
    /// After н, т, р…: -ый, -ого.
    Hard,
    /// After к, г, х: -ий, -ого.
    Velar,
    /// After н with -ий, and after ж, ш, ч, щ: -ий, -его.
    Soft,
}

/// Words that look like adjectives and are nouns.
const NOUNS: [&str; 4] = ["валерий", "василий", "геннадий", "страна"];

/// Which agreement a word shows if it is an adjective in the nominative.
pub(super) fn agreement(word: &str) -> Option<Agreement> {
    let lower = word.to_lowercase();
    if NOUNS.contains(&lower.as_str()) || lower.chars().count() < 4 {
        return None;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if ends(&["ский", "цкий", "ный", "вый", "мый", "тый", "лый", "рый", "ний", "ской", "ший", "вной", "ной"])
    {
        Some(Agreement::Masculine)
    } else if ends(&["ская", "цкая", "ная", "вая", "лая", "тая", "рая", "няя", "шая", "жая", "чья"])
    {
        Some(Agreement::Feminine)
    } else if ends(&["ское", "цкое", "ное", "вое", "лое", "тое", "рое", "нее", "шее", "жее"])
    {
        Some(Agreement::Neuter)
    } else if ends(&["ские", "цкие", "ные", "вые", "лые", "тые", "рые", "шие"]) {
        Some(Agreement::Plural)
    } else {
        None
    }
}

/// The stem and its kind.
fn split(word: &str) -> (&str, Stem) {
    let cut = word.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    let (stem, ending) = word.split_at(cut);
    let kind = match stem.chars().last() {
        Some('к' | 'г' | 'х') => Stem::Velar,
        Some('ж' | 'ш' | 'ч' | 'щ') => Stem::Soft,
        _ if matches!(ending, "ий" | "яя" | "ее" | "ие") => Stem::Soft,
        _ => Stem::Hard,
    };
    (stem, kind)
}

/// The six cases in the gender and number that the nominative shows.
pub(super) fn agreeing_cases(word: &str) -> Cases {
    let Some(agreement) = agreement(word) else { return super::indeclinable(word) };
    let (stem, kind) = split(word);
    let nominative = &word[stem.len()..];
    let endings = match (agreement, kind) {
        (Agreement::Masculine, Stem::Hard) => [nominative, "ого", "ому", "ый,ого", "ым", "ом"],
        (Agreement::Masculine, Stem::Velar) => [nominative, "ого", "ому", "ий,ого", "им", "ом"],
        (Agreement::Masculine, Stem::Soft) => [nominative, "его", "ему", "ий,его", "им", "ем"],
        (Agreement::Feminine, Stem::Soft) => [nominative, "ей", "ей", "юю,ую", "ей", "ей"],
        (Agreement::Feminine, _) => [nominative, "ой", "ой", "ую", "ой", "ой"],
        (Agreement::Neuter, Stem::Hard) => [nominative, "ого", "ому", "ое", "ым", "ом"],
        (Agreement::Neuter, Stem::Velar) => [nominative, "ого", "ому", "ое", "им", "ом"],
        (Agreement::Neuter, Stem::Soft) => [nominative, "его", "ему", "ее", "им", "ем"],
        (Agreement::Plural, Stem::Hard) => [nominative, "ых", "ым", "ые,ых", "ыми", "ых"],
        (Agreement::Plural, _) => [nominative, "их", "им", "ие,их", "ими", "их"],
    };
    with_endings(stem, endings)
}

/// Every form of an adjective in all genders and numbers, from its masculine singular.
pub(in crate::gazetteer) fn adjective_forms(masculine: &str) -> Vec<String> {
    let (stem, kind) = split(masculine);
    let endings: &[&str] = match kind {
        Stem::Hard => &["ый", "ого", "ому", "ым", "ом", "ая", "ой", "ую", "ою", "ое", "ые", "ых", "ыми"],
        Stem::Velar => &["ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ою", "ое", "ие", "их", "ими"],
        Stem::Soft => &["ий", "его", "ему", "им", "ем", "яя", "ей", "юю", "ею", "ее", "ие", "их", "ими"],
    };
    let mut forms = vec![masculine.to_owned()];
    forms.extend(endings.iter().map(|ending| format!("{stem}{ending}")));
    distinct(forms)
}
