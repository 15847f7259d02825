//! `estafeta topics`: how the topics of the log differ from what this configuration wants, and bringing them in line.

use std::io::Write as _;

use anyhow::{Result, bail};
use bus::{Difference, KafkaLog, TopicDifference};

use crate::cli::TopicsCommand;
use crate::config::{Config, Engine};
use crate::exit::Exit;
use crate::logs;
use crate::rules::RuleSet;

/// Shows the differences, or removes them.
pub(crate) fn run(command: &TopicsCommand, config: &Config, rules: &RuleSet) -> Result<Exit> {
    if config.settings.log.engine != Engine::Kafka {
        bail!("topics are planned on Kafka only; the embedded log makes its own (log.engine is \"sqlite\")");
    }
    let log = KafkaLog::open(logs::kafka_settings(&config.settings)?)?;
    let channels: Vec<String> = rules.channels.channel_names().map(str::to_owned).collect();
    let wanted = logs::wanted_topics(config, &channels);
    let (found, applied) = match command {
        TopicsCommand::Plan(_) => (log.differences(&wanted)?, false),
        TopicsCommand::Apply(_) => (log.apply(&wanted)?, true),
    };
    let mut out = std::io::stdout().lock();
    for difference in &found {
        writeln!(out, "{}  {difference}", if applied && can_change(difference) { "done" } else { "    " })?;
    }
    let open = found.iter().filter(|difference| !(applied && can_change(difference))).count();
    eprintln!("{} topics, {} differences, {open} left", wanted.len(), found.len());
    Ok(if open == 0 { Exit::Done } else { Exit::Failed })
}

fn can_change(difference: &TopicDifference) -> bool {
    !matches!(difference.difference, Difference::Partitions { .. })
}
