//! `estafeta mirror`: copies the alert topics of the embedded log into a Kafka, exactly once.
//!
//! The mirror is a stage on the target that reads another log in its idle time. How far it is stands in a compacted topic of
//! the target, written in the transaction of the copies; whoever is assigned that topic is the mirror.

mod copy;
mod place;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use bus::{
    Cleanup, KafkaLog, Log, StageCounters, StageLimits, StageRun, StageSpec, Topic, Topics, run_stage,
};

use crate::cli::MirrorArgs;
use crate::config::{Config, Engine, Settings};
use crate::exit::Exit;
use crate::logs;
use crate::rules::RuleSet;
use crate::watchdog;
use copy::{Copier, Pair};

/// Name of the stage, and end of the group's name.
const STAGE: &str = "mirror";

/// How often the loop is looked after.
const LOOK: Duration = Duration::from_millis(50);

/// Copies until a signal, or with `--once` until everything is copied.
pub(crate) fn run(args: &MirrorArgs, config: &Config, rules: &RuleSet, stop: &AtomicBool) -> Result<Exit> {
    let settings = &config.settings;
    if settings.log.engine == Engine::Kafka {
        bail!(
            "this log is on a Kafka already ({})\n  mend: let subscribers read that one; a mirror is for the embedded log",
            settings.log.kafka.brokers
        );
    }
    let source = logs::open_read_only(settings)?;
    let prefix = args.prefix.as_deref().unwrap_or(&settings.log.prefix);
    let Some(target_topics) = Topics::new(prefix) else {
        bail!(
            "--prefix {prefix:?} cannot be part of a topic name\n  mend: use lower-case letters, digits, dots and hyphens"
        );
    };
    let channels: Vec<String> = rules.channels.channel_names().map(str::to_owned).collect();
    let wanted = target_topics.mirrored(&channels);
    let target = open_target(args, settings, prefix)?;
    let mirror_state = target_topics.mirror_state();
    let compact = Topic { name: mirror_state.clone(), partitions: 1, cleanup: Cleanup::Compact };
    let all: Vec<Topic> = wanted.iter().cloned().chain([compact]).collect();
    target.create_topics(&all).with_context(|| format!("prepare the topics at {}", args.to))?;
    eprintln!(
        "estafeta: mirrors {} to kafka {}, {} topics under {prefix}",
        logs::place(settings),
        args.to,
        wanted.len()
    );
    let pairs = pairs(&logs::topics(settings), &target_topics, &channels);
    let end = args.once.then_some(stop);
    let mut copier = Copier::new(source.as_ref(), pairs, mirror_state.clone(), usize::from(args.batch), end);
    let spec = StageSpec {
        name: STAGE.to_owned(),
        instance: logs::instance(settings),
        inputs: Vec::new(),
        state: vec![mirror_state],
    };
    mirror(&target, spec, &mut copier, stop)?;
    eprintln!("estafeta: copied {} records", copier.copied());
    Ok(Exit::Done)
}

fn open_target(args: &MirrorArgs, settings: &Settings, prefix: &str) -> Result<KafkaLog> {
    let section = &settings.log.kafka;
    if section.sasl.is_some() != section.username.is_some() {
        bail!("log.kafka.username: sasl and username go together\n  mend: give both or neither");
    }
    let marker_dir = settings.log.path.with_file_name("markers");
    let mut kafka = section.resolve(prefix, marker_dir)?;
    kafka.brokers.clone_from(&args.to);
    KafkaLog::open(kafka).with_context(|| format!("--to {}", args.to))
}

/// Which topic is copied into which.
fn pairs(from: &Topics, to: &Topics, channels: &[String]) -> Vec<Pair> {
    let named = |topics: &Topics| {
        let mut names = vec![topics.alerts(), topics.alert_state()];
        names.extend(channels.iter().map(|channel| topics.channel(channel)));
        names
    };
    named(from).into_iter().zip(named(to)).map(|(source, target)| Pair { source, target }).collect()
}

/// Runs the stage, and beside it a look at whether it turns.
fn mirror(target: &dyn Log, spec: StageSpec, copier: &mut Copier<'_>, stop: &AtomicBool) -> Result<()> {
    let counters = StageCounters::default();
    let run = StageRun {
        spec,
        dead_letters: String::new(),
        limits: StageLimits::default(),
        counters: &counters,
        stop,
        waiting: &|_| {},
    };
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                watchdog::end_where_stuck("mirror", &counters);
                std::thread::sleep(LOOK);
            }
        });
        let ended = run_stage(target, &run, copier);
        is_over.store(true, Ordering::Relaxed);
        ended.context("mirror")
    })
}
