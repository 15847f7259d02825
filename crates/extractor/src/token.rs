//! Tokens: one pass over the text that folds, splits into words, hashes each and notes what stands between them.
//!
//! A token keeps its place in bytes and in code points, so that every later span counts the very text that came in.

use crate::fold::{Folded, fold_ascii, fold_char};

/// The first letter of the Cyrillic block.
const CYRILLIC_FIRST: char = '\u{400}';

/// Cyrillic letters, folded, and the Latin ones that they are written for.
const LOOK_ALIKES: [(char, char); 17] = [
    ('а', 'a'),
    ('в', 'b'),
    ('е', 'e'),
    ('к', 'k'),
    ('м', 'm'),
    ('н', 'h'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ї', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('ԁ', 'd'),
];

/// What stands between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// One space, line break, hyphen or apostrophe, or the dot of an abbreviation: names may reach across.
    Link,
    /// Spaces and quotation marks only.
    Quote,
    /// A bracket.
    Bracket,
    /// A comma.
    Comma,
    /// A dash with a space.
    Dash,
    /// A colon.
    Colon,
    /// A semicolon, full stop or anything else that no clause reaches across.
    Stop,
}

/// One word of the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// First code point.
    pub(crate) char_start: usize,
    /// One past the last code point.
    pub(crate) char_end: usize,
    /// Range of its folded form in [`Tokens::folded`].
    folded: (u32, u32),
    /// Hash of the folded form.
    pub(crate) hash: u64,
    /// What stands before it.
    pub(crate) gap: Gap,
    /// Its first letter is a capital.
    pub(crate) capital: bool,
}

/// The tokens of one text.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// In order of the text.
    pub(crate) list: Vec<Token>,
    folded: String,
}

impl Tokens {
    /// The folded form of token `n`.
    pub(crate) fn word(&self, n: usize) -> &str {
        let (start, end) = self.list[n].folded;
        &self.folded[start as usize..end as usize]
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }
}

/// One step of the token hash (the multiply-rotate of FxHash, per code point).
#[inline]
pub(crate) fn hash_step(hash: u64, letter: char) -> u64 {
    (hash.rotate_left(5) ^ u64::from(letter as u32)).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// Hash of a folded word, as [`Token::hash`] has it.
pub(crate) fn hash_word(folded: &str) -> u64 {
    folded.chars().fold(0, hash_step)
}

/// A number in brackets and its closing bracket are no longer.
const NUMBER_BYTES_MAX: usize = 8;

/// Splits `text` into folded, hashed words.
pub(crate) fn tokenize(text: &str) -> Tokens {
    let mut tokens =
        Tokens { list: Vec::with_capacity(text.len() / 6), folded: String::with_capacity(text.len()) };
    let mut words = Words::new(text);
    let mut previous_end = 0;
    loop {
        let folded_start = tokens.folded.len() as u32;
        let Some(word) = words.next_into(&mut tokens.folded) else { break };
        let gap = if parts_thousands(text, previous_end, word.start) {
            Gap::Link
        } else if brackets_a_number(text, previous_end, word.start) {
            Gap::Quote
        } else {
            classify_gap(&text[previous_end..word.start], tokens.list.last())
        };
        tokens.list.push(Token {
            start: word.start,
            end: word.end,
            char_start: word.char_start,
            char_end: word.char_end,
            folded: (folded_start, tokens.folded.len() as u32),
            hash: word.hash,
            gap,
            capital: word.capital,
        });
        previous_end = word.end;
    }
    tokens
}

/// A word with its place and hash, before anything is known of what stands around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    start: usize,
    end: usize,
    char_start: usize,
    char_end: usize,
    capital: bool,
    /// Hash of the folded form.
    pub(crate) hash: u64,
}

/// The words of a text, one after the other: the only place that tells where a word starts and ends.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
    chars: usize,
}

