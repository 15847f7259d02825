//! In which of the four languages a text is written.

use model::Lang;
use whichlang::Lang as Found;

/// Characters that are looked at; more do not change the answer.
const SAMPLE_CHARS: usize = 4000;

/// Letters that a text must have before it speaks for itself; below, the page or the source decides.
const LETTERS_MIN: usize = 40;

/// The language of `text`; `declared` is what page or source says, believed where the text is too short to tell. `None`
/// where it is another language.
pub(crate) fn of(text: &str, declared: Option<Lang>) -> Option<Lang> {
    let sample: String = text.chars().take(SAMPLE_CHARS).collect();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if letters < LETTERS_MIN {
        return declared;
    }
    let cyrillic = sample.chars().filter(|c| ('\u{400}'..='\u{4ff}').contains(c)).count();
    if cyrillic * 2 > letters {
        return cyrillic_language(&sample, declared);
    }
    match whichlang::detect_language(&sample) {
        Found::Eng => Some(Lang::En),
        Found::Spa => Some(Lang::Es),
        Found::Por => Some(Lang::Pt),
        Found::Rus => Some(Lang::Ru),
        _ => None,
    }
}

/// whichlang knows one Cyrillic language only; letters that Russian has not tell Ukrainian, Belarusian and others apart.
fn cyrillic_language(sample: &str, declared: Option<Lang>) -> Option<Lang> {
    let foreign = sample.chars().filter(|c| "іїєґўјљњћђџәғқңөұүһ".contains(*c)).count();
    let own = sample.chars().filter(|c| "ыэё".contains(*c)).count();
    match foreign.cmp(&own) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Less => Some(Lang::Ru),
        std::cmp::Ordering::Equal => declared.or(Some(Lang::Ru)),
    }
}

#[cfg(test)]
mod tests;
