//! The poller: which sources are due, polls in flight, and their events folded into pieces that the stage commits.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::FeedState;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{Id, JoinError, JoinSet};

use crate::event::{Answered, Event};
use crate::fetch::Fetcher;
use crate::fold::{Progress, Revisions};
use crate::guarded::Guarded;
use crate::network::{Network, Reach};
use crate::visit::{Job, World};
use crate::{Config, Failure, FailureKind, Polled, Source, SourceError};

/// Tells the time; a test passes its own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Events waiting to be folded. Each may hold a page, so there are few.
const EVENTS_MAX: usize = 8;

/// Polls sources. Holds nothing that must survive: what counts is in the states that the caller committed.
///
/// Use within a tokio runtime: [`Poller::start_due`], then [`Poller::next`] until the caller has something else to do, and so
/// on. Commit pieces in the order received, and before the next `start_due`. When a commit fails, drop the poller and make
/// a new one from the committed states. Dropping it ends all polls in flight.
pub struct Poller {
    world: Arc<World>,
    sources: Vec<Arc<Source>>,
    sender: mpsc::Sender<Event>,
    events: mpsc::Receiver<Event>,
    tasks: JoinSet<()>,
    task_keys: HashMap<Id, String>,
    in_flight: BTreeMap<String, Progress>,
    /// Answers still awaited, by round; what failed to be reached is judged when its round is complete.
    rounds: BTreeMap<u64, usize>,
    round: u64,
    held: Vec<(u64, String, Failure)>,
    ready: VecDeque<Polled>,
    revisions: Revisions,
    reach: Reach,
    network: Network,
}

/// Why a poller cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PollerError {
    /// A setting makes no sense.
    #[error("poller config: {0}")]
    Config(String),
    /// Two sources share an id or an address.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The HTTP client cannot be built.
    #[error("build http client: {0}")]
    Client(String),
}

impl Poller {
    /// A poller of the enabled ones among `sources`.
    pub fn new(config: Config, sources: Vec<Source>, clock: Clock) -> Result<Poller, PollerError> {
        if let Some(complaint) = config.complaint() {
            return Err(PollerError::Config(complaint));
        }
        if let Some(error) = crate::source::duplicate(&sources) {
            return Err(error.into());
        }
        let config = Arc::new(config);
        let fetcher = Fetcher::new(Arc::clone(&config), Arc::clone(&clock))
            .map_err(|error| PollerError::Client(error.to_string()))?;
        let world = World {
            guarded: Guarded::new(Duration::from_secs(config.parse_secs)),
            places: Semaphore::new(config.feeds_in_flight_max),
            fetcher,
            config,
            clock,
        };
        let (sender, events) = mpsc::channel(EVENTS_MAX);
        Ok(Poller {
            world: Arc::new(world),
            sources: sources.into_iter().filter(|source| source.enabled).map(Arc::new).collect(),
            sender,
            events,
            tasks: JoinSet::new(),
            task_keys: HashMap::new(),
            in_flight: BTreeMap::new(),
            rounds: BTreeMap::new(),
            round: 0,
            held: Vec::new(),
            ready: VecDeque::new(),
            revisions: Revisions::default(),
            reach: Reach::default(),
            network: Network::default(),
        })
    }

    /// Starts a poll of every source that is due by `states` (as committed, by [`Source::key`]) and not in flight; returns
    /// how many were started.
    pub fn start_due(&mut self, states: &BTreeMap<String, FeedState>) -> usize {
        for (key, state) in states {
            self.revisions.load(key, state);
        }
        let now = self.now();
        self.round += 1;
        let mut started = 0;
        for source in self.sources.clone() {
            let key = source.key();
            let state = states.get(&key).cloned().unwrap_or_default();
            if self.in_flight.contains_key(&key) || state.next_poll_at.is_some_and(|at| at > now) {
                continue;
            }
            self.start(Job { source, key, state });
            started += 1;
        }
        if started > 0 {
            self.rounds.insert(self.round, started);
        }
        started
    }

    fn start(&mut self, job: Job) {
        let progress = Progress::new(Arc::clone(&job.source), job.key.clone(), self.round, job.state.clone());
        self.in_flight.insert(job.key.clone(), progress);
        let (world, sender, key) = (Arc::clone(&self.world), self.sender.clone(), job.key.clone());
        let task = async move {
            let _place = world.places.acquire().await.expect("places are never closed");
            // Nobody listens any more only when the poller is being dropped.
            let _ = crate::poll(&world, &job, &sender).await;
        };
        let handle = self.tasks.spawn(task);
        self.task_keys.insert(handle.id(), key);
    }

