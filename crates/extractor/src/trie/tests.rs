//! What the trie finds; `differential` sets it beside aho-corasick.

mod differential;

use super::Trie;
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
