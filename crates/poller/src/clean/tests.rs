//! What is left of markup and odd spaces in a line.

use super::{html_line, line, title};

#[test]
fn what_drives_terminals_or_turns_text_is_removed() {
    let hostile = "A\u{1b}[31m\u{9b}b\u{202e}c\u{0}\n\td\u{200b}e\u{e0041} ";
    assert_eq!(line(hostile, 100), "A[31mbc de");
}

#[test]
fn length_counts_characters() {
    assert_eq!(line("Россия и Куба", 6), "Россия");
}

#[test]
fn titles_come_plain_encoded_or_as_markup() {
    assert_eq!(title("Lula &amp; Putin", 99), "Lula & Putin");
    assert_eq!(title("&amp;quot;Лада&amp;quot; в Гаване", 99), "\"Лада\" в Гаване");
    assert_eq!(title("<b>Rosatom</b> en Bolivia", 99), "Rosatom en Bolivia");
    assert_eq!(title("3 < 4 & 5 > 2", 99), "3 < 4 & 5 > 2");
    assert_eq!(html_line("<p>uno</p><p>dos&nbsp;tres</p>", 99), "uno dos tres");
}
