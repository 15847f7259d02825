//! What a head says: how long it holds, when to come back, what it is.

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{StatusCode, Version};

use super::{hint_secs, http_head, media_type, retry_after};

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        (name.parse::<HeaderName>().unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
    };
    lines.iter().map(pair).collect()
}

fn now() -> Timestamp {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

#[test]
fn freshness_is_max_age_less_age_or_expires_less_date() {
    let hint = |lines: &[(&str, &str)]| hint_secs(&headers(lines), now());
    assert_eq!(hint(&[("cache-control", "public, max-age=\"600\""), ("age", "100")]), Some(500));
    assert_eq!(hint(&[("cache-control", "max-age=600"), ("age", "900")]), None);
    let dates = [("expires", "Tue, 24 Nov 2026 11:00:00 GMT"), ("date", "Tue, 24 Nov 2026 10:30:00 GMT")];
    assert_eq!(hint(&dates), Some(1800));
    assert_eq!(hint(&[("expires", "0")]), None);
    assert_eq!(hint(&[("cache-control", "no-store")]), None);
}

#[test]
fn retry_after_comes_in_seconds_or_as_a_date() {
    let pause = |value: &str| retry_after(&headers(&[("retry-after", value)]), now());
    assert_eq!(pause("120"), Some(SignedDuration::from_secs(120)));
    assert_eq!(pause("Tue, 24 Nov 2026 10:01:00 GMT"), Some(SignedDuration::from_secs(60)));
    assert_eq!(pause("Tue, 24 Nov 2020 10:01:00 GMT"), None);
    assert_eq!(pause("soon"), None);
}

#[test]
fn the_archived_head_leaves_out_what_is_undone() {
    let head = http_head(
        Version::HTTP_11,
        StatusCode::OK,
        &headers(&[
            ("content-type", "text/html; charset=\"Windows-1251\""),
            ("transfer-encoding", "chunked"),
        ]),
    );
    assert_eq!(head, "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=\"Windows-1251\"\r\n");
    let headers = headers(&[("content-type", "Text/HTML; a=b; charset=\"Windows-1251\"")]);
    assert_eq!(media_type(&headers), ("text/html".to_owned(), Some("Windows-1251".to_owned())));
}
