//! The embedded log copied into a Kafka: each record once, in order, whatever is killed.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bus::{Log as _, Reader, Record, Seek, Topics};
use serde_json::Value;

use crate::cluster;
use crate::kafka::read_by_confluent_kafka;
use crate::support::{Folder, Running, kafka_log, prefix_of, read_all, until, until_ok};

/// Kills of the mirror while the log grows.
const KILLS: usize = 10;

/// Longest life of a mirror after it began to copy, in milliseconds: some transactions.
const LIFE_MS_MAX: u64 = 800;

/// How long a broker stays frozen: longer than every single call may take.
const PAUSED: Duration = Duration::from_secs(20);

/// How long one look at the copies waits.
const LOOK: Duration = Duration::from_millis(20);

/// A prefix that no other test has.
fn prefix(folder: &Folder) -> String {
    prefix_of("mirror", folder.archive().parent().unwrap())
}

/// A mirror into the brokers that all tests share.
fn mirror(folder: &Folder, args: &[&str]) -> Running {
    mirror_by(folder, cluster::brokers(1), &folder.config(), args)
}

fn mirror_by(folder: &Folder, brokers: &str, config: &Path, args: &[&str]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_estafeta"));
    command.args(["mirror", "--to", brokers, "--prefix", &prefix(folder)]).args(args);
    command.arg("--config").arg(config);
    Running::of(command)
}

/// What has come into the copied topic of alerts.
struct Copies {
    reader: Box<dyn Reader>,
    count: usize,
}

impl Copies {
    /// Of a mirror that has made its topics.
    fn follow(folder: &Folder, brokers: &str) -> Copies {
        let alerts = Topics::new(&prefix(folder)).unwrap().alerts();
        let reader = kafka_log(brokers, &prefix(folder)).reader(&[alerts], Seek::Beginning).unwrap();
        Copies { reader, count: 0 }
    }

    fn so_far(&mut self) -> usize {
        self.count += self.reader.poll(1000, LOOK).unwrap().len();
        self.count
    }

    /// Waits until more have come than `count`.
    fn await_more_than(&mut self, count: usize) {
        until(&format!("more than {count} alerts are copied"), || (self.so_far() > count).then_some(()));
    }

    /// Waits until every alert of a log that no longer grows is copied.
    fn await_all(&mut self, folder: &Folder) {
        let count = folder.alerts().len();
        until_ok(&format!("{count} alerts are copied"), || {
            let so_far = self.so_far();
            (so_far >= count).then_some(()).ok_or_else(|| format!("{} are missing", count - so_far))
        });
    }
}

/// Key, value and headers: what must be alike in both logs.
type Content = (String, Option<Vec<u8>>, Vec<(String, String)>);

fn content(records: Vec<Record>) -> Vec<Content> {
    records.into_iter().map(|record| (record.key, record.value, record.headers)).collect()
}

/// The lists of (ce_id, value) as an outside client reads them there and `subscribe` here; and every topic as it is.
fn assert_mirrored(folder: &Folder, brokers: &str) {
    let (from, to) = (folder.topics(), Topics::new(&prefix(folder)).unwrap());
    let log = kafka_log(brokers, &prefix(folder));
    let copies = |topic: &str| read_all(&log, topic);
    let there: Vec<(String, String)> = read_by_confluent_kafka(brokers, &to.alerts())
        .iter()
        .map(|record| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&record["headers"]["ce_id"]), text(&record["value"]))
        })
        .collect();
    let (stdout, _, _) =
        folder.estafeta(&["subscribe", "--from", "beginning", "--until", "now", "--format", "jsonl"]);
    let here: Vec<(String, String)> = stdout
        .lines()
        .map(|line| {
            let alert: Value = serde_json::from_str(line).unwrap();
            (format!("{}.{}", alert["alert_id"].as_str().unwrap(), alert["revision"]), line.to_owned())
        })
        .collect();
    assert!(here.len() > 40, "only {} alerts", here.len());
    assert_eq!(there, here);
    assert_eq!(content(copies(&to.alerts())), content(folder.records(&from.alerts())));
    // Of a compacted topic the embedded log keeps the latest of each key at once, Kafka some earlier ones for a while.
    assert_eq!(latest(copies(&to.alert_state())), latest(folder.records(&from.alert_state())));
    let mut in_channels = 0;
    for channel in channels(folder) {
        let copied = content(copies(&to.channel(&channel)));
        in_channels += copied.len();
        assert_eq!(copied, content(folder.records(&from.channel(&channel))), "channel {channel}");
    }
    assert!(in_channels > 0);
}

/// Latest value of each key.
fn latest(records: Vec<Record>) -> BTreeMap<String, Option<Vec<u8>>> {
    records.into_iter().map(|record| (record.key, record.value)).collect()
}

fn channels(folder: &Folder) -> Vec<String> {
    let alerts = folder.alerts();
    let named = alerts.iter().flat_map(|alert| alert["channels"].as_array().unwrap());
    let mut channels: Vec<String> = named.map(|channel| channel.as_str().unwrap().to_owned()).collect();
    channels.sort();
    channels.dedup();
    channels
}

/// Waits until every page of the seed site is read and classified.
fn await_quiet(folder: &Folder) {
    until("every page is read", || (folder.tie_records() >= Folder::seeds().len()).then_some(()));
    let mut before = 0;
    until("no alert comes any more", || {
        let alerts = folder.alerts().len();
        (std::mem::replace(&mut before, alerts) == alerts && alerts > 40).then_some(())
    });
}

