//! Real Kafka clusters for the checks: one node (or the one that `ESTAFETA_KAFKA` names), and three.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use bus::{KafkaSecurity, KafkaSettings};

use crate::harness::space_of;

static ONE: OnceLock<String> = OnceLock::new();
static THREE: OnceLock<String> = OnceLock::new();

/// Settings of a check's log in the cluster of `nodes` nodes, which is started where it does not run yet.
pub(crate) fn settings(nodes: u8, folder: &Path) -> KafkaSettings {
    let cluster = if nodes == 1 { &ONE } else { &THREE };
    KafkaSettings {
        brokers: cluster.get_or_init(|| brokers(nodes)).clone(),
        prefix: format!("test-{}", space_of(folder)),
        marker_dir: folder.join("markers"),
        replication: None,
        security: KafkaSecurity::default(),
    }
}

/// Lets a child process find the clusters of this one.
pub(crate) fn tell(command: &mut Command) {
    for (nodes, cluster) in [(1, &ONE), (3, &THREE)] {
        if let Some(brokers) = cluster.get() {
            command.env(variable(nodes), brokers);
        }
    }
}

fn variable(nodes: u8) -> &'static str {
    if nodes == 1 { "ESTAFETA_KAFKA" } else { "ESTAFETA_KAFKA_THREE" }
}

fn brokers(nodes: u8) -> String {
    if let Ok(brokers) = std::env::var(variable(nodes)) {
        return brokers;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kafka/broker.sh");
    let started = Command::new("sh")
        .arg(script)
        .arg("up")
        .arg(dir(nodes))
        .args([nodes.to_string(), std::process::id().to_string()])
        .output()
        .expect("run broker.sh");
    let told = String::from_utf8_lossy(&started.stderr);
    assert!(started.status.success(), "no Kafka for the checks: {told}");
    String::from_utf8(started.stdout).expect("addresses").trim().to_owned()
}

/// The script removes it once this process is gone.
fn dir(nodes: u8) -> PathBuf {
    std::env::temp_dir().join(format!("estafeta-kafka-{nodes}-{}", std::process::id()))
}
