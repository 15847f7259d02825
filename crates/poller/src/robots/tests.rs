//! What robots.txt forbids and asks for.

use std::time::Duration;

use url::Url;

use super::RobotRules;

fn allows(status: u16, text: &str, path: &str) -> bool {
    let url = Url::parse("https://x.example/").unwrap().join(path).unwrap();
    RobotRules::read("Estafeta", status, text.as_bytes()).check(&url).is_ok()
}

#[test]
fn the_status_decides_before_the_text() {
    let forbids = "User-agent: *\nDisallow: /\n";
    assert!(!allows(200, forbids, "/a"));
    assert!(allows(404, forbids, "/a"));
    assert!(allows(403, forbids, "/a"));
    assert!(!allows(503, "", "/a"));
    assert!(!allows(429, "", "/a"));
}

#[test]
fn our_own_group_goes_before_the_one_for_all() {
    let text = "User-agent: *\nDisallow: /\n\nUser-agent: estafeta\nDisallow: /private/\nAllow: /private/open\nCrawl-delay: 7\n";
    assert!(allows(200, text, "/news/a"));
    assert!(!allows(200, text, "/private/a"));
    assert!(allows(200, text, "/private/open"));
    assert_eq!(RobotRules::read("Estafeta", 200, text.as_bytes()).delay(), Duration::from_secs(7));
}

#[test]
fn what_is_no_robots_txt_forbids_nothing() {
    assert!(allows(200, "<!DOCTYPE html><html><body>Not found</body></html>", "/a"));
    assert!(allows(200, "\u{0}\u{1}Disallow", "/a"));
}
