//! From an act in a sentence to a tie, or to the reason why it makes none.

mod refuse;
mod special;

use jiff::ToSpan;
use model::{
    Actor, Context, Direction, EventDate, Evidence, Mode, Plover, Polarity, Realis, RussianKind, RussianSide,
    Sector, Span, Tie, TieType, Tier, cameo,
};

use crate::act::{ActHit, is_bare_wish};
use crate::attribution::attribute;
use crate::carry::carry;
use crate::cues::{Act, ContextKind, Cue, Frame, Tense};
use crate::date::date_of;
use crate::direction::direction;
use crate::document::Aboutness;
use crate::focus::Focus;
use crate::gazetteer::EntryKind;
use crate::ground::ground;
use crate::mention::{self, Mention, Side};
use crate::reading::Reading;
use crate::realis::{Settled, settle};
use crate::side::{Link, link};
use crate::stance::{Reads, Stance, read};
use crate::token::Gap;
use crate::topic::{About, about};
use crate::weights::Shares;

/// How many tokens behind a wish a word of doing something together stands.
const FRIENDLY_REACH: usize = 8;
/// Rule of a vote against a resolution on Russia.
const VOTE_AGAINST: &str = "act.vote.against";
/// How many tokens behind a wish stands what is wanted.
const WISH_REACH: usize = 4;

/// A tie with what merging needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The tie.
    pub(crate) tie: Tie,
    /// How well it is grounded; more wins in a merge.
    pub(crate) shares: Shares,
    /// Its evidence is the headline.
    pub(crate) title: bool,
    /// The act or a topic named its type; else the type is a guess.
    pub(crate) named: bool,
}

/// Why an act made no tie.
#[derive(Debug, Clone)]
pub(crate) struct Dropped {
    /// The condition that failed.
    pub(crate) condition: String,
    /// What it would have been about.
    pub(crate) tie_type: TieType,
    /// The partner, if one was found.
    pub(crate) partner: Option<model::Partner>,
}

/// The tie that an act makes, or why it makes none.
pub(crate) fn tie_of<'a>(
    reading: &Reading<'a>,
    n: usize,
    hit: &ActHit,
    focus: &Focus<'a>,
) -> Result<Draft, Dropped> {
    let mut link = link(reading, hit);
    let about = about(reading, hit, &link, focus.topic(reading.sentence.paragraph));
    let drop = |condition: &str, link: &Link<'_>| Dropped {
        condition: condition.to_owned(),
        tie_type: about.tie_type,
        partner: link.codes().first().copied(),
    };
    let carried = carry(reading, n, hit, focus, &about, &mut link).map_err(|why| drop(why, &link))?;
    if let Some(why) = refuse::refusal(reading, hit, &link) {
        return Err(drop(why, &link));
    }
    let stance = match read(reading, hit, &link, &about) {
        Reads::Nothing(why) => return Err(drop(why, &link)),
        Reads::As(stance) => Some(stance),
        Reads::Plain => None,
    };
    let weights = &reading.document.rules.cues.weights;
    let mut shares = ground(reading, hit, &link, &about, carried);
    shares.add_if("stance", weights.ground.stance, stance.is_some());
    let wanted = match reading.document.aboutness {
        Aboutness::Plain => weights.wanted.plain,
        Aboutness::Likely => weights.wanted.likely,
        Aboutness::Passing => weights.wanted.passing,
    };
    if shares.total() < wanted {
        return Err(drop(&format!("grounded {}, wanted {wanted}: {shares}", shares.total()), &link));
    }
    let mut draft = assemble(reading, n, hit, focus, &link, &about, shares);
    if let Some(stance) = stance {
        take(stance, hit.cue(reading), &mut draft.tie);
    }
    special::settle(reading, hit.cue(reading), &link, &mut draft.tie);
    finish(reading, &link, &mut draft.tie);
    Ok(draft)
}

