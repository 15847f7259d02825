//! Names of people: given names, patronymics and surnames of both sexes, Russian and foreign.

use super::noun::{fleeting_stem, noun_cases};
use super::{Cases, distinct, indeclinable, with_endings};

/// The sex that the declension follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gazetteer) enum Sex {
    Female,
    Male,
}

/// Given names that lose their vowel, with the stem of the other cases.
const FLEETING_GIVEN: [(&str, &str); 4] =
    [("Павел", "Павл"), ("Пётр", "Петр"), ("Петр", "Петр"), ("Лев", "Льв")];

/// A given name or patronymic.
pub(super) fn given_cases(word: &str, sex: Sex) -> Cases {
    if word.chars().next().is_some_and(char::is_lowercase) || word.ends_with('.') {
        return indeclinable(word);
    }
    match (sex, word.chars().last()) {
        (_, Some('а' | 'я')) => noun_cases(word),
        (Sex::Female, Some('ь')) => {
            let stem = word.strip_suffix('ь').unwrap_or(word);
            with_endings(stem, ["ь", "и", "и", "ь", "ью", "и"])
        }
        (Sex::Female, _) => indeclinable(word),
        (Sex::Male, _) => match FLEETING_GIVEN.iter().find(|(name, _)| *name == word) {
            Some((_, stem)) => with_nominative(with_endings(stem, ["", "а", "у", "а", "ом", "е"]), word),
            None => noun_cases(word),
        },
    }
}

/// Puts back a nominative that the stem does not give.
fn with_nominative(mut cases: Cases, word: &str) -> Cases {
    cases[0] = vec![word.to_owned()];
    cases
}

/// A surname, or one part of a double one; of a hyphenated one the last part is declined.
pub(super) fn surname_cases(word: &str, sex: Sex) -> Cases {
    if word.chars().next().is_some_and(char::is_lowercase) || word.ends_with('.') {
        return indeclinable(word);
    }
    if let Some((front, last)) = word.rsplit_once('-') {
        return surname_cases(last, sex)
            .map(|forms| forms.iter().map(|form| format!("{front}-{form}")).collect());
    }
    if word.ends_with("вна") || word.ends_with("вич") {
        return noun_cases(word);
    }
    match sex {
        Sex::Female => female_surname(word),
        Sex::Male => male_surname(word),
    }
}

fn female_surname(word: &str) -> Cases {
    let stem = |ending: &str| word.strip_suffix(ending);
    if let Some(stem) = stem("ая") {
        return with_endings(stem, ["ая", "ой", "ой", "ую", "ой", "ой"]);
    }
    if ["ова", "ева", "ёва", "ина", "ына"].iter().any(|ending| word.ends_with(ending)) {
        let stem = stem("а").unwrap_or(word);
        return with_endings(stem, ["а", "ой,ы", "ой,е", "у", "ой", "ой,е"]);
    }
    match word.chars().last() {
        Some('а' | 'я') => noun_cases(word),
        _ => indeclinable(word),
    }
}

fn male_surname(word: &str) -> Cases {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&["ов", "ев", "ёв", "ин", "ын"]) {
        // A foreign name in -ин or -ов takes -ом (Чаплином), a Russian one -ым.
        return with_endings(word, ["", "а", "у", "а", "ым,ом", "е"]);
    }
    if ends(&["ских", "ых", "их"]) {
        return indeclinable(word);
    }
    if ends(&["ский", "цкий"]) {
        return adjectival(word, ["ий", "ого", "ому", "ого", "им", "ом"]);
    }
    if ends(&["ый", "ой"]) {
        let nominative = if word.ends_with("ый") { "ый" } else { "ой" };
        return adjectival(word, [nominative, "ого", "ому", "ого", "ым,им", "ом"]);
    }
    if let Some(fleeting) = fleeting_stem(word) {
        let mut cases = noun_cases(word);
        // The vowel stays in many foreign names and in some Russian ones, so both are made.
        let kept = with_endings(word, ["", "а", "у", "а", "ем,ом", "е"]);
        let dropped = with_endings(&fleeting, ["", "а", "у", "а", "ем,ом", "е"]);
        for case in 1..6 {
            cases[case] = [kept[case].clone(), dropped[case].clone()].concat();
        }
        return cases;
    }
    if ends(&["ок", "ек", "ёк"]) {
        return fleeting_k(word);
    }
    noun_cases(word)
}

/// «Поток» – «Потока», «Волчок» – «Волчка»: both.
fn fleeting_k(word: &str) -> Cases {
    let mut cases = noun_cases(word);
    let mut letters: Vec<char> = word.chars().collect();
    letters.remove(letters.len() - 2);
    let short: String = letters.into_iter().collect();
    let dropped = with_endings(&short, ["", "а", "у", "а", "ом", "е"]);
    for case in 1..6 {
        cases[case].extend(dropped[case].clone());
    }
    cases
}

fn adjectival(word: &str, endings: [&str; 6]) -> Cases {
    let cut = word.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    with_endings(&word[..cut], endings)
}

/// All forms of a bare surname.
pub(in crate::gazetteer) fn surname_forms(surname: &str, sex: Sex) -> Vec<String> {
    let words: Vec<Cases> = surname.split(' ').map(|word| surname_cases(word, sex)).collect();
    distinct(super::join_cases(&words))
}
