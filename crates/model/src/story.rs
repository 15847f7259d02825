//! What the classifier remembers: stories and base rates. Each is a value of the topic `classifier-state`.

use jiff::Timestamp;

use crate::{Alert, ArticleId, EventDate, Lang, Polarity, Status, TieType};

/// An article's part in a story.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryMember {
    /// The article.
    pub article: ArticleId,
    /// Its newest revision that was read.
    pub revision: u32,
    /// Source id.
    pub source: String,
    /// Language.
    pub lang: Option<Lang>,
    /// Trust in that source, 0 to 1.
    pub source_weight: f64,
    /// When the article says it was published, else when it was first fetched.
    pub told_at: Timestamp,
    /// When its first revision that was read was fetched; its age is counted from `told_at` to here, so that an edit does
    /// not make an article old.
    pub first_fetched_at: Timestamp,
    /// When that revision was fetched.
    pub fetched_at: Timestamp,
    /// Hashes of the 4-token shingles of its text, sorted, bounded: likeness inside a language is exact Jaccard over them.
    pub shingles: Vec<u64>,
}

/// A story: one event as told by one or more articles, behind one alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The alert as last sent, with the newest evidence. Its `revision` is 0 while nothing was sent: every article that tells
    /// the story was too old to raise it.
    pub alert: Alert,
    /// True while the alert stands (raised or updated, not cancelled or expired).
    pub open: bool,
    /// Status; stories never cross it.
    pub status: Status,
    /// Type of the founding tie.
    pub tie_type: TieType,
    /// Partner codes of all its ties, sorted.
    pub partners: Vec<String>,
    /// Polarity of the founding tie.
    pub polarity: Polarity,
    /// Dates of the event as told.
    pub dates: Vec<EventDate>,
    /// Articles that tell it, the founding one first.
    pub members: Vec<StoryMember>,
}

/// How often stories of one country and tie type come: a decaying count.
#[derive(Debug, Clone, PartialEq)]
pub struct BaseRate {
    /// Status.
    pub status: Status,
    /// Partner code.
    pub partner: String,
    /// Tie type.
    pub tie_type: TieType,
    /// Stories so far, decayed to `updated_at`.
    pub weight: f64,
    /// When it was last decayed.
    pub updated_at: Timestamp,
    /// When the latest story was seen.
    pub last_story_at: Option<Timestamp>,
}

/// What the classifier has seen of time, for one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassifierClock {
    /// Status.
    pub status: Status,
    /// The first `fetched_at` seen: novelty counts only after enough days since then.
    pub first_at: Timestamp,
    /// The greatest `fetched_at` seen: what time it is.
    pub latest_at: Timestamp,
}
