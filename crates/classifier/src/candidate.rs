//! The acts that one article tells: its ties that may raise, folded so that one act is one candidate.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{
    AlertEvidence, AlertId, Article, ArticleState, EventDate, Realis, StoryMember, TaggedArticle, Tie,
    TieType,
};

use crate::act::{self, Agreement};
use crate::likeness::shingles;

/// One act as one article tells it.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The id of the alert that this article would found with it.
    pub(crate) id: AlertId,
    /// The strongest of its ties, with its sentence.
    pub(crate) evidence: AlertEvidence,
    /// Partner codes of that tie, sorted.
    pub(crate) partners: Vec<String>,
}

/// The acts that an article tells, in the order of their first sentence; none of a withdrawn article.
pub(crate) fn candidates(tagged: &TaggedArticle) -> Vec<Candidate> {
    if tagged.article.state == ArticleState::Withdrawn {
        return Vec::new();
    }
    let mut groups: Vec<Vec<&Tie>> = Vec::new();
    for tie in tagged.ties.iter().filter(|tie| tie.may_alert()) {
        match groups.iter_mut().find(|group| group.iter().any(|other| one_act(tie, other))) {
            Some(group) => group.push(tie),
            None => groups.push(vec![tie]),
        }
    }
    let text: Vec<char> = tagged.article.full_text().chars().collect();
    let groups = join_same_keys(groups);
    groups
        .into_iter()
        .filter_map(|group| strongest(&group))
        .map(|tie| candidate(&tagged.article, &text, tie))
        .collect()
}

/// How well a tie can stand for a story: slots filled, then how real, then our confidence.
pub(crate) fn strength(tie: &Tie) -> (usize, u32, u32) {
    let slots = [
        tie.date.is_some(),
        tie.mode.is_some(),
        !act::is_state_of_russia(&tie.russia.id),
        !act::partner_ids(tie).is_empty(),
        !tie.third.is_empty(),
        !tie.evidence.topic.is_empty(),
    ];
    let filled = slots.into_iter().filter(|&filled| filled).count();
    let realness = match tie.realis {
        Realis::Actual => 5,
        Realis::Planned => 4,
        Realis::Offered | Realis::Proposed => 3,
        Realis::Hypothetical | Realis::Presupposed => 2,
        Realis::Assessment => 1,
        Realis::Negated | Realis::Historical => 0,
    };
    (filled, realness, (tie.confidence * 1000.0) as u32)
}

/// What a member of a story keeps of `article`, whose first revision was fetched at `first_fetched_at`.
pub(crate) fn member_of(article: &Article, first_fetched_at: Timestamp) -> StoryMember {
    StoryMember {
        article: article.id.clone(),
        revision: article.revision,
        source: article.source.clone(),
        lang: article.lang,
        source_weight: article.source_weight,
        told_at: told_at(article),
        first_fetched_at,
        fetched_at: article.fetched_at,
        shingles: shingles(&article.full_text()),
    }
}

/// When the article says it was published: an instant, or the end of a day, never later than its fetch; else its fetch.
fn told_at(article: &Article) -> Timestamp {
    let last_day = |date: &EventDate| Some(date.bounds()?.1);
    let end_of_day = |day: Date| TimeZone::UTC.to_timestamp(day.at(23, 59, 59, 0)).ok();
    let told =
        article.published_at.or_else(|| article.published.as_ref().and_then(last_day).and_then(end_of_day));
    told.map_or(article.fetched_at, |told| told.min(article.fetched_at))
}

/// Key that an alert id is made of, besides the article.
fn key(tie: &Tie) -> (TieType, Vec<String>, String) {
    (tie.tie_type, tie.partner_codes(), tie.date.as_ref().map(|date| date.value.clone()).unwrap_or_default())
}

fn one_act(a: &Tie, b: &Tie) -> bool {
    a.tie_type == b.tie_type
        && act::partners_overlap(&a.partner_codes(), &b.partner_codes())
        && act::polarities_agree(a.polarity, b.polarity)
        && act::same_act(a, b)
        && crate::telling::dates(a, b) != Agreement::Differ
        && act::who(a, b) != Agreement::Differ
        && act::thirds(a, b) != Agreement::Differ
}

/// Joins groups whose ties have a key in common, because their alerts would have one id.
fn join_same_keys(groups: Vec<Vec<&Tie>>) -> Vec<Vec<&Tie>> {
    let mut joined: Vec<Vec<&Tie>> = Vec::new();
    for group in groups {
        let shares = |other: &Vec<&Tie>| other.iter().any(|a| group.iter().any(|b| key(a) == key(b)));
        match joined.iter_mut().find(|other| shares(other)) {
            Some(other) => other.extend(group),
            None => joined.push(group),
        }
    }
    joined
}

/// The strongest tie; of equals the first in the text.
fn strongest<'a>(ties: &[&'a Tie]) -> Option<&'a Tie> {
    ties.iter().rev().max_by_key(|tie| strength(tie)).copied()
}

fn candidate(article: &Article, text: &[char], tie: &Tie) -> Candidate {
    let (tie_type, partners, date) = key(tie);
    let span = tie.evidence.sentence;
    let end = span.end.min(text.len());
    let sentence = text.get(span.start.min(end)..end).unwrap_or_default().iter().collect();
    let evidence = AlertEvidence {
        article: article.id.clone(),
        revision: article.revision,
        source: article.source.clone(),
        source_name: article.source_name.clone(),
        lang: article.lang,
        url: article.url.clone(),
        title: article.title.clone(),
        published_at: article.published_at,
        fetched_at: article.fetched_at,
        sentence,
        span,
        archive: article.archive.clone(),
        tie: tie.clone(),
    };
    Candidate { id: AlertId::founded_by(&article.id, tie_type.word(), &partners, &date), evidence, partners }
}
