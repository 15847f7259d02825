//! The splitter beside sentences marked by hand: `seeds/sentences.<language>.txt`, one sentence a line, a blank line after a
//! paragraph. Ends of paragraphs end sentences in any case and count for nothing.

use std::collections::BTreeSet;
use std::path::Path;

use model::Lang;

use super::split;
use crate::tests::RULES;
use crate::text::{Joined, Text};

/// Boundaries that a language's file holds at least.
const BOUNDARIES_MIN: usize = 120;
/// Lowest F1 of the boundaries of a language.
const F1_MIN: f64 = 0.99;
/// Code points shown on either side of a wrong boundary.
const CONTEXT: usize = 30;

/// The joined text and where its sentences start, in code points, but for those that start a paragraph.
struct Marked {
    text: String,
    starts: BTreeSet<usize>,
}

/// Joins the sentences of a paragraph by a space, paragraphs by a blank line.
fn join(file: &str) -> Marked {
    let mut marked = Marked { text: String::new(), starts: BTreeSet::new() };
    for paragraph in file.trim().split("\n\n") {
        if !marked.text.is_empty() {
            marked.text.push_str("\n\n");
        }
        for (n, sentence) in paragraph.lines().enumerate() {
            if n > 0 {
                marked.text.push(' ');
                marked.starts.insert(marked.text.chars().count());
            }
            marked.text.push_str(sentence);
        }
    }
    marked
}

/// Where the splitter starts sentences, in code points of `text`, but for those that start a paragraph.
fn found_starts(text: &str, lang: Lang) -> BTreeSet<usize> {
    let joined = Joined::new("", text);
    let offset = joined.full.chars().count() - text.chars().count();
    let sentences = split(&Text::new(joined), &RULES.cues.of(lang).stop_words);
    let inner = sentences.windows(2).filter(|pair| pair[0].paragraph == pair[1].paragraph);
    inner.map(|pair| pair[1].span.start - offset).collect()
}

fn context(text: &str, at: usize) -> String {
    let before: String = text.chars().take(at).skip(at.saturating_sub(CONTEXT)).collect();
    let after: String = text.chars().skip(at).take(CONTEXT).collect();
    format!("{before}|{after}").replace('\n', " ")
}

fn check(lang: Lang) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../seeds/sentences.{}.txt", lang.code()));
    let file = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let Marked { text, starts } = join(&file);
    assert!(starts.len() >= BOUNDARIES_MIN, "{} boundaries are marked", starts.len());
    let found = found_starts(&text, lang);
    let f1 = 2.0 * found.intersection(&starts).count() as f64 / (found.len() + starts.len()) as f64;
    let missed = starts.difference(&found).map(|&at| format!("missed {}", context(&text, at)));
    let wrong = found.difference(&starts).map(|&at| format!("wrong  {}", context(&text, at)));
    let report: Vec<String> = missed.chain(wrong).collect();
    println!("{}: F1 {f1:.4} of {} boundaries\n{}", lang.code(), starts.len(), report.join("\n"));
    assert!(f1 >= F1_MIN, "F1 {f1:.4}");
}

#[test]
fn english_sentences_are_those_marked_by_hand() {
    check(Lang::En);
}

#[test]
fn spanish_sentences_are_those_marked_by_hand() {
    check(Lang::Es);
}

#[test]
fn portuguese_sentences_are_those_marked_by_hand() {
    check(Lang::Pt);
}

#[test]
fn russian_sentences_are_those_marked_by_hand() {
    check(Lang::Ru);
}
