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
use super::error::{ask_leader, medium};
use super::{ANSWER_MAX, Cluster};

/// How long the end of a topic may take to come when a reader asks for what is there now.
const END_MAX: Duration = Duration::from_secs(20);
/// How long what was just committed may take to be seen.
const SETTLED_MAX: Duration = Duration::from_secs(1);
/// How often the end is looked at meanwhile.
const SETTLED_LOOK: Duration = Duration::from_millis(5);
/// How long one topic is waited for before the next is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// How long nothing comes after the client said that it is at an end, before it is made to say so again: longer than the
/// brokers hold back an answer.
const QUIET: Duration = Duration::from_millis(250);

/// Follows some topics.
pub(super) struct KafkaReader {
    topics: Vec<TopicReader>,
}

/// Follows one topic; the client names no topic when it comes to an end, so each has a client of its own.
struct TopicReader {
    cluster: Arc<Cluster>,
    topic: String,
    consumer: BaseConsumer<Quiet>,
    places: BTreeMap<u32, Place>,
}

/// How far the reading of a partition is.
struct Place {
    /// Where it began, or was made to go on.
    begin: i64,
    /// End that was asked for last.
    wanted: i64,
    /// End up to which all is known to be read, beside what the client counts as read. It counts the markers of transactions,
    /// so mostly this is not needed; it counts neither what compaction removed nor what was aborted where no marker follows.
    reached: i64,
    said: Said,
}

/// What the client said of the end of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    /// It came to an end. Where that was it does not say, nor does it say so again: it may have been before the one that is
    /// asked for.
    End(Instant),
    /// It was sent to the end anew, after that was asked for: the next one that it comes to is that or a later one.
    SentAgain,
}

impl KafkaReader {
    /// The topics are begun side by side, since each takes some questions to the brokers.
    pub(super) fn start<'a>(
        cluster: &Arc<Cluster>,
        topics: &'a [String],
        from: Seek,
    ) -> Result<KafkaReader, LogError> {
        let begun: Result<Vec<TopicReader>, LogError> = std::thread::scope(|scope| {
            let begin =
                |topic: &'a String| scope.spawn(move || TopicReader::start(Arc::clone(cluster), topic, from));
            let beginning: Vec<_> = topics.iter().map(begin).collect();
            beginning.into_iter().map(|begun| begun.join().expect("beginning does not panic")).collect()
        });
        Ok(KafkaReader { topics: begun? })
    }

    fn drain(&mut self, records_max: usize, wait: Duration, records: &mut Vec<Record>) {
        self.topics.iter_mut().for_each(|topic| topic.drain(records_max, wait, records));
    }

    /// Takes what is there now, or `records_max` of it.
    fn drain_to_the_end(&mut self, records_max: usize, records: &mut Vec<Record>) -> Result<(), LogError> {
        self.drain(records_max, Duration::ZERO, records);
        if records.len() >= records_max {
            return Ok(());
        }
        for topic in &mut self.topics {
            topic.want_the_end()?;
        }
        let begun = Instant::now();
        loop {
            let mut behind = None;
            for (n, topic) in self.topics.iter_mut().enumerate() {
                if !topic.comes_to_the_end()? {
                    behind = Some(n);
                }
            }
            match behind {
                Some(n) if begun.elapsed() >= END_MAX => return Err(self.topics[n].silent()),
                Some(_) if records.len() < records_max => self.drain(records_max, LOOK, records),
                _ => return Ok(()),
            }
        }
    }
}

