//! A reader outside every group: committed records only, from where it is asked to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers as _, Message as _};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::{LogError, Reader, Record, Seek};

use super::assign::signed;
use super::client::{Quiet, reader_config};
use super::error::medium;
use super::{ANSWER_MAX, Cluster};

/// How long the end of a topic may take to come when a reader asks for what is there now.
const END_MAX: Duration = Duration::from_secs(20);
/// How long what was just committed may take to be seen.
const SETTLED_MAX: Duration = Duration::from_secs(1);
/// How often the end is looked at meanwhile.
const SETTLED_LOOK: Duration = Duration::from_millis(5);
/// How long one topic is waited for before the next is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Follows some topics.
pub(super) struct KafkaReader {
    topics: Vec<TopicReader>,
}

/// Follows one topic; the client names no topic when it comes to an end, so each has a client of its own.
struct TopicReader {
    cluster: Arc<Cluster>,
    topic: String,
    consumer: BaseConsumer<Quiet>,
    /// End that was asked for and end that was come to, by partition.
    ends: BTreeMap<u32, End>,
}

struct End {
    wanted: i64,
    /// Unknown where it was come to and nobody answered where it lies.
    reached: Option<i64>,
}

impl Default for End {
    fn default() -> End {
        End { wanted: 0, reached: Some(0) }
    }
}

impl KafkaReader {
    pub(super) fn start(
        cluster: Arc<Cluster>,
        topics: &[String],
        from: Seek,
    ) -> Result<KafkaReader, LogError> {
        let start = |topic: &String| TopicReader::start(Arc::clone(&cluster), topic, from);
        Ok(KafkaReader { topics: topics.iter().map(start).collect::<Result<_, _>>()? })
    }

    fn drain(&mut self, records_max: usize, wait: Duration, records: &mut Vec<Record>) {
        self.topics.iter_mut().for_each(|topic| topic.drain(records_max, wait, records));
    }
}

impl Reader for KafkaReader {
    fn poll(&mut self, records_max: usize, wait: Duration) -> Result<Vec<Record>, LogError> {
        let begun = Instant::now();
        let to_the_end = wait.is_zero();
        if to_the_end {
            for topic in &mut self.topics {
                topic.want_the_end()?;
            }
        }
        let mut records = Vec::new();
        loop {
            let left = if to_the_end { END_MAX } else { wait }.saturating_sub(begun.elapsed());
            self.drain(records_max.max(1), left.min(LOOK), &mut records);
            if records.len() >= records_max {
                return Ok(records);
            }
            if to_the_end {
                match self.topics.iter().find(|topic| !topic.is_at_the_end()) {
                    None => return Ok(records),
                    Some(topic) if begun.elapsed() >= END_MAX => return Err(topic.silent()),
                    Some(_) => {}
                }
            } else if !records.is_empty() || begun.elapsed() >= wait {
                return Ok(records);
            }
        }
    }
}

impl TopicReader {
    fn start(cluster: Arc<Cluster>, topic: &str, from: Seek) -> Result<TopicReader, LogError> {
        let failed =
            |error: &KafkaError| medium(format!("read {topic} at {}", cluster.settings.brokers), error);
        let partitions = cluster.partitions(topic)?;
        let consumer: BaseConsumer<Quiet> = reader_config(&cluster.settings)?
            .create_with_context(Quiet(()))
            .map_err(|error| failed(&error))?;
        let end_of = |partition: i32| {
            let marks = consumer.fetch_watermarks(topic, partition, ANSWER_MAX);
            marks.map(|(_, end)| end).map_err(|error| failed(&error))
        };
        let mut list = TopicPartitionList::new();
        for partition in (0..partitions).map(signed) {
            let offset = match from {
                Seek::Beginning => Offset::Beginning,
                Seek::End => Offset::Offset(end_of(partition)?),
                Seek::Offset(wanted) => {
                    Offset::Offset(end_of(partition)?.min(i64::try_from(wanted).unwrap_or(i64::MAX)))
                }
                Seek::Time(time) => Offset::Offset(millis_up(time)),
            };
            list.add_partition_offset(topic, partition, offset).map_err(|error| failed(&error))?;
        }
        if let Seek::Time(_) = from {
            list = consumer.offsets_for_times(list, ANSWER_MAX).map_err(|error| failed(&error))?;
            for partition in (0..partitions).map(signed) {
                let found = list.find_partition(topic, partition).map(|element| element.offset());
                // No record is that late: what comes from now on.
                if !matches!(found, Some(Offset::Offset(_))) {
                    let end = Offset::Offset(end_of(partition)?);
                    list.set_partition_offset(topic, partition, end).map_err(|error| failed(&error))?;
                }
            }
        }
        consumer.assign(&list).map_err(|error| failed(&error))?;
        let ends = (0..partitions).map(|partition| (partition, End::default())).collect();
        Ok(TopicReader { cluster: Arc::clone(&cluster), topic: topic.to_owned(), consumer, ends })
    }

