//! `estafeta subscribe`: follows the alert topics of a log on this host, read-only.

mod filter;
mod render;

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use bus::{Record, Seek, wire};
use jiff::{SignedDuration, Timestamp};

use crate::cli::{AlertFormat, SubscribeArgs};
use crate::config::Config;
use crate::exit::{self, Exit};
use crate::input::midnight;
use crate::logs;
use crate::terminal::Paint;
use filter::Filter;
pub(crate) use render::{arrow, full, line};

/// Records of one read.
const RECORDS_MAX: usize = 500;

/// How long one read waits; signals are looked at in between.
const WAIT: Duration = Duration::from_millis(250);

/// Prints alerts from the asked-for place until `--until`, a signal, or for ever.
pub(crate) fn run(args: &SubscribeArgs, config: &Config, paint: Paint, stop: &AtomicBool) -> Result<Exit> {
    let now = Timestamp::now();
    let from = place(&args.from, now).context("--from")?;
    let until = args.until.as_deref().map(|until| end(until, now)).transpose().context("--until")?;
    let filter = Filter::new(args)?;
    let log = logs::open_read_only(&config.settings)?;
    let topics = logs::topics(&config.settings);
    let topic = args.channel.as_deref().map_or_else(|| topics.alerts(), |channel| topics.channel(channel));
    let mut reader = log.reader(std::slice::from_ref(&topic), from).with_context(|| match &args.channel {
        Some(channel) => format!("follow channel {channel:?}; config/channels.toml names the channels"),
        None => "follow the alerts".to_owned(),
    })?;
    let mut out = std::io::stdout().lock();
    while !stop.load(Ordering::Relaxed) {
        let is_past = until.is_some_and(|until| Timestamp::now() >= until);
        // What is there now is read to its end, however long the log takes to answer.
        let records = reader.poll(RECORDS_MAX, if is_past { Duration::ZERO } else { WAIT })?;
        let is_over = is_past && records.is_empty();
        for record in records {
            if until.is_some_and(|until| record.appended_at > until) {
                return Ok(Exit::Done);
            }
            let Some(text) = text_of(&record, &filter, args.format, paint)? else { continue };
            let written = writeln!(out, "{text}").and_then(|()| out.flush());
            if exit::is_closed_pipe(&written) {
                return Ok(Exit::Done);
            }
            written?;
        }
        if is_over {
            break;
        }
    }
    Ok(Exit::Done)
}

/// The record as it is printed; `None` where the filter drops it.
fn text_of(record: &Record, filter: &Filter, format: AlertFormat, paint: Paint) -> Result<Option<String>> {
    let Some(value) = record.value.as_deref() else { return Ok(None) };
    let place = || format!("{}/{}/{}", record.topic, record.partition, record.offset);
    let alert = wire::alert::from_json(value).with_context(place)?;
    if !filter.passes(&alert) {
        return Ok(None);
    }
    Ok(Some(match format {
        AlertFormat::Table => line(&alert, paint),
        AlertFormat::Full => full(&alert, paint),
        AlertFormat::Jsonl => String::from_utf8(value.to_vec()).with_context(place)?,
    }))
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
