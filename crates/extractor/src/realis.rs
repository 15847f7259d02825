//! Whether it happened: the act's own meaning and tense, then what negates, hedges or postpones it in its clause.

use model::{Lang, Plover, Realis, Span};

use crate::act::ActHit;
use crate::cues::{Change, Cue, Modifier, Scope, Tense};
use crate::reading::Reading;
use crate::token::Gap;

/// How many tokens before an act a modifier reaches it.
const REACH: usize = 9;
/// How many tokens an adverb of doubt stands from its verb at most.
const ADVERB_REACH: usize = 3;
/// How many tokens before an act a negation reaches it.
const NEGATION_REACH: usize = 5;

/// Words up to so many letters that look like a future are none.
const SHORT_WORD: usize = 3;
/// A noun that looks like a future.
const SUMMER: &str = "verão";

/// Id of the words of agreement.
const AGREED: &str = "act.agree";
/// Id of the words of the future.
const FUTURE: &str = "realis.future";
/// Id of the words of decision.
const DECIDED: &str = "realis.decided";

/// A realis with what made it.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    /// The realis.
    pub(crate) realis: Realis,
    /// Spans of the words that changed it.
    pub(crate) modifiers: Vec<Span>,
    /// Ids of their rules.
    pub(crate) rules: Vec<String>,
    /// It was tried only.
    pub(crate) attempt: bool,
}

/// Settles the realis of an act in its clause.
pub(crate) fn settle(reading: &Reading<'_>, hit: &ActHit) -> Settled {
    let cue = hit.cue(reading);
    let base = hit.mood.or(cue.realis).unwrap_or(match hit.tense {
        Tense::Past | Tense::Present | Tense::Participle | Tense::Gerund | Tense::Noun => Realis::Actual,
        // A word of refusal or blame is an act even where it hangs on another verb: "voted to condemn".
        Tense::Infinitive
            if matches!(cue.plover, Plover::Accuse | Plover::Reject | Plover::Support | Plover::Request) =>
        {
            Realis::Actual
        }
        Tense::Future | Tense::Infinitive => Realis::Planned,
        Tense::Conditional => Realis::Hypothetical,
    });
    let mut settled = Settled { realis: base, modifiers: Vec::new(), rules: Vec::new(), attempt: false };
    let mut strongest = rank(base);
    for found in &reading.cues {
        let Cue::Modifier(number) = found.cue else { continue };
        let modifier = &reading.document.cues.modifiers[number];
        if !reaches(reading, hit, found.start, found.end, modifier) {
            continue;
        }
        let realis = match modifier.change {
            Change::Attempt => {
                settled.attempt = true;
                Realis::Proposed
            }
            // A ban that was decided is a ban, whenever it starts.
            Change::To(_) if modifier.id == DECIDED && is_decision(cue.plover) => {
                settled.realis = Realis::Actual;
                strongest = rank(Realis::Actual);
                continue;
            }
            // "Said that it would": the future, told afterwards.
            Change::To(Realis::Hypothetical) if is_told_future(reading, found.start) => Realis::Planned,
            Change::To(realis) => realis,
        };
        // "Began to": what follows is under way.
        if realis == Realis::Actual && hit.tense == Tense::Infinitive && settled.realis == Realis::Planned {
            settled.realis = Realis::Actual;
            strongest = rank(Realis::Actual);
            continue;
        }
        // What already is so may be told again: "will visit".
        if realis == settled.realis && applies(cue.plover, cue.realis, Tense::Infinitive, realis) {
            settled.modifiers.push(reading.document.text.span(found.start, found.end));
            settled.rules.push(modifier.id.clone());
        }
        if rank(realis) > strongest && applies(cue.plover, cue.realis, hit.tense, realis) {
            strongest = rank(realis);
            settled.realis = realis;
            settled.modifiers.push(reading.document.text.span(found.start, found.end));
            settled.rules.push(modifier.id.clone());
        }
    }
    if settled.realis == Realis::Actual
        && hit.tense == Tense::Noun
        && applies(cue.plover, cue.realis, hit.tense, Realis::Planned)
        && let Some(at) = future_before(reading, hit)
    {
        settled.realis = Realis::Planned;
        settled.modifiers.push(reading.document.text.span(at, at + 1));
        settled.rules.push(FUTURE.to_owned());
    }
    if cue.id == AGREED && settled.realis == Realis::Actual && agrees_on_duty(reading, hit) {
        settled.realis = Realis::Proposed;
    }
    settled
}

/// `Sostendrá una reunión`, `farão manobras`: the verb in the future that the act in a noun is the object of.
fn future_before(reading: &Reading<'_>, hit: &ActHit) -> Option<usize> {
    let text = reading.document.text;
    let floor = hit.start.saturating_sub(REACH).max(reading.clauses[reading.clause_of(hit.start)].from);
    let ends = |word: &str| match reading.document.lang {
        Lang::Es => word.ends_with("rá") || word.ends_with("rán"),
        Lang::Pt => word.ends_with("rá") || ["arão", "erão", "irão"].iter().any(|end| word.ends_with(end)),
        _ => false,
    };
    let verb = |n: usize| {
        let word = text.slice(n, n + 1);
        !text.tokens.list[n].capital && word != SUMMER && word.chars().count() > SHORT_WORD && ends(word)
    };
    let cut = |n: usize| text.tokens.list[n].gap >= Gap::Comma;
    let at = (floor..hit.start).rev().take_while(|&n| !cut(n + 1)).find(|&n| verb(n))?;
    let other =
        |act: &ActHit| act.start > at && act.end <= hit.start && act.is_finite() && act.tense != Tense::Noun;
    (!reading.acts.iter().any(other)).then_some(at)
}

