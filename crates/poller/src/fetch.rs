//! The network: one GET with everything a hostile or tired server can do to it bounded. Nothing else opens a connection.
//!
//! Redirects are followed here, hop by hop, each looked at by the guard again. Bodies come back as sent, content coding and
//! all, because that is what is archived.

mod guard;
mod head;
mod hosts;
mod resolver;
mod robots_cache;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use reqwest::{Client, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use crate::poller::Clock;
use crate::{Config, Failure, FailureKind, inflate};

pub(crate) use guard::{Admission, Authority, short};
pub(crate) use head::{hint_secs, http_head, media_type, retry_after};

/// Bodies up to this size are read freely; larger ones take a place among `large_bodies_max`.
const SMALL_BODY_BYTES: usize = 1 << 20;

/// Seconds a body is given before its pace is judged.
const PACE_AFTER_SECS: u64 = 10;

/// One GET.
#[derive(Debug, Clone)]
pub(crate) struct Request<'a> {
    /// What is asked for.
    pub(crate) url: &'a Url,
    /// The authority that its source admits although it is private.
    pub(crate) own: Option<&'a Authority>,
    /// `Accept` header.
    pub(crate) accept: &'static str,
    /// Validators of the answer before, as [`Answer`] gave them.
    pub(crate) etag: Option<&'a str>,
    /// See `etag`.
    pub(crate) last_modified: Option<&'a str>,
    /// Least pause after this request on its host, beyond the configured one.
    pub(crate) spacing: Duration,
    /// Bytes of the body as sent.
    pub(crate) wire_bytes_max: usize,
}

/// An answer with status 200 or 304, or any other status where the caller asked for it.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The URL that answered.
    pub(crate) url: Url,
    /// Where the permanent redirects led that the chain began with.
    pub(crate) moved_to: Option<Url>,
    /// Its status.
    pub(crate) status: StatusCode,
    /// Protocol version, as in a status line.
    pub(crate) version: reqwest::Version,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// The body as sent.
    pub(crate) body: Vec<u8>,
    /// When it was complete.
    pub(crate) at: Timestamp,
    /// The place among large bodies; held for as long as the answer is.
    _place: Option<OwnedSemaphorePermit>,
}

impl Answer {
    /// `ETag`, each byte as the character of that code, so that it can be sent back byte for byte.
    pub(crate) fn etag(&self) -> Option<String> {
        latin_1(self.headers.get(ETAG)?)
    }

    /// `Last-Modified`, as [`Answer::etag`].
    pub(crate) fn last_modified(&self) -> Option<String> {
        latin_1(self.headers.get(LAST_MODIFIED)?)
    }

    /// `Content-Encoding`; empty where there is none.
    pub(crate) fn coding(&self) -> String {
        let codings = self.headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        codings.collect::<Vec<_>>().join(",")
    }
}

fn latin_1(value: &HeaderValue) -> Option<String> {
    // Longer validators are tracking cookies in disguise.
    (value.len() <= 1024).then(|| value.as_bytes().iter().map(|byte| *byte as char).collect())
}