impl Reader for KafkaReader {
    fn poll(&mut self, records_max: usize, wait: Duration) -> Result<Vec<Record>, LogError> {
        let records_max = records_max.max(1);
        let mut records = Vec::new();
        if wait.is_zero() {
            return match self.drain_to_the_end(records_max, &mut records) {
                // What came does not come again; the next call fails where this one did.
                Err(error) if records.is_empty() => Err(error),
                _ => Ok(records),
            };
        }
        let begun = Instant::now();
        loop {
            let left = wait.saturating_sub(begun.elapsed());
            self.drain(records_max, left.min(LOOK), &mut records);
            if !records.is_empty() || begun.elapsed() >= wait {
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
        let mut places = BTreeMap::new();
        let mut list = TopicPartitionList::new();
        for partition in 0..partitions {
            let begin = begin(&cluster, topic, partition, from).map_err(|error| failed(&error))?;
            // Always a number: the client is half a second late where it has to ask for the beginning by itself.
            list.add_partition_offset(topic, signed(partition), Offset::Offset(begin))
                .map_err(|error| failed(&error))?;
            places.insert(partition, Place { begin, wanted: 0, reached: 0, said: Said::Nothing });
        }
        consumer.assign(&list).map_err(|error| failed(&error))?;
        Ok(TopicReader { cluster: Arc::clone(&cluster), topic: topic.to_owned(), consumer, places })
    }

    /// Notes where each partition ends now.
    fn want_the_end(&mut self) -> Result<(), LogError> {
        for partition in self.places.keys().copied().collect::<Vec<u32>>() {
            let wanted = self.settled_end_of(partition)?;
            let place = self.place(partition);
            place.wanted = wanted;
            if place.said != Said::Nothing {
                place.said = Said::End(Instant::now());
            }
        }
        Ok(())
    }

    /// Where a partition ends once what is written by now is committed or aborted: a commit is answered before the brokers
    /// have let readers see it. A transaction that stays open is not waited for. 0 where nothing is kept.
    fn settled_end_of(&self, partition: u32) -> Result<i64, LogError> {
        let written =
            ask_leader(|| self.cluster.probe.fetch_watermarks(&self.topic, signed(partition), ANSWER_MAX));
        let written = written.map_or(0, |(_, end)| end);
        let deadline = Instant::now() + SETTLED_MAX;
        loop {
            // Not by our own client: its question would wait behind its fetching.
            let marks = ask_leader(|| {
                self.cluster.committed.fetch_watermarks(&self.topic, signed(partition), ANSWER_MAX)
            });
            let (begin, end) = marks.map_err(|error| self.failed("find the end of", &error))?;
            if end >= written || Instant::now() >= deadline {
                return Ok(if begin >= end { 0 } else { end });
            }
            std::thread::sleep(SETTLED_LOOK);
        }
    }

    /// Whether each partition is read to the end that was asked for. One of which that is in doubt is sent there anew.
    fn comes_to_the_end(&mut self) -> Result<bool, LogError> {
        let positions = self.consumer.position().map_err(|error| self.failed("read", &error))?;
        let mut is_at_the_end = true;
        for (&partition, place) in &mut self.places {
            let position = positions.find_partition(&self.topic, signed(partition));
            let next = match position.map(|element| element.offset()) {
                Some(Offset::Offset(next)) => next,
                _ => place.begin,
            };
            if place.wanted <= next.max(place.reached) {
                continue;
            }
            is_at_the_end = false;
            if matches!(place.said, Said::End(at) if at.elapsed() >= QUIET) {
                let sent =
                    self.consumer.seek(&self.topic, signed(partition), Offset::Offset(next), ANSWER_MAX);
                let action = || format!("read {} at {}", self.topic, self.cluster.settings.brokers);
                sent.map_err(|error| medium(action(), &error))?;
                (place.begin, place.said) = (next, Said::SentAgain);
            }
        }
        Ok(is_at_the_end)
    }

    fn place(&mut self, partition: u32) -> &mut Place {
        self.places.get_mut(&partition).expect("only what was assigned is heard of")
    }

    fn failed(&self, what: &str, error: &KafkaError) -> LogError {
        medium(format!("{what} {} at {}", self.topic, self.cluster.settings.brokers), error)
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
            let polled = self.consumer.poll(wait).map(|polled| polled.map(|message| record_of(&message)));
            match polled {
                None => break,
                Some(Ok(record)) => {
                    self.place(record.partition).has_more();
                    records.push(record);
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    self.place(partition.unsigned_abs()).has_ended();
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

impl Place {
    /// After a record the client will say anew that it is at an end.
    fn has_more(&mut self) {
        if let Said::End(_) = self.said {
            self.said = Said::Nothing;
        }
    }

    fn has_ended(&mut self) {
        if self.said == Said::SentAgain {
            self.reached = self.wanted;
        }
        self.said = Said::End(Instant::now());
    }
}

/// The offset at which `from` lies in a partition.
fn begin(cluster: &Cluster, topic: &str, partition: u32, from: Seek) -> Result<i64, KafkaError> {
    let partition = signed(partition);
    let (first, end) = ask_leader(|| cluster.committed.fetch_watermarks(topic, partition, ANSWER_MAX))?;
    Ok(match from {
        Seek::Beginning => first,
        Seek::End => end,
        Seek::Offset(wanted) => i64::try_from(wanted).unwrap_or(i64::MAX).min(end),
        Seek::Time(time) => {
            let mut list = TopicPartitionList::new();
            list.add_partition_offset(topic, partition, Offset::Offset(millis_up(time)))?;
            let found = ask_leader(|| cluster.committed.offsets_for_times(list.clone(), ANSWER_MAX))?;
            match found.find_partition(topic, partition).map(|element| element.offset()) {
                Some(Offset::Offset(offset)) => offset,
                // No record is that late: what comes from now on.
                _ => end,
            }
        }
    })
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
