//! Fixtures of our own words with the expected result beside them, hostile pages, and arbitrary input.

mod corpus;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{Page, PageDate, Quality, When, extract};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test_data");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with("page_") && name.ends_with(".html")
        })
        .collect();
    pages.sort();
    assert!(pages.len() >= 7, "fixtures are missing");
    pages
}

fn show_date(date: Option<PageDate>) -> String {
    date.map_or("none".to_owned(), |date| {
        let when = match date.when {
            When::Instant(instant) => instant.to_string(),
            When::Day(day) => day.to_string(),
        };
        format!("{when} ({:?})", date.signal)
    })
}

/// A page as the expectations show it: one line per field, then the text.
fn show(page: &Page) -> String {
    let mut out = String::new();
    writeln!(out, "title: {}", page.title).unwrap();
    writeln!(out, "authors: {}", page.authors.join("; ")).unwrap();
    writeln!(out, "published: {}", show_date(page.published_at)).unwrap();
    writeln!(out, "modified: {}", show_date(page.modified_at)).unwrap();
    writeln!(out, "site: {}", page.site_name.as_deref().unwrap_or("none")).unwrap();
    writeln!(out, "lang: {}", page.lang.as_deref().unwrap_or("none")).unwrap();
    writeln!(out, "canonical: {}", page.canonical.as_deref().unwrap_or("none")).unwrap();
    writeln!(out, "quality: {}", page.quality.as_str()).unwrap();
    writeln!(out, "\n{}", page.text).unwrap();
    out
}

#[test]
fn fixtures_give_the_expected_page() {
    for path in fixtures() {
        let page = extract(&std::fs::read_to_string(&path).unwrap(), None);
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        assert_eq!(show(&page), expected, "{}", path.display());
    }
}

fn article_around(middle: &str) -> String {
    let sentence =
        "The minister said, after a long day of talks, that the port would open in May. ".repeat(4);
    format!(
        "<html><body><h1>Port opens</h1><article><p>{sentence}</p>{middle}<p>{sentence}Done.</p></article></body></html>"
    )
}

#[test]
fn bombs_are_refused_or_read_but_never_stall() {
    let refused = [
        "<ul><li>".repeat(64_000),
        "<div>".repeat(400_000),
        "<b><i><u><span>".repeat(100_000),
        format!("<p {}>", "a=1 ".repeat(300_000)),
        format!("<p a=\"{}\">", "x".repeat(3 << 20)),
        "<table><tr><td>".repeat(50_000),
        "<p title='".repeat(100_000),
        "<a href=\"".repeat(100_000),
    ];
    for bomb in &refused {
        let page = extract(&article_around(bomb), None);
        assert_eq!((page.quality, page.text.as_str()), (Quality::TooComplex, ""), "{bomb:.40}");
    }
    let read = [
        "<font><p>".repeat(20_000),
        "&".repeat(2 << 20),
        "<".repeat(2 << 20),
        "</b>".repeat(500_000),
        "</p>".repeat(200_000),
        "<br>".repeat(500_000),
        "<p".repeat(2_000),
        "<!--".repeat(200_000),
        "<script>".repeat(100_000),
        "<b><p>x</b>".repeat(300),
        "&#x41".repeat(300_000),
    ];
    for bomb in &read {
        let page = extract(&article_around(bomb), None);
        assert!(page.text.starts_with("The minister said"), "{bomb:.40}: {:?}", page.quality);
    }
}

#[test]
fn an_open_comment_or_script_ends_the_page_and_keeps_what_came_before() {
    for tail in ["<!-- <p>lost", "<script>var x = '<p>lost'", "<style>p{", "<textarea>"] {
        let page = extract(
            &format!("<p>{}</p>{tail}", "A sentence, with a comma, that is long enough. ".repeat(8)),
            None,
        );
        assert!(page.text.ends_with("that is long enough."), "{tail}");
        assert_eq!(page.quality, Quality::Ok);
    }
}

#[test]
fn a_quote_that_is_never_closed_costs_one_tag() {
    let page = extract(
        &article_around("<p class=\"lead>The second, and last, paragraph stands here.</p>").replace('\'', ""),
        None,
    );
    assert!(page.text.contains("The second, and last, paragraph stands here."), "{}", page.text);
}

#[test]
fn invisible_characters_are_dropped_and_entities_decoded_once() {
    let page = extract(
        &article_around(
            "<p>Putin\u{202e}&#8203; met&nbsp;&nbsp; Ortega&amp;amp; &lt;b&gt;,&#x1;\u{feff} say&shy;ing &quot;yes&quot;.</p>",
        ),
        None,
    );
    assert!(page.text.contains("Putin met Ortega&amp; <b>, saying \"yes\"."), "{}", page.text);
}

#[test]
fn a_script_shell_says_so() {
    let page = extract(
        &format!("<title>News</title><div id=root></div><script>{}</script>", "load();".repeat(1_000)),
        None,
    );
    assert_eq!((page.quality, page.text.as_str()), (Quality::ScriptOnly, ""));
}

