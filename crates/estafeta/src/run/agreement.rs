//! Instances that share a log must have the same sources: one that has others polls what its share of them names, and the
//! rest is polled by nobody.

use std::collections::BTreeSet;
use std::time::Duration;

use bus::{Log, LogError, Reader, Seek, Topics, wire};
use model::PolledBy;

/// States taken from the log at once.
const STATES_MAX: usize = 100;

/// Watches by which sources the others poll.
pub(super) struct Agreement {
    states: Box<dyn Reader>,
    own: PolledBy,
    told: BTreeSet<(String, String)>,
}

impl Agreement {
    /// Watches from now on.
    pub(super) fn new(log: &dyn Log, topics: &Topics, own: PolledBy) -> Result<Agreement, LogError> {
        let states = log.reader(&[topics.poller_state()], Seek::End)?;
        Ok(Agreement { states, own, told: BTreeSet::new() })
    }

    /// Waits at most `wait` for states of others; warns of each instance with other sources once. A log that is away is told
    /// by the stages.
    pub(super) fn look(&mut self, wait: Duration) {
        let Ok(records) = self.states.poll(STATES_MAX, wait) else {
            std::thread::sleep(wait);
            return;
        };
        for record in records {
            let state = record.value.as_deref().map(wire::poller_state::from_json);
            // What cannot be read is told by the stage that needs it.
            let Some(Ok(state)) = state else { continue };
            let Some(by) = state.polled_by else { continue };
            let feeds = by.feeds.to_string();
            if by.instance == self.own.instance
                || by.feeds == self.own.feeds
                || !self.told.insert((by.instance.clone(), feeds.clone()))
            {
                continue;
            }
            tracing::warn!(
                instance = %by.instance, theirs = %feeds, ours = %self.own.feeds,
                "Another instance polls by another feeds.toml; give all the same, else sources are polled by nobody."
            );
        }
    }
}
