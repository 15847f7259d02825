//! Where a run lives: its log, its topics, its manifest.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use bus::{Log, Topics};

use crate::config::{Engine, LogSettings, Settings};
use crate::logs;

/// One run.
pub(crate) struct Place {
    /// Topics of the run, `<prefix>.replay.<run>.<dataset>.v1`.
    pub(crate) topics: Topics,
    /// The manifest, `<data>/replay/<run>.json`.
    pub(crate) manifest: PathBuf,
    run: String,
    settings: Settings,
}

impl Place {
    /// The place of `run` beside the deployment's log.
    pub(crate) fn of(settings: &Settings, run: &str) -> Result<Place> {
        let Some(topics) = logs::topics(settings).replay(run) else {
            bail!(
                "--run {run:?} cannot be part of a topic name; use up to 60 lower-case letters, digits and hyphens"
            );
        };
        if run == "live" {
            bail!("--run live: that word means the live alerts in `estafeta diff`; choose another name");
        }
        let folder = settings.log.path.parent().map(|data| data.join("replay")).unwrap_or_default();
        let settings = log_of_run(settings, &folder.join(format!("{run}.db")));
        let manifest = folder.join(format!("{run}.json"));
        Ok(Place { topics, manifest, run: run.to_owned(), settings })
    }

    /// Opens the run's log, creating it where it is missing.
    pub(crate) fn open(&self) -> Result<Arc<dyn Log>> {
        logs::open(&self.settings)
    }

    /// Opens the run's log for readers.
    pub(crate) fn open_to_read(&self) -> Result<Arc<dyn Log>> {
        logs::open_read_only(&self.settings)
    }

    /// Name of a stage of this run; on Kafka it is a consumer group of its own.
    pub(crate) fn stage(&self, stage: &str) -> String {
        format!("replay.{}.{stage}", self.run)
    }
}

/// The log that a run writes: on the embedded engine a file of its own, so that a replay never waits for the live stages'
/// commits nor they for its; on a cluster, which many share, the same log with topics of its own.
fn log_of_run(settings: &Settings, file: &Path) -> Settings {
    match settings.log.engine {
        Engine::Sqlite => {
            let log = LogSettings { path: file.to_owned(), ..settings.log.clone() };
            Settings { log, ..settings.clone() }
        }
        Engine::Kafka => settings.clone(),
    }
}