/// A stance reads the act in its own way.
fn take(stance: Stance, cue: &Act, tie: &mut Tie) {
    tie.tie_type = stance.tie_type;
    if stance.plover != cue.plover {
        tie.mode = None;
    }
    if stance.plover == Plover::Accuse && tie.mode.is_none() {
        tie.mode = Some(Mode::Disapprove);
    }
    tie.plover = future_plover(stance.plover, tie.realis);
    tie.polarity = stance.polarity;
    tie.direction = stance.direction;
    if matches!(stance.plover, Plover::Support | Plover::Accuse) && tie.realis == Realis::Proposed {
        tie.realis = Realis::Actual;
    }
    tie.rules.push(stance.rule.to_owned());
}

fn assemble(
    reading: &Reading<'_>,
    n: usize,
    hit: &ActHit,
    focus: &Focus<'_>,
    link: &Link<'_>,
    about: &About,
    shares: Shares,
) -> Draft {
    let cue = hit.cue(reading);
    let document = reading.document;
    let Settled { realis, modifiers, rules, .. } = settle(reading, hit);
    let attributed = attribute(reading, n, hit, focus);
    let date = date_of(reading, hit, realis);
    let realis = past_realis(reading, link, realis, date.as_ref().map(|(date, _)| date));
    let realis = if attributed.outsider && cue.polarity == Polarity::Conflict && realis == Realis::Actual {
        Realis::Assessment
    } else {
        realis
    };
    let realis = ahead_realis(reading, cue.plover, realis, date.as_ref().map(|(date, _)| date));
    let plover = future_plover(cue.plover, realis);
    let direction = direction(reading, hit, link);
    let tie = Tie {
        tier: if is_aside(reading, hit, realis) { Tier::S } else { cue.tier },
        russia: russian_side(reading, link, direction, &attributed.attribution.source),
        partner: link.codes(),
        partner_actors: actors(reading, &link.partners),
        third: actors(reading, &link.thirds),
        tie_type: about.tie_type,
        plover,
        mode: cue.mode.filter(|mode| plover == cue.plover || *mode == Mode::Visit),
        context: about.contexts.clone(),
        cameo: String::new(),
        polarity: polarity(reading, hit, about),
        direction,
        realis,
        attribution: attributed.attribution,
        date: date.as_ref().map(|(date, _)| date.clone()),
        evidence: Evidence {
            sentence: reading.sentence.span,
            russia: own_spans(reading, &link.russia),
            partner: own_spans(reading, &link.partners),
            third: own_spans(reading, &link.thirds),
            act: Some(document.text.span(hit.start, hit.end)),
            topic: about.spans.clone(),
            modifier: modifiers,
            date: date.map(|(_, span)| span),
        },
        rules: [cue.id.clone()].into_iter().chain(about.rules.iter().cloned()).chain(rules).collect(),
        gazetteer: Vec::new(),
        confidence: (0.45 + 0.1 * f64::from(shares.total())).clamp(0.1, 0.97),
    };
    Draft { tie, shares, title: reading.sentence.title, named: about.named }
}

/// The polarity of the cue; but a bare wish or plan is what it wants: against somebody in words that no act knows, or open where
/// nothing tells what is wanted.
fn polarity(reading: &Reading<'_>, hit: &ActHit, about: &About) -> Polarity {
    let cue = hit.cue(reading);
    // A promise or an offer is friendly by itself; a plan or a proposal is not.
    let open = cue.id == "act.plan" || cue.realis == Some(Realis::Proposed);
    if !is_bare_wish(cue) || cue.tie_type.is_some() {
        return cue.polarity;
    }
    let behind = |start: usize| start + 1 >= hit.end && start < hit.end + WISH_REACH;
    let tokens = &reading.document.text.tokens.list;
    let hostile = reading
        .contexts(ContextKind::Hostile)
        .any(|found| behind(found.start) && (hit.end..=found.start).all(|n| tokens[n].gap < Gap::Comma));
    match (hostile, about.named) {
        (true, _) => Polarity::Conflict,
        (false, true) => cue.polarity,
        (false, false) if !open || speaks_of_ties(reading, hit) || is_friendly(reading, hit) => cue.polarity,
        (false, false) => Polarity::Neutral,
    }
}

