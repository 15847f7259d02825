//! The trait that both engines of the log implement, and the records that pass through it.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

/// Largest value of a record, in bytes: what a Kafka broker and its client take by default, less the room for headers.
pub const VALUE_BYTES_MAX: usize = 900_000;

/// A record as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Full topic name.
    pub topic: String,
    /// Partition, from 0.
    pub partition: u32,
    /// Place in the partition, rising, not always without gaps.
    pub offset: u64,
    /// Key; order is kept per key.
    pub key: String,
    /// Value; `None` is a tombstone.
    pub value: Option<Vec<u8>>,
    /// Headers in the order they were sent, ASCII names.
    pub headers: Vec<(String, String)>,
    /// When the log took it (log-append time).
    pub appended_at: Timestamp,
}

/// A record to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Send {
    /// Full topic name; the topic must exist.
    pub topic: String,
    /// Partition; `None` lets the key decide.
    pub partition: Option<u32>,
    /// Key.
    pub key: String,
    /// Value; `None` is a tombstone.
    pub value: Option<Vec<u8>>,
    /// Headers.
    pub headers: Vec<(String, String)>,
}

/// How far a stage has read: the next offset it wants from a partition of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Full topic name.
    pub topic: String,
    /// Partition.
    pub partition: u32,
    /// Offset after the last record that was worked off.
    pub next: u64,
}

/// What a stage wants of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageSpec {
    /// Name of the stage, which is its consumer group too: `poll`, `extract`, `classify`.
    pub name: String,
    /// Names this process for other processes, in messages (`pid 4711`) and on Kafka in ids.
    pub instance: String,
    /// Topics it reads, full names; empty for the poller on the embedded engine.
    pub inputs: Vec<String>,
    /// Compacted topics that hold its state, full names.
    pub state: Vec<String>,
}

/// A note that a stage leaves before it works on a batch, so that the next process knows which batch killed this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// Topic of the first record of the batch.
    pub topic: String,
    /// Its partition.
    pub partition: u32,
    /// Its offset.
    pub offset: u64,
    /// True where that record was tried alone.
    pub alone: bool,
    /// How many processes began this batch, or this record alone.
    pub begun: u32,
}

/// Where a reader starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seek {
    /// At the first record that is kept.
    Beginning,
    /// After the last record.
    End,
    /// At the first record appended at or after this time.
    Time(Timestamp),
    /// At this offset, or the first kept one after it.
    Offset(u64),
}

/// What the log tells a stage.
#[derive(Debug)]
pub enum Event {
    /// Partitions are this stage's now. `state` is the fold of its state topics for them: latest value by (topic, key),
    /// tombstones removed.
    Assigned {
        /// Partition numbers.
        partitions: Vec<u32>,
        /// Latest values by topic and key.
        state: BTreeMap<(String, String), Vec<u8>>,
    },
    /// Records in order, never empty. What is not committed comes again with the next call.
    Batch(Vec<Record>),
    /// Partitions are no longer this stage's; what was computed for them is thrown away.
    Revoked(Vec<u32>),
    /// Nothing came within the wait.
    Idle,
}

/// Why the log refused.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A newer instance owns the stage: stop, never retry.
    #[error("stage {stage} is fenced: {by} took over")]
    Fenced {
        /// The stage.
        stage: String,
        /// The newer instance, as far as it is known.
        by: String,
    },
    /// Partitions went to another instance while a batch of theirs was worked on. Nothing was kept; the new owner does it.
    #[error("stage {stage}: partitions moved to another instance before the commit ({reason})")]
    Moved {
        /// The stage.
        stage: String,
        /// What the log said.
        reason: String,
    },
    /// A topic is not there.
    #[error("topic {0} does not exist")]
    NoTopic(String),
    /// One record is too large for any engine: it becomes a dead letter, trying again cannot help.
    #[error("send key {key} to {topic}: {bytes} bytes are more than {VALUE_BYTES_MAX}")]
    TooLarge {
        /// Full topic name.
        topic: String,
        /// Key of the record.
        key: String,
        /// Size of its value.
        bytes: usize,
    },
    /// A position does not continue what the log has stored: a fault in the caller, or a second writer. Stop.
    #[error("commit position of {stage} in {topic}/{partition}: {wanted} does not continue {stored}")]
    Discontinuous {
        /// The stage.
        stage: String,
        /// Full topic name.
        topic: String,
        /// Partition.
        partition: u32,
        /// Next offset as stored.
        stored: u64,
        /// Next offset as asked for.
        wanted: u64,
    },
    /// The medium failed: disk full, file gone, broker unreachable. Nothing of the transaction was kept.
    #[error("{action}: {message}")]
    Medium {
        /// What was being done, with the place.
        action: String,
        /// What went wrong.
        message: String,
        /// True where trying the same again later can work.
        retriable: bool,
    },
}

/// A log with its topics.
pub trait Log: std::marker::Send + Sync {
    /// Creates what is missing of `topics`; settings of present ones are brought in line where that loses nothing.
    fn create_topics(&self, topics: &[crate::Topic]) -> Result<(), LogError>;

    /// Joins as an instance of a stage. Blocks at most `wait`; `Ok(None)` where another process still holds the stage, with
    /// the holder told by [`Log::holder`].
    fn join(&self, spec: &StageSpec, wait: Duration) -> Result<Option<Box<dyn Session>>, LogError>;

    /// Who holds a stage now, in words (`pid 4711`), where that is known.
    fn holder(&self, stage: &str) -> Option<String>;

    /// Opens a reader over `topics`, outside every stage, that sees committed records only and writes nothing.
    fn reader(&self, topics: &[String], from: Seek) -> Result<Box<dyn Reader>, LogError>;

    /// The fold of a compacted topic: latest value by key, tombstones removed.
    fn fold(&self, topic: &str) -> Result<BTreeMap<String, Vec<u8>>, LogError>;
}

/// One instance of a stage, joined to the log.
pub trait Session: std::marker::Send {
    /// The next event; waits at most `wait` for records and returns at most `records_max` of them.
    fn next(&mut self, records_max: usize, wait: Duration) -> Result<Event, LogError>;

    /// Appends `sends` and moves the positions, all or nothing, durably. A fenced session gets [`LogError::Fenced`] and
    /// leaves nothing.
    ///
    /// Each position must lie after the stored one and not beyond what [`Session::next`] gave; topics that are not named
    /// keep theirs. Records of one key keep the order of `sends`. After a retriable [`LogError::Medium`] the caller repeats
    /// the same commit or leaves: the log may have taken it just before it fell silent, and finds that out on the repetition.
    fn commit(&mut self, sends: &[Send], positions: &[Position]) -> Result<(), LogError>;

    /// The next offset that is wanted from a partition of an input, as committed; 0 where nothing was, `None` where the
    /// partition is not this session's.
    fn position(&self, topic: &str, partition: u32) -> Option<u64>;

    /// The marker that was left last for a partition under this stage's name, by this process or an earlier one.
    fn marker(&mut self, topic: &str, partition: u32) -> Result<Option<Marker>, LogError>;

    /// Leaves a marker. It outlives the process; it need not outlive a loss of power.
    fn mark(&mut self, marker: &Marker) -> Result<(), LogError>;
}

/// A read-only follower of some topics.
pub trait Reader: std::marker::Send {
    /// Records in order per partition, at most `records_max`; empty where nothing came within `wait`.
    fn poll(&mut self, records_max: usize, wait: Duration) -> Result<Vec<Record>, LogError>;
}
