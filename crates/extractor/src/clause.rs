//! Clauses: a sentence cut at barrier words, colons, semicolons and dashes; and the clauses that are only background.

use crate::cues::pattern::CueMatch;
use crate::cues::{ContextKind, Cue};
use crate::document::Document;
use crate::sentence::Sentence;
use crate::token::Gap;

/// The tokens `from..to` of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clause {
    /// First token.
    pub(crate) from: usize,
    /// One past the last token.
    pub(crate) to: usize,
    /// It only tells the background: "since the invasion of".
    pub(crate) background: bool,
}

/// Cuts a sentence into clauses.
pub(crate) fn clauses(document: &Document<'_>, sentence: &Sentence, cues: &[CueMatch]) -> Vec<Clause> {
    let tokens = &document.text.tokens.list;
    let kind_of = |found: &CueMatch| match found.cue {
        Cue::Context(n) => Some(document.cues.contexts[n].kind),
        _ => None,
    };
    let mut starts = vec![(sentence.from, false)];
    let inner = tokens[..sentence.to].iter().enumerate().skip(sentence.from + 1);
    starts.extend(inner.filter(|(_, token)| token.gap >= Gap::Dash).map(|(n, _)| (n, false)));
    for found in cues {
        match kind_of(found) {
            Some(ContextKind::Barrier) if found.start > sentence.from && !compares(document, found.start) => {
                starts.push((found.start, false));
            }
            Some(ContextKind::Background) => {
                starts.push((found.start, true));
                let end = (found.end..sentence.to).find(|&n| tokens[n].gap >= Gap::Comma);
                starts.extend(end.map(|end| (end, false)));
            }
            _ => {}
        }
    }
    // A background start wins over a plain one at the same token.
    starts.sort_by_key(|&(start, background)| (start, !background));
    starts.dedup_by_key(|&mut (start, _)| start);
    let ends = starts.iter().skip(1).map(|&(start, _)| start).chain([sentence.to]).collect::<Vec<_>>();
    starts.iter().zip(ends).map(|(&(from, background), to)| Clause { from, to, background }).collect()
}

/// "Such as", "as well as", "as soon as": the word joins what a list has, and opens nothing.
fn compares(document: &Document<'_>, at: usize) -> bool {
    let tokens = &document.text.tokens;
    let word = |n: Option<usize>| n.filter(|&n| n < tokens.len()).map_or("", |n| tokens.word(n));
    word(Some(at)) == "as"
        && (matches!(word(at.checked_sub(1)), "such" | "well" | "same")
            || word(Some(at + 1)) == "well"
            || word(Some(at + 2)) == "as"
            || word(at.checked_sub(2)) == "as")
}
