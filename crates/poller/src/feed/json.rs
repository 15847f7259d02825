//! JSON Feed 1 and 1.1, read leniently: feed-rs refuses a whole document for a missing title or a numeric id.

use serde_json::Value;

use super::{Entry, Feed, Reading, TITLE_CHARS_MAX};
use crate::{Failure, FailureKind, clean, dates};

/// Reads a JSON Feed.
pub(super) fn read(text: &str, reading: &Reading) -> Result<Feed, Failure> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Failure::new(FailureKind::NotAFeed, format!("json: {error}")))?;
    let Some(items) = value.get("items").and_then(Value::as_array) else {
        return Err(Failure::new(FailureKind::NotAFeed, "json without items, not a feed"));
    };
    if items.len() > reading.items_max {
        let message = format!("more than {} items", reading.items_max);
        return Err(Failure::new(FailureKind::TooComplex, message));
    }
    let mut feed = Feed { lang: text_of(&value, "language"), ..Feed::default() };
    for (number, item) in items.iter().enumerate() {
        if item.is_object() {
            feed.entries.push(entry(item, reading));
        } else {
            let failure = Failure::new(FailureKind::Malformed, "not an object");
            feed.problems.push((format!("item {}", number + 1), failure));
        }
    }
    Ok(feed)
}

fn entry(item: &Value, reading: &Reading) -> Entry {
    let link = |key| {
        let text = text_of(item, key);
        let url = if text.is_empty() { None } else { reading.base.join(text.trim()).ok() };
        url.filter(|url| matches!(url.scheme(), "http" | "https"))
    };
    let content = Some(text_of(item, "content_html")).filter(|html| !html.is_empty());
    Entry {
        guid: clean::line(&text_of(item, "id"), 2000),
        link: link("url").or_else(|| link("external_url")),
        title: clean::title(&text_of(item, "title"), TITLE_CHARS_MAX),
        summary: text_of(item, "summary"),
        content: content.unwrap_or_else(|| text_of(item, "content_text")),
        byline: byline(item),
        published: dates::parse(&text_of(item, "date_published"), reading.day_first),
        updated: dates::parse(&text_of(item, "date_modified"), reading.day_first),
        lang: text_of(item, "language"),
    }
}

fn byline(item: &Value) -> String {
    let authors = item.get("authors").and_then(Value::as_array).cloned().unwrap_or_default();
    let one = item.get("author").cloned();
    let names = authors.iter().chain(&one).map(|author| clean::line(&text_of(author, "name"), 200));
    names.filter(|name| !name.is_empty()).take(8).collect::<Vec<_>>().join(", ")
}

/// A string, or a number as text; empty for anything else.
fn text_of(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
