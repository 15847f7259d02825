//! Reading alerts and feed states out of the log.

use bus::{LogError, wire};
use model::{Alert, FeedState};

use crate::Shared;

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Wire(#[from] wire::WireError),
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
}

/// The latest state of every alert, newest first.
pub(crate) fn alerts(shared: &Shared) -> Result<Vec<Alert>, ReadError> {
    let states = shared.web.log.fold(&shared.web.topics.alert_state())?;
    let mut alerts =
        states.values().map(|value| wire::alert::from_json(value)).collect::<Result<Vec<_>, _>>()?;
    alerts.sort_by(|a, b| (b.at, &a.id).cmp(&(a.at, &b.id)));
    Ok(alerts)
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
