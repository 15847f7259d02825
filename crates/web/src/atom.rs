//! `/alerts.atom`: the latest revision of each alert (RFC 4287).

use axum::http::header;
use axum::response::IntoResponse as _;
use maud::{PreEscaped, html};
use model::{Alert, Status, Transition};

use crate::frame::{sides, visible};
use crate::{Made, Shared, read};

/// Most entries of the feed, the newest.
const ENTRIES_MAX: usize = 500;

/// The feed; `host` is where the client reached us, for the links.
pub(crate) fn feed(shared: &Shared, host: &str) -> Made {
    let alerts = read::alerts(shared)?;
    let alerts = &alerts[..alerts.len().min(ENTRIES_MAX)];
    let base = format!("http://{host}");
    let updated =
        alerts.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |alert| alert.at.to_string());
    let feed = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" {
            title { "Estafeta alerts" }
            id { "urn:uuid:7f0f6a52-5ad3-5c0f-9a2c-3c2b6c1c9b10" }
            updated { (updated) }
            author { name { "Estafeta" } }
            link rel="self" href={ (base) "/alerts.atom" } {}
            link rel="alternate" href={ (base) "/" } {}
            @for alert in alerts {
                entry {
                    id { "urn:uuid:" (alert.id) }
                    title { (title(alert)) }
                    updated { (alert.at) }
                    link rel="alternate" href={ (base) "/alerts/" (alert.id) } {}
                    category term=(alert.tie.tie_type) {}
                    category term=(alert.severity.level.word()) {}
                    summary {
                        (sides(&alert.tie)) ": "
                        @for evidence in &alert.evidence {
                            "“" (visible(&evidence.sentence)) "” (" (visible(&evidence.source_name)) ") "
                        }
                    }
                }
            }
        }
    };
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed.into_string()).into_response())
}

fn title(alert: &Alert) -> String {
    let drill = if alert.status == Status::Actual { "" } else { alert.status.word() };
    let change = if alert.transition == Transition::Raised { "" } else { alert.transition.word() };
    let marks: Vec<String> =
        [drill, change].iter().filter(|mark| !mark.is_empty()).map(|mark| format!("[{mark}] ")).collect();
    format!("{}{}", marks.concat(), visible(&alert.headline))
}
