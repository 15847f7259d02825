//! An alert: what subscribers read.

use jiff::Timestamp;

use crate::{AlertId, ArchivePointer, ArticleId, CanonicalUrl, Lang, Span, Status, Tie, TieType};

/// Family of tie types; each is a default channel (TAXONOMY.md section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// diplomatic, parliamentary, multilateral_bloc, ukraine_stance, sanctions_stance.
    Politics,
    /// trade, payments, investment, sanctions_ban, transport_logistics.
    Economy,
    /// military, arms_third_party, intelligence, law_enforcement_ct, cyber.
    Security,
    /// energy_nuclear, technology_space.
    Technology,
    /// health_humanitarian, media_info, culture_education_tourism, migration_visa.
    Society,
}

impl Family {
    /// All families.
    pub const ALL: [Family; 5] =
        [Family::Politics, Family::Economy, Family::Security, Family::Technology, Family::Society];

    /// The word used on the wire and as name of the default channel.
    pub fn word(self) -> &'static str {
        match self {
            Family::Politics => "politics",
            Family::Economy => "economy",
            Family::Security => "security",
            Family::Technology => "technology",
            Family::Society => "society",
        }
    }

    /// The family with this word.
    pub fn from_word(word: &str) -> Option<Family> {
        Family::ALL.into_iter().find(|family| family.word() == word)
    }

    /// The family of a tie type.
    pub fn of(tie_type: TieType) -> Family {
        match tie_type {
            TieType::Diplomatic
            | TieType::Parliamentary
            | TieType::MultilateralBloc
            | TieType::UkraineStance
            | TieType::SanctionsStance => Family::Politics,
            TieType::Trade
            | TieType::Payments
            | TieType::Investment
            | TieType::SanctionsBan
            | TieType::TransportLogistics => Family::Economy,
            TieType::Military
            | TieType::ArmsThirdParty
            | TieType::Intelligence
            | TieType::LawEnforcementCt
            | TieType::Cyber => Family::Security,
            TieType::EnergyNuclear | TieType::TechnologySpace => Family::Technology,
            TieType::HealthHumanitarian
            | TieType::MediaInfo
            | TieType::CultureEducationTourism
            | TieType::MigrationVisa => Family::Society,
        }
    }
}

/// What happened to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transition {
    /// It is new.
    Raised,
    /// Its slots, sources or severity changed.
    Updated,
    /// It no longer stands.
    Cancelled,
    /// It is old and closed.
    Expired,
}

impl Transition {
    /// All transitions.
    pub const ALL: [Transition; 4] =
        [Transition::Raised, Transition::Updated, Transition::Cancelled, Transition::Expired];

    /// The word used on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Transition::Raised => "raised",
            Transition::Updated => "updated",
            Transition::Cancelled => "cancelled",
            Transition::Expired => "expired",
        }
    }

    /// The transition with this word.
    pub fn from_word(word: &str) -> Option<Transition> {
        Transition::ALL.into_iter().find(|transition| transition.word() == word)
    }
}

/// Why an alert was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CancelReason {
    /// No article tells it any more: the texts were edited.
    Edited,
    /// Its last article was withdrawn.
    Withdrawn,
}

impl CancelReason {
    /// The word used on the wire.
    pub fn word(self) -> &'static str {
        match self {
            CancelReason::Edited => "edited",
            CancelReason::Withdrawn => "withdrawn",
        }
    }
}

/// Severity level, CAP's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Little to act on.
    Minor,
    /// Worth a look today.
    Moderate,
    /// Worth a look now.
    Severe,
    /// Worth waking somebody.
    Extreme,
}

impl Level {
    /// All levels, rising.
    pub const ALL: [Level; 4] = [Level::Minor, Level::Moderate, Level::Severe, Level::Extreme];

    /// CAP's word, lower case.
    pub fn word(self) -> &'static str {
        match self {
            Level::Minor => "minor",
            Level::Moderate => "moderate",
            Level::Severe => "severe",
            Level::Extreme => "extreme",
        }
    }

    /// The level with this word.
    pub fn from_word(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// One named part of the severity score.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// What it is for, for people: `act: SANCTION/discontinue`.
    pub name: String,
    /// Points, may be negative.
    pub value: f64,
}

/// How severe, and why: the score is the sum of the contributions.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// The level that the score reaches by the cut points of channels.toml.
    pub level: Level,
    /// Sum of the contributions, rounded to 0.1.
    pub score: f64,
    /// The parts.
    pub contributions: Vec<Contribution>,
}

/// One sentence that proves the alert.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertEvidence {
    /// The article revision it stands in.
    pub article: ArticleId,
    /// Revision of the article.
    pub revision: u32,
    /// Source id.
    pub source: String,
    /// Source name, for people.
    pub source_name: String,
    /// Language of the article.
    pub lang: Option<Lang>,
    /// Where the article lives.
    pub url: CanonicalUrl,
    /// Title of the article.
    pub title: String,
    /// When the article says it was published.
    pub published_at: Option<Timestamp>,
    /// When that revision was fetched.
    pub fetched_at: Timestamp,
    /// The sentence, in the original language.
    pub sentence: String,
    /// Its span in the archived conversion.
    pub span: Span,
    /// Where it is archived.
    pub archive: Option<ArchivePointer>,
    /// The tie that this article tells.
    pub tie: Tie,
}

/// The story behind an alert, in figures.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertStory {
    /// Articles that tell it.
    pub articles: usize,
    /// Independent sources among them.
    pub sources: usize,
    /// Languages, sorted.
    pub languages: Vec<Lang>,
    /// When the first was fetched.
    pub first_seen: Timestamp,
    /// When the latest was fetched.
    pub last_seen: Timestamp,
}

/// What made a result: digests change when rules or data do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Versions {
    /// Version of the program.
    pub code: String,
    /// Digest of the cue files.
    pub rules: String,
    /// Digest of the gazetteer files.
    pub gazetteer: String,
}

/// An alert in one of its revisions.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Never changes.
    pub id: AlertId,
    /// 1 when raised, one more with each transition.
    pub revision: u32,
    /// What this revision is.
    pub transition: Transition,
    /// Why, of a cancellation.
    pub reason: Option<CancelReason>,
    /// CAP status.
    pub status: Status,
    /// Family of the tie type.
    pub family: Family,
    /// Channels whose filter it passes, sorted.
    pub channels: Vec<String>,
    /// English, made from the slots; its verb is the realis.
    pub headline: String,
    /// How severe, and why.
    pub severity: Severity,
    /// The tie that stands for the story.
    pub tie: Tie,
    /// Evidence, the founding article's first.
    pub evidence: Vec<AlertEvidence>,
    /// Figures of the story.
    pub story: AlertStory,
    /// The classifier's clock when this revision was made: the greatest `fetched_at` seen.
    pub at: Timestamp,
    /// What made it.
    pub versions: Versions,
}
