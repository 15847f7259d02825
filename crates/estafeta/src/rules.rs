//! The rules that a command works with: gazetteer, cues and channels, from a folder or compiled in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use extractor::RuleFile;
use model::Problem;

use crate::problem::Problems;

/// Everything that decides what is a tie and what is an alert.
pub(crate) struct RuleSet {
    pub(crate) extractor: extractor::Rules,
    pub(crate) channels: classifier::Config,
    /// Where they are from, in words.
    pub(crate) origin: String,
}

impl RuleSet {
    /// Loads the rules of `--rules DIR`, else of ./config where it holds them, else the compiled copy.
    pub(crate) fn load(dir: Option<&Path>) -> Result<RuleSet, Problems> {
        let usual = Path::new("config");
        match dir.or_else(|| usual.join("gazetteer").is_dir().then_some(usual)) {
            Some(dir) => RuleSet::read(dir),
            None => Ok(RuleSet::compiled()),
        }
    }

    /// Says on stderr which rules are used.
    pub(crate) fn announce(&self) {
        let versions = self.extractor.versions();
        let short = |digest: &str| digest.chars().take(19).collect::<String>();
        eprintln!(
            "rules {} (cues {}, gazetteer {})",
            self.origin,
            short(&versions.rules),
            short(&versions.gazetteer)
        );
    }

    fn compiled() -> RuleSet {
        let extractor = extractor::Rules::compiled();
        let channels = classifier::Config::compiled().with_names(names(&extractor));
        RuleSet { extractor, channels, origin: "compiled in".to_owned() }
    }

    fn read(dir: &Path) -> Result<RuleSet, Problems> {
        let mut problems = Vec::new();
        let gazetteer = rule_files(&dir.join("gazetteer"), &mut problems);
        let cues = rule_files(&dir.join("cues"), &mut problems);
        let channels_file = dir.join("channels.toml");
        let channels = std::fs::read_to_string(&channels_file).map_err(|error| {
            vec![crate::problem::problem(
                &channels_file,
                0,
                format!("cannot be read: {error}"),
                "let --rules name a folder with gazetteer/, cues/ and channels.toml",
            )]
        });
        let channels =
            channels.and_then(|text| classifier::Config::parse(&channels_file.display().to_string(), &text));
        let extractor =
            if problems.is_empty() { extractor::Rules::load(&gazetteer, &cues) } else { Err(Vec::new()) };
        match (extractor, channels) {
            (Ok(extractor), Ok(channels)) => {
                let channels = channels.with_names(names(&extractor));
                Ok(RuleSet { extractor, channels, origin: dir.display().to_string() })
            }
            (extractor, channels) => {
                problems.extend(extractor.err().unwrap_or_default());
                problems.extend(channels.err().unwrap_or_default());
                Err(Problems(problems))
            }
        }
    }
}

/// English names by gazetteer id, for headlines.
fn names(rules: &extractor::Rules) -> BTreeMap<String, String> {
    rules.gazetteer().entries.iter().map(|entry| (entry.id.clone(), entry.name.clone())).collect()
}

fn rule_files(dir: &Path, problems: &mut Vec<Problem>) -> Vec<RuleFile> {
    let listed = std::fs::read_dir(dir).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut paths: Vec<PathBuf> = listed.unwrap_or_else(|error: std::io::Error| {
        problems.push(crate::problem::problem(
            dir,
            0,
            format!("cannot be listed: {error}"),
            "let --rules name a folder with gazetteer/, cues/ and channels.toml",
        ));
        Vec::new()
    });
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        match std::fs::read_to_string(&path) {
            Ok(text) => files.push(RuleFile { name: path.display().to_string(), text }),
            Err(error) => problems.push(crate::problem::problem(
                &path,
                0,
                format!("cannot be read: {error}"),
                "make it readable UTF-8 text",
            )),
        }
    }
    files
}
