//! Folding for comparisons between forms: the same letters as the matcher's, without its offsets.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without accents, ё as е and й kept; words joined by single spaces.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfc().flat_map(char::to_lowercase) {
        match letter {
            'й' => folded.push('й'),
            'ё' => folded.push('е'),
            letter if letter.is_alphanumeric() => {
                folded.extend(letter.nfd().filter(|&part| !is_combining_mark(part)));
            }
            letter if is_combining_mark(letter) => {}
            _ if folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.trim().to_owned()
}
