//! This test binary, started again as a child that can be killed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::cluster;
use crate::harness::Engine;

/// Copy input to output until killed.
pub(crate) const COPY: &str = "copy";

/// Hold the stage until killed.
pub(crate) const HOLD: &str = "hold";

/// Leave a marker and die.
pub(crate) const MARK: &str = "mark";

const VARIABLE: &str = "BUS_CONFORMANCE_CHILD";

/// A child process; killed when dropped.
pub(crate) struct Process(Child);

impl Process {
    /// Kills it with SIGKILL and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        // It may have died by itself already.
        drop(self.0.kill());
        self.wait();
    }

    /// Waits until it is gone.
    pub(crate) fn wait(&mut self) {
        self.0.wait().expect("wait for the child");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
    }
}

/// Starts a child in a role on an engine's log in `folder`.
pub(crate) fn start(engine: &Engine, role: &str, folder: &Path) -> Process {
    let binary = std::env::current_exe().expect("path of this binary");
    let mut command = Command::new(binary);
    command
        .args(["--exact", "child_process"])
        .env(VARIABLE, format!("{}|{role}|{}", engine.name, folder.display()))
        .env("ESTAFETA_KAFKA", cluster::brokers(1))
        .env("ESTAFETA_KAFKA_THREE", cluster::brokers(3));
    Process(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("start the child"))
}

/// Engine, role and folder, where this process is such a child.
pub(crate) fn role(engines: &[Engine]) -> Option<(&Engine, String, PathBuf)> {
    let value = std::env::var(VARIABLE).ok()?;
    let mut parts = value.splitn(3, '|');
    let name = parts.next()?;
    let engine = engines.iter().find(|engine| engine.name == name)?;
    Some((engine, parts.next()?.to_owned(), PathBuf::from(parts.next()?)))
}
