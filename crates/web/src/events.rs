//! `/events`: every transition of every alert as server-sent events, from the beginning, from `?from=` (`beginning`, `end`,
//! an event's id, or an RFC 3339 time) or after `Last-Event-ID`, which a client that lost its connection sends by itself.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bus::{Reader, Seek};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;

use crate::{Shared, frame};

const RECORDS_MAX: usize = 100;
const WAIT: Duration = Duration::from_millis(500);

struct Follower {
    reader: Box<dyn Reader>,
    ready: std::vec::IntoIter<bus::Record>,
    _place: OwnedSemaphorePermit,
}

/// Where to begin, as a client asks for it.
#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    from: String,
}

pub(crate) async fn follow(
    State(shared): State<Arc<Shared>>,
    Query(asked): Query<From>,
    headers: HeaderMap,
) -> Response {
    let Some(from) = place(&asked.from, &headers) else {
        return frame::error(
            StatusCode::BAD_REQUEST,
            "from is beginning, end, an event id or an RFC 3339 time",
        );
    };
    let Ok(place) = shared.clients.clone().try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many followers; try again later\n").into_response();
    };
    let Ok(reader) = shared.web.log.reader(&[shared.web.topics.alerts()], from) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let follower = Follower { reader, ready: Vec::new().into_iter(), _place: place };
    Sse::new(stream::unfold(follower, next)).keep_alive(KeepAlive::default()).into_response()
}

/// Where a client wants to begin; what it has seen already wins over what it asked for.
fn place(asked: &str, headers: &HeaderMap) -> Option<Seek> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse::<u64>().ok());
    if let Some(last) = last {
        return Some(Seek::Offset(last.saturating_add(1)));
    }
    match asked {
        "" | "beginning" => Some(Seek::Beginning),
        "end" => Some(Seek::End),
        asked => asked.parse().map(Seek::Offset).or_else(|_| asked.parse().map(Seek::Time)).ok(),
    }
}

async fn next(mut follower: Follower) -> Option<(Result<Event, Infallible>, Follower)> {
    loop {
        if let Some(record) = follower.ready.next() {
            let data = String::from_utf8(record.value.unwrap_or_default()).ok()?;
            return Some((Ok(Event::default().id(record.offset.to_string()).data(data)), follower));
        }
        let polled = tokio::task::spawn_blocking(move || {
            let records = follower.reader.poll(RECORDS_MAX, WAIT);
            (follower, records)
        });
        let (back, records) = polled.await.ok()?;
        follower = back;
        follower.ready = records.ok()?.into_iter();
    }
}
