//! Articles of several partitions come in the order of the ties that were made of them.

use std::sync::Arc;
use std::time::Duration;

use bus::wire::headers::INPUT;
use bus::{Cleanup, Log as _, Send, SqliteLog, StageSpec, Topic, Topics};
use jiff::Timestamp;

use super::LogInput;
use crate::replay::input::{Input, Piece, Sieve};
use crate::replay::manifest::{Asked, From};

fn live(dir: &std::path::Path, articles: &[(u32, &str)], ties: &[&str]) -> Arc<SqliteLog> {
    let log = SqliteLog::open(&dir.join("log.db")).unwrap();
    let topics = Topics::new("estafeta").unwrap();
    let topic =
        |name, partitions| Topic { name, partitions, cleanup: Cleanup::Delete(Duration::from_secs(99)) };
    log.create_topics(&[topic(topics.articles(), 3), topic(topics.ties(), 1)]).unwrap();
    let spec = StageSpec {
        name: "test".to_owned(),
        instance: "test".to_owned(),
        inputs: Vec::new(),
        state: Vec::new(),
    };
    let mut session = log.join(&spec, Duration::ZERO).unwrap().unwrap();
    let articles = articles.iter().map(|(partition, key)| Send {
        topic: topics.articles(),
        partition: Some(*partition),
        key: (*key).to_owned(),
        value: Some(b"no article".to_vec()),
        headers: Vec::new(),
    });
    let ties = ties.iter().map(|input| Send {
        topic: topics.ties(),
        partition: None,
        key: "k".to_owned(),
        value: Some(b"{}".to_vec()),
        headers: vec![(INPUT.to_owned(), format!("articles/{input}"))],
    });
    session.commit(&articles.chain(ties).collect::<Vec<_>>(), &[]).unwrap();
    Arc::new(log)
}

fn input(log: Arc<SqliteLog>) -> Input {
    let to = Timestamp::now();
    let asked =
        Asked { input: From::Log, from: None, to, warm_up_secs: 0, sources: Vec::new(), langs: Vec::new() };
    let topics = Topics::new("estafeta").unwrap();
    Input::Log(Box::new(LogInput::new(log, &topics, Sieve::new(&asked), Timestamp::now())))
}

fn keys(piece: &Piece) -> Vec<String> {
    piece.articles.iter().map(|(key, _, _)| key.clone()).collect()
}

#[test]
fn ties_give_the_order_and_what_has_none_keeps_its_place_in_its_partition() {
    let dir = tempfile::tempdir().unwrap();
    let articles = [(0, "a0"), (0, "a1"), (0, "a2"), (1, "b0"), (1, "b1"), (2, "c0")];
    // a1 became a dead letter; c0 and b1 were not worked off yet.
    let log = live(dir.path(), &articles, &["1/0", "0/0", "0/2"]);
    let mut whole = input(log.clone());
    whole.stand_after(None);
    let piece = whole.next(100).unwrap();
    assert_eq!(keys(&piece), ["b0", "a0", "a1", "a2", "b1", "c0"]);
    assert!(piece.ended);

    let (mut told, mut place) = (Vec::new(), None);
    for _ in 0..20 {
        // Each piece by a run that was killed after the one before.
        let mut resumed = input(log.clone());
        resumed.stand_after(place.as_ref());
        let piece = resumed.next(1).unwrap();
        told.extend(keys(&piece));
        place = piece.place;
        if piece.ended {
            break;
        }
    }
    assert_eq!(told, ["b0", "a0", "a1", "a2", "b1", "c0"]);
}
