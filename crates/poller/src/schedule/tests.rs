//! When a feed is polled next, and the reason told.

use jiff::{SignedDuration, Timestamp};
use model::{Digest, FeedState, SeenEntry};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

use super::{Ending, NEVER, Pace, Reason, hint_before, next_poll};
use crate::{Config, Failure, FailureKind};

fn now() -> Timestamp {
    Timestamp::from_second(1_760_000_000).unwrap()
}

/// A feed whose entries were first seen so many hours ago.
fn state(hours_ago: &[i64]) -> FeedState {
    let entry = |hours: &i64| {
        let at = now() - SignedDuration::from_hours(*hours);
        SeenEntry {
            key: hours.to_string(),
            entry_digest: Digest::of(b""),
            article: String::new(),
            revision: 1,
            text_digest: Digest::of(b""),
            first_seen_at: at,
            last_seen_at: at,
            failures: 0,
        }
    };
    FeedState { seen: hours_ago.iter().map(entry).collect(), ..FeedState::default() }
}

fn pace(state: &FeedState) -> Pace<'_> {
    Pace { state, key: "https://x.example/feed", poll_secs_min: 900, own_server: false }
}

fn worked(hint_secs: Option<u32>) -> Ending<'static> {
    Ending::Worked { hint_secs, missed: false, validators: true }
}

fn told(state: &FeedState, ending: Ending<'_>) -> (i64, Reason) {
    let (at, reason) = next_poll(now(), pace(state), ending, &Config::default());
    (at.duration_since(now()).as_secs(), reason)
}

#[test]
fn a_new_feed_waits_the_default_and_a_busy_one_its_own_pace() {
    assert_eq!(told(&state(&[]), worked(None)).1, Reason::Default);
    let (secs, reason) = told(&state(&[6, 5, 4, 3, 2, 1]), worked(None));
    assert_eq!(reason, Reason::Interval);
    assert!((1800..=1980).contains(&secs), "{secs}");
}

#[test]
fn silence_slows_down() {
    let days = |days: i64| told(&state(&[days * 24 + 2, days * 24 + 1, days * 24]), worked(None));
    assert!((3600..=3960).contains(&days(8).0) && days(8).1 == Reason::Quiet, "{:?}", days(8));
    assert!((7200..=7800).contains(&days(20).0));
    assert!((14400..=15000).contains(&days(40).0));
}

#[test]
fn what_the_server_says_is_a_floor_and_survives_a_304() {
    let (secs, reason) = told(&state(&[]), worked(Some(7200)));
    assert_eq!((secs, reason), (7200, Reason::ServerHint));
    assert_eq!(told(&state(&[]), worked(Some(60))).1, Reason::Default);
    let after = FeedState {
        polled_at: Some(now()),
        next_poll_at: Some(now() + SignedDuration::from_secs(secs)),
        next_poll_reason: reason.word().to_owned(),
        ..FeedState::default()
    };
    assert_eq!(hint_before(&after), Some(7200));
}

#[test]
fn missed_items_and_missing_validators_change_the_pace() {
    let missed = Ending::Worked { hint_secs: None, missed: true, validators: true };
    assert_eq!(told(&state(&[]), missed).1, Reason::MissedItems);
    let costly = Ending::Worked { hint_secs: None, missed: false, validators: false };
    assert_eq!(told(&state(&[]), costly).1, Reason::NoValidators);
}

#[test]
fn retry_after_is_obeyed_up_to_its_cap_and_denials_come_back_sooner_than_errors() {
    let mut failure = Failure { status: Some(503), ..Failure::new(FailureKind::Status, "503") };
    failure.retry_after = Some(SignedDuration::from_hours(3));
    let failing = FeedState { errors: 1, ..state(&[]) };
    assert!(told(&failing, Ending::Failed(&failure)).0 >= 3 * 3600);
    failure.retry_after = Some(SignedDuration::from_hours(9000));
    assert!(told(&failing, Ending::Failed(&failure)).0 <= 48 * 3600 + 600);
    let long_failing = FeedState { errors: 12, ..state(&[]) };
    let denied = Failure { status: Some(429), ..Failure::new(FailureKind::Status, "429") };
    let (secs, reason) = told(&long_failing, Ending::Failed(&denied));
    assert_eq!(reason, Reason::DeniedBackoff);
    assert!(secs <= 6 * 3600 + 600);
}

#[test]
fn a_feed_that_is_gone_is_asked_once_more_and_then_left_alone() {
    let gone = Failure { status: Some(410), ..Failure::new(FailureKind::Status, "410") };
    let (secs, reason) = told(&state(&[]), Ending::Failed(&gone));
    assert!((86_400..=87_000).contains(&secs) && reason == Reason::Gone, "{secs}");
    let again = FeedState { next_poll_reason: reason.word().to_owned(), ..state(&[]) };
    assert_eq!(
        next_poll(now(), pace(&again), Ending::Failed(&gone), &Config::default()),
        (NEVER, Reason::Gone)
    );
    assert_eq!(told(&again, worked(None)).1, Reason::Default, "one that comes back is polled as before");
}

#[test]
fn the_operators_own_server_is_asked_as_often_as_its_source_says() {
    let state = state(&[]);
    let pace = Pace { poll_secs_min: 5, own_server: true, ..pace(&state) };
    let (at, reason) = next_poll(now(), pace, worked(Some(86_400)), &Config::default());
    assert_eq!((at.duration_since(now()).as_secs(), reason), (5, Reason::OwnServer));
}

proptest! {
    #[test]
    fn a_working_feed_is_polled_within_floor_and_ceiling(
        hours in prop::collection::vec(0i64..2000, 0..30),
        hint in any::<Option<u32>>(),
        missed: bool,
        validators: bool,
    ) {
        let state = state(&hours);
        let (secs, _) = told(&state, Ending::Worked { hint_secs: hint, missed, validators });
        prop_assert!((900..=14_400 + 600).contains(&secs), "{secs}");
    }

    #[test]
    fn more_errors_never_mean_sooner_and_none_means_never(errors in 1u32..200) {
        let failure = Failure::new(FailureKind::Timeout, "slow");
        let secs = |errors| told(&FeedState { errors, ..FeedState::default() }, Ending::Failed(&failure)).0;
        prop_assert!(secs(errors) <= secs(errors + 1));
        prop_assert!((900..=86_400 + 600).contains(&secs(errors)));
        prop_assert_eq!(secs(errors), secs(errors));
    }
}
