//! Gives an alert to a command: fixed arguments, the alert's JSON on standard input, no shell, and an end to the waiting.

use std::io::Write as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::cli::SubscribeArgs;

/// How often a running command is looked after.
const LOOK: Duration = Duration::from_millis(10);

/// A command with its arguments.
pub(super) struct Exec {
    argv: Vec<String>,
    time_max: Duration,
}

impl Exec {
    pub(super) fn of(args: &SubscribeArgs) -> Option<Exec> {
        let time_max = Duration::from_secs(args.exec_secs_max);
        (!args.exec.is_empty()).then(|| Exec { argv: args.exec.clone(), time_max })
    }

    /// Runs the command with `json` and a line break on its standard input. Fails with what it did, in words, unless it ends
    /// with 0 in time.
    pub(super) fn give(&self, json: &[u8]) -> Result<(), String> {
        let (program, arguments) = self.argv.split_first().expect("clap wants at least one word");
        let spawned = Command::new(program).args(arguments).stdin(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| format!("{program} cannot be started: {error}"))?;
        feed(&mut child, json);
        match wait(&mut child, self.time_max).map_err(|error| format!("{program} is lost: {error}"))? {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(format!("{program} ended with {status}")),
            None => Err(format!("{program} was killed after {} s", self.time_max.as_secs())),
        }
    }
}

/// Writes from a thread of its own: a command that does not read would hold us up once the pipe is full. The thread ends when
/// the command has read all or closed its end.
fn feed(child: &mut Child, json: &[u8]) {
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let line = [json, b"\n"].concat();
    // A command that does not want to read is free not to.
    std::thread::spawn(move || drop(stdin.write_all(&line)));
}

/// Waits for the end, which is brought about when the time is over: `None`.
fn wait(child: &mut Child, time_max: Duration) -> std::io::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + time_max;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(LOOK);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

#[cfg(test)]
mod tests;
