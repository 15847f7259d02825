//! `estafeta feeds`: the sources with their health, and a trial of one.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use bus::wire;
use jiff::Timestamp;
use model::FeedState;
use poller::{Poller, SourceSpec};

use crate::cli::FeedsCommand;
use crate::config::Config;
use crate::exit::Exit;
use crate::logs;
use crate::sources;
use crate::terminal::shown;

/// Runs one of the two.
pub(crate) fn run(command: &FeedsCommand, config: &Config) -> Result<Exit> {
    match command {
        FeedsCommand::List => list(config),
        FeedsCommand::Test { id } => {
            let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
            runtime.block_on(test(id, config))
        }
    }
}

fn list(config: &Config) -> Result<Exit> {
    let states = states(config)?;
    let mut out = std::io::stdout().lock();
    for source in &config.sources {
        let state = source
            .url
            .as_ref()
            .and_then(|url| states.get(url))
            .or_else(|| states.get(&format!("directory:{}", source.id)));
        let written = writeln!(
            out,
            "{:<28} {} {:<9} {}",
            source.id,
            source.lang.as_deref().unwrap_or("--"),
            word(source, state),
            detail(source, state)
        );
        if crate::exit::is_closed_pipe(&written) {
            break;
        }
        written?;
    }
    Ok(Exit::Done)
}

/// What is known of the feeds; nothing where there is no log yet.
fn states(config: &Config) -> Result<BTreeMap<String, FeedState>> {
    if !logs::exists(&config.settings) {
        return Ok(BTreeMap::new());
    }
    let (log, topics) = (logs::open_read_only(&config.settings)?, logs::topics(&config.settings));
    let mut states = BTreeMap::new();
    for (key, value) in log.fold(&topics.poller_state())? {
        states.insert(
            key.clone(),
            wire::poller_state::from_json(&value).with_context(|| format!("state of {key}"))?,
        );
    }
    Ok(states)
}

fn word(source: &SourceSpec, state: Option<&FeedState>) -> &'static str {
    match state {
        _ if !source.enabled => "disabled",
        None => "new",
        Some(state) if state.error.is_some() => "failing",
        Some(_) => "ok",
    }
}

fn detail(source: &SourceSpec, state: Option<&FeedState>) -> String {
    let place = source.url.clone().or_else(|| source.path.as_ref().map(|path| path.display().to_string()));
    let place = place.unwrap_or_default();
    let Some(state) = state else { return place };
    let time = |time: Option<Timestamp>| {
        // A feed that is gone has the last moment there is.
        let time = time.filter(|time| *time != Timestamp::MAX);
        time.map_or("never".to_owned(), |time| time.strftime("%d %b %H:%M").to_string())
    };
    let error = state
        .error
        .as_ref()
        .map_or(String::new(), |error| format!("  {}: {}", error.kind, shown(&error.message)));
    format!(
        "{place}  worked {}  next {} ({})  {} articles, {} polls, {} unchanged{error}",
        time(state.succeeded_at),
        time(state.next_poll_at),
        state.next_poll_reason,
        state.articles,
        state.polls,
        state.unchanged
    )
}

async fn test(id: &str, config: &Config) -> Result<Exit> {
    let Some(spec) = config.sources.iter().find(|source| source.id == id) else {
        bail!("no source {id:?}; `estafeta feeds list` shows them");
    };
    if sources::is_seed(spec) {
        bail!("{id} is of the seed site, which only `estafeta run` serves");
    }
    let spec = SourceSpec { enabled: true, ..spec.clone() };
    let sources = sources::resolve(std::slice::from_ref(&spec), None);
    let mut poller = Poller::new(config.settings.poller.clone(), sources, Arc::new(Timestamp::now))?;
    eprintln!("polling {id} once; nothing is archived or sent");
    let (mut articles, mut failed) = (0, false);
    poller.start_due(&BTreeMap::new());
    while let Some(piece) = poller.next().await {
        let mut out = std::io::stdout().lock();
        for fetched in &piece.fetched {
            articles += 1;
            let article = &fetched.article;
            let published = article.published.as_ref().map_or("no date", |date| date.value.as_str());
            writeln!(
                out,
                "{published:<10} {:>6} characters  {}  {}",
                article.text.chars().count(),
                shown(&article.title),
                shown(article.url.as_str())
            )?;
        }
        for problem in &piece.problems {
            eprintln!("{}: {}", shown(&problem.place), problem.failure);
        }
        failed = piece.state.error.is_some();
        if piece.finished {
            eprintln!(
                "{articles} articles; next poll would be {} ({})",
                piece.state.next_poll_at.map_or("never".to_owned(), |t| t.to_string()),
                piece.state.next_poll_reason
            );
        }
    }
    Ok(if failed { Exit::Failed } else { Exit::Done })
}
