//! The log on a real Kafka: the same alerts as on the embedded log, read by clients that are not ours.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use bus::{Cleanup, Log as _, Send, Topic};
use serde_json::Value;

use crate::cluster;
use crate::support::{Folder, estafeta, get, kafka_log_to_write, prefix_of, read_all, root, until, writer};

/// What an alert is about, apart from how it is told: tie type, partners, founding page.
fn about(alert: &Value) -> (String, String, String) {
    let tie = &alert["tie"];
    (tie["tie_type"].to_string(), tie["partner"].to_string(), alert["evidence"][0]["url"].to_string())
}

/// Publishes outlet after outlet, since who tells a story first founds its alert; the alert transitions.
fn alerts_of(folder: &Folder) -> Vec<Value> {
    let running = folder.start();
    let metrics = format!("{}/metrics", running.page());
    let pages = Folder::seeds();
    let outlets: BTreeSet<&Path> = pages.iter().filter_map(|page| page.parent()).collect();
    let mut published = 0;
    for outlet in outlets {
        for page in pages.iter().filter(|page| page.parent() == Some(outlet)) {
            folder.publish(page);
            published += 1;
        }
        until("every page is read", || (folder.tie_records() >= published).then_some(()));
    }
    let classified = format!("estafeta_records_received_total{{stage=\"classify\"}} {published}");
    until("every page is classified", || get(&metrics).contains(&classified).then_some(()));
    let mut before = 0;
    let alerts = until("no alert comes any more", || {
        let alerts = folder.alerts();
        (std::mem::replace(&mut before, alerts.len()) == alerts.len()).then_some(alerts)
    });
    assert_eq!(running.end(), Some(0), "SIGTERM ends with 0");
    alerts
}

#[test]
fn both_engines_raise_the_same_alerts_and_an_outside_client_reads_each_once() {
    let on_kafka = Folder::bare_on_kafka(cluster::brokers(1));
    let alerts = alerts_of(&on_kafka);
    let embedded: BTreeSet<_> = alerts_of(&Folder::bare()).iter().map(about).collect();
    let alike: BTreeSet<_> = alerts.iter().map(about).collect();
    let differing: Vec<_> = alike.symmetric_difference(&embedded).collect();
    assert!(differing.is_empty(), "{differing:#?}");

    let schema: Value = serde_json::from_str(&estafeta(&["schema", "alert"]).0).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let told: BTreeMap<String, Value> = alerts
        .into_iter()
        .map(|alert| {
            let id = alert["alert_id"].as_str().unwrap();
            (format!("{id}.{}", alert["revision"]), alert)
        })
        .collect();
    let read = read_by_confluent_kafka(cluster::brokers(1), &on_kafka.topics().alerts());
    assert_eq!(read.len(), told.len(), "each alert transition once");
    let by_kcat = read_by_kcat(cluster::brokers(1), &on_kafka.topics().alerts());
    let by_id = |records: &[Value]| -> BTreeMap<String, Value> {
        records.iter().map(|record| (record["headers"]["ce_id"].to_string(), record.clone())).collect()
    };
    assert_eq!(by_kcat.len(), read.len(), "kcat reads each once too");
    assert_eq!(by_id(&by_kcat), by_id(&read), "kcat reads what Confluent's client reads");
    for record in &read {
        let headers = &record["headers"];
        let value: Value = serde_json::from_str(record["value"].as_str().unwrap()).unwrap();
        assert!(schema.is_valid(&value), "{value}");
        assert_eq!(told.get(headers["ce_id"].as_str().unwrap()), Some(&value), "{headers}");
        assert_eq!(
            (&headers["ce_specversion"], &headers["content-type"]),
            (&Value::from("1.0"), &Value::from("application/json"))
        );
        assert_eq!(headers["ce_source"], "/estafeta");
        assert_eq!(record["key"], value["alert_id"]);
    }
}

/// All committed records of a topic, as Confluent's Python client (a current librdkafka of its own) reads them.
pub(crate) fn read_by_confluent_kafka(brokers: &str, topic: &str) -> Vec<Value> {
    let python = root().join("target/venv/bin/python");
    assert!(python.exists(), "no {}; mend: sh tests/setup/venv.sh", python.display());
    let script = root().join("tests/kafka/read_committed.py");
    let read = Command::new(python).arg(script).args([brokers, topic]).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All committed records of a topic, as kcat (the system's librdkafka) reads them, in the form of [`read_by_confluent_kafka`].
fn read_by_kcat(brokers: &str, topic: &str) -> Vec<Value> {
    let mut kcat = Command::new("kcat");
    kcat.args(["-C", "-q", "-J", "-e", "-o", "beginning", "-X", "isolation.level=read_committed"]);
    let read = kcat.args(["-b", brokers, "-t", topic]).output().expect("mend: sh tests/setup/papers.sh");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8(read.stdout).unwrap();
    let record = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        // Names and values in turn.
        let pairs = record["headers"].as_array().unwrap().chunks(2);
        let headers: serde_json::Map<String, Value> =
            pairs.map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].clone())).collect();
        serde_json::json!({ "key": record["key"], "value": record["payload"], "headers": headers })
    };
    text.lines().map(record).collect()
}

