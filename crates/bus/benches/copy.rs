//! A stage that copies its input through [`bus::run_stage`] at batch 500, on both engines, beside the loop that is the least
//! one can do with the same library: rdkafka with and without transactions, rusqlite with a full sync.
//!
//! `ESTAFETA_KAFKA` names the broker. Prints records a second, and how long a commit took, from the batch in hand to the
//! answer (p50 and p99).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bus::{
    Cleanup, KafkaLog, KafkaSecurity, KafkaSettings, Log, LogError, Outcome, Record, Send, SqliteLog, Stage,
    StageCounters, StageLimits, StageRun, StageSpec, Topic, run_stage,
};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::Message as _;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use rdkafka::util::Timeout;
use rusqlite::{Connection, params};

const BATCH: usize = 500;
const RECORDS: usize = 100_000;
const VALUE: [u8; 200] = [b'x'; 200];
/// The first batches carry the costs of a start.
const WARM_UP: usize = 20;
/// How often each is run.
const ROUNDS: usize = 5;

#[expect(clippy::print_stdout, reason = "a bench prints its result")]
fn main() {
    // A bench is started by `cargo test` too, with another argument.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().expect("temporary folder");
    let sqlite = SqliteLog::open(&folder.path().join("log.db")).expect("open log");
    let path = |round: usize| folder.path().join(format!("bare-{round}.db"));
    let [stage, bare] = side_by_side([
        ("sqlite  stage", &|round| copy_by_stage(&sqlite, round)),
        ("sqlite  bare rusqlite", &|round| copy_by_rusqlite(&path(round))),
    ]);
    println!("sqlite  stage / bare: {:.2}", stage / bare);
    let Ok(brokers) = std::env::var("ESTAFETA_KAFKA") else {
        println!("kafka   not measured: ESTAFETA_KAFKA names no broker (sh tests/kafka/broker.sh up DIR)");
        return;
    };
    let space = format!("bench-{}", std::process::id());
    let kafka = KafkaLog::open(KafkaSettings {
        brokers: brokers.clone(),
        prefix: space.clone(),
        marker_dir: folder.path().join("markers"),
        replication: None,
        security: KafkaSecurity::default(),
    })
    .expect("open log");
    let bare = |round: usize, transactions| {
        copy_by_rdkafka(&kafka, &brokers, &format!("{space}-{transactions}-{round}"), transactions)
    };
    let [stage, transactions, none] = side_by_side([
        ("kafka   stage", &|round| copy_by_stage(&kafka, round)),
        ("kafka   bare, transactions", &|round| bare(round, true)),
        ("kafka   bare, none", &|round| bare(round, false)),
    ]);
    println!(
        "kafka   stage / bare with transactions: {:.2}, without: {:.2}",
        stage / transactions,
        stage / none
    );
}

/// Runs what is to be compared in turn, [`ROUNDS`] times, so that a slow moment of the machine meets each; prints each run
/// and gives the median rates.
#[expect(clippy::print_stdout, reason = "a bench prints its result")]
fn side_by_side<const N: usize>(runs: [(&str, &dyn Fn(usize) -> Measured); N]) -> [f64; N] {
    let mut rates = [const { Vec::new() }; N];
    for round in 0..ROUNDS {
        for ((name, run), rates) in runs.iter().zip(&mut rates) {
            let measured = run(round);
            println!("{name:<27}{measured}");
            rates.push(measured.rate);
        }
    }
    rates.map(|mut rates: Vec<f64>| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    })
}

/// What a run measured.
struct Measured {
    rate: f64,
    commits: Vec<Duration>,
}

impl Measured {
    fn new(begun: Instant, records: usize, mut commits: Vec<Duration>) -> Measured {
        commits.sort();
        Measured { rate: records as f64 / begun.elapsed().as_secs_f64(), commits }
    }

    fn at(&self, share: f64) -> f64 {
        let at = (self.commits.len() as f64 * share) as usize;
        self.commits[at.min(self.commits.len() - 1)].as_secs_f64() * 1000.0
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (p50, p99) = (self.at(0.5), self.at(0.99));
        write!(f, "{:>8.0} records/s   commit p50 {p50:>6.2} ms  p99 {p99:>6.2} ms", self.rate)
    }
}

