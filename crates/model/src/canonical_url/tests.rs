//! One spelling for one page.

use super::{CanonicalUrl, UrlError, registrable_domain};

fn check(input: &str, expected: &str) {
    assert_eq!(CanonicalUrl::parse(input).unwrap().as_str(), expected);
}

#[test]
fn scheme_host_port_fragment_and_tracking_are_normalised() {
    check("HTTP://Example.ORG:80/A?utm_source=x&id=7&fbclid=1#top", "http://example.org/A?id=7");
    check("https://user:secret@example.org/a/../b?", "https://example.org/b");
    check("https://example.org/?utm_campaign=x", "https://example.org/");
    check(
        "https://пример.рф/новость",
        "https://xn--e1afmkfd.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C",
    );
}

#[test]
fn other_schemes_and_relative_references_are_refused() {
    assert_eq!(CanonicalUrl::parse("javascript:alert(1)"), Err(UrlError::Scheme("javascript".to_owned())));
    assert!(matches!(CanonicalUrl::parse("/a/b"), Err(UrlError::NotAbsolute(_))));
    assert!(matches!(
        CanonicalUrl::parse(&format!("https://a.example/{}", "x".repeat(5000))),
        Err(UrlError::TooLong(_))
    ));
}

#[test]
fn hosts_and_registrable_domains() {
    assert_eq!(CanonicalUrl::parse("https://News.BBC.co.uk:8443/x").unwrap().host(), "news.bbc.co.uk");
    assert_eq!(CanonicalUrl::parse("http://[2001:db8::1]:81/x").unwrap().host(), "[2001:db8::1]");
    assert_eq!(registrable_domain("news.bbc.co.uk"), "bbc.co.uk");
    assert_eq!(registrable_domain("127.0.0.1"), "127.0.0.1");
}
