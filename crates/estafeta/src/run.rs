//! `estafeta run`: everything in one process. The stages are threads; the seed site and the page are tasks.

mod agreement;
mod setup;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use bus::{LogError, Reader, Seek, StageCounters, wire};
use model::PolledBy;
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::cli::{RunArgs, StageName};
use crate::config::{Config, Engine};
use crate::exit::Exit;
use crate::logs;
use crate::metrics::{PollMetrics, StageMetrics};
use crate::rules::RuleSet;
use crate::signals::Stop;
use crate::stages::{self, PollStage, Wiring};
use crate::subscribe;
use crate::terminal::Paint;
use crate::watchdog;

use agreement::Agreement;
pub(crate) use setup::{SOFTWARE, mark_committed, setup_failed};

/// How long threads may take to end after they were asked to.
const END_MAX: Duration = Duration::from_secs(5);

/// How often the main thread looks after the stages.
const LOOK: Duration = Duration::from_millis(50);

/// Counters of the three stages.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) poll: StageCounters,
    pub(crate) extract: StageCounters,
    pub(crate) classify: StageCounters,
}

impl Counters {
    pub(crate) fn all(&self) -> [(&'static str, &StageCounters); 3] {
        [("poll", &self.poll), ("extract", &self.extract), ("classify", &self.classify)]
    }

    fn of(&self, stage: StageName) -> &StageCounters {
        match stage {
            StageName::Poll => &self.poll,
            StageName::Extract => &self.extract,
            StageName::Classify => &self.classify,
        }
    }

    /// True where all of `stages` are this process's.
    pub(crate) fn all_held(&self, stages: &[StageName]) -> bool {
        stages.iter().all(|stage| self.of(*stage).figures().held)
    }
}

/// What everything that runs shares.
pub(crate) struct Process<'a> {
    pub(crate) config: Arc<Config>,
    pub(crate) runtime: &'a Runtime,
    pub(crate) stop: &'a Stop,
    pub(crate) wiring: Wiring,
    pub(crate) counters: Arc<Counters>,
    pub(crate) stages: Vec<StageName>,
}

/// Runs until a signal, or until a stage fails for good.
pub(crate) fn run(
    args: &RunArgs,
    config: Config,
    rules: RuleSet,
    runtime: Runtime,
    stop: &Stop,
) -> Result<Exit> {
    let begun = Instant::now();
    let config = Arc::new(narrowed(config, args)?);
    let log = logs::open(&config.settings)?;
    let topics = setup::create_topics(log.as_ref(), &config, &rules)?;
    let first = log.reader(&[topics.alerts()], Seek::End)?;
    let counters = Arc::new(Counters::default());
    let mut registry = Registry::with_prefix("estafeta");
    let poll_metrics = PollMetrics::register(&mut registry);
    registry.register_collector(Box::new(StageMetrics(counters.clone())));
    let wiring = Wiring {
        log,
        topics: topics.clone(),
        rules: Arc::new(rules),
        source: config.settings.alerts.source.clone(),
        instance: logs::holder_name(&config.settings),
        stop: stop.flag.clone(),
        replay: None,
    };
    let stages = args.stages.clone();
    let process = Process { config, runtime: &runtime, stop, wiring, counters, stages };
    let poll_setup = setup::poll_setup(&process);
    let threads = process.start(PollStage::new(poll_setup, topics, poll_metrics, process.polled_by()));
    let served = process.watch(&threads, registry, begun, first);
    stop.ask();
    let ended = join(threads);
    runtime.shutdown_timeout(Duration::from_secs(1));
    served.and(ended).map(|()| Exit::Done)
}

/// The configuration as the command line changes it.
fn narrowed(mut config: Config, args: &RunArgs) -> Result<Config> {
    if let Some(listen) = &args.listen {
        let parsed = listen.parse::<std::net::SocketAddr>();
        parsed.with_context(|| format!("--listen {listen:?}; write it like 127.0.0.1:8080"))?;
        config.settings.web.listen.clone_from(listen);
    }
    if !args.only.is_empty() {
        config.sources.retain(|source| args.only.iter().any(|start| source.id.starts_with(start)));
    }
    Ok(config)
}

