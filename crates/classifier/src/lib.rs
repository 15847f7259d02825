//! Ties in, alerts out: a pure fold over its own state.
//!
//! [`classify`] takes one article revision with its ties. It finds the [stories](model::Story) that the ties tell, or founds
//! them, and says which alerts that raises, updates or cancels and what of the state changed. The only clock is the greatest
//! `fetched_at` seen, so that a replay of the log gives the same alerts. Nothing here does I/O, and nothing can fail at run
//! time: what can be wrong is in `channels.toml`, and [`Config::parse`] says so with file and line.
//!
//! What it does not do: read texts (the extractor did), keep topics (the `bus` does) or decide what is a tie.

mod act;
mod alert;
mod book;
mod candidate;
mod channel;
mod config;
mod fold;
mod headline;
mod likeness;
mod novelty;
mod severity;
mod state;
mod telling;

use model::{Alert, TaggedArticle, Transition};

pub use config::Config;
pub use model::Problem;
pub use state::{State, StateChange, StateValue};

/// An alert revision and what it is in each channel.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelledAlert {
    /// The revision to send.
    pub alert: Alert,
    /// The channels that hear of it, in the order of their names.
    pub channels: Vec<ChannelTransition>,
}

/// What an alert revision is to those who follow one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelTransition {
    /// Name of the channel.
    pub channel: String,
    /// `Raised` on entry, `Cancelled` where the alert was cancelled or left the channel.
    pub transition: Transition,
    /// True where the alert stands but no longer passes the filter (`estafeta-reason: left_channel`).
    pub left: bool,
}

/// What one article revision did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Classified {
    /// Alerts to send, in order.
    pub alerts: Vec<ChannelledAlert>,
    /// State to write in the same transaction, each key once.
    pub changed: Vec<StateChange>,
}

/// Folds one article revision into `state`.
///
/// The same revision again, or an older one, changes nothing but the clock. A batch that is not committed must not leave its
/// traces: clone `state` before a batch (stories are shared, a clone copies no text) and put the clone back, or restore.
pub fn classify(config: &Config, state: &mut State, tagged: &TaggedArticle) -> Classified {
    fold::fold(config, state, tagged)
}

/// The alerts that `tagged` raises by itself: empty history, status `Actual`, and age never silences.
pub fn alone(config: &Config, tagged: &TaggedArticle) -> Vec<Alert> {
    let mut tagged = tagged.clone();
    tagged.article.status = model::Status::Actual;
    tagged.article.alert_age_max_hours = None;
    let classified = classify(config, &mut State::new(), &tagged);
    classified.alerts.into_iter().map(|channelled| channelled.alert).collect()
}

#[cfg(test)]
mod tests;
