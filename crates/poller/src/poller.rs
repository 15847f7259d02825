//! The poller: which feeds are due, polls in flight, and their results folded into pieces that the stage commits.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use model::FeedState;

use crate::{Config, Polled, Source, SourceError};

/// Tells the time; a test passes its own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Polls sources. Holds nothing that must survive: what counts is in the states that the caller committed.
///
/// Use within a tokio runtime: `start_due`, then `next` until the caller has something else to do, and so on. When a
/// commit fails, drop the poller and make a new one from the committed states.
pub struct Poller {
    config: Arc<Config>,
    sources: Vec<Arc<Source>>,
    clock: Clock,
}

/// Why a poller cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PollerError {
    /// A setting makes no sense.
    #[error("poller config: {0}")]
    Config(String),
    /// Two sources share an id or an address.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The HTTP client cannot be built.
    #[error("http client: {0}")]
    Client(String),
}

/// Whether the own network looks down, by the hosts tried lately. Sources on private addresses do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// More than half of the hosts could not be reached.
    pub down: bool,
    /// Sources tried lately.
    pub tried: usize,
    /// Of these, not reached.
    pub unreachable: usize,
    /// The commonest failure among them: `dns`, `connect`, `timeout`; empty where all were reached.
    pub kind: &'static str,
}

impl Poller {
    /// A poller of the enabled ones among `sources`.
    pub fn new(config: Config, sources: Vec<Source>, clock: Clock) -> Result<Poller, PollerError> {
        if let Some(complaint) = config.complaint() {
            return Err(PollerError::Config(complaint));
        }
        if let Some(error) = crate::source::duplicate(&sources) {
            return Err(error.into());
        }
        let sources = sources.into_iter().filter(|source| source.enabled).map(Arc::new).collect();
        Ok(Poller { config: Arc::new(config), sources, clock })
    }

    /// Starts a poll of every source that is due by `states` (committed, by [`Source::key`]) and not in flight; returns
    /// how many were started.
    pub fn start_due(&mut self, states: &BTreeMap<String, FeedState>) -> usize {
        let _ = (states, &self.config, (self.clock)());
        0
    }

    /// The next piece of a result, waiting for it; `None` when nothing is in flight. Cancelling it loses nothing.
    pub async fn next(&mut self) -> Option<Polled> {
        None
    }

    /// Starts what is due and gathers all pieces until nothing is in flight: one round, for tools and tests.
    pub async fn poll_due(&mut self, states: &BTreeMap<String, FeedState>) -> Vec<Polled> {
        self.start_due(states);
        let mut pieces = Vec::new();
        while let Some(piece) = self.next().await {
            pieces.push(piece);
        }
        pieces
    }

    /// When the next source that is not in flight is due; in the past where one is due now, `None` where there is none.
    pub fn next_due(&self, states: &BTreeMap<String, FeedState>) -> Option<Timestamp> {
        let due = |source: &Arc<Source>| states.get(&source.key()).and_then(|state| state.next_poll_at);
        self.sources.iter().map(|source| due(source).unwrap_or(Timestamp::UNIX_EPOCH)).min()
    }

    /// How many sources are being polled.
    pub fn in_flight(&self) -> usize {
        0
    }

    /// Whether the own network looks down; renewed by [`Poller::next`].
    pub fn network(&self) -> Network {
        Network::default()
    }
}