fn header_value(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

/// The clients and what they share: turns of hosts, places for large bodies, robots.txt.
pub(crate) struct Fetcher {
    config: Arc<Config>,
    clock: Clock,
    public: Client,
    own: Client,
    hosts: hosts::Hosts,
    large: Arc<Semaphore>,
    robots: robots_cache::RobotsCache,
}

impl Fetcher {
    pub(crate) fn new(config: Arc<Config>, clock: Clock) -> Result<Fetcher, reqwest::Error> {
        let resolver = resolver::GuardedResolver { timeout: Duration::from_secs(config.dns_secs) };
        Ok(Fetcher {
            public: client(&config).dns_resolver(resolver).build()?,
            own: client(&config).build()?,
            hosts: hosts::Hosts::default(),
            large: Arc::new(Semaphore::new(config.large_bodies_max)),
            robots: robots_cache::RobotsCache::default(),
            config,
            clock,
        })
    }

    /// GETs `request`; fails unless the answer is 200, or 304 to validators that were sent.
    pub(crate) async fn get(&self, request: &Request<'_>) -> Result<Answer, Failure> {
        let answer = self.get_any(request).await?;
        let conditional = request.etag.is_some() || request.last_modified.is_some();
        match answer.status {
            StatusCode::OK => Ok(answer),
            StatusCode::NOT_MODIFIED if conditional => Ok(answer),
            _ => Err(self.refused_by_status(&answer)),
        }
    }

    fn refused_by_status(&self, answer: &Answer) -> Failure {
        let mut message = format!("{} answered {}", short(&answer.url), answer.status.as_u16());
        if answer.headers.get("cf-mitigated").is_some_and(|value| value == "challenge") {
            message.push_str(", a bot wall");
        }
        Failure {
            kind: FailureKind::Status,
            message,
            status: Some(answer.status.as_u16()),
            retry_after: retry_after(&answer.headers, answer.at),
        }
    }

    /// GETs `request` and follows redirects; the answer may have any status that is no redirect.
    pub(crate) async fn get_any(&self, request: &Request<'_>) -> Result<Answer, Failure> {
        let mut seen = vec![request.url.clone()];
        let (mut moved_to, mut permanent_so_far) = (None, true);
        let mut budget = self.config.total();
        loop {
            let url = seen.last().expect("the first URL is always there").clone();
            let admission = guard::admit(&url, request.own, &self.config.ports)?;
            let turn = self.hosts.turn(&host_key(&url), self.spacing(request, admission)).await?;
            let started = Instant::now();
            let hop = tokio::time::timeout(budget, self.hop(&url, admission, request)).await;
            drop(turn);
            budget = budget.saturating_sub(started.elapsed());
            let hop = hop.map_err(|_| {
                let message = format!("{}: not complete after {} s", short(&url), self.config.total_secs);
                Failure::new(FailureKind::Timeout, message)
            })??;
            match hop {
                Hop::Answer(answer) => {
                    self.park(&answer, admission);
                    return Ok(Answer { moved_to, ..*answer });
                }
                Hop::Redirect { to, permanent } => {
                    let next = follow(&seen, to, self.config.redirects_max)?;
                    permanent_so_far &= permanent;
                    if permanent_so_far {
                        moved_to = Some(next.clone());
                    }
                    seen.push(next);
                }
            }
        }
    }

    fn spacing(&self, request: &Request<'_>, admission: Admission) -> Duration {
        match admission {
            // The operator's own server needs no manners.
            Admission::Own => Duration::ZERO,
            Admission::Public => Duration::from_millis(self.config.host_spacing_ms).max(request.spacing),
        }
    }

    /// A server that asks for a pause gets it from all feeds and pages on its host.
    fn park(&self, answer: &Answer, admission: Admission) {
        let asks = matches!(answer.status.as_u16(), 429 | 503) && admission == Admission::Public;
        let Some(pause) = retry_after(&answer.headers, answer.at).filter(|_| asks) else { return };
        let secs = u64::try_from(pause.as_secs()).unwrap_or(0).min(self.config.retry_after_secs_max.into());
        self.hosts.park(&host_key(&answer.url), Duration::from_secs(secs));
    }

    async fn hop(&self, url: &Url, admission: Admission, request: &Request<'_>) -> Result<Hop, Failure> {
        let client = match admission {
            Admission::Public => &self.public,
            Admission::Own => &self.own,
        };
        let send = client.get(url.clone()).headers(request_headers(request)).send();
        let first_byte = Duration::from_secs(self.config.first_byte_secs);
        let response = tokio::time::timeout(first_byte, send)
            .await
            .map_err(|_| Failure::new(FailureKind::Timeout, format!("{}: no answer in time", short(url))))?
            .map_err(|error| sort_error(url, &error))?;
        check_peer(url, admission, &response)?;
        if let Some(next) = redirect_target(url, &response)? {
            let permanent = matches!(response.status().as_u16(), 301 | 308);
            return Ok(Hop::Redirect { to: next, permanent });
        }
        let answer = self.read(url, response, request.wire_bytes_max).await?;
        Ok(Hop::Answer(Box::new(answer)))
    }

    async fn read(&self, url: &Url, mut response: Response, bytes_max: usize) -> Result<Answer, Failure> {
        let too_large = || {
            let message = format!("{}: body is larger than {bytes_max} bytes", short(url));
            Failure::new(FailureKind::TooLarge, message)
        };
        // A length announced is believed only when it is too much.
        if response.content_length().is_some_and(|length| length > bytes_max as u64) {
            return Err(too_large());
        }
        let started = Instant::now();
        let mut place = None;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| sort_error(url, &error))? {
            body.extend_from_slice(&chunk);
            if body.len() > bytes_max {
                return Err(too_large());
            }
            if body.len() > SMALL_BODY_BYTES && place.is_none() {
                let permit = Arc::clone(&self.large).acquire_owned().await;
                place = Some(permit.expect("places are never closed"));
            }
            let secs = started.elapsed().as_secs();
            if secs > PACE_AFTER_SECS && (body.len() as u64) < secs * self.config.body_bytes_per_sec_min {
                let message = format!("{}: body comes too slowly", short(url));
                return Err(Failure::new(FailureKind::Timeout, message));
            }
        }
        Ok(Answer {
            url: url.clone(),
            moved_to: None,
            status: response.status(),
            version: response.version(),
            headers: response.headers().clone(),
            body,
            at: (self.clock)(),
            _place: place,
        })
    }

    /// Whether robots.txt lets `url` be fetched, and the pause it asks for.
    pub(crate) async fn robots(&self, url: &Url, own: Option<&Authority>) -> Result<Duration, Failure> {
        let rules = self.robots.rules(self, &self.config, url, own).await;
        rules.check(url)?;
        let delay = rules.delay().min(Duration::from_secs(self.config.crawl_delay_secs_max));
        Ok(delay)
    }
}

