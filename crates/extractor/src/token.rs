//! Tokens: one pass over the text that folds, splits into words, hashes each and notes what stands between them.
//!
//! A token keeps its place in bytes and in code points, so that every later span counts the very text that came in.

use crate::fold::{Folded, fold_char};

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

/// Splits `text` into folded, hashed words.
pub(crate) fn tokenize(text: &str) -> Tokens {
    let mut tokens =
        Tokens { list: Vec::with_capacity(text.len() / 6), folded: String::with_capacity(text.len()) };
    let mut open: Option<Token> = None;
    let mut previous_end = 0;
    let mut chars = 0;
    for (byte, c) in text.char_indices() {
        match fold_char(c) {
            Folded::Letter(letter) => {
                let token = open.get_or_insert_with(|| {
                    let gap = classify_gap(&text[previous_end..byte], tokens.list.last());
                    start_token(byte, chars, tokens.folded.len(), gap, c)
                });
                token.hash = hash_step(token.hash, letter);
                tokens.folded.push(letter);
            }
            Folded::Ignored => compose_short_i(c, &mut tokens.folded, open.as_mut()),
            Folded::Separator => {
                if let Some(token) = open.take() {
                    previous_end = byte;
                    close_token(token, byte, chars, &mut tokens);
                }
            }
        }
        chars += 1;
    }
    if let Some(token) = open {
        close_token(token, text.len(), chars, &mut tokens);
    }
    tokens
}

fn start_token(byte: usize, chars: usize, folded_len: usize, gap: Gap, first: char) -> Token {
    Token {
        start: byte,
        end: byte,
        char_start: chars,
        char_end: chars,
        folded: (folded_len as u32, folded_len as u32),
        hash: 0,
        gap,
        capital: first.is_uppercase(),
    }
}

fn close_token(mut token: Token, byte: usize, chars: usize, tokens: &mut Tokens) {
    token.end = byte;
    token.char_end = chars;
    token.folded.1 = tokens.folded.len() as u32;
    tokens.list.push(token);
}

/// A combining breve after и makes й, which folding keeps; the hash is made anew, as this is rare.
fn compose_short_i(mark: char, folded: &mut String, open: Option<&mut Token>) {
    if mark == '\u{306}'
        && folded.ends_with('и')
        && let Some(token) = open
    {
        folded.pop();
        folded.push('й');
        token.hash = hash_word(&folded[token.folded.0 as usize..]);
    }
}

/// Sorts the text between two tokens.
fn classify_gap(between: &str, before: Option<&Token>) -> Gap {
    match between {
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
            '"' | '“' | '”' | '«' | '»' | '„' | '‘' | '’' | '\'' => Gap::Quote,
            c if c.is_whitespace() => Gap::Quote,
            '(' | ')' | '[' | ']' | '/' | '&' | '%' | '$' | '№' | '#' | '+' | '€' | '*' => Gap::Bracket,
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
