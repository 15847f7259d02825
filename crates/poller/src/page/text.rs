//! Source text into clean text: entities decoded once, white space folded, invisible characters dropped.

use std::borrow::Cow;

use super::tree::{Segment, Tree};

/// Whether a character is never part of a text: controls, bidirectional marks, zero-width characters, soft hyphens,
/// private use and non-characters.
fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{f0000}'..='\u{10ffff}'
    )
}

/// Decodes the entities of a piece of text.
pub(super) fn decode(source: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', source.as_bytes()).is_some() {
        htmlize::unescape(source)
    } else {
        Cow::Borrowed(source)
    }
}

/// A line being written with its white space folded.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    space: bool,
}

impl Line {
    /// Adds decoded text.
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
            } else if !is_dropped(c) {
                if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.space = false;
                self.text.push(c);
            }
        }
    }

    /// Starts a new line within the paragraph.
    fn line_break(&mut self) {
        self.space = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// The line, with nothing at its ends.
    pub(super) fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

/// Decodes and folds one piece of source text.
pub(super) fn clean(source: &str) -> String {
    let mut line = Line::default();
    line.push(&decode(source));
    line.finish()
}

/// The clean text of a run of segments; line breaks stay.
pub(super) fn segments_text(tree: &Tree, segments: (u32, u32)) -> String {
    let mut line = Line::default();
    for &(start, end) in run(tree, segments) {
        if start == end {
            line.line_break();
        } else {
            line.push(&decode(&tree.html[start as usize..end as usize]));
        }
    }
    line.finish()
}

fn run<'t>(tree: &'t Tree, (start, end): (u32, u32)) -> &'t [Segment] {
    tree.segments.get(start as usize..end as usize).unwrap_or_default()
}

/// The words of a text, in lower case: runs of letters and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
