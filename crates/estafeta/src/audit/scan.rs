//! Reading a topic to its end, and where its records begin.

use std::collections::BTreeMap;
use std::time::Duration;

use bus::{Log, LogError, Reader, Record, Seek};
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

/// A reader of each topic at its beginning. They are opened side by side, since on Kafka that is most of the time of reading a
/// small log; what a reader gives is what is committed when it is read.
pub(super) fn open<const COUNT: usize>(
    log: &dyn Log,
    topics: [String; COUNT],
) -> Result<[Box<dyn Reader>; COUNT], LogError> {
    let opened: Result<Vec<Box<dyn Reader>>, LogError> = std::thread::scope(|scope| {
        let open = |topic: String| scope.spawn(move || log.reader(&[topic], Seek::Beginning));
        let opening = topics.map(open);
        opening.into_iter().map(|opened| opened.join().expect("opening does not panic")).collect()
    });
    Ok(opened?.try_into().unwrap_or_else(|_| unreachable!("each topic has its reader")))
}

/// Gives every record that is committed by now to `each`; what was kept of the topic is returned.
pub(super) fn topic(reader: Box<dyn Reader>, mut each: impl FnMut(Record)) -> Result<Kept, LogError> {
    let mut kept = Kept::default();
    to_the_end(reader, |record| {
        kept.note(&record);
        each(record);
    })?;
    Ok(kept)
}

/// Gives every record that is committed by now to `each`.
pub(super) fn to_the_end(mut reader: Box<dyn Reader>, mut each: impl FnMut(Record)) -> Result<(), LogError> {
    loop {
        let records = reader.poll(RECORDS_MAX, Duration::ZERO)?;
        if records.is_empty() {
            return Ok(());
        }
        records.into_iter().for_each(&mut each);
    }
}

/// The fold of a compacted topic: latest value by key.
pub(super) fn fold(reader: Box<dyn Reader>) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
    let mut latest = BTreeMap::new();
    to_the_end(reader, |record| {
        match record.value {
            Some(value) => latest.insert(record.key, value),
            None => latest.remove(&record.key),
        };
    })?;
    Ok(latest)
}

/// Where a record stands, for people and programs: `estafeta.ties.v1/0/18211`.
pub(super) fn place_of(record: &Record) -> String {
    format!("{}/{}/{}", record.topic, record.partition, record.offset)
}
