//! A file of rules as it is read; what is wrong with one is a [`Problem`].
//!
//! The extractor is pure, so the caller reads the files and hands over names and texts.

use model::Problem;

/// One file of rules: its name for messages, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// The name that messages show, a path below the rules' folder such as `gazetteer/states.toml`.
    pub name: String,
    /// The whole text, TOML.
    pub text: String,
}

/// Sorts problems by file, then line, as a reader mends them.
pub(crate) fn in_reading_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    problems
}
