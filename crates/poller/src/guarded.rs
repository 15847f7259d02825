//! Outside documents are parsed on threads of their own: a panic is caught, a parse that takes too long is left alone.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Once};
use std::time::Duration;

use tokio::sync::{Semaphore, oneshot};

use crate::{Failure, FailureKind, clean};

/// Stack of a parsing thread. The scan before feed-rs allows 64 levels, which need a fraction of this.
const STACK_BYTES: usize = 8 << 20;

/// Parses at the same time; they are pure CPU.
const PARSES_MAX: usize = 4;

/// Name of a parsing thread; the panic hook knows them by it.
const THREAD_NAME: &str = "poller-parse";

/// Longest reason of a panic that is told, in characters.
const PANIC_CHARS_MAX: usize = 200;

/// Runs parsers under guard.
#[derive(Debug, Clone)]
pub(crate) struct Guarded {
    places: Arc<Semaphore>,
    timeout: Duration,
}

impl Guarded {
    pub(crate) fn new(timeout: Duration) -> Guarded {
        quiet_parsing_threads();
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
            let parsed = parsed.unwrap_or_else(|panic| Err(panicked("the parser", panic.as_ref())));
            // Nobody waits any more where the parse was given up.
            let _ = sender.send(parsed);
        };
        std::thread::Builder::new()
            .name(THREAD_NAME.to_owned())
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

/// A panic on a parsing thread is a finding about a document, told as the reason of its source; the hook that prints a
/// backtrace is for all other threads. The hook belongs to the process and is laid around the one that was there, once.
fn quiet_parsing_threads() {
    static LAID: Once = Once::new();
    LAID.call_once(|| {
        let other = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() != Some(THREAD_NAME) {
                other(panic);
            }
        }));
    });
}

/// What a panic says, as the failure of the document that `parser` was reading.
pub(crate) fn panicked(parser: &str, panic: &(dyn Any + Send)) -> Failure {
    let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    // A panic about a string tells the whole string, which is the document's.
    let said = clean::line(said.unwrap_or("no reason told"), PANIC_CHARS_MAX);
    Failure::new(FailureKind::Panic, format!("{parser} panicked: {said}"))
}

#[cfg(test)]
mod tests;
