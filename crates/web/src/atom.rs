//! `/alerts.atom`: the latest revision of each alert (RFC 4287).

use axum::http::header;
use axum::response::IntoResponse as _;
use maud::{PreEscaped, html};

use crate::{Made, Shared, read};

pub(crate) fn feed(shared: &Shared) -> Made {
    let alerts = read::alerts(shared)?;
    let updated =
        alerts.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |alert| alert.at.to_string());
    let feed = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        feed xmlns="http://www.w3.org/2005/Atom" {
            title { "Estafeta alerts" }
            id { "urn:uuid:7f0f6a52-5ad3-5c0f-9a2c-3c2b6c1c9b10" }
            updated { (updated) }
            author { name { "Estafeta" } }
            @for alert in &alerts {
                entry {
                    id { "urn:uuid:" (alert.id) }
                    title { "[" (alert.transition.word()) "] " (alert.headline) }
                    updated { (alert.at) }
                    category term=(alert.tie.tie_type) {}
                    summary { @for evidence in &alert.evidence { (evidence.sentence) " (" (evidence.source_name) ") " } }
                }
            }
        }
    };
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed.into_string()).into_response())
}
