//! What a replay puts around a stage of `run`: the end of its input, and the silence of the warm-up. The stage itself is the
//! live one and knows of neither.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use bus::{Log, LogError, Outcome, Record, Send, Stage, Topics, wire};
use jiff::Timestamp;
use serde::Deserialize;

use super::{Asked, Place};

/// Key of the record without a value that stands behind the last article, and of the note that it was reached.
pub(super) const END: &str = "end";

/// What the stages of a run share beside their wiring.
pub(crate) struct Inside {
    run: String,
    topics: Topics,
    compared_from: Option<Timestamp>,
}

impl Inside {
    pub(super) fn new(place: &Place, asked: &Asked) -> Inside {
        Inside { run: place.stage(""), topics: place.topics.clone(), compared_from: asked.from }
    }

    /// Name of a stage inside the run.
    pub(crate) fn stage(&self, stage: &str) -> String {
        format!("{}{stage}", self.run)
    }
}

/// Whether the classifier has passed the last article.
pub(super) fn is_ended(log: &dyn Log, topics: &Topics) -> Result<bool> {
    Ok(log.fold(&topics.progress())?.contains_key(END))
}

/// A stage inside a run.
pub(crate) struct Around<'a> {
    inside: &'a Inside,
    stage: &'a mut dyn Stage,
    /// Where the end goes on to: the next topic, or the note that all is done.
    end_to: Option<Send>,
    is_last: bool,
    stop: &'a AtomicBool,
    /// The end stands in the batch that is not committed yet.
    ending: bool,
}

impl<'a> Around<'a> {
    /// Puts the run around the live stage of this name.
    pub(crate) fn new(
        inside: &'a Inside,
        name: &str,
        stage: &'a mut dyn Stage,
        stop: &'a AtomicBool,
    ) -> Around<'a> {
        let end =
            |topic, value| Send { topic, partition: None, key: END.to_owned(), value, headers: Vec::new() };
        let end_to = match name {
            "extract" => Some(end(inside.topics.ties(), None)),
            "classify" => Some(end(inside.topics.progress(), Some(b"{\"ended\":true}".to_vec()))),
            _ => None,
        };
        Around { inside, stage, end_to, is_last: name == "classify", stop, ending: false }
    }

    /// Works on records that are all of the warm-up or all not; the warm-up changes the state and is not heard.
    fn part(&mut self, records: &[Record], is_warm_up: bool) -> Result<Vec<Send>, LogError> {
        let mut sends = self.stage.work(records)?.sends;
        if is_warm_up {
            let topics = &self.inside.topics;
            sends.retain(|send| {
                send.topic == topics.classifier_state() || send.topic == topics.dead_letters()
            });
        }
        Ok(sends)
    }

    fn is_warm_up(&self, record: &Record) -> bool {
        let Some(from) = self.inside.compared_from.filter(|_| self.is_last) else { return false };
        fetched_at(record).is_some_and(|at| at < from)
    }
}

/// When the article in a record of `ties` was fetched.
pub(super) fn fetched_at(record: &Record) -> Option<Timestamp> {
    #[derive(Deserialize)]
    struct Tagged {
        article: Fetched,
    }
    #[derive(Deserialize)]
    struct Fetched {
        fetched_at: String,
    }
    let tagged: Tagged = serde_json::from_slice(record.value.as_deref()?).ok()?;
    tagged.article.fetched_at.parse().ok()
}

impl Stage for Around<'_> {
    fn assigned(
        &mut self,
        partitions: &[u32],
        state: BTreeMap<(String, String), Vec<u8>>,
    ) -> Result<(), LogError> {
        self.stage.assigned(partitions, state)
    }

    fn work(&mut self, batch: &[Record]) -> Result<Outcome, LogError> {
        let is_end = |record: &Record| record.key == END && record.value.is_none();
        let articles = batch.iter().position(is_end).unwrap_or(batch.len());
        let warm_up: Vec<bool> = batch[..articles].iter().map(|record| self.is_warm_up(record)).collect();
        let (mut sends, mut done) = (Vec::new(), 0);
        for alike in warm_up.chunk_by(|one, next| one == next) {
            let part = &batch[done..done + alike.len()];
            sends.extend(self.part(part, alike[0])?);
            done += alike.len();
        }
        if articles < batch.len() {
            self.ending = true;
            sends.extend(self.end_to.clone());
        }
        Ok(Outcome { sends })
    }

    fn idle(&mut self) -> Result<Outcome, LogError> {
        self.stage.idle()
    }

    fn committed(&mut self) {
        self.stage.committed();
        if self.is_last && self.ending {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn aborted(&mut self) {
        self.ending = false;
        self.stage.aborted();
    }
}

/// The record that ends the articles.
pub(super) fn end_of_articles(topics: &Topics) -> Send {
    let headers = wire::headers::plain(None);
    Send { topic: topics.articles(), partition: None, key: END.to_owned(), value: None, headers }
}
