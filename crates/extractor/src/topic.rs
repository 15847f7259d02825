//! What a tie is about: the topics near the act, the specific before the general (ANNOTATION.md section 5).

use model::{Context, Partner, Plover, Sector, Span, TieType};

use crate::act::ActHit;
use crate::cues::{Act, ContextKind, Cue, Frame, Tense, WordKind};
use crate::direction::russia_is_subject;
use crate::gazetteer::EntryKind;
use crate::reading::Reading;
use crate::side::Link;
use crate::token::Gap;
use crate::weights::TopicWeights;

/// Fewest types of topics that are fields of a pact.
const FIELDS_MIN: usize = 3;
/// How many tokens behind an act the word for the fields of work stands at most.
const FIELDS_REACH: usize = 8;
/// Least weight of a topic that is lent to the next sentences.
const STRONG_WEIGHT: i32 = 3;
/// How many tokens behind a word of venue a bloc is a venue.
const VENUE_REACH: usize = 12;
/// Tokens between act and topic that make a step of distance, and most steps that count.
const TOKENS_OF_A_STEP: usize = 3;
const STEPS_MAX: usize = 8;

/// A tie type with what made it.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The tie type.
    pub(crate) tie_type: TieType,
    /// Words of the topic.
    pub(crate) spans: Vec<Span>,
    /// Ids of the topic rules.
    pub(crate) rules: Vec<String>,
    /// PLOVER contexts that the topics bring.
    pub(crate) contexts: Vec<Context>,
    /// A topic or the act itself named it, not a fallback.
    pub(crate) named: bool,
    /// The topic is a specific one.
    pub(crate) strong: bool,
}

/// One candidate for the type.
struct Candidate {
    tie_type: TieType,
    score: i32,
    found: Option<(usize, usize, usize)>,
}

/// Decides what an act is about.
///
/// `before` is what the paragraph spoke of so far.
pub(crate) fn about(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>, before: Option<TieType>) -> About {
    let cue = hit.cue(reading);
    if cue.fixed
        && let Some(tie_type) = cue.tie_type
    {
        return About {
            tie_type,
            spans: Vec::new(),
            rules: Vec::new(),
            contexts: Vec::new(),
            named: true,
            strong: true,
        };
    }
    let mut candidates = topics(reading, hit);
    candidates.retain(|candidate| !is_foreign_topic(cue, candidate.tie_type));
    if let Some(tie_type) = cue.tie_type {
        let weights = &reading.document.rules.cues.weights.topic;
        let score = weights.class * class(tie_type) + weights.own_type;
        candidates.push(Candidate { tie_type, score, found: None });
    }
    let best = candidates.iter().max_by_key(|candidate| candidate.score);
    let mut about = match best {
        Some(best) => named(reading, best, cue.tie_type),
        None => fallback(reading, hit, link, before),
    };
    about.tie_type = refine(reading, hit, link, &about, before);
    about
}

/// A ban on goods stays one beside words about arms for a third party or about a stance on sanctions, and a meeting is no stance.
fn is_foreign_topic(cue: &Act, topic: TieType) -> bool {
    let ban = matches!(cue.plover, Plover::Sanction | Plover::Retreat)
        && cue.tie_type == Some(TieType::SanctionsBan);
    let meeting = cue.plover == Plover::Consult
        && matches!(topic, TieType::SanctionsStance | TieType::UkraineStance | TieType::ArmsThirdParty);
    meeting
        || ban
            && matches!(
                topic,
                TieType::ArmsThirdParty
                    | TieType::SanctionsStance
                    | TieType::UkraineStance
                    | TieType::HealthHumanitarian
            )
}

fn named(reading: &Reading<'_>, best: &Candidate, own: Option<TieType>) -> About {
    let mut about = About {
        tie_type: best.tie_type,
        spans: Vec::new(),
        rules: Vec::new(),
        contexts: Vec::new(),
        named: best.found.is_some() || own.is_some(),
        strong: false,
    };
    if let Some((start, end, number)) = best.found {
        let topic = &reading.document.cues.topics[number];
        about.spans.push(reading.document.text.span(start, end));
        about.rules.push(topic.id.clone());
        about.contexts.extend(&topic.contexts);
        about.strong = topic.weight >= 2;
    }
    about
}

