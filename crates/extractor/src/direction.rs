//! Who acts on whom: frames decide, not word order, and passives flip.

use model::{Direction, Lang, RussianKind, Sector};

use crate::act::ActHit;
use crate::cues::{ContextKind, Cue, Frame, Tense, WordKind};
use crate::gazetteer::{EntryKind, FormRole};
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::side::Link;
use crate::token::Gap;

/// The rank of ambassadors and their like.
const ENVOY: &str = "envoy";
/// Endings of the Russian locative, of nouns and adjectives.
const LOCATIVE_ENDINGS: [&str; 6] = ["е", "и", "ах", "ях", "ом", "ем"];
/// How many tokens two joined subjects stand apart, and before their verb, at most.
const JOINED_REACH: usize = 2;
/// Longest word for "and", in letters.
const AND_LETTERS_MAX: usize = 3;
/// How many tokens behind an act a `de` that tells where goods come from stands at most.
const LOOSE_SOURCE_REACH: usize = 3;
/// From this score on a mention looks like the doer.
const DOER: i32 = 3;
/// Nobody of a side stands in the sentence.
const NO_DOER: i32 = -1;

/// How many tokens behind an act its "from" stands at most.
const SOURCE_REACH: usize = 12;

/// The direction of an act between the two sides of a link.
pub(crate) fn direction(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> Direction {
    let frame = hit.cue(reading).frame;
    if frame == Frame::Mutual {
        return told_by_one_side(reading, hit, link).unwrap_or(Direction::Mutual);
    }
    if frame == Frame::Accepter {
        return Direction::XToRus;
    }
    if act_together(reading, hit, link) {
        return Direction::Mutual;
    }
    if let Some(direction) = told_by_kind(reading, hit, link).or_else(|| told_by_source(reading, hit, link)) {
        return direction;
    }
    let russia_is_subject = russia_is_subject(reading, hit, link);
    let subject_is_first = !matches!(frame, Frame::Host | Frame::Buyer | Frame::Recipient);
    if russia_is_subject == subject_is_first { Direction::RusToX } else { Direction::XToRus }
}

/// What is Russian in the act tells who does it: a Russian make is registered by the other side, Russian tourists travel to it,
/// and it is Russia that trains.
fn told_by_kind(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> Option<Direction> {
    let any = |kind| link.russia.iter().any(|mention| mention.side == Side::Russia(kind));
    // Vaccines stand among the companies that make them.
    let make = |mention: &Mention| {
        mention.side == Side::Russia(RussianKind::Make)
            || (mention.side.is_russia()
                && mention.kind == EntryKind::Company
                && mention.sector == Sector::Med)
    };
    match hit.cue(reading).id.as_str() {
        "act.register" if reading.mentions.iter().any(make) => Some(Direction::XToRus),
        "act.tourists" if any(RussianKind::Nationals) => Some(Direction::RusToX),
        "act.summon" | "act.summoned" => summoned(link),
        "act.scholarship" | "act.train" if !any(RussianKind::Nationals) => Some(Direction::RusToX),
        _ => None,
    }
}

/// Who is summoned is an envoy, and the other side summons; of two names the first is whose envoy he is: "the ambassador of
/// Russia in Bogota".
fn summoned(link: &Link<'_>) -> Option<Direction> {
    let envoys =
        link.russia.iter().chain(&link.partners).filter(|mention| mention.rank.as_deref() == Some(ENVOY));
    let envoy = envoys.min_by_key(|mention| mention.start)?;
    Some(if envoy.side.is_russia() { Direction::XToRus } else { Direction::RusToX })
}

/// "Russia values its cooperation with Chile": closer ties that one side speaks of, the other only standing behind "with".
fn told_by_one_side(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> Option<Direction> {
    if !matches!(hit.cue(reading).id.as_str(), "act.strengthen" | "act.cooperation" | "act.cooperate") {
        return None;
    }
    let best = |mentions: &[&Mention]| likeliest(reading, hit, mentions).map_or(NO_DOER, |(score, _)| score);
    match (best(&link.russia), best(&link.partners)) {
        (DOER.., ..=0) => Some(Direction::RusToX),
        (..=0, DOER..) => Some(Direction::XToRus),
        _ => None,
    }
}

/// "Began deliveries of beef from Colombia": of goods, the side they come from is first.
fn told_by_source(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> Option<Direction> {
    let cue = hit.cue(reading);
    if !matches!(cue.frame, Frame::Supplier | Frame::Buyer | Frame::Recipient)
        || cue.plover == model::Plover::Aid
    {
        return None;
    }
    // "…, dijo la ministra de Haití": behind a word of saying stands who says so, and not where goods come from.
    let speaks = |mention: &Mention| {
        reading.cues.iter().any(|found| {
            matches!(found.cue, Cue::Source(_)) && found.start >= hit.end && found.end <= mention.start
        })
    };
    let from = |mentions: &[&Mention]| {
        mentions.iter().any(|mention| {
            mention.start >= hit.end
                && mention.end <= reading.sentence.to
                && mention.start - hit.end <= SOURCE_REACH
                && !speaks(mention)
                && reading.preposition_of(mention) == Some(WordKind::From)
                && !is_only_of(reading, hit, mention)
        })
    };
    let to = |mentions: &[&Mention]| {
        hit.cue(reading).frame == Frame::Supplier
            && mentions.iter().any(|mention| {
                mention.start >= hit.end
                    && mention.end <= reading.sentence.to
                    && mention.start - hit.end <= SOURCE_REACH
                    && reading.is_location(mention)
                    && reading.preposition_of(mention) != Some(WordKind::From)
            })
    };
    match (from(&link.russia), from(&link.partners), to(&link.russia), to(&link.partners)) {
        (true, false, ..) | (false, false, false, true) => Some(Direction::RusToX),
        (false, true, ..) | (false, false, true, false) => Some(Direction::XToRus),
        _ => None,
    }
}

/// `Mandó víveres para los damnificados de Haití`: Spanish and Portuguese `de` is "from" right behind the goods, and "of" further on.
fn is_only_of(reading: &Reading<'_>, hit: &ActHit, mention: &Mention) -> bool {
    hit.cue(reading).frame == Frame::Supplier
        && matches!(reading.document.lang, Lang::Es | Lang::Pt)
        && mention.start - hit.end > LOOSE_SOURCE_REACH
        && matches!(reading.document.text.tokens.word(mention.start - 1), "de" | "del" | "do" | "da")
}

/// Whether the Russian side is the doer of the act.
pub(crate) fn russia_is_subject(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    if hit.cue(reading).is_vote() && voted_alike(reading, link) {
        return false;
    }
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

/// "Russia, Mali, Nicaragua and Sudan voted against": both stand in one list of voters, and the partner's vote is the news.
fn voted_alike(reading: &Reading<'_>, link: &Link<'_>) -> bool {
    let tokens = &reading.document.text.tokens.list;
    let in_list = |n: usize| tokens[n].capital || reading.word_at(n, WordKind::Conjunction);
    let alike = |one: &Mention, other: &Mention| {
        let (from, to) =
            if one.start < other.start { (one.end, other.start) } else { (other.end, one.start) };
        let own = from >= reading.sentence.from && to < reading.sentence.to;
        own && from <= to
            && (from..to).all(in_list)
            && (from..=to).all(|n| tokens[n].gap <= Gap::Comma)
            && (from..=to).any(|n| tokens[n].gap == Gap::Comma || reading.word_at(n, WordKind::Conjunction))
    };
    link.russia.iter().any(|russia| link.partners.iter().any(|partner| alike(russia, partner)))
}

/// "Russia and Belize lifted visas": one verb of both, whatever it says of one alone; but each votes for itself.
fn act_together(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>) -> bool {
    let clause = reading.clauses[reading.clause_of(hit.start)].from;
    let is_and = |n: usize| {
        reading.word_at(n, WordKind::Conjunction)
            && reading.document.text.tokens.word(n).chars().count() <= AND_LETTERS_MAX
    };
    // The first may have an article before it.
    let joined = |first: &Mention, second: &Mention| {
        (clause..=clause + 1).contains(&first.start)
            && first.end <= second.start
            && second.start - first.end <= JOINED_REACH
            && (first.end..second.start).any(is_and)
            && second.end <= hit.start
            && hit.start - second.end <= JOINED_REACH
    };
    let both = |ones: &[&Mention], others: &[&Mention]| {
        ones.iter().any(|one| others.iter().any(|other| joined(one, other)))
    };
    !hit.passive
        && hit.tense != Tense::Noun
        && !hit.cue(reading).is_vote()
        && (both(&link.russia, &link.partners) || both(&link.partners, &link.russia))
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
    let preposition = match reading.preposition_of(mention) {
        Some(WordKind::To) if is_russian_place(reading, mention) => Some(WordKind::In),
        preposition => preposition,
    };
    let before = mention.end <= hit.start;
    let by_preposition = match preposition {
        Some(WordKind::Agent) => return if hit.passive || hit.tense == Tense::Noun { 10 } else { 1 },
        Some(WordKind::To | WordKind::Against) => -4,
        // "Was taken off the air in Uruguay": the place of a passive tells who did it.
        Some(WordKind::In) if hit.passive => 0,
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
    let beside = before && preposition.is_none() && !has_comma(reading, mention.end, hit.start);
    by_preposition + by_place + i32::from(beside)
        - if is_epithet(reading, mention) { 4 } else { 0 }
        - if is_joined_object(reading, hit, mention) { 3 } else { 0 }
}

/// «В России» tells where and «в Россию» whither: the preposition is the same, and the ending tells.
fn is_russian_place(reading: &Reading<'_>, mention: &Mention) -> bool {
    let word = |n: usize| reading.document.text.tokens.word(n);
    reading.document.lang == Lang::Ru
        && mention.start > reading.sentence.from
        && matches!(word(mention.start - 1), "в" | "во" | "на")
        && LOCATIVE_ENDINGS.iter().any(|ending| word(mention.end - 1).ends_with(ending))
}

/// "Condemned the invasion that Putin ordered and criticised": who stands before the "and" behind another verb is no subject.
fn is_joined_object(reading: &Reading<'_>, hit: &ActHit, mention: &Mention) -> bool {
    let joined = hit.start > mention.end
        && hit.start - mention.end <= 2
        && reading.word_at(hit.start - 1, WordKind::Conjunction);
    joined
        && reading
            .acts
            .iter()
            .any(|act| act.end <= mention.start && act.is_finite() && act.tense != Tense::Noun)
}

fn has_comma(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    (from..=to).any(|n| reading.document.text.tokens.list[n].gap == Gap::Comma)
}

/// "Russian ally Cuba": the adjective only tells whose friend the doer is.
fn is_epithet(reading: &Reading<'_>, mention: &Mention) -> bool {
    reading.contexts(ContextKind::Ally).any(|ally| {
        (ally.start >= mention.end && ally.start - mention.end <= 1 && mention.role == FormRole::Demonym)
            || (mention.start >= ally.end
                && mention.start - ally.end <= 4
                && reading.preposition_of(mention) == Some(WordKind::Of))
    })
}
