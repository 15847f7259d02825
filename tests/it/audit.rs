//! `estafeta audit` finds nothing in a good deployment, and names each fault that is planted in a copy of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use archive::{Archive, Config, Exchange, ExchangeKind, Writer};
use bus::wire::headers;
use bus::{Cleanup, Log as _, Record, Seek, Send, SqliteLog, StageSpec, Topic, Topics};
use serde_json::Value;

use crate::support::{Folder, estafeta, until};

const CHANNELS: [&str; 5] = ["economy", "politics", "security", "society", "technology"];

/// What a ties record says of its input where that is gone.
const GONE: u64 = 999_999;

/// A page that is edited after it was read; its feed tells of edits by the second.
const EDITED: &str = "courier/grenada-passports.html";

/// Records by full topic name.
type Log = BTreeMap<String, Vec<Record>>;

fn topics() -> Topics {
    Topics::new("estafeta").unwrap()
}

fn all_topics() -> Vec<Topic> {
    topics().all(&CHANNELS.map(str::to_owned))
}

/// A deployment with an edited page and a dead letter in the middle, ended in order.
fn good() -> Folder {
    let folder = Folder::bare();
    let pages = Folder::seeds();
    let (last, first) = pages.split_last().unwrap();
    first.iter().for_each(|page| folder.publish(page));
    let running = folder.start();
    running.page();
    until("the first pages are read", || (folder.tie_records() == first.len()).then_some(()));
    let page = folder.config().with_file_name("site").join(EDITED);
    until("the second is over in which the page was written", || {
        let written = std::fs::metadata(&page).unwrap().modified().unwrap();
        (written.elapsed().unwrap() > Duration::from_secs(1)).then_some(())
    });
    folder.edit(EDITED, "and still do so", "and go on doing so");
    until("the edit is read", || (folder.tie_records() > first.len()).then_some(()));
    assert_eq!(running.end(), Some(0));
    commit(&log_of(&folder), "poll", &[broken_article()]);
    let running = folder.start();
    running.page();
    folder.publish(last);
    until("the last page is read", || (folder.tie_records() > pages.len()).then_some(()));
    let (report, _) = audit(&folder.config());
    assert_eq!(report["clean"], true, "while it runs: {report}");
    until("all are classified", || (audit(&folder.config()).0["waiting"] == 0).then_some(()));
    assert_eq!(running.end(), Some(0));
    folder
}

fn broken_article() -> Send {
    let value = Some(b"{\"article_id\": 7".to_vec());
    Send { topic: topics().articles(), partition: None, key: "broken".to_owned(), value, headers: Vec::new() }
}

fn log_of(folder: &Folder) -> SqliteLog {
    SqliteLog::open(&folder.config().with_file_name("log.db")).unwrap()
}

fn commit(log: &SqliteLog, stage: &str, sends: &[Send]) {
    let spec = StageSpec {
        name: stage.to_owned(),
        instance: "test".to_owned(),
        inputs: Vec::new(),
        state: Vec::new(),
    };
    let mut session = log.join(&spec, Duration::from_secs(5)).unwrap().expect("nobody holds the stage");
    session.commit(sends, &[]).unwrap();
}

fn read(folder: &Folder) -> Log {
    let log = log_of(folder);
    let mut all = Log::new();
    for Topic { name, .. } in all_topics() {
        let mut reader = log.reader(std::slice::from_ref(&name), Seek::Beginning).unwrap();
        let records = all.entry(name).or_default();
        while let Some(more) =
            Some(reader.poll(1000, Duration::ZERO).unwrap()).filter(|more| !more.is_empty())
        {
            records.extend(more);
        }
    }
    all
}

/// The report and the exit code.
fn audit(config: &Path) -> (Value, Option<i32>) {
    let args = ["audit", "--format", "json", "--config", config.to_str().unwrap()];
    let (stdout, stderr, code) = estafeta(&args);
    (serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stdout}{stderr}")), code)
}

/// A folder with a configuration for a copy of log and archive.
struct Copy {
    dir: tempfile::TempDir,
}

