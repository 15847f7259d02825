//! Ends the process where a stage no longer turns: a client library that hangs gives no error. What was committed stays, and a
//! fresh process goes on after it.

use std::fmt;

use bus::StageCounters;

use crate::exit;

/// A stage has stopped turning; the process exits with [`exit::STUCK`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stuck {
    stage: &'static str,
    secs: u64,
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stuck { stage, secs } = self;
        write!(
            f,
            "stage {stage} has made no progress for {secs} s; ending, so that a fresh process takes over"
        )
    }
}

impl std::error::Error for Stuck {}

/// Fails where the stage has not turned for longer than any turn may take.
pub(crate) fn check(stage: &'static str, counters: &StageCounters) -> Result<(), Stuck> {
    check_at(stage, counters, jiff::Timestamp::now())
}

fn check_at(stage: &'static str, counters: &StageCounters, now: jiff::Timestamp) -> Result<(), Stuck> {
    counters.stuck_secs_at(now).map_or(Ok(()), |secs| Err(Stuck { stage, secs }))
}

/// Like [`check`], for who cannot return because it waits for the very thread that is stuck.
pub(crate) fn end_where_stuck(stage: &'static str, counters: &StageCounters) {
    if let Err(stuck) = check(stage, counters) {
        eprintln!("estafeta: {stuck}");
        std::process::exit(exit::STUCK.into());
    }
}

#[cfg(test)]
mod tests;
