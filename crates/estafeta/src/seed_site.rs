//! The seed site: serves the folder of our own exercise articles over loopback, as it is on disk at each request.
//!
//! Each folder inside is an outlet; its pages are listed, newest first, in `/<outlet>/rss.xml`, `/<outlet>/atom.xml` and
//! `/<outlet>/feed.json`. The poller fetches them like any other source.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use poller::page::When;
use tokio::net::TcpListener;

use crate::input::midnight;

/// Longest page that is served, in bytes.
const PAGE_BYTES_MAX: u64 = 2 << 20;

struct Site {
    dir: PathBuf,
    base: String,
}

struct Item {
    link: String,
    guid: String,
    title: String,
    summary: String,
    author: String,
    published: Option<Timestamp>,
    updated: Timestamp,
}

/// Serves `dir` until `shutdown` resolves.
pub(crate) async fn serve(
    listener: TcpListener,
    dir: PathBuf,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let address: SocketAddr = listener.local_addr()?;
    let site = Arc::new(Site { dir, base: format!("http://{address}") });
    let router = Router::new()
        .route("/robots.txt", get(|| async { "User-agent: *\nAllow: /\n" }))
        .route("/{outlet}/{page}", get(page))
        .with_state(site);
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}

async fn page(
    State(site): State<Arc<Site>>,
    UrlPath((outlet, page)): UrlPath<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let is_plain = |name: &str| !name.starts_with('.') && !name.contains(['/', '\\']);
    if !is_plain(&outlet) || !is_plain(&page) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let found = tokio::task::spawn_blocking(move || site.answer(&outlet, &page)).await;
    match found {
        Ok(Some((media_type, body))) => conditional(media_type, body, &headers),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Answers 304 where the client has these bytes.
fn conditional(media_type: &'static str, body: Vec<u8>, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", &model::Digest::of(&body).to_string()[7..39]);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::ETAG, etag)], body).into_response()
}

impl Site {
    fn answer(&self, outlet: &str, page: &str) -> Option<(&'static str, Vec<u8>)> {
        let dir = self.dir.join(outlet);
        match page {
            "rss.xml" => Some((
                "application/rss+xml; charset=utf-8",
                rss(outlet, &self.items(outlet, &dir)?).into_bytes(),
            )),
            "atom.xml" => Some((
                "application/atom+xml; charset=utf-8",
                atom(outlet, &self.items(outlet, &dir)?).into_bytes(),
            )),
            "feed.json" => {
                Some(("application/feed+json", json(outlet, &self.items(outlet, &dir)?).into_bytes()))
            }
            _ if page.ends_with(".html") => Some(("text/html; charset=utf-8", read(&dir.join(page))?)),
            _ => None,
        }
    }

    /// The pages of an outlet, newest first; `None` where there is no such outlet.
    fn items(&self, outlet: &str, dir: &Path) -> Option<Vec<Item>> {
        let mut items: Vec<Item> = std::fs::read_dir(dir)
            .ok()?
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().ends_with(".html"))
            .filter_map(|entry| self.item(outlet, &entry.path()))
            .collect();
        items.sort_by(|a, b| (b.published, &b.link).cmp(&(a.published, &a.link)));
        Some(items)
    }

    fn item(&self, outlet: &str, path: &Path) -> Option<Item> {
        let html = String::from_utf8(read(path)?).ok()?;
        let modified =
            std::fs::metadata(path).and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let page = poller::page::extract(&html, None);
        let link = format!("{}/{outlet}/{}", self.base, path.file_name()?.to_str()?);
        Some(Item {
            guid: page.canonical.clone().unwrap_or_else(|| link.clone()),
            link,
            summary: page.text.split("\n\n").next().unwrap_or("").chars().take(300).collect(),
            author: page.authors.join(", "),
            published: page.published_at.and_then(|date| match date.when {
                When::Instant(time) => Some(time),
                When::Day(day) => midnight(day),
            }),
            updated: Timestamp::try_from(modified).unwrap_or(Timestamp::UNIX_EPOCH),
            title: page.title,
        })
    }
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let length = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.len();
    if length > PAGE_BYTES_MAX { None } else { std::fs::read(path).ok() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn rss(outlet: &str, items: &[Item]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel><title>{0}</title><link>https://seeds.example/{0}/</link>\
         <description>Exercise articles</description>\n",
        escaped(outlet)
    );
    for item in items {
        let published = item.published.map_or_else(String::new, |time| {
            format!("<pubDate>{}</pubDate>", time.strftime("%a, %d %b %Y %H:%M:%S +0000"))
        });
        let updated = item.updated.strftime("%Y-%m-%dT%H:%M:%SZ");
        writeln!(
            out,
            "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid>{published}\
             <atom:updated>{updated}</atom:updated><dc:creator>{}</dc:creator><description>{}</description></item>",
            escaped(&item.title),
            escaped(&item.link),
            escaped(&item.guid),
            escaped(&item.author),
            escaped(&item.summary)
        )
        .expect("writing to a string cannot fail");
    }
    out + "</channel></rss>\n"
}

fn atom(outlet: &str, items: &[Item]) -> String {
    let newest = items.iter().map(|item| item.updated).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{0}</title>\
         <id>https://seeds.example/{0}/</id><updated>{newest}</updated>\n",
        escaped(outlet)
    );
    for item in items {
        let published =
            item.published.map_or_else(String::new, |time| format!("<published>{time}</published>"));
        writeln!(
            out,
            "<entry><title>{}</title><link href=\"{}\"/><id>{}</id><updated>{}</updated>{published}\
             <author><name>{}</name></author><summary>{}</summary></entry>",
            escaped(&item.title),
            escaped(&item.link),
            escaped(&item.guid),
            item.updated,
            escaped(&item.author),
            escaped(&item.summary)
        )
        .expect("writing to a string cannot fail");
    }
    out + "</feed>\n"
}

fn json(outlet: &str, items: &[Item]) -> String {
    let items: Vec<serde_json::Value> = items
        .iter()
        .map(|item| {
            serde_json::json!({
                "id": item.guid,
                "url": item.link,
                "title": item.title,
                "summary": item.summary,
                "date_published": item.published.map(|time| time.to_string()),
                "date_modified": item.updated.to_string(),
                "authors": [{"name": item.author}],
            })
        })
        .collect();
    let feed =
        serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": outlet, "items": items});
    feed.to_string()
}
