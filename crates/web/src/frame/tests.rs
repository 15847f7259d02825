//! What text of others looks like once it is shown.

use super::visible;

#[test]
fn text_cannot_hide_or_turn_what_stands_beside_it() {
    assert_eq!(visible("Ñandú и Москва"), "Ñandú и Москва");
    assert_eq!(visible("a\u{202e}b\u{1b}[31m\u{200b}\u{9b}"), "a⟨U+202E⟩b⟨U+001B⟩[31m⟨U+200B⟩⟨U+009B⟩");
    assert_eq!(visible(&"я".repeat(10_000)).chars().count(), 4_000);
}
