//! The generic stage loop: read a batch, compute, commit outputs, state and position together.

mod attempts;
mod counters;
mod dead_letter;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::{Event, Log, LogError, Marker, Position, Record, Send, Session, StageSpec};

use attempts::Suspicion;
pub use counters::{StageCounters, StageFigures};
pub use dead_letter::{DeadLetter, HEADERS_BYTES_MAX};

/// What a stage computed from a batch.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Outputs, state changes and dead letters, in order.
    pub sends: Vec<Send>,
}

/// One stage: a deterministic fold over its inputs. It never sees positions, transactions or the engine.
pub trait Stage {
    /// Partitions are this stage's now; `state` is the latest value by (topic, key) of its state topics.
    fn assigned(
        &mut self,
        partitions: &[u32],
        state: BTreeMap<(String, String), Vec<u8>>,
    ) -> Result<(), LogError>;

    /// Works on records in order. A record that cannot be worked on becomes a dead letter among the sends; an `Err` stops
    /// the process.
    fn work(&mut self, batch: &[Record]) -> Result<Outcome, LogError>;

    /// Called when no record is waiting. A stage without input topics (the poller on the embedded engine) does all its work
    /// here, and may block for a second; the sends are committed like those of [`Stage::work`]. An empty outcome commits
    /// nothing.
    fn idle(&mut self) -> Result<Outcome, LogError> {
        Ok(Outcome::default())
    }

    /// The sends of the last `work` or `idle` are durably in the log.
    fn committed(&mut self) {}

    /// The sends of the last `work` or `idle` were not kept (panic, abort, revoke): forget what it changed in memory.
    fn aborted(&mut self);
}

/// Limits of a stage's batches and waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageLimits {
    /// Most records of one batch. What waits is the batch: a quiet log gives batches of one at once, a busy one full ones.
    pub records_max: usize,
    /// How long one wait for records lasts; `stop` is looked at after each, so at most a few hundred milliseconds.
    pub wait: Duration,
    /// Longest pause between two attempts at a commit that the medium refused.
    pub retry_wait_max: Duration,
}

impl Default for StageLimits {
    fn default() -> StageLimits {
        StageLimits {
            records_max: 500,
            wait: Duration::from_millis(200),
            retry_wait_max: Duration::from_secs(5),
        }
    }
}

/// What the loop needs beside the stage itself.
pub struct StageRun<'a> {
    /// Name, instance, inputs and state topics.
    pub spec: StageSpec,
    /// Full name of the topic for dead letters.
    pub dead_letters: String,
    /// Limits.
    pub limits: StageLimits,
    /// Counted as it runs.
    pub counters: &'a StageCounters,
    /// Turns true when the loop shall end; it does within a second, unless the stage's own work blocks.
    pub stop: &'a AtomicBool,
    /// Told once per holder while another process holds the stage: `pid 4711`.
    pub waiting: &'a dyn Fn(&str),
}

/// Shortest pause before a refused call is tried again.
const RETRY_WAIT_MIN: Duration = Duration::from_millis(50);

/// Runs `stage` until `stop` turns true: the story of every stage on every engine.
///
/// Join (waiting for whoever holds the stage), take over the state, then batch by batch: leave a marker, work, commit. A
/// panic is pinned on one record, which becomes a dead letter in the transaction that moves past it. A medium that may
/// recover is tried again without end; anything else is returned, and the caller stops the process.
pub fn run_stage(log: &dyn Log, run: &StageRun<'_>, stage: &mut dyn Stage) -> Result<(), LogError> {
    let Some(session) = join(log, run)? else { return Ok(()) };
    let mut turn = Turn { run, stage, session };
    run.counters.holds(true);
    let ended = turn.until_stopped();
    run.counters.holds(false);
    ended
}

/// Waits until the stage is ours; `None` where `stop` came first.
fn join(log: &dyn Log, run: &StageRun<'_>) -> Result<Option<Box<dyn Session>>, LogError> {
    let mut told = None;
    while !run.stop.load(Ordering::Relaxed) {
        run.counters.tick();
        if let Some(session) = log.join(&run.spec, run.limits.wait)? {
            return Ok(Some(session));
        }
        let holder = log.holder(&run.spec.name);
        if holder.is_some() && holder != told {
            (run.waiting)(holder.as_deref().unwrap_or_default());
            told = holder;
        }
    }
    Ok(None)
}

