//! Ctrl-C and SIGTERM: the first asks everything to end in order, the second ends at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result};
use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Asks for an end, and tells who listens.
#[derive(Clone)]
pub(crate) struct Stop {
    /// For threads that look now and then.
    pub(crate) flag: Arc<AtomicBool>,
    sender: Arc<watch::Sender<bool>>,
}

impl Stop {
    /// Installs the handlers.
    pub(crate) fn on_signals(runtime: &Handle) -> Result<Stop> {
        let stop = Stop { flag: Arc::new(AtomicBool::new(false)), sender: Arc::new(watch::channel(false).0) };
        let _inside = runtime.enter();
        let mut interrupt = signal(SignalKind::interrupt()).context("listen for Ctrl-C")?;
        let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
        let asked = stop.clone();
        runtime.spawn(async move {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                if asked.flag.load(Ordering::Relaxed) {
                    eprintln!("estafeta: ended at once; nothing committed is lost");
                    std::process::exit(130);
                }
                asked.ask();
            }
        });
        Ok(stop)
    }

    /// Asks everything to end.
    pub(crate) fn ask(&self) {
        self.flag.store(true, Ordering::Relaxed);
        self.sender.send_replace(true);
    }

    /// Whether an end was asked for.
    pub(crate) fn is_asked(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }

    /// Resolves when an end is asked for.
    pub(crate) fn asked(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut receiver = self.sender.subscribe();
        async move {
            // The sender lives as long as this process wants anything.
            let _ = receiver.wait_for(|asked| *asked).await;
        }
    }
}
