//! What is wrong with a configuration: file, line, and the mend.

use std::fmt;
use std::path::Path;

use model::Problem;

/// A finding in `file`.
pub(crate) fn problem(
    file: &Path,
    line: usize,
    message: impl Into<String>,
    hint: impl Into<String>,
) -> Problem {
    Problem { file: file.display().to_string(), line, message: message.into(), hint: hint.into() }
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
        problem(file, line, message, hint)
    })
}
