//! The read side: the page with the alerts and their evidence, JSON, Atom, server-sent events, metrics and health.
//!
//! [`serve`] tells the story. Everything shown is read from the log (`alert-state`, `alerts`, `poller-state`) and from the
//! archive's conversion records, so that evidence still opens when the topic `articles` has expired. Nothing is written.

mod alert_page;
mod alerts_page;
mod atom;
mod events;
mod filter;
mod frame;
mod json;
mod proof;
mod read;
mod sources_page;
mod view;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bus::{Log, Topics};
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinError;

use filter::Filter;
use view::View;

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
    /// What the configuration says of the sources, by id.
    pub outlets: BTreeMap<String, Outlet>,
    /// Metrics of the whole process.
    pub registry: Mutex<Registry>,
    /// Whether every stage is held and alive.
    pub is_ready: Box<dyn Fn() -> bool + Send + Sync>,
}

/// A source as its configuration describes it.
pub struct Outlet {
    /// What a reader knows it by.
    pub name: String,
    /// The language it writes in, like `es`; empty where that is not said.
    pub lang: String,
}

pub(crate) struct Shared {
    pub(crate) web: Web,
    pub(crate) view: View,
    pub(crate) clients: Arc<Semaphore>,
}

/// Serves until `shutdown` resolves.
pub async fn serve(
    listener: TcpListener,
    web: Web,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let shared =
        Arc::new(Shared { web, view: View::default(), clients: Arc::new(Semaphore::new(EVENT_CLIENTS_MAX)) });
    axum::serve(listener, router(shared)).with_graceful_shutdown(shutdown).await
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(alerts))
        .route("/alerts/{id}", get(alert))
        .route("/alerts.json", get(list))
        .route("/alerts.atom", get(feed))
        .route("/sources", get(sources))
        .route("/schema/{name}", get(async |Path(name): Path<String>| answered(Ok(json::schema(&name)))))
        .route("/events", get(events::follow))
        .route("/metrics", get(metrics))
        .route("/livez", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/style.css", get(async || file("text/css; charset=utf-8", include_str!("style.css"))))
        .route("/live.js", get(async || file("text/javascript; charset=utf-8", include_str!("live.js"))))
        .route("/icon.svg", get(async || file("image/svg+xml", include_str!("icon.svg"))))
        .fallback(async || frame::error(StatusCode::NOT_FOUND, "There is no page at this address."))
        .method_not_allowed_fallback(async || {
            frame::error(StatusCode::METHOD_NOT_ALLOWED, "The pages can only be read.")
        })
        .layer(map_response(secured))
        .with_state(shared)
}

fn file(content_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, content_type)], text).into_response()
}

type Made = Result<Response, read::ReadError>;

/// A filter as it stands in the address.
type Asked = Result<Query<Filter>, QueryRejection>;

async fn alerts(State(shared): State<Arc<Shared>>, asked: Asked) -> Response {
    let Ok(Query(filter)) = asked else { return unread_filter() };
    blocking(move || alerts_page::page(&shared, &filter)).await
}

async fn list(State(shared): State<Arc<Shared>>, asked: Asked) -> Response {
    let Ok(Query(filter)) = asked else { return unread_filter() };
    blocking(move || json::list(&shared, &filter)).await
}

async fn alert(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    blocking(move || match id.strip_suffix(".json") {
        Some(id) => json::one(&shared, id),
        None => alert_page::page(&shared, &id),
    })
    .await
}

async fn feed(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let host =
        headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost").to_owned();
    blocking(move || atom::feed(&shared, &host)).await
}

async fn sources(State(shared): State<Arc<Shared>>) -> Response {
    blocking(move || sources_page::page(&shared)).await
}

fn unread_filter() -> Response {
    frame::error(StatusCode::BAD_REQUEST, "The filter in this address cannot be read.")
}

/// Reading the log and the archive blocks, so it is done beside the threads that serve.
async fn blocking(make: impl FnOnce() -> Made + Send + 'static) -> Response {
    answered(tokio::task::spawn_blocking(make).await)
}

fn answered(made: Result<Made, JoinError>) -> Response {
    match made {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => {
            tracing::warn!(%error, "A page could not be made.");
            frame::error(StatusCode::INTERNAL_SERVER_ERROR, "The log or the archive could not be read.")
        }
        Err(error) => {
            tracing::error!(%error, "Making a page failed.");
            frame::error(StatusCode::INTERNAL_SERVER_ERROR, "The page could not be made.")
        }
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

/// Headers of every answer, errors too: only our own files, no framing, no referrer. The filter is a form that leads back to
/// this page, hence `form-action 'self'`.
async fn secured(mut response: Response) -> Response {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
