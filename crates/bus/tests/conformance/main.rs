//! What every engine of the log must do, written against the trait. An engine is one item in [`ENGINES`].
//!
//! Where a process has to die, this test binary starts itself again as a child (see `child.rs`) and kills it for real.

mod child;
#[path = "../../../../tests/kafka/cluster.rs"]
mod cluster;
mod harness;
mod sharing;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use bus::{Cleanup, Event, KafkaLog, Log, LogError, Position, Record, Seek, Session, SqliteLog};

use harness::{
    Engine, assigned, batch, copies, fill, input, input_topic, output, output_topic, read_all, send, spec,
    state_topic, until,
};

/// The engines under test.
const ENGINES: [Engine; 3] = [
    Engine {
        name: "sqlite",
        open: |folder| Box::new(SqliteLog::open(&folder.join("log.db")).expect("open log")),
        open_read_only: |folder| {
            Box::new(SqliteLog::open_read_only(&folder.join("log.db")).expect("open log"))
        },
        // The lock file goes, as on a disk where locks do not hold: only the epoch is left to stop the first holder.
        usurp: |folder, stage| {
            std::fs::remove_file(folder.join(format!("log.db.{stage}.lock"))).expect("remove lock file");
        },
        holds_whole: true,
        kills: 20,
    },
    Engine {
        name: "kafka of one node",
        open: |folder| Box::new(KafkaLog::open(harness::kafka(1, folder)).expect("open log")),
        open_read_only: |folder| {
            Box::new(KafkaLog::open_read_only(harness::kafka(1, folder)).expect("open log"))
        },
        // Nothing holds a second process of the same name off.
        usurp: |_, _| {},
        holds_whole: false,
        kills: 5,
    },
    Engine {
        name: "kafka of three nodes",
        open: |folder| Box::new(KafkaLog::open(harness::kafka(3, folder)).expect("open log")),
        open_read_only: |folder| {
            Box::new(KafkaLog::open_read_only(harness::kafka(3, folder)).expect("open log"))
        },
        usurp: |_, _| {},
        holds_whole: false,
        kills: 5,
    },
];

/// Runs a check on every engine, each in an empty folder.
fn on_every_engine(check: impl Fn(&Engine, &Path)) {
    for engine in &ENGINES {
        let folder = tempfile::tempdir().expect("temporary folder");
        harness::enter(folder.path());
        check(engine, folder.path());
    }
}

#[test]
fn records_of_a_key_keep_their_order() {
    on_every_engine(|engine, folder| {
        let log = (engine.open)(folder);
        harness::create(log.as_ref(), &input_topic(), 4, Cleanup::Delete(harness::LONG));
        fill(log.as_ref(), 1_000, |n| (format!("key {}", n % 37), n.to_string()));
        let mut last: BTreeMap<String, usize> = BTreeMap::new();
        let records = read_all(log.as_ref(), &input_topic(), Seek::Beginning);
        assert_eq!(records.len(), 1_000, "{}", engine.name);
        assert!(records.iter().any(|record| record.partition > 0), "{}: one partition only", engine.name);
        for record in records {
            let n: usize = harness::text(&record).parse().expect("a number");
            let before = last.insert(record.key.clone(), n);
            assert!(before.is_none_or(|before| before < n), "{}: {} after {before:?}", engine.name, n);
        }
    });
}

#[test]
fn a_commit_carries_outputs_state_and_position() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 10);
        let mut session = harness::join(log.as_ref(), &spec("copy"));
        assert!(assigned(session.as_mut()).is_empty());
        assert_eq!(session.position(&input_topic(), 0), Some(0), "{}", engine.name);
        assert_eq!(session.position("no.such.v1", 0), None, "{}", engine.name);
        let records = batch(session.as_mut(), 4);
        session
            .commit(&[output("a", "1"), send(&state_topic(), "count", Some("4"))], &after(&records))
            .expect("commit");
        drop(session);

        let mut again = harness::join(log.as_ref(), &spec("copy"));
        let state = assigned(again.as_mut());
        assert_eq!(state[&(state_topic(), "count".to_owned())], b"4", "{}", engine.name);
        let next = records[3].offset + 1;
        assert_eq!(again.position(&input_topic(), 0), Some(next), "{}", engine.name);
        assert_eq!(batch(again.as_mut(), 1)[0].offset, next, "{}", engine.name);
        assert_eq!(read_all(log.as_ref(), &output_topic(), Seek::Beginning).len(), 1, "{}", engine.name);
    });
}