/// A stage with its session.
struct Turn<'a> {
    run: &'a StageRun<'a>,
    stage: &'a mut dyn Stage,
    session: Box<dyn Session>,
}

/// How a commit ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Committed {
    Yes,
    /// `stop` came while the medium refused; nothing was kept.
    Stopped,
    /// The partition is another instance's now; nothing was kept.
    Moved,
}

impl Turn<'_> {
    fn until_stopped(&mut self) -> Result<(), LogError> {
        let mut wait = self.run.limits.wait;
        while !self.stopping() {
            self.run.counters.tick();
            let records_max = self.run.limits.records_max;
            let Some(event) = self.patiently(|session| session.next(records_max, wait))? else { break };
            // A stage that works in `idle` is not made to wait between two pieces of work.
            wait = self.run.limits.wait;
            match event {
                Event::Assigned { partitions, state } => self.stage.assigned(&partitions, state)?,
                Event::Revoked(_) => self.stage.aborted(),
                Event::Idle => {
                    if self.idle()? {
                        wait = Duration::ZERO;
                    }
                }
                Event::Batch(batch) => drop(self.batch(&batch)?),
            }
        }
        Ok(())
    }

    fn stopping(&self) -> bool {
        self.run.stop.load(Ordering::Relaxed)
    }

    /// True where the stage had something to send.
    fn idle(&mut self) -> Result<bool, LogError> {
        let outcome = match catch_unwind(AssertUnwindSafe(|| self.stage.idle())) {
            Ok(outcome) => outcome?,
            Err(panic) => {
                self.stage.aborted();
                self.run.counters.panicked();
                let message = dead_letter::panic_message(panic.as_ref());
                tracing::error!(stage = %self.run.spec.name, panic = %message, "Idle work panicked.");
                return Ok(false);
            }
        };
        if outcome.sends.is_empty() {
            return Ok(false);
        }
        self.commit(&outcome.sends, &[])?;
        Ok(true)
    }

    fn batch(&mut self, batch: &[Record]) -> Result<Committed, LogError> {
        self.run.counters.received(batch.len());
        let Some(left) = self.marker_at(&batch[0])? else { return Ok(Committed::Stopped) };
        match attempts::suspect(left.as_ref(), &batch[0]) {
            Suspicion::None => self.whole(batch, left.as_ref()),
            Suspicion::Batch => self.one_by_one(batch),
            Suspicion::Record => self.refuse_killer(&batch[0]),
        }
    }

    fn whole(&mut self, batch: &[Record], left: Option<&Marker>) -> Result<Committed, LogError> {
        let marker = attempts::next_marker(left, &batch[0], batch.len() == 1);
        if self.patiently(|session| session.mark(&marker))?.is_none() {
            return Ok(Committed::Stopped);
        }
        let stage = &mut self.stage;
        let sends = match catch_unwind(AssertUnwindSafe(|| stage.work(batch))) {
            Ok(outcome) => outcome?.sends,
            Err(panic) => {
                self.stage.aborted();
                self.run.counters.panicked();
                if let [record] = batch {
                    return self.refuse(record, "panic", &dead_letter::panic_message(panic.as_ref()));
                }
                return self.one_by_one(batch);
            }
        };
        match self.commit(&sends, &positions_after(batch)) {
            Ok(Committed::Yes) => Ok(Committed::Yes),
            Ok(ended) => self.unmark(&marker).map(|()| ended),
            Err(error @ LogError::TooLarge { .. }) => match batch {
                [record] => self.refuse(record, "too_large", &error.to_string()),
                _ => self.one_by_one(batch),
            },
            Err(error) => Err(error),
        }
    }

    /// Works on each record in a transaction of its own, so that one bad record costs nobody else.
    fn one_by_one(&mut self, batch: &[Record]) -> Result<Committed, LogError> {
        for record in batch {
            if self.stopping() {
                return Ok(Committed::Stopped);
            }
            self.run.counters.tick();
            let Some(left) = self.marker_at(record)? else { return Ok(Committed::Stopped) };
            let ended = match attempts::suspect(left.as_ref(), record) {
                Suspicion::Record => self.refuse_killer(record)?,
                _ => self.whole(std::slice::from_ref(record), left.as_ref())?,
            };
            if ended != Committed::Yes {
                return Ok(ended);
            }
        }
        Ok(Committed::Yes)
    }

    /// The marker of the record's partition; the outer `None` where `stop` came first.
    fn marker_at(&mut self, record: &Record) -> Result<Option<Option<Marker>>, LogError> {
        self.patiently(|session| session.marker(&record.topic, record.partition))
    }

    fn refuse_killer(&mut self, record: &Record) -> Result<Committed, LogError> {
        self.refuse(record, "killed", "the process died twice while it worked on this")
    }

    /// Moves past a record, leaving it among the dead letters with the reason.
    fn refuse(&mut self, record: &Record, class: &str, message: &str) -> Result<Committed, LogError> {
        let stage = &self.run.spec.name;
        tracing::error!(
            stage = %stage, topic = %record.topic, partition = record.partition, offset = record.offset,
            class = %class, reason = %message, "A record became a dead letter."
        );
        let letter = DeadLetter::of(record, stage, class, message).into_send(&self.run.dead_letters, record);
        self.commit(&[letter], &positions_after(std::slice::from_ref(record)))
    }

    /// A stop is no death of the process: takes the attempt back.
    fn unmark(&mut self, marker: &Marker) -> Result<(), LogError> {
        let begun = marker.begun.saturating_sub(1);
        self.session.mark(&Marker { begun, ..marker.clone() })
    }

    fn commit(&mut self, sends: &[Send], positions: &[Position]) -> Result<Committed, LogError> {
        let committed = self.patiently(|session| session.commit(sends, positions));
        match committed {
            Ok(Some(())) => {
                self.stage.committed();
                let dead = sends.iter().filter(|send| send.topic == self.run.dead_letters).count();
                self.run.counters.committed(sends.len() - dead, dead);
                Ok(Committed::Yes)
            }
            Ok(None) => {
                self.stage.aborted();
                Ok(Committed::Stopped)
            }
            Err(LogError::Moved { stage, reason }) => {
                tracing::info!(%stage, %reason, "Partitions moved; their batch is left to the new owner.");
                self.stage.aborted();
                Ok(Committed::Moved)
            }
            Err(error) => {
                self.stage.aborted();
                Err(error)
            }
        }
    }

    /// Makes a call again and again while the medium says that it may work later; said once, counted each time. `None`
    /// where `stop` came first.
    fn patiently<T>(
        &mut self,
        mut call: impl FnMut(&mut dyn Session) -> Result<T, LogError>,
    ) -> Result<Option<T>, LogError> {
        let mut pause = RETRY_WAIT_MIN;
        let mut told = false;
        loop {
            match call(self.session.as_mut()) {
                Ok(value) => {
                    if told {
                        tracing::info!(stage = %self.run.spec.name, "The log works again.");
                    }
                    return Ok(Some(value));
                }
                Err(error @ LogError::Medium { retriable: true, .. }) => {
                    if !told {
                        tracing::error!(stage = %self.run.spec.name, error = %error, "The log refuses; trying again.");
                        told = true;
                    }
                    self.run.counters.retried();
                }
                Err(error) => return Err(error),
            }
            if self.pause(pause) {
                return Ok(None);
            }
            pause = (pause * 2).min(self.run.limits.retry_wait_max);
        }
    }

    /// Waits; true where `stop` came.
    fn pause(&self, wait: Duration) -> bool {
        let until = std::time::Instant::now() + wait;
        while !self.stopping() {
            self.run.counters.tick();
            let left = until.saturating_duration_since(std::time::Instant::now());
            if left.is_zero() {
                return false;
            }
            std::thread::sleep(left.min(RETRY_WAIT_MIN));
        }
        true
    }
}

/// Positions after the last record of each partition in the batch.
fn positions_after(batch: &[Record]) -> Vec<Position> {
    let mut next: BTreeMap<(&str, u32), u64> = BTreeMap::new();
    for record in batch {
        next.insert((&record.topic, record.partition), record.offset + 1);
    }
    next.into_iter()
        .map(|((topic, partition), next)| Position { topic: topic.to_owned(), partition, next })
        .collect()
}

#[cfg(test)]
mod tests;
