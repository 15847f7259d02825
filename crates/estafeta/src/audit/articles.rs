//! Articles: each revision once and in order, each with one outcome, each with its record in the archive.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::Result;
use archive::{Archive, IndexRow};
use bus::{DeadLetter, Log, Reader, Record, Seek, Topics, wire};
use jiff::{SignedDuration, Timestamp};
use model::{Article, ArticleId, ArticleState, Digest};

use super::report::{Kind, Report};
use super::scan::{self, Kept, Place, place_of};

/// An article that begins at revision 1 again within this time was not forgotten by its feed's memory, but doubled.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// What is remembered of an article revision.
struct Revision {
    article: ArticleId,
    revision: u32,
    /// Record id in the archive; empty where the article names none.
    record: String,
    fetched_at: Timestamp,
    is_withdrawn: bool,
}

/// All article revisions of the log.
pub(super) struct Articles {
    topic: String,
    /// `None` where the record cannot be read: it must have become a dead letter.
    revisions: BTreeMap<Place, Option<Revision>>,
    kept: Kept,
}

/// The ties records of the log.
pub(super) struct Ties {
    pub(super) places: BTreeSet<Place>,
    pub(super) kept: Kept,
}

impl Articles {
    /// Reads the topic and looks at revisions and texts.
    pub(super) fn read(reader: Box<dyn Reader>, topics: &Topics, report: &mut Report) -> Result<Articles> {
        let mut revisions = BTreeMap::new();
        let kept = scan::topic(reader, |record| {
            report.articles += 1;
            let revision = wire::article::from_json(record.value.as_deref().unwrap_or_default()).ok();
            let revision = revision.map(|article| taken(&article, &record, report));
            revisions.insert((record.partition, record.offset), revision);
        })?;
        let articles = Articles { topic: topics.articles(), revisions, kept };
        articles.check_revisions(report);
        Ok(articles)
    }

    /// The revisions of each article in the order of the log.
    fn check_revisions(&self, report: &mut Report) {
        let mut of_article: HashMap<&ArticleId, Vec<(Place, &Revision)>> = HashMap::new();
        for (place, revision) in &self.revisions {
            let Some(revision) = revision else { continue };
            of_article.entry(&revision.article).or_default().push((*place, revision));
        }
        for revisions in of_article.into_values() {
            self.check_article(&revisions, report);
        }
    }

    fn check_article(&self, revisions: &[(Place, &Revision)], report: &mut Report) {
        let mut last: Option<&Revision> = None;
        for (place, revision) in revisions {
            let named = format!("{} revision {}", revision.article, revision.revision);
            let at = self.shown(*place);
            let before = last.map_or(0, |last| last.revision);
            match last {
                Some(last) if revision.revision == 1 && is_restart(last, revision) => report.restarted += 1,
                // A withdrawal, and the return of what was withdrawn, bring no other text.
                Some(last)
                    if revision.revision == last.revision && revision.is_withdrawn != last.is_withdrawn => {}
                Some(last) if revision.record == last.record || revision.revision == last.revision => {
                    report.fault(Kind::ArticleDoubled, at, named);
                }
                _ if revision.revision == before + 1 => {}
                _ if revision.revision > before => {
                    // The revisions before the first one that is kept may be past their time.
                    if last.is_none() && self.kept.is_cut_in(place.0) {
                        report.past("earlier revisions of articles");
                    } else {
                        let what = format!("{named} follows revision {before}");
                        report.fault(Kind::ArticleRevisionSkipped, at, what);
                    }
                }
                _ => report.fault(Kind::ArticleOutOfOrder, at, format!("{named} follows revision {before}")),
            }
            last = Some(revision);
        }
    }

    /// Reads ties and dead letters, which were written after their articles, and matches them.
    pub(super) fn follow(
        &self,
        log: &dyn Log,
        ties: Box<dyn Reader>,
        dead_letters: Box<dyn Reader>,
        report: &mut Report,
    ) -> Result<Ties> {
        let (mut outcomes, mut places, mut last) =
            (HashMap::<Place, u32>::new(), BTreeSet::new(), BTreeMap::new());
        let ends = self.ends();
        let (mut count, mut newer) = (0, Vec::new());
        let kept = scan::topic(ties, |record| {
            places.insert((record.partition, record.offset));
            let Some((partition, offset)) = wire::headers::input(&record, "articles") else {
                report.fault(
                    Kind::TiesWithoutInput,
                    place_of(&record),
                    "names no article record as its input",
                );
                return;
            };
            // What came after the articles were read is for the next audit, if it is there.
            if ends.get(&partition).is_none_or(|end| offset > *end) && !self.kept.is_past((partition, offset))
            {
                newer.push(((partition, offset), place_of(&record)));
                return;
            }
            count += 1;
            let before = last.insert((record.partition, partition), offset);
            if before.is_some_and(|before| before > offset) {
                let what =
                    format!("made from {offset} of partition {partition}, after {}", before.unwrap_or(0));
                report.fault(Kind::TiesOutOfOrder, place_of(&record), what);
            }
            *outcomes.entry((partition, offset)).or_default() += 1;
            self.check_ties(&record, (partition, offset), report);
        })?;
        report.ties = count;
        self.check_newer(log, newer, report)?;
        let mut letters = 0;
        scan::to_the_end(dead_letters, |record| {
            let Some(letter) = DeadLetter::read(&record).filter(|letter| letter.stage == "extract") else {
                return;
            };
            if letter.topic == self.topic {
                letters += 1;
                *outcomes.entry((letter.partition, letter.offset)).or_default() += 1;
            }
        })?;
        report.dead_letters = letters;
        self.check_outcomes(&outcomes, report);
        Ok(Ties { places, kept })
    }

