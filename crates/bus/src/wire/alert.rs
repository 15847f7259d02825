//! The form of an alert: the value of the topics `alerts`, `alerts.<channel>` and `alert-state`.

use model::{
    Alert, AlertEvidence, AlertId, AlertStory, ArticleId, CancelReason, Contribution, Family, Lang, Level,
    Severity, Status, Transition,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WireError;
use super::article::ArchiveForm;
use super::scalar::{Address, Time};
use super::tie::TieForm;
use super::ties::VersionsForm;
use super::word::Word;

/// An alert in one of its revisions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Alert")]
pub struct AlertForm {
    /// Never changes while the story grows: a UUID of version 5.
    pub alert_id: String,
    /// 1 when raised, one more with each transition.
    pub revision: u32,
    /// What this revision is.
    pub transition: Word<Transition>,
    /// Why, of a cancellation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Word<CancelReason>>,
    /// CAP status: `Exercise` is no real event.
    pub status: Word<Status>,
    /// Family of the tie type.
    pub family: Word<Family>,
    /// Channels whose filter it passes, sorted.
    pub channels: Vec<String>,
    /// English, made from the slots; its verb is the realis.
    pub headline: String,
    /// How severe, and why.
    pub severity: SeverityForm,
    /// The tie that stands for the story.
    pub tie: TieForm,
    /// When the founding article says it was published.
    #[serde(default)]
    pub published: Option<Time>,
    /// The greatest time of fetching that the classifier had seen when it made this revision.
    pub at: Time,
    /// Sentences that prove it, the founding article's first.
    pub evidence: Vec<AlertEvidenceForm>,
    /// Figures of the story.
    pub story: StoryForm,
    /// What made it.
    pub versions: VersionsForm,
}

/// How severe, and why: the score is the sum of the contributions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Severity")]
pub struct SeverityForm {
    /// CAP's word, lower case.
    pub level: Word<Level>,
    /// Sum of the contributions, rounded to 0.1.
    pub score: f64,
    /// The parts.
    pub contributions: Vec<ContributionForm>,
}

/// One named part of the severity score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Contribution")]
pub struct ContributionForm {
    /// What it is for.
    pub name: String,
    /// Points, may be negative.
    pub value: f64,
}

/// One sentence that proves an alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AlertEvidence")]
pub struct AlertEvidenceForm {
    /// The article.
    pub article_id: String,
    /// Its revision.
    pub revision: u32,
    /// Source id.
    pub source: String,
    /// Source name, for people.
    pub source_name: String,
    /// Language of the article.
    #[serde(default)]
    pub lang: Option<Word<Lang>>,
    /// Where the article lives.
    pub url: Address,
    /// Its title.
    pub title: String,
    /// When it says it was published.
    #[serde(default)]
    pub published_at: Option<Time>,
    /// When that revision was fetched.
    pub fetched_at: Time,
    /// The sentence, in the original language.
    pub sentence: String,
    /// First code point of the sentence in `title + "\n\n" + text` as archived.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// Where the page is archived.
    #[serde(default)]
    pub archive: Option<ArchiveForm>,
    /// Ids of the rules that made this article's tie.
    pub rules: Vec<String>,
    /// Ids of the gazetteer entries that made it.
    pub gazetteer: Vec<String>,
    /// The tie that this article tells.
    pub tie: TieForm,
}

/// The story behind an alert, in figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AlertStory")]
pub struct StoryForm {
    /// Articles that tell it.
    pub articles: usize,
    /// Independent sources among them.
    pub sources: usize,
    /// Languages, sorted.
    pub languages: Vec<Word<Lang>>,
    /// When the first was fetched.
    pub first_seen: Time,
    /// When the latest was fetched.
    pub last_seen: Time,
}

/// The value of an alert.
pub fn to_json(alert: &Alert) -> Vec<u8> {
    super::write(&AlertForm::from(alert))
}

/// Reads what [`to_json`] wrote, in this version of the program or an earlier one.
pub fn from_json(json: &[u8]) -> Result<Alert, WireError> {
    super::read::<AlertForm>("alert", json).map(Alert::from)
}

impl From<&Alert> for AlertForm {
    fn from(alert: &Alert) -> AlertForm {
        AlertForm {
            alert_id: alert.id.to_string(),
            revision: alert.revision,
            transition: Word(alert.transition),
            reason: alert.reason.map(Word),
            status: Word(alert.status),
            family: Word(alert.family),
            channels: alert.channels.clone(),
            headline: alert.headline.clone(),
            severity: SeverityForm::from(&alert.severity),
            tie: TieForm::from(&alert.tie),
            published: alert.evidence.first().and_then(|evidence| evidence.published_at).map(Time),
            at: Time(alert.at),
            evidence: alert.evidence.iter().map(AlertEvidenceForm::from).collect(),
            story: StoryForm::from(&alert.story),
            versions: VersionsForm::from(&alert.versions),
        }
    }
}

impl From<AlertForm> for Alert {
    fn from(form: AlertForm) -> Alert {
        Alert {
            id: AlertId::from_text(&form.alert_id),
            revision: form.revision,
            transition: form.transition.0,
            reason: form.reason.map(|reason| reason.0),
            status: form.status.0,
            family: form.family.0,
            channels: form.channels,
            headline: form.headline,
            severity: form.severity.into(),
            tie: form.tie.into(),
            evidence: form.evidence.into_iter().map(AlertEvidence::from).collect(),
            story: form.story.into(),
            at: form.at.0,
            versions: form.versions.into(),
        }
    }
}

impl From<&Severity> for SeverityForm {
    fn from(severity: &Severity) -> SeverityForm {
        let part = |part: &Contribution| ContributionForm { name: part.name.clone(), value: part.value };
        SeverityForm {
            level: Word(severity.level),
            score: severity.score,
            contributions: severity.contributions.iter().map(part).collect(),
        }
    }
}

impl From<SeverityForm> for Severity {
    fn from(form: SeverityForm) -> Severity {
        let part = |part: ContributionForm| Contribution { name: part.name, value: part.value };
        Severity {
            level: form.level.0,
            score: form.score,
            contributions: form.contributions.into_iter().map(part).collect(),
        }
    }
}

impl From<&AlertEvidence> for AlertEvidenceForm {
    fn from(evidence: &AlertEvidence) -> AlertEvidenceForm {
        AlertEvidenceForm {
            article_id: evidence.article.to_string(),
            revision: evidence.revision,
            source: evidence.source.clone(),
            source_name: evidence.source_name.clone(),
            lang: evidence.lang.map(Word),
            url: Address(evidence.url.clone()),
            title: evidence.title.clone(),
            published_at: evidence.published_at.map(Time),
            fetched_at: Time(evidence.fetched_at),
            sentence: evidence.sentence.clone(),
            start: evidence.span.start,
            end: evidence.span.end,
            archive: evidence.archive.as_ref().map(ArchiveForm::from),
            rules: evidence.tie.rules.clone(),
            gazetteer: evidence.tie.gazetteer.clone(),
            tie: TieForm::from(&evidence.tie),
        }
    }
}

impl From<AlertEvidenceForm> for AlertEvidence {
    fn from(form: AlertEvidenceForm) -> AlertEvidence {
        AlertEvidence {
            article: ArticleId::from_text(&form.article_id),
            revision: form.revision,
            source: form.source,
            source_name: form.source_name,
            lang: form.lang.map(|lang| lang.0),
            url: form.url.0,
            title: form.title,
            published_at: form.published_at.map(|time| time.0),
            fetched_at: form.fetched_at.0,
            sentence: form.sentence,
            span: model::Span { start: form.start, end: form.end },
            archive: form.archive.map(Into::into),
            tie: form.tie.into(),
        }
    }
}

impl From<&AlertStory> for StoryForm {
    fn from(story: &AlertStory) -> StoryForm {
        StoryForm {
            articles: story.articles,
            sources: story.sources,
            languages: story.languages.iter().copied().map(Word).collect(),
            first_seen: Time(story.first_seen),
            last_seen: Time(story.last_seen),
        }
    }
}

impl From<StoryForm> for AlertStory {
    fn from(form: StoryForm) -> AlertStory {
        AlertStory {
            articles: form.articles,
            sources: form.sources,
            languages: form.languages.into_iter().map(|lang| lang.0).collect(),
            first_seen: form.first_seen.0,
            last_seen: form.last_seen.0,
        }
    }
}
