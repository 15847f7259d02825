//! XML feeds through feed-rs: the whole document, or item by item where the whole fails.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use feed_rs::model;
use feed_rs::parser::Builder;
use jiff::civil::time;
use jiff::tz::Offset;
use url::Url;

use super::scan::{Root, Scanned, scan};
use super::{Entry, Feed, Reading, TITLE_CHARS_MAX};
use crate::guarded::panicked;
use crate::page::When;
use crate::{Failure, FailureKind, clean, dates};

/// What feed-rs is to put where an entry has no id; its own fallback changes with the headline.
const NO_ID: &str = "\u{0}no-id";

/// Bytes of a root tag that are repeated for each item parsed alone.
const ROOT_TAG_BYTES_MAX: usize = 16 << 10;

/// How exact each date was, by the instant feed-rs was told: it only knows instants.
type Told = Arc<Mutex<HashMap<i64, When>>>;

/// Parses `text`, which passed the scan.
pub(super) fn parse(text: &str, reading: &Reading) -> Result<Feed, Failure> {
    let told = Told::default();
    let memory = Arc::clone(&told);
    let day_first = reading.day_first;
    let parser = Builder::new()
        .base_uri(Some(reading.base.as_str()))
        .sanitize_content(false)
        .id_generator(|_, _, _| NO_ID.to_owned())
        .timestamp_parser(move |text| timestamp(text, day_first, &memory))
        .build();
    // Bytes of an author beside a letter that is not ASCII, and over-long durations, make feed-rs panic.
    match catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes()))) {
        Ok(Ok(feed)) => Ok(feed_of(feed, &told, &reading.base)),
        Ok(Err(error)) => Err(Failure::new(FailureKind::Malformed, error.to_string())),
        Err(panic) => Err(panicked("the feed parser", panic.as_ref())),
    }
}

/// Parses each scanned item alone under the root's tag; `feed` gives what is told of the feed itself.
pub(super) fn parse_items(text: &str, scanned: &Scanned, root: &Root, reading: &Reading, feed: Feed) -> Feed {
    let mut feed = Feed { entries: Vec::new(), ..feed };
    let tag = &text[root.tag.clone()];
    let (open, close) = match root.name.as_str() {
        _ if tag.len() > ROOT_TAG_BYTES_MAX => ("", ""),
        "rss" => ("<channel><title/>", "</channel></rss>"),
        "feed" => ("<title/>", "</feed>"),
        _ => ("<channel><title/></channel>", "</rdf:RDF>"),
    };
    for (number, item) in scanned.items.iter().enumerate() {
        let document = [tag, open, &text[item.clone()], close].concat();
        match parse_item(&document, reading) {
            Ok(mut entries) => feed.entries.append(&mut entries),
            Err(failure) => feed.problems.push((format!("item {}", number + 1), failure)),
        }
    }
    feed
}

/// Parses a document of one item: as it is, then with its text fields taken literally.
fn parse_item(document: &str, reading: &Reading) -> Result<Vec<Entry>, Failure> {
    let first = scan_and_parse(document, reading);
    if first.as_ref().is_ok_and(|entries| !entries.is_empty()) {
        return first;
    }
    let second = scan_and_parse(&literal(document), reading)?;
    if second.is_empty() { Err(first.err().unwrap_or_else(lost)) } else { Ok(second) }
}

fn lost() -> Failure {
    Failure::new(FailureKind::Malformed, "not understood by the feed parser")
}

fn scan_and_parse(document: &str, reading: &Reading) -> Result<Vec<Entry>, Failure> {
    match scan(document, 1)?.broken {
        Some(why) => Err(Failure::new(FailureKind::Malformed, why)),
        None => parse(document, reading).map(|feed| feed.entries),
    }
}

