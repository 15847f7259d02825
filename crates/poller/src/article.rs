//! From a page, a feed's content or a file to an article. Pure.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use model::{CanonicalUrl, DateFound, EventDate, Lang, Precision};
use serde_json::json;
use url::Url;

use crate::event::Candidate;
use crate::feed::{Entry, TITLE_CHARS_MAX};
use crate::identity::Home;
use crate::page::{Page, Quality, When};
use crate::{
    Config, Exchange, ExchangeKind, Failure, FailureKind, TextFrom, clean, decode, identity, language, page,
};

/// Bytes of a summary that are kept in the metadata of an archived page.
const SUMMARY_BYTES_MAX: usize = 64 << 10;

/// A publication date further ahead than this is a mistake of the site.
const FUTURE_MAX: SignedDuration = SignedDuration::from_hours(26);

/// What is known of an article apart from its page.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The feed's entry; empty for files.
    pub(crate) entry: Entry,
    /// Language of feed or source, for texts too short to tell.
    pub(crate) lang: Option<Lang>,
    /// Fetch origin and the base that takes its place.
    pub(crate) rebase: Option<(Url, Url)>,
}

impl Context {
    fn home(&self) -> Home<'_> {
        Home { rebase: self.rebase.as_ref().map(|(from, to)| (from, to)) }
    }
}

/// Makes an article of a page; `html` are its inflated bytes.
pub(crate) fn of_page(
    context: &Context,
    html: &[u8],
    charset: Option<&str>,
    exchange: Exchange,
    config: &Config,
) -> Result<Candidate, Failure> {
    let html = decode::decode(html, charset).text;
    let page = page::extract(&html, Some(&exchange.url));
    drop(html);
    check(&page, &exchange.url)?;
    let page_url = Url::parse(&exchange.url).map_err(|error| malformed(&exchange.url, &error.to_string()))?;
    let url = identity::article_url(&page_url, page.canonical.as_deref(), context.home())
        .ok_or_else(|| malformed(&exchange.url, "has no canonical url"))?;
    let doubt = doubt(&page_url, page.canonical.as_deref(), context.home());
    Ok(Candidate { doubt, ..candidate(context, url, page, exchange, TextFrom::Page, config) })
}

/// The failure to tell where a page would speak for another outlet.
fn doubt(page_url: &Url, canonical: Option<&str>, home: Home<'_>) -> Option<Failure> {
    let claimed = canonical.filter(|_| identity::speaks_for_another(page_url, canonical, home))?;
    let message =
        format!("its canonical link is another outlet's and is not believed: {}", clean::line(claimed, 200));
    Some(Failure::new(FailureKind::Refused, message))
}

/// Makes an article of the content that the feed itself carries, if that is long enough to be the article.
pub(crate) fn of_feed_content(
    context: &Context,
    fetched_at: Timestamp,
    config: &Config,
) -> Option<Candidate> {
    let entry = &context.entry;
    let link = entry.link.as_ref()?;
    let html = if entry.content.len() >= entry.summary.len() { &entry.content } else { &entry.summary };
    let text = fragment_text(html);
    if text.chars().count() < config.feed_content_chars_min {
        return None;
    }
    let url = identity::article_url(link, None, context.home())?;
    let exchange = Exchange {
        kind: ExchangeKind::Resource,
        requested_url: link.to_string(),
        url: link.to_string(),
        http_head: String::new(),
        media_type: "text/html; charset=utf-8".to_owned(),
        body: html.clone().into_bytes(),
        fetched_at,
    };
    let page = Page { text, ..empty_page() };
    Some(candidate(context, url, page, exchange, TextFrom::FeedContent, config))
}

/// Paragraphs of an HTML fragment; a fragment without paragraph tags is one.
fn fragment_text(html: &str) -> String {
    let marked = html.replace("</p>", "\n\n").replace("<br", "\n\n<br").replace("</li>", "\n\n");
    let lines: Vec<String> = marked
        .split("\n\n")
        .map(|part| clean::html_line(part, usize::MAX))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n\n")
}

/// A page of which nothing is known.
pub(crate) fn empty_page() -> Page {
    Page {
        title: String::new(),
        text: String::new(),
        authors: Vec::new(),
        published_at: None,
        modified_at: None,
        site_name: None,
        lang: None,
        canonical: None,
        quality: Quality::Ok,
    }
}

