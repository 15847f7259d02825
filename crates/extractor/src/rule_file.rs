//! The two shapes that every file of rules shares: what is read, and what is wrong with it.
//!
//! The extractor is pure, so the caller reads the files and hands over names and texts.

/// One file of rules: its name for messages, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// The name that messages show, a path below the rules' folder such as `gazetteer/states.toml`.
    pub name: String,
    /// The whole text, TOML.
    pub text: String,
}

/// One thing that is wrong in a file of rules, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The name of the [`RuleFile`].
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}\n  hint: {}", self.file, self.line, self.message, self.hint)
    }
}

/// Sorts problems by file, then line, as a reader mends them.
pub(crate) fn in_reading_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    problems
}
