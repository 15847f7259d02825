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
    let (russia, partner) = (likeliest(reading, hit, &link.russia), likeliest(reading, hit, &link.partners));
    match (russia, partner) {
        (Some(russia), Some(partner)) if russia.0 == partner.0 => russia.1 > partner.1,
        (Some(russia), Some(partner)) => russia.0 > partner.0,
        // Only one side stands in the sentence: it is the doer where it looks like one.
        (Some(russia), None) => russia.0 >= 1,
        (None, Some(partner)) => partner.0 < 1,
        (None, None) => !hit.passive,
    }
}

/// The best doer's score of a side in this sentence; on equal scores the first of the text.
fn likeliest(
    reading: &Reading<'_>,
    hit: &ActHit,
    mentions: &[&Mention],
) -> Option<(i32, std::cmp::Reverse<usize>)> {
    mentions
        .iter()
        .filter(|mention| mention.start >= reading.sentence.from && mention.end <= reading.sentence.to)
        .map(|mention| (doer_score(reading, hit, mention), std::cmp::Reverse(mention.start)))
        .max()
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
        Some(WordKind::Of) if hit.tense == Tense::Noun && !before => 2,
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
