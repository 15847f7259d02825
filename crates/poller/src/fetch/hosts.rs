//! One request at a time to a host, with a pause between two, and none at all while the host asked to be left alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::{Failure, FailureKind};

/// Hosts remembered before idle ones are forgotten.
const HOSTS_MAX: usize = 4096;

/// A wait longer than this is not sat through: the entry is tried with a later poll.
const WAIT_MAX: Duration = Duration::from_secs(120);

/// The turns of all hosts.
#[derive(Debug, Default)]
pub(crate) struct Hosts {
    gates: Mutex<HashMap<String, Arc<Gate>>>,
}

#[derive(Debug)]
struct Gate {
    turn: Arc<Semaphore>,
    free_at: Mutex<Instant>,
}

/// The right to send one request; dropping it lets the next one go.
#[derive(Debug)]
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Hosts {
    /// Waits for the host's turn and books the next one `spacing` after now.
    pub(crate) async fn turn(&self, host: &str, spacing: Duration) -> Result<Turn, Failure> {
        let gate = self.gate(host);
        gate.check(host)?;
        let permit = Arc::clone(&gate.turn).acquire_owned().await.expect("turns are never closed");
        gate.check(host)?;
        let free_at = *lock(&gate.free_at);
        tokio::time::sleep_until(free_at).await;
        let mut free_at = lock(&gate.free_at);
        *free_at = (*free_at).max(Instant::now() + spacing);
        drop(free_at);
        Ok(Turn { _permit: permit })
    }

    /// Leaves `host` alone for `pause`.
    pub(crate) fn park(&self, host: &str, pause: Duration) {
        let gate = self.gate(host);
        let mut free_at = lock(&gate.free_at);
        *free_at = (*free_at).max(Instant::now() + pause);
    }

    fn gate(&self, host: &str) -> Arc<Gate> {
        let mut gates = lock(&self.gates);
        if gates.len() >= HOSTS_MAX {
            let now = Instant::now();
            gates.retain(|_, gate| Arc::strong_count(gate) > 1 || *lock(&gate.free_at) > now);
        }
        let new = || Gate { turn: Arc::new(Semaphore::new(1)), free_at: Mutex::new(Instant::now()) };
        Arc::clone(gates.entry(host.to_owned()).or_insert_with(|| Arc::new(new())))
    }
}

impl Gate {
    fn check(&self, host: &str) -> Result<(), Failure> {
        let wait = lock(&self.free_at).saturating_duration_since(Instant::now());
        if wait <= WAIT_MAX {
            return Ok(());
        }
        let message = format!("{host} asked to be left alone for another {} s", wait.as_secs());
        Err(Failure::new(FailureKind::Parked, message))
    }
}

/// A panic elsewhere cannot leave these values half-written, so a poisoned lock is as good as another.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
