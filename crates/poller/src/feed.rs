//! Feed documents: RSS, Atom and JSON Feed in, entries and problems out. Pure; runs on a thread that may be given up.
//!
//! The order matters: text is repaired, then scanned under limits, and only what passed the scan is shown to feed-rs, because
//! a stack overflow cannot be caught. feed-rs loses a whole document over one bad item, so where it fails or comes back
//! with fewer entries than the scan saw, each item is parsed alone.

mod json;
mod repair;
mod scan;
mod xml;

use jiff::tz::Offset;
use url::Url;

use crate::page::When;
use crate::{Failure, FailureKind, decode};

/// Characters kept of an entry's title.
pub(crate) const TITLE_CHARS_MAX: usize = 1000;

/// Bytes kept of all contents of one document; further contents are dropped, their pages are fetched anyway.
const CONTENT_BYTES_MAX: usize = 4 << 20;

/// One entry as the feed tells it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Entry {
    /// `guid` or `id` as written; empty where there is none.
    pub(crate) guid: String,
    /// Where the article is.
    pub(crate) link: Option<Url>,
    /// Headline, clean.
    pub(crate) title: String,
    /// Summary as HTML or text.
    pub(crate) summary: String,
    /// Content as HTML or text; empty where the feed has none.
    pub(crate) content: String,
    /// Authors, clean, comma-separated.
    pub(crate) byline: String,
    /// When it says it was published.
    pub(crate) published: Option<When>,
    /// When it says it was changed.
    pub(crate) updated: Option<When>,
    /// Language it declares.
    pub(crate) lang: String,
}

impl Entry {
    /// The day of publication, `YYYY-MM-DD`, or empty.
    pub(crate) fn day(&self) -> String {
        match self.published {
            Some(When::Day(day)) => day.to_string(),
            Some(When::Instant(at)) => Offset::UTC.to_datetime(at).date().to_string(),
            None => String::new(),
        }
    }
}

/// A document that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Feed {
    /// Entries in the order of the document.
    pub(crate) entries: Vec<Entry>,
    /// Language the feed declares.
    pub(crate) lang: String,
    /// Minutes that the feed asks to wait, from `ttl`.
    pub(crate) ttl_secs: Option<u32>,
    /// What was lost: place within the document and reason.
    pub(crate) problems: Vec<(String, Failure)>,
}

/// What a document is read with.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// The URL that answered; relative links are resolved against it.
    pub(crate) base: Url,
    /// Charset parameter of `Content-Type`.
    pub(crate) http_charset: Option<String>,
    /// Whether `03/04/2024` is the third of April.
    pub(crate) day_first: bool,
    /// Items in a document.
    pub(crate) items_max: usize,
}

/// Reads a feed document from its inflated bytes.
pub(crate) fn read(bytes: &[u8], reading: &Reading) -> Result<Feed, Failure> {
    let decoded = decode::decode(bytes, reading.http_charset.as_deref());
    let text = decoded.text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let mut feed =
        if text.starts_with(['{', '[']) { json::read(text, reading)? } else { read_xml(text, reading)? };
    if decoded.replaced {
        let message = format!("bytes that are no {} were replaced", decoded.charset);
        feed.problems.push(("document".to_owned(), Failure::new(FailureKind::Malformed, message)));
    }
    cut_contents(&mut feed.entries);
    Ok(feed)
}

fn read_xml(text: &str, reading: &Reading) -> Result<Feed, Failure> {
    let repaired = repair::repair(text);
    let scanned = scan::scan(&repaired, reading.items_max)?;
    let Some(root) = &scanned.root else { return Err(not_a_feed(text)) };
    if !matches!(root.name.as_str(), "rss" | "RDF" | "feed" | "entry") {
        return Err(not_a_feed(text));
    }
    let whole = match &scanned.broken {
        None => xml::parse(&repaired, reading),
        Some(why) => Err(Failure::new(FailureKind::Malformed, why.clone())),
    };
    match whole {
        Ok(feed) if feed.entries.len() >= scanned.items.len() => Ok(feed),
        Ok(feed) => Ok(xml::parse_items(&repaired, &scanned, root, reading, feed)),
        Err(failure) if scanned.items.is_empty() => Err(Failure::new(FailureKind::NotAFeed, failure.message)),
        Err(failure) => {
            let mut feed = xml::parse_items(&repaired, &scanned, root, reading, Feed::default());
            if feed.entries.is_empty() {
                return Err(failure);
            }
            feed.problems.insert(0, ("document".to_owned(), failure));
            Ok(feed)
        }
    }
}

fn not_a_feed(text: &str) -> Failure {
    let head: String = text.chars().take(400).collect::<String>().to_ascii_lowercase();
    let what = if head.contains("<!doctype html") || head.contains("<html") {
        "an html page, not a feed"
    } else if head.trim().is_empty() {
        "an empty document"
    } else {
        "neither rss, atom nor json feed"
    };
    Failure::new(FailureKind::NotAFeed, what)
}

fn cut_contents(entries: &mut [Entry]) {
    let mut left = CONTENT_BYTES_MAX;
    for entry in entries {
        for text in [&mut entry.summary, &mut entry.content] {
            match left.checked_sub(text.len()) {
                Some(rest) => left = rest,
                None => text.clear(),
            }
        }
    }
}

#[cfg(test)]
mod tests;
