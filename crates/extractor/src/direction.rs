//! Who acts on whom: frames decide, not word order, and passives flip.

use model::Direction;

use crate::act::ActHit;
use crate::cues::{Frame, Tense, WordKind};
use crate::mention::Mention;
use crate::reading::Reading;
use crate::side::Link;

/// The direction of an act between the two sides of a link.
pub(crate) fn direction(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> Direction {
    let frame = hit.cue(reading).frame;
    if frame == Frame::Mutual {
        return Direction::Mutual;
    }
    let russia_is_subject = russia_is_subject(reading, hit, link);
    let subject_is_first = !matches!(frame, Frame::Host | Frame::Buyer | Frame::Recipient);
    if russia_is_subject == subject_is_first { Direction::RusToX } else { Direction::XToRus }
}

/// Whether the Russian side is the doer of the act.
pub(crate) fn russia_is_subject(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let (Some(russia), Some(partner)) = (link.russia.first(), link.partners.first()) else {
        // Only one side stands in the sentence: before the act it is the doer.
        let russia_here = link.russia.first().is_some_and(|mention| mention.start < hit.start);
        let partner_here = link.partners.first().is_some_and(|mention| mention.start < hit.start);
        return (russia_here || (!partner_here && link.partners.first().is_some())) != hit.passive;
    };
    let scores = (doer_score(reading, hit, russia), doer_score(reading, hit, partner));
    if scores.0 == scores.1 { russia.start < partner.start } else { scores.0 > scores.1 }
}

/// How much a mention looks like the doer.
fn doer_score(reading: &Reading<'_>, hit: &ActHit, mention: &Mention) -> i32 {
    let preposition = reading.preposition_of(mention);
    let before = mention.end <= hit.start;
    let by_preposition = match preposition {
        Some(WordKind::Agent) => return if hit.passive || hit.tense == Tense::Noun { 10 } else { 1 },
        Some(WordKind::To | WordKind::Against) => -4,
        Some(WordKind::With | WordKind::In) => -3,
        Some(WordKind::From) => -1,
        Some(WordKind::Of) => {
            if hit.tense == Tense::Noun && !before {
                2
            } else {
                0
            }
        }
        _ => 0,
    };
    let by_place = match (before, hit.passive, hit.tense) {
        (_, _, Tense::Noun) => i32::from(before),
        (true, false, _) => 3,
        (true, true, _) => -2,
        (false, false, _) => 0,
        (false, true, _) => 1,
    };
    by_preposition + by_place
}
