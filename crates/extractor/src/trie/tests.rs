//! The trie against aho-corasick with the same names, and what only the trie does.

use aho_corasick::{AhoCorasick, MatchKind};

use super::Trie;
use crate::fold::fold_text;
use crate::token::tokenize;

fn trie(names: &[&str]) -> Trie {
    let mut trie = Trie::default();
    for name in names {
        trie.add(name);
    }
    trie
}

fn found(names: &[&str], text: &str) -> Vec<String> {
    let tokens = tokenize(text);
    trie(names)
        .find(&tokens)
        .map(|found| text[tokens.list[found.start].start..tokens.list[found.end - 1].end].to_owned())
        .collect()
}

#[test]
fn the_longest_name_wins() {
    assert_eq!(
        found(&["America", "Latin America"], "in Latin America and America"),
        ["Latin America", "America"]
    );
}

#[test]
fn names_reach_across_a_space_hyphen_or_line_break_but_not_a_comma() {
    let names = ["Puerto Príncipe"];
    assert_eq!(found(&names, "Puerto Principe").len(), 1);
    assert_eq!(found(&names, "PUERTO\nPRÍNCIPE").len(), 1);
    assert_eq!(found(&names, "Puerto-Príncipe").len(), 1);
    assert_eq!(found(&names, "Puerto, Príncipe").len(), 0);
}

#[test]
fn soft_hyphens_and_stress_marks_do_not_hide_a_name() {
    assert_eq!(found(&["Боливия"], "Боли\u{ad}вия").len(), 1);
    assert_eq!(found(&["Боливия"], "Боли\u{301}вия").len(), 1);
    assert_eq!(found(&["Алексей"], "Алексеи\u{306}").len(), 1);
}

#[test]
fn it_agrees_with_aho_corasick_on_whole_words() {
    let names = ["cuba", "rusia", "santa cruz", "santa", "cruz roja", "peru", "rus", "la paz"];
    let folded: Vec<String> = names.iter().map(|name| fold_text(name)).collect();
    let oracle = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(folded.iter().map(|name| format!(" {name} ")))
        .unwrap();
    let words = ["cuba", "cubano", "rus", "rusia", "santa", "cruz", "roja", "peru", "la", "paz", "y"];
    let mut state = 7usize;
    for _ in 0..500 {
        let mut text = String::from(" ");
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Two spaces keep matches of the oracle, which include the spaces, apart; three words in ten are joined by one.
            text.push_str(words[(state >> 33) % words.len()]);
            text.push_str(if (state >> 20) % 10 < 3 { " " } else { "  " });
        }
        let ours = found(&names, &text).len();
        let theirs = oracle.find_iter(&format!("{text} ")).count();
        // The oracle may miss a name whose leading space it spent on the one before.
        assert!(ours >= theirs, "{text:?}: {ours} and {theirs}");
    }
}
