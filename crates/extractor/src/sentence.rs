//! Splits the text into sentences. The headline is one; paragraph ends end sentences; abbreviations come from the cue files.

use std::collections::HashSet;

use model::Span;

use crate::text::Text;
use crate::token::Token;

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

/// Splits all of `text`.
pub(crate) fn split(text: &Text, abbreviations: &HashSet<String>) -> Vec<Sentence> {
    let tokens = &text.tokens.list;
    let mut sentences = Vec::new();
    let soft_breaks = text.full[text.title_end..].trim_start().contains("\n\n");
    let mut open = Open { from: 0, span_start: first_char(text), paragraph: 0 };
    for n in 1..=tokens.len() {
        let gap_start = tokens[n - 1].end;
        let gap_end = tokens.get(n).map_or(text.full.len(), |token| token.start);
        let gap = &text.full[gap_start..gap_end];
        let is_last = n == tokens.len();
        let crosses_title = gap_start <= text.title_end && gap_end > text.title_end;
        let paragraph = crosses_title || has_blank_line(gap) || (!soft_breaks && gap.contains('\n'));
        if !is_last && !paragraph && !ends_sentence(text, n, gap, abbreviations) {
            continue;
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
        };
    }
    sentences
}

struct Open {
    from: usize,
    span_start: usize,
    paragraph: usize,
}

fn first_char(text: &Text) -> usize {
    text.full.chars().take_while(|c| c.is_whitespace()).count()
}

fn has_blank_line(gap: &str) -> bool {
    gap.bytes().filter(|&byte| byte == b'\n').count() > 1
}

/// Whether a sentence ends in the gap before token `n`.
fn ends_sentence(text: &Text, n: usize, gap: &str, abbreviations: &HashSet<String>) -> bool {
    let Some(at) = gap.find(['.', '!', '?', '…', '\n']) else { return false };
    let (before, after) = (&text.tokens.list[n - 1], &text.tokens.list[n]);
    let mark = gap[at..].chars().next().expect("find gave a place in the gap");
    let spaced = gap[at..].chars().any(char::is_whitespace);
    let opens = gap.chars().any(|c| matches!(c, '¿' | '¡' | '•' | '—'));
    let digit = text.full[after.start..].starts_with(|c: char| c.is_ascii_digit());
    if !(after.capital || opens || digit) {
        return false;
    }
    match mark {
        '\n' => gap[..at].ends_with([':', ';']) && after.capital,
        '.' if !spaced => after.capital && glued(text, before, n),
        '.' if gap.starts_with('.') => !is_abbreviation(text, n, abbreviations, digit),
        _ => spaced,
    }
}

/// A full stop without a space ends a sentence only between a word or number and a capitalised word: not in `U.S.` or a URL.
fn glued(text: &Text, before: &Token, n: usize) -> bool {
    let word = text.tokens.word(n - 1);
    let numeric = word.bytes().all(|byte| byte.is_ascii_digit());
    let next_is_long = text.tokens.word(n).chars().count() > 1;
    next_is_long && (numeric || (!before.capital && word.chars().count() > 2))
}

fn is_abbreviation(text: &Text, n: usize, abbreviations: &HashSet<String>, digit: bool) -> bool {
    let word = text.tokens.word(n - 1);
    let before = &text.tokens.list[n - 1];
    let initial = before.char_end - before.char_start == 1
        && before.capital
        && !word.starts_with(|c: char| c.is_ascii_digit());
    // A number with a full stop before a number is one number or a dotted date.
    let dotted_number = digit && word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() < 3;
    initial || dotted_number || abbreviations.contains(word)
}

/// Where the closing part of a gap ends and the next sentence's opening part starts, in bytes.
fn cut_gap(gap: &str, paragraph: bool) -> (usize, usize) {
    // A stray space before the full stop still leaves it to the sentence.
    let spaces = gap.len() - gap.trim_start().len();
    let mut closing = if !paragraph && gap[spaces..].starts_with(['.', '!', '?']) { spaces } else { 0 };
    let first = closing;
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
