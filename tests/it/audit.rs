//! `estafeta audit` finds nothing in a good deployment, and names each fault that is planted in a copy of it, on both engines.

mod copy;
mod faults;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use bus::{Send, SqliteLog, Topic, Topics};
use serde_json::Value;

use crate::support::{Folder, estafeta, read_all, until, writer};

use copy::{Copy, Engine, Records};
use faults::{FAULTS, Fault};

const CHANNELS: [&str; 5] = ["economy", "politics", "security", "society", "technology"];

/// A page that is edited after it was read; its feed tells of edits by the second.
const EDITED: &str = "courier/grenada-passports.html";

/// Key of a record that is no article.
const BROKEN: &str = "broken";

/// Faults that are planted side by side: most of the time is spent in waiting for brokers.
const AT_ONCE: usize = 4;

fn topics() -> Topics {
    Topics::new("estafeta").unwrap()
}

fn all_topics() -> Vec<Topic> {
    topics().all(&CHANNELS.map(str::to_owned))
}

/// A deployment and the records of its log.
struct Good {
    folder: Folder,
    records: Records,
}

/// A deployment with an edited page and a dead letter in the middle, ended in order.
fn good() -> Good {
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
    let log = SqliteLog::open(&folder.config().with_file_name("log.db")).unwrap();
    writer(&log, "poll").commit(&[broken_article()], &[]).unwrap();
    let running = folder.start();
    running.page();
    folder.publish(last);
    until("the last page is read", || (folder.tie_records() > pages.len()).then_some(()));
    let (report, _) = audit(&folder.config());
    assert_eq!(report["clean"], true, "while it runs: {report}");
    until("all are classified", || (audit(&folder.config()).0["waiting"] == 0).then_some(()));
    assert_eq!(running.end(), Some(0));
    let records = all_topics().into_iter().map(|Topic { name, .. }| (name.clone(), read_all(&log, &name)));
    Good { records: records.collect(), folder }
}

fn broken_article() -> Send {
    let value = Some(b"{\"article_id\": 7".to_vec());
    Send { topic: topics().articles(), partition: None, key: BROKEN.to_owned(), value, headers: Vec::new() }
}

/// The report and the exit code.
fn audit(config: &Path) -> (Value, Option<i32>) {
    let args = ["audit", "--format", "json", "--config", config.to_str().unwrap()];
    let (stdout, stderr, code) = estafeta(&args);
    (serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stdout}{stderr}")), code)
}

#[test]
fn each_planted_fault_is_named_on_both_engines() {
    let good = good();
    for engine in [Engine::Embedded, Engine::Kafka] {
        for faults in FAULTS.chunks(AT_ONCE) {
            std::thread::scope(|scope| {
                for fault in faults {
                    scope.spawn(|| is_named(&good, engine, fault));
                }
            });
        }
        what_is_past_its_retention_is_no_fault(&good, engine);
    }
    a_log_with_edits_and_dead_letters_replays_exactly(&good.folder);
    let (text, stderr, code) = good.folder.estafeta(&["audit"]);
    assert!(code == Some(0) && text.contains("No fault:"), "{text}{stderr}");
}

/// The audit of a copy with the fault names it and nothing else; 4 is the code for any.
fn is_named(good: &Good, engine: Engine, fault: &Fault) {
    let copy = Copy::of(engine, &good.folder);
    let mut records = good.records.clone();
    (fault.plant)(&mut records, &copy.archive());
    copy.write(&records, &all_topics());
    let (report, code) = audit(&copy.config());
    let kinds: BTreeSet<&str> =
        report["fault_counts"].as_object().unwrap().keys().map(String::as_str).collect();
    let Fault { what, named, .. } = fault;
    assert_eq!(kinds, named.iter().copied().collect(), "{engine:?}, {what}: {report:#}");
    assert_eq!(code, Some(if named.is_empty() { 0 } else { 4 }), "{engine:?}, {what}");
}

/// A log deletes articles and ties that are over their time; then nothing is lost.
fn what_is_past_its_retention_is_no_fault(good: &Good, engine: Engine) {
    let copy = Copy::of(engine, &good.folder);
    copy.write_and_expire(&good.records, &[topics().articles(), topics().ties()]);
    let (report, code) = audit(&copy.config());
    assert_eq!((code, &report["clean"], &report["articles"]), (Some(0), &true.into(), &0.into()), "{report}");
    let past = &report["past_retention"];
    assert_eq!(past["ties of alerts"], report["transitions"], "{report}");
    assert_eq!(past["articles of archive records"], report["archive_records"], "{report}");
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
