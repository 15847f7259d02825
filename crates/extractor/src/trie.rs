//! The matcher: a trie over whole folded tokens that finds every name of the gazetteer in one pass.
//!
//! Names start and end with words and reach only across one space, hyphen or apostrophe, so no byte automaton is needed:
//! a bitmap over the hash of the first token answers "no" for almost every word, and only a hit walks the edges.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::fold::{Folded, fold_char};
use crate::token::{Gap, Tokens, hash_step};

/// Bits of a filter: 16 KiB, which stays in the first-level cache.
const FILTER_BITS: u64 = 1 << 17;

/// A name found: the tokens `start..end` and the key under which its surface was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    /// First token.
    pub(crate) start: usize,
    /// One past the last token.
    pub(crate) end: usize,
    /// Number of the surface, as [`Trie::add`] gave it.
    pub(crate) surface: usize,
}

/// Surfaces by their tokens.
#[derive(Debug, Default)]
pub(crate) struct Trie {
    filter: Filter,
    edges: HashMap<(u32, u64), u32, BuildHasherDefault<KeyHasher>>,
    /// Surface that ends in a state, by state.
    ends: Vec<Option<u32>>,
    /// Folded words of each surface, to rule out hash collisions.
    surfaces: Vec<Vec<String>>,
}

impl Trie {
    /// Adds a surface; returns its number, the same for surfaces that fold alike. `None` where it has no word.
    pub(crate) fn add(&mut self, surface: &str) -> Option<usize> {
        let words = fold_words(surface);
        if words.is_empty() {
            return None;
        }
        if self.ends.is_empty() {
            self.ends.push(None);
        }
        let mut state = 0;
        for (n, word) in words.iter().enumerate() {
            let hash = word.chars().fold(0, hash_step);
            if n == 0 {
                self.filter.add(hash);
            }
            let next = self.ends.len() as u32;
            state = *self.edges.entry((state, hash)).or_insert(next);
            if state == next {
                self.ends.push(None);
            }
        }
        let number = *self.ends[state as usize].get_or_insert(self.surfaces.len() as u32) as usize;
        if number == self.surfaces.len() {
            self.surfaces.push(words);
        }
        Some(number)
    }

    /// Leftmost-longest matches, none overlapping another.
    pub(crate) fn find(&self, tokens: &Tokens) -> impl Iterator<Item = Match> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < tokens.len() {
                let found = self.longest_at(tokens, at);
                at = found.map_or(at + 1, |found| found.end);
                if found.is_some() {
                    return found;
                }
            }
            None
        })
    }

    /// The longest surface that starts at token `at`.
    fn longest_at(&self, tokens: &Tokens, at: usize) -> Option<Match> {
        self.all_at(tokens, at).last().map(|&(end, surface)| Match { start: at, end, surface })
    }

    /// Every surface that starts at token `at`, shortest first: its end and number.
    pub(crate) fn all_at(&self, tokens: &Tokens, at: usize) -> Vec<(usize, usize)> {
        let mut state = 0;
        let mut found = Vec::new();
        if !self.filter.may_hold(tokens.list[at].hash) {
            return found;
        }
        for n in at..tokens.len() {
            if n > at && tokens.list[n].gap != Gap::Link {
                break;
            }
            match self.edges.get(&(state, tokens.list[n].hash)) {
                Some(&next) => state = next,
                None => break,
            }
            if let Some(surface) = self.ends[state as usize]
                && self.is_surface(surface as usize, tokens, at)
            {
                found.push((n + 1, surface as usize));
            }
        }
        found
    }

    fn is_surface(&self, surface: usize, tokens: &Tokens, at: usize) -> bool {
        self.surfaces[surface].iter().enumerate().all(|(n, word)| tokens.word(at + n) == word)
    }
}

/// The folded words of a surface.
pub(crate) fn fold_words(surface: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in surface.chars() {
        match fold_char(c) {
            Folded::Letter(letter) => words.last_mut().expect("one word is always open").push(letter),
            Folded::Ignored => {}
            Folded::Separator => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A set of hashes that says "no" to almost everything outside it, at the price of one look at memory that is near.
#[derive(Debug, Default)]
pub(crate) struct Filter(Vec<u64>);

impl Filter {
    /// Adds a hash.
    pub(crate) fn add(&mut self, hash: u64) {
        self.0.resize((FILTER_BITS / 64) as usize, 0);
        let bit = filter_bit(hash);
        self.0[(bit / 64) as usize] |= 1 << (bit % 64);
    }

    /// Whether the hash may have been added.
    #[inline]
    pub(crate) fn may_hold(&self, hash: u64) -> bool {
        let bit = filter_bit(hash);
        self.0.get((bit / 64) as usize).is_some_and(|bits| bits & (1 << (bit % 64)) != 0)
    }
}

fn filter_bit(hash: u64) -> u64 {
    (hash >> 40) % FILTER_BITS
}

/// Mixes a state and an already hashed token.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(26) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests;
