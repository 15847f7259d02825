//! What only Kafka does: a stage shared by several processes, taken over from one that died or froze, through outages of the
//! brokers. Whatever happens, every record is copied exactly once, in the order of its partition, and counted once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::metadata::MetadataPartition;

use bus::{
    Cleanup, KafkaLog, Log, LogError, Outcome, Reader, Record, Seek, Send, Stage, StageCounters, StageLimits,
    StageRun, run_stage,
};

use crate::child::{self, Process};
use crate::cluster;
use crate::harness::{
    self, input, input_topic, output_topic, read_all, send, spec, state_topic, text, until,
};

const PARTITIONS: u32 = 4;
const RECORDS: usize = 1_500;

/// How long one question for the leader of a partition may take.
const METADATA_MAX: Duration = Duration::from_secs(5);

/// How many of a process's last lines are told.
const SAID_LINES: usize = 20;

/// Partitions of the topic of positions, as tests/kafka/server.properties has it.
const POSITION_PARTITIONS: i32 = 4;

/// How long a frozen process stays so: longer than its session.
const FROZEN: Duration = Duration::from_secs(15);

/// How long a broker stays frozen: longer than every single call may take.
const PAUSED: Duration = Duration::from_secs(20);

/// A log in a cluster, with a stage to be shared.
struct Shared {
    folder: tempfile::TempDir,
    brokers: String,
    log: KafkaLog,
    copied: Box<dyn Reader>,
    outputs: usize,
}

impl Shared {
    fn start(brokers: &str) -> Shared {
        let folder = tempfile::tempdir().expect("temporary folder");
        harness::enter(folder.path());
        let log = KafkaLog::open(harness::kafka_at(brokers, folder.path())).expect("open log");
        harness::create(&log, &input_topic(), PARTITIONS, Cleanup::Delete(harness::LONG));
        harness::create(&log, &output_topic(), PARTITIONS, Cleanup::Delete(harness::LONG));
        harness::create(&log, &state_topic(), PARTITIONS, Cleanup::Compact);
        harness::fill(&log, RECORDS, |n| (format!("key {}", n % 97), n.to_string()));
        let copied = log.reader(&[output_topic()], Seek::Beginning).expect("reader");
        Shared { folder, brokers: brokers.to_owned(), log, copied, outputs: 0 }
    }

    fn process(&self, instance: &str) -> Process {
        child::start_sharing(instance, &self.brokers, self.folder.path())
    }

    /// Waits until `count` records are copied.
    fn await_copies(&mut self, count: usize) {
        until(&format!("{count} records are copied"), || {
            self.outputs += self.copied.poll(1_000, Duration::from_millis(20)).expect("poll").len();
            self.assert_alive();
            self.outputs >= count
        });
    }

    /// Fails with what a child said last, where one ended by itself.
    fn assert_alive(&self) {
        for entry in std::fs::read_dir(self.folder.path()).expect("folder") {
            let path = entry.expect("entry").path();
            let said = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(!said.contains("panicked"), "{}: {said}", path.display());
        }
    }

    fn fill_again(&self) {
        harness::fill(&self.log, RECORDS, |n| (format!("key {}", n % 97), (RECORDS + n).to_string()));
    }

    /// Every record of the input is copied once, in order, and counted once.
    fn assert_exact(&self, count: usize) {
        let inputs = by_partition(&read_all(&self.log, &input_topic(), Seek::Beginning));
        let outputs = by_partition(&read_all(&self.log, &output_topic(), Seek::Beginning));
        assert_eq!(inputs.values().map(Vec::len).sum::<usize>(), count);
        assert_eq!(outputs, inputs, "copies");
        let state = self.log.fold(&state_topic()).expect("fold");
        let counted = |value: &Vec<u8>| String::from_utf8_lossy(value).parse::<usize>().expect("a number");
        assert_eq!(state.values().map(counted).sum::<usize>(), count, "counted");
    }
}

