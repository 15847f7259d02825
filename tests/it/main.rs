//! The whole, through the binary: seed site → articles → ties → alerts, read back as people and programs do.

#![expect(clippy::unwrap_used, reason = "helpers of a test fail it by panicking")]

mod atom;
mod audit;
mod browser;
mod check;
#[path = "../kafka/cluster.rs"]
mod cluster;
mod corrections;
mod deploy;
mod explain;
mod gold;
mod hostile;
mod instances;
mod kafka;
mod kill;
mod licenses;
mod mirror;
mod papers;
mod replay;
mod secure;
mod subscribe;
mod support;
mod tag;
mod tidy;
mod warc;
mod watchdog;

use std::collections::BTreeSet;

use serde_json::Value;

use support::{Folder, estafeta, get, gold_files, until};

#[test]
fn the_seed_site_raises_each_expected_alert_once_and_ends_in_order() {
    let folder = Folder::seeded();
    let running = folder.start();
    let address = running.page();
    let alerts = until("40 alerts", || Some(folder.alerts()).filter(|alerts| alerts.len() >= 40));
    let schema: Value = serde_json::from_str(&estafeta(&["schema", "alert"]).0).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut seen = BTreeSet::new();
    for alert in &alerts {
        assert!(seen.insert((alert["alert_id"].to_string(), alert["revision"].to_string())), "{alert}");
        assert_eq!(alert["status"], "Exercise");
        assert!(schema.is_valid(alert), "{alert}");
    }
    let bananas =
        |alert: &&Value| alert["tie"]["partner"][0] == "ECU" && alert["tie"]["tie_type"] == "sanctions_ban";
    assert!(alerts.iter().any(|alert| bananas(&alert)), "the banana ban is told");
    let page = get(&format!("{address}/"));
    assert!(page.contains("Exercise") && page.contains("sanctions_ban"), "{page}");
    let metrics = get(&format!("{address}/metrics"));
    let sent = "estafeta_records_sent_total{stage=\"classify\"}";
    assert!(metrics.contains(sent) && metrics.ends_with("# EOF\n"), "{metrics}");
    let (atom, alerts) = until("no alert comes between two looks", || {
        let (before, atom, after) =
            (folder.alerts(), get(&format!("{address}/alerts.atom")), folder.alerts());
        (before.len() == after.len()).then_some((atom, after))
    });
    atom::holds_the_latest_of_each(&atom, &alerts);
    let id = alerts[0]["alert_id"].as_str().unwrap();
    assert!(get(&format!("{address}/alerts/{id}")).contains("<mark>"), "the evidence is highlighted");
    assert_eq!(running.end(), Some(0), "SIGTERM ends with 0");
}

#[test]
fn every_must_raise_article_raises_and_every_other_is_silent() {
    let files = gold_files("");
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let (stdout, stderr, _) = estafeta(&[&["eval", "--json"], files.as_slice()].concat());
    let figures: Value = serde_json::from_str(&stdout).expect(&stderr);
    let alert = &figures["all"]["alert"];
    assert_eq!((alert["missed"].as_u64(), alert["extra"].as_u64()), (Some(0), Some(0)), "{figures}");
}

#[test]
fn a_line_without_a_language_gets_the_one_it_was_read_in_and_a_broken_line_costs_itself_only() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("lines.jsonl");
    let good = r#"{"id":"a","title":"","text":"El canciller de Bolivia viajó a Moscú para reunirse con Serguéi Lavrov."}"#;
    std::fs::write(&file, format!("{{broken\n{good}\n")).unwrap();
    let (stdout, stderr, code) = estafeta(&["tag", file.to_str().unwrap()]);
    let line: Value = serde_json::from_str(&stdout).expect(&stderr);
    assert_eq!((&line["id"], &line["lang"]), (&Value::from("a"), &Value::from("es")));
    assert!(stderr.contains("lines.jsonl:1: ") && code == Some(3), "{stderr}");
}
