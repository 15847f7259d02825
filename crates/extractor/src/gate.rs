//! The gate: whether a text can name both sides at all, asked before anything is built from it. Most articles end here.
//!
//! Every name has a key word, one of its own words that few other texts have: "Paz" says nothing, but without "Rusia" there
//! is no "Banco Central de Rusia". A text without a key word of each side names both sides in no way.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::token::{Words, hash_word};
use crate::trie::{Filter, KeyHasher, fold_words};

/// The sides that a word may be of, as bits.
pub(crate) type Sides = u8;
/// The Russian side.
pub(crate) const RUSSIA: Sides = 1;
/// A partner.
pub(crate) const PARTNER: Sides = 2;
/// Both.
pub(crate) const BOTH: Sides = RUSSIA | PARTNER;

/// Key words with the sides whose names have them.
#[derive(Debug)]
pub(crate) struct Gate {
    filter: Filter,
    keys: HashMap<u64, Sides, BuildHasherDefault<KeyHasher>>,
}

impl Gate {
    /// Builds the gate over the names of both sides. A name's key is a word of it that is a name by itself, which opens the gate
    /// anyway; without one it is the longest word, as a measure of how rare it is.
    pub(crate) fn new<'a>(names: impl Iterator<Item = (&'a str, Sides)>) -> Gate {
        let mut gate = Gate { filter: Filter::default(), keys: HashMap::default() };
        let named: Vec<(Vec<String>, Sides)> =
            names.filter(|(_, sides)| *sides != 0).map(|(name, sides)| (fold_words(name), sides)).collect();
        for (words, sides) in &named {
            if let [word] = &words[..] {
                gate.add(word, *sides);
            }
        }
        for (words, sides) in &named {
            let has_key = words.iter().any(|word| gate.sides(hash_word(word)) & sides == *sides);
            if !has_key && let Some(longest) = words.iter().max_by_key(|word| word.chars().count()) {
                gate.add(longest, *sides);
            }
        }
        gate
    }

    /// Whether `text` has a key word of each side.
    pub(crate) fn may_name_both(&self, text: &str) -> bool {
        let mut words = Words::new(text);
        let mut folded = String::new();
        let mut seen = 0;
        while let Some(word) = words.next_into(&mut folded) {
            folded.clear();
            seen |= self.sides(word.hash);
            if seen == BOTH {
                return true;
            }
        }
        false
    }

    fn add(&mut self, word: &str, sides: Sides) {
        let hash = hash_word(word);
        self.filter.add(hash);
        *self.keys.entry(hash).or_default() |= sides;
    }

    #[inline]
    fn sides(&self, hash: u64) -> Sides {
        if self.filter.may_hold(hash) { self.keys.get(&hash).copied().unwrap_or(0) } else { 0 }
    }
}

#[cfg(test)]
mod tests;
