//! A stage counts as stuck after its time, and not before its first turn.

use bus::StageCounters;
use jiff::{SignedDuration, Timestamp};

use super::check_at;

#[test]
fn a_stage_is_stuck_once_it_has_not_turned_for_four_minutes() {
    let counters = StageCounters::default();
    let in_secs = |secs| Timestamp::now() + SignedDuration::from_secs(secs);
    assert_eq!(check_at("feed", &counters, in_secs(1_000)), Ok(()), "it has not begun");
    counters.tick();
    assert_eq!(check_at("feed", &counters, in_secs(230)), Ok(()));
    let stuck = check_at("feed", &counters, in_secs(250)).unwrap_err();
    assert!(stuck.to_string().starts_with("stage feed has made no progress for 2"), "{stuck}");
    counters.tick();
    assert_eq!(check_at("feed", &counters, in_secs(1)), Ok(()), "it turns again");
    assert_eq!(crate::exit::code_of(&anyhow::Error::new(stuck).context("replay")), crate::exit::STUCK);
}
