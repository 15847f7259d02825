//! The log: one narrow trait, its engines, the generic stage loop, and the wire forms of everything that flows.
//!
//! Everything that flows is a [`Record`] in a topic. A stage joins the log, is told what it is assigned, reads batches, and
//! commits its outputs, its state and its read positions in one transaction: [`run_stage`] is that loop, the same for every
//! stage and both engines. What a stage remembers is a compacted topic and nothing else.

pub mod log;
pub mod stage;
pub mod topic;
pub mod wire;

mod kafka;
mod sqlite;

pub use kafka::{Difference, KafkaLog, KafkaSecurity, KafkaSettings, Sasl, TopicDifference};
pub use log::{
    Event, Log, LogError, Marker, Position, Reader, Record, Seek, Send, Session, StageSpec, VALUE_BYTES_MAX,
};
pub use sqlite::SqliteLog;
pub use stage::{DeadLetter, Outcome, Stage, StageCounters, StageFigures, StageLimits, StageRun, run_stage};
pub use topic::{Cleanup, REPLAY_KEPT, Topic, Topics, partition_of};
