//! `explain --html`: the page says what the text says, stands by itself and is safe to open.

use crate::support::estafeta;

const TEXT: &str = "Quayside <b>notes</b> & \"quotes\"\n\nRosselkhoznadzor banned bananas from two Ecuadorian firms \
    <script>alert(1)</script> on Friday.\n\nLavrov arrived in Havana on Monday. Russia, some say, may greet Chile.\n";

fn explained(more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, TEXT).unwrap();
    let (stdout, stderr, code) =
        estafeta(&[&["explain", "--published", "2024-02-03"], more, &[file.to_str().unwrap()]].concat());
    assert_eq!(code, Some(0), "{stderr}");
    stdout
}

/// What a reader sees of a page: its elements and entities taken away.
fn seen(page: &str) -> String {
    let body = page.split("<body>").nth(1).unwrap();
    let text: String =
        body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    ["&lt;", "&gt;", "&quot;", "&#39;", "&amp;"]
        .iter()
        .zip(["<", ">", "\"", "'", "&"])
        .fold(text, |text, (entity, sign)| text.replace(entity, sign))
}

#[test]
fn the_page_says_what_the_text_says() {
    let (text, page) = (explained(&[]), explained(&["--html"]));
    let page_text = seen(&page);
    let rules: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().last()).collect();
    assert!(rules.iter().any(|rule| rule.starts_with("config/cues/acts.en.toml:")), "{text}");
    for said in rules.iter().filter(|said| said.starts_with("config/")) {
        assert!(page_text.contains(said), "{said} is missing");
    }
    for said in
        ["tie 1", "RUS→ECU", "both_sides +4", "SANCTION", "RUS→CUB", "Lavrov arrived in Havana on Monday."]
    {
        assert!(text.contains(said) && page_text.contains(said), "{said} is missing in\n{text}\n{page_text}");
    }
    for miss in text.lines().filter(|line| line.starts_with("near miss")) {
        let condition = miss.rsplit(": ").next().unwrap();
        assert!(page_text.contains(condition), "{miss} is missing");
    }
    assert_eq!(page_text.contains("near misses"), text.contains("near miss"));
}

#[test]
fn the_page_stands_by_itself_and_runs_nothing() {
    let page = explained(&["--html"]);
    assert!(page.starts_with("<!doctype html>"));
    for wanted in [
        "<meta charset=\"utf-8\">",
        "prefers-color-scheme: dark",
        "<mark class=\"russia\"",
        "<mark class=\"act\"",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    for unwanted in ["<script", "<link", "<img", " src=", " href=", "url(", "@import", " on"] {
        let elements: Vec<&str> = page.split('<').filter_map(|part| part.split('>').next()).collect();
        let found = elements.iter().any(|element| format!("<{element}").contains(unwanted));
        assert!(!found, "{unwanted} is in an element");
    }
    assert!(seen(&page).contains("Quayside <b>notes</b> & \"quotes\""));
    assert!(seen(&page).contains("<script>alert(1)</script>"));
}

#[test]
fn elements_are_closed_in_order() {
    let page = explained(&["--html"]);
    let mut open: Vec<String> = Vec::new();
    for element in page.split('<').skip(2).filter_map(|part| part.split('>').next()) {
        let name = element.split([' ', '\n']).next().unwrap().to_owned();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name)),
            None if name == "meta" => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}
