//! Feeds and pages in, archived articles out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use archive::Writer;
use bus::{LogError, Outcome, Record, Send, Stage, Topics, partition_of, wire};
use model::{FeedState, PolledBy};
use poller::{Fetched, Polled, Poller, owner};
use tokio::runtime::Handle;

use crate::metrics::PollMetrics;
use crate::run::setup_failed;
use report::Reporter;

pub(crate) mod report;

/// Articles of one batch: archived with one fsync, committed in one transaction.
const ARTICLES_MAX: usize = 64;

/// Longest time a batch is gathered.
const GATHER_MAX: Duration = Duration::from_secs(1);

/// Longest wait for a first piece; `stop` is looked at in between.
const WAIT_MAX: Duration = Duration::from_millis(250);

/// How long a further piece is waited for once there is one.
const RIDE_ALONG: Duration = Duration::from_millis(20);

/// Makes a poller of the sources in some partitions; after an abort or a change of them the old one, with what is in
/// flight, is thrown away.
pub(crate) type PollerFactory =
    Box<dyn Fn(&[u32]) -> Result<Poller, poller::PollerError> + std::marker::Send>;

/// Makes the parts of the stage. It is called when the stage is ours: before that no file is written and no port bound.
pub(crate) type PollSetup = Box<dyn Fn() -> anyhow::Result<PollParts> + std::marker::Send>;

/// What the stage works with.
pub(crate) struct PollParts {
    pub(crate) runtime: Handle,
    pub(crate) poller: Poller,
    pub(crate) make_poller: PollerFactory,
    pub(crate) archive: Writer,
    /// Into how many partitions the sources are shared.
    pub(crate) partitions: u32,
}

/// The poller as a stage: it has no input topic and works when idle.
pub(crate) struct PollStage {
    setup: PollSetup,
    parts: Option<PollParts>,
    /// Partitions whose sources are ours.
    owned: Vec<u32>,
    states: BTreeMap<String, FeedState>,
    topics: Topics,
    batch: Batch,
    reporter: Reporter,
    metrics: Arc<PollMetrics>,
    by: PolledBy,
}

/// What was sent and is not yet known to be committed.
#[derive(Default)]
struct Batch {
    states: BTreeMap<String, FeedState>,
    records: Vec<String>,
}

impl PollStage {
    pub(crate) fn new(
        setup: PollSetup,
        topics: Topics,
        metrics: Arc<PollMetrics>,
        by: PolledBy,
    ) -> PollStage {
        PollStage {
            setup,
            parts: None,
            owned: Vec::new(),
            states: BTreeMap::new(),
            topics,
            batch: Batch::default(),
            reporter: Reporter::default(),
            metrics,
            by,
        }
    }

    fn sends_of(
        &mut self,
        mut piece: Polled,
        partitions: u32,
        archive: &mut Writer,
    ) -> Result<Vec<Send>, archive::ArchiveError> {
        let mut sends = Vec::new();
        for fetched in piece.fetched {
            sends.push(self.archived(fetched, archive)?);
        }
        piece.state.polled_by = Some(self.by.clone());
        sends.push(Send {
            topic: self.topics.poller_state(),
            partition: Some(partition_of(&owner(&piece.key), partitions)),
            key: piece.key.clone(),
            value: Some(wire::poller_state::to_json(&piece.state)),
            headers: wire::headers::plain(None),
        });
        self.batch.states.insert(piece.key, piece.state);
        Ok(sends)
    }

    fn archived(&mut self, fetched: Fetched, archive: &mut Writer) -> Result<Send, archive::ArchiveError> {
        let mut article = fetched.article;
        let pointer = archive.append(&archive::Exchange {
            kind: match fetched.exchange.kind {
                poller::ExchangeKind::Response => archive::ExchangeKind::Response,
                poller::ExchangeKind::Resource => archive::ExchangeKind::Resource,
            },
            url: fetched.exchange.url,
            http_head: fetched.exchange.http_head,
            media_type: fetched.exchange.media_type,
            body: fetched.exchange.body,
            fetched_at: fetched.exchange.fetched_at,
            feed_entry: fetched.feed_entry,
            article: article.id.clone(),
            revision: article.revision,
            title: article.title.clone(),
            text: article.text.clone(),
            article_fields: wire::article::archived_fields(&article),
        })?;
        self.batch.records.push(pointer.record.clone());
        article.archive = Some(pointer);
        Ok(Send {
            topic: self.topics.articles(),
            partition: None,
            key: article.id.to_string(),
            value: Some(wire::article::to_json(&article)),
            headers: wire::headers::plain(None),
        })
    }

