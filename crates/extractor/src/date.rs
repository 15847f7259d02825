//! The date of an act: the nearest in its clause, where it is the act's own and no citation's, dateline's or report's.

mod forms;
mod relative;

use model::{EventDate, Plover, Realis, Span};

use crate::act::ActHit;
use crate::cues::{Cue, Tense, WordKind};
use crate::reading::Reading;
use forms::{Found, Lies, closes_span, dates, near_publication, opens_span};

/// How many tokens from a verb of saying a date is that of the saying.
const SAYING_REACH: usize = 4;
/// How many tokens behind a date at the head of a sentence its verb of saying stands at most.
const HEAD_REACH: usize = 6;
/// How many tokens behind its act the date of another act stands at most.
const OTHERS_REACH: usize = 4;
/// How many tokens behind a later past, which describes something, its date stands at most: "purchased from them in 1984".
const LATERS_REACH: usize = 6;
/// Words of counting before "since".
const TIME_WORDS: [&str; 4] = ["time", "first", "vez", "раз"];
/// How many tokens into a sentence its dateline may stand.
const DATELINE_REACH: usize = 5;

/// The date of an act and the words that tell it; the nearest in its clause first.
pub(crate) fn date_of(reading: &Reading<'_>, hit: &ActHit, realis: Realis) -> Option<(EventDate, Span)> {
    let own_clause = reading.clause_of(hit.start);
    let ahead = matches!(realis, Realis::Planned | Realis::Hypothetical);
    let lies = |n: usize| match realis {
        Realis::Offered => Lies::Told,
        _ if hit.tense == Tense::Past => Lies::Past,
        _ if ahead && !beside_saying(reading, hit, n) && !heads_saying(reading, n) => Lies::Future,
        Realis::Negated if hit.tense == Tense::Future || hit.tense == Tense::Infinitive => Lies::Either,
        _ => Lies::Past,
    };
    // A delivery, an attack or talks are told after they were; a ban or a pact is announced on its day.
    let told_later = matches!(
        hit.cue(reading).plover,
        Plover::Cooperate | Plover::Aid | Plover::Consult | Plover::Assault | Plover::Coerce
    );
    let fits = |found: &Found| {
        let clause = reading.clauses[reading.clause_of(found.start)];
        let reported = (ahead || told_later) && beside_saying(reading, hit, found.start);
        let span = opens_span(reading, found) || closes_span(reading, found) && !ahead;
        let own = reading.clause_of(found.start) == own_clause;
        let span = span && !(own && near_publication(reading, found) && !counts_times(reading, found));
        !(clause.background
            || reported
            || span
            || is_dateline(reading, found)
            || is_of_other(reading, hit, found))
    };
    let best = dates(reading, lies).into_iter().filter(fits).min_by_key(|found| {
        (reading.clause_of(found.start) != own_clause, found.start.abs_diff(hit.start))
    })?;
    Some((best.date, reading.document.text.span(best.start, best.end)))
}

/// "Approved on Friday an agreement to train": the day right behind one act is not that of another further on.
fn is_of_other(reading: &Reading<'_>, hit: &ActHit, found: &Found) -> bool {
    let behind_later = hit.is_past()
        && reading.cues.iter().any(|other| {
            matches!(other.cue, Cue::Act(_, Tense::Past | Tense::Participle))
                && other.start > hit.end
                && other.end <= found.start
                && found.start - other.end <= LATERS_REACH
                && !reading.word_at(other.start - 1, WordKind::Conjunction)
        });
    if behind_later {
        return true;
    }
    hit.start >= found.end
        && !hit.is_past()
        && reading.acts.iter().any(|other| {
            other.is_past() && other.end <= found.start && found.start - other.end <= OTHERS_REACH
        })
}

/// "For the first time since 2013": the last time it was so.
fn counts_times(reading: &Reading<'_>, found: &Found) -> bool {
    found.start >= reading.sentence.from + 2
        && TIME_WORDS.contains(&reading.document.text.tokens.word(found.start - 2))
}

/// "Said on Friday": the day of the report, where the word of saying is not the act itself.
fn beside_saying(reading: &Reading<'_>, hit: &ActHit, n: usize) -> bool {
    reading.cues.iter().any(|found| {
        let joined = (n + 1..found.start).any(|at| reading.word_at(at, WordKind::Conjunction));
        matches!(found.cue, Cue::Source(source) if !reading.document.cues.sources[source].preposition)
            && !(found.start < hit.end && hit.start < found.end)
            && (found.end <= n && n - found.end <= SAYING_REACH
                || n < found.start && found.start - n <= 2 && !joined)
    })
}

/// "In January, the president said": the time at the head of a sentence is that of the word, and of what it announced.
fn heads_saying(reading: &Reading<'_>, n: usize) -> bool {
    n <= reading.sentence.from + 2
        && reading.cues.iter().any(|found| {
            matches!(found.cue, Cue::Source(_)) && found.start > n && found.start - n <= HEAD_REACH
        })
}

/// `HAVANA, 8 Nov (Agency)`: a date after a capital at the head of a paragraph, set off by a dash or bracket.
fn is_dateline(reading: &Reading<'_>, found: &Found) -> bool {
    let text = &reading.document.text;
    let tokens = &text.tokens.list;
    let head = found.start > reading.sentence.from && found.start - reading.sentence.from <= DATELINE_REACH;
    if !head || found.end >= reading.sentence.to {
        return false;
    }
    let after = &text.full[tokens[found.end - 1].end..tokens[found.end].start];
    let capital = tokens[reading.sentence.from].capital;
    let set_off = after.trim_start().starts_with(['(', '—', '–', '-', '.', '/']);
    capital
        && set_off
        && text.full[tokens[found.start - 1].end..tokens[found.start].start].contains([',', '.'])
}
