//! Which act of a sentence governs which: what only tells a topic, an aim, a time or a denied claim is no act of its own.

use model::{Plover, Realis, Tier};

use super::{AUXILIARY_REACH, ActHit};
use crate::cues::{Act, Cue, Frame, Tense, WordKind};
use crate::mention::Mention;
use crate::reading::Reading;
use crate::token::Gap;

/// How many tokens after its governor an act is governed at most.
const GOVERNED_REACH: usize = 8;
/// How many tokens behind its verb an event stands at most: "hosted an inter-parliamentary conference".
const EVENT_REACH: usize = 3;

/// Drops a bare plan, proposal or offer before an act against somebody, or before the end of one, and hands its realis on:
/// "plans to ban" is a ban, planned, never an agreement.
pub(super) fn yield_to_governed(reading: &Reading<'_>, acts: Vec<ActHit>) -> Vec<ActHit> {
    let mut kept: Vec<ActHit> = Vec::new();
    for mut hit in acts {
        let last = kept.last().copied().filter(|governor| {
            hangs_on(reading, governor, &hit)
                && ((is_bare_wish(governor.cue(reading))
                    && (is_severe(hit.cue(reading)) || is_journey(hit.cue(reading))))
                    || backs_severe(reading, governor, &hit))
        });
        if let Some(governor) = last {
            hit.mood = governor.mood.or(governor.cue(reading).realis);
            kept.pop();
        }
        kept.push(hit);
    }
    kept
}

/// An act that says only that something is wanted, not what.
pub(crate) fn is_bare_wish(cue: &Act) -> bool {
    let wanted = matches!(cue.realis, Some(Realis::Planned | Realis::Proposed | Realis::Offered));
    cue.plover == Plover::Agree && wanted
}

/// Whoever plans to travel makes a visit, planned.
fn is_journey(cue: &Act) -> bool {
    cue.plover == Plover::Consult && cue.frame == Frame::Visitor
}

/// "Defended the expulsion of": who backs an act against somebody is against him.
fn backs_severe(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let cue = governor.cue(reading);
    let against = matches!(hit.cue(reading).plover, Plover::Sanction | Plover::Coerce);
    cue.plover == Plover::Support && cue.stance && against && hit.tense == Tense::Noun
}

/// Acts that keep their type whenever they happen (ANNOTATION.md section 6).
pub(crate) fn is_severe(cue: &Act) -> bool {
    matches!(
        cue.plover,
        Plover::Sanction
            | Plover::Coerce
            | Plover::Reject
            | Plover::Accuse
            | Plover::Threaten
            | Plover::Mobilize
            | Plover::Assault
            | Plover::Retreat
    )
}

/// The second act is no finite verb and stands after the first in its clause, within reach.
fn hangs_on(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    !matches!(hit.tense, Tense::Past | Tense::Present | Tense::Future | Tense::Conditional)
        && governor.end <= hit.start
        && hit.start - governor.end <= GOVERNED_REACH
        && reading.clause_of(governor.start) == reading.clause_of(hit.start)
}

/// Drops what another act governs: in "offered to supply", "refused to meet", "wishes good relations" the governor is the act,
/// and what it governs only tells the topic.
pub(super) fn absorb_governed(reading: &Reading<'_>, acts: Vec<ActHit>) -> Vec<ActHit> {
    let mut kept: Vec<ActHit> = Vec::new();
    for hit in acts {
        let governed = kept.iter().any(|governor| {
            (hangs_on(reading, governor, &hit) && governs(reading, governor, &hit))
                || is_reduced_clause(reading, governor, &hit)
                || is_far_object(reading, governor, &hit)
                || is_denied(reading, governor, &hit)
                || is_purpose(reading, governor, &hit)
                || is_voted_on(reading, governor, &hit)
        });
        if !governed {
            kept.push(hit);
        }
    }
    drop_asides(reading, kept)
}

/// "A special envoy for ties with Russia noted": a noun that only names relations is no act beside one.
fn drop_asides(reading: &Reading<'_>, acts: Vec<ActHit>) -> Vec<ActHit> {
    let aside = |hit: &ActHit| {
        let cue = hit.cue(reading);
        hit.tense == Tense::Noun
            && cue.tier == Tier::S
            && cue.plover == Plover::Cooperate
            && cue.frame == Frame::Mutual
    };
    let other = acts.iter().any(|hit| !aside(hit));
    let meets = acts.iter().any(|hit| hit.cue(reading).plover == Plover::Consult && hit.tense != Tense::Noun);
    // "During his visit he will meet": the visit only tells when.
    let dates = |hit: &ActHit| {
        meets && hit.tense == Tense::Noun && is_journey(hit.cue(reading)) && reading.tells_when(hit.start)
    };
    let drops = |hit: &ActHit| dates(hit) || (other && aside(hit));
    acts.into_iter().filter(|hit| !drops(hit)).collect()
}

