//! Sides that a sentence does not name: who was spoken of just before stands in for them.

use model::{Plover, RussianKind, TieType};

use crate::act::{ActHit, is_severe};
use crate::cues::{ContextKind, Tense};
use crate::document::Aboutness;
use crate::focus::{Focus, no_third_first};
use crate::gazetteer::FormRole;
use crate::ground::by_pronoun;
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::side::{Link, drop_region};
use crate::token::Gap;
use crate::topic::About;

/// How many tokens behind an act its "the two sides" starts at most.
const BOTH_REACH: usize = 4;

/// "The two countries", `ambas partes`, «стороны» before or right behind the verb: both sides at once.
fn speaks_of_both(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let from = reading.clauses[reading.clause_of(hit.start)].from;
    let to = hit.end + BOTH_REACH;
    reading.contexts(ContextKind::Both).any(|found| {
        let opens = found.start == from && found.end <= hit.start;
        let has_two_words = found.end - found.start > 1;
        (has_two_words && found.start >= from && found.start < to) || opens
    })
}

/// "The two countries signed", "Bolivia voted against" and "Russia abstained" take what was named just before without further conditions.
fn carry_whole<'a>(
    reading: &Reading<'a>,
    n: usize,
    hit: &ActHit,
    focus: &Focus<'a>,
    link: &mut Link<'a>,
) -> bool {
    let missing = (link.russia.is_empty(), link.partners.is_empty());
    if missing == (true, true)
        && speaks_of_both(reading, hit)
        && let Some((russia, partners)) = focus.pair(n)
    {
        link.russia.push(russia);
        link.partners.extend(partners);
        link.distances = (0, 0);
        return true;
    }
    if missing == (true, false)
        && hit.cue(reading).is_vote()
        && !reading.sentence.title
        && let Some(object) = focus.voted_on(n)
    {
        link.russia.push(object);
        link.distances.0 = 0;
        return true;
    }
    if missing == (false, true)
        && hit.cue(reading).is_vote()
        && link
            .russia
            .iter()
            .all(|mention| mention.side == Side::Russia(RussianKind::Actor) && mention.end <= hit.start)
        && let Some((partners, true)) = focus.partners(n, reading.document)
    {
        link.partners.extend(partners);
        drop_region(&mut link.partners);
        link.distances.1 = 0;
        return true;
    }
    false
}

/// Fills a missing side from the sentences before; the number of sides that were carried.
pub(crate) fn carry<'a>(
    reading: &Reading<'a>,
    n: usize,
    hit: &ActHit,
    focus: &Focus<'a>,
    about: &About,
    link: &mut Link<'a>,
) -> Result<i32, &'static str> {
    let document = reading.document;
    let missing = (link.russia.is_empty(), link.partners.is_empty());
    if missing == (false, false) {
        return Ok(0);
    }
    if carry_whole(reading, n, hit, focus, link) {
        return Ok(1);
    }
    if reading.sentence.title || !no_third_first(document, &reading.sentence, hit.start) {
        return Err("one side is missing");
    }
    if missing != (true, true) && is_thirds(reading, hit, link, about) {
        return Err("a third party stands beside");
    }
    let terms = Terms::of(reading, n, hit, focus, about, link);
    let mut count = 0;
    if missing.0 {
        refuse_russia(reading, hit)?;
        let (mention, just_before) = focus.russia(n, document).ok_or("no Russian side")?;
        count += terms.cost(just_before).ok_or("no Russian side in the sentence")?;
        link.russia.push(mention);
    }
    if missing.1 {
        if hit.tense == Tense::Noun && is_severe(hit.cue(reading)) && !link.thirds.is_empty() {
            return Err("a third party's deed");
        }
        let (mentions, just_before) = focus.partners(n, document).ok_or("no partner")?;
        count += terms.cost(just_before).ok_or("no partner in the sentence")?;
        link.partners.extend(mentions);
        drop_region(&mut link.partners);
    }
    if missing == (true, true) && !(terms.strong && terms.plain) {
        return Err("neither side in the sentence");
    }
    // A pronoun right before the verb carries everything: "He further suggested".
    if count > 1 && by_pronoun(reading, hit) {
        count = 1;
    }
    link.distances =
        (if missing.0 { 1 } else { link.distances.0 }, if missing.1 { 1 } else { link.distances.1 });
    Ok(count)
}

