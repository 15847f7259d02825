//! Which entries are one, and whose address is believed.

use url::Url;

use super::{Home, article_url, entry_keys, speaks_for_another};
use crate::feed::Entry;

fn entry(guid: &str, link: &str, title: &str) -> Entry {
    Entry { guid: guid.to_owned(), link: Url::parse(link).ok(), title: title.to_owned(), ..Entry::default() }
}

#[test]
fn a_headline_changes_no_key_while_guid_or_link_stays() {
    let keys = |guid, link, title| entry_keys(&[entry(guid, link, title)]);
    assert_eq!(keys("1", "https://x.example/a", "Old"), keys("1", "https://x.example/b", "New"));
    assert_eq!(keys("", "https://x.example/a?utm_source=x", "Old"), keys("", "http://x.example/a", "New"));
    assert_eq!(keys("http://x.example/?p=1", "", ""), keys("https://x.example/?p=1", "", ""));
    assert_ne!(keys("", "", "Old"), keys("", "", "New"));
}

#[test]
fn a_guid_that_all_items_share_is_no_guid_and_no_two_keys_are_the_same() {
    let one =
        entry_keys(&[entry("feed", "https://x.example/a", "A"), entry("feed", "https://x.example/b", "B")]);
    assert_ne!(one[0], one[1]);
    let swapped =
        entry_keys(&[entry("feed", "https://x.example/b", "B"), entry("feed", "https://x.example/a", "A")]);
    assert_eq!(one[0], swapped[1]);
    let same = entry_keys(&[entry("", "https://x.example/a", "A"), entry("", "https://x.example/a", "A")]);
    assert_ne!(same[0], same[1]);
}

fn url_of(page: &str, canonical: Option<&str>) -> String {
    let page = Url::parse(page).unwrap();
    article_url(&page, canonical, Home { rebase: None }).unwrap().as_str().to_owned()
}

#[test]
fn a_canonical_link_is_believed_within_the_registrable_domain() {
    let page = "https://amp.news.co.uk/a?x=1";
    assert_eq!(url_of(page, Some("https://www.news.co.uk/a")), "https://www.news.co.uk/a");
    assert_eq!(url_of(page, Some("/a")), "https://amp.news.co.uk/a");
    for foreign in [
        "https://other.co.uk/a",
        "https://ria.ru/a",
        "javascript:alert(1)",
        "https://news.co.uk:8443/a",
        "https://www.news.co.uk/",
    ] {
        assert_eq!(url_of(page, Some(foreign)), page, "{foreign}");
    }
}

#[test]
fn only_a_page_that_names_another_outlets_article_speaks_for_another() {
    let page = Url::parse("https://amp.news.co.uk/a?x=1").unwrap();
    let speaks = |link| speaks_for_another(&page, link, Home { rebase: None });
    assert!(speaks(Some("https://ria.ru/a")) && speaks(Some("https://news.co.uk:8443/a")));
    for harmless in
        [None, Some("https://news.co.uk/a"), Some("/a"), Some("https://ria.ru/"), Some("javascript:a")]
    {
        assert!(!speaks(harmless), "{harmless:?}");
    }
}

#[test]
fn the_base_takes_the_place_of_the_fetch_origin_and_of_no_other() {
    let (from, base) =
        (Url::parse("http://127.0.0.1:4711/feed").unwrap(), Url::parse("https://seeds.example/").unwrap());
    let at = |page: &str, canonical| {
        let home = Home { rebase: Some((&from, &base)) };
        article_url(&Url::parse(page).unwrap(), canonical, home).unwrap().as_str().to_owned()
    };
    assert_eq!(at("http://127.0.0.1:4711/a?b=1", None), "https://seeds.example/a?b=1");
    assert_eq!(at("http://127.0.0.1:4711/a", Some("https://seeds.example/b")), "https://seeds.example/b");
    assert_eq!(at("http://127.0.0.1:4711/a", Some("https://news.example/b")), "https://seeds.example/a");
    assert_eq!(at("https://news.example/a", Some("https://seeds.example/b")), "https://news.example/a");
}
