//! Feeds and pages in, articles out.
//!
//! A [`Poller`] polls [`Source`]s when they are due, fetches the page of each new or changed entry, and gives back
//! [`Polled`] pieces: articles, the exchanges to archive, and the new state of the feed. `fetch` alone touches the network
//! and `directory` the disk; everything else is pure. The crate knows neither the log nor the archive.
//!
//! `poll` is the story of one poll; `fold` makes states and articles of what it reports.

mod article;
mod clean;
mod config;
mod dates;
mod decode;
mod directory;
mod event;
mod failure;
mod feed;
mod fetch;
mod fold;
mod guarded;
mod identity;
mod inflate;
mod language;
mod network;
pub mod page;
mod plan;
mod polled;
mod poller;
mod robots;
mod schedule;
mod single;
mod source;
mod visit;

pub use config::{Config, SEEN_MAX};
pub use failure::{Failure, FailureKind};
pub use network::Network;
pub use polled::{Exchange, ExchangeKind, Fetched, Polled, Problem, TextFrom};
pub use poller::{Clock, Poller, PollerError};
pub use schedule::Reason;
pub use single::fetch_page;
pub use source::{KindWord, SEED_SITE, Source, SourceError, SourceKind, SourceSpec, duplicate, owner};

use tokio::sync::mpsc;

use crate::event::Event;
use crate::visit::{Job, World};

/// One poll: ask the feed, plan which of its entries are new, changed or owed, and fetch the page of each.
///
/// Everything found is reported as it comes. A failed answer is the end; otherwise an end is reported. Nobody listening
/// means shutdown.
async fn poll(
    world: &World,
    job: &Job,
    events: &mpsc::Sender<Event>,
) -> Result<(), mpsc::error::SendError<Event>> {
    let key = || job.key.clone();
    let (answered, todo) = match visit::ask(world, job).await {
        Ok(found) => found,
        Err(failure) => return events.send(Event::Answered { key: key(), answer: Err(failure) }).await,
    };
    events.send(Event::Answered { key: key(), answer: Ok(answered) }).await?;
    for one in todo {
        let tried = Box::new(visit::try_entry(world, job, one).await);
        events.send(Event::Tried { key: key(), tried }).await?;
    }
    events.send(Event::Finished { key: key() }).await
}
