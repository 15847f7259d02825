//! A copy of a deployment in which something can be changed: its records written anew into a log of either engine, its archive
//! into a folder.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use bus::wire::headers;
use bus::{Cleanup, Log, Record, Send, SqliteLog, Topic, Topics};

use crate::cluster;
use crate::support::{Folder, kafka_log_to_write, prefix_of, root, writer};

use super::{all_topics, topics};

/// What a ties record says of its input where that is gone.
const GONE: u64 = 999_999;

/// Records of a topic in one transaction. Kafka writes a marker after each, which takes an offset.
const RECORDS_MAX: usize = 25;

/// Records by full topic name.
pub(super) type Records = BTreeMap<String, Vec<Record>>;

/// Where a copy of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    Embedded,
    Kafka,
}

impl Engine {
    /// The offset of the record that is written as the `index`-th of its topic.
    fn offset(self, index: usize) -> usize {
        match self {
            Engine::Embedded => index,
            Engine::Kafka => index + index / RECORDS_MAX,
        }
    }
}

/// A folder with a configuration for a copy of log and archive.
pub(super) struct Copy {
    dir: tempfile::TempDir,
    engine: Engine,
    topics: Topics,
    prefix: String,
}

impl Copy {
    pub(super) fn of(engine: Engine, good: &Folder) -> Copy {
        let dir = tempfile::tempdir().unwrap();
        let prefix = match engine {
            Engine::Embedded => "estafeta".to_owned(),
            Engine::Kafka => prefix_of("audit", dir.path()),
        };
        let copy = Copy { engine, topics: Topics::new(&prefix).unwrap(), prefix, dir };
        std::fs::write(copy.config(), copy.config_text(good)).unwrap();
        std::fs::create_dir(copy.archive()).unwrap();
        for file in std::fs::read_dir(good.archive()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), copy.archive().join(file.file_name())).unwrap();
        }
        copy
    }

    fn config_text(&self, good: &Folder) -> String {
        let log = match self.engine {
            Engine::Embedded => String::new(),
            Engine::Kafka => {
                let (prefix, brokers) = (&self.prefix, cluster::brokers(1));
                format!("engine = \"kafka\"\nprefix = \"{prefix}\"\n[log.kafka]\nbrokers = \"{brokers}\"\n")
            }
        };
        format!(
            "instance = \"copy\"\n[log]\npath = \"{}\"\n{log}[archive]\ndir = \"{}\"\n[sources]\nfeeds = \"{}\"\n",
            self.log_file().display(),
            self.archive().display(),
            good.config().with_file_name("feeds.toml").display()
        )
    }

    pub(super) fn archive(&self) -> PathBuf {
        self.dir.path().join("archive")
    }

    pub(super) fn config(&self) -> PathBuf {
        self.dir.path().join("estafeta.toml")
    }

    fn log_file(&self) -> PathBuf {
        self.dir.path().join("log.db")
    }

    fn log(&self) -> Box<dyn Log> {
        match self.engine {
            Engine::Embedded => Box::new(SqliteLog::open(&self.log_file()).unwrap()),
            Engine::Kafka => Box::new(kafka_log_to_write(cluster::brokers(1), &self.prefix)),
        }
    }

    /// Writes the records anew; what names the place of another record names its new place.
    pub(super) fn write(&self, records: &Records, wanted: &[Topic]) {
        let log = self.log();
        let wanted: Vec<Topic> =
            wanted.iter().map(|topic| Topic { name: self.renamed(&topic.name), ..topic.clone() }).collect();
        log.create_topics(&wanted).unwrap();
        let mut session = writer(log.as_ref(), "plant");
        let mut left: Vec<(&String, &[Record])> =
            records.iter().map(|(topic, records)| (topic, records.as_slice())).collect();
        while left.iter().any(|(_, left)| !left.is_empty()) {
            let mut sends = Vec::new();
            for (topic, left) in &mut left {
                let (now, later) = left.split_at(left.len().min(RECORDS_MAX));
                sends.extend(now.iter().map(|record| self.written_anew(records, topic, record)));
                *left = later;
            }
            session.commit(&sends, &[]).unwrap();
        }
    }

    fn written_anew(&self, records: &Records, topic: &str, record: &Record) -> Send {
        let mut headers = record.headers.clone();
        for (name, value) in &mut headers {
            *value = self.moved(records, name, value);
        }
        let (key, value) = (record.key.clone(), record.value.clone());
        Send { topic: self.renamed(topic), partition: None, key, value, headers }
    }

    fn moved(&self, records: &Records, header: &str, value: &str) -> String {
        let place_in = |topic: &str, offset: &str| {
            let offset: u64 = offset.parse().unwrap();
            let index = records[topic].iter().position(|record| record.offset == offset);
            index.map_or(GONE, |index| self.engine.offset(index) as u64)
        };
        match header {
            headers::INPUT => {
                let (of, offset) = value.rsplit_once('/').unwrap();
                let topic = if of == "ties/0" { topics().ties() } else { topics().articles() };
                format!("{of}/{}", place_in(&topic, offset))
            }
            "__connect.errors.offset" => place_in(&topics().articles(), value).to_string(),
            "__connect.errors.topic" => self.renamed(value),
            _ => value.to_owned(),
        }
    }

    /// The topic's name under the prefix of this copy.
    fn renamed(&self, topic: &str) -> String {
        format!("{}{}", self.prefix, topic.strip_prefix("estafeta").unwrap())
    }

    /// Writes the records, of which those in `expired` are over their time and deleted.
    pub(super) fn write_and_expire(&self, records: &Records, expired: &[String]) {
        let mut wanted = all_topics();
        match self.engine {
            Engine::Embedded => {
                let short = wanted.iter_mut().filter(|topic| expired.contains(&topic.name));
                short.for_each(|topic| topic.cleanup = Cleanup::Delete(Duration::from_millis(1)));
                self.write(records, &wanted);
                self.clean(2 * wanted.len());
            }
            Engine::Kafka => {
                self.write(records, &wanted);
                // The brokers look after the time of records every five minutes only; they delete alike when asked to.
                let mut python = Command::new(root().join("target/venv/bin/python"));
                python.arg(root().join("tests/kafka/delete_records.py")).arg(cluster::brokers(1));
                let status = python.args(expired.iter().map(|topic| self.renamed(topic))).status();
                assert!(status.unwrap().success());
            }
        }
    }

    /// Each commit to the embedded log cleans up one topic.
    fn clean(&self, commits: usize) {
        let state = Send {
            topic: self.topics.poller_state(),
            partition: None,
            key: "k".to_owned(),
            value: Some(b"{}".to_vec()),
            headers: Vec::new(),
        };
        let mut session = writer(self.log().as_ref(), "clean");
        (0..commits).for_each(|_| session.commit(std::slice::from_ref(&state), &[]).unwrap());
    }
}
