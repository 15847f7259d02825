//! An article: one page, in one of its revisions, as the poller archived it.

use jiff::Timestamp;

use crate::{ArticleId, CanonicalUrl, Digest, EventDate, Lang};

/// CAP status of a source; it travels through article and tie to the alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Status {
    /// The real world.
    #[default]
    Actual,
    /// A drill or the seed site.
    Exercise,
    /// A test.
    Test,
}

impl Status {
    /// All values.
    pub const ALL: [Status; 3] = [Status::Actual, Status::Exercise, Status::Test];

    /// CAP's word.
    pub fn word(self) -> &'static str {
        match self {
            Status::Actual => "Actual",
            Status::Exercise => "Exercise",
            Status::Test => "Test",
        }
    }

    /// The status with this word.
    pub fn from_word(word: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.word() == word)
    }
}

/// Whether the page is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArticleState {
    /// It was fetched.
    Present,
    /// It answered 404 or 410 twice, or its source withdrew it.
    Withdrawn,
}

/// Where the archive holds the exchange that made a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePointer {
    /// `WARC-Record-ID` of the `response` or `resource` record, `urn:uuid:…`.
    pub record: String,
    /// Digest of the payload as archived.
    pub payload_digest: Digest,
    /// `WARC-Record-ID` of the `conversion` record that holds title and text.
    pub conversion: String,
    /// Digest of the conversion: of `title + "\n\n" + text` in UTF-8.
    pub text_digest: Digest,
}

/// One revision of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Hash of the canonical URL.
    pub id: ArticleId,
    /// 1 for the first text seen, one more for each changed text.
    pub revision: u32,
    /// Status of its source.
    pub status: Status,
    /// Present or withdrawn.
    pub state: ArticleState,
    /// Where the article lives.
    pub url: CanonicalUrl,
    /// Id of the source that brought it.
    pub source: String,
    /// Name of that source, for people.
    pub source_name: String,
    /// Trust in the source, 0 to 1, a part of severity.
    pub source_weight: f64,
    /// How old an entry may be when first fetched and still be alerted; `None` is without limit.
    pub alert_age_max_hours: Option<u32>,
    /// Title, one line, may be empty.
    pub title: String,
    /// Byline as written, may be empty.
    pub byline: String,
    /// Text, paragraphs parted by blank lines.
    pub text: String,
    /// Language of the text; `None` where it is none of the four.
    pub lang: Option<Lang>,
    /// When it says it was published; the precision may be a day, month or year.
    pub published: Option<EventDate>,
    /// The same as an instant, where the source gave one.
    pub published_at: Option<Timestamp>,
    /// When it says it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When this revision was fetched.
    pub fetched_at: Timestamp,
    /// Where it is archived; `None` only for what never went through the archive (`tag`, `explain`).
    pub archive: Option<ArchivePointer>,
}

impl Article {
    /// The text that spans count in: `title + "\n\n" + text`.
    pub fn full_text(&self) -> String {
        format!("{}\n\n{}", self.title, self.text)
    }
}
