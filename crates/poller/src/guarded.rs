//! Outside documents are parsed on threads of their own: a panic is caught, a parse that takes too long is left alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, oneshot};

use crate::{Failure, FailureKind};

/// Stack of a parsing thread. The scan before feed-rs allows 64 levels, which need a fraction of this.
const STACK_BYTES: usize = 8 << 20;

/// Parses at the same time; they are pure CPU.
const PARSES_MAX: usize = 4;

/// Runs parsers under guard.
#[derive(Debug, Clone)]
pub(crate) struct Guarded {
    places: Arc<Semaphore>,
    timeout: Duration,
}

impl Guarded {
    pub(crate) fn new(timeout: Duration) -> Guarded {
        Guarded { places: Arc::new(Semaphore::new(PARSES_MAX)), timeout }
    }

    /// Runs `parse` on a thread of its own. A thread that is given up keeps its place until it ends, so that hanging
    /// parses cannot pile up.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        parse: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let too_slow = || {
            let message = format!("not parsed within {} s", self.timeout.as_secs());
            Failure::new(FailureKind::TooComplex, message)
        };
        let waited = tokio::time::timeout(self.timeout * 4, Arc::clone(&self.places).acquire_owned()).await;
        let place = waited.map_err(|_| too_slow())?.expect("places are never closed");
        let (sender, receiver) = oneshot::channel();
        let work = move || {
            let parsed = catch_unwind(AssertUnwindSafe(parse));
            drop(place);
            let parsed =
                parsed.unwrap_or_else(|_| Err(Failure::new(FailureKind::Panic, "the parser panicked")));
            // Nobody waits any more where the parse was given up.
            let _ = sender.send(parsed);
        };
        std::thread::Builder::new()
            .name("poller-parse".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(work)
            .map_err(|error| Failure::new(FailureKind::Io, format!("start a parsing thread: {error}")))?;
        match tokio::time::timeout(self.timeout, receiver).await {
            Ok(Ok(parsed)) => parsed,
            Ok(Err(_)) => Err(Failure::new(FailureKind::Panic, "the parsing thread ended without an answer")),
            Err(_) => Err(too_slow()),
        }
    }
}