/// "Agreed that the two should": what ought to be is agreed as a wish.
fn agrees_on_duty(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let next = reading.clauses.iter().find(|clause| clause.from + 1 >= hit.end && clause.from > hit.start);
    next.is_some_and(|clause| {
        clause.from <= hit.end
            && reading.cues.iter().any(|found| {
                let Cue::Modifier(number) = found.cue else { return false };
                reading.document.cues.modifiers[number].change == Change::To(Realis::Proposed)
                    && (clause.from..clause.to).contains(&found.start)
            })
    })
}

/// A modifier of the mood does not touch an act that has the mood by its own meaning, nor a plain past told as a fact.
fn applies(plover: Plover, own: Option<Realis>, tense: Tense, realis: Realis) -> bool {
    match realis {
        Realis::Negated | Realis::Assessment => true,
        Realis::Historical => own.is_none(),
        Realis::Planned => own.is_none() && tense != Tense::Past,
        Realis::Hypothetical => !matches!(tense, Tense::Past) || plover == Plover::Threaten,
        _ => own.is_none() && !matches!(tense, Tense::Past | Tense::Present),
    }
}

fn rank(realis: Realis) -> u8 {
    match realis {
        Realis::Actual => 0,
        Realis::Presupposed => 1,
        Realis::Planned => 2,
        Realis::Offered => 3,
        Realis::Proposed => 4,
        Realis::Assessment => 5,
        Realis::Hypothetical => 6,
        Realis::Historical => 7,
        Realis::Negated => 8,
    }
}

fn reaches(reading: &Reading<'_>, hit: &ActHit, start: usize, end: usize, modifier: &Modifier) -> bool {
    // A modifier inside the act's own words is part of the act.
    if start < hit.end && hit.start < end {
        return false;
    }
    if reading.clause_of(start) != reading.clause_of(hit.start) {
        return false;
    }
    let negation = modifier.change == Change::To(Realis::Negated);
    let reach = if negation { NEGATION_REACH } else { REACH };
    let comma =
        |from: usize, to: usize| (from..=to).any(|n| reading.document.text.tokens.list[n].gap == Gap::Comma);
    let act_between = |from: usize, to: usize| {
        negation && (comma(from, to) || reading.acts.iter().any(|act| act.start >= from && act.end <= to))
    };
    match modifier.scope {
        Scope::Clause
            if modifier.change == Change::To(Realis::Historical) && is_of_later(reading, hit, start) =>
        {
            false
        }
        Scope::Clause if negation => !comma(start.min(hit.start), start.max(hit.start)),
        Scope::Clause => true,
        Scope::Near => is_beside(reading, hit, start, end),
        Scope::After if start >= hit.end => is_predicate(reading, hit, start, modifier),
        Scope::After => end <= hit.start && hit.start - end < reach && !act_between(end, hit.start),
        Scope::Before => start >= hit.end && start - hit.end < reach && !act_between(hit.end, start),
    }
}

/// "Bought helicopters to replace those purchased from the Soviet Union": the old time is that of the later verb.
fn is_of_later(reading: &Reading<'_>, hit: &ActHit, start: usize) -> bool {
    hit.is_past()
        && reading.cues.iter().any(|found| {
            matches!(found.cue, Cue::Act(_, Tense::Past | Tense::Participle))
                && found.start >= hit.end
                && found.end <= start
                && start - found.end <= REACH
        })
}

/// An adverb of doubt belongs to the verb beside it: what was "most likely caused by a decision to sell" was decided.
fn is_beside(reading: &Reading<'_>, hit: &ActHit, start: usize, end: usize) -> bool {
    // Behind a verb with its object the adverb is that of what follows: "arrested two people allegedly linked to".
    let object_between = start > hit.end && hit.tense != Tense::Noun;
    let gap = match end <= hit.start {
        true => hit.start - end,
        false if object_between => usize::MAX,
        false => start.saturating_sub(hit.end),
    };
    let set_off = start == reading.sentence.from
        || (end < reading.sentence.to && reading.document.text.tokens.list[end].gap == Gap::Comma);
    gap <= ADVERB_REACH || set_off
}

/// "Direct flights … will resume", «рейсы могут запустить»: the verb behind a noun tells whether the noun happens.
fn is_predicate(reading: &Reading<'_>, hit: &ActHit, start: usize, modifier: &Modifier) -> bool {
    let ahead = matches!(
        modifier.change,
        Change::To(Realis::Planned | Realis::Hypothetical | Realis::Proposed | Realis::Assessment)
    );
    let says =
        |n: usize| reading.cues.iter().any(|found| found.start == n && matches!(found.cue, Cue::Source(_)));
    hit.tense == Tense::Noun
        && ahead
        && start - hit.end < REACH
        && !reading
            .acts
            .iter()
            .any(|act| act.start < hit.start && act.is_finite() && act.tense != Tense::Noun)
        && !(hit.end..start).any(|n| reading.document.text.tokens.list[n].gap >= Gap::Comma || says(n))
}

/// Acts that are done by deciding them.
fn is_decision(plover: Plover) -> bool {
    matches!(plover, Plover::Sanction | Plover::Retreat | Plover::Coerce | Plover::Reject)
}

fn is_told_future(reading: &Reading<'_>, at: usize) -> bool {
    let would = reading.document.text.tokens.word(at) == "would";
    would && reading.cues.iter().any(|found| matches!(found.cue, Cue::Source(_)) && found.end <= at)
}
