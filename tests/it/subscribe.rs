//! Subscribers: groups that keep their place, commands that fail, and reading from another machine.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::cluster;
use crate::support::{Folder, Running, until};

/// Alert transitions that some pages of the seed site raise.
const ALERTS_MIN: usize = 10;

/// Runs until there are some alerts, and returns all.
fn with_alerts(folder: &Folder) -> Vec<Value> {
    let running = folder.start();
    running.page();
    let pages = Folder::seeds().len();
    until("every page is read", || (folder.tie_records() >= pages).then_some(()));
    let mut before = 0;
    until("no alert comes any more", || {
        let alerts = folder.alerts().len();
        (std::mem::replace(&mut before, alerts) == alerts && alerts >= ALERTS_MIN).then_some(())
    });
    assert_eq!(running.end(), Some(0), "SIGTERM ends with 0");
    folder.alerts()
}

/// Standard output of a subscriber that reads what is there and ends.
fn read(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let all = [&["subscribe", "--until", "now", "--format", "jsonl"], args].concat();
    let (stdout, stderr, code) = folder.estafeta(&all);
    assert_eq!(code, Some(0), "{stderr}");
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A command that appends what it is given to a file, after it has failed once.
fn flaky(dir: &Path) -> (PathBuf, PathBuf) {
    let (script, told) = (dir.join("flaky.sh"), dir.join("told.jsonl"));
    let text =
        "#!/bin/sh\nif [ ! -e \"$1.failed\" ]; then touch \"$1.failed\"; exit 7; fi\nexec cat >>\"$1\"\n";
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    (script, told)
}

/// A subscriber of group `desk` that gives each alert to the script.
fn desk(folder: &Folder, until: &str, script: &Path, told: &Path) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_estafeta"));
    command.arg("--config").arg(folder.config());
    command.args(["subscribe", "--from", "beginning", "--group", "desk"]);
    if !until.is_empty() {
        command.args(["--until", until]);
    }
    command.arg("--exec").arg(script).arg(told);
    Running::of(command)
}

fn told(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_group_goes_on_where_it_left_and_tells_each_alert_to_its_command_once() {
    group_keeps_its_place(&Folder::seeded());
}

#[test]
fn a_group_on_kafka_too() {
    group_keeps_its_place(&Folder::bare_on_kafka(cluster::brokers(1)).with_all_pages());
}

fn group_keeps_its_place(folder: &Folder) {
    let alerts = with_alerts(folder);
    let scripts = tempfile::tempdir().unwrap();
    let (script, file) = flaky(scripts.path());

    let first = desk(folder, "", &script, &file);
    let line = first.says("flaky.sh ended with");
    assert!(line.contains("exit status: 7") && line.contains("again in 1 s"), "{line}");
    assert_eq!(told(&file), Vec::<Value>::new(), "a failed command is told nothing");
    first.kill();
    let second = desk(folder, "", &script, &file);
    until("some alerts are told", || (told(&file).len() > 2).then_some(()));
    assert_eq!(second.end(), Some(0), "SIGTERM ends with 0");
    let before = told(&file);
    assert!(before.len() <= alerts.len());
    let third = desk(folder, "now", &script, &file);
    assert_eq!(third.ends(), Some(0));
    assert_eq!(told(&file), alerts, "each once, in order, after {} were told", before.len());

    let holder = desk(folder, "", &script, &file);
    holder.says("group desk goes on");
    let waiting = desk(folder, "now", &script, &file);
    waiting.says("waiting for it to end");
    holder.kill();
    assert_eq!(waiting.ends(), Some(0), "it takes over, and finds nothing new");
    assert_eq!(told(&file).len(), alerts.len());

    let (named, again) = (["--from", "beginning", "--group", "lines"], ["--group", "lines"]);
    assert_eq!(read(folder, &named), alerts, "another group has a place of its own");
    assert_eq!(read(folder, &again), Vec::<Value>::new());
    assert_eq!(read(folder, &["--group", "late"]), Vec::<Value>::new(), "a new group begins at the end");
    assert_eq!(read(folder, &["--group", "late", "--from", "beginning"]), Vec::<Value>::new());
}

#[test]
fn a_page_elsewhere_tells_the_alerts_of_its_log() {
    let folder = Folder::seeded();
    let alerts = with_alerts(&folder);
    let running = folder.start();
    let page = running.page();
    let remote = |args: &[&str]| {
        let all = ["--url", &page];
        read(&folder, &[&all, args].concat())
    };
    assert_eq!(remote(&["--from", "beginning"]), alerts);
    let countries: Vec<_> = read(&folder, &["--from", "beginning", "--country", "ECU"]);
    assert!(!countries.is_empty());
    assert_eq!(remote(&["--from", "beginning", "--country", "ECU"]), countries);
    let channel = alerts.iter().find_map(|alert| alert["channels"][0].as_str()).unwrap().to_owned();
    let lines = |from: &[&str]| {
        let all =
            [&["subscribe", "--from", "beginning", "--until", "now", "--channel", &channel], from].concat();
        let (stdout, stderr, code) = folder.estafeta(&all);
        assert_eq!(code, Some(0), "{stderr}");
        stdout
    };
    assert!(!lines(&[]).is_empty());
    assert_eq!(lines(&["--url", &page]), lines(&[]), "channel {channel}");

    let (_, stderr, code) = folder.estafeta(&["subscribe", "--url", &page, "--channel", "no-such"]);
    assert!(code == Some(1) && stderr.contains("no such channel"), "{stderr}");

    let mut command = Command::new(env!("CARGO_BIN_EXE_estafeta"));
    command.args(["subscribe", "--from", "beginning", "--format", "jsonl", "--url", &page]);
    let output = tempfile::NamedTempFile::new().unwrap();
    command.stdout(output.reopen().unwrap());
    let follower = Running::of(command);
    until("all are told", || (told(output.path()).len() >= alerts.len()).then_some(()));
    assert_eq!(running.end(), Some(0));
    follower.says("was lost");
    let port = page.rsplit_once(':').unwrap().1;
    folder.replace_config("127.0.0.1:0", &format!("127.0.0.1:{port}"));
    let again = folder.start();
    again.page();
    follower.says("connected again");
    folder.edit("courier/grenada-passports.html", "passport", "Passport");
    assert_eq!(follower.end(), Some(0), "SIGTERM ends with 0");
    assert_eq!(told(output.path())[..alerts.len()], alerts, "none twice");
    assert_eq!(again.end(), Some(0));
}

#[test]
fn what_cannot_be_meant_together_is_refused_with_the_mend() {
    let folder = Folder::bare();
    for (args, part) in [
        (&["--follow", "--until", "now"] as &[&str], "cannot be used with"),
        (&["--exec", "cat"], "--group <NAME>"),
        (&["--group", "a/b"], "hyphens and underscores"),
        (&["--url", "http://127.0.0.1:1", "--group", "desk"], "cannot be used with"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_estafeta"));
        let output =
            command.arg("--config").arg(folder.config()).arg("subscribe").args(args).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && stderr.contains(part), "{args:?}: {stderr}");
    }
    let (_, stderr, code) = folder.estafeta(&["subscribe", "--url", "http://127.0.0.1:1"]);
    assert!(code == Some(1) && stderr.contains("mend: name the page"), "{stderr}");
    let (_, stderr, code) = folder.estafeta(&["subscribe", "--group", "desk"]);
    assert!(code == Some(1) && stderr.contains("there is no log at"), "{stderr}");
}