#[test]
fn a_batch_that_is_not_committed_leaves_nothing_and_comes_again() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 10);
        let mut session = harness::join(log.as_ref(), &spec("copy"));
        assigned(session.as_mut());
        let first = batch(session.as_mut(), 5);
        assert_eq!(batch(session.as_mut(), 5), first, "{}", engine.name);
        drop(session);

        let mut again = harness::join(log.as_ref(), &spec("copy"));
        assigned(again.as_mut());
        assert_eq!(batch(again.as_mut(), 5), first, "{}", engine.name);
        assert!(read_all(log.as_ref(), &output_topic(), Seek::Beginning).is_empty(), "{}", engine.name);
    });
}

#[test]
fn a_refused_commit_leaves_nothing() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 10);
        let mut session = harness::join(log.as_ref(), &spec("copy"));
        assigned(session.as_mut());
        let records = batch(session.as_mut(), 5);
        let large = "x".repeat(bus::VALUE_BYTES_MAX + 1);
        let sends = [output("a", "1"), send(&state_topic(), "count", Some("5")), output("b", &large)];
        let refused = session.commit(&sends, &after(&records));
        assert!(matches!(refused, Err(LogError::TooLarge { .. })), "{}: {refused:?}", engine.name);
        let unknown = session.commit(&[output("a", "1"), send("no.such.v1", "b", None)], &after(&records));
        assert!(matches!(unknown, Err(LogError::NoTopic(_))), "{}: {unknown:?}", engine.name);
        assert_eq!(batch(session.as_mut(), 5), records, "{}", engine.name);
        assert!(read_all(log.as_ref(), &output_topic(), Seek::Beginning).is_empty(), "{}", engine.name);
        assert!(log.fold(&state_topic()).expect("fold").is_empty(), "{}", engine.name);
    });
}

#[test]
fn a_position_must_continue_the_stored_one() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 10);
        let mut session = harness::join(log.as_ref(), &spec("copy"));
        assigned(session.as_mut());
        let records = batch(session.as_mut(), 5);
        let position = |next| [Position { topic: input_topic(), partition: 0, next }];
        for next in [0, 6, 1_000] {
            let refused = session.commit(&[output("a", "1")], &position(next));
            assert!(
                matches!(refused, Err(LogError::Discontinuous { .. })),
                "{}: {next} {refused:?}",
                engine.name
            );
        }
        session.commit(&[], &after(&records)).expect("commit");
        let repeated = session.commit(&[], &after(&records));
        assert!(matches!(repeated, Err(LogError::Discontinuous { .. })), "{}: {repeated:?}", engine.name);
        assert!(read_all(log.as_ref(), &output_topic(), Seek::Beginning).is_empty(), "{}", engine.name);
    });
}

#[test]
fn a_killed_process_resumes_without_loss_or_double() {
    const RECORDS: usize = 4_000;
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, RECORDS);
        let mut copied = log.reader(&[output_topic()], Seek::Beginning).expect("reader");
        let mut outputs: Vec<Record> = Vec::new();
        for kill in 0..engine.kills {
            let mut child = child::start(engine, child::COPY, folder);
            let wanted = (outputs.len() + 1 + 37 * (kill % 5)).min(RECORDS);
            until("the child copies", || {
                outputs.extend(copied.poll(RECORDS, Duration::from_millis(5)).expect("poll"));
                outputs.len() >= wanted
            });
            child.kill();
        }
        let mut child = child::start(engine, child::COPY, folder);
        until("the rest is copied", || {
            outputs.extend(copied.poll(RECORDS, Duration::from_millis(5)).expect("poll"));
            outputs.len() >= RECORDS
        });
        child.kill();
        outputs.extend(copied.poll(RECORDS, Duration::ZERO).expect("poll"));
        let values: Vec<String> = outputs.iter().map(harness::text).collect();
        let expected: Vec<String> = (0..RECORDS).map(|n| n.to_string()).collect();
        assert_eq!(values, expected, "{}", engine.name);
        assert_eq!(
            log.fold(&state_topic()).expect("fold")["count"],
            RECORDS.to_string().as_bytes(),
            "{}",
            engine.name
        );
    });
}

#[test]
fn a_fenced_zombie_cannot_commit() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 10);
        let mut zombie = harness::join(log.as_ref(), &spec("copy"));
        assigned(zombie.as_mut());
        let records = batch(zombie.as_mut(), 3);
        (engine.usurp)(folder, "copy");
        let mut owner = harness::join(log.as_ref(), &spec("copy"));
        assigned(owner.as_mut());

        let refused = zombie.commit(&[output("a", "zombie")], &after(&records));
        assert!(matches!(refused, Err(LogError::Fenced { .. })), "{}: {refused:?}", engine.name);
        let records = batch(owner.as_mut(), 3);
        owner.commit(&[output("a", "owner")], &after(&records)).expect("commit");
        let outputs = read_all(log.as_ref(), &output_topic(), Seek::Beginning);
        assert_eq!(outputs.iter().map(harness::text).collect::<Vec<_>>(), ["owner"], "{}", engine.name);
    });
}