    /// The next piece of a result, waiting for it; `None` when nothing is in flight. Cancelling it loses nothing.
    pub async fn next(&mut self) -> Option<Polled> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(piece);
            }
            if let Ok(event) = self.events.try_recv() {
                self.fold(event);
                continue;
            }
            // Nothing to fold at once: what has gathered goes out rather than wait for more.
            if let Some(progress) = self.in_flight.values_mut().find(|progress| progress.has_articles()) {
                return Some(progress.piece(false));
            }
            if self.in_flight.is_empty() {
                return None;
            }
            tokio::select! {
                Some(event) = self.events.recv() => self.fold(event),
                Some(ended) = self.tasks.join_next_with_id() => self.ended(ended),
            }
        }
    }

    /// Starts what is due and gathers all pieces until nothing is in flight: one round, for tools and tests.
    pub async fn poll_due(&mut self, states: &BTreeMap<String, FeedState>) -> Vec<Polled> {
        self.start_due(states);
        let mut pieces = Vec::new();
        while let Some(piece) = self.next().await {
            pieces.push(piece);
        }
        pieces
    }

    /// When the next source that is not in flight is due; in the past where one is due now, `None` where there is none.
    pub fn next_due(&self, states: &BTreeMap<String, FeedState>) -> Option<Timestamp> {
        let due = |key: &String| states.get(key).and_then(|state| state.next_poll_at);
        let idle =
            self.sources.iter().map(|source| source.key()).filter(|key| !self.in_flight.contains_key(key));
        idle.map(|key| due(&key).unwrap_or(Timestamp::UNIX_EPOCH)).min()
    }

    /// How many sources are being polled.
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// Whether the own network looks down; renewed when the answers of a round are complete.
    pub fn network(&self) -> &Network {
        &self.network
    }

    fn now(&self) -> Timestamp {
        (self.world.clock)()
    }

    fn fold(&mut self, event: Event) {
        let now = self.now();
        match event {
            Event::Answered { key, answer } => self.answered(now, key, answer),
            Event::Tried { key, tried } => {
                let Some(progress) = self.in_flight.get_mut(&key) else { return };
                progress.tried(now, *tried, &mut self.revisions, &self.world.config);
                if progress.is_full(&self.world.config) {
                    let piece = progress.piece(false);
                    self.ready.push_back(piece);
                }
            }
            Event::Finished { key } => self.finish(now, &key, Ok(())),
        }
    }

    fn answered(&mut self, now: Timestamp, key: String, answer: Result<Answered, Failure>) {
        let Some(progress) = self.in_flight.get_mut(&key) else { return };
        progress.awaited = false;
        let (round, source) = (progress.round, Arc::clone(&progress.source));
        let unreachable =
            answer.as_ref().err().map(|failure| failure.kind).filter(|kind| kind.is_unreachable());
        let host = source.fetch_url().and_then(|url| url.host_str().map(str::to_owned));
        if let Some(host) = host.filter(|_| !source.admit_private) {
            self.reach.note(&key, &host, unreachable, now);
        }
        match answer {
            Ok(answered) => progress.answered(now, answered),
            Err(failure) => self.held.push((round, key, failure)),
        }
        self.count_answer(now, round);
    }

    /// Counts an answer of `round`; the last one settles what failed in it.
    fn count_answer(&mut self, now: Timestamp, round: u64) {
        let Some(awaited) = self.rounds.get_mut(&round) else { return };
        *awaited -= 1;
        if *awaited > 0 {
            return;
        }
        self.rounds.remove(&round);
        self.network = self.reach.network(now, &self.world.config);
        let (due, later) = std::mem::take(&mut self.held).into_iter().partition(|(of, _, _)| *of == round);
        self.held = later;
        let due: Vec<(u64, String, Failure)> = due;
        for (_, key, failure) in due {
            let own = self.in_flight.get(&key).is_some_and(|progress| progress.source.admit_private);
            let down = self.network.down && failure.kind.is_unreachable() && !own;
            self.finish(now, &key, Err((failure, down)));
        }
    }

    fn finish(&mut self, now: Timestamp, key: &str, result: Result<(), (Failure, bool)>) {
        let Some(mut progress) = self.in_flight.remove(key) else { return };
        progress.finish(now, result, &self.world.config);
        self.ready.push_back(progress.piece(true));
    }

    /// A task ended. That it panicked is a bug of ours, which must not leave its source in flight for ever.
    fn ended(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match &ended {
            Ok((id, ())) => *id,
            Err(error) => error.id(),
        };
        let Some(key) = self.task_keys.remove(&id) else { return };
        if ended.is_ok() {
            return;
        }
        let Some(progress) = self.in_flight.get_mut(&key) else { return };
        let (round, awaited) = (progress.round, std::mem::take(&mut progress.awaited));
        let now = self.now();
        self.finish(now, &key, Err((Failure::new(FailureKind::Panic, "the poll panicked"), false)));
        if awaited {
            self.count_answer(now, round);
        }
    }
}
