//! The faults that are planted, and what an audit must call each.

use std::collections::BTreeSet;
use std::path::Path;

use archive::{Archive, Config, Exchange, ExchangeKind, Writer};
use bus::Record;
use bus::wire::headers;
use serde_json::Value;

use super::copy::Records;
use super::{BROKEN, topics};

/// A fault.
pub(super) struct Fault {
    /// What is done.
    pub(super) what: &'static str,
    /// The kinds by which an audit names it: exactly these.
    pub(super) named: &'static [&'static str],
    /// Does it, to the records before they are copied or to the folder of the copied archive.
    pub(super) plant: fn(&mut Records, &Path),
}

/// All of them, after none.
pub(super) const FAULTS: &[Fault] = &[
    Fault { what: "nothing", named: &[], plant: |_, _| {} },
    Fault {
        what: "a ties record is removed",
        named: &["ties_missing"],
        plant: |log, _| {
            let at = silent_ties(log);
            records(log, topics().ties()).remove(at);
        },
    },
    Fault {
        what: "a dead letter is removed",
        named: &["ties_missing"],
        plant: |log, _| records(log, topics().dead_letters()).clear(),
    },
    Fault {
        what: "a ties record is doubled",
        named: &["ties_doubled"],
        plant: |log, _| {
            let at = silent_ties(log);
            double(records(log, topics().ties()), at);
        },
    },
    Fault {
        what: "an article revision is skipped",
        named: &["article_missing", "article_revision_skipped", "ties_without_input"],
        plant: |log, _| {
            let articles = records(log, topics().articles());
            let is_edited = |record: &&Record| record.key != BROKEN && value(record)["revision"] == 2;
            let key = articles.iter().find(is_edited).expect("an article was edited").key.clone();
            let at = place(articles, |record| record.key == key);
            articles.remove(at);
        },
    },
    Fault {
        what: "an alert is doubled",
        named: &["alert_doubled"],
        plant: |log, _| double(records(log, topics().alerts()), 3),
    },
    Fault {
        what: "the order of two alerts is swapped",
        named: &["alert_out_of_order"],
        plant: |log, _| {
            let alerts = records(log, topics().alerts());
            let pairs = alerts.windows(2);
            let at = pairs.map(|pair| input(&pair[0]) < input(&pair[1])).position(|differs| differs);
            let at = at.expect("two alerts of different ties");
            alerts.swap(at, at + 1);
        },
    },
    Fault {
        what: "an alert's revision is skipped",
        named: &["alert_revision_skipped", "copy_without_alert"],
        plant: |log, _| {
            let alerts = records(log, topics().alerts());
            let at = first_of_two(alerts);
            alerts.remove(at);
        },
    },
    Fault {
        what: "an alert's input is lost",
        named: &["alert_input_missing"],
        plant: |log, _| {
            records(log, topics().alerts())[3].headers.retain(|(name, _)| name != headers::INPUT);
        },
    },
    Fault { what: "a span is shifted", named: &["evidence_span"], plant: |log, _| shift_a_span(log) },
    Fault {
        what: "a channel's copy is removed",
        named: &["copy_missing"],
        plant: |log, _| drop(records(log, topics().channel("politics")).remove(2)),
    },
    Fault {
        what: "a channel's copy is changed",
        named: &["copy_differs"],
        plant: |log, _| records(log, topics().channel("politics"))[2].value.as_mut().unwrap().push(b' '),
    },
    Fault {
        what: "a latest state is removed",
        named: &["state_missing"],
        plant: |log, _| drop(records(log, topics().alert_state()).remove(2)),
    },
    Fault {
        what: "a latest state is stale",
        named: &["state_differs"],
        plant: |log, _| {
            let alerts = records(log, topics().alerts());
            let first = alerts[first_of_two(alerts)].clone();
            let states = records(log, topics().alert_state());
            let at = place(states, |state| state.key == first.key);
            states[at].value = first.value;
        },
    },
    Fault {
        what: "a bit of an archive record is flipped",
        named: &["archive_damaged"],
        plant: |log, archive| {
            let told = told_records(log);
            let rows = Archive::open_read(archive).unwrap().rows().unwrap();
            let row = rows.into_iter().find(|row| !told.contains(&row.pointer.record)).unwrap();
            let file = archive.join(&row.file);
            let mut bytes = std::fs::read(&file).unwrap();
            bytes[usize::try_from(row.conversion_start).unwrap() + 60] ^= 0x04;
            std::fs::write(file, bytes).unwrap();
        },
    },
    Fault {
        what: "an archive record that no alert names is removed",
        named: &["archive_missing"],
        plant: |log, archive| {
            let told = told_records(log);
            let rows = Archive::open_read(archive).unwrap().rows().unwrap();
            let silent = rows.into_iter().map(|row| row.pointer.record).find(|record| !told.contains(record));
            rewrite_without(archive, &silent.expect("a page without alerts"));
        },
    },
    Fault {
        what: "an archive record that an alert names is removed",
        named: &["archive_missing", "evidence_not_archived"],
        plant: |log, archive| {
            let gone = told_records(log).pop_first().unwrap();
            rewrite_without(archive, &gone);
        },
    },
];

fn records(log: &mut Records, topic: String) -> &mut Vec<Record> {
    log.get_mut(&topic).unwrap()
}

fn value(record: &Record) -> Value {
    serde_json::from_slice(record.value.as_deref().unwrap()).unwrap()
}

fn input(record: &Record) -> Option<(u32, u64)> {
    headers::input(record, "ties")
}

fn double(records: &mut Vec<Record>, at: usize) {
    let again = records[at].clone();
    records.insert(at + 1, again);
}

/// The place of the first record that passes.
fn place(records: &[Record], passes: impl Fn(&Record) -> bool) -> usize {
    records.iter().position(passes).expect("such a record")
}

/// The first ties record of which no alert was made.
fn silent_ties(log: &Records) -> usize {
    let told: BTreeSet<_> = log[&topics().alerts()].iter().filter_map(input).collect();
    place(&log[&topics().ties()], |record| !told.contains(&(0, record.offset)))
}

/// The first transition of an alert that has two.
fn first_of_two(alerts: &[Record]) -> usize {
    let again = alerts.iter().find(|record| value(record)["revision"] == 2).expect("an alert was updated");
    place(alerts, |record| record.key == again.key)
}

/// Shifts the first sentence of an alert, in all its copies.
fn shift_a_span(log: &mut Records) {
    let key = log[&topics().alerts()][3].key.clone();
    for record in log.values_mut().flatten().filter(|record| record.key == key) {
        let mut alert = value(record);
        for end in ["start", "end"] {
            let moved = alert["evidence"][0][end].as_u64().unwrap() + 1;
            alert["evidence"][0][end] = moved.into();
        }
        let told = bus::wire::alert::from_json(alert.to_string().as_bytes()).unwrap();
        record.value = Some(bus::wire::alert::to_json(&told));
    }
}

/// Archive records that alerts rest on.
fn told_records(log: &Records) -> BTreeSet<String> {
    let alerts = log[&topics().alerts()].iter().map(value);
    let evidence = alerts.flat_map(|alert| alert["evidence"].as_array().unwrap().clone());
    evidence.map(|evidence| evidence["archive"]["record"].as_str().unwrap().to_owned()).collect()
}

/// Writes the archive anew without one revision.
fn rewrite_without(dir: &Path, gone: &str) {
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
