//! Markers: what a stage was about to do, for the next process should this one be killed by it.
//!
//! They are small files on this machine and not records: a static member gets its partitions back after a restart, and a
//! marker before every batch would double the round trips.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{LogError, Marker};

#[derive(Serialize, Deserialize)]
struct Written {
    topic: String,
    partition: u32,
    offset: u64,
    alone: bool,
    begun: u32,
}

/// The markers of one stage instance.
#[derive(Debug)]
pub(super) struct Markers {
    dir: PathBuf,
}

impl Markers {
    pub(super) fn of(dir: &Path, stage: &str, instance: &str) -> Markers {
        Markers { dir: dir.join(format!("{stage}.{instance}")) }
    }

    /// The marker left last for a partition. One that cannot be read counts as none.
    pub(super) fn read(&self, topic: &str, partition: u32) -> Option<Marker> {
        let text = std::fs::read(self.file(topic, partition)).ok()?;
        let written: Written = serde_json::from_slice(&text).ok()?;
        Some(Marker {
            topic: written.topic,
            partition: written.partition,
            offset: written.offset,
            alone: written.alone,
            begun: written.begun,
        })
    }

    pub(super) fn write(&self, marker: &Marker) -> Result<(), LogError> {
        let written = Written {
            topic: marker.topic.clone(),
            partition: marker.partition,
            offset: marker.offset,
            alone: marker.alone,
            begun: marker.begun,
        };
        let text = serde_json::to_vec(&written).expect("numbers and text can be written");
        let file = self.file(&marker.topic, marker.partition);
        let part = file.with_extension("part");
        std::fs::create_dir_all(&self.dir)
            .and_then(|()| std::fs::write(&part, text))
            .and_then(|()| std::fs::rename(&part, &file))
            .map_err(|error| LogError::Medium {
                action: format!("leave marker {}", file.display()),
                message: error.to_string(),
                retriable: true,
            })
    }

    fn file(&self, topic: &str, partition: u32) -> PathBuf {
        self.dir.join(format!("{topic}-{partition}.json"))
    }
}
