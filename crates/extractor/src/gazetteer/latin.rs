//! Forms in Latin script: plurals and genders of demonyms and phrases, and the press spellings of Russian names.
//!
//! The matcher folds accents and case away, so no variant here differs by these alone.

mod transliteration;

pub(super) use transliteration::{name_spellings, surname_spellings};

/// Gender and number of a Spanish or Portuguese adjective or noun for people, in this order: masculine and feminine
/// singular, masculine and feminine plural.
fn agreeing(word: &str) -> [String; 4] {
    let make = |stem: &str, endings: [&str; 4]| endings.map(|ending| format!("{stem}{ending}"));
    let strip = |ending: &str| word.strip_suffix(ending);
    if let Some(stem) = strip("dor").or_else(|| strip("tor")) {
        let consonant = if word.ends_with("dor") { "d" } else { "t" };
        return make(&format!("{stem}{consonant}"), ["or", "ora", "ores", "oras"]);
    }
    if let Some(stem) = strip("ão") {
        return make(stem, ["ão", "ã", "ãos", "ãs"]);
    }
    if let Some(stem) = strip("és") {
        return make(stem, ["és", "esa", "eses", "esas"]);
    }
    if let Some(stem) = strip("ês") {
        return make(stem, ["ês", "esa", "eses", "esas"]);
    }
    if let Some(stem) = strip("án") {
        return make(stem, ["án", "ana", "anes", "anas"]);
    }
    if let Some(stem) = strip("ol") {
        return make(stem, ["ol", "ola", "oles", "olas"]);
    }
    if let Some(stem) = strip("eu") {
        return make(stem, ["eu", "eia", "eus", "eias"]);
    }
    if let Some(stem) = strip("o") {
        return make(stem, ["o", "a", "os", "as"]);
    }
    let plural = if word.ends_with(['a', 'e', 'i']) { "s" } else { "es" };
    make(word, ["", "", plural, plural])
}

/// All genders and numbers of a Spanish or Portuguese demonym or of a phrase whose words agree («turista ruso»).
pub(super) fn romance_forms(phrase: &str) -> Vec<String> {
    let words: Vec<[String; 4]> = phrase.split(' ').map(agreeing).collect();
    let mut forms: Vec<String> = Vec::new();
    for index in 0..4 {
        let form = words.iter().map(|word| word[index].as_str()).collect::<Vec<_>>().join(" ");
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// An English demonym or phrase and its plural, where adding `s` makes one (Cuban – Cubans; not Chinese, French).
pub(super) fn english_forms(phrase: &str) -> Vec<String> {
    let mut forms = vec![phrase.to_owned()];
    if !phrase.ends_with(['s', 'h', 'e', 'x']) || phrase.ends_with("ote") {
        forms.push(format!("{phrase}s"));
    }
    forms
}

#[cfg(test)]
mod tests;
