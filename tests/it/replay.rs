//! Replays beside a running instance: equal input and rules give equal output, a killed run goes on, live stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bus::{Record, SqliteLog, Topics};
use serde_json::Value;

use crate::cluster;
use crate::support::{Folder, Running, read_all, root, until};

/// The one English act behind the expulsion of diplomats.
const CUE: &str = "id = \"act.expel\"";

/// A folder whose site is polled, tagged and classified, and an instance that goes on running in it.
struct Deployment {
    folder: Folder,
    _running: Running,
    alerts: Vec<Value>,
}

impl Deployment {
    fn settled(folder: Folder) -> Deployment {
        let running = folder.start();
        running.page();
        let pages = Folder::seeds().len();
        until("every page is read", || (folder.tie_records() == pages).then_some(()));
        // The classifier takes what is there in one batch, and the log replayed tells how much comes of it.
        let run = replay(&folder, &["--run", "settled", "--from-log"]);
        let count = run["output"]["topics"]["alerts"]["records"].as_u64().unwrap();
        let alerts = until("every article is classified", || {
            Some(folder.alerts()).filter(|alerts| alerts.len() as u64 >= count)
        });
        Deployment { folder, _running: running, alerts }
    }
}

fn is_on_kafka(folder: &Folder) -> bool {
    std::fs::read_to_string(folder.config()).unwrap().contains("engine = \"kafka\"")
}

/// Where runs leave their manifests, and on the embedded engine their logs: beside the log.
fn folder_of(folder: &Folder) -> PathBuf {
    let data = folder.config().parent().unwrap().to_owned();
    if is_on_kafka(folder) { data.join("a/replay") } else { data.join("replay") }
}

/// Replays to the end; the manifest.
fn replay(folder: &Folder, args: &[&str]) -> Value {
    let (stdout, stderr, code) = folder.estafeta(&[&["replay"], args].concat());
    assert_eq!((code, stdout.as_str()), (Some(0), ""), "{stderr}");
    assert!(stderr.contains(" articles/s"), "{stderr}");
    let run = args[args.iter().position(|arg| *arg == "--run").unwrap() + 1];
    let manifest = std::fs::read(folder_of(folder).join(format!("{run}.json"))).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!((&manifest["finished"], &manifest["run"]), (&Value::from(true), &Value::from(run)));
    manifest
}

fn digest(manifest: &Value) -> &str {
    manifest["output"]["digest"].as_str().unwrap()
}

/// The records of a topic of a run, as far as it is.
fn records(folder: &Folder, run: &str, topic: fn(&Topics) -> String) -> Vec<Record> {
    let topics = folder.topics().replay(run).unwrap();
    if is_on_kafka(folder) {
        return folder.records(&topic(&topics));
    }
    let Ok(log) = SqliteLog::open_read_only(&folder_of(folder).join(format!("{run}.db"))) else {
        return Vec::new();
    };
    read_all(&log, &topic(&topics))
}

fn alerts(folder: &Folder, run: &str) -> Vec<Value> {
    let records = records(folder, run, Topics::alerts);
    records.iter().map(|record| serde_json::from_slice(record.value.as_deref().unwrap()).unwrap()).collect()
}

fn diff(folder: &Folder, args: &[&str]) -> (Value, Option<i32>) {
    let (stdout, stderr, code) = folder.estafeta(&[&["diff", "--format", "json"], args].concat());
    (serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}")), code)
}

/// A copy of the rules without one act of the English cues.
fn rules_without(cue: &str, to: &Path) {
    let config = root().join("config");
    for folder in ["gazetteer", "cues"] {
        std::fs::create_dir_all(to.join(folder)).unwrap();
        for file in std::fs::read_dir(config.join(folder)).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), to.join(folder).join(file.file_name())).unwrap();
        }
    }
    std::fs::copy(config.join("channels.toml"), to.join("channels.toml")).unwrap();
    let acts = to.join("cues/acts.en.toml");
    let text = std::fs::read_to_string(&acts).unwrap();
    let kept: Vec<&str> = text.split("[[act]]").filter(|act| !act.contains(cue)).collect();
    assert_eq!(kept.len() + 1, text.split("[[act]]").count(), "{cue} stands once");
    std::fs::write(acts, kept.join("[[act]]")).unwrap();
}

/// Alerts by id as their latest revision tells them, without what made them.
fn latest(alerts: &[Value]) -> BTreeMap<String, Value> {
    let mut latest = BTreeMap::new();
    for alert in alerts {
        let mut told = alert.clone();
        told.as_object_mut().unwrap().remove("versions");
        latest.insert(alert["alert_id"].as_str().unwrap().to_owned(), told);
    }
    latest
}

