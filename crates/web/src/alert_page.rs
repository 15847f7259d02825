//! `/alerts/{id}`: one alert: its evidence in the archived texts, the sum that made its severity, its story and revisions.

use std::sync::Arc;

use archive::Archive;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use model::{Alert, AlertEvidence, Status, Transition};

use crate::alerts_page::counted;
use crate::frame::{self, drill, sides, visible, words};
use crate::proof::{Text, proof};
use crate::{Made, Shared, read};

/// Shortest beginning of an id that is looked for.
const PREFIX_CHARS_MIN: usize = 6;

/// Evidence whose archived text is opened; further articles are listed with their sentence.
const TEXTS_MAX: usize = 20;

/// The page of the alert with this id, or with the only id that begins so.
pub(crate) fn page(shared: &Shared, id: &str) -> Made {
    let alerts = read::alerts(shared)?;
    let Some(alert) = find(&alerts, id) else {
        return Ok(frame::error(StatusCode::NOT_FOUND, "There is no alert with this id."));
    };
    let revisions = read::revisions(shared, alert)?;
    let archive = Archive::open_read(&shared.web.archive);
    let texts: Vec<Text> = alert
        .evidence
        .iter()
        .enumerate()
        .map(|(n, evidence)| if n < TEXTS_MAX { Text::open(&archive, evidence) } else { Text::Unopened })
        .collect();
    Ok(made(alert, &revisions, &texts))
}

/// The alert with this id, or with the only id that begins so.
pub(crate) fn find<'a>(alerts: &'a [Arc<Alert>], id: &str) -> Option<&'a Alert> {
    let mut all = alerts.iter().map(Arc::as_ref);
    if let Some(alert) = all.find(|alert| alert.id.as_str() == id) {
        return Some(alert);
    }
    let mut like = alerts.iter().map(Arc::as_ref).filter(|alert| alert.id.as_str().starts_with(id));
    let only = like.next().filter(|_| id.len() >= PREFIX_CHARS_MIN)?;
    like.next().is_none().then_some(only)
}

fn made(alert: &Alert, revisions: &[Alert], texts: &[Text]) -> Response {
    let body = html! {
        article.alert.(alert.severity.level.word()) {
            @if alert.status != Status::Actual {
                p.drills { strong { (alert.status.word()) } " — this alert is a drill. It is no news." }
            }
            (head(alert))
            section aria-labelledby="evidence" {
                h2 #evidence { "Evidence" }
                @for (evidence, text) in alert.evidence.iter().zip(texts) { (proof(evidence, text)) }
            }
            (severity(alert))
            (tie(alert))
            (timeline(alert, revisions))
            (machinery(alert))
            (wrong(alert))
        }
    };
    frame::page(&alert.headline, "", &body)
}

fn head(alert: &Alert) -> Markup {
    html! {
        p.path { a href="/" { "Alerts" } " › " (sides(&alert.tie)) " › " (words(alert.tie.tie_type.word())) }
        h1 { (drill(alert.status)) (visible(&alert.headline)) }
        p.facts {
            span.level { (alert.severity.level.word()) " " (format!("{:.1}", alert.severity.score)) }
            " " span.tag { (alert.tie.realis) }
            @if alert.transition != Transition::Raised { " " span.tag { (alert.transition.word()) } }
            " " (counted(alert.story.sources, "source")) ", " (counted(alert.story.articles, "article"))
            " · " (frame::time(alert.at, "%d %b %Y %H:%M"))
            @if let Some(reason) = alert.reason { " · cancelled because it was " (reason.word()) }
        }
    }
}

fn severity(alert: &Alert) -> Markup {
    html! {
        section aria-labelledby="severity" {
            h2 #severity { "Severity: " (alert.severity.level.word()) }
            table.sum {
                tbody {
                    @for part in &alert.severity.contributions {
                        tr {
                            td.number { (format!("{:+.1}", part.value)) }
                            td { meter min="0" max="5" value=(part.value.abs()) aria-hidden="true" {} }
                            td { (visible(&part.name)) }
                        }
                    }
                }
                tfoot { tr { td.number { (format!("{:.1}", alert.severity.score)) } td {} td { "together" } } }
            }
        }
    }
}

fn tie(alert: &Alert) -> Markup {
    let tie = &alert.tie;
    let names = |actors: &[model::Actor]| {
        let names: Vec<String> = actors
            .iter()
            .map(|actor| format!("{} ({})", visible(&actor.name), visible(&actor.country)))
            .collect();
        if names.is_empty() { "–".to_owned() } else { names.join(", ") }
    };
    let partners: Vec<&str> = tie.partner.iter().map(|partner| partner.name()).collect();
    let contexts: Vec<String> = tie.context.iter().map(|context| words(context.word())).collect();
    html! {
        section aria-labelledby="tie" {
            h2 #tie { "Who did what" }
            dl.slots {
                dt { "Russian side" } dd { (visible(&tie.russia.name)) " · " code { (visible(&tie.russia.id)) } }
                dt { "Partner" } dd { (partners.join(", ")) }
                dt { "Acting for it" } dd { (names(&tie.partner_actors)) }
                @if !tie.third.is_empty() { dt { "Third party" } dd { (names(&tie.third)) } }
                dt { "About" } dd { (words(tie.tie_type.word())) @if !contexts.is_empty() { " · " (contexts.join(", ")) } }
                dt { "Act" } dd {
                    (tie.plover) @if let Some(mode) = tie.mode { "/" (mode.word()) } " · CAMEO " (visible(&tie.cameo))
                }
                dt { "Toward Russia" } dd { (tie.polarity) }
                dt { "Did it happen" } dd { (tie.realis) }
                dt { "Says" } dd { (visible(&tie.attribution.source)) " (" (tie.attribution.strength) ")" }
                dt { "When" } dd {
                    @match &tie.date {
                        Some(date) => { (visible(&date.value)) " (" (words(date.found.word())) ")" },
                        None => { "not told" },
                    }
                }
                dt { "Confidence" } dd { (format!("{:.2}", tie.confidence)) }
            }
        }
    }
}

