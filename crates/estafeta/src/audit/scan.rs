//! Reading a topic to its end, and where its records begin.

use std::collections::BTreeMap;
use std::time::Duration;

use bus::{Log, LogError, Record, Seek};

/// Records of one read.
const RECORDS_MAX: usize = 500;

/// A place in a topic: partition and offset.
pub(super) type Place = (u32, u64);

/// First offset that is kept, by partition.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept(BTreeMap<u32, u64>);

impl Kept {
    /// Notes a record that was read.
    pub(super) fn note(&mut self, record: &Record) {
        self.0.entry(record.partition).or_insert(record.offset);
    }

    /// Whether a record at this place was deleted, or may have been, when its time was over: it lies before all that is kept.
    pub(super) fn is_past(&self, (partition, offset): Place) -> bool {
        self.0.get(&partition).is_none_or(|first| offset < *first)
    }

    /// Whether anything was deleted.
    pub(super) fn is_cut(&self) -> bool {
        self.0.values().any(|first| *first > 0)
    }

    /// Whether anything in a partition was deleted.
    pub(super) fn is_cut_in(&self, partition: u32) -> bool {
        self.0.get(&partition).is_none_or(|first| *first > 0)
    }
}

/// Gives every record of a topic that is committed by now to `each`; what was kept of it is returned.
pub(super) fn topic(log: &dyn Log, topic: &str, each: impl FnMut(Record)) -> Result<Kept, LogError> {
    topic_from(log, topic, Seek::Beginning, each)
}

/// The same from a place on.
pub(super) fn topic_from(
    log: &dyn Log,
    topic: &str,
    from: Seek,
    mut each: impl FnMut(Record),
) -> Result<Kept, LogError> {
    let mut reader = log.reader(&[topic.to_owned()], from)?;
    let mut kept = Kept::default();
    loop {
        let records = reader.poll(RECORDS_MAX, Duration::ZERO)?;
        if records.is_empty() {
            return Ok(kept);
        }
        for record in records {
            kept.note(&record);
            each(record);
        }
    }
}

/// Where a record stands, for people and programs: `estafeta.ties.v1/0/18211`.
pub(super) fn place_of(record: &Record) -> String {
    format!("{}/{}/{}", record.topic, record.partition, record.offset)
}
