//! The same as one page: no script, no request, readable in light and dark, every word of the web escaped.

use extractor::Shares;
use maud::{Markup, PreEscaped, html};
use model::{Lang, Tie};

use super::paint_text::{Mark, marks};
use super::{Explained, NEAR_MISSES_MAX, grounds, slice, slots, told, words};
use crate::rules::RuleSet;
use crate::subscribe;
use crate::terminal::{shown, shown_text};

const STYLE: &str = include_str!("style.css");

/// Classes of the marks, with what each is.
const LEGEND: [(&str, &str); 7] = [
    ("russia", "Russian side"),
    ("partner", "partner"),
    ("third", "third party"),
    ("act", "act"),
    ("topic", "topic"),
    ("modifier", "modifier"),
    ("date", "date"),
];

/// The page about `what`: what was said of an alert, if it is one, and each article.
pub(super) fn page(what: &str, head: &str, articles: &[Explained], rules: &RuleSet) -> String {
    let page = html! {
        (PreEscaped("<!doctype html>"))
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Explained: " (shown(what)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                p.legend { @for (class, name) in LEGEND { mark class=(class) { (name) } " " } }
                @if !head.is_empty() { pre { (head) } }
                @for one in articles { (article(one, rules)) }
            }
        }
    };
    page.into_string()
}

fn article(explained: &Explained, rules: &RuleSet) -> Markup {
    let output = &explained.output;
    html! {
        article {
            h1 { (shown(&explained.loose.id)) }
            p.facts { (output.lang.map_or("--", Lang::code)) " · " (explained.dated()) }
            div.text lang=(output.lang.map_or("und", Lang::code)) { (marked(explained)) }
            @for (n, (one, shares)) in output.ties.iter().zip(&output.shares).enumerate() {
                (tie(n + 1, one, shares, explained, rules))
            }
            @if output.ties.is_empty() { p { "no tie" } }
            @if !output.near_misses.is_empty() { (near_misses(explained)) }
            @if output.truncated { p { "the text is longer than the extractor takes; it was cut" } }
        }
    }
}

/// The text with its spans; what each is stands in its title and, for who does not see colours, in small letters before it.
fn marked(explained: &Explained) -> Markup {
    let full = &explained.full;
    let text = |from: usize, to: usize| shown_text(&full[from..to].iter().collect::<String>());
    let marks = marks(full, &explained.output);
    let starts = std::iter::once(0).chain(marks.iter().map(|mark| mark.span.end));
    html! {
        @for (from, Mark { span, kind, label }) in starts.zip(&marks) {
            (text(from, span.start))
            mark class=(kind) title=(label) { small { (label) } (text(span.start, span.end)) }
        }
        (text(marks.last().map_or(0, |mark| mark.span.end), full.len()))
    }
}

fn tie(n: usize, tie: &Tie, shares: &Shares, explained: &Explained, rules: &RuleSet) -> Markup {
    html! {
        section {
            h2 { "tie " (n) " · " (subscribe::arrow(tie)) "  " (tie.tie_type) }
            ul.slots { @for slot in slots(tie) { li { (slot) } } }
            blockquote { (shown(&slice(&explained.full, tie.evidence.sentence))) }
            table {
                @for (name, words) in words(tie, &explained.full) { tr { th { (name) } td { (words) } } }
                tr { th { "grounded" } td { (told(shares)) } }
                @for (rule, place) in grounds(tie, rules, explained.output.lang) {
                    tr { th { code { (rule) } } td { (place) } }
                }
            }
        }
    }
}

fn near_misses(explained: &Explained) -> Markup {
    let misses = &explained.output.near_misses;
    html! {
        section {
            h2 { "near misses" }
            ul.misses {
                @for miss in misses.iter().take(NEAR_MISSES_MAX) {
                    li {
                        strong { (miss.partner.map_or("-", |partner| partner.code())) " " (miss.tie_type) }
                        " " code { (miss.rule) } ": " (miss.condition)
                        blockquote { (shown(&slice(&explained.full, miss.span))) }
                    }
                }
            }
            @if misses.len() > NEAR_MISSES_MAX { p { "and " (misses.len() - NEAR_MISSES_MAX) " more near misses" } }
        }
    }
}
