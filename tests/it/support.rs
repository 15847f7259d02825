//! Starts the binary on a folder of its own, waits for what it does, and ends it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

const DEADLINE: Duration = Duration::from_secs(60);

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs a command to its end: stdout, stderr, exit code.
pub(crate) fn estafeta(args: &[&str]) -> (String, String, Option<i32>) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_estafeta")).args(args).current_dir(root()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// A running instance; it is killed when dropped.
pub(crate) struct Running {
    dir: tempfile::TempDir,
    child: Child,
    page: String,
    // Keeps the pipe open, so that the instance can go on writing.
    _lines: Receiver<String>,
}

impl Running {
    /// Starts on the seed site and waits until the page is served.
    pub(crate) fn start() -> Running {
        let dir = tempfile::tempdir().unwrap();
        let (root, at) = (root(), dir.path().display());
        let config = format!(
            "[log]\npath = \"{at}/log.db\"\n[archive]\ndir = \"{at}/archive\"\n[web]\nlisten = \"127.0.0.1:0\"\n\
             [sources]\nfeeds = \"{0}/config/feeds.toml\"\n[seed_site]\ndir = \"{0}/seeds/site\"\n",
            root.display()
        );
        std::fs::write(dir.path().join("estafeta.toml"), config).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_estafeta"))
            .args(["run", "--only", "seed-", "--config"])
            .arg(dir.path().join("estafeta.toml"))
            .current_dir(root)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
        let deadline = Instant::now() + DEADLINE;
        let page = loop {
            let line =
                lines.recv_timeout(deadline.saturating_duration_since(Instant::now())).expect("it starts");
            if let Some((_, page)) = line.split_once("page http://") {
                break page.trim().to_owned();
            }
        };
        Running { dir, child, page, _lines: lines }
    }

    /// The alerts so far, once `enough` says so.
    pub(crate) fn alerts_when(&self, enough: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let config = self.dir.path().join("estafeta.toml");
        let deadline = Instant::now() + DEADLINE;
        loop {
            let args =
                ["subscribe", "--from", "beginning", "--until", "now", "--format", "jsonl", "--config"];
            let (stdout, stderr, _) = estafeta(&[&args[..], &[config.to_str().unwrap()]].concat());
            let alerts: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            if enough(&alerts) {
                return alerts;
            }
            assert!(Instant::now() < deadline, "only {} alerts came: {stderr}", alerts.len());
        }
    }

    /// The body of a page.
    pub(crate) fn get(&self, path: &str) -> String {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let url = format!("http://{}{path}", self.page);
        runtime.block_on(async {
            reqwest::get(url).await.unwrap().error_for_status().unwrap().text().await.unwrap()
        })
    }

    /// SIGTERM, and the exit code.
    pub(crate) fn end(mut self) -> Option<i32> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
