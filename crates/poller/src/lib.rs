//! Feeds and pages in, articles out.
//!
//! A [`Poller`] polls [`Source`]s when they are due, fetches the page of each new or changed entry, and gives back
//! [`Polled`] pieces: articles, the exchanges to archive, and the new state of the feed. `fetch` alone touches the network;
//! everything else is pure. The crate knows neither the log nor the archive.

mod config;
mod failure;
pub mod page;
mod polled;
mod poller;
mod source;

pub use config::Config;
pub use failure::{Failure, FailureKind};
pub use polled::{Exchange, ExchangeKind, Fetched, Polled, Problem, TextFrom};
pub use poller::{Clock, Network, Poller, PollerError};
pub use source::{KindWord, SEED_SITE, Source, SourceError, SourceKind, SourceSpec, duplicate};
