//! Acts that are no tie although both sides stand beside them.

use model::{Plover, Sector, TieType};

use crate::act::ActHit;
use crate::cues::{Frame, Tense, WordKind};
use crate::gazetteer::EntryKind;
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::side::Link;
use crate::token::Gap;

/// How many tokens behind a journey told in a noun its goal stands at most.
const JOURNEY_REACH: usize = 10;

/// Why the act makes no tie; `None` where nothing speaks against one.
pub(super) fn refusal(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> Option<&'static str> {
    let is_visit = hit.cue(reading).frame == Frame::Visitor;
    if reading.clauses[reading.clause_of(hit.start)].background {
        Some("the clause is only background")
    } else if is_thirds_own(reading, hit) || is_thirds_verb(reading, hit) {
        Some("a third party does it")
    } else if is_visit && visits_third(reading, hit) {
        Some("a third state is visited")
    } else if is_visit && is_press(link) {
        Some("the press is on the spot")
    } else {
        None
    }
}

/// `La visita del presidente de Guatemala a Ucrania`: the first place that a journey told in a noun goes to is a third state.
fn visits_third(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens.list;
    let to = |mention: &&Mention| {
        mention.start >= hit.end
            && mention.start < hit.end + JOURNEY_REACH
            && reading.preposition_of(mention) == Some(WordKind::To)
    };
    let goal = reading.mentions.iter().find(to);
    hit.tense == Tense::Noun
        && goal.is_some_and(|goal| {
            let comma = tokens.get(goal.end).is_some_and(|token| token.gap == Gap::Comma);
            let named = reading.mentions.iter().any(|mention| mention.start == goal.end);
            let listed = (comma && named)
                || (goal.end < reading.sentence.to && reading.word_at(goal.end, WordKind::Conjunction));
            goal.side == Side::Third && goal.kind == EntryKind::State && !listed
        })
}

/// `RT ha visitado la feria`: the only Russian is an outlet by its bare name, which comes to report.
fn is_press(link: &Link<'_>) -> bool {
    let outlet = |mention: &&Mention| mention.sector == Sector::Jrn && mention.rank.is_none();
    !link.russia.is_empty() && link.russia.iter().all(outlet)
}

/// "Canada sent food to Cuba, a Russian agency writes": the only one before the verb is a third state. What is about a third party
/// anyway (sanctions, the war, arms) and what one does to people may be told so.
fn is_thirds_verb(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let cue = hit.cue(reading);
    let clause = reading.clauses[reading.clause_of(hit.start)].from;
    let before = |mention: &&Mention| {
        mention.side != Side::Nobody && mention.start >= clause && mention.end <= hit.start
    };
    let mut subjects = reading.mentions.iter().filter(before).peekable();
    let of_thirds = cue.tie_type.is_some_and(|tie_type| {
        matches!(tie_type, TieType::SanctionsStance | TieType::UkraineStance | TieType::ArmsThirdParty)
    });
    hit.tense != Tense::Noun
        && !hit.passive
        && !cue.is_vote()
        && !of_thirds
        && !matches!(cue.plover, Plover::Coerce | Plover::Accuse | Plover::Reject)
        && subjects.peek().is_some_and(|first| {
            matches!(first.kind, EntryKind::State | EntryKind::Body)
                && reading.preposition_of(first).is_none()
        })
        && subjects.all(|mention| mention.side == Side::Third)
}

/// `Ante las amenazas de Estados Unidos`, `la oferta de Washington`: the act in a noun belongs to the third party right behind it.
fn is_thirds_own(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let given = matches!(hit.cue(reading).plover, Plover::Threaten | Plover::Agree | Plover::Support);
    let of = |n: usize| reading.word_at(n, WordKind::Of);
    let from = if of(hit.end - 1) { hit.end } else { hit.end + 1 };
    hit.tense == Tense::Noun
        && given
        && of(from - 1)
        && reading.mentions.iter().any(|mention| {
            mention.start == from && mention.side == Side::Third && mention.kind == EntryKind::State
        })
}
