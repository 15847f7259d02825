//! What every page shares: the frame around it, error pages in the same dress, and text of the web made safe to look at.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};
use model::{Direction, Status, Tie};

/// Longest text of others that is shown in one place, in characters; sentences and titles are far shorter.
const SHOWN_CHARS_MAX: usize = 4_000;

/// A page around `body`.
pub(crate) fn page(title: &str, here: &str, body: &Markup) -> Response {
    let link = |path: &str, name: &str| {
        let current = (path == here).then_some("page");
        html! { a href=(path) aria-current=[current] { (name) } }
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (visible(title)) " · Estafeta" }
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/style.css";
                link rel="alternate" type="application/atom+xml" title="Estafeta alerts" href="/alerts.atom";
                script src="/live.js" defer {}
            }
            body {
                a.skip href="#main" { "Skip to content" }
                header.top {
                    a.mark href="/" { "Estafeta" }
                    nav aria-label="Pages" {
                        (link("/", "Alerts")) (link("/sources", "Sources"))
                        (link("/alerts.atom", "Atom")) (link("/alerts.json", "JSON"))
                    }
                }
                main #main { (body) }
                footer { "Russia and Latin America, as reported. Every alert shows the sentence that made it." }
            }
        }
    };
    Html(page.into_string()).into_response()
}

/// An error in the dress of the pages.
pub(crate) fn error(status: StatusCode, message: &str) -> Response {
    let reason = status.canonical_reason().unwrap_or("Error");
    let body = html! {
        section.plain {
            h1 { (status.as_u16()) " " (reason) }
            p { (message) }
            p { a href="/" { "Back to the alerts" } }
        }
    };
    (status, page(reason, "", &body)).into_response()
}

/// Text of others as it may be shown: control, bidirectional, zero-width and tag characters become visible escapes, so that
/// no text can hide or turn around what stands beside it. Escaping for HTML is maud's.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars().take(SHOWN_CHARS_MAX) {
        if is_deceptive(c) {
            shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

fn is_deceptive(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => true,
        // Tags, and what XML does not allow.
        '\u{e0000}'..='\u{e007f}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => c.is_control(),
    }
}

/// `RUS → ECU`, from who acts on whom.
pub(crate) fn sides(tie: &Tie) -> String {
    let codes: Vec<&str> = tie.partner.iter().map(|partner| partner.code()).collect();
    let partners = codes.join(", ");
    let third: Vec<&str> = tie.third.iter().map(|actor| actor.country.as_str()).collect();
    match tie.direction {
        Direction::RusToX => format!("RUS → {partners}"),
        Direction::XToRus => format!("{partners} → RUS"),
        Direction::Mutual => format!("RUS ↔ {partners}"),
        Direction::XToThird => format!("{partners} → {}", third.join(", ")),
    }
}

/// Words of the taxonomy for people: `sanctions_ban` as `sanctions ban`.
pub(crate) fn words(word: &str) -> String {
    word.replace('_', " ")
}

/// A time with its exact value for machines and on hover.
pub(crate) fn time(at: Timestamp, format: &str) -> Markup {
    html! { time datetime=(at) title={ (at.strftime("%Y-%m-%d %H:%M:%S")) " UTC" } { (at.strftime(format)) } }
}

/// Says loudly that something is no real event; nothing where it is one.
pub(crate) fn drill(status: Status) -> Markup {
    html! { @if status != Status::Actual { strong.drill { (status.word()) } " " } }
}

#[cfg(test)]
mod tests;
