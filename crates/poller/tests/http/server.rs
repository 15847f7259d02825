//! A small HTTP server that answers as told and remembers what it was asked, and the poller set up against it.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use model::{FeedState, Status};
use poller::{Config, Polled, Poller, Source, SourceKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What is sent for a path.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Status line and headers, each line with CR LF, and the body.
    Whole(String, Vec<u8>),
    /// The head, then the same bytes for ever.
    Endless,
    /// Bytes of a head that never ends, one at a time.
    SlowHead,
}

/// One request as received: path, and headers with names in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
}

#[derive(Clone, Default)]
struct Shared {
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<AtomicUsize>,
}

/// A server on a port of its own; it ends with its runtime.
pub(crate) struct Server {
    pub(crate) port: u16,
    shared: Shared,
}

impl Server {
    pub(crate) async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Shared::default();
        let serving = shared.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, serving.clone()));
            }
        });
        Server { port, shared }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Answers `path` with 200.
    pub(crate) fn put(&self, path: &str, media_type: &str, body: impl Into<Vec<u8>>) {
        self.reply(path, &format!("200 OK\r\nContent-Type: {media_type}"), body);
    }

    /// Answers `path` with this status and these headers, lines parted by CR LF.
    pub(crate) fn reply(&self, path: &str, head: &str, body: impl Into<Vec<u8>>) {
        self.set(path, Reply::Whole(head.to_owned(), body.into()));
    }

    pub(crate) fn set(&self, path: &str, reply: Reply) {
        self.shared.replies.lock().unwrap().insert(path.to_owned(), reply);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    pub(crate) fn asked_for(&self, path: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.path == path).collect()
    }

    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// A feed source at `path` that admits this server.
    pub(crate) fn source(&self, id: &str, path: &str) -> Source {
        Source {
            id: id.to_owned(),
            name: id.to_owned(),
            kind: SourceKind::Feed { url: self.url(path), fetch_base: None },
            lang: None,
            country: String::new(),
            weight: 0.5,
            status: Status::Exercise,
            poll_secs_min: 5,
            admit_private: true,
            canonical_base: Some(Url::parse("https://seeds.example/").unwrap()),
            alert_age_max_hours: None,
            enabled: true,
        }
    }
}

async fn serve(mut stream: TcpStream, shared: Shared) {
    while let Some(asked) = read_request(&mut stream).await {
        shared.asked.lock().unwrap().push(asked.clone());
        let not_found = Reply::Whole("404 Not Found".to_owned(), Vec::new());
        let reply = shared.replies.lock().unwrap().get(&asked.path).cloned().unwrap_or(not_found);
        if send(&mut stream, reply).await.is_err() {
            return;
        }
    }
}

async fn send(stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Whole(head, body) => {
            let length = if head.starts_with("304") {
                String::new()
            } else {
                format!("Content-Length: {}\r\n", body.len())
            };
            stream.write_all(format!("HTTP/1.1 {head}\r\n{length}\r\n").as_bytes()).await?;
            stream.write_all(&body).await
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n").await?;
            loop {
                stream.write_all(&[b'a'; 64 << 10]).await?;
            }
        }
        Reply::SlowHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            let mut drip = tokio::time::interval(Duration::from_millis(50));
            for _ in 0..10_000 {
                drip.tick().await;
                stream.write_all(b"x").await?;
            }
            Ok(())
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.ok()?);
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut lines = text.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Some(Asked { path, headers })
}

/// A poller with the states it committed and a clock that only the test moves.
pub(crate) struct Stage {
    pub(crate) poller: Poller,
    pub(crate) states: BTreeMap<String, FeedState>,
    clock: Arc<AtomicI64>,
}

impl Stage {
    pub(crate) fn new(sources: Vec<Source>) -> Stage {
        Stage::with(quick(), sources)
    }

    pub(crate) fn with(config: Config, sources: Vec<Source>) -> Stage {
        let clock = Arc::new(AtomicI64::new(1_760_000_000));
        let told = Arc::clone(&clock);
        let now = move || Timestamp::from_second(told.load(Ordering::SeqCst)).unwrap();
        let poller = Poller::new(config, sources, Arc::new(now)).unwrap();
        Stage { poller, states: BTreeMap::new(), clock }
    }

    /// Moves the clock on by a day and polls; commits what comes.
    pub(crate) async fn poll(&mut self) -> Vec<Polled> {
        self.clock.fetch_add(86_400, Ordering::SeqCst);
        let pieces = self.poller.poll_due(&self.states).await;
        for piece in &pieces {
            self.states.insert(piece.key.clone(), piece.state.clone());
        }
        pieces
    }

    /// The only state there is.
    pub(crate) fn state(&self) -> &FeedState {
        self.states.values().next().unwrap()
    }
}

/// Deadlines short enough for tests.
pub(crate) fn quick() -> Config {
    Config { connect_secs: 2, first_byte_secs: 1, total_secs: 2, host_spacing_ms: 0, ..Config::default() }
}

/// Articles of all pieces as `revision url title`, in order.
pub(crate) fn articles(pieces: &[Polled]) -> Vec<String> {
    let fetched = pieces.iter().flat_map(|piece| &piece.fetched);
    fetched.map(|one| format!("{} {} {}", one.article.revision, one.article.url, one.article.title)).collect()
}

/// Problems of all pieces as `kind message`.
pub(crate) fn problems(pieces: &[Polled]) -> Vec<String> {
    let problems = pieces.iter().flat_map(|piece| &piece.problems);
    problems.map(|problem| format!("{} {}", problem.failure.kind.word(), problem.failure.message)).collect()
}

/// An RSS document of items `(guid, link, title)`.
pub(crate) fn rss(items: &[(&str, &str, &str)]) -> String {
    let item = |(guid, link, title): &(&str, &str, &str)| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><link>{link}</link><title>{title}</title></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>")
}

/// A page with enough text to be an article; `mark` makes it this one and no other.
pub(crate) fn page(title: &str, mark: &str, head: &str) -> String {
    let sentence = "The ministers of both states met in the capital and signed an agreement on the supply of fertiliser. ";
    let text = format!("<p>{mark} {}</p><p>{}</p>", sentence.repeat(3), sentence.repeat(4));
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title>{head}</head><body><main><article><h1>{title}</h1>{text}</article></main></body></html>"
    )
}
