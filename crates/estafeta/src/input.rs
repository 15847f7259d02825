//! Articles handed in by a person: JSON lines, a plain text, or an HTML page.

use std::io::Read;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use model::{Article, ArticleId, ArticleState, CanonicalUrl, DateFound, EventDate, Lang, Precision, Status};
use poller::page::{self, Page, When};
use serde::Deserialize;

/// Largest input that is read, in bytes: a year of one paper as JSON lines.
const INPUT_BYTES_MAX: u64 = 4 << 30;

/// An article without any history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Loose {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) lang: Option<Lang>,
    pub(crate) published: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
    lang: Option<String>,
    published: Option<String>,
}

/// A line that could not be read, by its number from 1.
#[derive(Debug)]
pub(crate) struct BadLine {
    pub(crate) line: usize,
    pub(crate) message: String,
}

/// Reads the articles of a file, `-` for standard input. Good lines come beside the bad ones.
pub(crate) fn read(file: &Path) -> Result<(Vec<Loose>, Vec<BadLine>)> {
    let text = read_text(file)?;
    let name = file.file_name().map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned());
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase();
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if matches!(ending.as_str(), "jsonl" | "ndjson") || (file == Path::new("-") && start.starts_with('{')) {
        return Ok(json_lines(&text));
    }
    if matches!(ending.as_str(), "html" | "htm") || looks_like_html(start) {
        return Ok((vec![of_page(&name, page::extract(&text, None))], Vec::new()));
    }
    Ok((vec![plain(&name, &text)], Vec::new()))
}

fn read_text(file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().take(INPUT_BYTES_MAX).read_to_end(&mut bytes).context("read standard input")?;
    } else {
        let opened = std::fs::File::open(file).with_context(|| format!("open {}", file.display()))?;
        opened
            .take(INPUT_BYTES_MAX)
            .read_to_end(&mut bytes)
            .with_context(|| format!("read {}", file.display()))?;
    }
    // Bad bytes cost only the characters they touch.
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

fn json_lines(text: &str) -> (Vec<Loose>, Vec<BadLine>) {
    let (mut articles, mut bad) = (Vec::new(), Vec::new());
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match json_line(line) {
            Ok(article) => articles.push(article),
            Err(error) => bad.push(BadLine { line: n + 1, message: format!("{error:#}") }),
        }
    }
    (articles, bad)
}

fn json_line(line: &str) -> Result<Loose> {
    let line: Line = serde_json::from_str(line)?;
    if let Some(date) = line.published.as_deref().filter(|date| !date.is_empty()) {
        published_of(date)?;
    }
    // A language that is none of ours is not a broken line: the text decides.
    let lang = line.lang.as_deref().and_then(|lang| lang.parse().ok());
    Ok(Loose {
        id: line.id,
        title: line.title,
        text: line.text,
        lang,
        published: line.published.filter(|d| !d.is_empty()),
    })
}

fn looks_like_html(start: &str) -> bool {
    let head: String = start.chars().take(200).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html") || head.starts_with("<head")
}

/// The article of an extracted page.
pub(crate) fn of_page(name: &str, page: Page) -> Loose {
    let published = page.published_at.map(|date| match date.when {
        When::Instant(time) => time.to_string(),
        When::Day(day) => day.to_string(),
    });
    Loose { id: name.to_owned(), title: page.title, text: page.text, lang: None, published }
}

/// First line the title, what follows the first blank line the text, so that offsets count in the file.
fn plain(name: &str, text: &str) -> Loose {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let title = head.lines().next().unwrap_or("").to_owned();
    Loose { id: name.to_owned(), title, text: body.to_owned(), lang: None, published: None }
}

/// A publication date: `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or an RFC 3339 time.
pub(crate) fn published_of(text: &str) -> Result<(EventDate, Option<Timestamp>)> {
    let date =
        |value: &str, precision| EventDate { value: value.to_owned(), precision, found: DateFound::Explicit };
    if let Ok(time) = text.parse::<Timestamp>() {
        let day = time.strftime("%Y-%m-%d").to_string();
        return Ok((date(&day, Precision::Day), Some(time)));
    }
    let found = match text.len() {
        4 => date(text, Precision::Year),
        7 => date(text, Precision::Month),
        10 => date(text, Precision::Day),
        _ => bail!("published {text:?} is none of YYYY, YYYY-MM, YYYY-MM-DD or an RFC 3339 time"),
    };
    if found.bounds().is_none() {
        bail!("published {text:?} is not a date");
    }
    Ok((found, None))
}

/// The instant at which a day begins in UTC.
pub(crate) fn midnight(day: jiff::civil::Date) -> Option<Timestamp> {
    jiff::tz::Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

/// The article as if it had been fetched on the day it was published.
pub(crate) fn article_of(loose: &Loose) -> Result<Article> {
    let published = loose.published.as_deref().map(published_of).transpose()?;
    let (published, published_at) = published.map_or((None, None), |(date, time)| (Some(date), time));
    let day = published.as_ref().and_then(EventDate::bounds).map(|(first, _)| first);
    let fetched_at = published_at.or_else(|| day.and_then(midnight)).unwrap_or(Timestamp::UNIX_EPOCH);
    let url = CanonicalUrl::parse(&format!("https://tag.example/{}", loose.id.replace(['?', '#', '%'], "_")));
    let url =
        url.or_else(|_| CanonicalUrl::parse("https://tag.example/article")).context("make an address")?;
    Ok(Article {
        id: ArticleId::of_url(url.as_str()),
        revision: 1,
        status: Status::Actual,
        state: ArticleState::Present,
        url,
        source: "tag".to_owned(),
        source_name: "handed in".to_owned(),
        source_weight: 0.8,
        alert_age_max_hours: None,
        title: loose.title.clone(),
        byline: String::new(),
        text: loose.text.clone(),
        lang: loose.lang,
        published,
        published_at,
        updated_at: None,
        fetched_at,
        archive: None,
    })
}

#[cfg(test)]
mod tests;
