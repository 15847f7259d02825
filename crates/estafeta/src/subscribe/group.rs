//! Follows as one of a group, whose place is kept in the log: it moves only after alerts were told.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use bus::{Event, Log, LogError, Position, Record, Seek, Session, StageSpec};

use super::outlet::{Outlet, Told};
use super::slot::Slot;
use super::{RECORDS_MAX, Range, WAIT};
use crate::config::{Engine, Settings};
use crate::exit::Exit;
use crate::logs;

/// First pause after a command failed, or the log refused.
const PAUSE_MIN: Duration = Duration::from_secs(1);

/// Longest pause: with the longest time of a command below the five minutes after which Kafka takes a silent member's
/// partitions.
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// After this time without an assignment it is said that another has the group; Kafka does not name it.
const WAIT_TOLD_AFTER: Duration = Duration::from_secs(5);

/// After so long the rest of a batch is left to the next one, so that the group hears of a member with a slow command.
const SERVE_AFTER: Duration = Duration::from_secs(20);

/// How often a pause looks for signals.
const LOOK: Duration = Duration::from_millis(50);

/// Joins the group, waiting where another holds it, and tells what the group has not seen.
pub(super) fn follow(
    log: &dyn Log,
    settings: &Settings,
    group: &str,
    topic: &str,
    range: &Range,
    outlet: Outlet,
    stop: &AtomicBool,
) -> Result<Exit> {
    let slot = match settings.log.engine {
        Engine::Sqlite => None,
        Engine::Kafka => Some(Slot::take(&settings.log.path.with_file_name("markers"), group)?),
    };
    let instance = match &slot {
        None => logs::holder_name(settings),
        Some(slot) => format!("{}-{}", logs::instance(settings), slot.number),
    };
    let name = format!("subscribe.{group}");
    let spec = StageSpec { name, instance, inputs: vec![topic.to_owned()], state: Vec::new() };
    let Some(session) = join(log, &spec, group, stop)? else { return Ok(Exit::Done) };
    let mut member = Member {
        log,
        group,
        topic,
        range,
        stop,
        session,
        outlet,
        first: None,
        waits_since: Some(Instant::now()),
        failures: 0,
        pause: PAUSE_MIN,
    };
    member.follow()?;
    Ok(Exit::Done)
}

fn join(
    log: &dyn Log,
    spec: &StageSpec,
    group: &str,
    stop: &AtomicBool,
) -> Result<Option<Box<dyn Session>>, LogError> {
    let mut told = None;
    while !stop.load(Ordering::Relaxed) {
        if let Some(session) = log.join(spec, WAIT)? {
            return Ok(Some(session));
        }
        let holder = log.holder(&spec.name);
        if holder.is_some() && holder != told {
            let by = holder.as_deref().unwrap_or_default();
            eprintln!("estafeta: group {group} is followed by {by}; waiting for it to end");
            told = holder;
        }
    }
    Ok(None)
}

/// Where a group that is new begins.
#[derive(Debug, Clone, Copy)]
enum First {
    Offset(u64),
    Time(jiff::Timestamp),
}

impl First {
    fn is_after(self, record: &Record) -> bool {
        match self {
            First::Offset(first) => record.offset < first,
            First::Time(first) => record.appended_at < first,
        }
    }
}

/// Whether more is to come.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    More,
    Over,
}

struct Member<'a> {
    log: &'a dyn Log,
    group: &'a str,
    topic: &'a str,
    range: &'a Range,
    stop: &'a AtomicBool,
    session: Box<dyn Session>,
    outlet: Outlet,
    /// Set where the group was found without a place.
    first: Option<First>,
    /// Since when nothing is assigned and that was not told.
    waits_since: Option<Instant>,
    /// How often the command failed at the same alert.
    failures: u32,
    pause: Duration,
}

