//! `estafeta check`: the whole configuration, before anything starts.

use std::path::Path;

use anyhow::Result;
use model::Problem;

use crate::cli::RulesArgs;
use crate::config::{Config, Engine};
use crate::exit::Exit;
use crate::logs;
use crate::problem::Problems;
use crate::rules::RuleSet;
use crate::sources;

/// Checks every file and folder; problems of all of them come back at once.
pub(crate) fn run(args: &RulesArgs, file: Option<&Path>) -> Result<Exit> {
    let (config, mut problems) = match Config::load(file) {
        Ok(config) => (Some(config), Vec::new()),
        Err(Problems(problems)) => (None, problems),
    };
    let rules = RuleSet::load(args.rules.as_deref());
    if let Err(Problems(found)) = &rules {
        problems.extend(found.iter().cloned());
    }
    if let Some(config) = &config {
        problems.extend(places(config));
    }
    if let (Some(config), Ok(rules), true) = (&config, &rules, problems.is_empty()) {
        praise(config, rules);
        return Ok(Exit::Done);
    }
    Err(Problems(problems).into())
}

/// Whether the folders can be written and the address is free to parse; what is in use by a running instance is no fault.
fn places(config: &Config) -> Vec<Problem> {
    let file = config.file.as_deref().unwrap_or(Path::new("config/estafeta.toml"));
    let log_dir = config.settings.log.path.parent().unwrap_or(Path::new("."));
    let mut problems = Vec::new();
    for (key, dir) in [("log.path", log_dir), ("archive.dir", config.settings.archive.dir.as_path())] {
        if let Err(error) = can_write(dir) {
            let message = format!("{key}: folder {} cannot be written: {error}", dir.display());
            let line = crate::config::line_of_key(file, key);
            problems.push(crate::problem::problem(
                file,
                line,
                message,
                "make it writable for this user, or name another folder",
            ));
        }
    }
    if config.settings.log.path.is_dir() {
        let message = format!("log.path: {} is a folder", config.settings.log.path.display());
        let line = crate::config::line_of_key(file, "log.path");
        problems.push(crate::problem::problem(file, line, message, "name a file; it is created"));
    }
    problems.extend(brokers(file, config));
    problems
}

/// Whether the cluster can be reached with the configured credentials.
fn brokers(file: &Path, config: &Config) -> Option<Problem> {
    if config.settings.log.engine != Engine::Kafka {
        return None;
    }
    let error = logs::open_read_only(&config.settings).err()?;
    let text = format!("{error:#}");
    let (message, mend) = text.split_once("\n  mend: ").unwrap_or((&text, "correct [log.kafka]"));
    let line = crate::config::line_of_key(file, "log.kafka.brokers");
    Some(crate::problem::problem(file, line, format!("log.kafka: {message}"), mend))
}

/// Tries it with a file, in the nearest folder that exists: `run` creates the rest.
fn can_write(dir: &Path) -> std::io::Result<()> {
    let existing =
        dir.ancestors().find(|dir| dir.exists() && !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !existing.is_dir() {
        return Err(std::io::Error::new(
            std::io::ErrorKind::NotADirectory,
            format!("{} is a file", existing.display()),
        ));
    }
    let probe = existing.join(format!(".estafeta-check-{}", std::process::id()));
    std::fs::File::create_new(&probe)?;
    std::fs::remove_file(&probe)
}

fn praise(config: &Config, rules: &RuleSet) {
    let enabled = config.sources.iter().filter(|source| source.enabled).count();
    let seeds = config.sources.iter().filter(|source| source.enabled && sources::is_seed(source)).count();
    let gazetteer = rules.extractor.gazetteer();
    eprintln!(
        "rules {}: {} gazetteer entries, {} forms",
        rules.origin,
        gazetteer.entries.len(),
        gazetteer.forms.len()
    );
    eprintln!(
        "sources: {} listed, {enabled} enabled, {seeds} of them of the seed site",
        config.sources.len()
    );
    match &config.file {
        Some(file) => eprintln!("{} is fine", file.display()),
        None => eprintln!("no configuration file; the built-in defaults are fine"),
    }
}
