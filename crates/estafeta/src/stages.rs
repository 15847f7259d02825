//! The wiring of each stage, one function each. What a stage computes is in its crate; what it reads and writes is here.
//!
//! [`poll()`]: feeds and pages → archive → `articles` and `poller-state`. [`extract()`]: `articles` → `ties`. [`classify()`]:
//! `ties` → `alerts`, `alerts.<channel>`, `alert-state` and `classifier-state`. Each commits its outputs, its state and its
//! position in one transaction (`bus::run_stage`).

mod classify;
mod extract;
mod poll;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bus::{Log, LogError, StageCounters, StageLimits, StageRun, StageSpec, Topics, run_stage};

use crate::replay::{Around, Inside};
use crate::rules::RuleSet;

pub(crate) use classify::ClassifyStage;
pub(crate) use extract::ExtractStage;
pub(crate) use poll::{PollParts, PollSetup, PollStage};

/// What all stages share.
#[derive(Clone)]
pub(crate) struct Wiring {
    pub(crate) log: Arc<dyn Log>,
    pub(crate) topics: Topics,
    pub(crate) rules: Arc<RuleSet>,
    /// `ce_source` of every alert.
    pub(crate) source: String,
    /// Names this process to others.
    pub(crate) instance: String,
    pub(crate) stop: Arc<AtomicBool>,
    /// Inside a replay, what it puts around the stages.
    pub(crate) replay: Option<Arc<Inside>>,
}

/// Polls what is due, archives each exchange, and sends the articles with the new state of their feeds.
pub(crate) fn poll(wiring: &Wiring, counters: &StageCounters, stage: &mut PollStage) -> Result<(), LogError> {
    let state = vec![wiring.topics.poller_state()];
    wiring.run("poll", Vec::new(), state, StageLimits::default(), counters, stage)
}

/// Reads article revisions and sends their ties, one record each, empty or not.
pub(crate) fn extract(wiring: &Wiring, counters: &StageCounters) -> Result<(), LogError> {
    let mut stage = ExtractStage::new(wiring.rules.clone(), wiring.topics.clone());
    // A batch is spread over the cores; 64 articles are a few milliseconds of work.
    let limits = StageLimits { records_max: 64, ..StageLimits::default() };
    wiring.run("extract", vec![wiring.topics.articles()], Vec::new(), limits, counters, &mut stage)
}

/// Folds ties into stories and sends each transition of each alert.
pub(crate) fn classify(wiring: &Wiring, counters: &StageCounters) -> Result<(), LogError> {
    let mut stage = ClassifyStage::new(wiring.rules.clone(), wiring.topics.clone(), wiring.source.clone());
    let state = vec![wiring.topics.classifier_state()];
    wiring.run("classify", vec![wiring.topics.ties()], state, StageLimits::default(), counters, &mut stage)
}

impl Wiring {
    /// Runs a stage under its name; inside a replay under the run's, with the run around it.
    pub(crate) fn run(
        &self,
        name: &str,
        inputs: Vec<String>,
        state: Vec<String>,
        limits: StageLimits,
        counters: &StageCounters,
        stage: &mut dyn bus::Stage,
    ) -> Result<(), LogError> {
        let waiting =
            |holder: &str| eprintln!("estafeta: stage {name} is held by {holder}; waiting for it to end");
        let mut around =
            self.replay.as_deref().map(|inside| (inside, Around::new(inside, name, stage, &self.stop)));
        let (name, stage): (String, &mut dyn bus::Stage) = match &mut around {
            Some((inside, around)) => (inside.stage(name), around),
            None => (name.to_owned(), stage),
        };
        let spec = StageSpec { name, instance: self.instance.clone(), inputs, state };
        let run = StageRun {
            spec,
            dead_letters: self.topics.dead_letters(),
            limits,
            counters,
            stop: &self.stop,
            waiting: &waiting,
        };
        run_stage(self.log.as_ref(), &run, stage)
    }
}
