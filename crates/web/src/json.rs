//! The alerts as JSON: the very values of the topic.

use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use bus::wire;
use model::Alert;

use crate::filter::Filter;
use crate::{Made, Shared, alert_page, read};

/// `/alerts.json`: the latest revision of every alert that passes, newest first.
pub(crate) fn list(shared: &Shared, filter: &Filter) -> Made {
    let alerts = read::alerts(shared)?;
    let values: Vec<String> =
        alerts.iter().filter(|alert| filter.passes(alert)).map(|alert| value(alert)).collect();
    Ok(answer(StatusCode::OK, format!("[{}]\n", values.join(","))))
}

/// `/alerts/{id}.json`: the latest revision of one alert.
pub(crate) fn one(shared: &Shared, id: &str) -> Made {
    let alerts = read::alerts(shared)?;
    Ok(match alert_page::find(&alerts, id) {
        Some(alert) => answer(StatusCode::OK, value(alert)),
        None => answer(StatusCode::NOT_FOUND, r#"{"error":"no alert with this id"}"#.to_owned()),
    })
}

/// `/schema/{name}`: the JSON Schema of a wire form.
pub(crate) fn schema(name: &str) -> Made {
    let name = name.trim_end_matches(".json").trim_end_matches(".v1");
    Ok(match wire::schema(name) {
        Some(schema) => answer(StatusCode::OK, schema.to_string()),
        None => answer(StatusCode::NOT_FOUND, r#"{"error":"no schema with this name"}"#.to_owned()),
    })
}

fn value(alert: &Alert) -> String {
    String::from_utf8_lossy(&wire::alert::to_json(alert)).into_owned()
}

fn answer(status: StatusCode, json: String) -> axum::response::Response {
    (status, [(header::CONTENT_TYPE, "application/json")], json).into_response()
}
