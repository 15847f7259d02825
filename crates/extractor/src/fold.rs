//! Folds letters, so that `Perú`, `PERU` and `peru` are one word: lower case, no accents, ё as е; й stays a letter of its own.
//!
//! One table serves every reader of text and of rules, so both sides of a comparison are folded alike.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Code points below this are looked up; it holds Latin with its extensions, Greek and Cyrillic.
const TABLE_LEN: usize = 0x600;

/// Table value: the code point belongs to no word.
const NOT_A_WORD: u32 = 0;
/// Table value: the code point vanishes inside a word (soft hyphen, stress mark).
const IGNORED: u32 = 1;

static TABLE: LazyLock<Vec<u32>> = LazyLock::new(|| {
    (0..TABLE_LEN).map(|n| char::from_u32(n as u32).map_or(NOT_A_WORD, |c| fold_slowly(c) as u32)).collect()
});

/// ASCII alone, which is most of the text in three of the four languages: the folded letter, or 0 for what parts words.
const ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut n = 0;
    while n < 128 {
        let byte = n as u8;
        if byte.is_ascii_alphanumeric() {
            table[n] = byte.to_ascii_lowercase();
        }
        n += 1;
    }
    table
};

/// What folding makes of one code point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folded {
    /// A letter or digit of a word.
    Letter(char),
    /// Nothing: it neither ends a word nor counts in it.
    Ignored,
    /// It parts words.
    Separator,
}

/// Folds one code point.
#[inline]
pub(crate) fn fold_char(c: char) -> Folded {
    let value = match TABLE.get(c as usize) {
        Some(&value) => value,
        None => fold_slowly(c) as u32,
    };
    match value {
        NOT_A_WORD => Folded::Separator,
        IGNORED => Folded::Ignored,
        letter => char::from_u32(letter).map_or(Folded::Separator, Folded::Letter),
    }
}

/// Folds one code point below 128; `None` where it parts words.
#[inline]
pub(crate) fn fold_ascii(byte: u8) -> Option<char> {
    match ASCII[usize::from(byte & 0x7f)] {
        0 => None,
        letter => Some(char::from(letter)),
    }
}

/// Folds a word or phrase for comparison; separators become one space each.
pub(crate) fn fold_text(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match fold_char(c) {
            Folded::Letter(letter) => folded.push(letter),
            Folded::Ignored => {}
            Folded::Separator => folded.push(' '),
        }
    }
    folded
}

/// The table's rule: '\0' for a separator, '\u{1}' for what vanishes, else the folded letter.
fn fold_slowly(c: char) -> char {
    if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}') {
        return '\u{1}';
    }
    if !c.is_alphanumeric() {
        return '\0';
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'й' => 'й',
        'ё' => 'е',
        'ø' => 'o',
        'ł' => 'l',
        'đ' => 'd',
        _ => std::iter::once(lower).nfd().next().filter(|c| c.is_alphanumeric()).unwrap_or(lower),
    }
}
