//! Appends a second through [`bus::Session::commit`] at batch 500 with a full sync, beside a bare rusqlite loop that writes
//! the same records and a position in one table each: the price of the log over the file it stands on.
//!
//! The two take turns, round by round, so that a busy machine slows both; the ratio is of the medians.

use std::path::Path;
use std::time::{Duration, Instant};

use bus::{Cleanup, Log as _, Send, Session, SqliteLog, StageSpec, Topic};
use rusqlite::{Connection, params};

const BATCH: usize = 500;
const BATCHES_PER_ROUND: usize = 40;
const ROUNDS: usize = 9;
const VALUE_BYTES: usize = 200;
const TOPIC: &str = "bench.articles.v1";

#[expect(clippy::print_stdout, reason = "a bench prints its result")]
fn main() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let sends: Vec<Send> = (0..BATCH).map(record).collect();
    let mut session = open_log(&folder.path().join("log.db"));
    let mut bare = open_bare(&folder.path().join("bare.db"));
    let (mut log_rates, mut bare_rates) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        log_rates.push(rate(|| session.commit(&sends, &[]).expect("commit")));
        bare_rates.push(rate(|| append_bare(&mut bare, &sends, round)));
    }
    let (log, bare) = (median(log_rates), median(bare_rates));
    println!("log append, batch {BATCH}, {VALUE_BYTES} B, synchronous=FULL: {log:.0} records/s");
    println!("bare rusqlite loop, the same records:            {bare:.0} records/s");
    println!("log / bare: {:.2}", log / bare);
}

fn record(n: usize) -> Send {
    Send {
        topic: TOPIC.to_owned(),
        partition: None,
        key: format!("{n:032x}"),
        value: Some(vec![b'x'; VALUE_BYTES]),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
    }
}

fn open_log(path: &Path) -> Box<dyn Session> {
    let log = SqliteLog::open(path).expect("open log");
    let cleanup = Cleanup::Delete(Duration::from_secs(24 * 60 * 60));
    log.create_topics(&[Topic { name: TOPIC.to_owned(), partitions: 1, cleanup }]).expect("create topic");
    let spec = StageSpec {
        name: "bench".to_owned(),
        instance: "bench".to_owned(),
        inputs: Vec::new(),
        state: Vec::new(),
    };
    log.join(&spec, Duration::ZERO).expect("join").expect("the stage is free")
}

fn open_bare(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("open");
    connection.pragma_update(None, "journal_mode", "wal").expect("wal");
    connection.pragma_update(None, "synchronous", "full").expect("full sync");
    connection
        .execute_batch(
            "CREATE TABLE log (id INTEGER PRIMARY KEY, time INTEGER, key TEXT, headers TEXT, value BLOB);
             CREATE TABLE position (stage TEXT PRIMARY KEY, next INTEGER);",
        )
        .expect("tables");
    connection
}

fn append_bare(connection: &mut Connection, sends: &[Send], round: usize) {
    let transaction = connection.transaction().expect("begin");
    {
        let mut insert = transaction
            .prepare_cached("INSERT INTO log (time, key, headers, value) VALUES (?1, ?2, ?3, ?4)")
            .expect("prepare");
        for send in sends {
            let headers = "[[\"content-type\",\"application/json\"]]";
            insert.execute(params![1_700_000_000_000_i64, send.key, headers, send.value]).expect("insert");
        }
        let next = i64::try_from(round).expect("few rounds");
        transaction
            .execute("INSERT OR REPLACE INTO position VALUES ('bench', ?1)", [next])
            .expect("position");
    }
    transaction.commit().expect("commit");
}

/// Records a second over one round.
fn rate(mut append: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..BATCHES_PER_ROUND {
        append();
    }
    (BATCH * BATCHES_PER_ROUND) as f64 / start.elapsed().as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
