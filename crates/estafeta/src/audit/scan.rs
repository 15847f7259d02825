//! Reading a topic to its end, and where its records begin.

use std::collections::BTreeMap;
use std::time::Duration;

use bus::{Log, LogError, Record, Seek};
use jiff::Timestamp;

/// Records of one read.
const RECORDS_MAX: usize = 500;

/// A place in a topic: partition and offset.
pub(super) type Place = (u32, u64);

/// The first record that is kept, by partition.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept(BTreeMap<u32, First>);

#[derive(Debug, Clone, Copy)]
struct First {
    offset: u64,
    appended_at: Timestamp,
}

impl Kept {
    /// Notes a record that was read.
    pub(super) fn note(&mut self, record: &Record) {
        let first = First { offset: record.offset, appended_at: record.appended_at };
        self.0.entry(record.partition).or_insert(first);
    }

    /// Whether a record at this place was deleted, or may have been, when its time was over: it lies before all that is kept.
    pub(super) fn is_past(&self, (partition, offset): Place) -> bool {
        self.0.get(&partition).is_none_or(|first| offset < first.offset)
    }

    /// Whether anything was deleted, or may have been: on Kafka aborted transactions leave gaps at the begin too.
    pub(super) fn is_cut(&self) -> bool {
        self.0.is_empty() || self.0.values().any(|first| first.offset > 0)
    }

    /// The same of a partition.
    pub(super) fn is_cut_in(&self, partition: u32) -> bool {
        self.0.get(&partition).is_none_or(|first| first.offset > 0)
    }

    /// Whether a record appended about then may have been deleted: something was, and no later than what is kept begins.
    pub(super) fn is_past_time(&self, at: Timestamp) -> bool {
        let cut = self.0.values().filter(|first| first.offset > 0).map(|first| first.appended_at);
        self.0.is_empty() || cut.max().is_some_and(|begin| at <= begin)
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
    let mut kept = Kept::default();
    topics(log, &[topic.to_owned()], from, |record| {
        kept.note(&record);
        each(record);
    })?;
    Ok(kept)
}

/// Gives every record of some topics, from a place in each on, to `each`. Fails before the first where a topic is not there.
pub(super) fn topics(
    log: &dyn Log,
    topics: &[String],
    from: Seek,
    mut each: impl FnMut(Record),
) -> Result<(), LogError> {
    let mut reader = log.reader(topics, from)?;
    loop {
        let records = reader.poll(RECORDS_MAX, Duration::ZERO)?;
        if records.is_empty() {
            return Ok(());
        }
        records.into_iter().for_each(&mut each);
    }
}

/// Where a record stands, for people and programs: `estafeta.ties.v1/0/18211`.
pub(super) fn place_of(record: &Record) -> String {
    format!("{}/{}/{}", record.topic, record.partition, record.offset)
}