impl Member<'_> {
    fn follow(&mut self) -> Result<()> {
        while !self.is_stopping() {
            let Some(event) = self.patiently(|session| session.next(RECORDS_MAX, WAIT))? else { break };
            match event {
                Event::Assigned { partitions, .. } => {
                    self.waits_since = partitions.is_empty().then(Instant::now);
                    self.first = self.first_of_new()?;
                    self.tell_place();
                }
                Event::Revoked(_) => {}
                Event::Idle => {
                    self.tell_waiting();
                    if self.range.is_past() && self.is_at_the_end()? {
                        break;
                    }
                }
                Event::Batch(records) => {
                    if self.tell(&records)? == Next::Over {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    fn tell_place(&self) {
        match self.session.position(self.topic, 0) {
            Some(0) => eprintln!("estafeta: group {} is new in {}", self.group, self.topic),
            Some(next) => eprintln!("estafeta: group {} goes on in {} at {next}", self.group, self.topic),
            None => {}
        }
    }

    fn tell_waiting(&mut self) {
        if self.waits_since.is_some_and(|since| since.elapsed() > WAIT_TOLD_AFTER) {
            self.waits_since = None;
            eprintln!(
                "estafeta: group {} is followed by another subscriber; waiting for it to end",
                self.group
            );
        }
    }

    fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Tells records of one partition in order. Each alert that a command took is committed by itself, what was printed
    /// together.
    fn tell(&mut self, records: &[Record]) -> Result<Next> {
        let (begun, mut done) = (Instant::now(), None);
        for record in records {
            if self.range.ends_before(record.appended_at) {
                self.commit(done)?;
                return Ok(Next::Over);
            }
            if self.first.is_some_and(|first| first.is_after(record)) {
                done = Some(record);
                continue;
            }
            match self.outlet.tell(record)? {
                Told::Dropped | Told::Printed => done = Some(record),
                Told::Taken => {
                    self.commit(Some(record))?;
                    done = None;
                    (self.failures, self.pause) = (0, PAUSE_MIN);
                    if begun.elapsed() > SERVE_AFTER {
                        return Ok(Next::More);
                    }
                }
                Told::Failed(why) => {
                    self.commit(done)?;
                    self.wait_after(record, &why);
                    return Ok(Next::More);
                }
                Told::Gone => {
                    self.commit(done)?;
                    return Ok(Next::Over);
                }
            }
            if self.is_stopping() {
                break;
            }
        }
        self.commit(done)?;
        Ok(Next::More)
    }

    /// Moves the group's place behind a record.
    fn commit(&mut self, done: Option<&Record>) -> Result<()> {
        let Some(record) = done else { return Ok(()) };
        let (topic, partition) = (record.topic.clone(), record.partition);
        let position = [Position { topic, partition, next: record.offset + 1 }];
        match self.patiently(|session| session.commit(&[], &position)) {
            Err(LogError::Moved { reason, .. }) => {
                tracing::warn!(%reason, "The group went to another subscriber, which may tell the last alerts again.");
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn wait_after(&mut self, record: &Record, why: &str) {
        self.failures += 1;
        let secs = self.pause.as_secs();
        let times = if self.failures == 1 { String::new() } else { format!(" {} times now", self.failures) };
        eprintln!(
            "estafeta: {why}{times}; alert {} ({}/{}) is given to it again in {secs} s",
            record.key, record.topic, record.offset
        );
        wait(self.pause, self.stop);
        self.pause = (self.pause * 2).min(PAUSE_MAX);
    }

    /// Where the group begins, if it has no place yet.
    fn first_of_new(&self) -> Result<Option<First>, LogError> {
        if self.session.position(self.topic, 0) != Some(0) {
            return Ok(None);
        }
        match self.range.from {
            Seek::Beginning => Ok(None),
            Seek::Offset(offset) => Ok(Some(First::Offset(offset))),
            Seek::Time(time) => Ok(Some(First::Time(time))),
            Seek::End => self.end().map(|end| Some(First::Offset(end))),
        }
    }

    /// Offset after the last record.
    fn end(&self) -> Result<u64, LogError> {
        let mut reader = self.log.reader(&[self.topic.to_owned()], Seek::Beginning)?;
        let mut end = 0;
        loop {
            let records = reader.poll(RECORDS_MAX, Duration::ZERO)?;
            let Some(last) = records.last() else { return Ok(end) };
            end = last.offset + 1;
        }
    }

    /// Whether the group has seen all there is; the session alone does not know, since records may be on their way to it.
    fn is_at_the_end(&self) -> Result<bool, LogError> {
        let Some(position) = self.session.position(self.topic, 0) else { return Ok(false) };
        let mut reader = self.log.reader(&[self.topic.to_owned()], Seek::Offset(position))?;
        Ok(reader.poll(1, Duration::ZERO)?.is_empty())
    }

    /// Repeats a call while the log says that it may work later, with growing pauses. `None` where `stop` came first.
    fn patiently<T>(
        &mut self,
        mut call: impl FnMut(&mut dyn Session) -> Result<T, LogError>,
    ) -> Result<Option<T>, LogError> {
        let mut pause = LOOK;
        loop {
            match call(self.session.as_mut()) {
                Ok(value) => return Ok(Some(value)),
                Err(error @ LogError::Medium { retriable: true, .. }) => {
                    if pause == LOOK {
                        tracing::error!(%error, "The log refuses; trying again.");
                    }
                    if !wait(pause, self.stop) {
                        return Ok(None);
                    }
                    pause = (pause * 2).min(PAUSE_MAX);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// Waits; false where `stop` came first.
fn wait(pause: Duration, stop: &AtomicBool) -> bool {
    let end = Instant::now() + pause;
    while Instant::now() < end {
        if stop.load(Ordering::Relaxed) {
            return false;
        }
        std::thread::sleep(LOOK.min(pause));
    }
    true
}