impl Copy {
    fn of(good: &Folder) -> Copy {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        let config = format!(
            "[log]\npath = \"{}\"\n[archive]\ndir = \"{}\"\n[sources]\nfeeds = \"{}\"\n",
            at.join("log.db").display(),
            at.join("archive").display(),
            good.config().with_file_name("feeds.toml").display()
        );
        std::fs::write(at.join("estafeta.toml"), config).unwrap();
        std::fs::create_dir(at.join("archive")).unwrap();
        for file in std::fs::read_dir(good.archive()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), at.join("archive").join(file.file_name())).unwrap();
        }
        Copy { dir }
    }

    fn archive(&self) -> PathBuf {
        self.dir.path().join("archive")
    }

    fn config(&self) -> PathBuf {
        self.dir.path().join("estafeta.toml")
    }

    /// Writes the records anew; what names the place of another record names its new place.
    fn write(&self, log: &Log, wanted: &[Topic]) -> SqliteLog {
        let copy = SqliteLog::open(&self.dir.path().join("log.db")).unwrap();
        copy.create_topics(wanted).unwrap();
        let moved = |topic: &str, offset: u64| {
            let records = &log[topic];
            records.iter().position(|record| record.offset == offset).map_or(GONE, |place| place as u64)
        };
        let mut sends = Vec::new();
        for (topic, records) in log {
            for record in records {
                let mut headers = record.headers.clone();
                for (name, value) in &mut headers {
                    let Some((before, offset)) = value.rsplit_once('/').filter(|_| name == headers::INPUT)
                    else {
                        if name == "__connect.errors.offset" {
                            *value = moved(&topics().articles(), value.parse().unwrap()).to_string();
                        }
                        continue;
                    };
                    let of = if before == "ties/0" { topics().ties() } else { topics().articles() };
                    *value = format!("{before}/{}", moved(&of, offset.parse().unwrap()));
                }
                let (key, value) = (record.key.clone(), record.value.clone());
                sends.push(Send { topic: topic.clone(), partition: None, key, value, headers });
            }
        }
        commit(&copy, "plant", &sends);
        copy
    }
}

/// Audits a copy of the log in which `plant` changed something.
fn planted(good: &Folder, plant: impl FnOnce(&mut Log)) -> (BTreeSet<String>, Value) {
    let mut log = read(good);
    plant(&mut log);
    let copy = Copy::of(good);
    copy.write(&log, &all_topics());
    kinds(&copy)
}

/// Audits a copy of the archive in which `plant` changed something.
fn planted_in_archive(good: &Folder, plant: impl FnOnce(&Path)) -> (BTreeSet<String>, Value) {
    let copy = Copy::of(good);
    copy.write(&read(good), &all_topics());
    plant(&copy.archive());
    kinds(&copy)
}

