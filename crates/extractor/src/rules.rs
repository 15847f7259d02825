//! The rules that tagging follows: gazetteer and cues, loaded, checked and digested.

use model::{Digest, Versions};

use crate::cues::{self, Cues};
use crate::gazetteer::{self, Gazetteer};
use crate::mention::Names;
use crate::rule_file::{Problem, RuleFile};

/// Gazetteer and cues, ready to tag with.
#[derive(Debug)]
pub struct Rules {
    pub(crate) names: Names,
    pub(crate) cues: Cues,
    versions: Versions,
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
        match (Gazetteer::load(gazetteer), cues::load(cues)) {
            (Ok(gazetteer), Ok(cues)) => Ok(Rules { names: Names::new(gazetteer), cues, versions }),
            (gazetteer, cues) => {
                let mut problems = gazetteer.err().unwrap_or_default();
                problems.extend(cues.err().unwrap_or_default());
                Err(problems)
            }
        }
    }

    /// What made the ties: version of the code, digests of the files.
    pub fn versions(&self) -> &Versions {
        &self.versions
    }
}

fn digest(files: &[RuleFile]) -> String {
    let mut all = String::new();
    for file in files {
        all.push_str(&file.name);
        all.push('\0');
        all.push_str(&file.text);
        all.push('\0');
    }
    Digest::of(all.as_bytes()).to_string()
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
