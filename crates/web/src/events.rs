//! `/events`: every transition of every alert as server-sent events, from the beginning, from `?from=` (`beginning`, `end`,
//! an event's id, or an RFC 3339 time) or after `Last-Event-ID`, which a client that lost its connection sends by itself.
//!
//! `?channel=` follows one channel instead; then each event is named by what the alert is in that channel (`raised`,
//! `updated`, `cancelled`). With `?until=` (`now` or an RFC 3339 time) an event named `end` follows the last one.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bus::{LogError, Reader, Record, Seek, wire};
use futures_util::stream;
use jiff::Timestamp;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;

use crate::{Shared, frame};

const RECORDS_MAX: usize = 100;
const WAIT: Duration = Duration::from_millis(500);

struct Follower {
    reader: Box<dyn Reader>,
    ready: std::vec::IntoIter<Record>,
    until: Option<Timestamp>,
    /// Whether events are named.
    is_channel: bool,
    /// The event `end` was sent.
    is_over: bool,
    _place: OwnedSemaphorePermit,
}

/// What a client asks for; empty where it does not.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    from: String,
    until: String,
    channel: String,
}

pub(crate) async fn follow(
    State(shared): State<Arc<Shared>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let Some(from) = place(&asked.from, &headers) else {
        return frame::error(
            StatusCode::BAD_REQUEST,
            "from is beginning, end, an event id or an RFC 3339 time",
        );
    };
    let Some(until) = end(&asked.until) else {
        return frame::error(StatusCode::BAD_REQUEST, "until is now or an RFC 3339 time");
    };
    let topics = &shared.web.topics;
    let topic = if asked.channel.is_empty() { topics.alerts() } else { topics.channel(&asked.channel) };
    let Ok(place) = shared.clients.clone().try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many followers; try again later\n").into_response();
    };
    let reader = match shared.web.log.reader(&[topic], from) {
        Ok(reader) => reader,
        Err(LogError::NoTopic(_)) => return (StatusCode::NOT_FOUND, "no such channel\n").into_response(),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let follower = Follower {
        reader,
        ready: Vec::new().into_iter(),
        until,
        is_channel: !asked.channel.is_empty(),
        is_over: false,
        _place: place,
    };
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

/// Where to end, if anywhere; the outer `None` where that cannot be read.
fn end(asked: &str) -> Option<Option<Timestamp>> {
    match asked {
        "" => Some(None),
        "now" => Some(Some(Timestamp::now())),
        asked => asked.parse().map(Some).ok(),
    }
}

async fn next(mut follower: Follower) -> Option<(Result<Event, Infallible>, Follower)> {
    if follower.is_over {
        return None;
    }
    loop {
        let is_past = follower.until.is_some_and(|until| Timestamp::now() >= until);
        if let Some(record) = follower.ready.next() {
            if follower.until.is_some_and(|until| record.appended_at > until) {
                return Some(last(follower));
            }
            let event = event_of(record, follower.is_channel)?;
            return Some((Ok(event), follower));
        }
        let polled = tokio::task::spawn_blocking(move || {
            let records = follower.reader.poll(RECORDS_MAX, if is_past { Duration::ZERO } else { WAIT });
            (follower, records)
        });
        let (back, records) = polled.await.ok()?;
        let records = records.ok()?;
        follower = back;
        if is_past && records.is_empty() {
            return Some(last(follower));
        }
        follower.ready = records.into_iter();
    }
}

fn last(mut follower: Follower) -> (Result<Event, Infallible>, Follower) {
    follower.is_over = true;
    (Ok(Event::default().event("end").data("")), follower)
}

fn event_of(record: Record, is_channel: bool) -> Option<Event> {
    let event = Event::default().id(record.offset.to_string());
    let transition = wire::headers::find(&record, wire::headers::CHANNEL_TRANSITION).filter(|_| is_channel);
    let event = match transition {
        Some(transition) => event.event(transition),
        None => event,
    };
    let data = String::from_utf8(record.value.unwrap_or_default()).ok()?;
    Some(event.data(data))
}
