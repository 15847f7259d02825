//! What the stages count, for `/metrics`.

use std::sync::Arc;

use poller::{Polled, TextFrom};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// A label with one of a closed set of words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Reason {
    pub(crate) reason: &'static str,
}

/// Counters of the poll stage.
#[derive(Default)]
pub(crate) struct PollMetrics {
    polls: Family<Reason, Counter>,
    articles: Family<Reason, Counter>,
    problems: Family<Reason, Counter>,
}

impl PollMetrics {
    /// Counters that `registry` exposes.
    pub(crate) fn register(registry: &mut Registry) -> Arc<PollMetrics> {
        let metrics = PollMetrics::default();
        registry.register("poller_polls", "Polls that ended, by result", metrics.polls.clone());
        registry.register(
            "poller_articles",
            "Article revisions taken, by where their text is from",
            metrics.articles.clone(),
        );
        registry.register(
            "poller_problems",
            "Feeds, pages and entries that could not be read, by kind",
            metrics.problems.clone(),
        );
        Arc::new(metrics)
    }

    /// Counts what the pieces brought.
    pub(crate) fn count(&self, pieces: &[Polled]) {
        for piece in pieces {
            if piece.finished {
                let result = if piece.state.error.is_some() { "error" } else { "ok" };
                self.polls.get_or_create(&Reason { reason: result }).inc();
            }
            for fetched in &piece.fetched {
                self.articles.get_or_create(&Reason { reason: TextFrom::word(fetched.text_from) }).inc();
            }
            for problem in &piece.problems {
                self.problems.get_or_create(&Reason { reason: problem.failure.kind.word() }).inc();
            }
        }
    }
}