/// The topics of the sentence, scored by class, weight and nearness.
fn topics(reading: &Reading<'_>, hit: &ActHit) -> Vec<Candidate> {
    let weights = &reading.document.rules.cues.weights.topic;
    let own_clause = reading.clause_of(hit.start);
    let cue = hit.cue(reading);
    let mut candidates = Vec::new();
    for found in &reading.cues {
        let Cue::Topic(number) = found.cue else { continue };
        let topic = &reading.document.cues.topics[number];
        let gap =
            if found.start >= hit.end { found.start - hit.end } else { hit.start.saturating_sub(found.end) };
        let same_clause = reading.clause_of(found.start) == own_clause;
        let behind_other_act = reading.acts.iter().any(|act| {
            act.start != hit.start && act.is_finite() && act.start > hit.end && act.end <= found.start
        });
        let position = cue.stance && topic.tie_type == TieType::UkraineStance;
        let background = reading.clauses[reading.clause_of(found.start)].background && !position;
        let general = topic.weight < 2 && reading.clause_of(found.start) != own_clause;
        if is_silent(reading, found.start, found.end)
            || background
            || general
            || names_an_office(reading, found.start, found.end)
        {
            continue;
        }
        let near = (gap / TOKENS_OF_A_STEP).min(STEPS_MAX) as i32;
        let holds = |weight: i32, holds: bool| if holds { weight } else { 0 };
        let score = weights.class * class(topic.tie_type)
            + weights.weight * topic.weight
            + weights.distance * near
            + holds(weights.same_clause, same_clause)
            + holds(weights.behind_other_act, behind_other_act)
            + before_weight(weights, hit, found.end)
            + holds(weights.blame_with_sanctions, blames_sanctions(cue, topic.tie_type))
            + holds(weights.venue, is_venue(reading, topic.tie_type, found.start));
        candidates.push(Candidate {
            tie_type: topic.tie_type,
            score,
            found: Some((found.start, found.end, number)),
        });
    }
    let fields = fields(&candidates, |found| reading.clause_of(found) == own_clause);
    if cue.plover == Plover::Agree && (fields.len() >= FIELDS_MIN || enumerates(reading, hit, &candidates)) {
        candidates.retain(|candidate| candidate.tie_type == TieType::Diplomatic);
    }
    candidates
}

/// A topic word inside a set expression, or inside the name of an agency or paper that only reports.
fn is_silent(reading: &Reading<'_>, start: usize, end: usize) -> bool {
    reading.mentions.iter().any(|mention| {
        mention.start <= start
            && end <= mention.end
            && (mention.kind == EntryKind::Trap || reading.is_reporter(mention))
    })
}

/// `En todos los ámbitos, incluidos el comercial, el científico, el educativo y el humanitario`: what stands behind a word for
/// fields, commas between, is no topic either.
fn enumerates(reading: &Reading<'_>, hit: &ActHit, candidates: &[Candidate]) -> bool {
    let tokens = &reading.document.text.tokens.list;
    let Some(from) = reading
        .contexts(ContextKind::Fields)
        .map(|found| found.end)
        .find(|&end| end > hit.start && end <= hit.end + FIELDS_REACH)
    else {
        return false;
    };
    let commas = (from..reading.sentence.to).filter(|&n| tokens[n].gap == Gap::Comma).count();
    let all_behind = candidates
        .iter()
        .filter(|candidate| candidate.tie_type != TieType::Diplomatic)
        .all(|candidate| candidate.found.is_none_or(|(start, ..)| start >= from));
    commas + 1 >= FIELDS_MIN && all_behind
}

/// The types told only in other clauses, if none stands in the act's own: `firmaron un tratado que abarca energía, transporte y
/// seguridad` names fields of the pact, and not its topic.
fn fields(candidates: &[Candidate], own: impl Fn(usize) -> bool) -> Vec<TieType> {
    let mut types = Vec::new();
    for candidate in candidates.iter().filter(|candidate| candidate.tie_type != TieType::Diplomatic) {
        match candidate.found {
            Some((start, ..)) if own(start) => return Vec::new(),
            _ if !types.contains(&candidate.tie_type) => types.push(candidate.tie_type),
            _ => {}
        }
    }
    types
}

/// Blame and sanctions in one sentence go together.
fn blames_sanctions(cue: &Act, topic: TieType) -> bool {
    cue.plover == Plover::Accuse && topic == TieType::SanctionsStance
}

/// What a topic before a verb loses: its object stands behind it, and what an -ing form hangs on is another's.
fn before_weight(weights: &TopicWeights, hit: &ActHit, end: usize) -> i32 {
    match hit.tense {
        _ if end > hit.start || hit.passive => 0,
        Tense::Noun => 0,
        Tense::Gerund => weights.before_gerund,
        _ => weights.before_verb,
    }
}

/// The bloc at whose summit they met is where, not what.
fn is_venue(reading: &Reading<'_>, tie_type: TieType, start: usize) -> bool {
    tie_type == TieType::MultilateralBloc
        && reading
            .contexts(ContextKind::Venue)
            .any(|venue| venue.start <= start && start < venue.end + VENUE_REACH)
}

/// A topic word that only names an office: `tourism minister`, `ministro do Comércio Exterior`.
fn names_an_office(reading: &Reading<'_>, start: usize, end: usize) -> bool {
    reading.contexts(ContextKind::Role).any(|role| {
        role.end == start
            || end == role.start
            || (role.end < start
                && start - role.end <= 2
                && (role.end..start).all(|n| reading.word_at(n, WordKind::Of)))
            || (role.start <= start && end <= role.end)
    })
}