type StageThread = (&'static str, JoinHandle<Result<(), LogError>>);
type StageWork = Box<dyn FnOnce(&Wiring, &Counters) -> Result<(), LogError> + Send>;

impl Process<'_> {
    fn start(&self, poll: PollStage) -> Vec<StageThread> {
        let spawn = |name: &'static str, work: StageWork| {
            let (wiring, counters) = (self.wiring.clone(), self.counters.clone());
            let thread = std::thread::Builder::new().name(name.to_owned());
            let thread = thread.spawn(move || work(&wiring, &counters));
            (name, thread.expect("a thread can be started at the start"))
        };
        let mut threads = Vec::new();
        if self.stages.contains(&StageName::Poll) {
            let mut poll = poll;
            let work =
                move |wiring: &Wiring, counters: &Counters| stages::poll(wiring, &counters.poll, &mut poll);
            threads.push(spawn("poll", Box::new(work)));
        }
        if self.stages.contains(&StageName::Extract) {
            let work = |wiring: &Wiring, counters: &Counters| stages::extract(wiring, &counters.extract);
            threads.push(spawn("extract", Box::new(work)));
        }
        if self.stages.contains(&StageName::Classify) {
            let work = |wiring: &Wiring, counters: &Counters| stages::classify(wiring, &counters.classify);
            threads.push(spawn("classify", Box::new(work)));
        }
        threads
    }

    /// Waits until the stages are ours, opens the page, tells of the first alert, and looks after the stages until the end.
    fn watch(
        &self,
        threads: &[StageThread],
        registry: Registry,
        begun: Instant,
        first: Box<dyn Reader>,
    ) -> Result<()> {
        let is_over = || self.stop.is_asked() || threads.iter().any(|(_, thread)| thread.is_finished());
        while !self.counters.all_held(&self.stages) {
            if is_over() {
                return Ok(());
            }
            std::thread::sleep(LOOK);
        }
        let listen = &self.config.settings.web.listen;
        let listener = self.runtime.block_on(TcpListener::bind(listen)).with_context(|| {
            format!("serve the page at {listen}\n  mend: end what holds the port, or give another one with --listen or web.listen")
        })?;
        let page = format!("http://{}", listener.local_addr()?);
        setup::banner(&self.config, &page);
        setup::serve_page(self, listener, registry);
        let mut agreement = self.agreement()?;
        let mut first = Some(first);
        while !is_over() {
            self.check_turning()?;
            match (&mut agreement, &first) {
                (Some(agreement), _) => agreement.look(LOOK),
                (None, None) => std::thread::sleep(LOOK),
                (None, Some(_)) => {}
            }
            let Some(reader) = &mut first else { continue };
            if let Some(record) = reader.poll(1, LOOK)?.first() {
                let alert = wire::alert::from_json(record.value.as_deref().unwrap_or_default())?;
                let (line, secs) = (subscribe::line(&alert, Paint::plain()), begun.elapsed().as_secs_f64());
                eprintln!("first alert after {secs:.1} s:  {line}  {page}/alerts/{}", alert.id);
                first = None;
            }
        }
        Ok(())
    }

    /// How this process stands in the states of the feeds that it polls.
    fn polled_by(&self) -> PolledBy {
        PolledBy { instance: logs::instance(&self.config.settings), feeds: self.config.feeds }
    }

    /// A watch over what other instances poll by; none on the embedded log, which has one instance.
    fn agreement(&self) -> Result<Option<Agreement>, LogError> {
        match self.config.settings.log.engine {
            Engine::Sqlite => Ok(None),
            Engine::Kafka => {
                Agreement::new(self.wiring.log.as_ref(), &self.wiring.topics, self.polled_by()).map(Some)
            }
        }
    }

    /// Fails where a stage has stopped turning.
    fn check_turning(&self) -> Result<()> {
        for stage in &self.stages {
            watchdog::check(stage.word(), self.counters.of(*stage))?;
        }
        Ok(())
    }
}

/// Waits for the stages to end; the first failure is the one that is told.
fn join(threads: Vec<StageThread>) -> Result<()> {
    let deadline = Instant::now() + END_MAX;
    let mut failed = None;
    for (name, thread) in threads {
        while !thread.is_finished() && Instant::now() < deadline {
            std::thread::sleep(LOOK);
        }
        if !thread.is_finished() {
            failed.get_or_insert(anyhow!(
                "stage {name} did not end within {} s; its open batch is aborted",
                END_MAX.as_secs()
            ));
            continue;
        }
        match thread.join() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                failed.get_or_insert(anyhow::Error::new(error).context(format!("stage {name}")));
            }
            Err(_) => {
                failed.get_or_insert(anyhow!("stage {name} panicked; this is a bug, please report it"));
            }
        }
    }
    failed.map_or(Ok(()), Err)
}