fn ids(alerts: &Value) -> BTreeSet<String> {
    alerts.as_array().unwrap().iter().map(|alert| alert["alert_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn replays_are_exact_and_live_goes_on_beside_them() {
    replays(&Deployment::settled(Folder::seeded()));
}

#[test]
fn replays_are_exact_on_kafka_too() {
    replays(&Deployment::settled(Folder::bare_on_kafka(cluster::brokers(1)).with_all_pages()));
}

fn replays(live: &Deployment) {
    let folder = &live.folder;
    assert_eq!(alerts(folder, "settled"), live.alerts, "the log replayed gives live's alerts");
    let (nothing, code) = diff(folder, &["live", "settled", "--fail-above", "0"]);
    assert_eq!(
        (nothing["same"].as_u64(), code),
        (Some(latest(&live.alerts).len() as u64), Some(0)),
        "{nothing}"
    );

    let one = replay(folder, &["--run", "one", "--threads", "1"]);
    let two = replay(folder, &["--run", "two", "--threads", "2"]);
    assert_eq!(one["output"], two["output"], "whatever the number of threads");
    assert_eq!(one["counts"]["compared"].as_u64(), Some(Folder::seeds().len() as u64));
    assert_eq!(one["counts"]["unreadable"].as_u64(), Some(0));

    finished_is_not_overwritten(folder);
    killed_runs_go_on(folder, digest(&one));
    other_rules_change_their_alerts_only(folder);
    the_warm_up_is_silent(folder);
    assert_eq!(folder.alerts(), live.alerts, "live is as it was");
    let (report, stderr, code) = folder.estafeta(&["audit"]);
    assert!(code == Some(0) && report.contains("No fault:"), "{report}{stderr}");
}

fn finished_is_not_overwritten(folder: &Folder) {
    let before = std::fs::read(folder_of(folder).join("one.json")).unwrap();
    let (_, stderr, code) = folder.estafeta(&["replay", "--run", "one"]);
    assert!(code == Some(1) && stderr.contains("is finished") && stderr.contains("mend: "), "{stderr}");
    assert_eq!(std::fs::read(folder_of(folder).join("one.json")).unwrap(), before);
}

/// `kill -9` twice on the way, then to the end; other rules are refused in between.
fn killed_runs_go_on(folder: &Folder, unkilled: &str) {
    let mut read = 0;
    for _ in 0..2 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_estafeta"))
            .args(["replay", "--run", "killed", "--rate", "6", "--config"])
            .arg(folder.config())
            .current_dir(root())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        read = until("some more articles are read", || {
            let ties = records(folder, "killed", Topics::ties).len();
            (ties > read).then_some(ties)
        });
        assert!(child.try_wait().unwrap().is_none(), "it was still at it");
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(read < Folder::seeds().len(), "{read} of the articles were read when it was killed");
    let (_, stderr, code) = folder.estafeta(&["diff", "live", "killed"]);
    assert!(code == Some(1) && stderr.contains("is not finished"), "{stderr}");
    let other = folder_of(folder).join("rules");
    rules_without(CUE, &other);
    let (_, stderr, code) =
        folder.estafeta(&["replay", "--run", "killed", "--rules", other.to_str().unwrap()]);
    assert!(code == Some(1) && stderr.contains("other rules") && stderr.contains("mend: "), "{stderr}");
    let manifest = replay(folder, &["--run", "killed"]);
    assert_eq!(digest(&manifest), unkilled);
}

fn other_rules_change_their_alerts_only(folder: &Folder) {
    let rules = folder_of(folder).join("other-rules");
    rules_without(CUE, &rules);
    replay(folder, &["--run", "other", "--rules", rules.to_str().unwrap()]);
    let (before, after) = (latest(&alerts(folder, "one")), latest(&alerts(folder, "other")));
    let (difference, code) = diff(folder, &["one", "other", "--fail-above", "0"]);
    assert_eq!(code, Some(1), "more alerts differ than 0");
    let changed: BTreeSet<String> = difference["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|changed| changed["before"]["alert_id"].as_str().unwrap().to_owned())
        .collect();
    let gone = ids(&difference["gone"]);
    assert!(!gone.is_empty(), "the expulsion is gone: {difference}");
    let is_same = |id: &String| after.get(id).is_some_and(|other| *other == before[id]);
    let differing: BTreeSet<String> = before.keys().filter(|id| !is_same(id)).cloned().collect();
    assert_eq!(gone.union(&changed).cloned().collect::<BTreeSet<_>>(), differing);
    let added: BTreeSet<String> = after.keys().filter(|id| !before.contains_key(*id)).cloned().collect();
    assert!(ids(&difference["added"]).is_subset(&added), "{difference}");
    assert_eq!(difference["same"].as_u64(), Some((before.len() - differing.len()) as u64));
    let (table, stderr, code) = folder.estafeta(&["diff", "one", "other"]);
    assert!(code == Some(0) && table.lines().any(|line| line.starts_with("- ")), "{table}{stderr}");
}

/// From the middle on, a run with a warm-up tells what the whole run tells from there on.
fn the_warm_up_is_silent(folder: &Folder) {
    let whole = alerts(folder, "one");
    let from = whole[whole.len() / 2]["at"].as_str().unwrap();
    let manifest = replay(folder, &["--run", "warm", "--from", from]);
    assert!(manifest["counts"]["warm_up"].as_u64() > Some(0), "{manifest}");
    let from: jiff::Timestamp = from.parse().unwrap();
    let is_after = |alert: &&Value| alert["at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap() >= from;
    let expected: Vec<Value> = whole.iter().filter(is_after).cloned().collect();
    assert_eq!(alerts(folder, "warm"), expected);
    let spanish = replay(folder, &["--run", "spanish", "--lang", "es"]);
    let counts = &spanish["counts"];
    assert!(counts["compared"].as_u64() > Some(0) && counts["filtered"].as_u64() > Some(0), "{counts}");
}
