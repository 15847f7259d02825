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
    /// When that revision was fetched.
    pub fetched_at: Timestamp,
    /// Hashes of the 4-token shingles of its text, sorted, bounded: likeness inside a language is exact Jaccard over them.
    pub shingles: Vec<u64>,
}

/// A story: one event as told by one or more articles, behind one alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The alert as last sent.
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
