//! What a poll in flight tells the poller, in order: the answer, then each entry that was tried, then the end.

use jiff::Timestamp;
use model::{CanonicalUrl, Digest, EventDate, Lang};

use crate::{Exchange, Failure, TextFrom};

/// One report of a poll in flight.
#[derive(Debug)]
pub(crate) enum Event {
    /// The feed answered; or it failed, and nothing more will come.
    Answered { key: String, answer: Result<Answered, Failure> },
    /// An entry was tried.
    Tried { key: String, tried: Box<Tried> },
    /// Nothing more will come.
    Finished { key: String },
}

/// The feed's answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answered {
    /// Validators to store.
    pub(crate) etag: Option<String>,
    /// See `etag`.
    pub(crate) last_modified: Option<String>,
    /// Where permanent redirects led.
    pub(crate) moved_to: Option<String>,
    /// Seconds that server and feed ask to wait.
    pub(crate) hint_secs: Option<u32>,
    /// `None` where the document is the one of the poll before.
    pub(crate) document: Option<Document>,
}

/// A feed document that is not the one of the poll before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    /// Digest of its inflated bytes.
    pub(crate) digest: Digest,
    /// Keys of the entries in it.
    pub(crate) listed: Vec<String>,
    /// What could not be read in it.
    pub(crate) problems: Vec<(String, Failure)>,
}

/// An entry that was tried.
#[derive(Debug)]
pub(crate) struct Tried {
    /// Key of the entry.
    pub(crate) entry_key: String,
    /// Digest of what the feed says of it.
    pub(crate) entry_digest: Digest,
    /// Link, file or title, for messages.
    pub(crate) place: String,
    /// The article that was made of it, or why there is none.
    pub(crate) outcome: Result<Candidate, Failure>,
    /// Why the page could not be had, where the article was made of the feed's content; or what the page says of itself
    /// that is not believed.
    pub(crate) besides: Option<Failure>,
}

/// An article before its revision is known.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) url: CanonicalUrl,
    pub(crate) title: String,
    pub(crate) byline: String,
    pub(crate) text: String,
    pub(crate) lang: Option<Lang>,
    pub(crate) published: Option<EventDate>,
    pub(crate) published_at: Option<Timestamp>,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) exchange: Exchange,
    pub(crate) feed_entry: String,
    pub(crate) text_from: TextFrom,
    /// What the page says of itself that is not believed.
    pub(crate) doubt: Option<Failure>,
}

impl Candidate {
    /// Digest of `title + "\n\n" + text`, the text that spans count in.
    pub(crate) fn text_digest(&self) -> Digest {
        Digest::of(format!("{}\n\n{}", self.title, self.text).as_bytes())
    }
}
