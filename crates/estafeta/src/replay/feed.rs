//! The first stage of a run: archived articles into the run's `articles`, with the place where it stands as its state.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Result;
use archive::Archive;
use bus::{Log, LogError, Outcome, Record, Send, Stage, Topics, wire};
use serde::{Deserialize, Serialize};

use super::around;
use super::input::{ArchiveInput, Input, Place, Sieve};
use super::log_input::LogInput;
use super::manifest::{From, Manifest};
use crate::config::Config;
use crate::logs;

/// Articles of one transaction: one fsync for as many as the extractor takes in some batches.
const ARTICLES_MAX: usize = 256;

/// How long the stage waits where `--rate` lets no article through yet.
const PACE: Duration = Duration::from_millis(20);

/// Revisions that could not be read and are kept by name.
const NAMED_MAX: usize = 100;

/// Key of the state in the topic `progress`.
const KEY: &str = "feed";

/// How far the feed is; its state in the topic `progress`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Fed {
    /// After this is read on; `None` at the beginning.
    pub(super) place: Option<Place>,
    pub(super) counts: Counts,
    /// Revisions that could not be read, the first of them.
    pub(super) unreadable: Vec<String>,
    /// True once the end stands behind the last article.
    pub(super) ended: bool,
}

/// What was read of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// Articles whose alerts are the run's output.
    pub(crate) compared: u64,
    /// Articles that only fed the state.
    pub(crate) warm_up: u64,
    /// Articles that a filter left out.
    pub(crate) filtered: u64,
    /// Archived revisions that could not be read.
    pub(crate) unreadable: u64,
    /// Greatest first position that the log still keeps of a partition, of a replay of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) log_starts_at: Option<u64>,
}

impl Counts {
    /// Articles that went into the run.
    pub(super) fn fed(&self) -> u64 {
        self.compared + self.warm_up
    }

    /// Whether all could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.unreadable == 0
    }
}

/// How far the feed of a run is.
pub(super) fn fed(log: &dyn Log, topics: &Topics) -> Result<Fed> {
    match log.fold(&topics.progress())?.get(KEY) {
        Some(state) => Ok(serde_json::from_slice(state)?),
        None => Ok(Fed::default()),
    }
}

/// The feed as a stage without input topics.
pub(super) struct FeedStage {
    input: Input,
    topics: Topics,
    rate: Option<u32>,
    begun: Instant,
    handed_out: u64,
    fed: Fed,
    committed: Fed,
    expected: Option<u64>,
}

impl FeedStage {
    /// A feed of what the manifest asks for; it stands where the log says once it is assigned.
    pub(super) fn new(
        config: &Config,
        manifest: &Manifest,
        topics: &Topics,
        rate: Option<u32>,
    ) -> Result<FeedStage> {
        let asked = &manifest.asked;
        let sieve = Sieve::new(asked);
        let (input, expected) = match asked.input {
            From::Archive => {
                let archive = Archive::open_read(&config.settings.archive.dir)?;
                let expected = archive.count_between(asked.begin(), asked.to)?;
                (Input::Archive(Box::new(ArchiveInput::new(archive, sieve))), Some(expected))
            }
            From::Log => {
                let log = logs::open_read_only(&config.settings)?;
                let topics = logs::topics(&config.settings);
                (Input::Log(Box::new(LogInput::new(log, &topics, sieve, manifest.started_at))), None)
            }
        };
        let (fed, begun) = (Fed::default(), Instant::now());
        let topics = topics.clone();
        Ok(FeedStage { input, topics, rate, begun, handed_out: 0, committed: fed.clone(), fed, expected })
    }

    /// About how many articles there are, where that is known.
    pub(super) fn articles_expected(&self) -> Option<u64> {
        self.expected
    }

    /// Articles that may go out now.
    fn allowed(&self) -> usize {
        let Some(rate) = self.rate else { return ARTICLES_MAX };
        let by_now = (self.begun.elapsed().as_secs_f64() * f64::from(rate)) as u64;
        usize::try_from(by_now.saturating_sub(self.handed_out)).unwrap_or(ARTICLES_MAX).min(ARTICLES_MAX)
    }

    fn state(&self) -> Send {
        Send {
            topic: self.topics.progress(),
            partition: None,
            key: KEY.to_owned(),
            value: Some(serde_json::to_vec(&self.fed).expect("the state holds nothing that JSON cannot")),
            headers: wire::headers::plain(None),
        }
    }
}

impl Stage for FeedStage {
    fn assigned(&mut self, _: &[u32], state: BTreeMap<(String, String), Vec<u8>>) -> Result<(), LogError> {
        if let Some(value) = state.get(&(self.topics.progress(), KEY.to_owned())) {
            self.fed = serde_json::from_slice(value)
                .map_err(|error| failed("read the state of the feed", &error))?;
        }
        self.committed = self.fed.clone();
        self.input.stand_after(self.fed.place.as_ref());
        Ok(())
    }

    fn work(&mut self, _: &[Record]) -> Result<Outcome, LogError> {
        Ok(Outcome::default())
    }

    fn idle(&mut self) -> Result<Outcome, LogError> {
        let allowed = if self.fed.ended { 0 } else { self.allowed() };
        if allowed == 0 {
            if !self.fed.ended {
                std::thread::sleep(PACE);
            }
            return Ok(Outcome::default());
        }
        let piece = self.input.next(allowed)?;
        self.handed_out += piece.articles.len() as u64;
        self.fed.counts.compared += piece.compared;
        self.fed.counts.warm_up += piece.articles.len() as u64 - piece.compared;
        self.fed.counts.filtered += piece.filtered;
        self.fed.counts.unreadable += piece.unreadable.len() as u64;
        let room = NAMED_MAX.saturating_sub(self.fed.unreadable.len());
        self.fed.unreadable.extend(piece.unreadable.into_iter().take(room));
        self.fed.counts.log_starts_at = self.fed.counts.log_starts_at.max(piece.log_starts_at);
        self.fed.place = piece.place.or(self.fed.place.take());
        self.fed.ended = piece.ended;
        let topic = self.topics.articles();
        let mut sends: Vec<Send> = piece
            .articles
            .into_iter()
            .map(|(key, value, headers)| Send {
                topic: topic.clone(),
                partition: None,
                key,
                value: Some(value),
                headers,
            })
            .collect();
        if piece.ended {
            sends.push(around::end_of_articles(&self.topics));
        }
        sends.push(self.state());
        Ok(Outcome { sends })
    }

    fn committed(&mut self) {
        self.committed = self.fed.clone();
    }

    fn aborted(&mut self) {
        self.fed = self.committed.clone();
        self.input.stand_after(self.fed.place.as_ref());
    }
}

/// A failure of what is read, as the log's error: it stops the run.
pub(super) fn failed(action: &str, error: &dyn std::fmt::Display) -> LogError {
    LogError::Medium { action: action.to_owned(), message: error.to_string(), retriable: false }
}
