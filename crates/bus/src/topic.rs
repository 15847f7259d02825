//! The topics of DESIGN.md section 3: names, keys, cleanup and retention.

use std::time::Duration;

/// How a topic is kept short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleanup {
    /// Records older than this (by log-append time) go.
    Delete(Duration),
    /// Only the latest record of each key is kept.
    Compact,
}

/// A topic with its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Full name, `estafeta.alerts.v1`.
    pub name: String,
    /// Partitions; 1 on the embedded engine unless a test wants more.
    pub partitions: u32,
    /// Cleanup.
    pub cleanup: Cleanup,
}

/// Names the topics of one deployment: `<prefix>.<dataset>.v1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topics {
    prefix: String,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the outputs of a replay are kept, by log-append time.
pub const REPLAY_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Longest name of a replay, in bytes: with prefix, dataset and version a topic name stays below Kafka's 249.
const RUN_BYTES_MAX: usize = 60;

impl Topics {
    /// Takes the configured prefix, `estafeta` by default; `None` unless it is `[a-z0-9.-]+` and at most 100 bytes.
    pub fn new(prefix: &str) -> Option<Topics> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
        (!prefix.is_empty() && prefix.len() <= 100 && prefix.chars().all(fits))
            .then(|| Topics { prefix: prefix.to_owned() })
    }

    /// Article revisions, key article id.
    pub fn articles(&self) -> String {
        self.name("articles")
    }

    /// One record per article revision with its ties, key article id.
    pub fn ties(&self) -> String {
        self.name("ties")
    }

    /// Every transition of every alert, key alert id.
    pub fn alerts(&self) -> String {
        self.name("alerts")
    }

    /// Copies for those who follow one channel.
    pub fn channel(&self, channel: &str) -> String {
        self.name(&format!("alerts.{channel}"))
    }

    /// Latest state of every alert, compacted.
    pub fn alert_state(&self) -> String {
        self.name("alert-state")
    }

    /// State of the poller by feed url, compacted.
    pub fn poller_state(&self) -> String {
        self.name("poller-state")
    }

    /// State of the classifier, compacted.
    pub fn classifier_state(&self) -> String {
        self.name("classifier-state")
    }

    /// What a stage refused, and why.
    pub fn dead_letters(&self) -> String {
        self.name("dead-letters")
    }

    /// How far a replay is, compacted; only replays have it.
    pub fn progress(&self) -> String {
        self.name("progress")
    }

    /// How far a mirror of another log is, compacted; only the target of a mirror has it.
    pub fn mirror_state(&self) -> String {
        self.name("mirror-state")
    }

    /// What a mirror copies, with the settings of the originals: the alerts, their latest state, and those of each channel.
    pub fn mirrored(&self, channels: &[String]) -> Vec<Topic> {
        let channels_topics: Vec<String> = channels.iter().map(|channel| self.channel(channel)).collect();
        let is_mirrored = |topic: &Topic| {
            topic.name == self.alerts()
                || topic.name == self.alert_state()
                || channels_topics.contains(&topic.name)
        };
        self.all(channels).into_iter().filter(is_mirrored).collect()
    }

    /// The topics of a replay: `<prefix>.replay.<run>.<dataset>.v1`. `None` unless `run` is `[a-z0-9-]+` and short enough.
    pub fn replay(&self, run: &str) -> Option<Topics> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = !run.is_empty() && run.len() <= RUN_BYTES_MAX && run.chars().all(fits);
        fits.then(|| Topics { prefix: format!("{}.replay.{run}", self.prefix) })
    }

    /// The topics that a replay writes, one partition each: `replay(run)` of the deployment's topics names them.
    pub fn all_of_replay(&self, channels: &[String]) -> Vec<Topic> {
        let delete = |name| Topic { name, partitions: 1, cleanup: Cleanup::Delete(REPLAY_KEPT) };
        let compact = |name| Topic { name, partitions: 1, cleanup: Cleanup::Compact };
        let mut topics: Vec<Topic> =
            [self.articles(), self.ties(), self.alerts(), self.dead_letters()].map(delete).into();
        topics.extend([self.alert_state(), self.classifier_state(), self.progress()].map(compact));
        topics.extend(channels.iter().map(|channel| delete(self.channel(channel))));
        topics
    }

    /// All topics with their settings, one partition each, with a topic for each of `channels`.
    pub fn all(&self, channels: &[String]) -> Vec<Topic> {
        self.shared(channels, 1)
    }

    /// Like [`Topics::all`], where polling and extracting are shared by up to `partitions` processes. Ties stay in one
    /// partition: one ordered reader keeps the classifier simple and replay exact.
    pub fn shared(&self, channels: &[String], partitions: u32) -> Vec<Topic> {
        let mut topics = self.of_one_partition(channels);
        let is_shared = |topic: &Topic| topic.name == self.articles() || topic.name == self.poller_state();
        for topic in topics.iter_mut().filter(|topic| is_shared(topic)) {
            topic.partitions = partitions;
        }
        topics
    }

    fn of_one_partition(&self, channels: &[String]) -> Vec<Topic> {
        let delete = |name, days| Topic { name, partitions: 1, cleanup: Cleanup::Delete(DAY * days) };
        let compact = |name| Topic { name, partitions: 1, cleanup: Cleanup::Compact };
        let mut topics = vec![
            delete(self.articles(), 30),
            delete(self.ties(), 90),
            delete(self.alerts(), 180),
            compact(self.alert_state()),
            compact(self.poller_state()),
            compact(self.classifier_state()),
            delete(self.dead_letters(), 30),
        ];
        topics.extend(channels.iter().map(|channel| delete(self.channel(channel), 180)));
        topics
    }

    fn name(&self, dataset: &str) -> String {
        format!("{}.{dataset}.v1", self.prefix)
    }
}

/// The partition of `count` that a name falls into, the same in every version and on every machine (64-bit FNV-1a).
pub fn partition_of(name: &str, count: u32) -> u32 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    u32::try_from(hash % u64::from(count.max(1))).unwrap_or(0)
}
