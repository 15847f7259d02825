//! The stage loop on a real embedded log: batches, panics, markers, dead letters.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::{
    Cleanup, DeadLetter, Event, Log, LogError, Marker, Outcome, Record, Seek, Send, SqliteLog, Stage,
    StageCounters, StageLimits, StageRun, StageSpec, Topic, VALUE_BYTES_MAX, run_stage,
};

const INPUT: &str = "test.input.v1";
const OUTPUT: &str = "test.output.v1";
const DEAD: &str = "test.dead-letters.v1";

/// Copies values; what a value says can make it panic, send too much, or stop the loop.
struct Copier<'a> {
    stop: &'a AtomicBool,
    idle_sends: Vec<Send>,
    aborted: usize,
    committed: usize,
    worked_on: Vec<String>,
}

impl Stage for Copier<'_> {
    fn assigned(&mut self, _: &[u32], _: BTreeMap<(String, String), Vec<u8>>) -> Result<(), LogError> {
        Ok(())
    }

    fn work(&mut self, batch: &[Record]) -> Result<Outcome, LogError> {
        let mut sends = Vec::new();
        for record in batch {
            let text = text(record);
            self.worked_on.push(text.clone());
            assert!(!text.starts_with("panic"), "no idea what {text} is");
            if text == "large" {
                sends.push(send(OUTPUT, &"x".repeat(VALUE_BYTES_MAX + 1)));
            } else {
                sends.push(send(OUTPUT, &text));
            }
        }
        Ok(Outcome { sends })
    }

    fn idle(&mut self) -> Result<Outcome, LogError> {
        let sends = std::mem::take(&mut self.idle_sends);
        if sends.is_empty() {
            self.stop.store(true, Ordering::Relaxed);
        }
        Ok(Outcome { sends })
    }

    fn committed(&mut self) {
        self.committed += 1;
    }

    fn aborted(&mut self) {
        self.aborted += 1;
    }
}

fn send(topic: &str, value: &str) -> Send {
    Send {
        topic: topic.to_owned(),
        partition: None,
        key: "k".to_owned(),
        value: Some(value.as_bytes().to_vec()),
        headers: Vec::new(),
    }
}

fn text(record: &Record) -> String {
    String::from_utf8_lossy(record.value.as_deref().unwrap_or_default()).into_owned()
}

fn log_with(folder: &Path, values: &[&str]) -> SqliteLog {
    let log = SqliteLog::open(&folder.join("log.db")).unwrap();
    let topics = [INPUT, OUTPUT, DEAD].map(|name| Topic {
        name: name.to_owned(),
        partitions: 1,
        cleanup: Cleanup::Delete(Duration::from_secs(3600)),
    });
    log.create_topics(&topics).unwrap();
    let sends: Vec<Send> = values.iter().map(|value| send(INPUT, value)).collect();
    join(&log, "fill", &[]).commit(&sends, &[]).unwrap();
    log
}

fn join(log: &SqliteLog, name: &str, inputs: &[&str]) -> Box<dyn crate::Session> {
    log.join(&spec(name, inputs), Duration::from_secs(10)).unwrap().unwrap()
}

fn spec(name: &str, inputs: &[&str]) -> StageSpec {
    StageSpec {
        name: name.to_owned(),
        instance: "test".to_owned(),
        inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
        state: Vec::new(),
    }
}

fn read(log: &SqliteLog, topic: &str) -> Vec<Record> {
    log.reader(&[topic.to_owned()], Seek::Beginning).unwrap().poll(1_000, Duration::ZERO).unwrap()
}

struct Ran {
    worked_on: Vec<String>,
    aborted: usize,
    committed: usize,
    counters: StageCounters,
}

/// Runs a copier over the log until it is idle.
fn run(log: &SqliteLog, inputs: &[&str], idle_sends: Vec<Send>) -> Ran {
    let stop = AtomicBool::new(false);
    let counters = StageCounters::default();
    let run = StageRun {
        spec: spec("copy", inputs),
        dead_letters: DEAD.to_owned(),
        limits: StageLimits { wait: Duration::from_millis(1), ..StageLimits::default() },
        counters: &counters,
        stop: &stop,
        waiting: &|_| {},
    };
    let mut stage = Copier { stop: &stop, idle_sends, aborted: 0, committed: 0, worked_on: Vec::new() };
    run_stage(log, &run, &mut stage).unwrap();
    let Copier { worked_on, aborted, committed, .. } = stage;
    Ran { worked_on, aborted, committed, counters }
}

#[test]
fn a_quiet_batch_is_one_commit() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_with(folder.path(), &["1", "2", "3"]);
    let ran = run(&log, &[INPUT], Vec::new());
    assert_eq!(read(&log, OUTPUT).iter().map(text).collect::<Vec<_>>(), ["1", "2", "3"]);
    let figures = ran.counters.figures();
    assert_eq!((figures.received, figures.sent, figures.commits, ran.committed), (3, 3, 1, 1));
    assert!(figures.ticked_at.is_some());
    assert!(!figures.held);
}

