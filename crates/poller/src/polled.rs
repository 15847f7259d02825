//! What a poll gives to the stage: articles with the exchange that made them, the feed's new state, and what went wrong.

use jiff::Timestamp;
use model::{Article, FeedState};

use crate::Failure;

/// One piece of a poll's result. A long poll comes in several pieces, in order; each is complete for itself.
///
/// Archive `fetched`, then commit the articles and `state` under `key` in one transaction, piece by piece in the order
/// received. A piece that was never committed is polled again: until the last piece, `state` keeps the validators of the
/// poll before, so that nothing hides what is still missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Polled {
    /// Id of the source.
    pub source: String,
    /// Key of the state in the log: the feed's address as configured.
    pub key: String,
    /// The feed's state after this piece; present on every path, success or not.
    pub state: FeedState,
    /// New articles and new revisions, without archive pointer.
    pub fetched: Vec<Fetched>,
    /// What could not be read, each told once.
    pub problems: Vec<Problem>,
    /// Whether the poll is over.
    pub finished: bool,
}

/// A new article or a new revision, with the bytes that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// The article; `archive` is empty until the stage has archived it.
    pub article: Article,
    /// What was sent and came back.
    pub exchange: Exchange,
    /// What the feed said of the entry, as a JSON object; `text_from` in it tells what [`Fetched::text_from`] tells.
    pub feed_entry: String,
    /// Whose words the text is.
    pub text_from: TextFrom,
}

/// Where an article's text was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFrom {
    /// The article's own page.
    Page,
    /// The feed's content, because the page could not be had and the feed carries a long text.
    FeedContent,
    /// A file of a directory source.
    File,
}

impl TextFrom {
    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            TextFrom::Page => "page",
            TextFrom::FeedContent => "feed_content",
            TextFrom::File => "file",
        }
    }
}

/// How the bytes were had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExchangeKind {
    /// An HTTP response.
    Response,
    /// A file, or an entry's own content in a feed.
    Resource,
}

/// The bytes behind an article, as they are archived.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// Response or resource.
    pub kind: ExchangeKind,
    /// The URL first asked for.
    pub requested_url: String,
    /// The URL that answered, after redirects; a `file:` URL for a file.
    pub url: String,
    /// Status line and headers as received, one a line with CR LF, without the closing empty line; empty for a resource.
    /// `Transfer-Encoding` is left out, because `body` no longer has it.
    pub http_head: String,
    /// Media type as sent, or by the file's extension.
    pub media_type: String,
    /// The body as it came over the wire, content coding and all.
    pub body: Vec<u8>,
    /// When the answer was complete.
    pub fetched_at: Timestamp,
}

/// Something that could not be read or fetched; the rest went on.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Id of the source.
    pub source: String,
    /// The feed, page, file or entry it is about.
    pub place: String,
    /// What went wrong.
    pub failure: Failure,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.source, self.place, self.failure)
    }
}
