//! The text with its spans marked: `[RUS …]`, `[ECU …]`, `[ACT …]`, in colour on a terminal.

use std::collections::BTreeMap;

use extractor::Output;
use model::Span;

use crate::terminal::{Paint, shown_text};

/// Marks the spans of all ties, and the names that no tie uses; the longest wins where two overlap.
pub(crate) fn painted(full: &[char], output: &Output, paint: Paint) -> String {
    let mut marks: Vec<(Span, &'static str, String)> = Vec::new();
    for tie in &output.ties {
        let evidence = &tie.evidence;
        marks.extend(evidence.act.map(|span| (span, "1;33", "ACT".to_owned())));
        marks.extend(evidence.topic.iter().map(|span| (*span, "36", "TOPIC".to_owned())));
        marks.extend(evidence.modifier.iter().map(|span| (*span, "35", "MOD".to_owned())));
        marks.extend(evidence.date.map(|span| (span, "34", "DATE".to_owned())));
    }
    for mention in &output.mentions {
        let (code, label) = match mention.kind {
            "russia" => ("1;31", "RUS"),
            "partner" => ("1;32", "LAC"),
            "third" => ("90", "THIRD"),
            _ => continue,
        };
        marks.push((mention.span, code, format!("{label} {}", mention.entry)));
    }
    marks.sort_by_key(|(span, ..)| (span.start, std::cmp::Reverse(span.end)));
    let mut chosen: BTreeMap<usize, (usize, &'static str, String)> = BTreeMap::new();
    let mut reached = 0;
    for (span, code, label) in marks.into_iter().filter(|(span, ..)| span.end <= full.len()) {
        if span.start >= reached && span.start < span.end {
            reached = span.end;
            chosen.insert(span.start, (span.end, code, label));
        }
    }
    let text = |from: usize, to: usize| shown_text(&full[from..to].iter().collect::<String>());
    let mut out = String::new();
    let mut at = 0;
    for (start, (end, code, label)) in chosen {
        out.push_str(&text(at, start));
        out.push_str(&paint.code(code, &format!("[{label}: {}]", text(start, end))));
        at = end;
    }
    out.push_str(&text(at, full.len()));
    out
}