/// Something done together is wanted.
fn is_friendly(reading: &Reading<'_>, hit: &ActHit) -> bool {
    reading
        .contexts(ContextKind::Friendly)
        .any(|found| found.start + 1 >= hit.end && found.start < hit.end + FRIENDLY_REACH)
}

/// Friendly acts that the wish governs were dropped as its content; their words still stand behind it.
fn speaks_of_ties(reading: &Reading<'_>, hit: &ActHit) -> bool {
    reading.cues.iter().any(|found| match found.cue {
        Cue::Act(act, _) => {
            found.start >= hit.end && reading.document.cues.acts[act].polarity == Polarity::Cooperation
        }
        _ => false,
    })
}

/// In a text on something else: an alleged act in a noun, or a journey that only tells when something was said.
fn is_aside(reading: &Reading<'_>, hit: &ActHit, realis: Realis) -> bool {
    if hit.tense != Tense::Noun {
        return false;
    }
    let document = reading.document;
    let alleged = realis == Realis::Assessment && document.aboutness != Aboutness::Plain;
    let headline = document.sentences.first().filter(|sentence| sentence.title);
    let elsewhere = headline
        .is_some_and(|title| !document.mentions_in(title).iter().any(|mention| mention.side.is_russia()));
    alleged || (elsewhere && hit.cue(reading).frame == Frame::Visitor && reading.tells_when(hit.start))
}

/// Old acts and acts of the USSR are historical.
fn past_realis(reading: &Reading<'_>, link: &Link<'_>, realis: Realis, date: Option<&EventDate>) -> Realis {
    if realis == Realis::Negated {
        return realis;
    }
    let soviet = !link.russia.is_empty() && link.russia.iter().all(|mention| mention.historical);
    let old = || {
        let (published, _) = reading.document.published?;
        let (_, last) = date?.bounds()?;
        Some(last < published.saturating_sub(1.year()))
    };
    if soviet || old().unwrap_or(false) { Realis::Historical } else { realis }
}

/// What is dated after the publication is planned; bans and their ends are decided before they start.
fn ahead_realis(reading: &Reading<'_>, plover: Plover, realis: Realis, date: Option<&EventDate>) -> Realis {
    let starts = date.and_then(EventDate::bounds).map(|(first, _)| first);
    let published = reading.document.published.map(|(_, last)| last);
    let later = matches!((starts, published), (Some(starts), Some(published)) if starts > published);
    let friendly = matches!(plover, Plover::Consult | Plover::Cooperate | Plover::Aid);
    if later && friendly && realis == Realis::Actual { Realis::Planned } else { realis }
}

/// Future cooperation is an agreement (ANNOTATION.md section 6).
fn future_plover(plover: Plover, realis: Realis) -> Plover {
    let ahead = matches!(realis, Realis::Planned | Realis::Proposed | Realis::Offered | Realis::Hypothetical);
    match plover {
        Plover::Consult | Plover::Cooperate | Plover::Aid if ahead => Plover::Agree,
        _ => plover,
    }
}

/// The nearest body or person; of several that who speaks for Russia where Russia acts, and never who only reports it.
fn russian_side(reading: &Reading<'_>, link: &Link<'_>, direction: Direction, source: &str) -> RussianSide {
    let text = reading.document.text;
    let body = |mention: &&&Mention| !matches!(mention.kind, EntryKind::State | EntryKind::Place);
    let speaks = |mention: &&&Mention| source.contains(text.slice(mention.start, mention.end));
    let reports = |mention: &&&Mention| direction != Direction::RusToX && speaks(mention);
    let own =
        |mention: &&&Mention| mention.start >= reading.sentence.from && mention.end <= reading.sentence.to;
    let agencies_only = link.russia.iter().filter(body).all(|mention| mention.sector == Sector::Jrn);
    let bodies =
        || link.russia.iter().filter(body).filter(|mention| agencies_only || mention.sector != Sector::Jrn);
    let chosen = bodies()
        .find(|mention| {
            direction == Direction::RusToX && mention.kind == EntryKind::Person && speaks(mention)
        })
        .or_else(|| bodies().find(|mention| own(mention) && !reports(mention)))
        .or_else(|| link.russia.iter().find(|mention| !reports(mention)))
        .or(link.russia.first())
        .expect("a link has a Russian side");
    let kind = match chosen.side {
        Side::Russia(kind) => kind,
        _ => RussianKind::Actor,
    };
    RussianSide {
        kind,
        id: reading.document.rules.names.entry(chosen).id.clone(),
        name: text.slice(chosen.start, chosen.end).to_owned(),
        sector: if kind == RussianKind::Actor { chosen.sector } else { Sector::Unk },
    }
}