impl Drop for Shared {
    /// Where a check fails, what the processes said last is told.
    #[expect(clippy::print_stdout, reason = "it is what a failed check shows")]
    fn drop(&mut self) {
        for entry in std::fs::read_dir(self.folder.path()).into_iter().flatten().flatten() {
            let said = std::fs::read_to_string(entry.path()).unwrap_or_default();
            if std::thread::panicking() && !said.is_empty() {
                let lines: Vec<&str> = said.lines().rev().take(SAID_LINES).collect();
                println!("{} ends:", entry.path().display());
                lines.iter().rev().for_each(|line| println!("  {line}"));
            }
        }
    }
}

fn by_partition(records: &[Record]) -> BTreeMap<u32, Vec<String>> {
    let mut values: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for record in records {
        values.entry(record.partition).or_default().push(text(record));
    }
    values
}

/// Copies records to the same partition of the output, and counts them in the state of their partition.
#[derive(Default)]
struct CopyStage {
    committed: BTreeMap<u32, usize>,
    counting: BTreeMap<u32, usize>,
}

impl Stage for CopyStage {
    fn assigned(
        &mut self,
        partitions: &[u32],
        state: BTreeMap<(String, String), Vec<u8>>,
    ) -> Result<(), LogError> {
        let counted = |partition: &u32| {
            let value = state.get(&(state_topic(), partition.to_string()));
            value.map_or(0, |value| String::from_utf8_lossy(value).parse().expect("a number"))
        };
        self.committed = partitions.iter().map(|partition| (*partition, counted(partition))).collect();
        self.counting.clone_from(&self.committed);
        Ok(())
    }

    fn work(&mut self, batch: &[Record]) -> Result<Outcome, LogError> {
        let mut sends = Vec::new();
        for record in batch {
            *self.counting.entry(record.partition).or_default() += 1;
            let copy = harness::output(&record.key, &text(record));
            sends.push(Send { partition: Some(record.partition), ..copy });
        }
        let partition = batch[0].partition;
        let count = self.counting[&partition].to_string();
        let state = send(&state_topic(), &partition.to_string(), Some(&count));
        sends.push(Send { partition: Some(partition), ..state });
        Ok(Outcome { sends })
    }

    fn committed(&mut self) {
        self.committed.clone_from(&self.counting);
    }

    fn aborted(&mut self) {
        self.counting.clone_from(&self.committed);
    }
}

/// What a sharing child does until it is killed.
pub(crate) fn share(instance: &str, brokers: &str, folder: &Path) {
    tracing_subscriber::fmt().with_ansi(false).with_writer(std::io::stderr).init();
    harness::enter(folder);
    let log = KafkaLog::open(harness::kafka_at(brokers, folder)).expect("open log");
    let mut stage_spec = spec("copy");
    instance.clone_into(&mut stage_spec.instance);
    let run = StageRun {
        spec: stage_spec,
        dead_letters: output_topic(),
        // Small batches, so that what happens happens in the middle.
        limits: StageLimits { records_max: 20, ..StageLimits::default() },
        counters: &StageCounters::default(),
        stop: &AtomicBool::new(false),
        waiting: &|_| {},
    };
    run_stage(&log, &run, &mut CopyStage::default()).expect("run the stage");
}

fn signal(process: &Process, signal: &str) {
    let status = Command::new("kill").args([signal, &process.id().to_string()]).status();
    assert!(status.expect("run kill").success(), "{signal}");
}

/// Waits so long, looking at nothing.
fn let_pass(time: Duration) {
    let end = Instant::now() + time;
    until("time passes", || {
        std::thread::park_timeout(Duration::from_millis(50));
        Instant::now() >= end
    });
}

#[test]
fn two_processes_share_a_stage_and_one_takes_over_when_the_other_dies() {
    let mut shared = Shared::start(cluster::brokers(3));
    let mut first = shared.process("first");
    let _second = shared.process("second");
    shared.await_copies(RECORDS / 3);
    first.kill();
    shared.await_copies(RECORDS);
    shared.fill_again();
    shared.await_copies(2 * RECORDS);
    // The dead one comes back under its name and has its share again.
    let _again = shared.process("first");
    shared.fill_again();
    shared.await_copies(3 * RECORDS);
    shared.assert_exact(3 * RECORDS);
}

