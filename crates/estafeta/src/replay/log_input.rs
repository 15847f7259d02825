//! The live log as the input of a run: its articles in the order in which live worked them off.
//!
//! Articles stand in several partitions where extracting is shared, and only `ties`, which is one partition, knows in which
//! order the classifier met them: each record of it names its article. So ties give the order, and articles the records.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bus::{Log, LogError, Reader, Record, Seek, Topics, wire};
use jiff::Timestamp;

use super::input::{Piece, Place, Sieve};

/// Records of one read.
const RECORDS_MAX: usize = 500;

/// The topics `articles` and `ties` of the live log.
pub(super) struct LogInput {
    sieve: Sieve,
    articles: Topic,
    ties: Topic,
    /// Articles that were read before their turn, by partition.
    early: BTreeMap<u32, VecDeque<Record>>,
    /// Next offset of `articles` that has not had its turn, by partition.
    next: BTreeMap<u32, u64>,
    /// Next offset of `ties` whose article has not had its turn, by partition.
    next_turn: BTreeMap<u32, u64>,
    turns: VecDeque<Record>,
}

/// A topic of the live log, read up to what it held when the run was begun.
struct Topic {
    log: Arc<dyn Log>,
    name: String,
    appended_max: Timestamp,
    reader: Option<Box<dyn Reader>>,
    ended: bool,
}

impl LogInput {
    /// `begun_at` is when the run was begun first: records that the log took later are no part of it.
    pub(super) fn new(log: Arc<dyn Log>, topics: &Topics, sieve: Sieve, begun_at: Timestamp) -> LogInput {
        let topic =
            |name| Topic { log: log.clone(), name, appended_max: begun_at, reader: None, ended: false };
        LogInput {
            sieve,
            articles: topic(topics.articles()),
            ties: topic(topics.ties()),
            early: BTreeMap::new(),
            next: BTreeMap::new(),
            next_turn: BTreeMap::new(),
            turns: VecDeque::new(),
        }
    }

    /// Reads on at these offsets.
    pub(super) fn stand_at(&mut self, articles: &BTreeMap<u32, u64>, ties: &BTreeMap<u32, u64>) {
        (self.next, self.next_turn) = (articles.clone(), ties.clone());
        for topic in [&mut self.articles, &mut self.ties] {
            (topic.reader, topic.ended) = (None, false);
        }
        self.early.clear();
        self.turns.clear();
    }

    /// The next part, of about `articles_max` articles before the filters.
    pub(super) fn next(&mut self, articles_max: usize) -> Result<Piece, LogError> {
        let mut piece = Piece::default();
        let mut seen = 0;
        while seen < articles_max && !piece.ended {
            let ready = match self.turn()? {
                Some((partition, offset)) => self.up_to(partition, offset, &mut piece)?,
                None => self.rest(articles_max, &mut piece)?,
            };
            seen += ready.len().max(1);
            for record in &ready {
                self.next.insert(record.partition, record.offset + 1);
                self.take(record, &mut piece);
            }
        }
        piece.place = Some(Place::Log { articles: self.next.clone(), ties: self.next_turn.clone() });
        Ok(piece)
    }

    /// The article whose turn it is; `None` where live had worked off no more.
    fn turn(&mut self) -> Result<Option<(u32, u64)>, LogError> {
        loop {
            while let Some(ties) = self.turns.pop_front() {
                self.next_turn.insert(ties.partition, ties.offset + 1);
                if let Some(place) = wire::headers::input(&ties, "articles") {
                    return Ok(Some(place));
                }
            }
            self.turns.extend(self.ties.read(&self.next_turn)?);
            if self.turns.is_empty() {
                return Ok(None);
            }
        }
    }

    /// Takes the articles of a partition up to an offset: the one whose turn it is, behind those without ties (dead letters).
    fn up_to(&mut self, partition: u32, offset: u64, piece: &mut Piece) -> Result<Vec<Record>, LogError> {
        let is_there = |early: &BTreeMap<u32, VecDeque<Record>>| {
            early.get(&partition).and_then(VecDeque::back).is_some_and(|last| last.offset >= offset)
        };
        while !is_there(&self.early) && self.fill(piece)? {}
        let Some(early) = self.early.get_mut(&partition) else { return Ok(Vec::new()) };
        let count = early.iter().take_while(|record| record.offset <= offset).count();
        Ok(early.drain(..count).collect())
    }

    /// Articles that live had not come to; the piece ends where there are none.
    fn rest(&mut self, articles_max: usize, piece: &mut Piece) -> Result<Vec<Record>, LogError> {
        while self.early.values().all(VecDeque::is_empty) {
            if !self.fill(piece)? {
                piece.ended = true;
                return Ok(Vec::new());
            }
        }
        let early = self.early.values_mut().find(|early| !early.is_empty()).expect("one is not empty");
        let count = early.len().min(articles_max);
        Ok(early.drain(..count).collect())
    }

    /// Reads more articles; false where there are no more.
    fn fill(&mut self, piece: &mut Piece) -> Result<bool, LogError> {
        let records = self.articles.read(&self.next)?;
        let came = !records.is_empty();
        for record in records {
            let early = self.early.entry(record.partition).or_insert_with(|| {
                let is_first = !self.next.contains_key(&record.partition);
                piece.log_starts_at = piece.log_starts_at.max(is_first.then_some(record.offset));
                VecDeque::new()
            });
            early.push_back(record);
        }
        Ok(came)
    }

    fn take(&self, record: &Record, piece: &mut Piece) {
        let value = record.value.clone().unwrap_or_default();
        let article = wire::article::from_json(&value);
        match &article {
            Ok(article) if !self.sieve.passes(article) => piece.filtered += 1,
            // What live could not read goes the same way here.
            _ => {
                let is_compared = article.is_ok_and(|article| self.sieve.is_compared(article.fetched_at));
                piece.compared += u64::from(is_compared);
                piece.articles.push((record.key.clone(), value, record.headers.clone()));
            }
        }
    }
}

impl Topic {
    /// The next records from `next` on; empty where there are no more.
    fn read(&mut self, next: &BTreeMap<u32, u64>) -> Result<Vec<Record>, LogError> {
        if self.reader.is_none() {
            // From the beginning after an interruption too: a seek is for all partitions alike, and they stand apart.
            self.reader = Some(self.log.reader(std::slice::from_ref(&self.name), Seek::Beginning)?);
        }
        let reader = self.reader.as_mut().expect("the reader was opened above");
        while !self.ended {
            let mut records = reader.poll(RECORDS_MAX, Duration::ZERO)?;
            let is_new =
                |record: &Record| next.get(&record.partition).is_none_or(|next| record.offset >= *next);
            self.ended = records.is_empty();
            records.retain(|record| record.appended_at <= self.appended_max && is_new(record));
            if !records.is_empty() {
                return Ok(records);
            }
        }
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests;
