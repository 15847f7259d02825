//! The latest state of every alert: folded once, then followed, and shared by all requests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bus::{Log, LogError, Reader, Seek, wire};
use model::Alert;

use crate::read::ReadError;

/// Records of one read.
const RECORDS_MAX: usize = 1_000;

/// A view that nobody asked for so long is folded anew. What was removed in the meantime is told by tombstones, and the log
/// keeps those for a day at least.
const FOLLOWED_MAX: Duration = Duration::from_secs(6 * 60 * 60);

/// Alerts, newest first.
pub(crate) type Alerts = Arc<[Arc<Alert>]>;

/// The view; empty until it is asked for.
#[derive(Default)]
pub(crate) struct View(Mutex<State>);

#[derive(Default)]
struct State {
    followed: Option<Followed>,
    failed_at: Option<Instant>,
}

/// The topic as far as it was read.
struct Followed {
    reader: Box<dyn Reader>,
    /// When reading began that came to the end.
    read_at: Instant,
    by_key: BTreeMap<String, Arc<Alert>>,
    alerts: Alerts,
}

impl View {
    /// The alerts as of now. Requests that waited for another one's reading take what came of it.
    pub(crate) fn alerts(&self, log: &dyn Log, topic: &str) -> Result<Alerts, ReadError> {
        let asked_at = Instant::now();
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failed_at.is_some_and(|failed_at| failed_at > asked_at) {
            return Err(ReadError::Unread);
        }
        let read = match state.followed.take() {
            Some(followed) if followed.read_at > asked_at => Ok(followed),
            Some(followed) if followed.read_at.elapsed() < FOLLOWED_MAX => followed.read_on(),
            _ => Followed::begin(log, topic).and_then(Followed::read_on),
        };
        // What failed in the middle is folded anew by the next request.
        state.failed_at = read.is_err().then(Instant::now);
        let followed = state.followed.insert(read?);
        Ok(Arc::clone(&followed.alerts))
    }
}

impl Followed {
    fn begin(log: &dyn Log, topic: &str) -> Result<Followed, ReadError> {
        let reader = log.reader(&[topic.to_owned()], Seek::Beginning)?;
        let (by_key, alerts) = (BTreeMap::new(), Arc::default());
        Ok(Followed { reader, read_at: Instant::now(), by_key, alerts })
    }

    /// Reads what came since.
    fn read_on(mut self) -> Result<Followed, ReadError> {
        self.read_at = Instant::now();
        let changes = self.changes()?;
        if changes.is_empty() {
            return Ok(self);
        }
        for (key, value) in changes {
            match value {
                Some(value) => self.by_key.insert(key, Arc::new(wire::alert::from_json(&value)?)),
                None => self.by_key.remove(&key),
            };
        }
        let mut alerts: Vec<Arc<Alert>> = self.by_key.values().cloned().collect();
        alerts.sort_by(|a, b| (b.at, &a.id).cmp(&(a.at, &b.id)));
        self.alerts = alerts.into();
        Ok(self)
    }

    /// The latest value of each key that was written since.
    fn changes(&mut self) -> Result<BTreeMap<String, Option<Vec<u8>>>, LogError> {
        let mut changes = BTreeMap::new();
        loop {
            let records = self.reader.poll(RECORDS_MAX, Duration::ZERO)?;
            if records.is_empty() {
                return Ok(changes);
            }
            changes.extend(records.into_iter().map(|record| (record.key, record.value)));
        }
    }
}
