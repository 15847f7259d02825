//! Articles in, ties out: the extractor spread over the cores.

use std::collections::BTreeMap;
use std::sync::Arc;

use bus::{DeadLetter, LogError, Outcome, Record, Send, Stage, Topics, wire};
use rayon::prelude::*;

use crate::rules::RuleSet;

/// The extractor as a stage. It has no state: the same article gives the same ties.
pub(crate) struct ExtractStage {
    rules: Arc<RuleSet>,
    topics: Topics,
}

impl ExtractStage {
    pub(crate) fn new(rules: Arc<RuleSet>, topics: Topics) -> ExtractStage {
        ExtractStage { rules, topics }
    }

    fn tag(&self, record: &Record) -> Send {
        let value = record.value.as_deref().unwrap_or_default();
        let article = match wire::article::from_json(value) {
            Ok(article) => article,
            Err(error) => {
                let letter = DeadLetter::of(record, "extract", "malformed", &error.to_string());
                return letter.into_send(&self.topics.dead_letters(), record);
            }
        };
        let tagged = extractor::tag_article(&self.rules.extractor, &article);
        Send {
            topic: self.topics.ties(),
            partition: None,
            key: record.key.clone(),
            value: Some(wire::ties::to_json(&tagged)),
            headers: wire::headers::plain(Some(record)),
        }
    }
}

impl Stage for ExtractStage {
    fn assigned(&mut self, _: &[u32], _: BTreeMap<(String, String), Vec<u8>>) -> Result<(), LogError> {
        Ok(())
    }

    fn work(&mut self, batch: &[Record]) -> Result<Outcome, LogError> {
        Ok(Outcome { sends: batch.par_iter().map(|record| self.tag(record)).collect() })
    }

    fn aborted(&mut self) {}
}
