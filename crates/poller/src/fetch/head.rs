//! Reading response headers: how long an answer is good for, when to come back, what kind of document it is.

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{
    AGE, CACHE_CONTROL, CONTENT_TYPE, DATE, EXPIRES, HeaderMap, HeaderName, RETRY_AFTER, TRANSFER_ENCODING,
};
use reqwest::{StatusCode, Version};

/// Status line and headers as received, one a line with CR LF, for the archive.
pub(crate) fn http_head(version: Version, status: StatusCode, headers: &HeaderMap) -> String {
    let mut head = format!("{version:?} {} {}\r\n", status.as_u16(), status.canonical_reason().unwrap_or(""));
    for (name, value) in headers {
        // The client has undone the chunks, so that the header would be untrue of the archived body.
        if name == TRANSFER_ENCODING {
            continue;
        }
        head.push_str(name.as_str());
        head.push_str(": ");
        head.push_str(&String::from_utf8_lossy(value.as_bytes()));
        head.push_str("\r\n");
    }
    head
}

/// `Content-Type` without parameters in lower case, and its charset.
pub(crate) fn media_type(headers: &HeaderMap) -> (String, Option<String>) {
    let value = text(headers, &CONTENT_TYPE).unwrap_or_default();
    let mut parts = value.split(';');
    let media_type = parts.next().unwrap_or("").trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (media_type, charset)
}

/// Seconds until the server expects another visit: `max-age` less `Age`, else `Expires` less `Date`; `None` without a hint.
pub(crate) fn hint_secs(headers: &HeaderMap, now: Timestamp) -> Option<u32> {
    let directives = text(headers, &CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let max_age = directives.split(',').find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        (name.trim() == "max-age").then(|| value.trim().trim_matches('"').parse::<u64>().ok())?
    });
    let secs = match max_age {
        Some(max_age) => {
            let age = text(headers, &AGE).and_then(|age| age.trim().parse::<u64>().ok()).unwrap_or(0);
            max_age.saturating_sub(age)
        }
        None => {
            let expires = http_date(&text(headers, &EXPIRES)?)?;
            let date = text(headers, &DATE).and_then(|date| http_date(&date)).unwrap_or(now);
            u64::try_from(expires.duration_since(date).as_secs()).unwrap_or(0)
        }
    };
    u32::try_from(secs).ok().filter(|secs| *secs > 0)
}

/// How long the server asks to be left alone: `Retry-After` in seconds or as a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<SignedDuration> {
    let value = text(headers, &RETRY_AFTER)?;
    let pause = match value.trim().parse::<u32>() {
        Ok(secs) => SignedDuration::from_secs(secs.into()),
        Err(_) => http_date(&value)?.duration_since(now),
    };
    pause.is_positive().then_some(pause)
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn http_date(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests;
