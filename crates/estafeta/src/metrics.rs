//! What the stages count, for `/metrics`.

use std::sync::Arc;

use bus::StageFigures;
use poller::{Polled, TextFrom};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use crate::run::Counters;

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

/// What the stage loops count, read when somebody asks.
#[derive(Debug)]
pub(crate) struct StageMetrics(pub(crate) Arc<Counters>);

impl Collector for StageMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let figures = self.0.all().map(|(stage, counters)| (stage, counters.figures()));
        for (name, help, of) in [
            (
                "records_received",
                "Records taken from the inputs",
                (|f| f.received) as fn(&StageFigures) -> u64,
            ),
            ("records_sent", "Records committed to outputs and state", |f| f.sent),
            ("records_dead_lettered", "Records committed to the dead letters", |f| f.dead_lettered),
            ("commits", "Transactions committed", |f| f.commits),
            ("retries", "Calls that the log refused and that were made again", |f| f.retries),
            ("panics", "Panics contained", |f| f.panics),
        ] {
            let mut family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            for (stage, figures) in &figures {
                ConstCounter::new(of(figures)).encode(family.encode_family(&[("stage", *stage)])?)?;
            }
        }
        Ok(())
    }
}
