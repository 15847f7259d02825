//! Sides that a sentence does not name: who was spoken of just before stands in for them.

use model::{Plover, RussianKind, TieType};

use crate::act::ActHit;
use crate::cues::ContextKind;
use crate::document::Aboutness;
use crate::focus::{Focus, no_third_first};
use crate::gazetteer::FormRole;
use crate::ground::by_pronoun;
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::side::{Link, drop_region};
use crate::token::Gap;
use crate::topic::About;

/// Words for both, before a word for states or sides.
const BOTH: [&str; 8] = ["both", "ambos", "ambas", "обе", "две", "оба", "два", "обеих"];
/// States, governments and sides.
const PARTIES: [&str; 22] = [
    "countries",
    "nations",
    "states",
    "governments",
    "sides",
    "parties",
    "leaders",
    "ministers",
    "paises",
    "naciones",
    "estados",
    "gobiernos",
    "partes",
    "mandatarios",
    "cancilleres",
    "nacoes",
    "governos",
    "presidentes",
    "страны",
    "стороны",
    "стран",
    "министра",
];
/// How many tokens behind an act its "the two sides" starts at most.
const BOTH_REACH: usize = 4;

/// "The two countries", `ambas partes`, «стороны» before or right behind the verb: both sides at once.
fn speaks_of_both(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let text = reading.document.text;
    let from = reading.clauses[reading.clause_of(hit.start)].from;
    let word = |n: usize| text.tokens.word(n);
    let to = (hit.end + BOTH_REACH).min(reading.sentence.to);
    (from..to).any(|n| {
        let pair = n + 1 < to && BOTH.contains(&word(n)) && PARTIES.contains(&word(n + 1));
        let apart = n > from
            && n + 1 < to
            && matches!(word(n - 1), "los" | "las" | "os" | "as" | "the")
            && matches!(word(n), "dos" | "dois" | "duas" | "two")
            && PARTIES.contains(&word(n + 1));
        pair || apart || (n <= hit.start && word(n) == "стороны" && n == from)
    })
}

/// "The two countries signed" and "Bolivia voted against" take what was named just before without further conditions.
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
        && hit.cue(reading).id.starts_with("act.vote.")
        && !reading.sentence.title
        && let Some(object) = focus.voted_on(n)
    {
        link.russia.push(object);
        link.distances.0 = 0;
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
    let speaker = reading.contexts(ContextKind::Speaker).any(|found| found.start < hit.start);
    let cue = hit.cue(reading);
    let plain = document.aboutness == Aboutness::Plain;
    let strong = about.strong || cue.fixed;
    let likely = document.aboutness == Aboutness::Likely
        && strong
        && hit.is_finite()
        && link.thirds.is_empty()
        && focus.one_partner(n)
        && link.russia.iter().all(|mention| {
            mention.side == Side::Russia(RussianKind::Actor) && mention.role != FormRole::Demonym
        });
    let allowed = |just_before: bool| {
        (just_before && (speaker || plain || likely))
            || (plain && strong && link.thirds.is_empty() && hit.is_finite())
    };
    let mut count = 0;
    if missing.0 {
        if cue.plover == Plover::Accuse && cue.tie_type != Some(TieType::UkraineStance) {
            return Err("blame needs its object in the sentence");
        }
        if joins_partners(reading, hit) {
            return Err("the act joins two partners");
        }
        let (mention, just_before) = focus.russia(n, document).ok_or("no Russian side")?;
        if !allowed(just_before) {
            return Err("no Russian side in the sentence");
        }
        link.russia.push(mention);
        count += if just_before { 1 } else { 2 };
    }
    if missing.1 {
        let (mentions, just_before) = focus.partners(n, document).ok_or("no partner")?;
        if !allowed(just_before) {
            return Err("no partner in the sentence");
        }
        link.partners.extend(mentions);
        drop_region(&mut link.partners);
        count += if just_before { 1 } else { 2 };
    }
    if missing == (true, true) && !(strong && plain) {
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
