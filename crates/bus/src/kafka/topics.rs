//! Topics of the cluster: made from code, compared, brought in line.

use std::collections::BTreeMap;
use std::fmt;

use futures_executor::block_on;
use rdkafka::admin::{
    AdminClient, AdminOptions, AlterConfig, ConfigSource, NewTopic, ResourceSpecifier, TopicReplication,
};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::{Cleanup, LogError, Topic};

use super::assign::signed;
use super::client::{Quiet, reader_config};
use super::error::medium;
use super::{ANSWER_MAX, Cluster};

/// A compacted topic is folded whole at every start: its head is closed within the hour, and cleaned within the day.
const COMPACT_SETTINGS: [(&str, &str); 2] =
    [("segment.ms", "3600000"), ("max.compaction.lag.ms", "86400000")];

/// How a topic in the cluster differs from what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicDifference {
    /// Full topic name.
    pub topic: String,
    /// What differs.
    pub difference: Difference,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It is not there.
    Missing {
        /// Partitions that it shall have.
        partitions: u32,
    },
    /// It has another number of partitions. Never changed: keys would move away from their order.
    Partitions {
        /// As wanted.
        wanted: u32,
        /// As found.
        found: u32,
    },
    /// A setting differs.
    Setting {
        /// Its name.
        name: String,
        /// As wanted.
        wanted: String,
        /// As found; empty where the broker does not tell.
        found: String,
    },
}

impl fmt::Display for TopicDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let topic = &self.topic;
        match &self.difference {
            Difference::Missing { partitions } => write!(f, "{topic}: missing, {partitions} partitions"),
            Difference::Partitions { wanted, found } => {
                write!(f, "{topic}: {found} partitions instead of {wanted} (never changed: keys would move)")
            }
            Difference::Setting { name, wanted, found } => {
                write!(f, "{topic}: {name} is {found} instead of {wanted}")
            }
        }
    }
}

/// Creates what is missing. What differs is left to [`apply`], since a cluster may be run by others, and told once.
pub(super) fn create_missing(cluster: &Cluster, wanted: &[Topic]) -> Result<(), LogError> {
    let differences = differences(cluster, wanted)?;
    create(cluster, wanted, &differences)?;
    for difference in differences {
        if let Difference::Partitions { wanted, found } = difference.difference {
            return Err(LogError::Medium {
                action: format!("use topic {} at {}", difference.topic, cluster.settings.brokers),
                message: format!(
                    "it has {found} partitions and not {wanted}, and keys would move\n  mend: set log.kafka.partitions to \
                     what the topic has, or take another log.prefix"
                ),
                retriable: false,
            });
        }
        if !matches!(difference.difference, Difference::Missing { .. }) {
            tracing::warn!("{difference}; `estafeta topics apply` brings settings in line.");
        }
    }
    Ok(())
}

pub(super) fn apply(cluster: &Cluster, wanted: &[Topic]) -> Result<Vec<TopicDifference>, LogError> {
    let found = differences(cluster, wanted)?;
    create(cluster, wanted, &found)?;
    for topic in wanted {
        let is_setting = |found: &&TopicDifference| {
            found.topic == topic.name && matches!(found.difference, Difference::Setting { .. })
        };
        if found.iter().any(|found| is_setting(&found)) {
            alter(cluster, topic)?;
        }
    }
    Ok(found)
}

pub(super) fn differences(cluster: &Cluster, wanted: &[Topic]) -> Result<Vec<TopicDifference>, LogError> {
    let mut differences = Vec::new();
    for topic in wanted {
        let mut differs =
            |difference| differences.push(TopicDifference { topic: topic.name.clone(), difference });
        match cluster.partitions(&topic.name) {
            Err(LogError::NoTopic(_)) => {
                differs(Difference::Missing { partitions: topic.partitions });
                continue;
            }
            Err(error) => return Err(error),
            Ok(found) if found != topic.partitions => {
                differs(Difference::Partitions { wanted: topic.partitions, found });
            }
            Ok(_) => {}
        }
        let found = settings_found(cluster, &topic.name)?;
        for (name, wanted) in settings_wanted(topic) {
            let found = found.get(&name).map(|(value, _)| value.clone()).unwrap_or_default();
            if found != wanted {
                differs(Difference::Setting { name, wanted, found });
            }
        }
    }
    Ok(differences)
}