#[test]
fn a_second_process_waits_for_the_first_and_takes_over() {
    on_every_engine(|engine, folder| {
        if !engine.holds_whole {
            return;
        }
        let log = copies(engine, folder, 10);
        let mut child = child::start(engine, child::HOLD, folder);
        until("the child holds the stage", || log.holder("copy").is_some());
        assert_eq!(log.holder("copy"), Some(harness::INSTANCE.to_owned()), "{}", engine.name);
        let waited = log.join(&spec("copy"), Duration::ZERO).expect("join");
        assert!(waited.is_none(), "{}", engine.name);
        child.kill();
        let mut session = harness::join(log.as_ref(), &spec("copy"));
        assigned(session.as_mut());
        assert_eq!(batch(session.as_mut(), 10).len(), 10, "{}", engine.name);
    });
}

#[test]
fn reading_starts_where_it_is_asked_to() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 0);
        for n in 0..5 {
            fill(log.as_ref(), 3, |k| (k.to_string(), format!("{n}.{k}")));
            harness::let_a_millisecond_pass();
        }
        let all = read_all(log.as_ref(), &input_topic(), Seek::Beginning);
        assert_eq!(all.len(), 15, "{}", engine.name);
        for from in &all {
            let at_time = read_all(log.as_ref(), &input_topic(), Seek::Time(from.appended_at));
            let first = all.iter().position(|record| record.appended_at == from.appended_at).expect("itself");
            assert_eq!(at_time, all[first..], "{}: from {}", engine.name, from.appended_at);
            let at_offset = read_all(log.as_ref(), &input_topic(), Seek::Offset(from.offset));
            assert_eq!(at_offset[0], *from, "{}", engine.name);
        }
        let between = all[2].appended_at + Duration::from_micros(500);
        assert_eq!(read_all(log.as_ref(), &input_topic(), Seek::Time(between)), all[3..], "{}", engine.name);
        let later = all[14].appended_at + Duration::from_secs(3600);
        assert!(read_all(log.as_ref(), &input_topic(), Seek::Time(later)).is_empty(), "{}", engine.name);
        let mut end = log.reader(&[input_topic()], Seek::End).expect("reader");
        assert!(end.poll(10, Duration::ZERO).expect("poll").is_empty(), "{}", engine.name);
        fill(log.as_ref(), 1, |_| ("new".to_owned(), "new".to_owned()));
        assert_eq!(end.poll(10, harness::LONG).expect("poll").len(), 1, "{}", engine.name);
    });
}

#[test]
fn the_fold_is_the_latest_of_each_key_and_a_tombstone_removes() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 0);
        let mut session = harness::join(log.as_ref(), &spec("copy"));
        assigned(session.as_mut());
        session
            .commit(&[send(&state_topic(), "a", Some("1")), send(&state_topic(), "b", Some("1"))], &[])
            .expect("commit");
        session
            .commit(&[send(&state_topic(), "a", Some("2")), send(&state_topic(), "b", None)], &[])
            .expect("commit");
        session.commit(&[send(&state_topic(), "c", Some("3"))], &[]).expect("commit");
        let fold = log.fold(&state_topic()).expect("fold");
        let expected =
            [("a", "2"), ("c", "3")].map(|(key, value)| (key.to_owned(), value.as_bytes().to_vec()));
        assert_eq!(fold, BTreeMap::from(expected), "{}", engine.name);
        // A follower that was away still sees the removal.
        let records = read_all(log.as_ref(), &state_topic(), Seek::Beginning);
        assert!(records.iter().any(|record| record.key == "b" && record.value.is_none()), "{}", engine.name);
    });
}

#[test]
fn records_past_their_retention_go_and_offsets_go_on() {
    on_every_engine(|engine, folder| {
        let log = (engine.open)(folder);
        harness::create(log.as_ref(), &input_topic(), 1, Cleanup::Delete(Duration::from_millis(1)));
        fill(log.as_ref(), 100, |n| (n.to_string(), n.to_string()));
        let newest = || {
            fill(log.as_ref(), 1, |_| ("k".to_owned(), "v".to_owned()));
            let records = read_all(log.as_ref(), &input_topic(), Seek::Beginning);
            // All of them may be gone between the two calls.
            records.first().zip(records.last()).map(|(first, last)| (first.offset, last.offset))
        };
        let mut last = 0;
        until("old records are gone", || {
            let Some((first, newest)) = newest() else { return false };
            assert!(newest > last, "{}: offset {newest} after {last}", engine.name);
            last = newest;
            first >= 100
        });
    });
}

