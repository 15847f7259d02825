//! The embedded log copied into a Kafka: each record once, in order, whatever is killed.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use bus::{Record, Topics};
use serde_json::Value;

use crate::cluster;
use crate::kafka::read_by_confluent_kafka;
use crate::support::{Folder, Running, kafka_log, prefix_of, read_all, until};

/// Kills of the mirror while the log grows.
const KILLS: usize = 10;

/// Longest life of a mirror after it began to copy, in milliseconds: some transactions.
const LIFE_MS_MAX: u64 = 800;

/// A prefix that no other test has.
fn prefix(folder: &Folder) -> String {
    prefix_of("mirror", folder.archive().parent().unwrap())
}

fn mirror(folder: &Folder, args: &[&str]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_estafeta"));
    command.args(["mirror", "--to", cluster::brokers(1), "--prefix", &prefix(folder)]).args(args);
    command.arg("--config").arg(folder.config());
    Running::of(command)
}

/// All committed records of a copied topic, by our own client.
fn copies(folder: &Folder, topic: &str) -> Vec<Record> {
    read_all(&kafka_log(cluster::brokers(1), &prefix(folder)), topic)
}

/// Key, value and headers: what must be alike in both logs.
type Content = (String, Option<Vec<u8>>, Vec<(String, String)>);

fn content(records: Vec<Record>) -> Vec<Content> {
    records.into_iter().map(|record| (record.key, record.value, record.headers)).collect()
}

/// The lists of (ce_id, value) as an outside client reads them there and `subscribe` here; and every topic as it is.
fn assert_mirrored(folder: &Folder) {
    let (from, to) = (folder.topics(), Topics::new(&prefix(folder)).unwrap());
    let there: Vec<(String, String)> = read_by_confluent_kafka(cluster::brokers(1), &to.alerts())
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
    assert_eq!(content(copies(folder, &to.alerts())), content(folder.records(&from.alerts())));
    // Of a compacted topic the embedded log keeps the latest of each key at once, Kafka some earlier ones for a while.
    assert_eq!(latest(copies(folder, &to.alert_state())), latest(folder.records(&from.alert_state())));
    let mut in_channels = 0;
    for channel in channels(folder) {
        let copied = content(copies(folder, &to.channel(&channel)));
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
        mirror.kill();
    }
    let alerts = Topics::new(&prefix(&folder)).unwrap().alerts();
    assert!(!copies(&folder, &alerts).is_empty(), "the kills hit a mirror at work");
    until("every page is read", || (folder.tie_records() >= pages.len()).then_some(()));
    let mut before = 0;
    until("no alert comes any more", || {
        let alerts = folder.alerts().len();
        (std::mem::replace(&mut before, alerts) == alerts && alerts > 40).then_some(())
    });
    assert_eq!(running.end(), Some(0));
    assert_eq!(mirror(&folder, &["--once"]).ends(), Some(0));
    assert_mirrored(&folder);

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
