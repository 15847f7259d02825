//! When a feed is polled next, and why then: one pure function.
//!
//! What a server says (`Retry-After`, `max-age`, `Expires`, `ttl`) is a floor under what the feed's own pace suggests. Nothing
//! is given up for failing: a feed that fails is asked ever more rarely, down to once a day. Only one whose server says
//! twice that it is gone is left alone, until its source gets a new address.

use jiff::{SignedDuration, Timestamp};
use model::{Digest, FeedState};

use crate::{Config, Failure};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// When a feed is polled next that is not polled any more.
pub(crate) const NEVER: Timestamp = Timestamp::MAX;

/// Most seconds that jitter adds.
const JITTER_SECS_MAX: f64 = 600.0;

/// Weight of the latest gap in the running mean of gaps between new entries.
const GAP_WEIGHT: f64 = 0.3;

/// Why a poll is due when it is; the word stands in the feed's state and in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Half the mean gap between new entries.
    Interval,
    /// Its pace is not known yet.
    Default,
    /// Nothing new for a week or more.
    Quiet,
    /// The server or the feed said how long its answer holds.
    ServerHint,
    /// Each poll costs the server a whole body, since it sends no validators.
    NoValidators,
    /// None of the entries known before was left: some may have come and gone in between.
    MissedItems,
    /// The operator's own server or folder, asked as often as its source says.
    OwnServer,
    /// It failed.
    ErrorBackoff,
    /// It refused with 401, 403 or 429.
    DeniedBackoff,
    /// It said when to come back.
    RetryAfter,
    /// Its server says that it is gone (410): asked once more after a day, then never again.
    Gone,
    /// Our own network looks down.
    NetworkDown,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 12] = [
        Reason::Interval,
        Reason::Default,
        Reason::Quiet,
        Reason::ServerHint,
        Reason::NoValidators,
        Reason::MissedItems,
        Reason::OwnServer,
        Reason::ErrorBackoff,
        Reason::DeniedBackoff,
        Reason::RetryAfter,
        Reason::Gone,
        Reason::NetworkDown,
    ];

    /// The word used in state and tables.
    pub fn word(self) -> &'static str {
        match self {
            Reason::Interval => "interval",
            Reason::Default => "default",
            Reason::Quiet => "quiet",
            Reason::ServerHint => "server_hint",
            Reason::NoValidators => "no_validators",
            Reason::MissedItems => "missed_items",
            Reason::OwnServer => "own_server",
            Reason::ErrorBackoff => "error_backoff",
            Reason::DeniedBackoff => "denied_backoff",
            Reason::RetryAfter => "retry_after",
            Reason::Gone => "gone",
            Reason::NetworkDown => "network_down",
        }
    }
}

/// How a poll ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Ending<'a> {
    /// It worked.
    Worked {
        /// Seconds that server and feed ask to wait.
        hint_secs: Option<u32>,
        /// No entry known before was in it.
        missed: bool,
        /// The server sent a validator.
        validators: bool,
    },
    /// It failed.
    Failed(&'a Failure),
    /// It failed together with most others.
    NetworkDown,
}

/// What is known of the feed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace<'a> {
    /// Its state after the poll, errors counted.
    pub(crate) state: &'a FeedState,
    /// Key of the state; jitter hangs on it.
    pub(crate) key: &'a str,
    /// Least seconds by its source.
    pub(crate) poll_secs_min: u32,
    /// It is the operator's own server or a folder.
    pub(crate) own_server: bool,
}

/// When to poll next after a poll that ended at `now`.
pub(crate) fn next_poll(
    now: Timestamp,
    pace: Pace<'_>,
    ending: Ending<'_>,
    config: &Config,
) -> (Timestamp, Reason) {
    let (secs, reason) = match ending {
        Ending::NetworkDown => (i64::from(config.network_down_secs), Reason::NetworkDown),
        Ending::Failed(failure) if failure.status == Some(410) => {
            if pace.state.next_poll_reason == Reason::Gone.word() {
                return (NEVER, Reason::Gone);
            }
            (if pace.own_server { pace.poll_secs_min.max(1).into() } else { DAY }, Reason::Gone)
        }
        Ending::Failed(failure) => after_error(pace, failure, config),
        Ending::Worked { .. } if pace.own_server => (pace.poll_secs_min.max(1).into(), Reason::OwnServer),
        Ending::Worked { hint_secs, missed, validators } => {
            let (secs, reason) = own_pace(now, pace, missed, config);
            with_floors((secs, reason), pace, hint_secs, validators, config)
        }
    };
    let exact = matches!(reason, Reason::OwnServer | Reason::ServerHint);
    let jitter = if exact { 0.0 } else { (secs as f64 * 0.1).min(JITTER_SECS_MAX) * fraction(pace) };
    let wait = SignedDuration::from_secs(secs + jitter as i64);
    (now.checked_add(wait).unwrap_or(Timestamp::MAX), reason)
}