    /// Archives the pieces durably and makes the sends of them.
    fn written(
        &mut self,
        pieces: Vec<Polled>,
        partitions: u32,
        archive: &mut Writer,
    ) -> Result<Vec<Send>, archive::ArchiveError> {
        let mut sends = Vec::new();
        for piece in pieces {
            sends.extend(self.sends_of(piece, partitions, archive)?);
        }
        archive.sync()?;
        Ok(sends)
    }

    /// Forgets what is in flight and what was written but not committed.
    fn reset(&mut self) {
        self.batch = Batch::default();
        let Some(parts) = &mut self.parts else { return };
        match (parts.make_poller)(&self.owned) {
            Ok(poller) => parts.poller = poller,
            Err(error) => tracing::error!(%error, "The poller cannot be made anew; the old one goes on."),
        }
        if let Err(error) = parts.archive.rewind() {
            tracing::error!(%error, "The archive cannot be rewound; records without an article may stay in it.");
        }
    }
}

/// Pieces of polls until there are enough, or time is up, or nothing more is ready.
async fn gather(poller: &mut Poller) -> Vec<Polled> {
    let begun = Instant::now();
    let mut pieces: Vec<Polled> = Vec::new();
    let (mut articles, mut wait) = (0, WAIT_MAX);
    while articles < ARTICLES_MAX && begun.elapsed() < GATHER_MAX {
        match tokio::time::timeout(wait, poller.next()).await {
            Ok(Some(piece)) => {
                articles += piece.fetched.len();
                pieces.push(piece);
                // What else is ready rides along; what is not comes with the next batch.
                wait = RIDE_ALONG;
            }
            Ok(None) if pieces.is_empty() => {
                tokio::time::sleep(WAIT_MAX).await;
                break;
            }
            Ok(None) | Err(_) => break,
        }
    }
    pieces
}

impl Stage for PollStage {
    fn assigned(
        &mut self,
        partitions: &[u32],
        state: BTreeMap<(String, String), Vec<u8>>,
    ) -> Result<(), LogError> {
        self.states.clear();
        for ((topic, key), value) in state {
            match wire::poller_state::from_json(&value) {
                Ok(state) => {
                    self.states.insert(key, state);
                }
                // A feed whose memory cannot be read is polled as a new one; its articles keep their ids.
                Err(error) => {
                    tracing::warn!(%topic, %key, %error, "The state of a feed cannot be read; it starts anew.");
                }
            }
        }
        self.owned = partitions.to_vec();
        if self.parts.is_none() && !partitions.is_empty() {
            self.parts = Some((self.setup)().map_err(|error| setup_failed(&error))?);
        }
        if let Some(parts) = &mut self.parts {
            parts.poller = (parts.make_poller)(&self.owned).map_err(|error| setup_failed(&error.into()))?;
        }
        Ok(())
    }

    fn work(&mut self, _: &[Record]) -> Result<Outcome, LogError> {
        Ok(Outcome::default())
    }

    fn idle(&mut self) -> Result<Outcome, LogError> {
        let Some(mut parts) = self.parts.take() else { return Ok(Outcome::default()) };
        let runtime = parts.runtime.clone();
        let pieces = runtime.block_on(async {
            parts.poller.start_due(&self.states);
            gather(&mut parts.poller).await
        });
        self.reporter.report(&pieces, parts.poller.network(), parts.poller.in_flight());
        self.metrics.count(&pieces);
        let written = self.written(pieces, parts.partitions, &mut parts.archive);
        self.parts = Some(parts);
        match written {
            Ok(sends) => Ok(Outcome { sends }),
            Err(error) => {
                self.reset();
                self.reporter.archive_refused(&error);
                runtime.block_on(tokio::time::sleep(GATHER_MAX));
                Ok(Outcome::default())
            }
        }
    }

    fn committed(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        self.states.extend(batch.states);
        let Some(parts) = &mut self.parts else { return };
        if let Err(error) = parts.archive.mark_committed(batch.records.iter().map(String::as_str)) {
            // The next start marks them again from `articles`.
            tracing::warn!(%error, "Archived records could not be marked as committed.");
        }
        self.reporter.archive_works();
    }

    fn aborted(&mut self) {
        self.reset();
    }
}

#[cfg(test)]
mod tests;
