//! What a stage takes over with its partitions: the positions of its group and the fold of its state topics.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::{LogError, Record};

use super::client::{Quiet, reader_config};
use super::error::{ask_leader, medium};
use super::reader::record_of;
use super::{ANSWER_MAX, Cluster};

/// How long an open transaction of the former owner may hide the end of a state topic: its timeout, the brokers' sweep for
/// such (10 s), and some more.
const STABLE_MAX: Duration = Duration::from_secs(40);
/// How often the end is looked at meanwhile.
const STABLE_LOOK: Duration = Duration::from_millis(20);
/// How long nothing may come while a state topic is read.
const SILENCE_MAX: Duration = Duration::from_secs(20);

/// State of some partitions.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Latest values by topic and key.
    pub(super) values: BTreeMap<(String, String), Vec<u8>>,
    /// End of each partition that was read.
    pub(super) ends: BTreeMap<(String, u32), u64>,
}

/// Reads `topics` in `partitions` to their ends. What the former owner had in hand is over by then: its transaction is
/// waited for, so that no change is missed.
pub(super) fn read_state(
    cluster: &Cluster,
    topics: &[String],
    partitions: &BTreeSet<u32>,
) -> Result<State, LogError> {
    let mut state = State::default();
    for topic in topics {
        let count = cluster.partitions(topic)?;
        let present: Vec<u32> = partitions.iter().copied().filter(|partition| *partition < count).collect();
        if !present.is_empty() {
            read_topic(cluster, topic, &present, &mut state)?;
        }
    }
    Ok(state)
}

fn read_topic(cluster: &Cluster, topic: &str, partitions: &[u32], state: &mut State) -> Result<(), LogError> {
    let action = || format!("read state topic {topic} at {}", cluster.settings.brokers);
    let reader: BaseConsumer<Quiet> = reader_config(&cluster.settings)?
        .create_with_context(Quiet(()))
        .map_err(|error| medium(action(), &error))?;
    let mut list = TopicPartitionList::new();
    for &partition in partitions {
        let end = stable_end(cluster, &reader, topic, partition)?;
        state.ends.insert((topic.to_owned(), partition), end);
        list.add_partition_offset(topic, signed(partition), Offset::Beginning)
            .map_err(|error| medium(action(), &error))?;
    }
    reader.assign(&list).map_err(|error| medium(action(), &error))?;
    let mut open: BTreeSet<u32> = partitions.iter().copied().collect();
    let mut deadline = Instant::now() + SILENCE_MAX;
    while !open.is_empty() {
        if Instant::now() >= deadline {
            let message = format!("nothing came for {} s", SILENCE_MAX.as_secs());
            return Err(LogError::Medium { action: action(), message, retriable: true });
        }
        match reader.poll(STABLE_LOOK) {
            None => continue,
            Some(Ok(message)) => fold(record_of(&message), &mut state.values),
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                open.remove(&partition.unsigned_abs());
            }
            Some(Err(error)) => {
                tracing::debug!(%error, %topic, "State is being read.");
                continue;
            }
        }
        deadline = Instant::now() + SILENCE_MAX;
    }
    Ok(())
}

/// The end of a partition once no transaction is open in it.
fn stable_end(
    cluster: &Cluster,
    reader: &BaseConsumer<Quiet>,
    topic: &str,
    partition: u32,
) -> Result<u64, LogError> {
    let action = || format!("find the end of {topic}/{partition} at {}", cluster.settings.brokers);
    let deadline = Instant::now() + STABLE_MAX;
    loop {
        let written = ask_leader(|| cluster.probe.fetch_watermarks(topic, signed(partition), ANSWER_MAX));
        let (_, written) = written.map_err(|error| medium(action(), &error))?;
        let settled = ask_leader(|| reader.fetch_watermarks(topic, signed(partition), ANSWER_MAX));
        if settled.map_err(|error| medium(action(), &error))?.1 >= written {
            return Ok(written.unsigned_abs());
        }
        if Instant::now() >= deadline {
            let message =
                format!("a transaction of the former owner is open for more than {} s", STABLE_MAX.as_secs());
            return Err(LogError::Medium { action: action(), message, retriable: true });
        }
        std::thread::sleep(STABLE_LOOK);
    }
}

fn fold(record: Record, values: &mut BTreeMap<(String, String), Vec<u8>>) {
    let key = (record.topic, record.key);
    match record.value {
        Some(value) => values.insert(key, value),
        None => values.remove(&key),
    };
}

/// Next offset and commit id by topic and partition.
pub(super) type Positions = BTreeMap<(String, u32), (u64, String)>;

/// Where the group has read to, by topic and partition; nothing for a partition of which nothing was committed. Waits
/// inside the client while a transaction with offsets of these partitions is open. The text is the commit's id.
pub(super) fn committed<C: rdkafka::consumer::ConsumerContext>(
    consumer: &BaseConsumer<C>,
    partitions: &BTreeSet<(String, u32)>,
) -> Result<Positions, KafkaError> {
    let mut list = TopicPartitionList::new();
    for (topic, partition) in partitions {
        list.add_partition(topic, signed(*partition));
    }
    let found = consumer.committed_offsets(list, STABLE_MAX)?;
    let mut positions = Positions::new();
    for element in found.elements() {
        element.error()?;
        if let Offset::Offset(next) = element.offset() {
            let place = (element.topic().to_owned(), element.partition().unsigned_abs());
            positions.insert(place, (next.unsigned_abs(), element.metadata().to_owned()));
        }
    }
    Ok(positions)
}

/// A partition's number as the client wants it.
pub(super) fn signed(partition: u32) -> i32 {
    i32::try_from(partition).unwrap_or(i32::MAX)
}
