//! Likeness of texts.

use super::{SHINGLES_MAX, jaccard, sentence_likeness, shingles};

#[test]
fn a_text_is_like_itself_and_unlike_another() {
    let text = shingles("The quick brown fox jumps over the lazy dog near the river");
    assert!(jaccard(&text, &text) > 0.999);
    assert!(jaccard(&text, &shingles("Nothing in common here at all, dear reader")) < 0.001);
}

#[test]
fn the_share_of_runs_of_four_words_is_exact() {
    // Six words give three runs; one of them is shared, so one in five.
    let share = jaccard(&shingles("a b c d e f"), &shingles("x y c d e f"));
    assert!((share - 0.2).abs() < 1e-9, "{share}");
}

#[test]
fn empty_and_short_texts_are_like_nothing_but_themselves() {
    assert_eq!(shingles(""), Vec::<u64>::new());
    assert!(jaccard(&shingles(""), &shingles("")) < 0.001);
    assert!(jaccard(&shingles("one two"), &shingles("One, two!")) > 0.999);
}

#[test]
fn a_long_text_keeps_a_bounded_number_and_still_tells_likeness() {
    let text = |from: u32, to: u32| (from..to).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
    let (a, b) = (shingles(&text(0, 4000)), shingles(&text(2000, 6000)));
    assert_eq!(a.len(), SHINGLES_MAX);
    let share = jaccard(&a, &b);
    assert!((share - 1.0 / 3.0).abs() < 0.06, "{share}");
}

#[test]
fn sentences_are_compared_by_the_beginnings_of_their_longer_words() {
    let (a, b) = ("Fertiliser from the Urals reaches growers", "Fertilisers of the Urals reached a grower");
    assert!(sentence_likeness(a, b) > 0.9);
    assert!(sentence_likeness("Удобрения дошли до Бразилии", "Поставки удобрений в Бразилию") > 0.3);
    assert!(sentence_likeness(a, "Beef exporters win another market") < 0.01);
    assert!(sentence_likeness("", "") < 0.01);
}
