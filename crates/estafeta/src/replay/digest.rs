//! What came out of a run, in one digest: everything but log times, offsets and the name of the run.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use bus::{DeadLetter, Log, Record, Seek, Topics};
use jiff::Timestamp;
use model::Digest;
use serde::{Deserialize, Serialize};

use super::around::{END, fetched_at};

/// Records of one read.
const RECORDS_MAX: usize = 500;

/// The output of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Output {
    /// Digest over the digests of the topics.
    pub(crate) digest: String,
    /// By dataset: `ties`, `alerts`, `alerts.<channel>`, `dead-letters`.
    pub(crate) topics: BTreeMap<String, TopicOutput>,
}

/// The output in one topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TopicOutput {
    pub(crate) records: u64,
    pub(crate) digest: String,
}

impl Output {
    /// Records of a dataset.
    pub(super) fn records(&self, dataset: &str) -> u64 {
        self.topics.get(dataset).map_or(0, |topic| topic.records)
    }
}

/// Reads the topics of a run; ties of articles fetched before `from` are of the warm-up and not counted.
pub(super) fn of(
    log: &dyn Log,
    topics: &Topics,
    channels: &[String],
    from: Option<Timestamp>,
) -> Result<Output> {
    let mut datasets = BTreeMap::from([
        (topics.alerts(), "alerts".to_owned()),
        (topics.dead_letters(), "dead-letters".to_owned()),
        (topics.ties(), "ties".to_owned()),
    ]);
    datasets.extend(channels.iter().map(|channel| (topics.channel(channel), format!("alerts.{channel}"))));
    let names: Vec<String> = datasets.keys().cloned().collect();
    let mut found: BTreeMap<String, (u64, Digest)> =
        names.iter().map(|name| (name.clone(), (0, Digest::of(b"")))).collect();
    let mut reader = log.reader(&names, Seek::Beginning)?;
    loop {
        let records = reader.poll(RECORDS_MAX, Duration::ZERO)?;
        if records.is_empty() {
            break;
        }
        for record in records.iter().filter(|record| is_output(record, topics, from)) {
            if let Some((count, digest)) = found.get_mut(&record.topic) {
                (*count, *digest) = (*count + 1, chained(*digest, record));
            }
        }
    }
    let output = found.into_iter().map(|(topic, (records, digest))| {
        (datasets[&topic].clone(), TopicOutput { records, digest: digest.to_string() })
    });
    let topics: BTreeMap<String, TopicOutput> = output.collect();
    let all: Vec<String> = topics
        .iter()
        .map(|(dataset, topic)| format!("{dataset} {} {}", topic.records, topic.digest))
        .collect();
    Ok(Output { digest: Digest::of(all.join("\n").as_bytes()).to_string(), topics })
}

/// Neither the end behind the last article nor of the warm-up.
fn is_output(record: &Record, topics: &Topics, from: Option<Timestamp>) -> bool {
    let is_end = record.key == END && record.value.is_none();
    let is_warm_up = from
        .is_some_and(|from| record.topic == topics.ties() && fetched_at(record).is_some_and(|at| at < from));
    !is_end && !is_warm_up
}

/// The digest of what was before, the key, the value, and the headers that do not depend on where the record stands.
fn chained(before: Digest, record: &Record) -> Digest {
    let mut bytes = before.bytes().to_vec();
    let mut add = |part: &[u8]| {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    };
    add(record.key.as_bytes());
    add(record.value.as_deref().unwrap_or_default());
    match DeadLetter::read(record) {
        Some(letter) => [letter.stage, letter.class].iter().for_each(|part| add(part.as_bytes())),
        None => {
            let placed = |name: &str| name == bus::wire::headers::INPUT;
            for (name, value) in record.headers.iter().filter(|(name, _)| !placed(name)) {
                add(name.as_bytes());
                add(value.as_bytes());
            }
        }
    }
    Digest::of(&bytes)
}