/// Refuses pages that are not an article, whatever text stands on them.
pub(crate) fn check(page: &Page, url: &str) -> Result<(), Failure> {
    let kind = match page.quality {
        Quality::Ok | Quality::ThinText | Quality::LinkHeavy | Quality::PaywallDeclared => {
            let empty = page.text.trim().is_empty();
            return if empty { Err(no_text(url, "no article text")) } else { Ok(()) };
        }
        Quality::TooComplex => FailureKind::TooComplex,
        Quality::ListPage
        | Quality::ConsentPage
        | Quality::BotWall
        | Quality::ErrorPage
        | Quality::ScriptOnly
        | Quality::NoText => FailureKind::NoText,
    };
    let message = match page.quality {
        Quality::TooComplex => "page passes a limit of the extractor",
        Quality::ListPage => "a list of articles, not an article",
        Quality::ConsentPage => "a consent page",
        Quality::BotWall => "a bot wall",
        Quality::ErrorPage => "an error page under status 200",
        Quality::ScriptOnly => "the text would be loaded by scripts",
        _ => "no article text",
    };
    Err(Failure::new(kind, format!("{url}: {message}")))
}

fn no_text(url: &str, message: &str) -> Failure {
    Failure::new(FailureKind::NoText, format!("{url}: {message}"))
}

fn malformed(url: &str, message: &str) -> Failure {
    Failure::new(FailureKind::Malformed, format!("{url}: {message}"))
}

/// Puts together what page and entry say; the page wins for title and text, the feed for the date.
pub(crate) fn candidate(
    context: &Context,
    url: CanonicalUrl,
    page: Page,
    exchange: Exchange,
    text_from: TextFrom,
    config: &Config,
) -> Candidate {
    let entry = &context.entry;
    let title = Some(clean::line(&page.title, TITLE_CHARS_MAX)).filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| entry.title.clone());
    let latest = exchange.fetched_at.checked_add(FUTURE_MAX).unwrap_or(Timestamp::MAX);
    let page_published = page.published_at.map(|date| date.when);
    let published = one_date(entry.published, page_published).filter(|when| start_of(*when) <= latest);
    let updated = one_date(entry.updated, page.modified_at.map(|date| date.when));
    let byline = if entry.byline.is_empty() { page.authors.join(", ") } else { entry.byline.clone() };
    let declared = page.lang.as_deref().and_then(|lang| lang.parse().ok()).or(context.lang);
    let text = cut(page.text, config.text_bytes_max);
    Candidate {
        lang: language::of(&format!("{title}\n{text}"), declared),
        feed_entry: entry_json(entry, text_from),
        published: published.map(event_date),
        published_at: published.and_then(instant),
        updated_at: updated.and_then(instant),
        byline: clean::line(&byline, 500),
        title,
        text,
        url,
        exchange,
        text_from,
        doubt: None,
    }
}

/// The feed's date, made exact by the page's where both mean the same day.
fn one_date(feed: Option<When>, page: Option<When>) -> Option<When> {
    match (feed, page) {
        (Some(When::Day(day)), Some(When::Instant(at))) if day_of(at) == day => page,
        (Some(feed), _) => Some(feed),
        (None, page) => page,
    }
}

fn day_of(at: Timestamp) -> jiff::civil::Date {
    Offset::UTC.to_datetime(at).date()
}

fn start_of(when: When) -> Timestamp {
    match when {
        When::Instant(at) => at,
        When::Day(day) => Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX),
    }
}

fn instant(when: When) -> Option<Timestamp> {
    match when {
        When::Instant(at) => Some(at),
        When::Day(_) => None,
    }
}

fn event_date(when: When) -> EventDate {
    let day = match when {
        When::Instant(at) => day_of(at),
        When::Day(day) => day,
    };
    EventDate { value: day.to_string(), precision: Precision::Day, found: DateFound::Explicit }
}

/// What the feed said, for the archive's metadata record.
fn entry_json(entry: &Entry, text_from: TextFrom) -> String {
    let when = |when: Option<When>| match when {
        Some(When::Instant(at)) => json!(at.to_string()),
        Some(When::Day(day)) => json!(day.to_string()),
        None => json!(null),
    };
    json!({
        "guid": entry.guid,
        "link": entry.link.as_ref().map(Url::as_str),
        "title": entry.title,
        "summary": cut(entry.summary.clone(), SUMMARY_BYTES_MAX),
        "byline": entry.byline,
        "published": when(entry.published),
        "updated": when(entry.updated),
        "text_from": text_from.word(),
    })
    .to_string()
}

/// The longest beginning of `text` within `bytes_max` that ends between two characters.
pub(crate) fn cut(mut text: String, bytes_max: usize) -> String {
    let mut end = bytes_max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}
