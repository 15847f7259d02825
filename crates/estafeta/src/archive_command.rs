//! `estafeta archive`: what is archived, a record, and whether all of it is whole.

use std::io::Write as _;

use anyhow::{Context as _, Result, bail};
use archive::{Archive, Config as WriterConfig, Writer};

use crate::cli::ArchiveCommand;
use crate::config::Config;
use crate::exit::Exit;
use crate::logs;
use crate::terminal::{shown, shown_text};

/// Runs one of the three.
pub(crate) fn run(command: &ArchiveCommand, config: &Config) -> Result<Exit> {
    let archive = Archive::open_read(&config.settings.archive.dir)?;
    match command {
        ArchiveCommand::Ls { url } => ls(&archive, url.as_deref()),
        ArchiveCommand::Cat { record } => cat(&archive, record),
        ArchiveCommand::Verify { prune: true } => prune(config).and_then(|()| {
            // Pruning wrote files anew: look at them with fresh eyes.
            verify(&Archive::open_read(&config.settings.archive.dir)?)
        }),
        ArchiveCommand::Verify { prune: false } => verify(&archive),
    }
}

fn ls(archive: &Archive, url: Option<&str>) -> Result<Exit> {
    let mut out = std::io::stdout().lock();
    for row in archive.rows()?.iter().filter(|row| url.is_none_or(|part| row.url.contains(part))) {
        let mark = if row.committed { " " } else { "!" };
        let time = row.fetched_at.strftime("%Y-%m-%d %H:%M:%S");
        let written =
            writeln!(out, "{time} {mark} r{:<2} {} {}", row.revision, row.pointer.record, shown(&row.url));
        if crate::exit::is_closed_pipe(&written) {
            break;
        }
        written?;
    }
    Ok(Exit::Done)
}

fn cat(archive: &Archive, record: &str) -> Result<Exit> {
    let Some(row) = archive.find(record)? else {
        bail!("no record {record:?} in {}; `estafeta archive ls` lists them", archive.dir().display());
    };
    let mut out = std::io::stdout().lock();
    for record in archive.read(&row)? {
        for (name, value) in &record.headers {
            writeln!(out, "{name}: {}", shown(value))?;
        }
        writeln!(out, "\n{}\n", shown_text(&String::from_utf8_lossy(&record.block)))?;
    }
    Ok(Exit::Done)
}

fn verify(archive: &Archive) -> Result<Exit> {
    let report = archive.verify(|done, all| {
        if done % 1000 == 0 {
            eprintln!("archive: {done} of {all} read");
        }
    })?;
    let mut out = std::io::stdout().lock();
    for damage in &report.damaged {
        writeln!(
            out,
            "damaged  {}  {}: {}",
            damage.row.pointer.record,
            shown(&damage.row.url),
            damage.message
        )?;
    }
    writeln!(
        out,
        "{} article revisions are whole, {} damaged; {} records have no committed article{}",
        report.whole,
        report.damaged.len(),
        report.uncommitted,
        if report.uncommitted > 0 { " (legal after a crash; --prune removes them)" } else { "" }
    )?;
    Ok(if report.damaged.is_empty() { Exit::Done } else { Exit::Failed })
}

fn prune(config: &Config) -> Result<()> {
    let log = logs::open(&config.settings)?;
    let holder = log.holder("poll");
    if let Some(holder) = holder {
        bail!("the archive is being written by {holder}; stop it before --prune");
    }
    let mut writer = Writer::open(WriterConfig {
        dir: config.settings.archive.dir.clone(),
        instance: logs::instance(&config.settings),
        segment_bytes_max: config.settings.archive.segment_bytes_max,
        software: crate::run::SOFTWARE.to_owned(),
    })?;
    crate::run::mark_committed(log.as_ref(), &logs::topics(&config.settings), &mut writer)
        .context("read which articles are committed")?;
    eprintln!("archive: {} records removed", writer.prune()?);
    Ok(())
}
