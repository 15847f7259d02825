//! The log as the configuration names it: the one place that chooses the engine.

use std::sync::Arc;

use anyhow::{Result, bail};
use bus::{KafkaLog, KafkaSettings, Log, SqliteLog, Topic, Topics};

use crate::config::{Config, Engine, Settings};

/// Name of the one process on the embedded log, where none is given.
const INSTANCE: &str = "estafeta";

/// Opens the log to write in it.
pub(crate) fn open(settings: &Settings) -> Result<Arc<dyn Log>> {
    Ok(match settings.log.engine {
        Engine::Sqlite => Arc::new(SqliteLog::open(&settings.log.path)?),
        Engine::Kafka => Arc::new(KafkaLog::open(kafka_settings(settings)?)?),
    })
}

/// Opens a log that is there to write in it; an error that says what to do where there is none.
pub(crate) fn open_existing(settings: &Settings) -> Result<Arc<dyn Log>> {
    expect_there(settings)?;
    open(settings)
}

fn expect_there(settings: &Settings) -> Result<()> {
    if exists(settings) {
        return Ok(());
    }
    bail!(
        "there is no log at {}\n  mend: start `estafeta run` first, or name its configuration with --config",
        settings.log.path.display()
    )
}

/// Opens the log for readers only; an error that says what to do where there is none.
pub(crate) fn open_read_only(settings: &Settings) -> Result<Arc<dyn Log>> {
    expect_there(settings)?;
    Ok(match settings.log.engine {
        Engine::Sqlite => Arc::new(SqliteLog::open_read_only(&settings.log.path)?),
        Engine::Kafka => Arc::new(KafkaLog::open_read_only(kafka_settings(settings)?)?),
    })
}

/// False where nothing was ever written. A cluster counts as there; opening it finds out.
pub(crate) fn exists(settings: &Settings) -> bool {
    match settings.log.engine {
        Engine::Sqlite => settings.log.path.exists(),
        Engine::Kafka => true,
    }
}

/// How the engine is reached.
pub(crate) fn kafka_settings(settings: &Settings) -> Result<KafkaSettings> {
    let beside_log = settings.log.path.with_file_name("markers");
    settings.log.kafka.resolve(&settings.log.prefix, beside_log)
}

/// Names the archive files, the member of the groups and the producers of this process.
pub(crate) fn instance(settings: &Settings) -> String {
    settings.instance.clone().unwrap_or_else(|| INSTANCE.to_owned())
}

/// How a stage names this process to others: on the embedded log they wait for a process, on Kafka for a name.
pub(crate) fn holder_name(settings: &Settings) -> String {
    match settings.log.engine {
        Engine::Sqlite => format!("pid {}", std::process::id()),
        Engine::Kafka => instance(settings),
    }
}

/// Into how many partitions polling and extracting are shared.
pub(crate) fn partitions(settings: &Settings) -> u32 {
    match settings.log.engine {
        Engine::Sqlite => 1,
        Engine::Kafka => settings.log.kafka.partitions,
    }
}

/// Names of the topics of this deployment.
pub(crate) fn topics(settings: &Settings) -> Topics {
    Topics::new(&settings.log.prefix).expect("the prefix was checked with the configuration")
}

/// All topics with their settings.
pub(crate) fn wanted_topics(config: &Config, channels: &[String]) -> Vec<Topic> {
    topics(&config.settings).shared(channels, partitions(&config.settings))
}

/// Where the log is, for people.
pub(crate) fn place(settings: &Settings) -> String {
    match settings.log.engine {
        Engine::Sqlite => settings.log.path.display().to_string(),
        Engine::Kafka => format!("kafka {}", settings.log.kafka.brokers),
    }
}