fn identity(alert: &Value) -> (String, u64) {
    (alert["alert_id"].as_str().unwrap().to_owned(), alert["revision"].as_u64().unwrap())
}

/// The alerts of a page, id and revision.
fn told_by(page: &str) -> BTreeMap<String, u64> {
    let alerts: Vec<Value> = serde_json::from_str(&get(&format!("{page}/alerts.json"))).unwrap();
    alerts.iter().map(identity).collect()
}

#[test]
fn of_two_instances_one_takes_over_what_the_other_polled() {
    let folder = Folder::bare_on_kafka(cluster::brokers(1)).with_all_pages();
    let first = folder.start();
    first.page();
    let second = folder.start_with(Path::new(&folder.config_of("b")));
    let page = second.page();
    let pages = Folder::seeds().len();
    until("every page is read", || (folder.tie_records() >= pages).then_some(()));
    // What this page has read by now it follows on.
    until("the other's page tells alerts", || (!told_by(&page).is_empty()).then_some(()));
    first.kill();
    folder.edit("courier/grenada-passports.html", "passport", "Passport");
    until("the other instance sees the edit", || (folder.tie_records() > pages).then_some(()));
    let articles = folder.articles();
    let ids: BTreeSet<_> =
        articles.iter().map(|article| (article.id.to_string(), article.revision)).collect();
    assert_eq!(ids.len(), articles.len(), "no revision twice");
    until("its page tells the latest of each alert", || {
        // A later revision of an alert replaces the earlier one.
        let latest: BTreeMap<String, u64> = folder.alerts().iter().map(identity).collect();
        (latest.len() > 40 && told_by(&page) == latest).then_some(())
    });
    assert_eq!(second.end(), Some(0));
}

#[test]
fn instances_that_poll_by_different_sources_are_told_of() {
    let folder = Folder::bare_on_kafka(cluster::brokers(1));
    // Of so many domains each instance has a share; that nobody answers there is a state too.
    folder.append_far_sources(25);
    folder.append("estafeta.toml", "[poller]\nnetwork_down_secs = 2\n");
    let first = folder.start();
    let page = first.page();
    let other = folder.config_of("b");
    let config = std::fs::read_to_string(&other).unwrap();
    let feeds = folder.config().with_file_name("feeds.toml");
    let own = folder.config().with_file_name("feeds-of-b.toml");
    std::fs::write(&own, format!("# Another file.\n{}", std::fs::read_to_string(&feeds).unwrap())).unwrap();
    let config = config.replace(feeds.to_str().unwrap(), own.to_str().unwrap());
    std::fs::write(&other, format!("{config}[poller]\nnetwork_down_secs = 2\n")).unwrap();
    let second = folder.start_with(&other);
    second.page();
    let told = first.says("polls by another feeds.toml");
    assert!(told.contains("instance=b") && told.contains("sha256:"), "{told}");
    let warned = || {
        let sources = get(&format!("{page}/sources"));
        sources.contains("The instances poll by different feeds.toml.").then_some(())
    };
    until("the page of sources says so", warned);
    assert_eq!((first.end(), second.end()), (Some(0), Some(0)));
}

#[test]
fn of_two_processes_of_one_name_the_newer_goes_on() {
    let folder = Folder::bare_on_kafka(cluster::brokers(1)).with_all_pages();
    let first = folder.start();
    first.page();
    let second = folder.start();
    second.page();
    first.says("is fenced");
    // Signal 0 is none: it ends by itself.
    assert_eq!(first.end_by("0"), Some(75));
    until("every page is read", || (folder.tie_records() >= Folder::seeds().len()).then_some(()));
    assert_eq!(second.end(), Some(0));
}

#[test]
fn a_reader_comes_to_the_end_before_a_transaction_that_stays_open() {
    let dir = tempfile::tempdir().unwrap();
    let (brokers, prefix) = (cluster::brokers(1), prefix_of("open", dir.path()));
    let log = kafka_log_to_write(brokers, &prefix);
    let topic = Topic {
        name: format!("{prefix}.articles.v1"),
        partitions: 1,
        cleanup: Cleanup::Delete(Duration::from_secs(3_600)),
    };
    log.create_topics(std::slice::from_ref(&topic)).unwrap();
    let kept = Send {
        topic: topic.name.clone(),
        partition: None,
        key: "kept".to_owned(),
        value: None,
        headers: Vec::new(),
    };
    writer(&log, "plant").commit(&[kept], &[]).unwrap();
    let mut python = Command::new(root().join("target/venv/bin/python"));
    python.arg(root().join("tests/kafka/open_transaction.py")).args([brokers, &topic.name]);
    let mut open = python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(open.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "open\n");
    assert_eq!(read_all(&log, &topic.name).len(), 1);
    drop(open.stdin.take());
    assert!(open.wait().unwrap().success());
    assert_eq!(read_all(&log, &topic.name).len(), 1);
}
