//! A feed's state stays bounded, however many entries it has.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use model::{Digest, FeedState};

use super::{Progress, Revisions};
use crate::config::SEEN_MAX;
use crate::event::Tried;
use crate::{Config, Failure, FailureKind, Source, SourceSpec};

fn source() -> Arc<Source> {
    let spec = r#"{"id":"far","name":"Far","kind":"feed","url":"https://far.example/feed","seen":"test"}"#;
    let spec: SourceSpec = serde_json::from_str(spec).unwrap();
    Arc::new(spec.source(None).unwrap())
}

fn tried(number: usize) -> Tried {
    Tried {
        entry_key: format!("{number:032x}"),
        entry_digest: Digest::of(&number.to_le_bytes()),
        place: number.to_string(),
        outcome: Err(Failure::new(FailureKind::Status, "503".to_owned())),
        besides: None,
    }
}

/// Polls `entries` in one poll each; the last state, and the most entries that any piece held.
fn polled(polls: impl IntoIterator<Item = std::ops::Range<usize>>) -> (FeedState, usize) {
    let (config, mut revisions) = (Config::default(), Revisions::default());
    let (mut state, mut most) = (FeedState::default(), 0);
    let mut now = Timestamp::from_second(1_760_000_000).unwrap();
    for entries in polls {
        let mut progress = Progress::new(source(), "far".to_owned(), 0, state);
        for number in entries {
            progress.tried(now, tried(number), &mut revisions, &config);
            most = most.max(progress.state.seen.len());
        }
        progress.finish(now, Ok(()), &config);
        state = progress.piece(true).state;
        now += SignedDuration::from_mins(5);
    }
    (state, most)
}

#[test]
fn of_twenty_thousand_entries_over_many_polls_the_latest_are_remembered() {
    let step = Config::default().entries_per_poll_max;
    let (state, most) = polled((0..20_000).step_by(step).map(|first| first..first + step));
    assert!(most <= SEEN_MAX, "{most} in the middle of a poll");
    assert_eq!(state.seen.len(), Config::default().seen_max);
    let left: Vec<&str> = state.seen.iter().map(|seen| seen.key.as_str()).collect();
    assert!(left.contains(&format!("{:032x}", 19_999).as_str()), "the latest is remembered");
    assert!(!left.contains(&format!("{:032x}", 0).as_str()), "the first is forgotten");
}

#[test]
fn one_poll_of_twenty_thousand_entries_stays_bounded_too() {
    let (state, most) = polled(std::iter::once(0..20_000));
    assert_eq!((most, state.seen.len()), (SEEN_MAX, Config::default().seen_max));
}
