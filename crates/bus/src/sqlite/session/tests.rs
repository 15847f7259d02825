//! Sessions of the embedded log.

use std::time::Duration;

use crate::{Cleanup, Log as _, LogError, Send, Session as _, SqliteLog, StageSpec, Topic};

use super::SqliteSession;

/// Makes the disk small.
fn limit_pages(session: &SqliteSession, pages: u32) {
    session.connection.pragma_update(None, "max_page_count", pages).unwrap();
}

#[test]
fn a_full_disk_keeps_nothing_and_the_same_commit_works_once_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(&folder.path().join("log.db")).unwrap();
    let kept = Cleanup::Delete(Duration::from_secs(3600));
    log.create_topics(&[Topic { name: "t.v1".to_owned(), partitions: 1, cleanup: kept }]).unwrap();
    let spec = StageSpec {
        name: "fill".to_owned(),
        instance: "test".to_owned(),
        inputs: Vec::new(),
        state: Vec::new(),
    };
    let lock = crate::sqlite::StageLock::take(log.path(), "fill", "test").unwrap().unwrap();
    let mut session = SqliteSession::start(&log, spec, lock).unwrap();
    let send = |n: usize| Send {
        topic: "t.v1".to_owned(),
        partition: None,
        key: n.to_string(),
        value: Some(vec![0; 100_000]),
        headers: Vec::new(),
    };
    limit_pages(&session, 40);
    let refused = session.commit(&[send(0), send(1)], &[]).unwrap_err();
    assert!(matches!(refused, LogError::Medium { retriable: true, .. }), "{refused}");
    assert!(refused.to_string().contains("free space"), "{refused}");
    let read = || {
        log.reader(&["t.v1".to_owned()], crate::Seek::Beginning).unwrap().poll(10, Duration::ZERO).unwrap()
    };
    assert!(read().is_empty());
    limit_pages(&session, 10_000);
    session.commit(&[send(0), send(1)], &[]).unwrap();
    assert_eq!(read().iter().map(|record| record.offset).collect::<Vec<_>>(), [0, 1]);
}
