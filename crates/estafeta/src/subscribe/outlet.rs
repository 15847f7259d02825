//! Where alerts go: as lines to standard output, or one by one to a command.

use std::io::Write as _;

use anyhow::{Context as _, Result};
use bus::{Record, wire};
use model::{Alert, Transition};

use super::exec::Exec;
use super::filter::Filter;
use super::render::{full, line};
use crate::cli::{AlertFormat, SubscribeArgs};
use crate::exit;
use crate::terminal::Paint;

/// What became of an alert.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The filter drops it.
    Dropped,
    /// It is printed.
    Printed,
    /// The command took it and ended with 0.
    Taken,
    /// The command did not; why.
    Failed(String),
    /// Nobody reads what is printed any more.
    Gone,
}

/// A subscriber's end.
pub(super) struct Outlet {
    filter: Filter,
    format: AlertFormat,
    paint: Paint,
    exec: Option<Exec>,
}

impl Outlet {
    pub(super) fn of(args: &SubscribeArgs, paint: Paint) -> Result<Outlet> {
        Ok(Outlet { filter: Filter::new(args)?, format: args.format, paint, exec: Exec::of(args) })
    }

    /// Tells the alert of a record of `alerts` or of a channel's topic.
    pub(super) fn tell(&mut self, record: &Record) -> Result<Told> {
        let Some(value) = record.value.as_deref() else { return Ok(Told::Dropped) };
        let in_channel = wire::headers::find(record, wire::headers::CHANNEL_TRANSITION);
        let place = || format!("{}/{}/{}", record.topic, record.partition, record.offset);
        self.tell_value(value, in_channel).with_context(place)
    }

    /// Tells an alert by its wire form; `in_channel` is what it is in the channel that is followed.
    pub(super) fn tell_value(&mut self, value: &[u8], in_channel: Option<&str>) -> Result<Told> {
        let mut alert = wire::alert::from_json(value)?;
        if !self.filter.passes(&alert) {
            return Ok(Told::Dropped);
        }
        if let Some(exec) = &self.exec {
            return Ok(exec.give(value).map_or_else(Told::Failed, |()| Told::Taken));
        }
        if let Some(transition) = in_channel.and_then(Transition::from_word) {
            alert.transition = transition;
        }
        self.print(&alert, value)
    }

    fn print(&self, alert: &Alert, value: &[u8]) -> Result<Told> {
        let text = match self.format {
            AlertFormat::Table => line(alert, self.paint),
            AlertFormat::Full => full(alert, self.paint),
            AlertFormat::Jsonl => std::str::from_utf8(value)?.to_owned(),
        };
        let mut out = std::io::stdout().lock();
        let written = writeln!(out, "{text}").and_then(|()| out.flush());
        if exit::is_closed_pipe(&written) {
            return Ok(Told::Gone);
        }
        written?;
        Ok(Told::Printed)
    }
}
