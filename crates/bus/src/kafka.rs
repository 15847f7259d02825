//! The Kafka engine: one transactional producer per stage instance, `read_committed` everywhere, and outputs, state and
//! positions in one transaction. It is the way to more than one machine.
//!
//! Partitions are shared by a consumer group and assignment is ownership: moved state is read again from its compacted topic.
//! Both the member and the producer are static (their ids hang on the instance), so that a restarted process has its
//! partitions back at once, and whoever still holds them under the same name is fenced.

mod assign;
mod client;
mod error;
mod marker;
mod reader;
mod refusal;
mod session;
mod settings;
mod topics;
mod transaction;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::{Log, LogError, Reader, Seek, Session, StageSpec, Topic};

use client::Quiet;
use error::medium;
use refusal::Refusals;
pub use settings::{KafkaSecurity, KafkaSettings, Sasl};
pub use topics::{Difference, TopicDifference};

/// How long a question to the brokers may take before they count as away.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// A log in a Kafka cluster.
pub struct KafkaLog {
    cluster: Arc<Cluster>,
    read_only: bool,
}

/// What the sessions and readers of one log share.
struct Cluster {
    settings: KafkaSettings,
    /// Asks for metadata and watermarks; a member of no group.
    probe: BaseConsumer<Quiet<Refusals>>,
    /// Asks where what is committed ends; it fetches nothing, so no question waits behind a fetch.
    committed: BaseConsumer<Quiet>,
    /// Topics that were seen with their number of partitions; topics are never removed while they are used.
    known: Mutex<BTreeMap<String, u32>>,
}

impl KafkaLog {
    /// Connects to the brokers. Fails with [`LogError::Medium`] that names them where none answers within 10 s; where a
    /// setting or secret is refused, it names that.
    pub fn open(settings: KafkaSettings) -> Result<KafkaLog, LogError> {
        let cluster = Cluster::connect(settings)?;
        Ok(KafkaLog { cluster: Arc::new(cluster), read_only: false })
    }

    /// Like [`KafkaLog::open`], for readers only; `join` and `create_topics` are refused.
    pub fn open_read_only(settings: KafkaSettings) -> Result<KafkaLog, LogError> {
        Ok(KafkaLog { read_only: true, ..KafkaLog::open(settings)? })
    }

    /// How the cluster's topics differ from `wanted`; empty where they agree.
    pub fn differences(&self, wanted: &[Topic]) -> Result<Vec<TopicDifference>, LogError> {
        topics::differences(&self.cluster, wanted)
    }

    /// Creates missing topics and changes settings that differ; a number of partitions is never changed, since keys would
    /// move.
    pub fn apply(&self, wanted: &[Topic]) -> Result<Vec<TopicDifference>, LogError> {
        self.refuse_read_only("change topics")?;
        topics::apply(&self.cluster, wanted)
    }

    fn refuse_read_only(&self, action: &str) -> Result<(), LogError> {
        if !self.read_only {
            return Ok(());
        }
        let action = format!("{action} at {}", self.cluster.settings.brokers);
        Err(LogError::Medium { action, message: "the log was opened read-only".to_owned(), retriable: false })
    }
}

impl Log for KafkaLog {
    fn create_topics(&self, topics: &[Topic]) -> Result<(), LogError> {
        self.refuse_read_only("create topics")?;
        topics::create_missing(&self.cluster, topics)
    }

    fn join(&self, spec: &StageSpec, _wait: Duration) -> Result<Option<Box<dyn Session>>, LogError> {
        self.refuse_read_only("join a stage")?;
        let session = session::KafkaSession::join(Arc::clone(&self.cluster), spec.clone())?;
        Ok(Some(Box::new(session)))
    }

    /// Nobody in particular: a group shares the stage.
    fn holder(&self, _stage: &str) -> Option<String> {
        None
    }

    fn reader(&self, topics: &[String], from: Seek) -> Result<Box<dyn Reader>, LogError> {
        Ok(Box::new(reader::KafkaReader::start(&self.cluster, topics, from)?))
    }

    fn fold(&self, topic: &str) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
        let mut latest = BTreeMap::new();
        let mut reader = self.reader(&[topic.to_owned()], Seek::Beginning)?;
        loop {
            let records = reader.poll(usize::MAX, Duration::ZERO)?;
            if records.is_empty() {
                return Ok(latest);
            }
            for record in records {
                match record.value {
                    Some(value) => latest.insert(record.key, value),
                    None => latest.remove(&record.key),
                };
            }
        }
    }
}

impl Cluster {
    fn connect(settings: KafkaSettings) -> Result<Cluster, LogError> {
        let mut config = client::reader_config(&settings)?;
        // Watermarks as plain readers see them: the end with what is not yet committed.
        config.set("isolation.level", "read_uncommitted");
        let failed = |error: &KafkaError| medium(format!("reach Kafka at {}", settings.brokers), error);
        let probe: BaseConsumer<Quiet<Refusals>> =
            config.create_with_context(Quiet::default()).map_err(|error| failed(&error))?;
        refusal::await_answer(&probe, &settings)?;
        let committed = client::reader_config(&settings)?.create_with_context(Quiet(()));
        let committed = committed.map_err(|error| failed(&error))?;
        Ok(Cluster { settings, probe, committed, known: Mutex::default() })
    }

    /// Number of partitions of an existing topic.
    fn partitions(&self, topic: &str) -> Result<u32, LogError> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(partitions) = known().get(topic) {
            return Ok(*partitions);
        }
        let action = || format!("ask {} for topic {topic}", self.settings.brokers);
        let metadata =
            self.probe.fetch_metadata(Some(topic), ANSWER_MAX).map_err(|error| medium(action(), &error))?;
        let found = metadata.topics().iter().find(|found| found.name() == topic);
        let Some(found) = found else { return Err(LogError::NoTopic(topic.to_owned())) };
        match found.error().map(RDKafkaErrorCode::from) {
            None => {}
            Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic) => {
                return Err(LogError::NoTopic(topic.to_owned()));
            }
            Some(code) => {
                return Err(LogError::Medium {
                    action: action(),
                    message: code.to_string(),
                    retriable: true,
                });
            }
        }
        let partitions = u32::try_from(found.partitions().len()).unwrap_or(u32::MAX);
        known().insert(topic.to_owned(), partitions);
        Ok(partitions)
    }
}

impl std::fmt::Debug for KafkaLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let brokers = &self.cluster.settings.brokers;
        f.debug_struct("KafkaLog").field("brokers", brokers).field("read_only", &self.read_only).finish()
    }
}
