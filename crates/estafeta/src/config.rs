//! The configuration: one struct for the process, made of the crates' own, read from `estafeta.toml` and `feeds.toml`.
//!
//! Paths inside a file are relative to the folder that file is in. Everything is read and checked before anything starts;
//! all problems of all files are reported at once.

mod kafka;

use std::path::{Path, PathBuf};

use model::{Digest, Problem};
use poller::SourceSpec;
use serde::Deserialize;

use crate::problem::{Problems, parse_toml};
use crate::sources;
use kafka::KafkaSection;

/// Everything a command needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The file it was read from; `None` for built-in defaults.
    pub(crate) file: Option<PathBuf>,
    /// Settings of estafeta.toml with paths resolved.
    pub(crate) settings: Settings,
    /// Sources of feeds.toml, disabled ones too.
    pub(crate) sources: Vec<SourceSpec>,
    /// Digest of feeds.toml, byte for byte.
    pub(crate) feeds: Digest,
}

/// estafeta.toml.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// Names this process; required on Kafka.
    pub(crate) instance: Option<String>,
    pub(crate) log: LogSettings,
    pub(crate) archive: ArchiveSettings,
    pub(crate) web: WebSettings,
    pub(crate) alerts: AlertSettings,
    pub(crate) sources: SourceSettings,
    pub(crate) seed_site: SeedSiteSettings,
    pub(crate) poller: poller::Config,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LogSettings {
    pub(crate) engine: Engine,
    pub(crate) path: PathBuf,
    pub(crate) prefix: String,
    pub(crate) kafka: KafkaSection,
}

/// Which engine keeps the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Engine {
    /// One file, no server.
    Sqlite,
    /// A cluster; the way to more than one machine.
    Kafka,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ArchiveSettings {
    pub(crate) dir: PathBuf,
    pub(crate) segment_bytes_max: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WebSettings {
    pub(crate) listen: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AlertSettings {
    pub(crate) source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SourceSettings {
    pub(crate) feeds: PathBuf,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SeedSiteSettings {
    pub(crate) dir: Option<PathBuf>,
}

impl Default for LogSettings {
    fn default() -> LogSettings {
        LogSettings {
            engine: Engine::Sqlite,
            path: "../data/estafeta.db".into(),
            prefix: "estafeta".to_owned(),
            kafka: KafkaSection::default(),
        }
    }
}

impl Default for ArchiveSettings {
    fn default() -> ArchiveSettings {
        ArchiveSettings { dir: "../data/archive".into(), segment_bytes_max: 1 << 30 }
    }
}

impl Default for WebSettings {
    fn default() -> WebSettings {
        WebSettings { listen: "127.0.0.1:8080".to_owned() }
    }
}

impl Default for AlertSettings {
    fn default() -> AlertSettings {
        AlertSettings { source: "/estafeta".to_owned() }
    }
}

impl Default for SourceSettings {
    fn default() -> SourceSettings {
        SourceSettings { feeds: "feeds.toml".into() }
    }
}

impl Config {
    /// Reads the configuration that `--config` names, or ./config/estafeta.toml where it exists, or the defaults.
    pub(crate) fn load(file: Option<&Path>) -> Result<Config, Problems> {
        let usual = Path::new("config/estafeta.toml");
        let file = file.or_else(|| usual.exists().then_some(usual));
        let mut problems = Vec::new();
        let settings = match file {
            Some(file) => read_settings(file).unwrap_or_else(|problem| {
                problems.push(problem);
                Settings::default()
            }),
            None => Settings::default(),
        };
        let base = file.and_then(Path::parent).map_or_else(|| PathBuf::from("config"), Path::to_owned);
        let settings = resolved(settings, &base);
        let shown = file.unwrap_or(usual);
        problems.extend(check_settings(shown, &settings));
        let read = read_sources(shown, file.is_some(), &settings.sources.feeds);
        let (sources, feeds) = read.unwrap_or_else(|found| {
            problems.extend(found);
            (Vec::new(), Digest::of(b""))
        });
        if problems.is_empty() {
            Ok(Config { file: file.map(Path::to_owned), settings, sources, feeds })
        } else {
            Err(Problems(problems))
        }
    }
}

fn read_settings(file: &Path) -> Result<Settings, Problem> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        crate::problem::problem(
            file,
            0,
            format!("cannot be read: {error}"),
            "name an existing file with --config",
        )
    })?;
    parse_toml(file, &text)
}

/// The sources, with the digest of their file.
fn read_sources(
    config: &Path,
    has_config: bool,
    feeds: &Path,
) -> Result<(Vec<SourceSpec>, Digest), Vec<Problem>> {
    let text = match std::fs::read_to_string(feeds) {
        Ok(text) => text,
        Err(_) if !has_config => return Ok((Vec::new(), Digest::of(b""))),
        Err(error) => {
            let message = format!("sources.feeds: {} cannot be read: {error}", feeds.display());
            return Err(vec![crate::problem::problem(
                config,
                0,
                message,
                "let sources.feeds name the file with the sources",
            )]);
        }
    };
    Ok((sources::parse(feeds, &text)?, Digest::of(text.as_bytes())))
}

/// Joins the paths of the file with the folder it is in.
fn resolved(mut settings: Settings, base: &Path) -> Settings {
    let join = |path: &mut PathBuf| *path = tidy(&base.join(&path));
    join(&mut settings.log.path);
    join(&mut settings.archive.dir);
    join(&mut settings.sources.feeds);
    settings.seed_site.dir.iter_mut().for_each(join);
    settings.log.kafka.paths().for_each(join);
    settings
}

/// `config/../data` → `data`, so that messages show what a person would type.
fn tidy(path: &Path) -> PathBuf {
    let mut parts: Vec<std::path::Component<'_>> = Vec::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir
                if matches!(parts.last(), Some(std::path::Component::Normal(_))) =>
            {
                parts.pop();
            }
            std::path::Component::CurDir => {}
            part => parts.push(part),
        }
    }
    if parts.is_empty() { PathBuf::from(".") } else { parts.into_iter().collect() }
}

