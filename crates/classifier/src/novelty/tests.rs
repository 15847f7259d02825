//! The Gamma–Poisson tail.

use super::tail;

#[test]
fn the_tail_is_that_of_a_poisson_where_much_was_seen() {
    // Ten a day over a thousand days, against the exact Poisson tail for 20 or more: 0.00345.
    let chance = tail(10_000.0, 1000.0, 1.0, 20);
    assert!((chance - 0.003_45).abs() < 0.000_2, "{chance}");
}

#[test]
fn a_first_story_is_more_surprising_the_longer_one_watched() {
    let chances: Vec<f64> = [1.0, 30.0, 300.0].map(|days| tail(0.0, days, 1.0, 1)).to_vec();
    assert!(chances[0] > chances[1] && chances[1] > chances[2], "{chances:?}");
}

#[test]
fn a_frequent_pair_is_no_surprise() {
    assert!(tail(60.0, 60.0, 1.0, 1) > 0.5);
    assert!(tail(1.0, 60.0, 1.0, 1) < 0.05);
}
