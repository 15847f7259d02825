//! What the archive is given of one fetched article.

use jiff::Timestamp;
use model::{ArticleId, Digest};

/// Where the bytes came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExchangeKind {
    /// An HTTP response: archived with its status line and headers.
    Response,
    /// A file of a directory source: archived as it is.
    Resource,
}

/// One fetched article revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Response or resource.
    pub kind: ExchangeKind,
    /// The URL that answered, after redirects; for a file its `file:` URL.
    pub url: String,
    /// Status line and headers as received, without the closing empty line; empty for a resource.
    pub http_head: String,
    /// Media type of a resource; unused for a response.
    pub media_type: String,
    /// The body as it came over the wire, content coding and all.
    pub body: Vec<u8>,
    /// When.
    pub fetched_at: Timestamp,
    /// The feed entry that led here, as JSON.
    pub feed_entry: String,
    /// The article this became.
    pub article: ArticleId,
    /// Its revision.
    pub revision: u32,
    /// Extracted title, one line.
    pub title: String,
    /// Extracted text.
    pub text: String,
    /// What else the log's record of the article says (source, status, language, dates, …), as JSON of the caller's form; it
    /// stands in a header field of the `conversion` record, so that the archive alone can be replayed. Empty where unknown.
    pub article_fields: String,
}

impl Exchange {
    /// Digest of the payload: of the body without headers.
    pub fn payload_digest(&self) -> Digest {
        Digest::of(&self.body)
    }

    /// The block of the `conversion` record. The title has no line break, so the first empty line parts the two.
    pub fn conversion(&self) -> String {
        format!("{}\n\n{}", self.title.replace(['\n', '\r'], " "), self.text)
    }
}