/// "Russia severed its trade ties with France": the other side is there, and it is a third party; but votes are told by naming many,
/// people are held and wishes refused at the request of others, stances are on a third party, and a pronoun tells that the story
/// goes on.
fn is_thirds(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>, about: &About) -> bool {
    let cue = hit.cue(reading);
    let stance =
        matches!(about.tie_type, TieType::UkraineStance | TieType::SanctionsStance | TieType::ArmsThirdParty);
    !link.thirds.is_empty()
        && !stance
        && !cue.is_vote()
        && !matches!(cue.plover, Plover::Coerce | Plover::Reject)
        && !by_pronoun(reading, hit)
}

/// On what terms an act may take a side from the sentences before.
struct Terms {
    /// The article is about the two.
    plain: bool,
    /// The act tells by itself what it is about.
    strong: bool,
    /// From the sentence just before.
    from_near: bool,
    /// From further back.
    from_far: bool,
}

impl Terms {
    fn of(
        reading: &Reading<'_>,
        n: usize,
        hit: &ActHit,
        focus: &Focus<'_>,
        about: &About,
        link: &Link<'_>,
    ) -> Terms {
        let document = reading.document;
        let plain = document.aboutness == Aboutness::Plain;
        let strong = about.strong || hit.cue(reading).fixed;
        let firm = strong && hit.is_finite() && link.thirds.is_empty();
        let is_actor = |mention: &&Mention| {
            mention.side == Side::Russia(RussianKind::Actor) && mention.role != FormRole::Demonym
        };
        let likely = document.aboutness == Aboutness::Likely
            && firm
            && focus.one_partner(n)
            && link.russia.iter().all(is_actor);
        let speaker = reading.contexts(ContextKind::Speaker).any(|found| found.start < hit.start);
        Terms { plain, strong, from_near: speaker || plain || likely, from_far: plain && firm }
    }

    /// What a carried side costs in confidence; `None` where it may not be carried.
    fn cost(&self, just_before: bool) -> Option<i32> {
        let allowed = self.from_far || (just_before && self.from_near);
        allowed.then_some(if just_before { 1 } else { 2 })
    }
}

/// Why Russia cannot be the side that is missing.
fn refuse_russia(reading: &Reading<'_>, hit: &ActHit) -> Result<(), &'static str> {
    let cue = hit.cue(reading);
    if cue.plover == Plover::Accuse && cue.tie_type != Some(TieType::UkraineStance) {
        return Err("blame needs its object in the sentence");
    }
    if joins_partners(reading, hit) {
        return Err("the act joins two partners");
    }
    Ok(())
}

/// Without Russia in the sentence, an act with one partner before and another behind it is theirs.
fn joins_partners(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let state = |mention: &&Mention| mention.side.partner().is_some_and(model::Partner::is_state);
    let clause = reading.clause_of(hit.start);
    let own = |mention: &&Mention| state(mention) && reading.clause_of(mention.start) == clause;
    let before = reading.mentions.iter().filter(own).rfind(|mention| mention.end <= hit.start);
    let joined = |mention: &&Mention| {
        let tokens = &reading.document.text.tokens.list;
        mention.start >= hit.end && (hit.end..=mention.start).all(|n| tokens[n].gap < Gap::Comma)
    };
    let behind = reading.mentions.iter().filter(own).find(joined);
    match (before, behind) {
        (Some(before), Some(behind)) => before.side.partner() != behind.side.partner(),
        _ => false,
    }
}
