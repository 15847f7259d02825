//! Nothing from the web drives a terminal.

use super::{shown, shown_text};

#[test]
fn control_and_bidirectional_characters_are_shown_not_obeyed() {
    assert_eq!(
        shown("a\u{1b}[2Jb\u{9b}c\u{202e}d\u{200b}e\r"),
        "a\\u{1b}[2Jb\\u{9b}c\\u{202e}d\\u{200b}e\\u{d}"
    );
    assert_eq!(shown("Ñandú\nи ёж"), "Ñandú и ёж");
    assert_eq!(shown_text("a\nb\u{7}"), "a\nb\\u{7}");
    assert_eq!(shown(&"x".repeat(500)).chars().count(), 301);
}
