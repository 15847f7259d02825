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
const SHARING: &str = "BUS_CONFORMANCE_SHARING";

/// A child process; killed when dropped.
pub(crate) struct Process(Child);

impl Process {
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

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
    let mut command = this_binary();
    command
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

/// Starts a child that shares a stage in a cluster, under its own name.
pub(crate) fn start_sharing(instance: &str, brokers: &str, folder: &Path) -> Process {
    let mut command = this_binary();
    command.env(SHARING, format!("{instance}|{brokers}|{}", folder.display())).arg("--nocapture");
    let said = std::fs::File::create(folder.join(format!("{instance}.log"))).expect("create the child's log");
    Process(command.stdout(Stdio::null()).stderr(said).spawn().expect("start the child"))
}

/// Instance, brokers and folder, where this process is such a child.
pub(crate) fn sharing() -> Option<(String, String, PathBuf)> {
    let value = std::env::var(SHARING).ok()?;
    let mut parts = value.splitn(3, '|').map(str::to_owned);
    Some((parts.next()?, parts.next()?, PathBuf::from(parts.next()?)))
}

fn this_binary() -> Command {
    let mut command = Command::new(std::env::current_exe().expect("path of this binary"));
    command.args(["--exact", "child_process"]);
    command
}