#[test]
fn a_process_that_froze_longer_than_its_session_commits_nothing_of_what_was_taken_over() {
    let mut shared = Shared::start(cluster::brokers(1));
    let frozen = shared.process("frozen");
    shared.await_copies(RECORDS / 3);
    signal(&frozen, "-STOP");
    let _heir = shared.process("heir");
    let_pass(FROZEN);
    shared.await_copies(RECORDS);
    signal(&frozen, "-CONT");
    shared.fill_again();
    shared.await_copies(2 * RECORDS);
    shared.assert_exact(2 * RECORDS);
}

#[test]
fn a_broker_that_is_killed_or_frozen_costs_time_and_nothing_else() {
    let (dir, brokers) = cluster::start(1);
    let mut shared = Shared::start(&brokers);
    let _copying = shared.process("one");
    shared.await_copies(RECORDS / 3);
    cluster::script("kill", &dir, &["1"]);
    cluster::script("start", &dir, &["1"]);
    shared.await_copies(RECORDS);
    shared.fill_again();
    shared.await_copies(RECORDS + RECORDS / 3);
    cluster::script("pause", &dir, &["1"]);
    let_pass(PAUSED);
    cluster::script("resume", &dir, &["1"]);
    shared.await_copies(2 * RECORDS);
    shared.assert_exact(2 * RECORDS);
    end(dir);
}

/// The node that keeps the positions of a group: the leader of the partition that the group's name hashes to, as Java hashes.
fn coordinator(brokers: &str, group: &str) -> i32 {
    let hash =
        group.encode_utf16().fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
    let partition = (hash & i32::MAX) % POSITION_PARTITIONS;
    let probe: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", "probe")
        .create()
        .expect("probe");
    let mut leader = -1;
    until("the group's coordinator is known", || {
        let Ok(metadata) = probe.fetch_metadata(Some("__consumer_offsets"), METADATA_MAX) else {
            return false;
        };
        let partitions = metadata.topics()[0].partitions();
        leader =
            partitions.iter().find(|found| found.id() == partition).map_or(-1, MetadataPartition::leader);
        leader > 0
    });
    leader
}

/// The node whose death costs most dies, `ESTAFETA_DEATHS` times (3): what it kept moves on, so that others follow.
#[test]
fn one_of_three_brokers_may_die() {
    let deaths = std::env::var("ESTAFETA_DEATHS").map_or(3, |deaths| deaths.parse().expect("a number"));
    let (dir, brokers) = cluster::start(3);
    let mut shared = Shared::start(&brokers);
    let group = format!("{}.copy", harness::prefix(shared.folder.path()));
    let _copying = shared.process("one");
    for round in 1..=deaths {
        shared.await_copies(round * RECORDS - RECORDS / 2);
        let node = coordinator(&brokers, &group).to_string();
        let began = Instant::now();
        cluster::script("kill", &dir, &[&node]);
        shared.await_copies(round * RECORDS);
        println!("death {round}, of node {node}: what was left was copied within {:.1?}", began.elapsed());
        cluster::script("start", &dir, &[&node]);
        shared.fill_again();
    }
    shared.await_copies((deaths + 1) * RECORDS);
    shared.assert_exact((deaths + 1) * RECORDS);
    end(dir);
}

fn end(dir: PathBuf) {
    cluster::script("down", &dir, &[]);
    std::fs::remove_dir_all(dir).expect("remove the cluster");
}

#[test]
fn a_poller_of_a_stale_generation_cannot_commit_its_state() {
    let shared = Shared::start(cluster::brokers(1));
    let alone = bus::StageSpec { inputs: Vec::new(), ..spec("poll") };
    let mut stale = harness::join(&shared.log, &alone);
    harness::assigned(stale.as_mut());
    let state = |value| Send { partition: Some(0), ..send(&state_topic(), "feed", Some(value)) };
    stale.commit(&[state("1")], &[]).expect("commit");
    let mut heir = harness::join(&shared.log, &alone);
    let taken_over = harness::assigned(heir.as_mut());
    assert_eq!(taken_over[&(state_topic(), "feed".to_owned())], b"1");
    let refused = stale.commit(&[state("stale"), input("a", "stale")], &[]);
    assert!(matches!(refused, Err(LogError::Fenced { .. })), "{refused:?}");
    heir.commit(&[state("2")], &[]).expect("commit");
    assert_eq!(shared.log.fold(&state_topic()).expect("fold")["feed"], b"2");
}
