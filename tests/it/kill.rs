//! `kill -9` at random moments while pages are published one by one: nothing is lost, nothing is told twice.
//!
//! `ESTAFETA_KILLS=50 cargo test -p estafeta --test it kill` runs it long; without it, ten kills.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use archive::Archive;
use serde_json::Value;

use crate::cluster;
use crate::support::{Folder, root, until, until_ok};

/// Kills where the environment names no count.
const KILLS: usize = 10;

/// The seed site raises more alerts than these.
const ALERTS_MIN: usize = 40;

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
    assert_audited(&killed);
}

#[test]
fn under_load_every_published_article_is_read_and_audited() {
    load_is_survived_by(&Folder::bare());
}

#[test]
fn under_load_on_kafka_too() {
    load_is_survived_by(&Folder::bare_on_kafka(cluster::brokers(1)));
}

/// Between two pages of the farm: more than ten a second.
const PAGE_EVERY: Duration = Duration::from_millis(80);

/// One page in so many is edited.
const EDITED: usize = 10;

/// How many pages later: more than a second, since a feed tells of changes by the second.
const EDITED_AFTER: usize = 20;

/// Publishes pages on the site of a folder without end, and keeps the list of them.
struct Farm<'a> {
    folder: &'a Folder,
    templates: Vec<PathBuf>,
    /// Addresses, and whether the page was edited after it was published.
    published: BTreeMap<String, bool>,
}

impl Farm<'_> {
    /// Publishes a page made of the seed page whose turn it is, and edits an older one when its turn comes.
    fn publish(&mut self) {
        let n = self.published.len();
        let page = self.page(n);
        let text = self.text(n);
        self.folder.write(&page, &text);
        self.published.insert(address(&page), false);
        if let Some(n) = n.checked_sub(EDITED_AFTER).filter(|n| n % EDITED == 0) {
            let page = self.page(n);
            let text = self.text(n);
            let (head, body) = text.split_once("<h1").expect("a headline");
            let body = body.replacen("</p>", " The editors add that it will go on for another week.</p>", 1);
            self.folder.write(&page, &format!("{head}<h1{body}"));
            self.published.insert(address(&page), true);
        }
    }

    fn template(&self, n: usize) -> &Path {
        &self.templates[n % self.templates.len()]
    }

    fn page(&self, n: usize) -> PathBuf {
        let template = self.template(n);
        template.with_file_name(format!("farm-{n}-{}", template.file_name().unwrap().to_string_lossy()))
    }

    fn text(&self, n: usize) -> String {
        let template = self.template(n);
        let name = template.file_name().unwrap().to_string_lossy();
        let text = std::fs::read_to_string(root().join("seeds/site").join(template)).unwrap();
        text.replace(&*name, &format!("farm-{n}-{name}"))
    }
}

fn address(page: &Path) -> String {
    format!("https://seeds.example/{}", page.display())
}

/// Kills while a farm publishes; then every page of the farm's own list is an article, and the audit finds nothing.
#[expect(clippy::print_stdout, reason = "a measured time, shown by --show-output")]
fn load_is_survived_by(folder: &Folder) {
    let kills = std::env::var("ESTAFETA_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let mut farm = Farm { folder, templates: Folder::seeds(), published: BTreeMap::new() };
    let mut moments = Moments(20_260_101);
    for _ in 0..kills {
        let running = folder.start();
        let end = Instant::now() + moments.next() + PAGE_EVERY;
        while Instant::now() < end {
            farm.publish();
            running.runs_for(PAGE_EVERY);
        }
        running.kill();
    }
    let restarted = Instant::now();
    let running = folder.start();
    running.page();
    let before = folder.articles().len();
    farm.publish();
    until("the first commit after the last restart", || (folder.articles().len() > before).then_some(()));
    println!(
        "{} articles published; {:?} from restart to the first new article",
        farm.published.len(),
        restarted.elapsed()
    );
    until_ok("every page of the farm is read as it is now", || {
        let articles = folder.articles();
        let mut revisions: BTreeMap<String, u32> = BTreeMap::new();
        for article in &articles {
            let latest = revisions.entry(article.url.to_string()).or_default();
            *latest = (*latest).max(article.revision);
        }
        // A page that was edited before it was first read has one revision, and its text is the edited one.
        let is_read = |(url, edited): (&String, &bool)| {
            let text =
                || articles.iter().rev().find(|article| article.url.to_string() == *url).map(|a| &a.text);
            revisions.contains_key(url)
                && (!edited || text().is_some_and(|text| text.contains("another week")))
        };
        let missing: Vec<_> = farm.published.iter().filter(|page| !is_read(*page)).collect();
        let all_read = missing.is_empty() && folder.tie_records() == articles.len();
        all_read.then_some(()).ok_or_else(|| format!("{missing:?}"))
    });
    assert_eq!(running.end(), Some(0));
    assert_eq!(
        folder.articles().iter().map(|article| article.url.to_string()).collect::<BTreeSet<_>>().len(),
        farm.published.len()
    );
    assert_told_once(&folder.alerts());
    assert_archived_once(folder);
    assert_audited(folder);
}

fn assert_audited(folder: &Folder) {
    let (stdout, stderr, code) = folder.estafeta(&["audit"]);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
}

/// Runs until every page is read; the articles as (address, text).
fn run_to_the_end(folder: &Folder) -> BTreeSet<(String, String)> {
    let running = folder.start();
    running.page();
    let all = Folder::seeds().len();
    until("every page is an article, every article is read and the alerts are raised", || {
        let articles = folder.articles();
        let ids: BTreeSet<String> = articles.iter().map(|article| article.id.to_string()).collect();
        let all_read = ids.len() == all && folder.tie_records() == articles.len();
        (all_read && folder.alerts().len() > ALERTS_MIN).then_some(())
    });
    assert_eq!(running.end(), Some(0));
    folder.articles().iter().map(|article| (article.url.to_string(), article.full_text())).collect()
}

fn assert_told_once(alerts: &[Value]) {
    assert!(alerts.len() > ALERTS_MIN, "only {} alerts", alerts.len());
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