fn floor(pace: Pace<'_>, config: &Config) -> i64 {
    pace.poll_secs_min.max(config.poll_secs_min).into()
}

fn ceiling(pace: Pace<'_>, config: &Config) -> i64 {
    i64::from(config.poll_secs_max).max(floor(pace, config))
}

fn after_error(pace: Pace<'_>, failure: &Failure, config: &Config) -> (i64, Reason) {
    let denied = matches!(failure.status, Some(401 | 403 | 429));
    let max = if denied { config.denied_secs_max } else { config.error_secs_max };
    let doublings = pace.state.errors.saturating_sub(1).min(20);
    let first = if pace.own_server { pace.poll_secs_min.max(1) } else { config.error_secs_min };
    let secs = (i64::from(first) << doublings).min(max.into());
    let reason = if denied { Reason::DeniedBackoff } else { Reason::ErrorBackoff };
    let asked =
        failure.retry_after.map_or(0, |pause| pause.as_secs().min(config.retry_after_secs_max.into()));
    if asked > secs { (asked, Reason::RetryAfter) } else { (secs, reason) }
}

/// The feed's own pace: half the mean gap between new entries, slower when it has been silent for long.
fn own_pace(now: Timestamp, pace: Pace<'_>, missed: bool, config: &Config) -> (i64, Reason) {
    let (floor, ceiling) = (floor(pace, config), ceiling(pace, config));
    let (mut secs, mut reason) = match mean_gap_secs(pace.state) {
        Some(gap) => ((gap / 2.0) as i64, Reason::Interval),
        None => (config.poll_secs_default.into(), Reason::Default),
    };
    let newest = pace.state.seen.iter().map(|entry| entry.first_seen_at).max();
    let quiet_days = newest.map_or(0, |newest| now.duration_since(newest).as_secs() / DAY);
    let least = match quiet_days {
        ..7 => 0,
        7..14 => ceiling / 4,
        14..30 => ceiling / 2,
        30.. => ceiling,
    };
    if least > secs {
        (secs, reason) = (least, Reason::Quiet);
    }
    if missed {
        (secs, reason) = (secs / 2, Reason::MissedItems);
    }
    (secs.clamp(floor, ceiling), reason)
}

fn with_floors(
    own: (i64, Reason),
    pace: Pace<'_>,
    hint_secs: Option<u32>,
    validators: bool,
    config: &Config,
) -> (i64, Reason) {
    let ceiling = ceiling(pace, config);
    let (mut secs, mut reason) = own;
    let unconditional = i64::from(config.poll_secs_min_unconditional).min(ceiling);
    if !validators && unconditional > secs {
        (secs, reason) = (unconditional, Reason::NoValidators);
    }
    let hint = i64::from(hint_secs.unwrap_or(0)).min(ceiling);
    if hint > secs {
        (secs, reason) = (hint, Reason::ServerHint);
    }
    (secs, reason)
}

/// Running mean of the gaps between the times at which new entries were first seen, which do not lie as `pubDate` does.
fn mean_gap_secs(state: &FeedState) -> Option<f64> {
    let mut times: Vec<i64> = state.seen.iter().map(|entry| entry.first_seen_at.as_second()).collect();
    times.sort_unstable();
    times.dedup();
    let gaps: Vec<f64> = times.windows(2).map(|pair| (pair[1] - pair[0]) as f64).collect();
    // Two gaps at least: with one, the first poll's backlog would set the pace.
    if gaps.len() < 2 {
        return None;
    }
    let recent = &gaps[gaps.len().saturating_sub(20)..];
    let first = recent[0];
    Some(recent[1..].iter().fold(first, |mean, gap| mean + GAP_WEIGHT * (gap - mean)))
}

/// The hint that the poll before was scheduled by: a 304 often repeats no headers, and never a `ttl`.
pub(crate) fn hint_before(state: &FeedState) -> Option<u32> {
    if state.next_poll_reason != Reason::ServerHint.word() {
        return None;
    }
    let secs = state.next_poll_at?.duration_since(state.polled_at?).as_secs();
    u32::try_from(secs).ok()
}

/// 0 to 1, the same for the same poll of the same feed: spread without chance, so that a replay waits alike.
fn fraction(pace: Pace<'_>) -> f64 {
    let digest = Digest::of(format!("{} {}", pace.key, pace.state.polls).as_bytes());
    f64::from(digest.bytes()[0]) / 255.0
}

#[cfg(test)]
mod tests;