/// Keeps only the text fields that matter, each as CDATA: what remains is well-formed whatever stood in them.
fn literal(document: &str) -> String {
    let is_atom = document.contains("<entry");
    let fields = [
        "title",
        "link",
        "guid",
        "id",
        "pubDate",
        "published",
        "updated",
        "dc:date",
        "description",
        "summary",
    ];
    let (start, end) =
        match (document.find("<item").or_else(|| document.find("<entry")), document.rfind("</")) {
            (Some(start), Some(end)) if start < end => (start, end),
            _ => return document.to_owned(),
        };
    let head_end = document[start..].find('>').map_or(end, |at| start + at + 1);
    let body = document.get(head_end..end).unwrap_or("");
    let mut kept = String::new();
    for field in fields {
        if let Some(element) = element_as_cdata(body, field, is_atom) {
            kept.push_str(&element);
        }
    }
    let root_end = document.find('>').map_or(0, |at| at + 1);
    let root = &document[..root_end];
    match (is_atom, root.starts_with("<rss")) {
        (true, _) => format!("{root}<entry>{kept}</entry></feed>"),
        (false, true) => format!("{root}<channel><item>{kept}</item></channel></rss>"),
        (false, false) => format!("{root}<channel><title/></channel><item>{kept}</item></rdf:RDF>"),
    }
}

fn element_as_cdata(body: &str, field: &str, is_atom: bool) -> Option<String> {
    let open = format!("<{field}");
    let at = body.find(&open)?;
    let tag_end = at + body[at..].find('>')? + 1;
    let tag = &body[at..tag_end];
    if !tag[open.len()..].starts_with(['>', ' ', '/', '\n', '\t', '\r']) {
        return None;
    }
    if tag.ends_with("/>") {
        return Some(tag.to_owned());
    }
    let end = tag_end + body[tag_end..].find(&format!("</{field}"))?;
    let inner = body[tag_end..end].trim();
    let inner = inner.strip_prefix("<![CDATA[").map_or(inner, |inner| inner.trim_end_matches("]]>"));
    let kind = if is_atom && matches!(field, "title" | "summary") { " type=\"html\"" } else { "" };
    Some(format!("<{field}{kind}><![CDATA[{}]]></{field}>", inner.replace("]]>", "")))
}

/// Reads a date with our own table and remembers how exact it was.
fn timestamp(text: &str, day_first: bool, told: &Told) -> Option<DateTime<Utc>> {
    let when = dates::parse(text, day_first)?;
    let instant = match when {
        When::Instant(instant) => instant,
        // A second no real date has, so that a bare day and the noon of it stay two.
        When::Day(day) => Offset::UTC.to_timestamp(day.to_datetime(time(12, 0, 0, 1_000_000))).ok()?,
    };
    told.lock().unwrap_or_else(PoisonError::into_inner).insert(instant.as_millisecond(), when);
    DateTime::from_timestamp_millis(instant.as_millisecond())
}

fn feed_of(feed: model::Feed, told: &Told, base: &Url) -> Feed {
    let told = told.lock().unwrap_or_else(PoisonError::into_inner);
    Feed {
        lang: feed.language.unwrap_or_default(),
        ttl_secs: feed.ttl.and_then(|minutes| minutes.checked_mul(60)).filter(|secs| *secs > 0),
        entries: feed.entries.into_iter().map(|entry| entry_of(entry, &told, base)).collect(),
        problems: Vec::new(),
    }
}

fn entry_of(entry: model::Entry, told: &HashMap<i64, When>, base: &Url) -> Entry {
    let when = |date: Option<DateTime<Utc>>| told.get(&date?.timestamp_millis()).copied();
    let link = entry
        .links
        .iter()
        .find(|link| matches!(link.rel.as_deref(), None | Some("alternate")))
        .or_else(|| entry.links.first())
        .and_then(|link| base.join(link.href.trim()).ok())
        .filter(|link| matches!(link.scheme(), "http" | "https"));
    let names = entry.authors.iter().filter_map(|author| Some(clean::line(author.name.as_deref()?, 200)));
    let byline = names.filter(|name| !name.is_empty()).take(8).collect::<Vec<_>>().join(", ");
    let guid = if entry.id == NO_ID { String::new() } else { clean::line(&entry.id, 2000) };
    Entry {
        link: link.or_else(|| Url::parse(&guid).ok().filter(|url| matches!(url.scheme(), "http" | "https"))),
        guid,
        title: entry.title.map(|title| clean::title(&title.content, TITLE_CHARS_MAX)).unwrap_or_default(),
        summary: entry.summary.map(|summary| summary.content).unwrap_or_default(),
        content: entry.content.and_then(|content| content.body).unwrap_or_default(),
        byline,
        published: when(entry.published),
        updated: when(entry.updated),
        lang: entry.language.unwrap_or_default(),
    }
}
