//! What a run reads: the archive in order of (fetched_at, record id), or the live log.

use std::collections::{BTreeMap, VecDeque};

use archive::{Archive, IndexRow, Segments};
use bus::wire::headers::Headers;
use bus::{LogError, wire};
use jiff::{SignedDuration, Timestamp};
use model::Article;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::feed::failed;
use super::log_input::LogInput;
use super::manifest::Asked;
use super::when;

/// How much of the archive's index is read at once: what a busy hour brings fits in memory.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// Where a run stands in its input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    /// After this row of the archive.
    Archive {
        /// When it was fetched.
        #[serde(with = "when")]
        fetched_at: Timestamp,
        /// Its record id.
        record: String,
    },
    /// Next offsets by partition of `articles` and of `ties`.
    Log {
        /// Of `articles`.
        articles: BTreeMap<u32, u64>,
        /// Of `ties`.
        ties: BTreeMap<u32, u64>,
    },
}

/// A part of the input. Articles are (key, value, headers) of the topic `articles`.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) articles: Vec<(String, Vec<u8>, Headers)>,
    /// How many of them are compared.
    pub(super) compared: u64,
    pub(super) filtered: u64,
    /// What could not be read, by name.
    pub(super) unreadable: Vec<String>,
    /// Greatest first offset that the log keeps of a partition, where a partition begins in this piece.
    pub(super) log_starts_at: Option<u64>,
    /// Where to go on after this piece.
    pub(super) place: Option<Place>,
    pub(super) ended: bool,
}

/// Which articles a run takes.
#[derive(Debug, Clone)]
pub(super) struct Sieve {
    asked: Asked,
}

impl Sieve {
    pub(super) fn new(asked: &Asked) -> Sieve {
        Sieve { asked: asked.clone() }
    }

    pub(super) fn passes(&self, article: &Article) -> bool {
        let lang = article.lang.map_or("", model::Lang::code);
        let asked = &self.asked;
        (asked.sources.is_empty() || asked.sources.contains(&article.source))
            && (asked.langs.is_empty() || asked.langs.iter().any(|code| code == lang))
            && asked.begin() <= article.fetched_at
            && article.fetched_at < asked.to
    }

    pub(super) fn is_compared(&self, fetched_at: Timestamp) -> bool {
        self.asked.from.is_none_or(|from| from <= fetched_at)
    }
}

/// The archive or the log.
pub(super) enum Input {
    Archive(Box<ArchiveInput>),
    Log(Box<LogInput>),
}

impl Input {
    /// Reads on after `place`, or from the beginning.
    pub(super) fn stand_after(&mut self, place: Option<&Place>) {
        match (self, place) {
            (Input::Archive(input), Some(Place::Archive { fetched_at, record })) => {
                input.stand_after(Some((*fetched_at, record.clone())));
            }
            (Input::Archive(input), _) => input.stand_after(None),
            (Input::Log(input), Some(Place::Log { articles, ties })) => input.stand_at(articles, ties),
            (Input::Log(input), _) => input.stand_at(&BTreeMap::new(), &BTreeMap::new()),
        }
    }

    /// The next part, of at most `articles_max` articles before the filters.
    pub(super) fn next(&mut self, articles_max: usize) -> Result<Piece, LogError> {
        match self {
            Input::Archive(input) => input.next(articles_max),
            Input::Log(input) => input.next(articles_max),
        }
    }
}

/// Committed rows of the archive, window by window.
pub(super) struct ArchiveInput {
    archive: Archive,
    sieve: Sieve,
    rows: VecDeque<IndexRow>,
    after: Option<(Timestamp, String)>,
    /// Start of the next window.
    window: Timestamp,
}

impl ArchiveInput {
    pub(super) fn new(archive: Archive, sieve: Sieve) -> ArchiveInput {
        let window = sieve.asked.begin();
        ArchiveInput { archive, sieve, rows: VecDeque::new(), after: None, window }
    }

    fn stand_after(&mut self, after: Option<(Timestamp, String)>) {
        self.rows.clear();
        self.window = after.as_ref().map_or(self.sieve.asked.begin(), |(fetched_at, _)| *fetched_at);
        self.after = after;
    }

    fn next(&mut self, articles_max: usize) -> Result<Piece, LogError> {
        self.fill().map_err(|error| failed("read the index of the archive", &error))?;
        let count = self.rows.len().min(articles_max);
        let rows: Vec<IndexRow> = self.rows.drain(..count).collect();
        let Some(last) = rows.last() else { return Ok(Piece { ended: true, ..Piece::default() }) };
        let place = Place::Archive { fetched_at: last.fetched_at, record: last.pointer.record.clone() };
        self.after = Some((last.fetched_at, last.pointer.record.clone()));
        let segments = self.archive.segments();
        let read: Vec<Result<Article, String>> =
            rows.par_iter().map(|row| article_of(segments, row)).collect();
        let mut piece = Piece { place: Some(place), ..Piece::default() };
        for article in read {
            match article {
                Ok(article) if self.sieve.passes(&article) => {
                    piece.compared += u64::from(self.sieve.is_compared(article.fetched_at));
                    let (key, headers) = (article.id.to_string(), wire::headers::plain(None));
                    piece.articles.push((key, wire::article::to_json(&article), headers));
                }
                Ok(_) => piece.filtered += 1,
                Err(message) => piece.unreadable.push(message),
            }
        }
        Ok(piece)
    }

    /// Takes windows of the index until there are rows, or no more come.
    fn fill(&mut self) -> Result<(), archive::ArchiveError> {
        let to = self.sieve.asked.to;
        while self.rows.is_empty() && self.window < to {
            let Some(next) = self.archive.next_committed(self.window)? else { return Ok(()) };
            let start = self.window.max(next);
            let end = start.checked_add(WINDOW).unwrap_or(to).min(to);
            if start >= to {
                return Ok(());
            }
            let mut rows = self.archive.committed_between(start, end)?;
            if let Some(after) = &self.after {
                rows.retain(|row| (row.fetched_at, &row.pointer.record) > (after.0, &after.1));
            }
            self.rows = rows.into();
            self.window = end;
        }
        Ok(())
    }
}

/// The article revision of a row, as the log had it; the message names the row.
fn article_of(segments: &Segments, row: &IndexRow) -> Result<Article, String> {
    let named = |message: String| format!("{} {}: {message}", row.pointer.record, row.url);
    let conversion = segments.conversion(row).map_err(|error| named(error.to_string()))?;
    let Some(fields) = &conversion.article_fields else {
        return Err(named(
            "was archived by a version that did not keep source and dates with the text".to_owned(),
        ));
    };
    wire::article::from_archived(fields, conversion.title, conversion.text, row.pointer.clone())
        .map_err(|error| named(error.to_string()))
}
