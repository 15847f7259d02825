//! Patterns of cues: words, prefixes, alternatives and gaps over folded tokens.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::Cue;
use crate::token::{Gap, Tokens, hash_step, hash_word};
use crate::trie::{Filter, KeyHasher, fold_words};

/// Most patterns that the alternatives of one form may give; more is a mistake in the form.
const ALTERNATIVES_MAX: usize = 512;
/// Fewest letters before a `*`: shorter prefixes match by chance (two are for years: `19*`).
const PREFIX_LETTERS_MIN: usize = 2;
/// Most tokens that `..` skips.
const GAP_TOKENS_MAX: usize = 3;

/// One part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Word(u64),
    Prefix(u64, usize),
    Gap,
}

/// All patterns of a language, found by their first piece.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    list: Vec<(Vec<Piece>, Cue)>,
    by_word: ByHash,
    /// By the hash of the prefix.
    by_prefix: ByHash,
    /// Which starts of words some prefix goes on from; beyond them no prefix is to be looked for.
    prefix_starts: Filter,
}

/// Numbers of patterns by a hash, behind a filter that says "no" to most.
#[derive(Debug, Default)]
struct ByHash {
    filter: Filter,
    numbers: HashMap<u64, Vec<Start>, BuildHasherDefault<KeyHasher>>,
}

/// A pattern by its first two pieces, so that most are ruled out without being looked up.
#[derive(Debug, Clone, Copy)]
struct Start {
    number: u32,
    /// The word that must stand next; `None` where another piece follows or none.
    second: Option<u64>,
}

impl ByHash {
    fn add(&mut self, hash: u64, start: Start) {
        self.filter.add(hash);
        self.numbers.entry(hash).or_default().push(start);
    }

    #[inline]
    fn of(&self, hash: u64) -> Option<&Vec<Start>> {
        if self.filter.may_hold(hash) { self.numbers.get(&hash) } else { None }
    }
}

/// A cue found: the tokens `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CueMatch {
    /// First token.
    pub(crate) start: usize,
    /// One past the last token.
    pub(crate) end: usize,
    /// What it stands for.
    pub(crate) cue: Cue,
}

impl Patterns {
    /// Adds a form with all its alternatives.
    ///
    /// # Errors
    ///
    /// What is wrong with the form.
    pub(crate) fn add(&mut self, form: &str, cue: Cue) -> Result<(), String> {
        for plain in expand(form)? {
            let pieces = pieces(&plain)?;
            let second = match pieces.get(1) {
                Some(Piece::Word(hash)) => Some(*hash),
                _ => None,
            };
            let start = Start { number: self.list.len() as u32, second };
            match pieces.first() {
                Some(Piece::Word(hash)) => self.by_word.add(*hash, start),
                Some(Piece::Prefix(hash, letters)) => {
                    self.by_prefix.add(*hash, start);
                    self.note_starts(&plain, *letters);
                }
                _ => return Err(format!("{form:?} has no word to start with")),
            }
            self.list.push((pieces, cue));
        }
        Ok(())
    }

    /// Every match that starts in the tokens `from..to` and ends there, in order of their start.
    pub(crate) fn find(&self, tokens: &Tokens, from: usize, to: usize) -> Vec<CueMatch> {
        let mut matches = Vec::new();
        for at in from..to {
            if let Some(starts) = self.by_word.of(tokens.list[at].hash) {
                self.try_all(starts, tokens, at, to, &mut matches);
            }
            let mut hash = 0;
            for (n, letter) in tokens.word(at).chars().enumerate() {
                hash = hash_step(hash, letter);
                if n + 1 < PREFIX_LETTERS_MIN {
                    continue;
                }
                if let Some(starts) = self.by_prefix.of(hash) {
                    self.try_all(starts, tokens, at, to, &mut matches);
                }
                if !self.prefix_starts.may_hold(hash) {
                    break;
                }
            }
        }
        matches
    }

