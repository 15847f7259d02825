//! What the poller remembers of one feed between polls: the value of the topic `poller-state`.

use jiff::Timestamp;

use crate::Digest;

/// An entry that was seen in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenEntry {
    /// Our own identity of the entry within its feed (a hash of guid, link or title).
    pub key: String,
    /// Digest of what the feed says of it (title, summary, link, dates); a change asks for a new fetch.
    pub entry_digest: Digest,
    /// Id of the article it led to.
    pub article: String,
    /// Revision of that article so far.
    pub revision: u32,
    /// Digest of `title + "\n\n" + text` of that revision.
    pub text_digest: Digest,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// When it was last in the feed.
    pub last_seen_at: Timestamp,
    /// How often fetching its page failed since it last worked; it is tried again with the next polls up to a limit.
    pub failures: u32,
}

/// The latest failure of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollError {
    /// Short kind for tables and metrics: `dns`, `timeout`, `status`, `not_a_feed`, …
    pub kind: String,
    /// Message for people, one line.
    pub message: String,
    /// When.
    pub at: Timestamp,
}

/// Who polled, and by which sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolledBy {
    /// Name of the instance.
    pub instance: String,
    /// Digest of its feeds.toml, byte for byte: instances that share a log must have the same.
    pub feeds: Digest,
}

/// State of a feed. Persisted on every path, success or not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedState {
    /// Source id.
    pub source: String,
    /// `ETag` of the last answer, byte for byte.
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer, byte for byte.
    pub last_modified: Option<String>,
    /// Digest of the last body.
    pub body_digest: Option<Digest>,
    /// When the last poll ended.
    pub polled_at: Option<Timestamp>,
    /// Who polled last; none in states of earlier versions.
    pub polled_by: Option<PolledBy>,
    /// When a poll last worked.
    pub succeeded_at: Option<Timestamp>,
    /// Not before this the next poll.
    pub next_poll_at: Option<Timestamp>,
    /// Why then, for people and tables: `interval`, `max_age`, `retry_after`, `error_backoff`, …
    pub next_poll_reason: String,
    /// Where permanent redirects (301, 308) led at the last poll that was answered.
    pub moved_to: Option<String>,
    /// How often in a row they led there.
    pub moved_times: u32,
    /// Errors in a row.
    pub errors: u32,
    /// The latest error since the last success.
    pub error: Option<PollError>,
    /// Polls so far.
    pub polls: u64,
    /// Of these, answered by 304 or with the same body.
    pub unchanged: u64,
    /// Articles (revisions) sent so far.
    pub articles: u64,
    /// Entries dropped so far because they could not be fetched or read.
    pub dropped: u64,
    /// Entries seen, newest last, bounded by the poller.
    pub seen: Vec<SeenEntry>,
}
