//! Exit codes, the same for every command and documented in `--help`.

use std::process::ExitCode;

use crate::problem::Problems;
use crate::watchdog::Stuck;

/// How a command ended without an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All was done.
    Done,
    /// Some input was bad; the rest was done.
    SomeBad,
    /// What was checked is not as it should be.
    Failed,
    /// An audit found faults.
    Faults,
}

/// The configuration is broken (EX_CONFIG of sysexits.h).
pub(crate) const CONFIG: u8 = 78;

/// Another instance took over a stage; a service manager must not restart it at once.
pub(crate) const FENCED: u8 = 75;

/// A stage hung and the process was ended; a service manager starts it anew (EX_SOFTWARE of sysexits.h).
pub(crate) const STUCK: u8 = 70;

/// The code for an error.
pub(crate) fn code_of(error: &anyhow::Error) -> u8 {
    if error.is::<Problems>() {
        CONFIG
    } else if error.is::<Stuck>() {
        STUCK
    } else if matches!(error.downcast_ref(), Some(bus::LogError::Fenced { .. })) {
        FENCED
    } else {
        1
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::SomeBad => 3,
            Exit::Faults => 4,
        })
    }
}

/// True where the reader of our output went away (`| head`): no error of ours.
pub(crate) fn is_closed_pipe(written: &std::io::Result<()>) -> bool {
    written.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The same for what a command ended with.
pub(crate) fn reader_went_away(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