    /// Notes the starts of the prefix that a form begins with.
    fn note_starts(&mut self, plain: &str, letters: usize) {
        let first = fold_words(plain).into_iter().next().unwrap_or_default();
        let mut hash = 0;
        for letter in first.chars().take(letters.saturating_sub(1)) {
            hash = hash_step(hash, letter);
            self.prefix_starts.add(hash);
        }
    }

    fn try_all(&self, starts: &[Start], tokens: &Tokens, at: usize, to: usize, matches: &mut Vec<CueMatch>) {
        let next = tokens.list[..to].get(at + 1).map(|token| token.hash);
        for &Start { number, second } in starts {
            if second.is_some() && second != next {
                continue;
            }
            let (pieces, cue) = &self.list[number as usize];
            if let Some(end) = match_rest(&pieces[1..], tokens, at + 1, to) {
                matches.push(CueMatch { start: at, end, cue: *cue });
            }
        }
    }
}

/// Matches `pieces` from token `at` on; the end of the match.
fn match_rest(pieces: &[Piece], tokens: &Tokens, at: usize, to: usize) -> Option<usize> {
    let Some(piece) = pieces.first() else { return Some(at) };
    if *piece == Piece::Gap {
        return (0..=GAP_TOKENS_MAX)
            .take_while(|skip| *skip == 0 || (at + skip <= to && adjacent(tokens, at + skip - 1)))
            .find_map(|skip| match_rest(&pieces[1..], tokens, at + skip, to));
    }
    if at >= to || !adjacent(tokens, at) {
        return None;
    }
    let fits = match piece {
        Piece::Word(hash) => tokens.list[at].hash == *hash,
        Piece::Prefix(hash, letters) => {
            let mut word = tokens.word(at).chars();
            word.by_ref().take(*letters).fold(0, hash_step) == *hash
                && tokens.word(at).chars().count() >= *letters
        }
        Piece::Gap => false,
    };
    if fits { match_rest(&pieces[1..], tokens, at + 1, to) } else { None }
}

fn adjacent(tokens: &Tokens, at: usize) -> bool {
    tokens.list[at].gap <= Gap::Quote
}

/// Writes out the `{a,b}` of a form.
pub(super) fn expand(form: &str) -> Result<Vec<String>, String> {
    let mut done = Vec::new();
    let mut open = vec![form.to_owned()];
    while let Some(next) = open.pop() {
        let Some(start) = next.find('{') else {
            if next.contains('}') {
                return Err(format!("{form:?} closes a brace that it never opened"));
            }
            done.push(next);
            continue;
        };
        let (alternatives, length) = alternatives(&next[start..])
            .ok_or_else(|| format!("{form:?} opens a brace and never closes it"))?;
        let (head, tail) = (&next[..start], &next[start + length..]);
        open.extend(alternatives.iter().rev().map(|alternative| format!("{head}{alternative}{tail}")));
        if done.len() + open.len() > ALTERNATIVES_MAX {
            return Err(format!("{form:?} has more than {ALTERNATIVES_MAX} alternatives"));
        }
    }
    Ok(done)
}

/// The alternatives of the brace that `text` starts with, which may have braces of their own, and its length in bytes; `None` where
/// it is never closed.
fn alternatives(text: &str) -> Option<(Vec<&str>, usize)> {
    let (mut alternatives, mut from, mut depth) = (Vec::new(), 1, 0);
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => {
                alternatives.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            alternatives.push(&text[from..at]);
            return Some((alternatives, at + 1));
        }
    }
    None
}

fn pieces(plain: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    for part in plain.split_whitespace() {
        if part == ".." {
            pieces.push(Piece::Gap);
            continue;
        }
        let starred = part.ends_with('*');
        let words = fold_words(part.trim_end_matches('*'));
        for (n, word) in words.iter().enumerate() {
            let letters = word.chars().count();
            if starred && n + 1 == words.len() {
                if letters < PREFIX_LETTERS_MIN {
                    return Err(format!(
                        "{part:?} has fewer than {PREFIX_LETTERS_MIN} letters before the star"
                    ));
                }
                pieces.push(Piece::Prefix(hash_word(word), letters));
            } else {
                pieces.push(Piece::Word(hash_word(word)));
            }
        }
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests;
