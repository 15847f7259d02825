//! Which of the four languages a text is in: the script first, then whichlang on the body's start, then votes of small words.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use model::Lang;

use crate::token::{Words, hash_word};
use crate::trie::KeyHasher;

/// How many bytes of the body are looked at; more adds nothing (measured on parallel news sentences).
const SAMPLE_BYTES: usize = 768;
/// How many tokens vote where whichlang is not sure to be right.
const SAMPLE_TOKENS: usize = 120;

const EN: [&str; 14] =
    ["the", "of", "and", "to", "in", "for", "with", "on", "that", "by", "from", "said", "its", "was"];
const ES: [&str; 16] = [
    "el", "la", "los", "las", "del", "y", "en", "con", "para", "por", "una", "que", "su", "al", "lo", "segun",
];
const PT: [&str; 16] =
    ["o", "os", "do", "da", "dos", "das", "e", "em", "no", "na", "com", "para", "um", "uma", "nao", "ao"];

/// Hashes of the small words, with the languages that have them as bits in the order of [`votes`].
static SMALL_WORDS: LazyLock<HashMap<u64, u8, BuildHasherDefault<KeyHasher>>> = LazyLock::new(|| {
    let mut words: HashMap<u64, u8, BuildHasherDefault<KeyHasher>> = HashMap::default();
    for (n, list) in [&EN[..], &ES[..], &PT[..]].into_iter().enumerate() {
        for word in list {
            *words.entry(hash_word(word)).or_default() |= 1 << n;
        }
    }
    words
});

/// The language of `text`; `None` where it is none of the four.
pub(crate) fn detect(text: &str) -> Option<Lang> {
    let sample = sample(text);
    let (letters, cyrillic) = letters(sample);
    if cyrillic * 2 > letters {
        return russian(sample).then_some(Lang::Ru);
    }
    let votes = votes(text);
    let best = *votes.iter().max_by_key(|(_, votes)| *votes)?;
    let second = votes.iter().filter(|(lang, _)| *lang != best.0).map(|(_, votes)| *votes).max().unwrap_or(0);
    if best.1 >= second * 2 + 3 {
        return Some(best.0);
    }
    match whichlang::detect_language(sample) {
        whichlang::Lang::Eng => Some(Lang::En),
        whichlang::Lang::Spa => Some(Lang::Es),
        whichlang::Lang::Por => Some(Lang::Pt),
        whichlang::Lang::Rus => Some(Lang::Ru),
        _ if letters < 60 && best.1 > second => Some(best.0),
        _ => None,
    }
}

fn sample(text: &str) -> &str {
    let text = text.trim_start();
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// How many letters, and how many of them and of Cyrillic signs are Cyrillic.
fn letters(sample: &str) -> (usize, usize) {
    let (mut letters, mut cyrillic) = (0, 0);
    for c in sample.chars() {
        match c {
            // The common letters, which need no table.
            'a'..='z' | 'A'..='Z' => letters += 1,
            'А'..='я' => {
                letters += 1;
                cyrillic += 1;
            }
            '\0'..='\u{7f}' => {}
            _ => {
                letters += usize::from(c.is_alphabetic());
                cyrillic += usize::from(('\u{400}'..='\u{4ff}').contains(&c));
            }
        }
    }
    (letters, cyrillic)
}

/// Russian has ы, э or ё or few letters at all; Ukrainian and Belarusian have і, ї, є.
fn russian(sample: &str) -> bool {
    let own = sample.chars().filter(|c| matches!(c, 'ы' | 'э' | 'ё' | 'Ы' | 'Э' | 'Ё')).count();
    let foreign =
        sample.chars().filter(|c| matches!(c, 'і' | 'ї' | 'є' | 'ґ' | 'ў' | 'І' | 'Ї' | 'Є')).count();
    foreign <= own
}

fn votes(text: &str) -> [(Lang, usize); 3] {
    let mut votes = [(Lang::En, 0), (Lang::Es, 0), (Lang::Pt, 0)];
    let mut words = Words::new(text);
    let mut folded = String::new();
    for _ in 0..SAMPLE_TOKENS {
        let Some(word) = words.next_into(&mut folded) else { break };
        let langs = SMALL_WORDS.get(&word.hash).copied().unwrap_or(0);
        for (n, vote) in votes.iter_mut().enumerate() {
            vote.1 += usize::from(langs >> n & 1);
        }
    }
    votes
}