impl<'a> Words<'a> {
    /// At the start of `text`.
    pub(crate) fn new(text: &'a str) -> Words<'a> {
        Words { text, at: 0, chars: 0 }
    }

    /// The next word; its folded form is added to `folded`.
    #[inline]
    pub(crate) fn next_into(&mut self, folded: &mut String) -> Option<Word> {
        let (first, first_folded) = self.first_letter()?;
        let (start, char_start, folded_start) = (self.at, self.chars, folded.len());
        let capital = first.is_uppercase();
        let mut hash = 0;
        let (mut latin, mut cyrillic) = (false, false);
        let (mut letter, mut len) = (Some(first_folded), first.len_utf8());
        loop {
            if let Some(letter) = letter {
                hash = hash_step(hash, letter);
                folded.push(letter);
                latin |= letter.is_ascii_lowercase();
                cyrillic |= letter >= CYRILLIC_FIRST;
            }
            self.at += len;
            self.chars += 1;
            let Some(&byte) = self.text.as_bytes().get(self.at) else { break };
            if byte < 0x80 {
                let Some(plain) = fold_ascii(byte) else { break };
                (letter, len) = (Some(plain), 1);
                continue;
            }
            let c = self.text[self.at..].chars().next().expect("a word ends at a char boundary");
            letter = match fold_char(c) {
                Folded::Letter(letter) => Some(letter),
                Folded::Ignored => {
                    hash = compose_short_i(c, folded, folded_start).unwrap_or(hash);
                    None
                }
                Folded::Separator => break,
            };
            len = c.len_utf8();
        }
        if latin && cyrillic && unmix(folded, folded_start) {
            hash = hash_word(&folded[folded_start..]);
        }
        Some(Word { start, end: self.at, char_start, char_end: self.chars, capital, hash })
    }

    /// Goes on to the next letter; as written and folded.
    #[inline]
    fn first_letter(&mut self) -> Option<(char, char)> {
        loop {
            let &byte = self.text.as_bytes().get(self.at)?;
            if byte < 0x80 {
                if let Some(letter) = fold_ascii(byte) {
                    return Some((char::from(byte), letter));
                }
                self.at += 1;
            } else {
                let c = self.text[self.at..].chars().next()?;
                if let Folded::Letter(letter) = fold_char(c) {
                    return Some((c, letter));
                }
                self.at += c.len_utf8();
            }
            self.chars += 1;
        }
    }
}

/// A word of two scripts is of one, with letters that look alike from the other: `Rosаtom` with a Cyrillic а. Where all letters of
/// one script have their like in the other it is written in that; true if so.
fn unmix(folded: &mut String, word_start: usize) -> bool {
    let latin = |c: char| LOOK_ALIKES.iter().find(|(cyrillic, _)| *cyrillic == c).map(|(_, latin)| *latin);
    let cyrillic = |c: char| LOOK_ALIKES.iter().find(|(_, latin)| *latin == c).map(|(cyrillic, _)| *cyrillic);
    let word = &folded[word_start..];
    let into_latin = word.chars().map(|c| if c < CYRILLIC_FIRST { Some(c) } else { latin(c) });
    let into_cyrillic = word.chars().map(|c| if c.is_ascii_lowercase() { cyrillic(c) } else { Some(c) });
    let unmixed: Option<String> = into_latin.collect::<Option<_>>().or_else(|| into_cyrillic.collect());
    match unmixed {
        Some(unmixed) => {
            folded.truncate(word_start);
            folded.push_str(&unmixed);
            true
        }
        None => false,
    }
}

/// A combining breve after и makes й, which folding keeps; the hash is made anew, as this is rare.
fn compose_short_i(mark: char, folded: &mut String, word_start: usize) -> Option<u64> {
    if mark != '\u{306}' || !folded[word_start..].ends_with('и') {
        return None;
    }
    folded.pop();
    folded.push('й');
    Some(hash_word(&folded[word_start..]))
}

/// `100.000`, "4,500", `3.5`: the point or comma between two digits parts nothing.
fn parts_thousands(text: &str, from: usize, to: usize) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    to == from + 1 && from > 0 && matches!(bytes[from], b'.' | b',') && digit(from - 1) && digit(to)
}

/// `Nesta terça-feira (9)`, `na sexta (4/3)`: the bracket before or behind a bare number parts nothing.
fn brackets_a_number(text: &str, from: usize, to: usize) -> bool {
    let numeric = |byte: &u8| byte.is_ascii_digit() || *byte == b'/';
    let bytes = text.as_bytes();
    match text[from..to].trim() {
        "(" => bytes[to..].iter().take(NUMBER_BYTES_MAX).find(|byte| !numeric(byte)) == Some(&b')'),
        ")" => bytes[..from].iter().rev().take(NUMBER_BYTES_MAX).find(|byte| !numeric(byte)) == Some(&b'('),
        _ => false,
    }
}

/// Sorts the text between two tokens.
fn classify_gap(between: &str, before: Option<&Token>) -> Gap {
    match between {
        // Spaces in a row, as scanned pages have them, part no more than one does.
        _ if !between.is_empty() && between.bytes().all(|byte| byte == b' ') => return Gap::Link,
        " " | "-" | "'" | "’" | "\u{a0}" | "‑" | "\n" | "\r\n" | "" => return Gap::Link,
        "." | ". " if before.is_none_or(|token| token.char_end - token.char_start <= 2 && token.capital) => {
            return Gap::Link;
        }
        _ => {}
    }
    let mut gap = Gap::Quote;
    let mut blank_lines = 0;
    for c in between.chars() {
        gap = gap.max(match c {
            '\n' => {
                blank_lines += 1;
                if blank_lines > 1 { Gap::Stop } else { Gap::Quote }
            }
            '"' | '“' | '”' | '«' | '»' | '„' | '‘' | '’' | '\'' | '%' | '$' | '№' | '€' => {
                Gap::Quote
            }
            c if c.is_whitespace() => Gap::Quote,
            '(' | ')' | '[' | ']' | '/' | '&' | '#' | '+' | '*' => Gap::Bracket,
            ',' => Gap::Comma,
            // "Counter-extremist, -terrorism": a hyphen that hangs on the next word parts nothing.
            '-' if between.ends_with('-') => Gap::Quote,
            '–' | '—' | '-' | '―' => Gap::Dash,
            ':' => Gap::Colon,
            _ => Gap::Stop,
        });
    }
    gap
}
