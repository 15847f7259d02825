//! How alike two texts of one language are: exact Jaccard over runs of four words, and over the longer words of a sentence.

use std::collections::BTreeSet;

/// Most shingles kept of one text, the smallest hashes. Articles have about 500; beyond it the figure is the usual bottom-k
/// estimate, right to about 0.03. It keeps a story's state below what one Kafka record takes.
const SHINGLES_MAX: usize = 512;
/// Articles of a story that keep their shingles; later ones are compared by what they tell.
pub(crate) const MEMBERS_WITH_SHINGLES: usize = 20;
/// Most words read of one text: past them a text is told apart well enough.
const WORDS_MAX: usize = 20_000;
/// Words shorter than this say little about a sentence.
const WORD_CHARS_MIN: usize = 5;
/// Words are compared by so many first letters, so that endings do not matter.
const STEM_CHARS: usize = 5;

/// Hashes of the runs of four words of `text`, sorted, each once.
pub(crate) fn shingles(text: &str) -> Vec<u64> {
    let words: Vec<u64> = words(text).take(WORDS_MAX).map(|word| hash(word.bytes())).collect();
    let run = words.len().clamp(1, 4);
    let hashes = words.windows(run).map(|run| hash(run.iter().flat_map(|word| word.to_le_bytes())));
    let unique: BTreeSet<u64> = hashes.collect();
    unique.into_iter().take(SHINGLES_MAX).collect()
}

/// Share of shingles that two texts have in common, 0 to 1; 0 where one has none.
pub(crate) fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let cut = a.len() >= SHINGLES_MAX || b.len() >= SHINGLES_MAX;
    let limit = if cut { SHINGLES_MAX } else { usize::MAX };
    let (mut i, mut j) = (0, 0);
    let (mut both, mut all) = (0_u32, 0_usize);
    while all < limit && (i < a.len() || j < b.len()) {
        let (x, y) = (a.get(i).copied().unwrap_or(u64::MAX), b.get(j).copied().unwrap_or(u64::MAX));
        all += 1;
        both += u32::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    if a.is_empty() || b.is_empty() { 0.0 } else { f64::from(both) / all as f64 }
}

/// Share of longer words that two sentences have in common, 0 to 1.
pub(crate) fn sentence_likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (stems(a), stems(b));
    let union = a.union(&b).count();
    if union == 0 { 0.0 } else { a.intersection(&b).count() as f64 / union as f64 }
}

fn stems(sentence: &str) -> BTreeSet<String> {
    words(sentence)
        .filter(|word| word.chars().count() >= WORD_CHARS_MIN)
        .map(|word| word.chars().take(STEM_CHARS).collect())
        .collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// FNV-1a, because the hash must be the same in every version of the standard library.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests;
