//! `kill -9` at random moments while pages are published one by one: nothing is lost, nothing is told twice.
//!
//! `ESTAFETA_KILLS=50 cargo test -p estafeta --test it kill` runs it long; without it, ten kills.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use archive::Archive;
use serde_json::Value;

use crate::cluster;
use crate::support::{Folder, until};

/// Kills where the environment names no count.
const KILLS: usize = 10;

/// Longest life between two kills, in milliseconds: a start, some polls, and commits of all stages.
const LIFE_MS_MAX: u64 = 1500;

/// A linear congruential generator (Knuth's MMIX): the same moments in each run, as far as the machine lets them be.
struct Moments(u64);

impl Moments {
    fn next(&mut self) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_millis((self.0 >> 33) % LIFE_MS_MAX)
    }
}

#[test]
fn kills_at_random_moments_lose_nothing_and_tell_nothing_twice() {
    kills_are_survived_by(Folder::bare());
}

#[test]
fn on_kafka_too() {
    kills_are_survived_by(Folder::bare_on_kafka(cluster::brokers(1)));
}

fn kills_are_survived_by(killed: Folder) {
    let kills = std::env::var("ESTAFETA_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let unkilled = Folder::seeded();
    let expected = run_to_the_end(&unkilled);
    let mut moments = Moments(20_240_208);
    let pages = Folder::seeds();
    let mut left = pages.as_slice();
    for kill in 0..kills {
        let running = killed.start();
        let (now, later) = left.split_at(left.len().div_ceil(kills - kill));
        let life = moments.next();
        for page in now {
            killed.publish(page);
            running.runs_for(life / u32::try_from(now.len()).unwrap());
        }
        if now.is_empty() {
            running.runs_for(life);
        }
        left = later;
        running.kill();
    }
    assert_eq!(run_to_the_end(&killed), expected, "the articles of an unkilled run");
    assert_told_once(&killed.alerts());
    assert_archived_once(&killed);
}

/// Runs until every page is read; the articles as (address, text).
fn run_to_the_end(folder: &Folder) -> BTreeSet<(String, String)> {
    let running = folder.start();
    running.page();
    let all = Folder::seeds().len();
    until("every page is an article and every article is read", || {
        let articles = folder.articles();
        let ids: BTreeSet<String> = articles.iter().map(|article| article.id.to_string()).collect();
        (ids.len() == all && folder.tie_records() == articles.len()).then_some(())
    });
    assert_eq!(running.end(), Some(0));
    folder.articles().iter().map(|article| (article.url.to_string(), article.full_text())).collect()
}

fn assert_told_once(alerts: &[Value]) {
    assert!(alerts.len() > 40, "only {} alerts", alerts.len());
    let mut raised: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for alert in alerts {
        let (id, revision) = (alert["alert_id"].to_string(), alert["revision"].to_string());
        *raised.entry(id.clone()).or_default() += usize::from(alert["transition"] == "raised");
        assert!(seen.insert((id, revision)), "told twice: {alert}");
    }
    assert!(raised.values().all(|count| *count == 1), "raised once each: {raised:?}");
}

/// Every committed article has one archive record; the archive is whole, records that a kill left over are counted.
fn assert_archived_once(folder: &Folder) {
    let (stdout, stderr, code) = folder.estafeta(&["archive", "verify"]);
    assert!(code == Some(0) && stdout.contains(" 0 damaged"), "{stdout}{stderr}");
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    for row in Archive::open_read(&folder.archive()).unwrap().rows().unwrap() {
        if row.committed {
            *rows.entry(row.pointer.record).or_default() += 1;
        }
    }
    let articles = folder.articles();
    for article in &articles {
        let record = &article.archive.as_ref().unwrap().record;
        assert_eq!(rows.get(record), Some(&1), "records of {}", article.url);
    }
    assert_eq!(rows.len(), articles.len(), "committed records without an article");
}
