//! Real Kafka clusters for tests: one node (or the one that `ESTAFETA_KAFKA` names), and three.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Addresses of the cluster of `nodes` nodes, 1 or 3, which is started where it does not run yet.
pub(crate) fn brokers(nodes: u8) -> &'static str {
    static ONE: OnceLock<String> = OnceLock::new();
    static THREE: OnceLock<String> = OnceLock::new();
    let (cluster, variable) =
        if nodes == 1 { (&ONE, "ESTAFETA_KAFKA") } else { (&THREE, "ESTAFETA_KAFKA_THREE") };
    cluster.get_or_init(|| std::env::var(variable).unwrap_or_else(|_| start(nodes).1))
}

/// Starts a cluster that ends with this process; its folder and its addresses. Fails the test with the reason where that is
/// not possible.
pub(crate) fn start(nodes: u8) -> (PathBuf, String) {
    static STARTED: AtomicUsize = AtomicUsize::new(0);
    let count = STARTED.fetch_add(1, Ordering::Relaxed);
    let dir = std::env::temp_dir().join(format!("estafeta-kafka-{}-{count}", std::process::id()));
    let brokers = script("up", &dir, &[&nodes.to_string(), &std::process::id().to_string()]);
    (dir, brokers)
}

/// Runs `broker.sh`; its output.
pub(crate) fn script(command: &str, dir: &Path, args: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kafka/broker.sh");
    let mut shell = Command::new("sh");
    let done = shell.arg(script).arg(command).arg(dir).args(args).output().expect("run broker.sh");
    assert!(done.status.success(), "no Kafka for the tests: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("addresses").trim().to_owned()
}