fn check_settings(file: &Path, settings: &Settings) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut problem = |key: &str, message: String, hint: &str| {
        problems.push(crate::problem::problem(
            file,
            line_of_key(file, key),
            format!("{key}: {message}"),
            hint,
        ));
    };
    if bus::Topics::new(&settings.log.prefix).is_none() {
        let message = format!("{:?} cannot be part of a topic name", settings.log.prefix);
        problem("log.prefix", message, "use lower-case letters, digits, dots and hyphens");
    }
    if settings.web.listen.parse::<std::net::SocketAddr>().is_err() {
        let message = format!("{:?} is not an address and port", settings.web.listen);
        problem("web.listen", message, "write it like \"127.0.0.1:8080\"");
    }
    if settings.archive.segment_bytes_max < 1 << 20 {
        let message = format!("{} bytes are too few", settings.archive.segment_bytes_max);
        problem("archive.segment_bytes_max", message, "give at least 1048576 (1 MiB); 1073741824 is usual");
    }
    if settings.alerts.source.is_empty() || settings.alerts.source.contains(char::is_whitespace) {
        let message = format!("{:?} is not a URI reference", settings.alerts.source);
        problem("alerts.source", message, "name the deployment like \"/estafeta\"");
    }
    if let Some(instance) = settings.instance.as_deref().filter(|instance| !is_instance(instance)) {
        let message = format!("{instance:?} cannot be part of a file name");
        problem("instance", message, "use 1 to 64 letters, digits and hyphens");
    }
    if let Some(dir) = settings.seed_site.dir.as_deref().filter(|dir| !dir.is_dir()) {
        let message = format!("{} is not a folder", dir.display());
        problem(
            "seed_site.dir",
            message,
            "name the folder of the seed site, or remove the key to run without it",
        );
    }
    if settings.log.engine == Engine::Kafka {
        problems.extend(kafka::check(file, settings));
    }
    problems
}

fn is_instance(instance: &str) -> bool {
    (1..=64).contains(&instance.len()) && instance.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Line of `section.key` in the file; 0 where it stands in none.
pub(crate) fn line_of_key(file: &Path, key: &str) -> usize {
    let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let mut inside = section.is_empty();
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line == format!("[{section}]");
        } else if inside && line.split('=').next().is_some_and(|left| left.trim() == name) {
            return n + 1;
        }
    }
    0
}