    /// Ties of articles that were not there yet when the articles were read: by now they are.
    fn check_newer(&self, log: &dyn Log, newer: Vec<(Place, String)>, report: &mut Report) -> Result<()> {
        let Some(from) = newer.iter().map(|((_, offset), _)| *offset).min() else { return Ok(()) };
        let mut there = BTreeSet::new();
        let reader = log.reader(std::slice::from_ref(&self.topic), Seek::Offset(from))?;
        scan::to_the_end(reader, |record| {
            there.insert((record.partition, record.offset));
        })?;
        for (place, ties) in newer.into_iter().filter(|(place, _)| !there.contains(place)) {
            report.fault(Kind::TiesWithoutInput, ties, format!("{} is not in the log", self.shown(place)));
        }
        Ok(())
    }

    /// Last offset that was read, by partition.
    fn ends(&self) -> BTreeMap<u32, u64> {
        // Places are sorted, so the last of a partition is the greatest.
        self.revisions.keys().copied().collect()
    }

    fn check_ties(&self, record: &Record, input: Place, report: &mut Report) {
        match self.revisions.get(&input) {
            Some(Some(revision)) => {
                let tagged = wire::ties::from_json(record.value.as_deref().unwrap_or_default());
                let is_of = tagged.is_ok_and(|tagged| {
                    tagged.article.id == revision.article && tagged.article.revision == revision.revision
                });
                if !is_of {
                    let what = format!("is not of {} revision {}", revision.article, revision.revision);
                    report.fault(Kind::TiesWithoutInput, place_of(record), what);
                }
            }
            Some(None) => {}
            None if self.kept.is_past(input) => report.past("articles of ties"),
            None => {
                let what = format!("{} is not in the log", self.shown(input));
                report.fault(Kind::TiesWithoutInput, place_of(record), what);
            }
        }
    }

    fn check_outcomes(&self, outcomes: &HashMap<Place, u32>, report: &mut Report) {
        let mut reached: BTreeMap<u32, u64> = BTreeMap::new();
        for (partition, offset) in outcomes.keys() {
            let end = reached.entry(*partition).or_default();
            *end = (*end).max(*offset);
        }
        for (place, revision) in &self.revisions {
            let named = || match revision {
                Some(revision) => format!("{} revision {}", revision.article, revision.revision),
                None => "a record that cannot be read".to_owned(),
            };
            match outcomes.get(place) {
                Some(1) => {}
                Some(count) => {
                    report.fault(
                        Kind::TiesDoubled,
                        self.shown(*place),
                        format!("{}: {count} outcomes", named()),
                    );
                }
                // The extractor works in order: what lies behind all it has read is not lost but waits.
                None if reached.get(&place.0).is_none_or(|end| place.1 > *end) => report.waiting += 1,
                None => report.fault(Kind::TiesMissing, self.shown(*place), named()),
            }
        }
    }

    /// Each article names a record of the archive, and each record that is marked as committed has its article.
    pub(super) fn check_archived(
        &self,
        archive: &Archive,
        rows: &[IndexRow],
        report: &mut Report,
    ) -> Result<()> {
        let known: HashSet<&str> = rows.iter().map(|row| row.pointer.record.as_str()).collect();
        let mut named: HashSet<&str> = HashSet::new();
        for (place, revision) in &self.revisions {
            let Some(revision) = revision else { continue };
            if revision.is_withdrawn && revision.record.is_empty() {
                continue;
            }
            named.insert(&revision.record);
            if !known.contains(revision.record.as_str()) && archive.find(&revision.record)?.is_none() {
                let what =
                    format!("{} revision {}: {}", revision.article, revision.revision, revision.record);
                report.fault(Kind::ArchiveMissing, self.shown(*place), what);
            }
        }
        for row in rows.iter().filter(|row| row.committed && !named.contains(row.pointer.record.as_str())) {
            if self.kept.is_past_time(row.fetched_at) {
                report.past("articles of archive records");
            } else {
                let what = format!("{} {}", row.pointer.record, row.url);
                report.fault(Kind::ArticleMissing, format!("{}:{}", row.file, row.start), what);
            }
        }
        Ok(())
    }

    fn shown(&self, (partition, offset): Place) -> String {
        format!("{}/{partition}/{offset}", self.topic)
    }
}

/// What is kept of an article, after its text was held against the digest that it names.
fn taken(article: &Article, record: &Record, report: &mut Report) -> Revision {
    if let Some(pointer) = &article.archive {
        let found = Digest::of(article.full_text().as_bytes());
        if found != pointer.text_digest {
            let what = format!(
                "{} revision {}: text {found}, archived {}",
                article.id, article.revision, pointer.text_digest
            );
            report.fault(Kind::ArticleTextDiffers, place_of(record), what);
        }
    }
    Revision {
        article: article.id.clone(),
        revision: article.revision,
        record: article.archive.as_ref().map(|pointer| pointer.record.clone()).unwrap_or_default(),
        fetched_at: article.fetched_at,
        is_withdrawn: article.state == ArticleState::Withdrawn,
    }
}

/// Whether a first revision is the one of an article that was forgotten in between.
fn is_restart(last: &Revision, revision: &Revision) -> bool {
    revision.record != last.record && revision.fetched_at.duration_since(last.fetched_at) > FORGOTTEN_AFTER
}