fn governs(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let cue = governor.cue(reading);
    // "Will support its struggle for the lifting of": an infinitive governs a noun, but not another verb.
    let position = cue.stance && cue.plover == Plover::Reject;
    let verbal = governor.is_finite() || cue.realis.is_some() || hit.tense == Tense::Noun || position;
    let speech = matches!(
        cue.plover,
        Plover::Request
            | Plover::Reject
            | Plover::Accuse
            | Plover::Threaten
            | Plover::Agree
            | Plover::Concede
    ) || (cue.plover == Plover::Support && hit.tense != Tense::Participle);
    let wish = matches!(
        cue.realis,
        Some(Realis::Offered | Realis::Proposed | Realis::Planned | Realis::Hypothetical)
    );
    let retreat = (matches!(cue.plover, Plover::Retreat | Plover::Sanction) && hit.tense == Tense::Noun)
        || (cue.plover == Plover::Retreat && hit.tense == Tense::Infinitive);
    verbal && (speech || wish || retreat || tells_topic(reading, governor, hit))
}

/// In "met to discuss", "arrived for the signing of", "held talks on the supply of" the second act is what the first is about.
fn tells_topic(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let friendly = matches!(hit.cue(reading).plover, Plover::Cooperate | Plover::Agree | Plover::Aid);
    let purpose = governor.cue(reading).plover == Plover::Consult
        && matches!(hit.tense, Tense::Infinitive | Tense::Gerund)
        && (friendly || hit.cue(reading).plover == Plover::Consult);
    let same_event = governor.cue(reading).plover == Plover::Consult
        && hit.cue(reading).plover == Plover::Consult
        && hit.tense == Tense::Noun
        && governor.tense != Tense::Noun
        && hit.start - governor.end <= EVENT_REACH;
    purpose
        || same_event
        || (friendly && is_aim(reading, governor, hit))
        || (friendly && is_object(reading, governor, hit))
}

/// "Signed a contract to supply", `flexibilizar as regras para importar`: what for, where nothing says that it will happen.
fn is_aim(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens;
    let before = hit.start.checked_sub(1).map_or("", |n| tokens.word(n));
    let modified = reading.cues.iter().any(|found| {
        matches!(found.cue, Cue::Modifier(_)) && found.end + 1 >= hit.start && found.start < hit.start
    });
    hit.tense == Tense::Infinitive
        && governor.is_finite()
        && governor.tense != Tense::Noun
        && matches!(before, "to" | "para" | "чтобы")
        && !modified
        && !says_between(reading, governor, hit)
}

/// A noun behind a verb is what the verb is about.
fn is_object(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    hit.tense == Tense::Noun
        && (governor.is_finite() || is_severe(governor.cue(reading)))
        && governor.tense != Tense::Noun
        && !says_between(reading, governor, hit)
}

/// A friendly noun behind the verb of an earlier clause tells what that verb is about, too.
fn is_far_object(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    governor.end <= hit.start
        && matches!(hit.cue(reading).plover, Plover::Cooperate | Plover::Aid)
        && is_object(reading, governor, hit)
}

/// "Sold to the United States to be transferred to Ukraine": what for, no act of its own.
fn is_purpose(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens;
    let floor = hit.start.saturating_sub(AUXILIARY_REACH).max(governor.end);
    let friendly = matches!(hit.cue(reading).plover, Plover::Cooperate | Plover::Agree | Plover::Aid);
    let to_be = (floor..hit.start).any(|n| tokens.word(n) == "be" && n > 0 && tokens.word(n - 1) == "to");
    friendly
        && governor.end <= hit.start
        && to_be
        && reading.clause_of(governor.start) == reading.clause_of(hit.start)
}

/// "Abstained when the Assembly suspended": what others decided in a clause without a partner is what the vote was on.
fn is_voted_on(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let clause = reading.clause_of(hit.start);
    let from = reading.clauses[clause].from;
    let partner = |mention: &Mention| {
        mention.start >= from && mention.end <= hit.start && mention.side.partner().is_some()
    };
    governor.cue(reading).is_vote()
        && governor.end <= hit.start
        && hit.cue(reading).plover == Plover::Sanction
        && reading.clause_of(governor.start) != clause
        && !reading.mentions.iter().any(partner)
}

/// "Denied that the vaccine was refused": what is denied is no act.
fn is_denied(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    governor.cue(reading).realis == Some(Realis::Negated)
        && governor.end <= hit.start
        && !says_between(reading, governor, hit)
        && (governor.end..=hit.start).all(|n| reading.document.text.tokens.list[n].gap < Gap::Stop)
}

/// "Certified the bananas exported to": a second English past without a comma or conjunction before it is no act of its own.
fn is_reduced_clause(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens.list;
    let reduced = match reading.document.lang {
        model::Lang::En => matches!(hit.tense, Tense::Past | Tense::Participle),
        model::Lang::Es | model::Lang::Pt => hit.tense == Tense::Participle,
        model::Lang::Ru => false,
    };
    reduced
        && governor.is_finite()
        && !is_severe(hit.cue(reading))
        && governor.end < hit.start
        && reading.clause_of(governor.start) == reading.clause_of(hit.start)
        && (governor.end..=hit.start)
            .all(|n| tokens[n].gap < Gap::Bracket && !reading.word_at(n, WordKind::Conjunction))
        && !(governor.end..hit.start).any(|n| {
            reading.word_at(n, WordKind::PassiveAuxiliary) || reading.word_at(n, WordKind::PerfectAuxiliary)
        })
        && !says_between(reading, governor, hit)
}

/// A verb of saying between two acts opens something new.
fn says_between(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    reading.cues.iter().any(|found| {
        matches!(found.cue, Cue::Source(_)) && found.start >= governor.end && found.end <= hit.start
    })
}
