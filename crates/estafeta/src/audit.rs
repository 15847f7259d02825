//! `estafeta audit`: proves from the topics and the archive of a deployment that nothing was lost, doubled or put out of
//! order, and that every sentence behind an alert stands in the archive. It reads only, and may run beside `run`.
//!
//! The order of reading is what makes that possible: what must be there for something else is read after it. Archive rows,
//! then articles, then alerts, then the ties that made them, then dead letters and copies.

mod alerts;
mod articles;
mod copies;
mod evidence;
mod report;
mod scan;

use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::Result;
use archive::Archive;
use bus::{Log, Topics};

use crate::cli::AuditArgs;
use crate::config::Config;
use crate::exit::Exit;
use crate::logs;

use alerts::Alerts;
use articles::Articles;
use copies::States;
use evidence::Archived;
use report::Report;

/// Audits the deployment that the configuration names.
pub(crate) fn run(args: &AuditArgs, config: &Config) -> Result<Exit> {
    let log = logs::open_read_only(&config.settings)?;
    let report = audit(log.as_ref(), &logs::topics(&config.settings), &config.settings.archive.dir)?;
    report.print(args)?;
    Ok(if report.is_clean() { Exit::Done } else { Exit::Faults })
}

/// The whole audit. The alerts themselves tell which channels there are: an audit needs no rules.
fn audit(log: &dyn Log, topics: &Topics, archive: &Path) -> Result<Report> {
    let mut report = Report::default();
    told("the index of the archive");
    let rows = Archive::open_read(archive)?.rows()?;
    let [states_before, articles, alerts, ties, dead_letters, states_after] = scan::open(
        log,
        [
            topics.alert_state(),
            topics.articles(),
            topics.alerts(),
            topics.ties(),
            topics.dead_letters(),
            topics.alert_state(),
        ],
    )?;
    let states = States::before(states_before)?;
    told("articles");
    let articles = Articles::read(articles, topics, &mut report)?;
    told("alerts");
    let mut archived = Archived::default();
    let alerts = Alerts::read(alerts, &mut archived, &mut report)?;
    told("ties and dead letters");
    let ties = articles.follow(log, ties, dead_letters, &mut report)?;
    alerts.check(&ties, &mut report);
    told("channels");
    copies::check_channels(log, topics, alerts.channels(), &alerts, &mut report)?;
    states.check(states_after, topics, &alerts, &mut report)?;
    told("the archive");
    // Opened anew: an instance that came in the meantime has an index of its own.
    let archive = Archive::open_read(archive)?;
    articles.check_archived(&archive, &rows, &mut report)?;
    archived.check(&archive, &rows, &mut report)?;
    Ok(report)
}

/// Says on a terminal what is read now: an audit of a large archive takes its time.
fn told(what: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("audit: reading {what}");
    }
}