fn topic(name: &str) -> Topic {
    Topic { name: name.to_owned(), partitions: 1, cleanup: Cleanup::Delete(Duration::from_secs(3600)) }
}

fn names(log: &str) -> (String, String) {
    (
        format!("bench-{log}-{}.in.v1", std::process::id()),
        format!("bench-{log}-{}.out.v1", std::process::id()),
    )
}

fn fill(log: &dyn Log, input: &str) {
    let spec = StageSpec {
        name: format!("fill-{input}"),
        instance: "bench".to_owned(),
        inputs: Vec::new(),
        state: Vec::new(),
    };
    let mut session = log.join(&spec, Duration::from_secs(10)).expect("join").expect("the stage is free");
    for start in (0..RECORDS).step_by(5_000) {
        let sends: Vec<Send> = (start..start + 5_000).map(|n| send(input, n.to_string())).collect();
        session.commit(&sends, &[]).expect("commit");
    }
}

fn send(topic: &str, key: String) -> Send {
    Send { topic: topic.to_owned(), partition: None, key, value: Some(VALUE.to_vec()), headers: Vec::new() }
}

/// Copies a batch; measures from its work to its commit.
struct CopyStage {
    output: String,
    stop: Arc<AtomicBool>,
    copied: usize,
    begun: Instant,
    work: Instant,
    commits: Vec<Duration>,
}

impl Stage for CopyStage {
    fn assigned(&mut self, _: &[u32], _: BTreeMap<(String, String), Vec<u8>>) -> Result<(), LogError> {
        Ok(())
    }

    fn work(&mut self, batch: &[Record]) -> Result<Outcome, LogError> {
        if self.copied == 0 {
            self.begun = Instant::now();
        }
        self.work = Instant::now();
        self.copied += batch.len();
        Ok(Outcome { sends: batch.iter().map(|record| send(&self.output, record.key.clone())).collect() })
    }

    fn committed(&mut self) {
        self.commits.push(self.work.elapsed());
        self.stop.store(self.copied >= RECORDS, Ordering::Relaxed);
    }

    fn aborted(&mut self) {}
}

fn copy_by_stage(log: &dyn Log, round: usize) -> Measured {
    let (input, output) = names(&format!("stage-{round}"));
    log.create_topics(&[topic(&input), topic(&output)]).expect("create topics");
    fill(log, &input);
    let stop = Arc::new(AtomicBool::new(false));
    let now = Instant::now();
    let mut stage =
        CopyStage { output, stop: Arc::clone(&stop), copied: 0, begun: now, work: now, commits: Vec::new() };
    let run = StageRun {
        spec: StageSpec {
            name: format!("copy-{round}"),
            instance: "bench".to_owned(),
            inputs: vec![input.clone()],
            state: Vec::new(),
        },
        dead_letters: input,
        limits: StageLimits { records_max: BATCH, ..StageLimits::default() },
        counters: &StageCounters::default(),
        stop: &stop,
        waiting: &|_| {},
    };
    run_stage(log, &run, &mut stage).expect("run the stage");
    Measured::new(stage.begun, RECORDS, stage.commits.split_off(WARM_UP))
}

