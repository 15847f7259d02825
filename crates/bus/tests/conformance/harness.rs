//! Topics, records and waits that the checks share.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use bus::{Cleanup, Event, KafkaSecurity, KafkaSettings, Log, Record, Seek, Send, Session, StageSpec, Topic};

use crate::cluster;

/// An engine of the log.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    /// Opens the log of a folder.
    pub(crate) open: fn(&Path) -> Box<dyn Log>,
    /// Opens it for readers only.
    pub(crate) open_read_only: fn(&Path) -> Box<dyn Log>,
    /// Lets the next join of a stage succeed although its holder still runs and knows nothing of it.
    pub(crate) usurp: fn(&Path, &str),
    /// Whether one process holds a stage whole; else a group shares it.
    pub(crate) holds_whole: bool,
    /// Kills that a check makes.
    pub(crate) kills: usize,
}

thread_local! {
    /// Names the topics of the check that runs on this thread: the checks of an engine may share a cluster.
    static SPACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A name that no other check has, from the check's folder.
pub(crate) fn space_of(folder: &Path) -> String {
    let name = folder.file_name().expect("a folder of the check").to_string_lossy().into_owned();
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Settings of a check's log in the cluster of `nodes` nodes.
pub(crate) fn kafka(nodes: u8, folder: &Path) -> KafkaSettings {
    kafka_at(cluster::brokers(nodes), folder)
}

/// What the names of a folder's topics and groups begin with.
pub(crate) fn prefix(folder: &Path) -> String {
    format!("test-{}", space_of(folder))
}

/// Settings of a check's log in a cluster.
pub(crate) fn kafka_at(brokers: &str, folder: &Path) -> KafkaSettings {
    KafkaSettings {
        brokers: brokers.to_owned(),
        prefix: prefix(folder),
        marker_dir: folder.join("markers"),
        replication: None,
        security: KafkaSecurity::default(),
    }
}

/// From here on this thread's topics are those of the check in `folder`.
pub(crate) fn enter(folder: &Path) {
    SPACE.set(space_of(folder));
}

fn topic(dataset: &str) -> String {
    SPACE.with_borrow(|space| format!("test-{space}.{dataset}.v1"))
}

pub(crate) fn input_topic() -> String {
    topic("input")
}

pub(crate) fn output_topic() -> String {
    topic("output")
}

pub(crate) fn state_topic() -> String {
    topic("state")
}

/// Longer than any check takes.
pub(crate) const LONG: Duration = Duration::from_secs(120);

/// The instance of every check: a killed child's successor has its name.
pub(crate) const INSTANCE: &str = "one";

pub(crate) fn spec(name: &str) -> StageSpec {
    StageSpec {
        name: name.to_owned(),
        instance: INSTANCE.to_owned(),
        inputs: vec![input_topic()],
        state: vec![state_topic()],
    }
}

pub(crate) fn send(topic: &str, key: &str, value: Option<&str>) -> Send {
    Send {
        topic: topic.to_owned(),
        partition: None,
        key: key.to_owned(),
        value: value.map(|value| value.as_bytes().to_vec()),
        headers: Vec::new(),
    }
}

pub(crate) fn input(key: &str, value: &str) -> Send {
    send(&input_topic(), key, Some(value))
}

pub(crate) fn output(key: &str, value: &str) -> Send {
    send(&output_topic(), key, Some(value))
}

pub(crate) fn text(record: &Record) -> String {
    String::from_utf8(record.value.clone().expect("a value")).expect("text")
}

pub(crate) fn create(log: &dyn Log, topic: &str, partitions: u32, cleanup: Cleanup) {
    log.create_topics(&[Topic { name: topic.to_owned(), partitions, cleanup }]).expect("create topic");
}

/// A log with input, output and state, and `records` numbered records in the input.
pub(crate) fn copies(engine: &Engine, folder: &Path, records: usize) -> Box<dyn Log> {
    let log = (engine.open)(folder);
    create(log.as_ref(), &input_topic(), 1, Cleanup::Delete(LONG));
    create(log.as_ref(), &output_topic(), 1, Cleanup::Delete(LONG));
    create(log.as_ref(), &state_topic(), 1, Cleanup::Compact);
    fill(log.as_ref(), records, |n| (n.to_string(), n.to_string()));
    log
}

/// Appends `records` records to the input, in one commit of a stage of its own.
pub(crate) fn fill(log: &dyn Log, records: usize, make: impl Fn(usize) -> (String, String)) {
    if records == 0 {
        return;
    }
    let spec = StageSpec { inputs: Vec::new(), state: Vec::new(), ..spec("fill") };
    let mut session = join(log, &spec);
    let sends: Vec<Send> = (0..records)
        .map(|n| {
            let (key, value) = make(n);
            input(&key, &value)
        })
        .collect();
    session.commit(&sends, &[]).expect("commit");
}

pub(crate) fn join(log: &dyn Log, spec: &StageSpec) -> Box<dyn Session> {
    log.join(spec, LONG).expect("join").expect("the stage is free")
}

/// The first event of a session: its state.
pub(crate) fn assigned(session: &mut dyn Session) -> BTreeMap<(String, String), Vec<u8>> {
    let deadline = Instant::now() + LONG;
    loop {
        match session.next(1, Duration::from_millis(100)).expect("next") {
            Event::Assigned { state, .. } => return state,
            // A group takes a moment to decide.
            Event::Idle if Instant::now() < deadline => {}
            other => panic!("expected an assignment, got {other:?}"),
        }
    }
}

pub(crate) fn batch(session: &mut dyn Session, records_max: usize) -> Vec<Record> {
    match session.next(records_max, LONG).expect("next") {
        Event::Batch(records) => records,
        other => panic!("expected a batch, got {other:?}"),
    }
}

/// All records of a topic that are there now.
pub(crate) fn read_all(log: &dyn Log, topic: &str, from: Seek) -> Vec<Record> {
    let mut reader = log.reader(&[topic.to_owned()], from).expect("reader");
    let mut records = Vec::new();
    loop {
        let more = reader.poll(100, Duration::ZERO).expect("poll");
        if more.is_empty() {
            return records;
        }
        records.extend(more);
    }
}

/// Calls `done` until it is true.
pub(crate) fn until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + LONG;
    while !done() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::yield_now();
    }
}

/// Waits until the clock by which records are stamped shows another millisecond.
pub(crate) fn let_a_millisecond_pass() {
    let before = jiff::Timestamp::now().as_millisecond();
    until("a millisecond passes", || jiff::Timestamp::now().as_millisecond() > before + 1);
}
