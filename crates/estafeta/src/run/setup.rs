//! What `run` needs before it runs: the log, its topics, the archive, the seed site, the page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use archive::Writer;
use bus::{Log, LogError, Seek, Topics, partition_of, wire};
use jiff::Timestamp;
use poller::{Poller, Source, owner};
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use url::Url;

use super::Process;
use crate::config::Config;
use crate::logs;
use crate::rules::RuleSet;
use crate::signals::Stop;
use crate::stages::{PollParts, PollSetup};
use crate::{seed_site, sources};

/// What the archive's `warcinfo` says.
pub(crate) const SOFTWARE: &str = concat!("estafeta ", env!("CARGO_PKG_VERSION"));

/// Records of one read while `articles` is read through.
const RECORDS_MAX: usize = 1000;

/// Creates what is missing of the topics.
pub(super) fn create_topics(log: &dyn Log, config: &Config, rules: &RuleSet) -> Result<Topics> {
    let channels: Vec<String> = rules.channels.channel_names().map(str::to_owned).collect();
    log.create_topics(&logs::wanted_topics(config, &channels)).context("create the topics")?;
    Ok(logs::topics(&config.settings))
}

/// Makes the poller's parts, once the stage is ours and not before: its seed site, its archive writer, its poller.
pub(super) fn poll_setup(process: &Process<'_>) -> PollSetup {
    let (config, wiring) = (process.config.clone(), process.wiring.clone());
    let (handle, stop) = (process.runtime.handle().clone(), process.stop.clone());
    Box::new(move || {
        let seed_url = serve_seed_site(&config, &handle, &stop)?;
        let mut archive = Writer::open(archive::Config {
            dir: config.settings.archive.dir.clone(),
            instance: logs::instance(&config.settings),
            segment_bytes_max: config.settings.archive.segment_bytes_max,
            software: SOFTWARE.to_owned(),
        })
        .context("open the archive\n  mend: make the folder writable, or let archive.dir name another")?;
        mark_committed(wiring.log.as_ref(), &wiring.topics, &mut archive)?;
        let sources = sources::resolve(&config.sources, seed_url.as_ref());
        let poller_config = config.settings.poller.clone();
        let partitions = logs::partitions(&config.settings);
        let make_poller = Box::new(move |owned: &[u32]| {
            let is_ours = |source: &&Source| owned.contains(&partition_of(&owner(&source.key()), partitions));
            let sources = sources.iter().filter(is_ours).cloned().collect();
            Poller::new(poller_config.clone(), sources, Arc::new(Timestamp::now))
        });
        Ok(PollParts { runtime: handle.clone(), poller: make_poller(&[])?, make_poller, archive, partitions })
    })
}

fn serve_seed_site(config: &Config, runtime: &tokio::runtime::Handle, stop: &Stop) -> Result<Option<Url>> {
    let wanted = config.sources.iter().any(|source| source.enabled && sources::is_seed(source));
    let (Some(dir), true) = (&config.settings.seed_site.dir, wanted) else { return Ok(None) };
    let listener = runtime
        .block_on(TcpListener::bind("127.0.0.1:0"))
        .context("serve the seed site on a loopback port")?;
    let address = listener.local_addr()?;
    let served = seed_site::serve(listener, dir.clone(), stop.asked());
    runtime.spawn(async move {
        if let Err(error) = served.await {
            tracing::error!(%error, "The seed site ended.");
        }
    });
    Ok(Some(Url::parse(&format!("http://{address}/")).expect("an address makes a url")))
}

/// Marks archived records whose articles are in the log: a crash may have come between the two.
pub(crate) fn mark_committed(log: &dyn Log, topics: &Topics, archive: &mut Writer) -> Result<()> {
    let open: BTreeSet<String> = archive.uncommitted()?.into_iter().collect();
    if open.is_empty() {
        return Ok(());
    }
    let mut reader = log.reader(&[topics.articles()], Seek::Beginning)?;
    let mut committed = Vec::new();
    loop {
        let records = reader.poll(RECORDS_MAX, std::time::Duration::ZERO)?;
        if records.is_empty() {
            break;
        }
        for record in records {
            let article = wire::article::from_json(record.value.as_deref().unwrap_or_default());
            let pointer = article.ok().and_then(|article| article.archive).map(|pointer| pointer.record);
            committed.extend(pointer.filter(|pointer| open.contains(pointer)));
        }
    }
    Ok(archive.mark_committed(committed.iter().map(String::as_str))?)
}

/// The first lines an operator reads.
pub(super) fn banner(config: &Config, page: &str) {
    let enabled = || config.sources.iter().filter(|source| source.enabled);
    let seeds = enabled().filter(|source| sources::is_seed(source)).count();
    let pages = config.settings.seed_site.dir.as_deref().filter(|_| seeds > 0).map_or(0, page_count);
    eprintln!(
        "{SOFTWARE}  log {}  archive {}  page {page}",
        logs::place(&config.settings),
        config.settings.archive.dir.display()
    );
    let watched = match pages {
        0 => format!("{} sources", enabled().count()),
        _ => format!("{pages} seed pages and {} sources", enabled().count() - seeds),
    };
    eprintln!("{watched}; follow alerts with:  {} subscribe --from beginning", own_command(config));
}

/// How this program was called, with its configuration, so that the line can be copied.
fn own_command(config: &Config) -> String {
    let exe = std::env::current_exe().unwrap_or_else(|_| "estafeta".into());
    let here = std::env::current_dir().ok();
    let exe = here.as_deref().and_then(|here| exe.strip_prefix(here).ok()).unwrap_or(&exe);
    match config.file.as_deref().filter(|file| *file != Path::new("config/estafeta.toml")) {
        Some(file) => format!("{} --config {}", exe.display(), file.display()),
        None => exe.display().to_string(),
    }
}

fn page_count(dir: &Path) -> usize {
    let inside =
        |dir: &Path| std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_page = |path: &Path| path.extension().is_some_and(|ending| ending == "html");
    inside(dir).map(|outlet| inside(&outlet).filter(|path| is_page(path)).count()).sum()
}

/// Serves the page until the end.
pub(super) fn serve_page(process: &Process<'_>, listener: TcpListener, registry: Registry) {
    let (counters, stages) = (process.counters.clone(), process.stages.clone());
    let web = web::Web {
        log: process.wiring.log.clone(),
        topics: process.wiring.topics.clone(),
        archive: process.config.settings.archive.dir.clone(),
        outlets: outlets(&process.config),
        registry: std::sync::Mutex::new(registry),
        is_ready: Box::new(move || counters.all_held(&stages)),
    };
    let served = web::serve(listener, web, process.stop.asked());
    process.runtime.spawn(async move {
        if let Err(error) = served.await {
            tracing::error!(%error, "The page ended.");
        }
    });
}

/// The sources as the page names them.
fn outlets(config: &Config) -> BTreeMap<String, web::Outlet> {
    let outlet = |source: &poller::SourceSpec| web::Outlet {
        name: source.name.clone(),
        lang: source.lang.clone().unwrap_or_default(),
    };
    config.sources.iter().map(|source| (source.id.clone(), outlet(source))).collect()
}

/// A failure while the poll stage sets itself up, as the log's error: it stops the process.
pub(crate) fn setup_failed(error: &anyhow::Error) -> LogError {
    LogError::Medium {
        action: "set up the poll stage".to_owned(),
        message: format!("{error:#}"),
        retriable: false,
    }
}
