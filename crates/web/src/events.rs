//! `/events`: every transition of every alert from the beginning, or from `Last-Event-ID`, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bus::{Reader, Seek};
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;

use crate::Shared;

const RECORDS_MAX: usize = 100;
const WAIT: Duration = Duration::from_millis(500);

struct Follower {
    reader: Box<dyn Reader>,
    ready: std::vec::IntoIter<bus::Record>,
    _place: OwnedSemaphorePermit,
}

pub(crate) async fn follow(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let Ok(place) = shared.clients.clone().try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many followers; try again later\n").into_response();
    };
    let last =
        headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse::<u64>().ok());
    let from = last.map_or(Seek::Beginning, |last| Seek::Offset(last.saturating_add(1)));
    let Ok(reader) = shared.web.log.reader(&[shared.web.topics.alerts()], from) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let follower = Follower { reader, ready: Vec::new().into_iter(), _place: place };
    Sse::new(stream::unfold(follower, next)).keep_alive(KeepAlive::default()).into_response()
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