    /// Notes where each partition ends now.
    fn want_the_end(&mut self) -> Result<(), LogError> {
        for partition in self.ends.keys().copied().collect::<Vec<u32>>() {
            let end = self.settled_end_of(partition)?;
            let known = self.ends.entry(partition).or_default();
            known.wanted = end;
            known.reached.get_or_insert(end);
        }
        Ok(())
    }

    /// Where a partition ends once what is written by now is committed or aborted: a commit is answered before the brokers
    /// have let readers see it. A transaction that stays open is not waited for.
    fn settled_end_of(&self, partition: u32) -> Result<i64, LogError> {
        let written = self.cluster.probe.fetch_watermarks(&self.topic, signed(partition), ANSWER_MAX);
        let written = written.map_or(0, |(_, end)| end);
        let deadline = Instant::now() + SETTLED_MAX;
        loop {
            let end = self.end_of(partition)?;
            if end >= written || Instant::now() >= deadline {
                return Ok(end);
            }
            std::thread::sleep(SETTLED_LOOK);
        }
    }

    /// Where a partition ends now, for a reader of committed records.
    fn end_of(&self, partition: u32) -> Result<i64, LogError> {
        let marks = self.consumer.fetch_watermarks(&self.topic, signed(partition), ANSWER_MAX);
        let action = || format!("find the end of {} at {}", self.topic, self.cluster.settings.brokers);
        Ok(marks.map_err(|error| medium(action(), &error))?.1)
    }

    fn is_at_the_end(&self) -> bool {
        self.ends
            .values()
            .all(|end| end.wanted == 0 || end.reached.is_some_and(|reached| reached >= end.wanted))
    }

    fn silent(&self) -> LogError {
        LogError::Medium {
            action: format!("read {} at {}", self.topic, self.cluster.settings.brokers),
            message: format!("its end did not come within {} s", END_MAX.as_secs()),
            retriable: true,
        }
    }

    fn drain(&mut self, records_max: usize, wait: Duration, records: &mut Vec<Record>) {
        let mut wait = wait;
        while records.len() < records_max {
            match self.consumer.poll(wait) {
                None => break,
                Some(Ok(message)) => records.push(record_of(&message)),
                // It may lie beyond the end that was wanted, and comes once only; the client does not say where it lies.
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    let partition = partition.unsigned_abs();
                    let end = self.end_of(partition).ok();
                    self.ends.entry(partition).or_default().reached = end;
                }
                Some(Err(error)) => {
                    tracing::debug!(%error, topic = %self.topic, "Nothing could be read.");
                    break;
                }
            }
            wait = Duration::ZERO;
        }
    }
}

/// Kafka's times are whole milliseconds, so a time between two of them is the later one.
fn millis_up(time: Timestamp) -> i64 {
    let millis = time.as_millisecond();
    if time.as_nanosecond() > i128::from(millis) * 1_000_000 { millis + 1 } else { millis }
}

/// A message as the log's record.
pub(super) fn record_of(message: &BorrowedMessage<'_>) -> Record {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = message.headers().map_or_else(Vec::new, |headers| {
        let pair = |header: rdkafka::message::Header<'_, &[u8]>| {
            (header.key.to_owned(), text(header.value.unwrap_or_default()))
        };
        headers.iter().map(pair).collect()
    });
    Record {
        topic: message.topic().to_owned(),
        partition: message.partition().unsigned_abs(),
        offset: message.offset().unsigned_abs(),
        key: text(message.key().unwrap_or_default()),
        value: message.payload().map(<[u8]>::to_vec),
        headers,
        appended_at: Timestamp::from_millisecond(message.timestamp().to_millis().unwrap_or(0))
            .unwrap_or_default(),
    }
}
