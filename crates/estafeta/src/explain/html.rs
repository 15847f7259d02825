//! The same as one page: no script, no request, readable in light and dark, every word of the web escaped.

use model::Lang;

use super::paint_text::{Mark, marks};
use super::{Explained, NEAR_MISSES_MAX, grounds, slice, slots, words};
use crate::rules::RuleSet;
use crate::subscribe;
use crate::terminal::{shown, shown_text};

const STYLE: &str = include_str!("style.css");

/// The page about `what`: what was said of an alert, if it is one, and each article.
pub(super) fn page(what: &str, head: &str, articles: &[Explained], rules: &RuleSet) -> String {
    let title = escaped(&shown(what));
    let alert = if head.is_empty() { String::new() } else { format!("<pre>{}</pre>\n", escaped(head)) };
    let articles: String = articles.iter().map(|one| article(one, rules)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Explained: {title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n{LEGEND}{alert}{articles}</body>\n</html>\n"
    )
}

const LEGEND: &str = "<p class=\"legend\"><mark class=\"russia\">Russian side</mark> <mark class=\"partner\">partner</mark> \
    <mark class=\"third\">third party</mark> <mark class=\"act\">act</mark> <mark class=\"topic\">topic</mark> \
    <mark class=\"modifier\">modifier</mark> <mark class=\"date\">date</mark></p>\n";

fn article(explained: &Explained, rules: &RuleSet) -> String {
    let output = &explained.output;
    let lang = output.lang.map_or("und", Lang::code);
    let ties: String =
        output.ties.iter().enumerate().map(|(n, one)| tie(n + 1, one, explained, rules)).collect();
    let ties = if ties.is_empty() { "<p>no tie</p>\n".to_owned() } else { ties };
    let cut = if output.truncated {
        "<p>the text is longer than the extractor takes; it was cut</p>\n"
    } else {
        ""
    };
    format!(
        "<article>\n<h1>{}</h1>\n<p class=\"facts\">{} · {}</p>\n<div class=\"text\" lang=\"{lang}\">{}</div>\n{ties}{}{cut}</article>\n",
        escaped(&shown(&explained.loose.id)),
        output.lang.map_or("--", Lang::code),
        escaped(explained.dated()),
        marked(explained),
        near_misses(explained),
    )
}

/// The text with its spans; what each is stands in its title and, for who does not see colours, in small letters before it.
fn marked(explained: &Explained) -> String {
    let full = &explained.full;
    let text = |from: usize, to: usize| escaped(&shown_text(&full[from..to].iter().collect::<String>()));
    let mut out = String::new();
    let mut at = 0;
    for Mark { span, kind, label } in marks(full, &explained.output) {
        out.push_str(&text(at, span.start));
        let label = escaped(&label);
        let words = text(span.start, span.end);
        out.push_str(&format!(
            "<mark class=\"{kind}\" title=\"{label}\"><small>{label}</small>{words}</mark>"
        ));
        at = span.end;
    }
    out.push_str(&text(at, full.len()));
    out
}

fn tie(n: usize, tie: &model::Tie, explained: &Explained, rules: &RuleSet) -> String {
    let head = escaped(&format!("{}  {}", subscribe::arrow(tie), tie.tie_type));
    let slots: String = slots(tie).iter().map(|slot| format!("<li>{}</li>", escaped(slot))).collect();
    let words: String = words(tie, &explained.full)
        .iter()
        .map(|(name, words)| format!("<tr><th>{name}</th><td>{}</td></tr>\n", escaped(words)))
        .collect();
    let grounds: String = grounds(tie, rules, explained.output.lang)
        .iter()
        .map(|(rule, place)| {
            format!("<tr><th><code>{}</code></th><td>{}</td></tr>\n", escaped(rule), escaped(place))
        })
        .collect();
    format!(
        "<section>\n<h2>tie {n} · {head}</h2>\n<ul class=\"slots\">{slots}</ul>\n<blockquote>{}</blockquote>\n\
         <table>\n{words}{grounds}</table>\n</section>\n",
        escaped(&shown(&slice(&explained.full, tie.evidence.sentence)))
    )
}

fn near_misses(explained: &Explained) -> String {
    let misses = &explained.output.near_misses;
    if misses.is_empty() {
        return String::new();
    }
    let shown_misses: String = misses
        .iter()
        .take(NEAR_MISSES_MAX)
        .map(|miss| {
            format!(
                "<li><strong>{} {}</strong> <code>{}</code>: {}<blockquote>{}</blockquote></li>\n",
                miss.partner.map_or("-", |partner| partner.code()),
                miss.tie_type,
                escaped(&miss.rule),
                escaped(&miss.condition),
                escaped(&shown(&slice(&explained.full, miss.span)))
            )
        })
        .collect();
    let more = match misses.len().saturating_sub(NEAR_MISSES_MAX) {
        0 => String::new(),
        more => format!("<p>and {more} more near misses</p>\n"),
    };
    format!("<section>\n<h2>near misses</h2>\n<ul class=\"misses\">\n{shown_misses}</ul>\n{more}</section>\n")
}

/// Text as HTML, safe in an element and in a quoted attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
