//! Which entries of a document are tried.

use jiff::Timestamp;
use model::{FeedState, SeenEntry};

use super::plan;
use crate::Config;
use crate::feed::Entry;
use crate::page::When;

fn entry(guid: &str, title: &str, second: i64) -> Entry {
    let published = Some(When::Instant(Timestamp::from_second(second).unwrap()));
    Entry { guid: format!("guid-{guid}"), title: title.to_owned(), published, ..Entry::default() }
}

fn titles(entries: Vec<Entry>, state: &FeedState, config: &Config) -> Vec<String> {
    plan(entries, state, config).steps.into_iter().map(|step| step.entry.title).collect()
}

/// The state after `entries` were tried, each with so many failures.
fn after(entries: Vec<Entry>, failures: u32) -> FeedState {
    let steps = plan(entries, &FeedState::default(), &Config::default()).steps;
    let seen = steps.into_iter().map(|step| SeenEntry {
        key: step.key,
        entry_digest: step.digest,
        article: String::new(),
        revision: 1,
        text_digest: step.digest,
        first_seen_at: Timestamp::UNIX_EPOCH,
        last_seen_at: Timestamp::UNIX_EPOCH,
        failures,
    });
    FeedState { seen: seen.collect(), ..FeedState::default() }
}

#[test]
fn the_newest_are_taken_and_tried_oldest_first() {
    let config = Config { entries_per_poll_max: 2, ..Config::default() };
    let entries = vec![entry("a", "oldest", 1), entry("c", "newest", 3), entry("b", "middle", 2)];
    assert_eq!(titles(entries, &FeedState::default(), &config), ["middle", "newest"]);
}

#[test]
fn known_entries_are_tried_again_when_they_change_or_failed() {
    let config = Config::default();
    let same = || vec![entry("a", "same", 1)];
    assert_eq!(titles(same(), &after(same(), 0), &config), [""; 0]);
    assert_eq!(titles(same(), &after(same(), 1), &config), ["same"]);
    assert_eq!(titles(same(), &after(same(), config.entry_tries_max), &config), [""; 0]);
    assert_eq!(titles(vec![entry("a", "edited", 1)], &after(same(), 0), &config), ["edited"]);
    assert_eq!(titles(vec![entry("a", "edited", 1)], &after(same(), 3), &config), ["edited"]);
}