fn copy_by_rusqlite(path: &std::path::Path) -> Measured {
    let mut connection = Connection::open(path).expect("open");
    connection.pragma_update(None, "journal_mode", "wal").expect("wal");
    connection.pragma_update(None, "synchronous", "full").expect("full sync");
    let tables = "CREATE TABLE input (id INTEGER PRIMARY KEY, time INTEGER, key TEXT, headers TEXT, value BLOB);
                  CREATE TABLE output (id INTEGER PRIMARY KEY, time INTEGER, key TEXT, headers TEXT, value BLOB);
                  CREATE TABLE position (stage TEXT PRIMARY KEY, next INTEGER);";
    connection.execute_batch(tables).expect("tables");
    for n in 0..RECORDS {
        let fill = "INSERT INTO input (time, key, headers, value) VALUES (0, ?1, '[]', ?2)";
        connection
            .prepare_cached(fill)
            .expect("prepare")
            .execute(params![n.to_string(), VALUE])
            .expect("fill");
        if n == 0 {
            connection.execute_batch("BEGIN").expect("begin");
        }
    }
    connection.execute_batch("COMMIT").expect("commit");
    let (begun, mut commits) = (Instant::now(), Vec::new());
    for batch in 0..RECORDS / BATCH {
        let start = i64::try_from(batch * BATCH).expect("few records");
        let batch = i64::try_from(BATCH).expect("few records");
        let rows: Vec<(String, Vec<u8>)> = {
            let mut select = connection
                .prepare_cached("SELECT key, value FROM input WHERE id > ?1 LIMIT ?2")
                .expect("prepare");
            let rows = select.query_map(params![start, batch], |row| Ok((row.get(0)?, row.get(1)?)));
            rows.expect("select").collect::<Result<_, _>>().expect("rows")
        };
        let work = Instant::now();
        let transaction = connection.transaction().expect("begin");
        for (key, value) in &rows {
            let insert = "INSERT INTO output (time, key, headers, value) VALUES (0, ?1, '[]', ?2)";
            transaction
                .prepare_cached(insert)
                .expect("prepare")
                .execute(params![key, value])
                .expect("insert");
        }
        let moved = "INSERT OR REPLACE INTO position VALUES ('copy', ?1)";
        transaction.execute(moved, params![start + batch]).expect("position");
        transaction.commit().expect("commit");
        commits.push(work.elapsed());
    }
    Measured::new(begun, RECORDS, commits.split_off(WARM_UP))
}

fn copy_by_rdkafka(log: &dyn Log, brokers: &str, group: &str, transactions: bool) -> Measured {
    let (input, output) = names(group);
    log.create_topics(&[topic(&input), topic(&output)]).expect("create topics");
    fill(log, &input);
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", brokers).set("group.id", group).set("enable.auto.commit", "false");
    config.set("isolation.level", "read_committed").set("auto.offset.reset", "earliest");
    let consumer: BaseConsumer = config.create().expect("consumer");
    consumer.subscribe(&[&input]).expect("subscribe");
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", brokers).set("linger.ms", "5").set("compression.codec", "zstd");
    config.set("enable.idempotence", "true").set("retry.backoff.ms", "10");
    if transactions {
        config.set("transactional.id", group);
    }
    let producer: BaseProducer = config.create().expect("producer");
    if transactions {
        producer.init_transactions(Duration::from_secs(30)).expect("init");
    }
    let (mut begun, mut copied, mut commits) = (Instant::now(), 0, Vec::new());
    while copied < RECORDS {
        let mut keys: Vec<Vec<u8>> = Vec::new();
        let mut next = 0;
        while keys.len() < BATCH && copied + keys.len() < RECORDS {
            let Some(message) = consumer.poll(Duration::from_millis(100)) else { continue };
            let message = message.expect("message");
            keys.push(message.key().unwrap_or_default().to_vec());
            next = message.offset() + 1;
        }
        if copied == 0 {
            begun = Instant::now();
        }
        let work = Instant::now();
        copy_batch(&producer, &consumer, &keys, (&input, &output), next, transactions);
        copied += keys.len();
        commits.push(work.elapsed());
    }
    Measured::new(begun, RECORDS, commits.split_off(WARM_UP))
}

fn copy_batch(
    producer: &BaseProducer,
    consumer: &BaseConsumer,
    keys: &[Vec<u8>],
    (input, output): (&str, &str),
    next: i64,
    transactions: bool,
) {
    if transactions {
        producer.begin_transaction().expect("begin");
    }
    for key in keys {
        producer
            .send(BaseRecord::to(output).key(key).payload(&VALUE))
            .map_err(|(error, _)| error)
            .expect("send");
    }
    while producer.in_flight_count() > 0 {
        producer.poll(Duration::from_millis(1));
    }
    let mut offsets = TopicPartitionList::new();
    offsets.add_partition_offset(input, 0, Offset::Offset(next)).expect("offset");
    if transactions {
        let group = consumer.group_metadata().expect("a member");
        producer.send_offsets_to_transaction(&offsets, &group, Duration::from_secs(10)).expect("offsets");
        producer.commit_transaction(Timeout::Never).expect("commit");
    } else {
        consumer.commit(&offsets, rdkafka::consumer::CommitMode::Sync).expect("commit");
    }
}