/// The specific beats the general.
fn class(tie_type: TieType) -> i32 {
    match tie_type {
        TieType::Diplomatic => 0,
        TieType::Trade | TieType::Investment | TieType::MultilateralBloc | TieType::Parliamentary => 1,
        _ => 2,
    }
}

/// What the paragraph spoke of goes on in acts without a topic; a meeting takes only that of parliaments.
fn lends(cue: &Act, before: TieType) -> bool {
    match cue.plover {
        Plover::Consult => before == TieType::Parliamentary,
        Plover::Agree | Plover::Cooperate | Plover::Aid => {
            !matches!(before, TieType::SanctionsStance | TieType::UkraineStance | TieType::ArmsThirdParty)
        }
        _ => false,
    }
}

/// The weightiest topic of a sentence; the first of equals.
pub(crate) fn strongest(reading: &Reading<'_>) -> Option<TieType> {
    let topics = reading.cues.iter().filter_map(|found| match found.cue {
        Cue::Topic(number) if !is_silent(reading, found.start, found.end) => {
            Some(&reading.document.cues.topics[number])
        }
        _ => None,
    });
    topics
        .filter(|topic| topic.weight >= STRONG_WEIGHT)
        .map(|topic| (topic.weight, topic.tie_type))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, tie_type)| tie_type)
}

/// Without any topic the actors' sectors tell, then the paragraph, then what the document is mostly about.
fn fallback(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>, before: Option<TieType>) -> About {
    let actors = link.russia.iter().chain(&link.partners);
    let tie_type = actors
        .map(|mention| mention.sector)
        .find_map(|sector| match sector {
            Sector::Leg => Some(TieType::Parliamentary),
            Sector::Mil => Some(TieType::Military),
            Sector::Spy => Some(TieType::Intelligence),
            Sector::Cop => Some(TieType::LawEnforcementCt),
            Sector::Jrn => Some(TieType::MediaInfo),
            Sector::Edu | Sector::Rel => Some(TieType::CultureEducationTourism),
            _ => None,
        })
        .or(before.filter(|before| lends(hit.cue(reading), *before)))
        .or(reading.document.main_type.filter(|_| !reading.sentence.title && !is_general(hit.cue(reading))))
        .unwrap_or(TieType::Diplomatic);
    About {
        tie_type,
        spans: Vec::new(),
        rules: Vec::new(),
        contexts: Vec::new(),
        named: false,
        strong: false,
    }
}

/// Meetings, support and closer ties are diplomatic where nothing tells what they are about.
fn is_general(cue: &Act) -> bool {
    cue.plover == Plover::Consult
        || (cue.plover == Plover::Support && cue.stance)
        || (cue.plover == Plover::Agree && cue.frame == Frame::Mutual && cue.id.contains("strengthen"))
}

/// Rules 1 to 4 of ANNOTATION.md section 5 that hang on who meets whom.
fn refine(
    reading: &Reading<'_>,
    hit: &ActHit,
    link: &Link<'_>,
    about: &About,
    before: Option<TieType>,
) -> TieType {
    let cue = hit.cue(reading);
    let sides = || link.russia.iter().chain(&link.partners);
    let rank = |wanted: &[&str]| {
        sides().any(|mention| mention.rank.as_deref().is_some_and(|rank| wanted.contains(&rank)))
    };
    let mut tie_type = about.tie_type;
    if cue.plover == Plover::Consult {
        let legislative = sides().any(|mention| mention.sector == Sector::Leg);
        let head = rank(&["premier", "minister", "envoy", "president"])
            || sides().any(|mention| mention.kind == EntryKind::Person && mention.sector == Sector::Gov);
        let goes_on = before == Some(TieType::Parliamentary)
            && tie_type == TieType::Diplomatic
            && about.spans.is_empty();
        if (legislative || goes_on) && !head {
            tie_type = TieType::Parliamentary;
        } else if head && cue.tie_type == Some(TieType::Diplomatic) {
            tie_type = TieType::Diplomatic;
        }
    }
    if matches!(cue.plover, Plover::Sanction | Plover::Retreat) && tie_type == TieType::Trade {
        tie_type = TieType::SanctionsBan;
    }
    if tie_type == TieType::UkraineStance && russia_is_subject(reading, hit, link) {
        // Russia has no stance on its own war; its vote is cast in a body of states.
        tie_type = if cue.is_vote() { TieType::MultilateralBloc } else { TieType::Diplomatic };
    }
    let bloc = |partner: &Partner| !partner.is_state() && *partner != Partner::REGION;
    let codes = link.codes();
    if !codes.is_empty()
        && codes.iter().all(bloc)
        && matches!(tie_type, TieType::Diplomatic | TieType::Trade)
        && !about.strong
    {
        tie_type = TieType::MultilateralBloc;
    }
    tie_type
}
