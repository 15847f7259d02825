//! `estafeta replay`: the archive, or the log, once more through the same stages, under its own name.
//!
//! A run is a log of its own: `feed` puts archived articles into it in order of (fetched_at, record id), and the extractor
//! and the classifier of `run` read them there. So a run that was killed goes on where its last transaction ended, and two
//! runs over the same range with the same rules have the same output digest. Nothing of the live deployment is written.

mod around;
mod digest;
mod feed;
mod input;
mod log_input;
mod manifest;
mod place;
mod when;

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use bus::{Log, LogError, StageCounters, StageLimits, Topics};

use crate::cli::ReplayArgs;
use crate::config::Config;
use crate::exit::Exit;
use crate::logs;
use crate::rules::RuleSet;
use crate::signals::Stop;
use crate::stages::{self, Wiring};
use crate::watchdog;

pub(crate) use around::{Around, Inside};
pub(crate) use manifest::{Asked, Manifest};
pub(crate) use place::Place;

use feed::{Fed, FeedStage};

/// Unreadable revisions that are told on the terminal; the manifest names more.
const TOLD_MAX: usize = 5;

/// How often the progress bar moves and the stages are looked after.
const LOOK: Duration = Duration::from_millis(100);

/// Replays what `args` ask for, or goes on with it.
pub(crate) fn run(args: &ReplayArgs, config: &Config, rules: RuleSet, stop: &Stop) -> Result<Exit> {
    let place = Place::of(&config.settings, &args.run)?;
    let mut manifest = manifest::begin(args, &place, &rules)?;
    use_threads(args.threads)?;
    let log = place.open()?;
    if let Some(holder) = log.holder(&place.stage("feed")) {
        bail!("run {} is being made by {holder}\n  mend: wait for it, or end it", args.run);
    }
    let channels: Vec<String> = rules.channels.channel_names().map(str::to_owned).collect();
    log.create_topics(&place.topics.all_of_replay(&channels)).context("create the topics of the run")?;
    let inside = Arc::new(Inside::new(&place, &manifest.asked));
    let feed = FeedStage::new(config, &manifest, &place.topics, args.rate)?;
    let wiring = Wiring {
        log: log.clone(),
        topics: place.topics.clone(),
        rules: Arc::new(rules),
        source: config.settings.alerts.source.clone(),
        instance: logs::holder_name(&config.settings),
        stop: stop.flag.clone(),
        replay: Some(inside.clone()),
    };
    let begun = Instant::now();
    let before = feed::fed(log.as_ref(), &place.topics)?;
    // A run that was killed between its last commit and its manifest has only the manifest left to do.
    if !around::is_ended(log.as_ref(), &place.topics)? {
        replay(&wiring, feed, &args.run)?;
    }
    let fed = feed::fed(log.as_ref(), &place.topics)?;
    if !around::is_ended(log.as_ref(), &place.topics)? {
        bail!("run {} was interrupted; the same command goes on with it", args.run);
    }
    let secs = begun.elapsed().as_secs_f64();
    finish(&mut manifest, &place, log.as_ref(), &channels, fed.clone())?;
    tell(&manifest, &place, fed.counts.fed() - before.counts.fed(), secs);
    Ok(if fed.counts.is_whole() { Exit::Done } else { Exit::SomeBad })
}

/// Threads that read the archive and extract; the global pool, because the stages spread their batches over it.
fn use_threads(threads: Option<usize>) -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // One core is left to what else runs here, the live stages first of all.
    let threads = threads.unwrap_or(cores.saturating_sub(1)).max(1);
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("start the threads")
}

