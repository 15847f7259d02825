//! Where the cluster is and how to get in.

use std::path::PathBuf;

/// Everything the engine has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KafkaSettings {
    /// `host:port`, comma between several; any one of the cluster is enough.
    pub brokers: String,
    /// Names this deployment's groups and producers: `<prefix>.<stage>`, `<prefix>.<stage>.<instance>`.
    pub prefix: String,
    /// Folder for the markers of this machine: what a stage was about to do, should it kill the process.
    pub marker_dir: PathBuf,
    /// Copies of each partition of new topics; `None` leaves it to the brokers.
    pub replication: Option<u16>,
    /// Encryption and credentials.
    pub security: KafkaSecurity,
}

/// Encryption and credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KafkaSecurity {
    /// TLS to the brokers.
    pub tls: bool,
    /// File with the certificates that are trusted; the system's where `None`.
    pub ca_file: Option<PathBuf>,
    /// File with this client's certificate, for brokers that want one.
    pub cert_file: Option<PathBuf>,
    /// File with its key.
    pub key_file: Option<PathBuf>,
    /// Name and password, where the brokers ask for them.
    pub sasl: Option<Sasl>,
}

/// A name and a password. The password is never printed, not even in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Sasl {
    /// `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`.
    pub mechanism: String,
    /// User.
    pub username: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Sasl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sasl")
            .field("mechanism", &self.mechanism)
            .field("username", &self.username)
            .field("password", &"***")
            .finish()
    }
}