/// The kinds of the faults that an audit names; 4 is the code for any.
fn kinds(copy: &Copy) -> (BTreeSet<String>, Value) {
    let (report, code) = audit(&copy.config());
    let kinds: BTreeSet<String> = report["fault_counts"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(code, Some(if kinds.is_empty() { 0 } else { 4 }), "{report}");
    (kinds, report)
}

#[track_caller]
fn assert_named((kinds, report): (BTreeSet<String>, Value), expected: &[&str]) {
    let expected: BTreeSet<String> = expected.iter().map(|kind| (*kind).to_owned()).collect();
    assert_eq!(kinds, expected, "{report:#}");
}

fn value(record: &Record) -> Value {
    serde_json::from_slice(record.value.as_deref().unwrap()).unwrap()
}

fn input(record: &Record) -> Option<(u32, u64)> {
    headers::input(record, "ties")
}

/// The place of the first record of a topic that passes.
fn place(log: &Log, topic: &str, passes: impl Fn(&Record) -> bool) -> usize {
    log[topic].iter().position(passes).unwrap_or_else(|| panic!("no such record in {topic}"))
}

/// The first transition of an alert that has two.
fn first_of_two(log: &Log) -> usize {
    let alerts = &log[&topics().alerts()];
    let again = alerts.iter().find(|record| value(record)["revision"] == 2).expect("an alert was updated");
    place(log, &topics().alerts(), |record| record.key == again.key)
}

#[test]
fn each_planted_fault_is_named() {
    let good = good();
    assert_named(planted(&good, |_| {}), &[]);
    faults_of_articles_and_ties(&good);
    faults_of_alerts(&good);
    faults_of_copies(&good);
    faults_of_the_archive(&good);
    what_is_past_its_retention_is_no_fault(&good);
    a_log_with_edits_and_dead_letters_replays_exactly(&good);
    let (text, stderr, code) = good.estafeta(&["audit"]);
    assert!(code == Some(0) && text.contains("No fault:"), "{text}{stderr}");
}

fn a_log_with_edits_and_dead_letters_replays_exactly(good: &Folder) {
    let (_, stderr, code) = good.estafeta(&["replay", "--run", "exact", "--from-log"]);
    assert_eq!(code, Some(0), "{stderr}");
    let (difference, stderr, code) = good.estafeta(&["diff", "live", "exact", "--fail-above", "0"]);
    assert!(code == Some(0) && difference.starts_with("0 alerts differ"), "{difference}{stderr}");
    let manifest = std::fs::read_to_string(good.config().with_file_name("replay/exact.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["output"]["topics"]["dead-letters"]["records"], 1, "{manifest}");
}

fn faults_of_articles_and_ties(good: &Folder) {
    let (articles, ties, alerts) = (topics().articles(), topics().ties(), topics().alerts());
    let silent = |log: &Log, record: &Record| {
        !log[&alerts].iter().any(|alert| input(alert) == Some((0, record.offset)))
    };
    let removed = planted(good, |log| {
        let at = place(log, &ties, |record| silent(log, record));
        log.get_mut(&ties).unwrap().remove(at);
    });
    assert_named(removed, &["ties_missing"]);
    let dead_letter = planted(good, |log| log.get_mut(&topics().dead_letters()).unwrap().clear());
    assert_named(dead_letter, &["ties_missing"]);
    let doubled = planted(good, |log| {
        let at = place(log, &ties, |record| silent(log, record));
        let again = log[&ties][at].clone();
        log.get_mut(&ties).unwrap().insert(at + 1, again);
    });
    assert_named(doubled, &["ties_doubled"]);
    let is_edited = |record: &Record| value(record)["revision"] == 2;
    let skipped = planted(good, |log| {
        let edited =
            log[&articles].iter().find(|record| record.key != "broken" && is_edited(record)).unwrap();
        let key = edited.key.clone();
        let at = place(log, &articles, |record| record.key == key);
        log.get_mut(&articles).unwrap().remove(at);
    });
    assert_named(skipped, &["article_missing", "article_revision_skipped", "ties_without_input"]);
}

fn faults_of_alerts(good: &Folder) {
    let alerts = topics().alerts();
    let doubled = planted(good, |log| {
        let again = log[&alerts][3].clone();
        log.get_mut(&alerts).unwrap().insert(4, again);
    });
    assert_named(doubled, &["alert_doubled"]);
    let swapped = planted(good, |log| {
        let pairs = log[&alerts].windows(2);
        let at = pairs.map(|pair| input(&pair[0]) < input(&pair[1])).position(|differs| differs).unwrap();
        log.get_mut(&alerts).unwrap().swap(at, at + 1);
    });
    assert_named(swapped, &["alert_out_of_order"]);
    let skipped = planted(good, |log| {
        let at = first_of_two(log);
        log.get_mut(&alerts).unwrap().remove(at);
    });
    assert_named(skipped, &["alert_revision_skipped", "copy_without_alert"]);
    let lost_input = planted(good, |log| {
        let record = &mut log.get_mut(&alerts).unwrap()[3];
        record.headers.retain(|(name, _)| name != headers::INPUT);
    });
    assert_named(lost_input, &["alert_input_missing"]);
    let shifted = planted(good, |log| {
        let key = log[&alerts][3].key.clone();
        for record in log.values_mut().flatten().filter(|record| record.key == key) {
            let mut alert = value(record);
            for end in ["start", "end"] {
                let moved = alert["evidence"][0][end].as_u64().unwrap() + 1;
                alert["evidence"][0][end] = moved.into();
            }
            let told = bus::wire::alert::from_json(alert.to_string().as_bytes()).unwrap();
            record.value = Some(bus::wire::alert::to_json(&told));
        }
    });
    assert_named(shifted, &["evidence_span"]);
}

fn faults_of_copies(good: &Folder) {
    let channel = topics().channel("politics");
    let removed = planted(good, |log| drop(log.get_mut(&channel).unwrap().remove(2)));
    assert_named(removed, &["copy_missing"]);
    let changed = planted(good, |log| {
        let record = &mut log.get_mut(&channel).unwrap()[2];
        record.value.as_mut().unwrap().push(b' ');
    });
    assert_named(changed, &["copy_differs"]);
    let states = topics().alert_state();
    let stateless = planted(good, |log| drop(log.get_mut(&states).unwrap().remove(2)));
    assert_named(stateless, &["state_missing"]);
    let stale = planted(good, |log| {
        let first = log[&topics().alerts()][first_of_two(log)].clone();
        let state = log.get_mut(&states).unwrap().iter_mut().find(|state| state.key == first.key).unwrap();
        state.value.clone_from(&first.value);
    });
    assert_named(stale, &["state_differs"]);
}

fn faults_of_the_archive(good: &Folder) {
    let silent = |archive: &Path| {
        let told: BTreeSet<String> = good
            .alerts()
            .iter()
            .flat_map(|alert| alert["evidence"].as_array().unwrap().clone())
            .map(|evidence| evidence["archive"]["record"].as_str().unwrap().to_owned())
            .collect();
        let rows = Archive::open_read(archive).unwrap().rows().unwrap();
        rows.into_iter().find(|row| !told.contains(&row.pointer.record)).expect("a page without alerts")
    };
    let flipped = planted_in_archive(good, |archive| {
        let row = silent(archive);
        let file = archive.join(&row.file);
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[row.conversion_start as usize + 60] ^= 0x04;
        std::fs::write(file, bytes).unwrap();
    });
    assert_named(flipped, &["archive_damaged"]);
    let missing = planted_in_archive(good, |archive| {
        let record = silent(archive).pointer.record;
        rewritten_without(archive, &record);
    });
    assert_named(missing, &["archive_missing"]);
    let told = planted_in_archive(good, |archive| {
        let record = good.alerts()[0]["evidence"][0]["archive"]["record"].as_str().unwrap().to_owned();
        rewritten_without(archive, &record);
    });
    assert_named(told, &["archive_missing", "evidence_not_archived"]);
}

/// Writes the archive anew without one revision.
fn rewritten_without(dir: &Path, gone: &str) {
    let old = dir.with_file_name("old");
    std::fs::rename(dir, &old).unwrap();
    let archive = Archive::open_read(&old).unwrap();
    let mut writer = Writer::open(Config {
        dir: dir.to_owned(),
        instance: "copy".to_owned(),
        segment_bytes_max: 1 << 30,
        software: "test".to_owned(),
    })
    .unwrap();
    for row in archive.rows().unwrap().iter().filter(|row| row.pointer.record != gone) {
        let records = archive.read(row).unwrap();
        let conversion = archive.segments().conversion(row).unwrap();
        let is_response = records[0].header("WARC-Type") == Some("response");
        let body = records[0].payload().to_vec();
        let head = &records[0].block[..records[0].block.len() - body.len()];
        let pointer = writer
            .append(&Exchange {
                kind: if is_response { ExchangeKind::Response } else { ExchangeKind::Resource },
                url: row.url.clone(),
                http_head: String::from_utf8(head.to_vec()).unwrap(),
                media_type: records[0].header("Content-Type").unwrap().to_owned(),
                body,
                fetched_at: row.fetched_at,
                feed_entry: String::from_utf8(records[1].block.clone()).unwrap(),
                article: row.article.clone(),
                revision: row.revision,
                title: conversion.title,
                text: conversion.text,
                article_fields: conversion.article_fields.unwrap(),
            })
            .unwrap();
        assert_eq!(pointer, row.pointer, "ids are hashes of what is archived");
        writer.sync().unwrap();
        writer.mark_committed(std::iter::once(pointer.record.as_str())).unwrap();
    }
}

/// The embedded log itself deletes articles and ties that are over their time; then nothing is lost.
fn what_is_past_its_retention_is_no_fault(good: &Folder) {
    let copy = Copy::of(good);
    let mut short = all_topics();
    for topic in &mut short {
        if [topics().articles(), topics().ties()].contains(&topic.name) {
            topic.cleanup = Cleanup::Delete(Duration::from_millis(1));
        }
    }
    let log = copy.write(&read(good), &short);
    // Each commit cleans up one topic.
    let state = Send {
        topic: topics().poller_state(),
        partition: None,
        key: "k".to_owned(),
        value: Some(b"{}".to_vec()),
        headers: Vec::new(),
    };
    let spec = StageSpec {
        name: "clean".to_owned(),
        instance: "test".to_owned(),
        inputs: Vec::new(),
        state: Vec::new(),
    };
    let mut session = log.join(&spec, Duration::from_secs(5)).unwrap().expect("nobody holds the stage");
    for _ in 0..2 * short.len() {
        session.commit(std::slice::from_ref(&state), &[]).unwrap();
    }
    let (report, code) = audit(&copy.config());
    assert_eq!((code, &report["clean"], &report["articles"]), (Some(0), &true.into(), &0.into()), "{report}");
    let past = &report["past_retention"];
    assert_eq!(past["ties of alerts"], report["transitions"], "{report}");
    assert_eq!(past["articles of archive records"], report["archive_records"], "{report}");
}
