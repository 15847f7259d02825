//! The copying: a stage on the target that reads the other log when it is idle.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bus::{Log, LogError, Outcome, Reader, Record, Seek, Send, Stage};

use super::place::Place;

/// Bytes after which a transaction takes no further topic: with what one read brings it stays below the client's queue.
const BYTES_MAX: usize = 8 << 20;

/// How often a topic that is not there, or empty, is looked for again.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// After this time without the assignment it is said what is waited for.
const WAIT_TOLD_AFTER: Duration = Duration::from_secs(5);

/// A topic of the log and its copy.
pub(super) struct Pair {
    pub(super) source: String,
    pub(super) target: String,
}

/// Copies topics of `source`.
pub(super) struct Copier<'a> {
    source: &'a dyn Log,
    state: String,
    records_max: usize,
    /// Set at the end of the log, where it is not followed further.
    end: Option<&'a AtomicBool>,
    topics: Vec<TopicCopy>,
    is_assigned: bool,
    waits_since: Option<Instant>,
    /// Topic that is read first; each has its turn.
    turn: usize,
    /// Records in the open transaction.
    open: u64,
    copied: u64,
}

struct TopicCopy {
    pair: Pair,
    reader: Option<Box<dyn Reader>>,
    looked_at: Option<Instant>,
    /// The last record whose copy is committed.
    committed: Option<Place>,
    /// The last record in the open transaction.
    open: Option<Place>,
}

impl<'a> Copier<'a> {
    pub(super) fn new(
        source: &'a dyn Log,
        pairs: Vec<Pair>,
        state: String,
        records_max: usize,
        end: Option<&'a AtomicBool>,
    ) -> Copier<'a> {
        let topic = |pair| TopicCopy { pair, reader: None, looked_at: None, committed: None, open: None };
        Copier {
            source,
            state,
            records_max,
            end,
            topics: pairs.into_iter().map(topic).collect(),
            is_assigned: false,
            waits_since: Some(Instant::now()),
            turn: 0,
            open: 0,
            copied: 0,
        }
    }

    /// Records whose copies this process committed.
    pub(super) fn copied(&self) -> u64 {
        self.copied
    }

    fn tell_waiting(&mut self) {
        if self.waits_since.is_some_and(|since| since.elapsed() > WAIT_TOLD_AFTER) {
            self.waits_since = None;
            eprintln!(
                "estafeta: another mirror works on this Kafka and prefix, or the brokers have yet to see that this one is back; \
                 waiting"
            );
        }
    }

    fn tell_begin(&self) {
        if !self.is_assigned {
            return;
        }
        match self.topics.iter().filter(|topic| topic.committed.is_some()).count() {
            0 => eprintln!("estafeta: copying from the beginning"),
            begun => eprintln!("estafeta: copying goes on; {begun} topics have copies"),
        }
    }

    fn sends(&mut self) -> Result<Vec<Send>, LogError> {
        let (mut sends, mut left, mut bytes) = (Vec::new(), self.records_max, 0);
        let count = self.topics.len();
        for n in 0..count {
            if left == 0 || bytes > BYTES_MAX {
                break;
            }
            let topic = &mut self.topics[(self.turn + n) % count];
            let records = topic.read(self.source, left)?;
            let Some(last) = records.last() else { continue };
            let place = Place::of(last);
            left -= records.len();
            bytes += records.iter().map(|record| record.value.as_ref().map_or(0, Vec::len)).sum::<usize>();
            self.open += records.len() as u64;
            sends.push(place_send(&self.state, &topic.pair.source, &place));
            sends.extend(records.into_iter().map(|record| copy_of(record, &topic.pair.target)));
            topic.open = Some(place);
        }
        self.turn = (self.turn + 1) % count.max(1);
        Ok(sends)
    }
}

/// The copy keeps key, headers and the bytes of the value.
fn copy_of(record: Record, target: &str) -> Send {
    Send {
        topic: target.to_owned(),
        partition: Some(0),
        key: record.key,
        value: record.value,
        headers: record.headers,
    }
}

