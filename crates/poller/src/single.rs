//! One page on demand, under all guards, without a source: for a person who asks what would be made of it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use crate::fetch::{self, Fetcher, Request};
use crate::page::{self, Page};
use crate::{Config, Failure, FailureKind, decode, inflate};

/// Fetches and extracts the page at `url`.
///
/// # Errors
///
/// As of any page: an address that is not public, a status other than 200, a body that is too large.
pub async fn fetch_page(config: &Config, url: &str) -> Result<Page, Failure> {
    let url =
        Url::parse(url).map_err(|error| Failure::new(FailureKind::Malformed, format!("{url:?}: {error}")))?;
    let fetcher = Fetcher::new(Arc::new(config.clone()), Arc::new(Timestamp::now))
        .map_err(|error| Failure::new(FailureKind::Connect, format!("http client: {error}")))?;
    let request = Request {
        url: &url,
        own: None,
        accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
        etag: None,
        last_modified: None,
        spacing: Duration::ZERO,
        wire_bytes_max: config.wire_bytes_max,
    };
    let answer = fetcher.get(&request).await?;
    let body = inflate::inflate(&answer.body, &answer.coding(), config.page_bytes_max)?;
    let (_, charset) = fetch::media_type(&answer.headers);
    let html = decode::decode(&body, charset.as_deref()).text;
    Ok(page::extract(&html, Some(answer.url.as_str())))
}