#[test]
fn a_panic_costs_only_the_record_that_caused_it() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_with(folder.path(), &["1", "panic here", "3"]);
    let ran = run(&log, &[INPUT], Vec::new());
    assert_eq!(read(&log, OUTPUT).iter().map(text).collect::<Vec<_>>(), ["1", "3"]);
    let dead = read(&log, DEAD);
    assert_eq!(dead.iter().map(text).collect::<Vec<_>>(), ["panic here"]);
    let letter = DeadLetter::read(&dead[0]).unwrap();
    assert_eq!((letter.topic.as_str(), letter.offset, letter.stage.as_str()), (INPUT, 1, "copy"));
    assert_eq!((letter.class.as_str(), letter.message.as_str()), ("panic", "no idea what panic here is"));
    assert_eq!(ran.aborted, 2);
    assert_eq!(ran.counters.figures().dead_lettered, 1);
}

#[test]
fn what_no_engine_takes_becomes_a_dead_letter() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_with(folder.path(), &["1", "large", "3"]);
    run(&log, &[INPUT], Vec::new());
    assert_eq!(read(&log, OUTPUT).iter().map(text).collect::<Vec<_>>(), ["1", "3"]);
    assert_eq!(DeadLetter::read(&read(&log, DEAD)[0]).unwrap().class, "too_large");
}

/// As if `begun` processes had died on the record at `offset`.
fn die(log: &SqliteLog, offset: u64, alone: bool, begun: u32) {
    let marker = Marker { topic: INPUT.to_owned(), partition: 0, offset, alone, begun };
    join(log, "copy", &[INPUT]).mark(&marker).unwrap();
}

#[test]
fn a_batch_that_killed_two_processes_is_tried_record_by_record() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_with(folder.path(), &["1", "2", "3"]);
    die(&log, 0, false, 1);
    let ran = run(&log, &[INPUT], Vec::new());
    assert_eq!(ran.counters.figures().commits, 1, "one death is no reason yet");

    let folder = tempfile::tempdir().unwrap();
    let log = log_with(folder.path(), &["1", "2", "3"]);
    die(&log, 0, false, 2);
    let ran = run(&log, &[INPUT], Vec::new());
    assert_eq!(ran.counters.figures().commits, 3);
    assert_eq!(ran.worked_on, ["1", "2", "3"]);
}

#[test]
fn a_record_that_killed_two_processes_alone_is_refused_untried() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_with(folder.path(), &["killer", "2"]);
    die(&log, 0, true, 2);
    let ran = run(&log, &[INPUT], Vec::new());
    assert_eq!(ran.worked_on, ["2"]);
    assert_eq!(DeadLetter::read(&read(&log, DEAD)[0]).unwrap().class, "killed");
}

#[test]
fn a_stage_without_inputs_works_when_idle() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_with(folder.path(), &[]);
    let ran = run(&log, &[], vec![send(OUTPUT, "polled")]);
    assert_eq!(read(&log, OUTPUT).iter().map(text).collect::<Vec<_>>(), ["polled"]);
    assert_eq!(ran.committed, 1);
}

#[test]
fn a_fenced_stage_ends_with_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_with(folder.path(), &["1"]);
    let mut zombie = join(&log, "copy", &[INPUT]);
    assert!(matches!(zombie.next(1, Duration::ZERO).unwrap(), Event::Assigned { .. }));
    std::fs::remove_file(folder.path().join("log.db.copy.lock")).unwrap();
    run(&log, &[INPUT], Vec::new());
    let refused = zombie.commit(&[send(OUTPUT, "zombie")], &[]);
    assert!(matches!(refused, Err(LogError::Fenced { .. })), "{refused:?}");
}

#[test]
fn a_stage_that_another_holds_tells_by_whom_and_stops_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let log = log_with(folder.path(), &[]);
    let held = join(&log, "copy", &[INPUT]);
    let stop = AtomicBool::new(false);
    let told = std::sync::Mutex::new(BTreeSet::new());
    let run = StageRun {
        spec: spec("copy", &[INPUT]),
        dead_letters: DEAD.to_owned(),
        limits: StageLimits { wait: Duration::from_millis(1), ..StageLimits::default() },
        counters: &StageCounters::default(),
        stop: &stop,
        waiting: &|holder| {
            told.lock().unwrap().insert(holder.to_owned());
            stop.store(true, Ordering::Relaxed);
        },
    };
    let mut stage =
        Copier { stop: &stop, idle_sends: Vec::new(), aborted: 0, committed: 0, worked_on: Vec::new() };
    run_stage(&log, &run, &mut stage).unwrap();
    assert_eq!(told.into_inner().unwrap(), BTreeSet::from(["test".to_owned()]));
    drop(held);
}
