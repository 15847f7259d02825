//! Clauses: a sentence cut at barrier words, colons, semicolons and dashes; and the clauses that are only background.

use crate::cues::pattern::CueMatch;
use crate::cues::{ContextKind, Cue, Tense, WordKind};
use crate::document::Document;
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::sentence::Sentence;
use crate::side::listed;
use crate::token::Gap;

/// How many tokens stand between a subject and its verb at most: "no", "did not", "se".
const SUBJECT_REACH: usize = 2;

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

/// Cuts clauses once more where a new subject with a verb of its own follows an earlier act: in `Nicaragua votó en contra, Cuba y
/// Bolivia se abstuvieron` each has its own vote.
pub(crate) fn cut_coordinate(reading: &Reading<'_>) -> Vec<Clause> {
    let mut clauses = reading.clauses.clone();
    for start in reading.acts.iter().filter_map(|act| coordinate_start(reading, act.start, act.tense)) {
        // A start lies behind the start of some clause.
        let at = clauses.partition_point(|clause| clause.from < start);
        let whole = clauses[at - 1];
        if whole.to > start {
            clauses[at - 1].to = start;
            clauses.insert(at, Clause { from: start, ..whole });
        }
    }
    clauses
}

/// Where the subject of a finite act starts, if it stands right before the act, behind a comma or a conjunction, and an earlier
/// act of the clause has a subject too.
fn coordinate_start(reading: &Reading<'_>, act: usize, tense: Tense) -> Option<usize> {
    let tokens = &reading.document.text.tokens.list;
    if !matches!(tense, Tense::Past | Tense::Present | Tense::Future) {
        return None;
    }
    let side = |mention: &&Mention| mention.side != Side::Nobody;
    let sides: Vec<&Mention> = reading.mentions.iter().filter(side).collect();
    let mut first = sides.iter().rposition(|mention| mention.end <= act)?;
    let near = act - sides[first].end <= SUBJECT_REACH
        && (sides[first].end..=act).all(|n| tokens[n].gap < Gap::Comma)
        && !(sides[first].end..act).any(|n| reading.word_at(n, WordKind::Conjunction));
    while near
        && first > 0
        && listed(reading, sides[first - 1], sides[first])
        && !reading.is_governed(sides[first - 1].start)
    {
        first -= 1;
    }
    let subject = sides[first].start;
    let clause = reading.clauses[reading.clause_of(subject)];
    if !near || subject <= clause.from || reading.clause_of(act) != reading.clause_of(subject) {
        return None;
    }
    let joined = reading.word_at(subject - 1, WordKind::Conjunction);
    let start = if joined { subject - 1 } else { subject };
    let acts_before = reading.acts.iter().any(|earlier| {
        earlier.start > clause.from
            && earlier.end <= start
            && earlier.is_finite()
            && earlier.tense != Tense::Noun
            && sides.iter().any(|mention| mention.start >= clause.from && mention.end <= earlier.start)
    });
    ((joined || tokens[subject].gap == Gap::Comma) && acts_before).then_some(start)
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
