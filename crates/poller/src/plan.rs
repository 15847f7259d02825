//! Which entries of a document are fetched: new ones, changed ones, and those whose page failed before. Pure.

use std::collections::HashMap;

use model::{Digest, FeedState, SeenEntry};

use crate::feed::Entry;
use crate::page::When;
use crate::{Config, identity};

/// An entry to be tried.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// Its key within the feed.
    pub(crate) key: String,
    /// Digest of what the feed says of it.
    pub(crate) digest: Digest,
    /// The entry.
    pub(crate) entry: Entry,
    /// Whether an article was made of it before.
    pub(crate) known: bool,
    /// Whether this is the last try, after which the feed's own content may stand in for the page.
    pub(crate) last_try: bool,
}

/// Keys of all entries that were taken, and what is to be tried, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) listed: Vec<String>,
    pub(crate) steps: Vec<Step>,
}

/// Plans the entries of one document against what was seen.
pub(crate) fn plan(entries: Vec<Entry>, state: &FeedState, config: &Config) -> Plan {
    let keys = identity::entry_keys(&entries);
    let mut taken: Vec<(String, Entry)> = keys.into_iter().zip(entries).collect();
    newest_first(&mut taken);
    taken.truncate(config.entries_per_poll_max);
    let seen: HashMap<&str, &SeenEntry> = state.seen.iter().map(|seen| (seen.key.as_str(), seen)).collect();
    let mut plan = Plan::default();
    for (key, entry) in taken {
        plan.listed.push(key.clone());
        let digest = entry_digest(&entry);
        let before = seen.get(key.as_str()).copied();
        if !is_due(before, digest, config) {
            continue;
        }
        let failures = before.filter(|seen| seen.entry_digest == digest).map_or(0, |seen| seen.failures);
        let known = before.is_some_and(|seen| seen.revision > 0);
        let last_try = failures + 1 >= config.entry_tries_max;
        plan.steps.push(Step { key, digest, entry, known, last_try });
    }
    plan.steps.reverse();
    plan
}

/// Whether an entry of `digest` is tried now.
pub(crate) fn is_due(before: Option<&SeenEntry>, digest: Digest, config: &Config) -> bool {
    match before {
        None => true,
        Some(seen) if seen.entry_digest != digest => true,
        Some(seen) => seen.failures > 0 && seen.failures < config.entry_tries_max,
    }
}

/// Digest of what the feed says of an entry. The content is left out: counters and advertisements in it change by the hour.
fn entry_digest(entry: &Entry) -> Digest {
    let when = |when: Option<When>| match when {
        Some(When::Instant(at)) => at.to_string(),
        Some(When::Day(day)) => day.to_string(),
        None => String::new(),
    };
    let link = entry.link.as_ref().map_or("", |link| link.as_str());
    let parts = [&entry.title, &entry.summary, link, &when(entry.updated)];
    Digest::of(parts.join("\u{1f}").as_bytes())
}

/// Dated entries by their date; undated ones keep the document's order behind them.
fn newest_first(entries: &mut [(String, Entry)]) {
    let day = |entry: &Entry| match entry.published.or(entry.updated) {
        Some(When::Instant(at)) => Some(at),
        Some(When::Day(day)) => jiff::tz::Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok(),
        None => None,
    };
    entries.sort_by_key(|(_, entry)| std::cmp::Reverse(day(entry)));
}

#[cfg(test)]
mod tests;
