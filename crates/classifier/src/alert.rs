//! The alert that a story gives: everything subscribers see, made anew from its evidence.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{
    Alert, AlertEvidence, AlertStory, CancelReason, Contribution, EventDate, Family, Story, StoryMember,
    TaggedArticle, Tie, Transition, Versions,
};

use crate::candidate::{Candidate, strength};
use crate::channel;
use crate::config::Config;
use crate::headline::headline;
use crate::severity::{history, severity};

/// A story that `candidate` founds, its alert not yet sent (revision 0).
pub(crate) fn founded(
    config: &Config,
    tagged: &TaggedArticle,
    candidate: Candidate,
    member: StoryMember,
    history: Vec<Contribution>,
    now: Timestamp,
) -> Story {
    let tie = candidate.evidence.tie.clone();
    let status = tagged.article.status;
    let alert = Alert {
        id: candidate.id,
        revision: 0,
        transition: Transition::Raised,
        reason: None,
        status,
        family: Family::of(tie.tie_type),
        channels: Vec::new(),
        headline: String::new(),
        severity: severity(config, &tie, &[], &[], history),
        tie: tie.clone(),
        evidence: vec![candidate.evidence],
        story: AlertStory {
            articles: 0,
            sources: 0,
            languages: Vec::new(),
            first_seen: member.first_fetched_at,
            last_seen: member.fetched_at,
        },
        at: now,
        versions: Versions::default(),
    };
    let mut story = Story {
        alert,
        open: false,
        status,
        tie_type: tie.tie_type,
        partners: candidate.partners,
        polarity: tie.polarity,
        dates: tie.date.into_iter().collect(),
        members: vec![member],
    };
    refresh(config, &mut story, now, &tagged.versions);
    story
}

/// Makes the alert of `story` anew from its evidence and members; id, revision and transition stay.
pub(crate) fn refresh(config: &Config, story: &mut Story, now: Timestamp, versions: &Versions) {
    let history = history(&story.alert.severity);
    let evidence = &story.alert.evidence;
    let Some(tie) = standing(evidence) else { return };
    story.partners = partners(evidence);
    story.dates = dates(evidence);
    let alert = &mut story.alert;
    alert.severity = severity(config, &tie, &alert.evidence, &story.members, history);
    alert.headline = headline(config, &tie);
    alert.family = Family::of(tie.tie_type);
    alert.tie = tie;
    alert.story = figures(&alert.evidence, &story.members);
    alert.at = now;
    alert.versions = versions.clone();
    alert.channels = channel::passing(config, alert);
}

/// Moves the alert on by one revision.
pub(crate) fn step(story: &mut Story, transition: Transition, reason: Option<CancelReason>, now: Timestamp) {
    story.open = matches!(transition, Transition::Raised | Transition::Updated);
    story.alert.revision += 1;
    story.alert.transition = transition;
    story.alert.reason = reason;
    story.alert.at = now;
}

/// True where subscribers would see no difference: same headline, severity, channels, slots, sources, and each source's
/// sentences and slots the same.
pub(crate) fn looks_the_same(a: &Alert, b: &Alert) -> bool {
    a.headline == b.headline
        && a.severity == b.severity
        && a.channels == b.channels
        && a.story.sources == b.story.sources
        && a.story.languages == b.story.languages
        && slots(&a.tie) == slots(&b.tie)
        && tellings(&a.evidence) == tellings(&b.evidence)
}

/// What each source says; a source that says the same in two articles says it once.
fn tellings(evidence: &[AlertEvidence]) -> BTreeSet<(&str, &str, String)> {
    evidence.iter().map(|told| (told.source.as_str(), told.sentence.as_str(), slots(&told.tie))).collect()
}

/// The slots of a tie that people read, as one text; neither rules nor spans nor confidence.
fn slots(tie: &Tie) -> String {
    let actors = |actors: &[model::Actor]| {
        actors
            .iter()
            .map(|actor| format!("{}/{}/{}", actor.id, actor.name, actor.country))
            .collect::<Vec<_>>()
            .join(",")
    };
    let date = tie.date.as_ref().map(|date| date.value.as_str()).unwrap_or_default();
    [
        tie.russia.id.as_str(),
        tie.russia.name.as_str(),
        &tie.partner_codes().join(","),
        &actors(&tie.partner_actors),
        &actors(&tie.third),
        tie.tie_type.word(),
        tie.plover.word(),
        tie.mode.map_or("", |mode| mode.word()),
        tie.polarity.word(),
        tie.direction.word(),
        tie.realis.word(),
        &tie.attribution.source,
        tie.attribution.strength.word(),
        date,
    ]
    .join("|")
}

/// The strongest tie of all tellings; of equals the earliest.
fn standing(evidence: &[AlertEvidence]) -> Option<Tie> {
    evidence.iter().rev().max_by_key(|told| strength(&told.tie)).map(|told| told.tie.clone())
}

fn partners(evidence: &[AlertEvidence]) -> Vec<String> {
    let codes: BTreeSet<String> = evidence.iter().flat_map(|told| told.tie.partner_codes()).collect();
    codes.into_iter().collect()
}

fn dates(evidence: &[AlertEvidence]) -> Vec<EventDate> {
    let dates: BTreeSet<EventDate> = evidence.iter().filter_map(|told| told.tie.date.clone()).collect();
    dates.into_iter().collect()
}

fn figures(evidence: &[AlertEvidence], members: &[StoryMember]) -> AlertStory {
    let telling = members.iter().filter(|member| evidence.iter().any(|told| told.article == member.article));
    let telling: Vec<&StoryMember> = telling.collect();
    let sources: BTreeSet<&str> = telling.iter().map(|member| member.source.as_str()).collect();
    let languages: BTreeSet<_> = telling.iter().filter_map(|member| member.lang).collect();
    AlertStory {
        articles: telling.len(),
        sources: sources.len(),
        languages: languages.into_iter().collect(),
        first_seen: telling.iter().map(|member| member.first_fetched_at).min().unwrap_or_default(),
        last_seen: telling.iter().map(|member| member.fetched_at).max().unwrap_or_default(),
    }
}

/// Where in `evidence` an article tells.
pub(crate) fn telling_at(evidence: &[AlertEvidence], article: &model::ArticleId) -> Option<usize> {
    evidence.iter().position(|told| told.article == *article)
}