#[test]
fn each_record_is_copied_once_though_the_mirror_is_killed_while_the_log_grows() {
    let folder = Folder::bare();
    let running = folder.start();
    running.page();
    let pages = Folder::seeds();
    let mut left = pages.as_slice();
    // A linear congruential generator (Knuth's MMIX): the same moments in each run.
    let mut moment: u64 = 20_240_209;
    for kill in 0..KILLS {
        let mirror = mirror(&folder, &["--batch", "5"]);
        let (now, later) = left.split_at(left.len().div_ceil(KILLS - kill));
        now.iter().for_each(|page| folder.publish(page));
        left = later;
        moment = moment.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        mirror.says("copying");
        mirror.runs_for(Duration::from_millis((moment >> 33) % LIFE_MS_MAX));
        if kill + 1 == KILLS {
            let mut copies = Copies::follow(&folder, cluster::brokers(1));
            until("the last kill hits a mirror that has copied", || (copies.so_far() > 0).then_some(()));
        }
        mirror.kill();
    }
    await_quiet(&folder);
    assert_eq!(running.end(), Some(0));
    assert_eq!(mirror(&folder, &["--once"]).ends(), Some(0));
    assert_mirrored(&folder, cluster::brokers(1));

    let again = mirror(&folder, &["--once"]);
    again.says("copied 0 records");
    let following = mirror(&folder, &[]);
    following.says("mirrors ");
    assert_eq!(following.end(), Some(0), "SIGTERM ends with 0");
}

#[test]
fn another_log_is_not_mixed_into_the_copies_of_the_first() {
    let folder = Folder::seeded();
    let fill = || {
        let running = folder.start();
        running.page();
        until("some alerts", || (folder.alerts().len() > 5).then_some(()));
        assert_eq!(running.end(), Some(0));
    };
    fill();
    assert_eq!(mirror(&folder, &["--once"]).ends(), Some(0));
    folder.forget();
    fill();
    let other = mirror(&folder, &["--once"]);
    other.says("another log was mirrored there before");
    assert_eq!(other.ends(), Some(1));
}

#[test]
fn of_two_mirrors_one_works_whatever_their_names() {
    let folder = Folder::bare();
    let running = folder.start();
    running.page();
    let pages = Folder::seeds();
    let (now, later) = pages.split_at(pages.len() / 2);
    now.iter().for_each(|page| folder.publish(page));
    let first = mirror(&folder, &["--batch", "2"]);
    first.says("copying");
    let mut copies = Copies::follow(&folder, cluster::brokers(1));
    let other_name = folder.config().with_file_name("b.toml");
    let config = std::fs::read_to_string(folder.config()).unwrap();
    std::fs::write(&other_name, format!("instance = \"b\"\n{config}")).unwrap();
    let waiting = mirror_by(&folder, cluster::brokers(1), &other_name, &["--batch", "2"]);
    waiting.says("another mirror works on this Kafka and prefix");
    let before = copies.so_far();
    later.iter().for_each(|page| folder.publish(page));
    copies.await_more_than(before);
    first.kill();
    waiting.says("copying goes on");

    // One of the same name does not wait.
    let successor = mirror_by(&folder, cluster::brokers(1), &other_name, &["--batch", "2"]);
    successor.says("copying goes on");
    assert_eq!(waiting.ends(), Some(75), "its name is taken");
    await_quiet(&folder);
    assert_eq!(running.end(), Some(0));
    copies.await_all(&folder);
    assert_eq!(successor.end(), Some(0));
    assert_eq!(mirror_by(&folder, cluster::brokers(1), &other_name, &["--once"]).ends(), Some(0));
    assert_mirrored(&folder, cluster::brokers(1));
}

#[test]
fn a_mirror_goes_on_after_its_brokers_were_killed_and_frozen() {
    let (dir, brokers) = cluster::start(1);
    let folder = Folder::bare();
    let running = folder.start();
    running.page();
    let pages = Folder::seeds();
    let mut published = 0;
    let mut parts = pages.chunks(pages.len().div_ceil(3));
    let mut publish = || {
        let part = parts.next().unwrap();
        part.iter().for_each(|page| folder.publish(page));
        published += part.len();
        published
    };
    let mirror = mirror_by(&folder, &brokers, &folder.config(), &["--batch", "2"]);
    mirror.says("copying");
    let mut copies = Copies::follow(&folder, &brokers);
    publish();
    copies.await_more_than(0);
    cluster::script("kill", &dir, &["1"]);
    let published = publish();
    cluster::script("start", &dir, &["1"]);
    until("the pages are read", || (folder.tie_records() >= published).then_some(()));
    copies.await_all(&folder);
    cluster::script("pause", &dir, &["1"]);
    publish();
    mirror.runs_for(PAUSED);
    cluster::script("resume", &dir, &["1"]);
    await_quiet(&folder);
    assert_eq!(running.end(), Some(0));
    copies.await_all(&folder);
    assert_eq!(mirror.end(), Some(0), "the one process lived through all of it");
    assert_eq!(mirror_by(&folder, &brokers, &folder.config(), &["--once"]).ends(), Some(0));
    assert_mirrored(&folder, &brokers);
    cluster::script("down", &dir, &[]);
    std::fs::remove_dir_all(dir).unwrap();
}
