//! Follows the alerts over the page of another machine, by server-sent events.
//!
//! A connection that is lost is made anew and goes on after the last event that was told, by `Last-Event-ID`.

mod stream;

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use bus::Seek;
use jiff::Timestamp;
use reqwest::header::{ACCEPT, DATE};
use reqwest::{Client, Response, StatusCode};
use url::Url;

use super::Range;
use super::outlet::{Outlet, Told};
use crate::cli::SubscribeArgs;
use crate::exit::Exit;
use crate::signals::Stop;
use stream::{Events, ServerEvent};

/// The page says something every 15 s; a connection that is silent for longer is dead.
const SILENCE_MAX: Duration = Duration::from_secs(45);

/// How long making a connection may take.
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// Pauses between two connections.
const PAUSE_MIN: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// Follows the page at `url` until `--until`, a signal, or for ever. Fails where it cannot be reached at all, or refuses what
/// is asked.
pub(super) async fn follow(
    url: &Url,
    args: &SubscribeArgs,
    range: &Range,
    outlet: Outlet,
    stop: &Stop,
) -> Result<Exit> {
    if !matches!(url.scheme(), "http" | "https") {
        bail!("--url {url}\n  mend: write it like http://HOST:PORT");
    }
    let client = Client::builder().connect_timeout(CONNECT_MAX).build().context("make an HTTP client")?;
    let mut follower = Follower { client, url, args, range, outlet, last: None, from: None };
    tokio::select! {
        () = stop.asked() => Ok(Exit::Done),
        followed = follower.follow() => followed.map(|()| Exit::Done),
    }
}

/// How a connection ended.
enum Ended {
    /// There is nothing more to tell.
    Over,
    /// It was lost; why.
    Lost(String),
}

struct Follower<'a> {
    client: Client,
    url: &'a Url,
    args: &'a SubscribeArgs,
    range: &'a Range,
    outlet: Outlet,
    /// Id of the last event that was told.
    last: Option<String>,
    /// The page's time when it was first connected to, so that `--from end` stays where it was.
    from: Option<Timestamp>,
}

impl Follower<'_> {
    async fn follow(&mut self) -> Result<()> {
        let mut response = self.connect().await.with_context(|| {
            let host = self.url;
            format!("follow {host}\n  mend: name the page that `estafeta run` prints at its start; it listens at web.listen")
        })?;
        self.from = Some(time_of(&response));
        let mut pause = PAUSE_MIN;
        loop {
            let told = self.last.clone();
            let why = match self.tell(response).await? {
                Ended::Over => return Ok(()),
                Ended::Lost(why) => why,
            };
            eprintln!("estafeta: the connection to {} was lost ({why}); making it anew", self.url);
            if self.last != told {
                pause = PAUSE_MIN;
            }
            response = loop {
                tokio::time::sleep(pause).await;
                match self.connect().await {
                    Ok(response) => break response,
                    Err(error) => tracing::debug!(error = %format!("{error:#}"), "No connection yet."),
                }
                pause = (pause * 2).min(PAUSE_MAX);
            };
            eprintln!("estafeta: connected again");
        }
    }

    async fn connect(&self) -> Result<Response> {
        let mut request = self.client.get(self.address()).header(ACCEPT, "text/event-stream");
        if let Some(last) = &self.last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await?;
        if response.status() == StatusCode::OK {
            return Ok(response);
        }
        let (status, text) = (response.status(), response.text().await.unwrap_or_default());
        bail!("{status}: {}", text.lines().next().unwrap_or_default())
    }

    fn address(&self) -> Url {
        let mut address = self.url.clone();
        address.set_path(&format!("{}/events", address.path().trim_end_matches('/')));
        let from = match (self.range.from, self.from) {
            (Seek::Beginning, _) => "beginning".to_owned(),
            (Seek::End, None) => "end".to_owned(),
            (Seek::End, Some(time)) | (Seek::Time(time), _) => time.to_string(),
            (Seek::Offset(offset), _) => offset.to_string(),
        };
        address.query_pairs_mut().append_pair("from", &from);
        if let Some(channel) = &self.args.channel {
            address.query_pairs_mut().append_pair("channel", channel);
        }
        // By the page's own clock where it is now that is meant.
        let until = self.args.until.as_deref().filter(|until| *until == "now").map(str::to_owned);
        if let Some(until) = until.or_else(|| self.range.until.map(|until| until.to_string())) {
            address.query_pairs_mut().append_pair("until", &until);
        }
        address
    }

    /// Tells what one connection brings.
    async fn tell(&mut self, mut response: Response) -> Result<Ended> {
        let mut events = Events::default();
        loop {
            let chunk = match tokio::time::timeout(SILENCE_MAX, response.chunk()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => return Ok(Ended::Lost("the page ended it".to_owned())),
                Ok(Err(error)) => return Ok(Ended::Lost(error.to_string())),
                Err(_) => return Ok(Ended::Lost(format!("silent for {} s", SILENCE_MAX.as_secs()))),
            };
            for event in events.push(&chunk).with_context(|| format!("follow {}", self.url))? {
                if event.name == "end" || self.tell_event(&event)? == Told::Gone {
                    return Ok(Ended::Over);
                }
            }
        }
    }

    fn tell_event(&mut self, event: &ServerEvent) -> Result<Told> {
        let place = || format!("event {} of {}", event.id.as_deref().unwrap_or("?"), self.url);
        let in_channel = Some(event.name.as_str()).filter(|_| self.args.channel.is_some());
        let told = self.outlet.tell_value(event.data.as_bytes(), in_channel).with_context(place)?;
        self.last.clone_from(&event.id);
        Ok(told)
    }
}

/// When the page answered, by its own clock.
fn time_of(response: &Response) -> Timestamp {
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
    let time = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    time.map_or_else(Timestamp::now, |time| time.timestamp())
}
