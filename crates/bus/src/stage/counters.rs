//! What a stage counts while it runs; read by `/metrics` and the health page.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// Counters of one stage. Each only grows, except `held` and the last tick.
///
/// Every record received ends in exactly one commit; the counters restart with the process.
#[derive(Debug, Default)]
pub struct StageCounters {
    received: AtomicU64,
    sent: AtomicU64,
    dead_lettered: AtomicU64,
    commits: AtomicU64,
    retries: AtomicU64,
    panics: AtomicU64,
    ticked_ms: AtomicU64,
    held: AtomicBool,
}

/// The counters at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageFigures {
    /// Records taken from the inputs; a batch that is given again counts again.
    pub received: u64,
    /// Records committed to outputs and state topics.
    pub sent: u64,
    /// Records committed to the dead letters.
    pub dead_lettered: u64,
    /// Transactions committed.
    pub commits: u64,
    /// Calls that the medium refused and that were made again.
    pub retries: u64,
    /// Panics caught.
    pub panics: u64,
    /// When the loop last turned; `None` before its first turn.
    pub ticked_at: Option<Timestamp>,
    /// True while this process holds the stage; false while it waits for another's.
    pub held: bool,
}

/// How long a stage's loop may not turn. Every call of the loop has a bound of its own, and all of one turn's together are
/// below this; a client library that hangs is ended with the process, for the service manager to start it anew.
const STUCK_MAX: Duration = Duration::from_secs(240);

impl StageCounters {
    /// For how many seconds the loop has not turned at `now`, once that is longer than any turn may take (240 s).
    pub fn stuck_secs_at(&self, now: Timestamp) -> Option<u64> {
        let still = now.duration_since(self.figures().ticked_at?);
        let still = still.max(jiff::SignedDuration::ZERO).unsigned_abs();
        (still > STUCK_MAX).then_some(still.as_secs())
    }

    /// The counters now.
    pub fn figures(&self) -> StageFigures {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let ticked_ms = i64::try_from(read(&self.ticked_ms)).unwrap_or(0);
        StageFigures {
            received: read(&self.received),
            sent: read(&self.sent),
            dead_lettered: read(&self.dead_lettered),
            commits: read(&self.commits),
            retries: read(&self.retries),
            panics: read(&self.panics),
            ticked_at: (ticked_ms > 0).then(|| Timestamp::from_millisecond(ticked_ms).unwrap_or_default()),
            held: self.held.load(Ordering::Relaxed),
        }
    }

    /// Says that the loop is alive. A stage whose own work takes long calls it too.
    pub fn tick(&self) {
        let now_ms = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0);
        self.ticked_ms.store(now_ms, Ordering::Relaxed);
    }

    pub(super) fn holds(&self, held: bool) {
        self.held.store(held, Ordering::Relaxed);
    }

    pub(super) fn received(&self, records: usize) {
        add(&self.received, records);
    }

    pub(super) fn committed(&self, sent: usize, dead: usize) {
        add(&self.commits, 1);
        add(&self.sent, sent);
        add(&self.dead_lettered, dead);
    }

    pub(super) fn retried(&self) {
        add(&self.retries, 1);
    }

    pub(super) fn panicked(&self) {
        add(&self.panics, 1);
    }
}

fn add(counter: &AtomicU64, more: usize) {
    counter.fetch_add(more as u64, Ordering::Relaxed);
}
