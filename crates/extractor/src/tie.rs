//! From an act in a sentence to a tie, or to the reason why it makes none.

use jiff::ToSpan;
use model::{
    Actor, Attribution, Context, Direction, EventDate, Evidence, Mode, Plover, Polarity, Realis, RussianKind,
    RussianSide, Sector, Span, Strength, Tie, TieType, Tier, cameo,
};

use crate::act::{ActHit, is_bare_wish};
use crate::attribution::attribute;
use crate::cues::{Act, ContextKind, Cue, Frame, Tense};
use crate::date::date_of;
use crate::direction::direction;
use crate::document::Aboutness;
use crate::focus::{Focus, no_third_first};
use crate::gazetteer::{EntryKind, FormRole};
use crate::ground::{by_pronoun, score};
use crate::mention::{self, Mention, Side};
use crate::reading::Reading;
use crate::realis::{Settled, settle};
use crate::side::{Link, drop_region, link};
use crate::stance::{Reads, read};
use crate::token::Gap;
use crate::topic::{About, about};

/// How many tokens behind a wish a word of doing something together stands.
const FRIENDLY_REACH: usize = 8;
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
/// Rule of a vote against a resolution on Russia.
const VOTE_AGAINST: &str = "act.vote.against";
/// Id of the entry of Russian nationals.
const NATIONALS: &str = "russian-nationals";
/// How many tokens behind a wish stands what is wanted.
const WISH_REACH: usize = 4;

/// A tie with what merging needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The tie.
    pub(crate) tie: Tie,
    /// How well it is grounded; higher wins in a merge.
    pub(crate) score: i32,
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
    let clause = reading.clauses[reading.clause_of(hit.start)];
    if clause.background {
        return Err(drop("the clause is only background", &link));
    }
    let stance = match read(reading, hit, &link, &about) {
        Reads::Nothing(why) => return Err(drop(why, &link)),
        Reads::As(stance) => Some(stance),
        Reads::Plain => None,
    };
    let score = score(reading, hit, &link, &about, carried) + i32::from(stance.is_some());
    let wanted = match reading.document.aboutness {
        Aboutness::Plain => 2,
        Aboutness::Likely => 3,
        Aboutness::Passing => 4,
    };
    if score < wanted {
        return Err(drop(&format!("grounded {score}, wanted {wanted}"), &link));
    }
    let mut draft = assemble(reading, n, hit, focus, &link, &about, score);
    if let Some(stance) = stance {
        draft.tie.tie_type = stance.tie_type;
        if stance.plover != hit.cue(reading).plover {
            draft.tie.mode = None;
        }
        if stance.plover == Plover::Accuse && draft.tie.mode.is_none() {
            draft.tie.mode = Some(Mode::Disapprove);
        }
        draft.tie.plover = future_plover(stance.plover, draft.tie.realis);
        draft.tie.polarity = stance.polarity;
        draft.tie.direction = stance.direction;
        if matches!(stance.plover, Plover::Support | Plover::Accuse) && draft.tie.realis == Realis::Proposed {
            draft.tie.realis = Realis::Actual;
        }
        draft.tie.rules.push(stance.rule.to_owned());
    }
    name_nationals(reading, &link, &mut draft.tie);
    unsanctioned(hit.cue(reading), &mut draft.tie);
    vote_aligned(hit.cue(reading), &mut draft.tie);
    finish(reading, &link, &mut draft.tie);
    Ok(draft)
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

/// "Refused Russian applicants", "deported the Russian": the adjective stands for people, not for the state.
fn name_nationals(reading: &Reading<'_>, link: &Link<'_>, tie: &mut Tie) {
    let on_people = tie.tie_type == TieType::MigrationVisa
        || matches!(tie.mode, Some(Mode::Arrest | Mode::Deport))
        || (tie.plover == Plover::Concede && tie.tie_type == TieType::LawEnforcementCt);
    let severe = matches!(tie.plover, Plover::Reject | Plover::Coerce | Plover::Concede | Plover::Sanction);
    let adjective =
        |mention: &&Mention| mention.role == FormRole::Demonym && mention.kind == EntryKind::State;
    let names = &reading.document.rules.names;
    if tie.russia.id == "RUS"
        && on_people
        && severe
        && tie.direction == Direction::XToRus
        && link.russia.iter().all(adjective)
        && names.gazetteer.entries.iter().any(|entry| entry.id == NATIONALS)
    {
        tie.russia.id = NATIONALS.to_owned();
        tie.russia.kind = RussianKind::Nationals;
        tie.russia.sector = Sector::Unk;
    }
}

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

/// Fills a missing side from the sentences before; the number of sides that were carried.
fn carry<'a>(
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
    if missing == (true, true)
        && speaks_of_both(reading, hit)
        && let Some((russia, partners)) = focus.pair(n)
    {
        link.russia.push(russia);
        link.partners.extend(partners);
        link.distances = (0, 0);
        return Ok(1);
    }
    if missing == (true, false)
        && hit.cue(reading).id.starts_with("act.vote.")
        && !reading.sentence.title
        && let Some(object) = focus.voted_on(n)
    {
        link.russia.push(object);
        link.distances.0 = 0;
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

fn assemble(
    reading: &Reading<'_>,
    n: usize,
    hit: &ActHit,
    focus: &Focus<'_>,
    link: &Link<'_>,
    about: &About,
    score: i32,
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
        confidence: (0.45 + 0.1 * f64::from(score)).clamp(0.1, 0.97),
    };
    Draft { tie, score, title: reading.sentence.title, named: about.named }
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

/// "Has not joined the sanctions": who imposes none on Russia refuses them.
fn unsanctioned(cue: &Act, tie: &mut Tie) {
    if cue.id == "act.sanction" && tie.realis == Realis::Negated && tie.direction == Direction::XToRus {
        (tie.tie_type, tie.plover, tie.polarity) =
            (TieType::SanctionsStance, Plover::Reject, Polarity::Aligned);
        (tie.direction, tie.realis, tie.mode) = (Direction::XToThird, Realis::Actual, None);
        tie.context = Vec::new();
        tie.rules.push("frame.sanctions-not-joined".to_owned());
    }
}

/// A vote against those who condemn Russia is no act on Russia.
fn vote_aligned(cue: &Act, tie: &mut Tie) {
    if cue.id == VOTE_AGAINST && tie.polarity == Polarity::Aligned && tie.direction == Direction::XToRus {
        tie.direction = Direction::XToThird;
    }
}

/// What depends on the final type: code, contexts, ids.
fn finish(reading: &Reading<'_>, link: &Link<'_>, tie: &mut Tie) {
    tie.cameo = cameo(tie.tie_type, tie.plover, tie.mode).to_owned();
    if tie.context.is_empty() {
        tie.context = default_contexts(tie.tie_type).to_vec();
    }
    if tie.direction == Direction::XToThird && tie.third.is_empty() {
        // Sanctions and resolutions are a third party's even where nobody names it.
        let voted = tie.rules.iter().any(|rule| rule == VOTE_AGAINST);
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
    if tie.attribution.strength == Strength::Denied
        && tie.realis == Realis::Actual
        && tie.plover != Plover::Reject
    {
        tie.attribution = Attribution { source: tie.attribution.source.clone(), strength: Strength::Denied };
    }
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