/// The settings that make a topic what it is.
fn settings_wanted(topic: &Topic) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::from([("message.timestamp.type".to_owned(), "LogAppendTime".to_owned())]);
    match topic.cleanup {
        Cleanup::Delete(kept) => {
            settings.insert("cleanup.policy".to_owned(), "delete".to_owned());
            settings.insert("retention.ms".to_owned(), kept.as_millis().to_string());
        }
        Cleanup::Compact => {
            settings.insert("cleanup.policy".to_owned(), "compact".to_owned());
            settings.extend(COMPACT_SETTINGS.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
    }
    settings
}

/// Value and whether it was set for this topic, by name.
fn settings_found(cluster: &Cluster, topic: &str) -> Result<BTreeMap<String, (String, bool)>, LogError> {
    let action = || format!("read the settings of topic {topic} at {}", cluster.settings.brokers);
    let admin = admin(cluster)?;
    let described = block_on(admin.describe_configs(&[ResourceSpecifier::Topic(topic)], &options()));
    let described = described.map_err(|error| medium(action(), &error))?;
    let mut settings = BTreeMap::new();
    for resource in described {
        let resource = resource.map_err(|code| medium(action(), &KafkaError::AdminOp(code)))?;
        for entry in resource.entries {
            let is_own = matches!(entry.source, ConfigSource::DynamicTopic);
            settings.insert(entry.name, (entry.value.unwrap_or_default(), is_own));
        }
    }
    Ok(settings)
}

fn create(cluster: &Cluster, wanted: &[Topic], differences: &[TopicDifference]) -> Result<(), LogError> {
    let is_missing = |topic: &&Topic| {
        let missing = |found: &TopicDifference| matches!(found.difference, Difference::Missing { .. });
        differences.iter().any(|found| found.topic == topic.name && missing(found))
    };
    let missing: Vec<&Topic> = wanted.iter().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let settings: Vec<BTreeMap<String, String>> =
        missing.iter().map(|topic| settings_wanted(topic)).collect();
    let replication = cluster.settings.replication.map_or(-1, i32::from);
    let new_topics: Vec<NewTopic<'_>> = missing
        .iter()
        .zip(&settings)
        .map(|(topic, settings)| {
            let partitions = i32::try_from(topic.partitions).unwrap_or(i32::MAX);
            let new = NewTopic::new(&topic.name, partitions, TopicReplication::Fixed(replication));
            settings.iter().fold(new, |new, (name, value)| new.set(name, value))
        })
        .collect();
    let action = |topic: &str| format!("create topic {topic} at {}", cluster.settings.brokers);
    let created = block_on(admin(cluster)?.create_topics(&new_topics, &options()));
    for created in created.map_err(|error| medium(action("and others"), &error))? {
        match created {
            // Another instance was quicker.
            Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((topic, code)) => return Err(medium(action(&topic), &KafkaError::AdminOp(code))),
        }
    }
    await_leaders(cluster, &missing)
}

/// A created topic can be used once each of its partitions has a leader that knows it, which takes some moments.
fn await_leaders(cluster: &Cluster, topics: &[&Topic]) -> Result<(), LogError> {
    use rdkafka::consumer::Consumer as _;
    let deadline = std::time::Instant::now() + ANSWER_MAX;
    for topic in topics {
        loop {
            let metadata = cluster.probe.fetch_metadata(Some(&topic.name), ANSWER_MAX);
            let is_led = metadata.is_ok_and(|metadata| {
                metadata.topics().iter().any(|found| {
                    let partitions = found.partitions();
                    found.error().is_none()
                        && partitions.len() as u64 == u64::from(topic.partitions)
                        && partitions.iter().all(|partition| partition.leader() >= 0)
                })
            });
            // The metadata may be ahead of the broker that it names.
            let answers = |partition: u32| {
                cluster.probe.fetch_watermarks(&topic.name, signed(partition), ANSWER_MAX).is_ok()
            };
            if is_led && (0..topic.partitions).all(answers) {
                break;
            }
            if std::time::Instant::now() >= deadline {
                return Err(LogError::Medium {
                    action: format!("create topic {} at {}", topic.name, cluster.settings.brokers),
                    message: format!("no leader within {} s", ANSWER_MAX.as_secs()),
                    retriable: true,
                });
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
    Ok(())
}

/// Sets what is wanted, keeping what else was set for this topic: the brokers replace all of a topic's settings at once.
fn alter(cluster: &Cluster, topic: &Topic) -> Result<(), LogError> {
    let action = || format!("change the settings of topic {} at {}", topic.name, cluster.settings.brokers);
    let found = settings_found(cluster, &topic.name)?;
    let mut settings: BTreeMap<String, String> = found
        .into_iter()
        .filter(|(_, (_, is_own))| *is_own)
        .map(|(name, (value, _))| (name, value))
        .collect();
    settings.extend(settings_wanted(topic));
    let alter = AlterConfig::new(ResourceSpecifier::Topic(&topic.name));
    let alter = settings.iter().fold(alter, |alter, (name, value)| alter.set(name, value));
    let altered = block_on(admin(cluster)?.alter_configs(&[alter], &options()));
    for altered in altered.map_err(|error| medium(action(), &error))? {
        altered.map_err(|(_, code)| medium(action(), &KafkaError::AdminOp(code)))?;
    }
    Ok(())
}

fn admin(cluster: &Cluster) -> Result<AdminClient<Quiet>, LogError> {
    let config = reader_config(&cluster.settings)?;
    let action = format!("ask {} for its topics", cluster.settings.brokers);
    config.create_with_context(Quiet(())).map_err(|error| medium(action, &error))
}

fn options() -> AdminOptions {
    AdminOptions::new().request_timeout(Some(ANSWER_MAX)).operation_timeout(Some(ANSWER_MAX))
}