fn timeline(alert: &Alert, revisions: &[Alert]) -> Markup {
    let mut told: Vec<&AlertEvidence> = alert.evidence.iter().collect();
    told.sort_by_key(|evidence| evidence.published_at.unwrap_or(evidence.fetched_at));
    html! {
        section aria-labelledby="story" {
            h2 #story { "Story" }
            ol.timeline {
                @for evidence in told {
                    li {
                        (frame::time(evidence.published_at.unwrap_or(evidence.fetched_at), "%d %b %Y %H:%M"))
                        " " strong { (visible(&evidence.source_name)) } " "
                        span lang=[evidence.lang.map(model::Lang::code)] { (visible(&evidence.title)) }
                    }
                }
            }
            h2 { "Revisions" }
            ol.timeline {
                @for (n, revision) in revisions.iter().enumerate() {
                    li {
                        (frame::time(revision.at, "%d %b %Y %H:%M"))
                        " " strong { (revision.transition.word()) } " r" (revision.revision)
                        @let before = n.checked_sub(1).and_then(|n| revisions.get(n));
                        @for change in before.map(|before| changes(before, revision)).unwrap_or_default() {
                            div.change { (change) }
                        }
                    }
                }
            }
        }
    }
}

/// What a revision changed, in words.
fn changes(before: &Alert, after: &Alert) -> Vec<String> {
    let facts = |alert: &Alert| {
        [
            ("headline", visible(&alert.headline)),
            ("severity", format!("{} {:.1}", alert.severity.level.word(), alert.severity.score)),
            ("realis", alert.tie.realis.word().to_owned()),
            ("partner", alert.tie.partner_codes().join(", ")),
            ("sources", alert.story.sources.to_string()),
            ("articles", alert.story.articles.to_string()),
            ("channels", visible(&alert.channels.join(", "))),
        ]
    };
    let pairs = facts(before).into_iter().zip(facts(after));
    pairs
        .filter(|((_, old), (_, new))| old != new)
        .map(|((name, old), (_, new))| format!("{name}: {old} → {new}"))
        .collect()
}

fn machinery(alert: &Alert) -> Markup {
    let list = |of: &dyn Fn(&AlertEvidence) -> Vec<String>| {
        let mut ids: Vec<String> = alert.evidence.iter().flat_map(of).collect();
        ids.sort();
        ids.dedup();
        html! { @for id in &ids { code { (visible(id)) } " " } }
    };
    html! {
        section aria-labelledby="why" {
            h2 #why { "Made by" }
            dl.slots {
                dt { "Rules" } dd { (list(&|evidence| evidence.tie.rules.clone())) }
                dt { "Names" } dd { (list(&|evidence| evidence.tie.gazetteer.clone())) }
                dt { "Versions" } dd {
                    "code " (visible(&alert.versions.code)) br; "rules " code { (visible(&alert.versions.rules)) }
                    br; "names " code { (visible(&alert.versions.gazetteer)) }
                }
                dt { "More" } dd {
                    code { "estafeta explain " (alert.id) } " · "
                    a href={ "/alerts/" (alert.id) ".json" } { "JSON" }
                }
            }
        }
    }
}

/// A report to copy; nothing is sent from here.
fn wrong(alert: &Alert) -> Markup {
    let mut report = format!(
        "Alert {} r{}\nHeadline: {}\nRead as: {} {} {} {}, {}\n",
        alert.id,
        alert.revision,
        visible(&alert.headline),
        sides(&alert.tie),
        alert.tie.tie_type,
        alert.tie.plover,
        alert.tie.realis,
        alert.severity.level.word(),
    );
    for evidence in &alert.evidence {
        let place = format!("{}-{}", evidence.span.start, evidence.span.end);
        report.push_str(&format!("Article {} r{} {place}\n", evidence.article, evidence.revision));
        report.push_str(&format!(
            "  {}\n  rules: {}\n",
            visible(evidence.url.as_str()),
            visible(&evidence.tie.rules.join(" "))
        ));
    }
    report.push_str(&format!(
        "Rules {}\nNames {}\nWhat is wrong: ",
        alert.versions.rules, alert.versions.gazetteer
    ));
    html! {
        details.wrong {
            summary { "Wrong?" }
            p { "Copy this, say what is wrong, and send it to whoever keeps the rules. Nothing is sent from here." }
            textarea readonly rows="10" aria-label="Report" { (report) }
        }
    }
}
