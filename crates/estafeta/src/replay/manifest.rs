//! The manifest of a run: what was asked, by which rules, and what came out. A person reads it; `diff` and a resumed run do
//! too.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Place, digest::Output, feed::Counts, when};
use crate::cli::ReplayArgs;
use crate::rules::RuleSet;
use crate::subscribe;

/// Format of the file; it only grows.
const FORMAT: u32 = 1;

/// A run, as `<run>.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    /// Name of the run.
    pub(crate) run: String,
    /// What was asked for.
    pub(crate) asked: Asked,
    /// What made the output.
    pub(crate) made_by: MadeBy,
    /// True once all is replayed and the output digest is known.
    pub(crate) finished: bool,
    #[serde(with = "when")]
    pub(crate) started_at: Timestamp,
    #[serde(with = "when::optional")]
    pub(crate) finished_at: Option<Timestamp>,
    /// What was read.
    pub(crate) counts: Counts,
    /// Archived revisions that could not be read, the first of them by name.
    #[serde(default)]
    pub(crate) unreadable: Vec<String>,
    /// What came out.
    pub(crate) output: Option<Output>,
}

/// Where the articles of a run come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum From {
    /// The archive, in order of (fetched_at, record id).
    Archive,
    /// The topic `articles`, in its order.
    Log,
}

/// Which articles are replayed; the same on every resume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) input: From,
    /// Articles fetched before this feed the state and are not compared.
    #[serde(with = "when::optional")]
    pub(crate) from: Option<Timestamp>,
    /// Articles fetched at or after this are left out.
    #[serde(with = "when")]
    pub(crate) to: Timestamp,
    /// How long before `from` the reading begins.
    pub(crate) warm_up_secs: i64,
    /// Source ids; empty for all.
    pub(crate) sources: Vec<String>,
    /// Language codes; empty for all.
    pub(crate) langs: Vec<String>,
}

/// What decides the output beside the articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MadeBy {
    /// Version of the program.
    pub(crate) code: String,
    /// Digest of the cue files.
    pub(crate) rules: String,
    /// Digest of the gazetteer files.
    pub(crate) gazetteer: String,
    /// Digest of channels.toml as it was understood.
    pub(crate) channels: String,
}

impl Asked {
    /// What the arguments mean at `now`, the time at which the run was begun first.
    fn of(args: &ReplayArgs, now: Timestamp) -> Result<Asked> {
        let time = |text: &String| subscribe::time(text, now);
        let from = args.from.as_ref().map(time).transpose().context("--from")?;
        let to = args.to.as_ref().map(time).transpose().context("--to")?;
        // What is fetched after the begin is not there yet for every run alike.
        let to = to.unwrap_or(now).min(now);
        if from.is_some_and(|from| from >= to) {
            bail!("--from is not before --to");
        }
        let warm_up_secs = now.duration_since(time(&format!("-{}", args.warm_up)).context("--warm-up")?);
        let mut asked = Asked {
            input: if args.from_log { From::Log } else { From::Archive },
            from,
            to,
            warm_up_secs: if from.is_some() { warm_up_secs.as_secs() } else { 0 },
            sources: args.source.clone(),
            langs: args.lang.clone(),
        };
        for lang in &asked.langs {
            if !matches!(lang.as_str(), "en" | "es" | "pt" | "ru") {
                bail!("--lang {lang:?} is none of en, es, pt, ru");
            }
        }
        asked.sources.sort();
        asked.langs.sort();
        Ok(asked)
    }

    /// Where reading begins.
    pub(crate) fn begin(&self) -> Timestamp {
        let back = SignedDuration::from_secs(self.warm_up_secs);
        self.from.map_or(Timestamp::MIN, |from| from.checked_sub(back).unwrap_or(Timestamp::MIN))
    }
}

impl MadeBy {
    fn of(rules: &RuleSet) -> MadeBy {
        let versions = rules.extractor.versions();
        // The digest is of what the classifier understood, so that a comment in the file changes nothing.
        let channels = model::Digest::of(format!("{:?}", rules.channels).as_bytes()).to_string();
        MadeBy {
            code: env!("CARGO_PKG_VERSION").to_owned(),
            rules: versions.rules.clone(),
            gazetteer: versions.gazetteer.clone(),
            channels,
        }
    }

    fn parts(&self) -> [(&'static str, &str); 4] {
        [
            ("program", &self.code),
            ("cues", &self.rules),
            ("gazetteer", &self.gazetteer),
            ("channels", &self.channels),
        ]
    }
}

impl Manifest {
    /// Reads a manifest; `None` where there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Manifest>> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("read {}", path.display())),
        };
        let manifest = serde_json::from_slice(&text).with_context(|| format!("read {}", path.display()))?;
        Ok(Some(manifest))
    }

    /// Writes it whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let during = || format!("write {}", path.display());
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).with_context(during)?;
        let part = path.with_extension("json.part");
        let mut file = File::create(&part).with_context(during)?;
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        file.write_all(&text).and_then(|()| file.sync_all()).with_context(during)?;
        std::fs::rename(&part, path).with_context(during)?;
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(during)
    }

    fn age_secs(&self) -> i64 {
        Timestamp::now().duration_since(self.started_at).as_secs()
    }
}

/// The manifest of the run that `args` name, new or as it was left; refuses what would mix two runs.
pub(super) fn begin(args: &ReplayArgs, place: &Place, rules: &RuleSet) -> Result<Manifest> {
    let made_by = MadeBy::of(rules);
    let Some(old) = Manifest::read(&place.manifest)? else {
        let now = Timestamp::now();
        let manifest = Manifest {
            format: FORMAT,
            run: args.run.clone(),
            asked: Asked::of(args, now)?,
            made_by,
            finished: false,
            started_at: now,
            finished_at: None,
            counts: Counts::default(),
            unreadable: Vec::new(),
            output: None,
        };
        manifest.write(&place.manifest)?;
        return Ok(manifest);
    };
    let (run, file) = (&args.run, place.manifest.display());
    if old.finished {
        bail!(
            "run {run} is finished and is not overwritten\n  mend: choose another --run, or remove {file} and the .db beside it"
        );
    }
    let kept_secs = i64::try_from(bus::REPLAY_KEPT.as_secs()).unwrap_or(i64::MAX);
    if old.age_secs() > kept_secs {
        bail!(
            "run {run} was begun on {}, and what it wrote is kept for {} days\n  mend: choose another --run",
            old.started_at,
            kept_secs / 86_400
        );
    }
    for ((what, was), (_, is)) in old.made_by.parts().into_iter().zip(made_by.parts()) {
        if was != is {
            bail!(
                "run {run} was begun with other rules: {what} was {was}, now it is {is}\n  mend: give the same --rules and program, or choose another --run"
            );
        }
    }
    let asked = Asked::of(args, old.started_at)?;
    if asked != old.asked {
        bail!(
            "run {run} was begun with another range or other filters, see {file}\n  mend: give the same arguments, or choose another --run"
        );
    }
    eprintln!("replay {run}: goes on where it was left");
    Ok(old)
}
