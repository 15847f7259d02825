//! The read side: the page with the alerts and their evidence, JSON, Atom, server-sent events, metrics and health.
//!
//! [`serve`] tells the story. Everything shown is read from the log (`alert-state`, `alerts`, `poller-state`) and from the
//! archive's conversion records, so that evidence still opens when the topic `articles` has expired. Nothing is written.

mod atom;
mod events;
mod pages;
mod read;

use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bus::{Log, Topics};
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Most clients that follow the events at once; each holds a read-only connection to the log.
const EVENT_CLIENTS_MAX: usize = 64;

/// What the pages are made of.
pub struct Web {
    /// The log.
    pub log: Arc<dyn Log>,
    /// Its topics.
    pub topics: Topics,
    /// Folder of the archive.
    pub archive: PathBuf,
    /// Metrics of the whole process.
    pub registry: Mutex<Registry>,
    /// Whether every stage is held and alive.
    pub is_ready: Box<dyn Fn() -> bool + Send + Sync>,
}

pub(crate) struct Shared {
    pub(crate) web: Web,
    pub(crate) clients: Arc<Semaphore>,
}

/// Serves until `shutdown` resolves.
pub async fn serve(
    listener: TcpListener,
    web: Web,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let shared = Arc::new(Shared { web, clients: Arc::new(Semaphore::new(EVENT_CLIENTS_MAX)) });
    let router = Router::new()
        .route("/", get(|state| page(state, pages::alerts)))
        .route("/sources", get(|state| page(state, pages::sources)))
        .route("/alerts/{id}", get(alert))
        .route("/alerts.json", get(|state| page(state, pages::json)))
        .route("/alerts.atom", get(|state| page(state, atom::feed)))
        .route("/events", get(events::follow))
        .route("/metrics", get(metrics))
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route(
            "/style.css",
            get(|| async { ([(header::CONTENT_TYPE, "text/css")], include_str!("style.css")) }),
        )
        .fallback(|| async { (StatusCode::NOT_FOUND, "not found\n") })
        .layer(map_response(secured))
        .with_state(shared);
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}

type Made = Result<Response, read::ReadError>;

async fn page(State(shared): State<Arc<Shared>>, make: fn(&Shared) -> Made) -> Response {
    answered(tokio::task::spawn_blocking(move || make(&shared)).await)
}

async fn alert(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    answered(tokio::task::spawn_blocking(move || pages::alert(&shared, &id)).await)
}

fn answered(made: Result<Made, tokio::task::JoinError>) -> Response {
    match made {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => {
            tracing::warn!(%error, "A page could not be made.");
            (StatusCode::INTERNAL_SERVER_ERROR, "the log or the archive could not be read\n").into_response()
        }
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the page could not be made\n").into_response(),
    }
}

async fn ready(State(shared): State<Arc<Shared>>) -> Response {
    if (shared.web.is_ready)() {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "a stage is not running\n").into_response()
    }
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let mut text = String::new();
    let registry = shared.web.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match prometheus_client::encoding::text::encode(&mut text, &registry) {
        Ok(()) => text.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Headers of every answer, errors too: no script, nothing from elsewhere, no framing, no referrer.
async fn secured(mut response: Response) -> Response {
    const POLICY: &str =
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