enum Hop {
    Answer(Box<Answer>),
    Redirect { to: Url, permanent: bool },
}

/// No proxy: it would resolve names itself, past the guard. No referer, no cookies, no retries, no decoders.
fn client(config: &Config) -> reqwest::ClientBuilder {
    Client::builder()
        .user_agent(config.user_agent.clone())
        .no_proxy()
        .referer(false)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(Duration::from_secs(config.connect_secs))
        .pool_idle_timeout(Duration::from_secs(20))
        .pool_max_idle_per_host(1)
        .http1_max_headers(100)
        .http2_max_header_list_size(64 << 10)
}

fn request_headers(request: &Request<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(request.accept));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(inflate::ACCEPT_ENCODING));
    let mut validator = |name: HeaderName, text: Option<&str>| {
        if let Some(value) = text.and_then(header_value) {
            headers.insert(name, value);
        }
    };
    validator(IF_NONE_MATCH, request.etag);
    validator(IF_MODIFIED_SINCE, request.last_modified);
    headers
}

/// The last look before a byte of the body is read: fails closed where the peer's address is not known.
fn check_peer(url: &Url, admission: Admission, response: &Response) -> Result<(), Failure> {
    let refuse =
        |why: String| Err(Failure::new(FailureKind::Refused, format!("refused {}: {why}", short(url))));
    match (admission, response.remote_addr()) {
        (Admission::Own, _) => Ok(()),
        (Admission::Public, None) => refuse("the peer's address is not known".to_owned()),
        (Admission::Public, Some(peer)) if guard::is_global(peer.ip()) => Ok(()),
        (Admission::Public, Some(peer)) => refuse(format!("connected to {}", peer.ip())),
    }
}

fn redirect_target(url: &Url, response: &Response) -> Result<Option<Url>, Failure> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let next = location.and_then(|location| url.join(&location).ok());
    match next {
        Some(mut next) => {
            next.set_fragment(None);
            Ok(Some(next))
        }
        None => {
            let message = format!("{}: redirect without a usable location", short(url));
            Err(Failure::new(FailureKind::Redirect, message))
        }
    }
}

fn follow(seen: &[Url], next: Url, redirects_max: usize) -> Result<Url, Failure> {
    let last = seen.last().expect("the first URL is always there");
    let fail = |why: &str| {
        let message = format!("{} redirects to {}: {why}", short(last), short(&next));
        Err(Failure::new(FailureKind::Redirect, message))
    };
    if seen.len() > redirects_max {
        return fail("too many redirects");
    }
    if seen.contains(&next) {
        return fail("a loop");
    }
    if last.scheme() == "https" && next.scheme() == "http" {
        return fail("from https down to http");
    }
    Ok(next)
}

fn host_key(url: &Url) -> String {
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    format!("{}{port}", url.host_str().unwrap_or(""))
}

/// Sorts a client error; what the resolver or guard said is found in its chain of sources.
fn sort_error(url: &Url, error: &reqwest::Error) -> Failure {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut last = String::new();
    while let Some(cause) = source {
        if let Some(failure) = cause.downcast_ref::<Failure>() {
            return failure.clone();
        }
        last = cause.to_string();
        source = cause.source();
    }
    let kind = match error {
        _ if error.is_timeout() => FailureKind::Timeout,
        _ if error.is_connect() => FailureKind::Connect,
        _ => FailureKind::Broken,
    };
    let what = if kind == FailureKind::Broken { "exchange broke" } else { "connect" };
    Failure::new(kind, format!("{}: {what}: {last}", short(url)))
}
