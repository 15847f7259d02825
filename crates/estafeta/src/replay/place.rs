//! Where a run lives: its log, its topics, its manifest.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use bus::{Log, SqliteLog, Topics};

use crate::config::{Engine, LogSettings};
use crate::run::{open_log, topics_of};

/// One run.
pub(crate) struct Place {
    /// Topics of the run, `<prefix>.replay.<run>.<dataset>.v1`.
    pub(crate) topics: Topics,
    /// The manifest, `<data>/replay/<run>.json`.
    pub(crate) manifest: PathBuf,
    run: String,
    settings: LogSettings,
}

impl Place {
    /// The place of `run` beside the deployment's log.
    pub(crate) fn of(settings: &LogSettings, run: &str) -> Result<Place> {
        let Some(topics) = topics_of(settings).replay(run) else {
            bail!(
                "--run {run:?} cannot be part of a topic name; use up to 60 lower-case letters, digits and hyphens"
            );
        };
        if run == "live" {
            bail!("--run live: that word means the live alerts in `estafeta diff`; choose another name");
        }
        let folder = settings.path.parent().map(|data| data.join("replay")).unwrap_or_default();
        let settings = log_of_run(settings, &folder.join(format!("{run}.db")));
        let manifest = folder.join(format!("{run}.json"));
        Ok(Place { topics, manifest, run: run.to_owned(), settings })
    }

    /// Opens the run's log, creating it where it is missing.
    pub(crate) fn open(&self) -> Result<Arc<dyn Log>> {
        open_log(&self.settings)
    }

    /// Opens the run's log for readers.
    pub(crate) fn open_to_read(&self) -> Result<Arc<dyn Log>> {
        open_to_read(&self.settings)
    }

    /// Name of a stage of this run; on Kafka it is a consumer group of its own.
    pub(crate) fn stage(&self, stage: &str) -> String {
        format!("replay.{}.{stage}", self.run)
    }
}

/// The log that a run writes: on the embedded engine a file of its own, so that a replay never waits for the live stages'
/// commits nor they for its; on an engine that many share, the same log.
fn log_of_run(settings: &LogSettings, file: &std::path::Path) -> LogSettings {
    match settings.engine {
        Engine::Sqlite => LogSettings { path: file.to_owned(), ..settings.clone() },
    }
}

/// Opens a log that others may be writing, for readers.
pub(crate) fn open_to_read(settings: &LogSettings) -> Result<Arc<dyn Log>> {
    match settings.engine {
        Engine::Sqlite if !settings.path.exists() => bail!(
            "there is no log at {}\n  mend: start `estafeta run` first, or name its configuration with --config",
            settings.path.display()
        ),
        Engine::Sqlite => Ok(Arc::new(SqliteLog::open_read_only(&settings.path)?)),
    }
}
