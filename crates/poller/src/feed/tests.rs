//! Feeds of all kinds, whole and broken.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use url::Url;

use super::{Feed, Reading, read};
use crate::{Failure, FailureKind};

fn parsed(document: &[u8]) -> Result<Feed, Failure> {
    let base = Url::parse("https://x.example/feed").unwrap();
    read(document, &Reading { base, http_charset: None, day_first: true, items_max: 2000 })
}

fn titles(document: &str) -> Vec<String> {
    parsed(document.as_bytes()).unwrap().entries.into_iter().map(|entry| entry.title).collect()
}

fn rss(attributes: &str, items: &str) -> String {
    format!("<rss{attributes}><channel><title>T</title>{items}</channel></rss>")
}

const TWO: &str =
    "<item><title>One</title><guid>1</guid></item><item><title>Two</title><guid>2</guid></item>";

#[test]
fn roots_that_the_parser_does_not_know_are_read() {
    for attributes in [
        "",
        " version=\"2.0.1\"",
        " version='0.94'",
        " version=\"2.0\" xmlns=\"http://www.w3.org/2005/Atom\"",
    ] {
        assert_eq!(titles(&rss(attributes, TWO)), ["One", "Two"], "{attributes}");
    }
    let upper = rss("", TWO).replace("rss", "RSS");
    assert_eq!(titles(&upper), ["One", "Two"]);
    let old = "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><title>T</title><entry><title mode=\"escaped\" type=\"text/html\">One</title><id>1</id><issued>2004-02-01T00:00:00Z</issued></entry></feed>";
    let feed = parsed(old.as_bytes()).unwrap();
    assert_eq!((feed.entries[0].title.as_str(), feed.entries[0].day().as_str()), ("One", "2004-02-01"));
}

#[test]
fn small_faults_cost_nothing() {
    let cases = [
        "<item><title>R & D &nbsp;&#146;x&#0;\u{1}</title></item>",
        "<item><title><![CDATA[R & D \u{a0}\u{2019}x]]></title></item>",
    ];
    for item in cases {
        assert_eq!(titles(&rss(" version=\"2.0\"", item)), ["R & D \u{2019}x"], "{item}");
    }
    let junk =
        format!("Warning: mysql_connect()<br>\n<?xml version=\"1.0\" encoding=\"utf-16\"?>{}", rss("", TWO));
    assert_eq!(titles(&junk), ["One", "Two"]);
}

#[test]
fn one_bad_item_costs_one_item() {
    let broken = format!("<item><title>Bad</wrong></item>{TWO}");
    assert_eq!(
        titles(&rss("", &broken)).iter().filter(|title| *title == "One" || *title == "Two").count(),
        2
    );
    let cut = rss("", TWO);
    let cut = &cut[..cut.len() - 60];
    assert!(titles(cut).contains(&"One".to_owned()));
}

#[test]
fn a_byline_that_touches_an_address_does_not_lose_its_feed() {
    let item = "<item><title>One</title><author>Иван—news@tass.example</author></item><item><title>Two</title></item>";
    assert!(titles(&rss(" version=\"2.0\"", item)).contains(&"Two".to_owned()));
}

#[test]
fn json_feeds_are_read_leniently() {
    let text =
        "\u{feff}{\"items\":[{\"id\":7,\"url\":\"/a\",\"title\":\"\\u001bOne\",\"content_text\":\"x\"},5]}";
    let feed = parsed(text.as_bytes()).unwrap();
    assert_eq!((feed.entries[0].guid.as_str(), feed.entries[0].title.as_str()), ("7", "One"));
    assert_eq!(feed.entries[0].link.as_ref().unwrap().as_str(), "https://x.example/a");
    assert_eq!(feed.problems.len(), 1);
}

#[test]
fn documents_beyond_the_limits_are_refused() {
    let attributes: String = (0..300).map(|number| format!(" a{number}=\"\"")).collect();
    let cases = [
        rss(" version=\"2.0\"", &format!("<item>{}</item>", "<a>".repeat(100))),
        rss(" version=\"2.0\"", &format!("<item{attributes}/>")),
        rss(" version=\"2.0\"", &"<item></item>".repeat(2001)),
        rss(" version=\"2.0\"", &format!("<item a=\"{}\"/>", "x".repeat(70_000))),
    ];
    for document in cases {
        assert_eq!(parsed(document.as_bytes()).unwrap_err().kind, FailureKind::TooComplex);
    }
}

#[test]
fn declared_entities_are_neither_expanded_nor_fetched() {
    let laugh =
        "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>";
    let document = format!("{laugh}{}", rss("", "<item><title>x &a; &b;</title></item>"));
    assert_eq!(titles(&document), ["x &a; &b;"]);
}

proptest::proptest! {
    #[test]
    fn any_markup_is_survived(tags in proptest::collection::vec("<?/?!?(rss|item|title|a:b|entry|feed|\\[CDATA\\[)( x=\"?'?)?>?|&[#a-z0-9]{0,5};?|[а-я<>]{0,3}", 0..40)) {
        let _ = parsed(tags.concat().as_bytes());
        let _ = parsed(rss(" version=\"2.0\"", &tags.concat()).as_bytes());
    }
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            documents(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|extension| extension == "xml") {
            found.push(entry.path());
        }
    }
}

/// Floors may only rise: documents that parse, of each third-party suite.
#[test]
fn third_party_feeds_parse_at_least_as_often_as_before() {
    let Some(corpora) = std::env::var_os("ESTAFETA_CORPORA") else {
        eprintln!("skipped: ESTAFETA_CORPORA is not set");
        return;
    };
    for (suite, floor) in FLOORS {
        let mut found = Vec::new();
        documents(&Path::new(&corpora).join("feeds").join(suite), &mut found);
        let panics = AtomicUsize::new(0);
        let works = |path: &PathBuf| {
            let bytes = fs::read(path).unwrap();
            match std::panic::catch_unwind(|| parsed(&bytes)) {
                Ok(result) => result.is_ok(),
                Err(_) => {
                    panics.fetch_add(1, Ordering::Relaxed);
                    false
                }
            }
        };
        let good = found.iter().filter(|path| works(path)).count();
        eprintln!("{suite}: {good} of {} parse", found.len());
        assert_eq!(panics.into_inner(), 0, "{suite}");
        assert!(good >= floor, "{suite}: {good} parse, at least {floor} did before");
    }
}

const FLOORS: [(&str, usize); 3] = [("feedparser", 2030), ("gofeed-translator", 94), ("feedvalidator", 1617)];
