//! The form of what the poller remembers of a feed: the value of the topic `poller-state`.

use model::{FeedState, PollError, PolledBy, SeenEntry};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WireError;
use super::scalar::{Sha, Time};

/// State of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FeedState")]
pub struct FeedStateForm {
    /// Source id.
    pub source: String,
    /// `ETag` of the last answer.
    #[serde(default)]
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer.
    #[serde(default)]
    pub last_modified: Option<String>,
    /// Digest of the last body.
    #[serde(default)]
    pub body_digest: Option<Sha>,
    /// When the last poll ended.
    #[serde(default)]
    pub polled_at: Option<Time>,
    /// Who polled last.
    #[serde(default)]
    pub polled_by: Option<PolledByForm>,
    /// When a poll last worked.
    #[serde(default)]
    pub succeeded_at: Option<Time>,
    /// Not before this the next poll.
    #[serde(default)]
    pub next_poll_at: Option<Time>,
    /// Why then.
    #[serde(default)]
    pub next_poll_reason: String,
    /// Where permanent redirects led at the last poll that was answered.
    #[serde(default)]
    pub moved_to: Option<String>,
    /// How often in a row they led there.
    #[serde(default)]
    pub moved_times: u32,
    /// Errors in a row.
    #[serde(default)]
    pub errors: u32,
    /// The latest error since the last success.
    #[serde(default)]
    pub error: Option<PollErrorForm>,
    /// Polls so far.
    #[serde(default)]
    pub polls: u64,
    /// Of these, answered by 304 or with the same body.
    #[serde(default)]
    pub unchanged: u64,
    /// Article revisions sent so far.
    #[serde(default)]
    pub articles: u64,
    /// Entries dropped so far.
    #[serde(default)]
    pub dropped: u64,
    /// Entries seen, newest last.
    #[serde(default)]
    pub seen: Vec<SeenEntryForm>,
}

/// Who polled, and by which sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PolledBy")]
pub struct PolledByForm {
    /// Name of the instance.
    pub instance: String,
    /// Digest of its feeds.toml.
    pub feeds: Sha,
}

/// The latest failure of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PollError")]
pub struct PollErrorForm {
    /// Short kind.
    pub kind: String,
    /// Message for people.
    pub message: String,
    /// When.
    pub at: Time,
}

/// An entry that was seen in a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SeenEntry")]
pub struct SeenEntryForm {
    /// Identity of the entry within its feed.
    pub key: String,
    /// Digest of what the feed says of it.
    pub entry_digest: Sha,
    /// Id of the article it led to.
    pub article_id: String,
    /// Revision of that article so far.
    pub revision: u32,
    /// Digest of the article's title and text.
    pub text_digest: Sha,
    /// When it was first seen.
    pub first_seen_at: Time,
    /// When it was last in the feed.
    pub last_seen_at: Time,
    /// How often fetching its page failed since it last worked.
    #[serde(default)]
    pub failures: u32,
}

/// The value of a feed's state.
pub fn to_json(state: &FeedState) -> Vec<u8> {
    super::write(&FeedStateForm::from(state))
}

/// Reads what [`to_json`] wrote, in this version of the program or an earlier one.
pub fn from_json(json: &[u8]) -> Result<FeedState, WireError> {
    super::read::<FeedStateForm>("poller-state", json).map(FeedState::from)
}

impl From<&FeedState> for FeedStateForm {
    fn from(state: &FeedState) -> FeedStateForm {
        FeedStateForm {
            source: state.source.clone(),
            etag: state.etag.clone(),
            last_modified: state.last_modified.clone(),
            body_digest: state.body_digest.map(Sha),
            polled_at: state.polled_at.map(Time),
            polled_by: state
                .polled_by
                .as_ref()
                .map(|by| PolledByForm { instance: by.instance.clone(), feeds: Sha(by.feeds) }),
            succeeded_at: state.succeeded_at.map(Time),
            next_poll_at: state.next_poll_at.map(Time),
            next_poll_reason: state.next_poll_reason.clone(),
            moved_to: state.moved_to.clone(),
            moved_times: state.moved_times,
            errors: state.errors,
            error: state.error.as_ref().map(|error| PollErrorForm {
                kind: error.kind.clone(),
                message: error.message.clone(),
                at: Time(error.at),
            }),
            polls: state.polls,
            unchanged: state.unchanged,
            articles: state.articles,
            dropped: state.dropped,
            seen: state.seen.iter().map(SeenEntryForm::from).collect(),
        }
    }
}

impl From<FeedStateForm> for FeedState {
    fn from(form: FeedStateForm) -> FeedState {
        FeedState {
            source: form.source,
            etag: form.etag,
            last_modified: form.last_modified,
            body_digest: form.body_digest.map(|digest| digest.0),
            polled_at: form.polled_at.map(|time| time.0),
            polled_by: form.polled_by.map(|by| PolledBy { instance: by.instance, feeds: by.feeds.0 }),
            succeeded_at: form.succeeded_at.map(|time| time.0),
            next_poll_at: form.next_poll_at.map(|time| time.0),
            next_poll_reason: form.next_poll_reason,
            moved_to: form.moved_to,
            moved_times: form.moved_times,
            errors: form.errors,
            error: form.error.map(|error| PollError {
                kind: error.kind,
                message: error.message,
                at: error.at.0,
            }),
            polls: form.polls,
            unchanged: form.unchanged,
            articles: form.articles,
            dropped: form.dropped,
            seen: form.seen.into_iter().map(SeenEntry::from).collect(),
        }
    }
}

impl From<&SeenEntry> for SeenEntryForm {
    fn from(entry: &SeenEntry) -> SeenEntryForm {
        SeenEntryForm {
            key: entry.key.clone(),
            entry_digest: Sha(entry.entry_digest),
            article_id: entry.article.clone(),
            revision: entry.revision,
            text_digest: Sha(entry.text_digest),
            first_seen_at: Time(entry.first_seen_at),
            last_seen_at: Time(entry.last_seen_at),
            failures: entry.failures,
        }
    }
}

impl From<SeenEntryForm> for SeenEntry {
    fn from(form: SeenEntryForm) -> SeenEntry {
        SeenEntry {
            key: form.key,
            entry_digest: form.entry_digest.0,
            article: form.article_id,
            revision: form.revision,
            text_digest: form.text_digest.0,
            first_seen_at: form.first_seen_at.0,
            last_seen_at: form.last_seen_at.0,
            failures: form.failures,
        }
    }
}
