//! The rules that tagging follows: gazetteer and cues, loaded, checked and digested.

use std::collections::BTreeMap;

use model::{Digest, Lang, Versions};

use crate::cues::{self, Cues};
use crate::gazetteer::{self, Gazetteer};
use crate::mention::Names;
use crate::rule_file::RuleFile;
use model::Problem;

/// Gazetteer and cues, ready to tag with.
#[derive(Debug)]
pub struct Rules {
    pub(crate) names: Names,
    pub(crate) cues: Cues,
    versions: Versions,
    /// Where each rule stands: file and line, by id; one id may stand once per language.
    places: BTreeMap<String, Vec<(String, usize)>>,
}

impl Rules {
    /// The rules that were compiled in.
    pub fn compiled() -> Rules {
        match Rules::load(&gazetteer::compiled(), &cues::compiled()) {
            Ok(rules) => rules,
            // A test loads them, so a build with bad rules never leaves the house.
            Err(problems) => unreachable!("the compiled rules load: {}", list(&problems)),
        }
    }

    /// Loads rules from files.
    ///
    /// # Errors
    ///
    /// Every problem found in any file.
    pub fn load(gazetteer: &[RuleFile], cues: &[RuleFile]) -> Result<Rules, Vec<Problem>> {
        let versions = Versions {
            code: env!("CARGO_PKG_VERSION").to_owned(),
            rules: digest(cues),
            gazetteer: digest(gazetteer),
        };
        let places = places_of(cues);
        match (Gazetteer::load(gazetteer), cues::load(cues)) {
            (Ok(gazetteer), Ok(cues)) => Ok(Rules { names: Names::new(gazetteer), cues, versions, places }),
            (gazetteer, cues) => {
                let mut problems = gazetteer.err().unwrap_or_default();
                problems.extend(cues.err().unwrap_or_default());
                Err(problems)
            }
        }
    }

    /// Who is who.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.names.gazetteer
    }

    /// Where a rule stands, `config/cues/acts.en.toml:214`; of several languages the one asked for.
    pub fn place_of(&self, rule: &str, lang: Option<Lang>) -> Option<String> {
        let places = self.places.get(rule)?;
        let ending = lang.map(|lang| format!(".{lang}.toml"));
        let own = ending.and_then(|ending| places.iter().find(|(file, _)| file.ends_with(&ending)));
        own.or_else(|| places.first()).map(|(file, line)| format!("{file}:{line}"))
    }

    /// What made the ties: version of the code, digests of the files.
    pub fn versions(&self) -> &Versions {
        &self.versions
    }
}

/// Ids with file and line, read off the lines `id = "…"`.
fn places_of(files: &[RuleFile]) -> BTreeMap<String, Vec<(String, usize)>> {
    let mut places: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
    for file in files {
        for (n, line) in file.text.lines().enumerate() {
            let id = line.trim().strip_prefix("id").map(|rest| rest.trim_start_matches([' ', '=']));
            let id = id.and_then(|rest| rest.strip_prefix('"')).and_then(|rest| rest.split('"').next());
            if let Some(id) = id {
                places.entry(id.to_owned()).or_default().push((file.name.clone(), n + 1));
            }
        }
    }
    places
}

fn digest(files: &[RuleFile]) -> String {
    let mut all = String::new();
    for file in files {
        // The folder does not matter: a copy of the rules elsewhere is the same rules.
        all.push_str(file.name.rsplit('/').next().unwrap_or(&file.name));
        all.push('\0');
        all.push_str(&file.text);
        all.push('\0');
    }
    Digest::of(all.as_bytes()).to_string()
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
