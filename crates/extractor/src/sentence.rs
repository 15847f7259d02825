//! Splits the text into sentences. The headline is one; paragraph ends end sentences; abbreviations come from the cue files.

mod ending;

use model::Span;

use crate::text::Text;
use ending::Place;
pub(crate) use ending::StopWords;

/// A sentence: its tokens `from..to`, never empty, and its span without outer spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// First token.
    pub(crate) from: usize,
    /// One past the last token.
    pub(crate) to: usize,
    /// Code points, closing quotes and full stop included.
    pub(crate) span: Span,
    /// It is the headline.
    pub(crate) title: bool,
    /// Number of its paragraph, the headline being 0.
    pub(crate) paragraph: usize,
}

/// Splits all of `text`; `words` are those of its language.
pub(crate) fn split(text: &Text, words: &StopWords) -> Vec<Sentence> {
    let tokens = &text.tokens.list;
    let mut sentences = Vec::new();
    let soft_breaks = text.full[text.title_end..].trim_start().contains("\n\n");
    let mut open = Open { from: 0, span_start: first_char(text), paragraph: 0, first: true };
    for n in 1..=tokens.len() {
        let gap_start = tokens[n - 1].end;
        let gap_end = tokens.get(n).map_or(text.full.len(), |token| token.start);
        let gap = &text.full[gap_start..gap_end];
        let is_last = n == tokens.len();
        let crosses_title = gap_start <= text.title_end && gap_end > text.title_end;
        let paragraph = crosses_title || has_blank_line(gap) || (!soft_breaks && gap.contains('\n'));
        if !is_last && !paragraph {
            let place = Place { text, words, from: open.from, next: n, gap, first: open.first };
            if !place.ends_sentence() {
                continue;
            }
        }
        let (closing, opening) = cut_gap(gap, paragraph || is_last);
        let end = tokens[n - 1].char_end + gap[..closing].chars().count();
        let title = tokens[open.from].start < text.title_end;
        sentences.push(Sentence {
            from: open.from,
            to: n,
            span: Span { start: open.span_start, end },
            title,
            paragraph: open.paragraph,
        });
        open = Open {
            from: n,
            span_start: tokens[n - 1].char_end + gap[..opening].chars().count(),
            paragraph: open.paragraph + usize::from(paragraph),
            first: paragraph,
        };
    }
    sentences
}

struct Open {
    from: usize,
    span_start: usize,
    paragraph: usize,
    /// Nothing of its paragraph stands before it.
    first: bool,
}

fn first_char(text: &Text) -> usize {
    text.full.chars().take_while(|c| c.is_whitespace()).count()
}

fn has_blank_line(gap: &str) -> bool {
    gap.bytes().filter(|&byte| byte == b'\n').count() > 1
}

/// Where the closing part of a gap ends and the next sentence's opening part starts, in bytes.
fn cut_gap(gap: &str, paragraph: bool) -> (usize, usize) {
    // What stands before the mark belongs to the sentence with it: a stray space, a sign, a dash (`17 %.`, `—dijo él—.`).
    let line = gap.split('\n').next().unwrap_or(gap);
    let first = line.find(['.', '!', '?', '…']).unwrap_or(0);
    let mut closing = first;
    for (at, c) in gap.char_indices().filter(|&(at, _)| at >= first) {
        let closes = matches!(
            c,
            '.' | '!' | '?' | '…' | '"' | '”' | '»' | '’' | '\'' | ')' | ']' | ',' | ';' | ':' | '%' | '/'
        );
        if !closes {
            break;
        }
        closing = at + c.len_utf8();
    }
    if paragraph && let Some(at) = gap[closing..].find(|c: char| c.is_whitespace()) {
        closing += gap[closing..closing + at].len();
    }
    let opening = gap[closing..].find(|c: char| !c.is_whitespace()).map_or(gap.len(), |at| closing + at);
    (closing, opening)
}

#[cfg(test)]
mod tests;
