//! The text that spans count in: `title + "\n\n" + text`, cut to what the extractor takes.

use model::Span;

use crate::token::{Tokens, tokenize};

/// Most bytes of text that are read; more is cut and flagged. Four times the longest page seen in real feeds.
pub const TEXT_BYTES_MAX: usize = 256 * 1024;

/// Title and text in one, before anything is known of them.
#[derive(Debug)]
pub(crate) struct Joined {
    /// Title, blank line, text.
    pub(crate) full: String,
    /// One past the last byte of the title.
    title_end: usize,
    /// Whether the end was cut off.
    pub(crate) truncated: bool,
}

impl Joined {
    /// Joins and cuts. Nothing is normalised, so code points are those of the input.
    pub(crate) fn new(title: &str, text: &str) -> Joined {
        let mut full = String::with_capacity((title.len() + text.len() + 2).min(TEXT_BYTES_MAX + 4));
        full.push_str(cut(title, TEXT_BYTES_MAX));
        let title_end = full.len();
        full.push_str("\n\n");
        full.push_str(cut(text, TEXT_BYTES_MAX.saturating_sub(title_end)));
        let truncated = full.len() < title.len() + 2 + text.len();
        Joined { full, title_end, truncated }
    }
}

/// One article's text with its tokens.
#[derive(Debug)]
pub(crate) struct Text {
    /// Title, blank line, text.
    pub(crate) full: String,
    /// One past the last byte of the title.
    pub(crate) title_end: usize,
    /// Its words.
    pub(crate) tokens: Tokens,
}

impl Text {
    /// Cuts into tokens.
    pub(crate) fn new(joined: Joined) -> Text {
        let tokens = tokenize(&joined.full);
        Text { full: joined.full, title_end: joined.title_end, tokens }
    }

    /// Code points of the tokens `from..to`, which must not be empty.
    pub(crate) fn span(&self, from: usize, to: usize) -> Span {
        Span { start: self.tokens.list[from].char_start, end: self.tokens.list[to - 1].char_end }
    }

    /// The tokens `from..to` as written.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &str {
        &self.full[self.tokens.list[from].start..self.tokens.list[to - 1].end]
    }
}

fn cut(text: &str, bytes_max: usize) -> &str {
    if text.len() <= bytes_max {
        return text;
    }
    let end = (0..=bytes_max).rev().find(|&n| text.is_char_boundary(n)).unwrap_or(0);
    &text[..end]
}
