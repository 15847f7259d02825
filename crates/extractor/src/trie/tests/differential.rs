//! The trie beside aho-corasick with every name of the gazetteer: on random text and on real text, no difference that the
//! rule on what may stand between two words does not explain.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::fold::{Folded, fold_char};
use crate::gazetteer::{self, Gazetteer};
use crate::token::tokenize;
use crate::trie::{Trie, fold_words};

/// A name found: bytes of the text, the end being where its last word ends.
type Hit = (usize, usize);

struct Matchers {
    trie: Trie,
    oracle: AhoCorasick,
    /// All words of all names, to make random text of.
    words: Vec<String>,
}

fn matchers() -> Matchers {
    let gazetteer = Gazetteer::load(&gazetteer::compiled()).unwrap();
    let mut trie = Trie::default();
    let names: BTreeSet<String> = gazetteer
        .forms
        .iter()
        .map(|form| fold_words(&form.text).join(" "))
        .filter(|n| !n.is_empty())
        .collect();
    for form in &gazetteer.forms {
        trie.add(&form.text);
    }
    let words = gazetteer.forms.iter().flat_map(|form| form.text.split(' ').map(str::to_owned)).collect();
    let oracle = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&names).unwrap();
    Matchers { trie, oracle, words }
}

impl Matchers {
    fn ours(&self, text: &str) -> BTreeSet<Hit> {
        let tokens = tokenize(text);
        let hits = (0..tokens.len())
            .flat_map(|at| self.trie.all_at(&tokens, at).into_iter().map(move |(end, _)| (at, end)));
        hits.map(|(at, end)| (tokens.list[at].start, tokens.list[end - 1].end)).collect()
    }

    /// Every name that stands in the folded text from one separator to another.
    fn theirs(&self, text: &str) -> BTreeSet<Hit> {
        let (folded, places) = fold(text);
        let is_edge = |at: usize| folded.as_bytes().get(at).is_none_or(|&byte| byte == b' ');
        let hits = self.oracle.find_overlapping_iter(&folded);
        hits.filter(|hit| (hit.start() == 0 || is_edge(hit.start() - 1)) && is_edge(hit.end()))
            .map(|hit| (places[hit.start()], places[hit.end()]))
            .collect()
    }

    /// Differences that nothing explains, as text.
    fn unexplained(&self, text: &str) -> Vec<String> {
        let (ours, theirs) = (self.ours(text), self.theirs(text));
        let only_theirs = theirs.difference(&ours).filter(|hit| is_linked(&text[hit.0..hit.1]));
        let only_ours = ours.difference(&theirs).filter(|hit| !is_long_link(&text[hit.0..hit.1]));
        only_theirs
            .map(|hit| format!("only aho-corasick: {:?}", &text[hit.0..hit.1]))
            .chain(only_ours.map(|hit| format!("only the trie: {:?}", &text[hit.0..hit.1])))
            .collect()
    }
}

/// The folded text, a space for each separator, and for each of its bytes and its end the byte of `text`.
fn fold(text: &str) -> (String, Vec<usize>) {
    let (mut folded, mut places) = (String::new(), Vec::new());
    for (at, c) in text.char_indices() {
        match fold_char(c) {
            Folded::Letter(letter) => folded.push(letter),
            Folded::Separator => folded.push(' '),
            Folded::Ignored if c == '\u{306}' && folded.ends_with('и') => {
                folded.pop();
                folded.push('й');
            }
            Folded::Ignored => {}
        }
        places.resize(folded.len(), at);
    }
    places.push(text.len());
    (folded, places)
}

/// What stands between the words of a match.
fn gaps(hit: &str) -> Vec<&str> {
    hit.split(|c| fold_char(c) != Folded::Separator).filter(|gap| !gap.is_empty()).collect()
}

/// A name may reach over these; over anything else the trie must not and aho-corasick does.
fn is_linked(hit: &str) -> bool {
    gaps(hit).iter().all(|gap| matches!(*gap, " " | "-" | "'" | "’" | "\u{a0}" | "‑" | "\n"))
}

/// Separators of several signs over which the trie reaches and aho-corasick does not: the dot of an initial, spaces in a row, a
/// line break of two signs.
fn is_long_link(hit: &str) -> bool {
    gaps(hit)
        .iter()
        .any(|gap| *gap == ". " || (gap.chars().count() > 1 && gap.chars().all(char::is_whitespace)))
}

#[test]
fn random_text_is_matched_alike() {
    let matchers = matchers();
    let gaps =
        [" ", " ", " ", " ", ", ", "-", "\n", "\n\n", ". ", "'", "’", " «", "» ", "  ", " (", "\u{a0}", ""];
    let inside = ["", "", "", "", "", "\u{ad}", "\u{301}", "s"];
    let mut state = 11usize;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut found = 0;
    for _ in 0..1_500 {
        let mut text = String::new();
        for _ in 0..30 {
            text.push_str(&matchers.words[next(matchers.words.len())]);
            text.push_str(inside[next(inside.len())]);
            text.push_str(gaps[next(gaps.len())]);
        }
        found += matchers.ours(&text).len();
        assert_eq!(matchers.unexplained(&text), Vec::<String>::new(), "{text:?}");
    }
    assert!(found > 5_000, "only {found} names in random text");
}

#[test]
fn names_side_by_side_are_matched_alike() {
    let matchers = matchers();
    let gazetteer = Gazetteer::load(&gazetteer::compiled()).unwrap();
    let mut found = 0;
    for names in gazetteer.forms.chunks(7).step_by(5) {
        let text = names.iter().map(|form| form.text.as_str()).collect::<Vec<_>>().join(" y ");
        found += matchers.ours(&text).len();
        assert_eq!(matchers.unexplained(&text), Vec::<String>::new(), "{text:?}");
    }
    assert!(found > 3_000, "only {found} names");
}

#[test]
fn real_text_is_matched_alike() {
    let matchers = matchers();
    let mut found = 0;
    for text in texts() {
        found += matchers.ours(&text).len();
        assert_eq!(matchers.unexplained(&text), Vec::<String>::new(), "{text:?}");
    }
    assert!(found > 2_000, "only {found} names in real text");
}

/// The labelled articles of the repository, in all four languages.
fn texts() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/gold");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let lines = files.flat_map(|file| {
        std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    });
    lines
        .map(|line| serde_json::from_str::<serde_json::Value>(&line).unwrap())
        .map(|line| format!("{}\n\n{}", line["title"].as_str().unwrap(), line["text"].as_str().unwrap()))
        .collect()
}
