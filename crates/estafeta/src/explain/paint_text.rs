//! The text with its spans marked: `[RUS …]`, `[ECU …]`, `[ACT …]`, in colour on a terminal.

use extractor::Output;
use model::Span;

use crate::terminal::{Paint, shown_text};

/// A span of the text that tells something, none overlapping another.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is: `act`, `topic`, `modifier`, `date`, `russia`, `partner` or `third`.
    pub(crate) kind: &'static str,
    /// What it says to the reader: `RUS Rosatom`.
    pub(crate) label: String,
}

/// The spans of all ties, and the names that no tie uses, in order; the longest wins where two overlap, of equals the name.
pub(crate) fn marks(full: &[char], output: &Output) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut push = |span: Span, kind, label: String| marks.push(Mark { span, kind, label });
    for mention in &output.mentions {
        let label = match mention.kind {
            "russia" => "RUS",
            "partner" => "LAC",
            "third" => "THIRD",
            _ => continue,
        };
        push(mention.span, mention.kind, format!("{label} {}", mention.entry));
    }
    for evidence in output.ties.iter().map(|tie| &tie.evidence) {
        evidence.act.iter().for_each(|span| push(*span, "act", "ACT".to_owned()));
        evidence.topic.iter().for_each(|span| push(*span, "topic", "TOPIC".to_owned()));
        evidence.modifier.iter().for_each(|span| push(*span, "modifier", "MOD".to_owned()));
        evidence.date.iter().for_each(|span| push(*span, "date", "DATE".to_owned()));
    }
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    let mut reached = 0;
    marks.retain(|mark| {
        let keeps =
            mark.span.end <= full.len() && mark.span.start >= reached && mark.span.start < mark.span.end;
        if keeps {
            reached = mark.span.end;
        }
        keeps
    });
    marks
}

/// The text for a terminal.
pub(crate) fn painted(full: &[char], output: &Output, paint: Paint) -> String {
    let text = |from: usize, to: usize| shown_text(&full[from..to].iter().collect::<String>());
    let mut out = String::new();
    let mut at = 0;
    for Mark { span, kind, label } in marks(full, output) {
        out.push_str(&text(at, span.start));
        out.push_str(&paint.code(code(kind), &format!("[{label}: {}]", text(span.start, span.end))));
        at = span.end;
    }
    out.push_str(&text(at, full.len()));
    out
}

fn code(kind: &str) -> &'static str {
    match kind {
        "act" => "1;33",
        "topic" => "36",
        "modifier" => "35",
        "date" => "34",
        "russia" => "1;31",
        "partner" => "1;32",
        _ => "90",
    }
}
