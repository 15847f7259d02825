//! Reading alerts and feed states out of the log.

use std::time::Duration;

use bus::{LogError, Seek, wire};
use model::{Alert, FeedState};

use crate::Shared;
use crate::view::Alerts;

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Wire(#[from] wire::WireError),
    /// Another request found so while this one waited for it.
    #[error("the log could not be read a moment ago")]
    Unread,
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
}

/// The latest state of every alert, newest first.
pub(crate) fn alerts(shared: &Shared) -> Result<Alerts, ReadError> {
    shared.view.alerts(shared.web.log.as_ref(), &shared.web.topics.alert_state())
}

/// The state of every feed, failing ones first.
pub(crate) fn feeds(shared: &Shared) -> Result<Vec<(String, FeedState)>, ReadError> {
    let states = shared.web.log.fold(&shared.web.topics.poller_state())?;
    let mut feeds = Vec::new();
    for (key, value) in states {
        feeds.push((key, wire::poller_state::from_json(&value)?));
    }
    feeds.sort_by_key(|(_, state)| (state.error.is_none(), state.succeeded_at));
    Ok(feeds)
}

/// Most transitions that are looked through for the revisions of one alert.
const TRANSITIONS_MAX: usize = 20_000;

/// The revisions of an alert that the log still holds, oldest first.
pub(crate) fn revisions(shared: &Shared, alert: &Alert) -> Result<Vec<Alert>, ReadError> {
    // Nothing of an alert is appended before its first article was fetched.
    let from = Seek::Time(alert.story.first_seen);
    let mut reader = shared.web.log.reader(&[shared.web.topics.alerts()], from)?;
    let mut revisions = Vec::new();
    let mut seen = 0;
    while seen < TRANSITIONS_MAX {
        let records = reader.poll(1_000, Duration::ZERO)?;
        if records.is_empty() {
            break;
        }
        seen += records.len();
        for record in records.iter().filter(|record| record.key == alert.id.as_str()) {
            revisions.push(wire::alert::from_json(record.value.as_deref().unwrap_or_default())?);
        }
    }
    Ok(revisions)
}
