//! Why something could not be fetched or read, sorted once so that the schedule, the metrics and people agree.

use jiff::SignedDuration;

/// A failed fetch or parse.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// Sort of failure.
    pub kind: FailureKind,
    /// One line for people, lower case.
    pub message: String,
    /// HTTP status, where one was answered.
    pub status: Option<u16>,
    /// How long the server asked to be left alone.
    pub retry_after: Option<SignedDuration>,
}

/// Sorts of failure; the word is a label of metrics and tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// The name has no address, or the resolver did not answer.
    Dns,
    /// No connection: refused, unreachable, TLS.
    Connect,
    /// A deadline passed, or the body came too slowly.
    Timeout,
    /// The connection broke in the middle.
    Broken,
    /// The guard refused the address: private, odd port, odd scheme.
    Refused,
    /// Too many redirects, a loop, or down to http.
    Redirect,
    /// A status other than 200 or 304.
    Status,
    /// More bytes than are taken, as sent or inflated.
    TooLarge,
    /// A content coding that does not decode.
    Coding,
    /// The document is no feed.
    NotAFeed,
    /// The document trips a guard: depth, attributes, items, time.
    TooComplex,
    /// The page has no article text.
    NoText,
    /// robots.txt forbids the page.
    Robots,
    /// The host asked to be left alone.
    Parked,
    /// A file or entry that is not in the expected form.
    Malformed,
    /// The file system.
    Io,
    /// A parser panicked; it was contained.
    Panic,
}

impl FailureKind {
    /// All kinds.
    pub const ALL: [FailureKind; 17] = [
        FailureKind::Dns,
        FailureKind::Connect,
        FailureKind::Timeout,
        FailureKind::Broken,
        FailureKind::Refused,
        FailureKind::Redirect,
        FailureKind::Status,
        FailureKind::TooLarge,
        FailureKind::Coding,
        FailureKind::NotAFeed,
        FailureKind::TooComplex,
        FailureKind::NoText,
        FailureKind::Robots,
        FailureKind::Parked,
        FailureKind::Malformed,
        FailureKind::Io,
        FailureKind::Panic,
    ];

    /// Short word for labels.
    pub fn word(self) -> &'static str {
        match self {
            FailureKind::Dns => "dns",
            FailureKind::Connect => "connect",
            FailureKind::Timeout => "timeout",
            FailureKind::Broken => "broken",
            FailureKind::Refused => "refused",
            FailureKind::Redirect => "redirect",
            FailureKind::Status => "status",
            FailureKind::TooLarge => "too_large",
            FailureKind::Coding => "coding",
            FailureKind::NotAFeed => "not_a_feed",
            FailureKind::TooComplex => "too_complex",
            FailureKind::NoText => "no_text",
            FailureKind::Robots => "robots",
            FailureKind::Parked => "parked",
            FailureKind::Malformed => "malformed",
            FailureKind::Io => "io",
            FailureKind::Panic => "panic",
        }
    }

    /// Whether the host was not reached at all, which may be our own network's doing.
    pub fn is_unreachable(self) -> bool {
        matches!(self, FailureKind::Dns | FailureKind::Connect | FailureKind::Timeout)
    }
}

impl Failure {
    /// A failure of `kind` told by `message`.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Failure {
        Failure { kind, message: message.into(), status: None, retry_after: None }
    }
}
