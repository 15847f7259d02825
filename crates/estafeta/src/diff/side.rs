//! One side of a comparison: the latest state of each alert of a run or of the live log, in the range that both sides have.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use bus::{Log, Seek, wire};
use jiff::Timestamp;
use model::{Alert, AlertEvidence};

use crate::config::Config;
use crate::logs;
use crate::replay::{self, Manifest};

/// The word for the live alerts.
const LIVE: &str = "live";

/// Records of one read.
const RECORDS_MAX: usize = 500;

/// A run or the live log, opened for reading.
pub(super) struct Side {
    name: String,
    log: Arc<dyn Log>,
    topic: String,
    /// `None` for live.
    manifest: Option<Manifest>,
}

/// What both sides hold, so that only the rules can differ.
pub(super) struct Common {
    from: Timestamp,
    to: Timestamp,
    sources: Vec<String>,
    langs: Vec<String>,
}

impl Side {
    /// Opens `live`, or the finished run of this name.
    pub(super) fn open(config: &Config, name: &str) -> Result<Side> {
        if name == LIVE {
            let settings = &config.settings;
            let (log, topic) = (logs::open_read_only(settings)?, logs::topics(settings).alerts());
            return Ok(Side { name: name.to_owned(), log, topic, manifest: None });
        }
        let (log, topics, manifest) = replay::open_finished(config, name)?;
        Ok(Side { name: name.to_owned(), log, topic: topics.alerts(), manifest: Some(manifest) })
    }

    /// The latest revision of each alert in the common range, by id.
    pub(super) fn alerts(&self, common: &Common) -> Result<Vec<Alert>> {
        let mut reader = self.log.reader(std::slice::from_ref(&self.topic), Seek::Beginning)?;
        let mut latest: BTreeMap<String, Alert> = BTreeMap::new();
        loop {
            let records = reader.poll(RECORDS_MAX, Duration::ZERO)?;
            if records.is_empty() {
                return Ok(latest.into_values().filter(|alert| common.takes(alert)).collect());
            }
            for record in records {
                let alert = wire::alert::from_json(record.value.as_deref().unwrap_or_default())
                    .with_context(|| format!("{}/{}/{}", record.topic, record.partition, record.offset))?;
                if common.from <= alert.at && alert.at < common.to {
                    latest.insert(alert.id.to_string(), alert);
                }
            }
        }
    }

    fn asked(&self) -> Option<&replay::Asked> {
        self.manifest.as_ref().map(|manifest| &manifest.asked)
    }
}

impl Common {
    /// The range and filters of the runs among the two.
    pub(super) fn of(a: &Side, b: &Side) -> Common {
        let runs = || [a, b].into_iter().filter_map(Side::asked);
        let list = |of: fn(&replay::Asked) -> &Vec<String>| {
            runs().map(of).find(|list| !list.is_empty()).cloned().unwrap_or_default()
        };
        Common {
            from: runs().filter_map(|asked| asked.from).max().unwrap_or(Timestamp::MIN),
            to: runs().map(|asked| asked.to).min().unwrap_or(Timestamp::MAX),
            sources: list(|asked| &asked.sources),
            langs: list(|asked| &asked.langs),
        }
    }

    /// Says on stderr where the two do not hold the same.
    pub(super) fn announce(&self, a: &Side, b: &Side) {
        if let (Some(one), Some(other)) = (a.asked(), b.asked()) {
            if (one.from, one.sources.as_slice()) != (other.from, other.sources.as_slice())
                || one.langs != other.langs
            {
                eprintln!(
                    "diff: {} and {} replayed different ranges or sources; only what both hold is compared",
                    a.name, b.name
                );
            }
        } else if !self.sources.is_empty() || !self.langs.is_empty() {
            eprintln!(
                "diff: of live only alerts with evidence from {} are compared",
                [self.sources.join(", "), self.langs.join(", ")].join(" ").trim()
            );
        }
    }

    fn takes(&self, alert: &Alert) -> bool {
        let passes = |evidence: &AlertEvidence| {
            let lang = evidence.lang.map_or("", model::Lang::code);
            (self.sources.is_empty() || self.sources.contains(&evidence.source))
                && (self.langs.is_empty() || self.langs.iter().any(|code| code == lang))
        };
        let is_all = self.sources.is_empty() && self.langs.is_empty();
        is_all || alert.evidence.iter().any(passes)
    }
}
