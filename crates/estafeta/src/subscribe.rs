//! `estafeta subscribe`: follows the alert topics of a log, alone or as one of a group, or the page of another machine.

mod exec;
mod filter;
mod group;
mod outlet;
mod remote;
mod render;
mod slot;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use bus::{Log, LogError, Seek};
use jiff::{SignedDuration, Timestamp};
use tokio::runtime::Runtime;

use crate::cli::SubscribeArgs;
use crate::config::{Config, Settings};
use crate::exit::Exit;
use crate::input::midnight;
use crate::logs;
use crate::problem::Problems;
use crate::signals::Stop;
use crate::terminal::Paint;
use outlet::{Outlet, Told};
pub(crate) use render::{arrow, full, line};

/// Records of one read.
const RECORDS_MAX: usize = 500;

/// How long one read waits; signals are looked at in between.
const WAIT: Duration = Duration::from_millis(250);

/// The part of a topic that is asked for.
struct Range {
    from: Seek,
    until: Option<Timestamp>,
}

impl Range {
    fn of(args: &SubscribeArgs) -> Result<Range> {
        let now = Timestamp::now();
        let from = place(&args.from, now).context("--from")?;
        let until = args.until.as_deref().map(|until| end(until, now)).transpose().context("--until")?;
        Ok(Range { from, until })
    }

    /// Nothing that comes from now on is wanted.
    fn is_past(&self) -> bool {
        self.until.is_some_and(|until| Timestamp::now() >= until)
    }

    fn ends_before(&self, appended_at: Timestamp) -> bool {
        self.until.is_some_and(|until| appended_at > until)
    }
}

/// Tells alerts from the asked-for place until `--until`, a signal, or for ever. The configuration is read only where a log
/// of this host is followed.
pub(crate) fn run(
    args: &SubscribeArgs,
    config: impl FnOnce() -> Result<Config, Problems>,
    paint: Paint,
    runtime: &Runtime,
    stop: &Stop,
) -> Result<Exit> {
    let range = Range::of(args)?;
    let outlet = Outlet::of(args, paint)?;
    if let Some(url) = &args.url {
        return runtime.block_on(remote::follow(url, args, &range, outlet, stop));
    }
    let settings = config()?.settings;
    let topics = logs::topics(&settings);
    let topic = args.channel.as_deref().map_or_else(|| topics.alerts(), |channel| topics.channel(channel));
    match &args.group {
        Some(name) => {
            let log = logs::open_existing(&settings)?;
            is_there(log.as_ref(), args, &topic)?;
            group::follow(log.as_ref(), &settings, name, &topic, &range, outlet, &stop.flag)
        }
        None => follow(&settings, args, &topic, &range, outlet, &stop.flag),
    }
}

/// Reads as one who leaves no trace.
fn follow(
    settings: &Settings,
    args: &SubscribeArgs,
    topic: &str,
    range: &Range,
    mut outlet: Outlet,
    stop: &AtomicBool,
) -> Result<Exit> {
    let log = logs::open_read_only(settings)?;
    is_there(log.as_ref(), args, topic)?;
    let mut reader = log.reader(&[topic.to_owned()], range.from)?;
    while !stop.load(Ordering::Relaxed) {
        let is_past = range.is_past();
        // What is there now is read to its end, however long the log takes to answer.
        let records = reader.poll(RECORDS_MAX, if is_past { Duration::ZERO } else { WAIT })?;
        if is_past && records.is_empty() {
            break;
        }
        for record in records {
            if range.ends_before(record.appended_at) || outlet.tell(&record)? == Told::Gone {
                return Ok(Exit::Done);
            }
        }
    }
    Ok(Exit::Done)
}

/// Fails with what to do where the topic is not there.
fn is_there(log: &dyn Log, args: &SubscribeArgs, topic: &str) -> Result<()> {
    let Err(error) = log.reader(&[topic.to_owned()], Seek::End) else { return Ok(()) };
    match (&args.channel, &error) {
        (Some(channel), LogError::NoTopic(_)) => {
            bail!(
                "follow channel {channel:?}: {error}\n  mend: take a channel that config/channels.toml names"
            )
        }
        (None, LogError::NoTopic(_)) => {
            bail!("follow the alerts: {error}\n  mend: start `estafeta run` once, or check log.prefix")
        }
        _ => Err(error.into()),
    }
}

/// Where `--from` points: `beginning`, `end`, a span back (`-24h`, `-7d`, `-30m`), or a time.
fn place(text: &str, now: Timestamp) -> Result<Seek> {
    match text {
        "beginning" => Ok(Seek::Beginning),
        "end" => Ok(Seek::End),
        _ => Ok(Seek::Time(time(text, now)?)),
    }
}

fn end(text: &str, now: Timestamp) -> Result<Timestamp> {
    if text == "now" { Ok(now) } else { time(text, now) }
}

/// A span back (`-24h`), a day, or an RFC 3339 time.
pub(crate) fn time(text: &str, now: Timestamp) -> Result<Timestamp> {
    if let Some(back) = text.strip_prefix('-') {
        let digits = back.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let amount: i64 =
            digits.parse().with_context(|| format!("{text:?} is no span; write it like -24h or -7d"))?;
        let secs = match &back[digits.len()..] {
            "s" => amount,
            "m" => amount.saturating_mul(60),
            "h" => amount.saturating_mul(3600),
            "d" => amount.saturating_mul(86_400),
            unit => bail!("unknown unit {unit:?} in {text:?}; use s, m, h or d"),
        };
        return Ok(now.checked_sub(SignedDuration::from_secs(secs))?);
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let day: jiff::civil::Date = text.parse().with_context(|| {
        format!(
            "{text:?} is neither beginning, end, a span like -24h, a day like 2024-02-08 nor an RFC 3339 time"
        )
    })?;
    midnight(day).with_context(|| format!("{text:?} is out of range"))
}

#[cfg(test)]
mod tests;
