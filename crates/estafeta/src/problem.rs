//! What is wrong with a configuration: file, line, and the mend.

use std::fmt;
use std::path::Path;

/// One finding of `estafeta check`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The file as the person named it.
    pub(crate) file: String,
    /// Line from 1; 0 where the finding has no line.
    pub(crate) line: usize,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: String,
}

impl Problem {
    pub(crate) fn new(
        file: &Path,
        line: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Problem {
        Problem { file: file.display().to_string(), line, message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message)?,
            line => write!(f, "{}:{line}: {}", self.file, self.message)?,
        }
        if self.hint.is_empty() { Ok(()) } else { write!(f, "\n  mend: {}", self.hint) }
    }
}

/// The configuration is broken; the process exits with 78 (EX_CONFIG of sysexits.h).
#[derive(Debug)]
pub(crate) struct Problems(pub(crate) Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}")?;
        }
        match self.0.len() {
            1 => write!(f, "1 problem in the configuration"),
            n => write!(f, "{n} problems in the configuration"),
        }
    }
}

impl std::error::Error for Problems {}

/// Line, from 1, of a byte offset.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Parses TOML into `T`; the finding names the line and, for an unknown key, the known ones.
pub(crate) fn parse_toml<T: serde::de::DeserializeOwned>(file: &Path, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        let message = error.message().lines().next().unwrap_or("cannot be read").to_owned();
        let hint = match message.split_once(", expected ") {
            Some((_, expected)) if message.contains("unknown") => format!("use {expected}, or remove the key"),
            _ if message.contains("missing field") => "add the key; the comments at the top of the file explain it".to_owned(),
            _ => "correct the value; the comments in config/estafeta.toml and config/feeds.toml explain every key".to_owned(),
        };
        Problem::new(file, line, message, hint)
    })
}