#[test]
fn a_short_text_gives_way_to_the_stated_body() {
    let body = "Russia and Peru agreed, in the end, on the price of potash. ".repeat(20);
    let html = format!(
        "<p>Loading the article, please wait a little, thank you.</p><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\\n\\nSecond paragraph.\"}}</script>"
    );
    let page = extract(&html, None);
    assert!(
        page.text.starts_with("Russia and Peru") && page.text.ends_with("\n\nSecond paragraph."),
        "{}",
        page.text
    );
}

/// F1 may not fall below `floor` on a set of public pages.
fn check_floor(read: fn(&Path) -> Vec<corpus::Sample>, floor: f64) {
    let Some(corpora) = corpus::folder() else { return };
    let samples = read(&corpora);
    let texts: Vec<String> = samples.iter().map(|sample| extract(&sample.html, None).text).collect();
    let score = corpus::score(&samples, &texts);
    let corpus::Score { f1, precision, recall } = score;
    let empty: Vec<&str> = samples
        .iter()
        .zip(&texts)
        .filter(|(_, text)| text.is_empty())
        .map(|(sample, _)| sample.id.as_str())
        .collect();
    assert!(f1 >= floor, "F1 {f1}, precision {precision}, recall {recall}; nothing found on {empty:?}");
}

#[test]
fn scrapinghub_pages_stay_above_their_floor() {
    check_floor(corpus::scrapinghub, 0.955);
}

#[test]
fn fundus_pages_stay_above_their_floor() {
    check_floor(corpus::fundus, 0.95);
}

#[test]
fn a_shell_gives_the_body_in_its_state() {
    let body: Vec<String> = (1..9)
        .map(|n| format!("{{\"type\":\"p\",\"text\":\"Moscow and Lima signed part {n} of the potash deal, officials said.\"}}"))
        .collect();
    let html = format!(
        "<title>Moscow and Lima sign potash deal</title><div id=__next></div><script id=__NEXT_DATA__ type=application/json>{{\"props\":{{\"menu\":[\"Home\"],\"blocks\":[{}]}}}}</script>",
        body.join(",")
    );
    let page = extract(&html, None);
    assert!(
        page.text.starts_with("Moscow and Lima signed part 1 of the potash deal, officials said.\n\n"),
        "{}",
        page.text
    );
    assert_eq!(page.quality, Quality::Ok);
}

fn is_clean(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(html in ".*") {
        prop_assert!(is_clean(&extract(&html, None).text));
    }

    #[test]
    fn arbitrary_markup_never_panics(parts in prop::collection::vec(prop::sample::select(PIECES), 0..120)) {
        let page = extract(&parts.concat(), Some("https://a.example/b"));
        prop_assert!(is_clean(&page.text) && is_clean(&page.title));
    }

    #[test]
    fn cut_fixtures_never_panic(which in 0usize..7, cut in 0.0f64..1.0, drop in 0usize..40) {
        let html = std::fs::read_to_string(&fixtures()[which]).unwrap();
        let chars: Vec<char> = html.chars().collect();
        let at = (chars.len() as f64 * cut) as usize;
        let cut: String = chars[..at].iter().chain(chars[at..].iter().skip(drop)).collect();
        let head: String = chars[..at].iter().collect();
        prop_assert!(is_clean(&extract(&cut, None).text) && is_clean(&extract(&head, None).text));
    }
}

/// What arbitrary pages are put together from.
const PIECES: &[&str] = &[
    "<",
    ">",
    "\"",
    "'",
    "=",
    "/",
    "!",
    "--",
    "&",
    "&amp;",
    "&#",
    "&#x110000;",
    "<p>",
    "</p>",
    "<p class=\"related ",
    "<div id=comments>",
    "</div>",
    "<table>",
    "<td>",
    "</table>",
    "<a href=x>",
    "</a>",
    "<li>",
    "<ul>",
    "</ul>",
    "<span class=ad>",
    "</span>",
    "<h1>",
    "</h1>",
    "<h2>",
    "<br>",
    "<time datetime='2024-01-02T03:04:05+99:99'>",
    "<script type=\"application/ld+json\">",
    "{\"@type\":\"Article\",",
    "\"datePublished\":\"",
    "2024-13-45",
    "}",
    "</script>",
    "<title>",
    "</title>",
    "<meta name=date content='31 февраля 2024'>",
    "<!--",
    "-->",
    "<svg>",
    "</svg>",
    "<noscript>",
    "<body>",
    "<html lang=é>",
    "<textarea",
    "слово, ",
    "word, word. ",
    "日本語",
    "\u{202e}",
    "12 de marzo de 2024",
    "\n",
    " ",
    "\0",
    "<article itemprop=articleBody>",
    "</article>",
    "<p style='display:none'>",
    "A long enough sentence, with a comma, to count as prose of an article. ",
];
