//! `[log.kafka]`: where the cluster is and how to get in. Secrets stand in files or in named environment variables.

use std::path::{Path, PathBuf};

use bus::{KafkaSecurity, KafkaSettings, Sasl};
use model::Problem;
use serde::Deserialize;

use super::{Settings, line_of_key};

/// Most partitions that make sense: each is a share of the polling and extracting.
const PARTITIONS_MAX: u32 = 1000;

/// `[log.kafka]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct KafkaSection {
    pub(crate) brokers: String,
    pub(crate) partitions: u32,
    pub(crate) replication: Option<u16>,
    pub(crate) tls: bool,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) cert_file: Option<PathBuf>,
    pub(crate) key_file: Option<PathBuf>,
    pub(crate) sasl: Option<SaslWord>,
    pub(crate) username: Option<String>,
    pub(crate) password_file: Option<PathBuf>,
    pub(crate) password_env: Option<String>,
}

/// How a name and password are shown to the brokers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum SaslWord {
    #[serde(rename = "PLAIN")]
    Plain,
    #[serde(rename = "SCRAM-SHA-256")]
    Scram256,
    #[serde(rename = "SCRAM-SHA-512")]
    Scram512,
}

impl SaslWord {
    fn mechanism(self) -> &'static str {
        match self {
            SaslWord::Plain => "PLAIN",
            SaslWord::Scram256 => "SCRAM-SHA-256",
            SaslWord::Scram512 => "SCRAM-SHA-512",
        }
    }
}

impl Default for KafkaSection {
    fn default() -> KafkaSection {
        KafkaSection {
            brokers: "127.0.0.1:9092".to_owned(),
            partitions: 4,
            replication: None,
            tls: false,
            ca_file: None,
            cert_file: None,
            key_file: None,
            sasl: None,
            username: None,
            password_file: None,
            password_env: None,
        }
    }
}

impl KafkaSection {
    /// The files of the section, to be joined with the configuration's folder.
    pub(super) fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        [&mut self.ca_file, &mut self.cert_file, &mut self.key_file, &mut self.password_file]
            .into_iter()
            .flatten()
    }

    /// What the engine wants, secrets read. Fails with the file or variable that cannot be read.
    pub(crate) fn resolve(&self, prefix: &str, marker_dir: PathBuf) -> anyhow::Result<KafkaSettings> {
        let sasl = match (&self.sasl, &self.username) {
            (Some(word), Some(username)) => Some(Sasl {
                mechanism: word.mechanism().to_owned(),
                username: username.clone(),
                password: self.password()?,
            }),
            _ => None,
        };
        Ok(KafkaSettings {
            brokers: self.brokers.clone(),
            prefix: prefix.to_owned(),
            marker_dir,
            replication: self.replication,
            security: KafkaSecurity {
                tls: self.tls,
                ca_file: self.ca_file.clone(),
                cert_file: self.cert_file.clone(),
                key_file: self.key_file.clone(),
                sasl,
            },
        })
    }

    fn password(&self) -> anyhow::Result<String> {
        use anyhow::Context as _;
        if let Some(file) = &self.password_file {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("log.kafka.password_file: {} cannot be read", file.display()))?;
            return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
        }
        let name = self.password_env.as_deref().unwrap_or_default();
        std::env::var(name).with_context(|| format!("log.kafka.password_env: variable {name:?} is not set"))
    }
}

/// What is wrong with the section; only looked at where the engine is Kafka.
pub(super) fn check(file: &Path, settings: &Settings) -> Vec<Problem> {
    let section = &settings.log.kafka;
    let mut problems = Vec::new();
    let mut problem = |key: &str, message: &str, hint: &str| {
        let line = line_of_key(file, key);
        problems.push(crate::problem::problem(file, line, format!("{key}: {message}"), hint));
    };
    if settings.instance.is_none() {
        let hint = "give each process its own and keep it over restarts, like instance = \"a\"";
        problem("instance", "is required on Kafka", hint);
    }
    let is_address = |broker: &str| {
        broker.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
    };
    if !section.brokers.split(',').all(is_address) {
        let message = format!("{:?} is not host:port, comma between several", section.brokers);
        problem("log.kafka.brokers", &message, "write it like \"kafka-1:9092,kafka-2:9092\"");
    }
    if !(1..=PARTITIONS_MAX).contains(&section.partitions) {
        let message = format!("{} is not between 1 and {PARTITIONS_MAX}", section.partitions);
        problem("log.kafka.partitions", &message, "4 lets four processes share the work");
    }
    if section.sasl.is_some() != section.username.is_some() {
        problem("log.kafka.username", "sasl and username go together", "give both or neither");
    }
    let secrets = usize::from(section.password_file.is_some()) + usize::from(section.password_env.is_some());
    if secrets != usize::from(section.sasl.is_some()) {
        let message = "a password stands in one file or one environment variable, with sasl";
        problem(
            "log.kafka.password_file",
            message,
            "give password_file or password_env, not the password itself",
        );
    }
    if section.cert_file.is_some() != section.key_file.is_some() {
        problem(
            "log.kafka.cert_file",
            "a certificate needs its key",
            "give cert_file and key_file or neither",
        );
    }
    problems
}