#[test]
fn a_read_only_reader_follows_a_writer() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 5);
        let outside = (engine.open_read_only)(folder);
        let mut reader = outside.reader(&[input_topic()], Seek::Beginning).expect("reader");
        assert_eq!(reader.poll(10, harness::LONG).expect("poll").len(), 5, "{}", engine.name);
        fill(log.as_ref(), 1, |_| ("new".to_owned(), "new".to_owned()));
        let mut seen = Vec::new();
        until("the reader sees the new record", || {
            seen.extend(reader.poll(10, Duration::from_millis(5)).expect("poll"));
            !seen.is_empty()
        });
        assert_eq!(harness::text(&seen[0]), "new", "{}", engine.name);
        assert!(outside.join(&spec("copy"), Duration::ZERO).is_err(), "{}", engine.name);
    });
}

#[test]
fn a_marker_outlives_the_process_that_left_it() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 5);
        child::start(engine, child::MARK, folder).wait();
        let mut session = harness::join(log.as_ref(), &spec("copy"));
        let marker = session.marker(&input_topic(), 0).expect("marker").expect("a marker");
        assert_eq!((marker.offset, marker.begun, marker.alone), (3, 7, true), "{}", engine.name);
    });
}

#[test]
fn headers_values_and_tombstones_come_back_as_they_were() {
    on_every_engine(|engine, folder| {
        let log = copies(engine, folder, 0);
        let mut session = harness::join(log.as_ref(), &spec("copy"));
        assigned(session.as_mut());
        let mut sent = input("ключ \u{0}\u{1F}\"", "\u{1F680} value");
        sent.headers = vec![("a".to_owned(), "ñ \"\\\n".to_owned()), ("a".to_owned(), String::new())];
        let mut empty = input("", "");
        empty.value = Some(vec![0, 255, 10]);
        let mut tombstone = input("gone", "");
        tombstone.value = None;
        let sends = [sent, empty, tombstone];
        session.commit(&sends, &[]).expect("commit");
        for (record, send) in read_all(log.as_ref(), &input_topic(), Seek::Beginning).iter().zip(&sends) {
            assert_eq!(record.key, send.key, "{}", engine.name);
            assert_eq!(record.value, send.value, "{}", engine.name);
            assert_eq!(record.headers, send.headers, "{}", engine.name);
        }
    });
}

/// Positions after all of `records`, which lie in one partition.
fn after(records: &[Record]) -> Vec<Position> {
    let last = records.last().expect("records");
    vec![Position { topic: last.topic.clone(), partition: last.partition, next: last.offset + 1 }]
}

/// What a child process does: see `child.rs`.
#[test]
fn child_process() {
    if let Some((instance, brokers, folder)) = child::sharing() {
        return sharing::share(&instance, &brokers, &folder);
    }
    let Some((engine, role, folder)) = child::role(&ENGINES) else { return };
    harness::enter(&folder);
    let log: Box<dyn Log> = (engine.open)(&folder);
    let mut session: Box<dyn Session> = harness::join(log.as_ref(), &spec("copy"));
    let state = assigned(session.as_mut());
    match role.as_str() {
        child::HOLD => loop {
            std::thread::park();
        },
        child::MARK => {
            let marker = bus::Marker { topic: input_topic(), partition: 0, offset: 3, alone: true, begun: 7 };
            session.mark(&marker).expect("mark");
            std::process::abort();
        }
        _ => copy(session.as_mut(), &state),
    }
}

/// Copies input to output and counts in the state, until it is killed.
fn copy(session: &mut dyn Session, state: &BTreeMap<(String, String), Vec<u8>>) -> ! {
    let counted = state.get(&(state_topic(), "count".to_owned()));
    let mut count: usize =
        counted.map_or(0, |bytes| String::from_utf8_lossy(bytes).parse().expect("a number"));
    loop {
        let Event::Batch(records) = session.next(17, Duration::from_millis(50)).expect("next") else {
            continue;
        };
        count += records.len();
        let mut sends: Vec<bus::Send> =
            records.iter().map(|record| output(&record.key, &harness::text(record))).collect();
        sends.push(send(&state_topic(), "count", Some(&count.to_string())));
        session.commit(&sends, &after(&records)).expect("commit");
    }
}