/// Runs the three stages until the last article is classified, a signal comes, or one of them fails.
fn replay(wiring: &Wiring, mut feed: FeedStage, run: &str) -> Result<()> {
    let counters: [StageCounters; 3] = Default::default();
    let all = feed.articles_expected();
    let state = vec![wiring.topics.progress()];
    let ended = std::thread::scope(|scope| {
        let feeding = scope
            .spawn(|| wiring.run("feed", Vec::new(), state, StageLimits::default(), &counters[0], &mut feed));
        let extracting = scope.spawn(|| stages::extract(wiring, &counters[1]));
        let classifying = scope.spawn(|| stages::classify(wiring, &counters[2]));
        let mut bar = Bar::new(run, all);
        let threads = [("feed", &feeding), ("extract", &extracting), ("classify", &classifying)];
        let watch = || {
            let left = threads.iter().zip(&counters).filter(|((_, thread), _)| !thread.is_finished());
            left.map(|((stage, _), counters)| watchdog::end_where_stuck(stage, counters)).count()
        };
        while watch() == threads.len() {
            bar.show(counters[2].figures().received);
            std::thread::sleep(LOOK);
        }
        bar.clear();
        // Whatever ended the one ends the others.
        wiring.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        while watch() > 0 {
            std::thread::sleep(LOOK);
        }
        [("feed", feeding.join()), ("extract", extracting.join()), ("classify", classifying.join())]
    });
    for (name, result) in ended {
        let result = result.map_err(|_| anyhow!("stage {name} panicked; this is a bug, please report it"))?;
        result.map_err(|error: LogError| anyhow::Error::new(error).context(format!("stage {name}")))?;
    }
    Ok(())
}

/// Counts and digests what came out, and closes the manifest.
fn finish(
    manifest: &mut Manifest,
    place: &Place,
    log: &dyn Log,
    channels: &[String],
    fed: Fed,
) -> Result<()> {
    manifest.output = Some(digest::of(log, &place.topics, channels, manifest.asked.from)?);
    manifest.counts = fed.counts;
    manifest.unreadable = fed.unreadable;
    manifest.finished = true;
    manifest.finished_at = Some(jiff::Timestamp::now());
    manifest.write(&place.manifest)
}

fn tell(manifest: &Manifest, place: &Place, articles: u64, secs: f64) {
    let counts = &manifest.counts;
    let Some(output) = &manifest.output else { return };
    let alerts = output.records("alerts");
    eprintln!(
        "replay {}: {} articles compared, {} of the warm-up, {} left out by the filters; {alerts} alert transitions",
        manifest.run, counts.compared, counts.warm_up, counts.filtered
    );
    for name in manifest.unreadable.iter().take(TOLD_MAX) {
        eprintln!("replay {}: not replayed: {name}", manifest.run);
    }
    if counts.unreadable > 0 {
        eprintln!(
            "replay {}: {} archived revisions could not be read; `estafeta archive verify` shows what is damaged",
            manifest.run, counts.unreadable
        );
    }
    if let Some(gap) = manifest.counts.log_starts_at.filter(|gap| *gap > 0) {
        eprintln!(
            "replay {}: the log keeps articles from position {gap} on; alerts that rest on older ones differ from live's",
            manifest.run
        );
    }
    eprintln!(
        "replay {}: {articles} articles in {secs:.1} s, {:.0} articles/s",
        manifest.run,
        articles as f64 / secs.max(0.001)
    );
    eprintln!("output {}  manifest {}", output.digest, place.manifest.display());
}

/// How far it is, on a terminal only.
struct Bar<'a> {
    run: &'a str,
    all: Option<u64>,
    begun: Instant,
    on: bool,
}

impl Bar<'_> {
    fn new(run: &str, all: Option<u64>) -> Bar<'_> {
        Bar { run, all, begun: Instant::now(), on: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, done: u64) {
        if !self.on {
            return;
        }
        let rate = done as f64 / self.begun.elapsed().as_secs_f64().max(0.1);
        let share = self.all.filter(|all| *all > 0).map(|all| {
            let tenths = (done.min(all) * 20 / all) as usize;
            format!("[{}{}] {done} of {all}", "#".repeat(tenths), ".".repeat(20 - tenths))
        });
        let share = share.unwrap_or_else(|| done.to_string());
        // A bar that cannot be drawn is no failure of the replay.
        let _ = write!(std::io::stderr(), "\r\u{1b}[Kreplay {}  {share} articles  {rate:.0}/s", self.run);
    }

    fn clear(&self) {
        if self.on {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// The topics and the log of a finished run, for those who only read it.
pub(crate) fn open_finished(config: &Config, run: &str) -> Result<(Arc<dyn Log>, Topics, Manifest)> {
    let place = Place::of(&config.settings, run)?;
    let Some(manifest) = Manifest::read(&place.manifest)? else {
        bail!(
            "there is no run {run:?}: {} is not there\n  mend: `estafeta replay --run {run}` makes it",
            place.manifest.display()
        );
    };
    if !manifest.finished {
        bail!(
            "run {run} is not finished\n  mend: give its `estafeta replay` command again; it goes on where it was"
        );
    }
    Ok((place.open_to_read()?, place.topics, manifest))
}