fn actors(reading: &Reading<'_>, mentions: &[&Mention]) -> Vec<Actor> {
    let mut actors: Vec<Actor> = Vec::new();
    for mention in mentions {
        let entry = reading.document.rules.names.entry(mention);
        if actors.iter().any(|actor| actor.id == entry.id) {
            continue;
        }
        actors.push(Actor {
            id: entry.id.clone(),
            name: reading.document.text.slice(mention.start, mention.end).to_owned(),
            country: entry.country.clone().unwrap_or_default(),
        });
    }
    actors
}

fn own_spans(reading: &Reading<'_>, mentions: &[&Mention]) -> Vec<Span> {
    mentions
        .iter()
        .map(|mention| mention::span(mention, reading.document.text))
        .filter(|span| reading.sentence.span.holds(*span))
        .collect()
}

/// What depends on the final type: code, contexts, ids.
fn finish(reading: &Reading<'_>, link: &Link<'_>, tie: &mut Tie) {
    tie.cameo = cameo(tie.tie_type, tie.plover, tie.mode).to_owned();
    if tie.context.is_empty() {
        tie.context = default_contexts(tie.tie_type).to_vec();
    }
    if tie.direction == Direction::XToThird && tie.third.is_empty() {
        // Sanctions and resolutions are a third party's even where nobody names it.
        let voted = tie.rules.iter().any(|rule| rule.starts_with(VOTE_AGAINST));
        if tie.tie_type != TieType::SanctionsStance && !voted {
            tie.direction = Direction::XToRus;
        }
    }
    let mut ids: Vec<String> = Vec::new();
    for mention in link.russia.iter().chain(&link.partners).chain(&link.thirds) {
        let id = &reading.document.rules.names.entry(mention).id;
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    tie.gazetteer = ids;
    tie.rules.dedup();
}

/// PLOVER contexts of TAXONOMY.md section 2.
fn default_contexts(tie_type: TieType) -> &'static [Context] {
    match tie_type {
        TieType::Diplomatic => &[Context::Diplomatic],
        TieType::Parliamentary => &[Context::Legislative],
        TieType::Trade | TieType::Payments | TieType::TransportLogistics => &[Context::Economic],
        TieType::Investment => &[Context::Economic, Context::NaturalResource],
        TieType::SanctionsBan => &[Context::Economic, Context::Health],
        TieType::SanctionsStance => &[Context::Economic, Context::Diplomatic],
        TieType::Military | TieType::ArmsThirdParty => &[Context::Military],
        TieType::Intelligence => &[Context::Intelligence],
        TieType::LawEnforcementCt => &[Context::Legal, Context::Crime],
        TieType::Cyber => &[Context::Cyber],
        TieType::EnergyNuclear => &[Context::Economic, Context::NaturalResource],
        TieType::TechnologySpace => &[Context::Technology],
        TieType::HealthHumanitarian => &[Context::Health],
        TieType::MediaInfo => &[Context::Misinformation, Context::RightsFreedoms],
        TieType::CultureEducationTourism => &[Context::Diplomatic],
        TieType::MigrationVisa => &[Context::Migration],
        TieType::MultilateralBloc => &[Context::Diplomatic, Context::Economic],
        TieType::UkraineStance => &[Context::Military, Context::Diplomatic],
    }
}
