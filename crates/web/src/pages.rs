//! The pages for people, and the same as JSON. They work without script.

use archive::Archive;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _};
use bus::wire;
use maud::{DOCTYPE, Markup, html};
use model::{Alert, AlertEvidence, Status};

use crate::{Made, Shared, read};

pub(crate) fn alerts(shared: &Shared) -> Made {
    let alerts = read::alerts(shared)?;
    let list = html! {
        p.count { (alerts.len()) " alerts, newest first" }
        @if alerts.is_empty() { p { "Nothing yet. The first poll takes a few seconds." } }
        table {
            tr { th { "when" } th { "severity" } th { "who" } th { "about" } th { "what" } th { "sources" } }
            @for alert in &alerts { (row(alert)) }
        }
    };
    Ok(Html(framed("Alerts", &list).into_string()).into_response())
}

fn row(alert: &Alert) -> Markup {
    let partners: Vec<&str> = alert.tie.partner.iter().map(|partner| partner.code()).collect();
    html! {
        tr.(alert.severity.level.word()) {
            td { (alert.at.strftime("%d %b %H:%M")) }
            td.level { (alert.severity.level.word()) }
            td { (alert.tie.direction) " " (partners.join(" ")) }
            td { (alert.tie.tie_type) }
            td {
                @if alert.status != Status::Actual { span.exercise { (alert.status.word()) } " " }
                a href={ "/alerts/" (alert.id) } { (alert.headline) }
                " " small { (alert.tie.realis) " · " (alert.transition.word()) " r" (alert.revision) }
            }
            td { (alert.story.sources) }
        }
    }
}

pub(crate) fn alert(shared: &Shared, id: &str) -> Made {
    let alerts = read::alerts(shared)?;
    let Some(alert) = alerts.iter().find(|alert| alert.id.as_str() == id) else {
        return Ok((StatusCode::NOT_FOUND, "no such alert\n").into_response());
    };
    let archive = Archive::open_read(&shared.web.archive)?;
    let mut evidence = Vec::new();
    for one in &alert.evidence {
        evidence.push(proof(&archive, one)?);
    }
    let body = html! {
        @if alert.status != Status::Actual { p.exercise { (alert.status.word()) ": not a real alert" } }
        h1 { (alert.headline) }
        p { (alert.tie.tie_type) " · " (alert.tie.direction) " · " (alert.tie.realis) " · " (alert.transition.word()) " r" (alert.revision) }
        h2 { "Evidence" }
        @for one in &evidence { (one) }
        h2 { "Severity: " (alert.severity.level.word()) " (" (format!("{:.1}", alert.severity.score)) ")" }
        ul { @for part in &alert.severity.contributions { li { (format!("{:+.1}", part.value)) " " (part.name) } } }
        h2 { "Why" }
        p { "rules " @for rule in alert.evidence.iter().flat_map(|one| &one.tie.rules) { code { (rule) } " " } }
        p { "names " @for entry in alert.evidence.iter().flat_map(|one| &one.tie.gazetteer) { code { (entry) } " " } }
        p { small { "estafeta explain " (alert.id) } }
    };
    Ok(Html(framed(&alert.headline, &body).into_string()).into_response())
}

/// The sentence, highlighted in its paragraph of the archived text.
fn proof(archive: &Archive, evidence: &AlertEvidence) -> Result<Markup, read::ReadError> {
    let pointer = evidence.archive.as_ref();
    let conversion = pointer.map(|pointer| archive.conversion(&pointer.conversion)).transpose()?.flatten();
    let full: Vec<char> = conversion
        .map(|found| format!("{}\n\n{}", found.title, found.text).chars().collect())
        .unwrap_or_default();
    let (start, end) = (evidence.span.start.min(full.len()), evidence.span.end.min(full.len()));
    let from = full[..start].iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let to = full[end..].iter().position(|c| *c == '\n').map_or(full.len(), |at| end + at);
    let text = |from: usize, to: usize| full[from..to].iter().collect::<String>();
    let link = evidence.url.as_str();
    Ok(html! {
        article lang=[evidence.lang.map(model::Lang::code)] {
            @if full.is_empty() { blockquote { mark { (evidence.sentence) } } }
            @else { blockquote { (text(from, start)) mark { (text(start, end)) } (text(end, to)) } }
            p {
                (evidence.source_name) " · " (evidence.fetched_at.strftime("%d %b %Y %H:%M")) " · "
                a href=(link) rel="noopener noreferrer nofollow ugc" { (evidence.title) }
            }
            @if let Some(pointer) = pointer { p { small { "archived as " (pointer.record) ", " (pointer.payload_digest) } } }
        }
    })
}

pub(crate) fn sources(shared: &Shared) -> Made {
    let feeds = read::feeds(shared)?;
    let body = html! {
        table {
            tr { th { "source" } th { "worked" } th { "next" } th { "why then" } th { "polls" } th { "unchanged" } th { "articles" } th { "error" } }
            @for (key, state) in &feeds {
                tr {
                    td title=(key) { (state.source) }
                    td { (state.succeeded_at.map_or("never".to_owned(), |time| time.strftime("%d %b %H:%M").to_string())) }
                    td { (state.next_poll_at.map_or("-".to_owned(), |time| time.strftime("%d %b %H:%M").to_string())) }
                    td { (state.next_poll_reason) }
                    td { (state.polls) } td { (state.unchanged) } td { (state.articles) }
                    td { @if let Some(error) = &state.error { (error.kind) ": " (error.message) } }
                }
            }
        }
    };
    Ok(Html(framed("Sources", &body).into_string()).into_response())
}

pub(crate) fn json(shared: &Shared) -> Made {
    let alerts = read::alerts(shared)?;
    let values: Vec<String> = alerts
        .iter()
        .map(|alert| String::from_utf8_lossy(&wire::alert::to_json(alert)).into_owned())
        .collect();
    Ok(([(header::CONTENT_TYPE, "application/json")], format!("[{}]", values.join(","))).into_response())
}

fn framed(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Estafeta" }
                link rel="stylesheet" href="/style.css";
                link rel="alternate" type="application/atom+xml" href="/alerts.atom";
            }
            body {
                nav { a href="/" { "Estafeta" } " " a href="/sources" { "Sources" } " " a href="/alerts.atom" { "Atom" } " " a href="/alerts.json" { "JSON" } }
                main { (body) }
            }
        }
    }
}