fn place_send(state: &str, source: &str, place: &Place) -> Send {
    Send {
        topic: state.to_owned(),
        partition: Some(0),
        key: source.to_owned(),
        value: Some(place.to_json()),
        headers: bus::wire::headers::plain(None),
    }
}

impl TopicCopy {
    /// What comes next; nothing where the topic is not there.
    fn read(&mut self, source: &dyn Log, records_max: usize) -> Result<Vec<Record>, LogError> {
        if self.reader.is_none() && self.looked_at.is_none_or(|at| at.elapsed() >= LOOK_AGAIN) {
            self.looked_at = Some(Instant::now());
            self.reader = self.open_reader(source)?;
        }
        self.reader.as_mut().map_or(Ok(Vec::new()), |reader| reader.poll(records_max, Duration::ZERO))
    }

    /// A reader after the last copied record. `None` where the topic is not there yet, or holds nothing by which to tell
    /// that it is the one whose records were copied.
    fn open_reader(&self, source: &dyn Log) -> Result<Option<Box<dyn Reader>>, LogError> {
        let reader_at = |seek| match source.reader(std::slice::from_ref(&self.pair.source), seek) {
            Err(LogError::NoTopic(_)) => Ok(None),
            opened => opened.map(Some),
        };
        let Some(place) = &self.committed else { return reader_at(Seek::Beginning) };
        let Some(mut at_place) = reader_at(Seek::Offset(place.offset))? else { return Ok(None) };
        match at_place.poll(1, Duration::ZERO)?.first() {
            Some(record) if record.offset > place.offset => {}
            Some(record) if Place::of(record) == *place => {}
            Some(_) => return Err(self.other_log(place)),
            None => {
                let Some(mut all) = reader_at(Seek::Beginning)? else { return Ok(None) };
                return match all.poll(1, Duration::ZERO)?.is_empty() {
                    true => Ok(None),
                    false => Err(self.other_log(place)),
                };
            }
        }
        reader_at(Seek::Offset(place.offset + 1))
    }

    fn other_log(&self, place: &Place) -> LogError {
        LogError::Medium {
            action: format!("go on mirroring {} after offset {}", self.pair.source, place.offset),
            message: "this log does not hold the record that was copied last, so another log was mirrored there before\n  \
                      mend: mirror this one under a --prefix of its own"
                .to_owned(),
            retriable: false,
        }
    }
}

impl Stage for Copier<'_> {
    fn assigned(
        &mut self,
        partitions: &[u32],
        state: BTreeMap<(String, String), Vec<u8>>,
    ) -> Result<(), LogError> {
        self.aborted();
        self.is_assigned = !partitions.is_empty();
        self.waits_since = (!self.is_assigned).then(Instant::now);
        for topic in &mut self.topics {
            let key = (self.state.clone(), topic.pair.source.clone());
            let place = state.get(&key).map(|value| Place::from_json(value)).transpose();
            topic.committed = place.map_err(|error| LogError::Medium {
                action: format!("read the place of {} in {}", key.1, key.0),
                message: format!("{error}; it was written by another version, use that one"),
                retriable: false,
            })?;
        }
        self.tell_begin();
        Ok(())
    }

    fn work(&mut self, _: &[Record]) -> Result<Outcome, LogError> {
        Ok(Outcome::default())
    }

    fn idle(&mut self) -> Result<Outcome, LogError> {
        if !self.is_assigned {
            self.tell_waiting();
            return Ok(Outcome::default());
        }
        let sends = self.sends()?;
        if let Some(end) = self.end.filter(|_| sends.is_empty()) {
            end.store(true, Ordering::Relaxed);
        }
        Ok(Outcome { sends })
    }

    fn committed(&mut self) {
        self.copied += std::mem::take(&mut self.open);
        for topic in &mut self.topics {
            if let Some(place) = topic.open.take() {
                topic.committed = Some(place);
            }
        }
    }

    fn aborted(&mut self) {
        self.open = 0;
        for topic in &mut self.topics {
            (topic.reader, topic.looked_at, topic.open) = (None, None, None);
        }
    }
}
