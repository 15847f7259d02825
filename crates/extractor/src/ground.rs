//! How well an act is grounded as a tie of the two sides: nearness speaks for it, venues, sports, third subjects and asides against.

mod misread;

use model::{Plover, Tier};

use crate::act::ActHit;
use crate::cues::{ContextKind, Tense};
use crate::document::Aboutness;
use crate::gazetteer::{EntryKind, FormRole};
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::side::Link;
use crate::topic::About;
use crate::weights::Shares;
use misread::{misreading, venue};

/// Farther than this no side stands, in grammar.
const APART_MAX: i32 = 3;
/// How many tokens the two sides stand apart at most without losing weight.
const SIDES_APART_MAX: usize = 22;
/// How many tokens before its verb a pronoun stands at most.
const SPEAKER_REACH: usize = 2;

/// How well an act is grounded as a tie of the two sides, share by share.
pub(crate) fn ground(
    reading: &Reading<'_>,
    hit: &ActHit,
    link: &Link<'_>,
    about: &About,
    carried: i32,
) -> Shares {
    let weights = &reading.document.rules.cues.weights.ground;
    let mut shares = Shares::default();
    let apart = link.distances.0.min(APART_MAX) + link.distances.1.min(APART_MAX);
    shares.add("both_sides", weights.both_sides, 1);
    shares.add("side_apart", weights.side_apart, apart);
    shares.add("carried", weights.carried, carried);
    shares.add_if("strong_topic", weights.strong_topic, about.strong);
    looseness(reading, hit, link, about, carried, &mut shares);
    surroundings(reading, &mut shares);
    misreading(reading, hit, link, &mut shares);
    venue(reading, hit, link, about, &mut shares);
    shares
}

/// What makes an act join its sides only loosely.
fn looseness(
    reading: &Reading<'_>,
    hit: &ActHit,
    link: &Link<'_>,
    about: &About,
    carried: i32,
    shares: &mut Shares,
) {
    let weights = &reading.document.rules.cues.weights.ground;
    let document = reading.document;
    let cue = hit.cue(reading);
    let apart = link.distances != (0, 0);
    let hangs = hit.tense == Tense::Gerund || (hit.tense == Tense::Infinitive && apart);
    // General words (wishes, praise, calls) join two sides only where both are their own.
    let general = cue.tie_type.is_none()
        && matches!(cue.plover, Plover::Agree | Plover::Request | Plover::Support | Plover::Accuse)
        && !about.strong
        && document.aboutness != Aboutness::Plain
        && apart;
    let vague = document.aboutness == Aboutness::Passing
        && link.russia.iter().all(|mention| is_adjective_or_place(mention));
    let far =
        sides_apart(link) > SIDES_APART_MAX && !(carried == 1 && (cue.is_vote() || by_pronoun(reading, hit)));
    // A vote is told by naming all who cast it so.
    let many_thirds = distinct_thirds(reading, hit) >= 3 && !cue.is_vote();
    shares.add_if("many_thirds", weights.many_thirds, many_thirds);
    shares.add_if("third_beside", weights.third_beside, apart && !link.thirds.is_empty());
    shares.add_if("loose_form", weights.loose_form, hangs);
    shares.add_if("general_act", weights.general_act, general);
    shares.add_if("vague_russia", weights.vague_russia, vague);
    shares.add_if("sides_far_apart", weights.sides_far_apart, far);
    shares.add_if("told_in_passing", weights.told_in_passing, told_in_passing(reading, hit, about));
}

/// "The relations between Russia and Cuba": a noun that only says that there is something between the two.
fn told_in_passing(reading: &Reading<'_>, hit: &ActHit, about: &About) -> bool {
    hit.tense == Tense::Noun && hit.cue(reading).tier == Tier::S && !about.strong
}

/// Sport, markets and culture are full of both sides and hardly ever ties.
fn surroundings(reading: &Reading<'_>, shares: &mut Shares) {
    let weights = &reading.document.rules.cues.weights.ground;
    let document = reading.document;
    let has = |kind| reading.contexts(kind).next().is_some();
    shares.add_if("sport", weights.sport, document.sport || has(ContextKind::Sport));
    shares.add_if("market", weights.market, document.market || has(ContextKind::Market));
    shares.add_if("culture_aside", weights.culture_aside, has(ContextKind::CultureAside));
}

/// A pronoun right before the verb stands for a side that was named far off.
pub(crate) fn by_pronoun(reading: &Reading<'_>, hit: &ActHit) -> bool {
    reading
        .contexts(ContextKind::Speaker)
        .any(|found| found.end <= hit.start && hit.start - found.end <= SPEAKER_REACH)
}

fn is_adjective_or_place(mention: &Mention) -> bool {
    mention.kind == EntryKind::Place || matches!(mention.role, FormRole::Demonym | FormRole::Capital)
}

fn distinct_thirds(reading: &Reading<'_>, hit: &ActHit) -> usize {
    let clause = reading.clause_of(hit.start);
    let mut entries: Vec<&str> = reading
        .mentions
        .iter()
        .filter(|mention| mention.side == Side::Third && reading.clause_of(mention.start) == clause)
        .map(|mention| {
            let entry = reading.document.rules.names.entry(mention);
            entry.country.as_deref().unwrap_or(&entry.id)
        })
        .collect();
    entries.sort_unstable();
    entries.dedup();
    entries.len()
}

fn sides_apart(link: &Link<'_>) -> usize {
    match (link.russia.first(), link.partners.first()) {
        (Some(russia), Some(partner)) => russia.start.abs_diff(partner.start),
        _ => 0,
    }
}
