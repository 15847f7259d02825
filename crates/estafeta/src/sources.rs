//! feeds.toml: the sources, each checked where it stands.

use std::collections::BTreeMap;
use std::path::Path;

use model::Problem;
use poller::{KindWord, SEED_SITE, Source, SourceSpec};
use serde::Deserialize;
use toml::Spanned;
use url::Url;

use crate::problem::{line_of, parse_toml};

/// What `seed-site:` stands for while a file is only checked.
const UNSERVED: &str = "http://127.0.0.1:1/";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    source: Vec<Spanned<SourceSpec>>,
}

/// Parses and checks the file; every problem of every source is reported. Paths come back relative to the file's folder.
pub(crate) fn parse(file: &Path, text: &str) -> Result<Vec<SourceSpec>, Vec<Problem>> {
    let parsed: File = parse_toml(file, text).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let mut specs = Vec::new();
    let mut seen: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    for entry in parsed.source {
        let table = Table { file, text, start: entry.span().start };
        let mut spec = entry.into_inner();
        if let Some(path) = &mut spec.path {
            *path = file.parent().unwrap_or(Path::new("")).join(&path);
        }
        let place = spec.url.clone().or_else(|| spec.path.as_ref().map(|path| path.display().to_string()));
        for (key, value) in [("id", Some(spec.id.clone())), ("url", place)] {
            let Some(value) = value else { continue };
            let line = table.line(key);
            if let Some(first) = seen.insert((key, value.clone()), line) {
                let message = format!("source {:?}: {key} {value:?} stands on line {first} too", spec.id);
                problems.push(crate::problem::problem(
                    file,
                    line,
                    message,
                    format!("give each source {key} of its own, or remove one"),
                ));
            }
        }
        problems.extend(faults(&table, &spec));
        specs.push(spec);
    }
    if problems.is_empty() { Ok(specs) } else { Err(problems) }
}

/// The sources as the poller takes them. `seed_site` is where the seed site is served; without it its sources are left out.
pub(crate) fn resolve(specs: &[SourceSpec], seed_site: Option<&Url>) -> Vec<Source> {
    specs
        .iter()
        .filter(|spec| seed_site.is_some() || !is_seed(spec))
        .map(|spec| spec.source(seed_site).expect("specs were checked when the file was read"))
        .collect()
}

/// True for a source of the seed site.
pub(crate) fn is_seed(spec: &SourceSpec) -> bool {
    spec.url.as_deref().is_some_and(|url| url.starts_with(SEED_SITE))
}

fn faults(table: &Table<'_>, spec: &SourceSpec) -> Vec<Problem> {
    let base = Url::parse(UNSERVED).expect("the constant is a url");
    let mut problems = Vec::new();
    if let Err(error) = spec.source(Some(&base)) {
        let hint = match error.key {
            "url" => "write it like \"https://example.org/feed\"",
            "lang" => "write en, es, pt or ru",
            "status" => "write Actual, Exercise or Test",
            "country" => "write it like \"ECU\"",
            "weight" => "1.0 for an agency of record, 0.8 for a paper, 0.5 for a blog",
            _ => "the comments at the top of the file explain every key",
        };
        problems.push(table.problem(error.key, error.to_string(), hint));
    }
    if spec.enabled && spec.seen.is_empty() {
        let message = format!("source {:?} is enabled, but nobody noted where its address was seen", spec.id);
        problems.push(table.problem(
            "enabled",
            message,
            "fill in `seen`, or set enabled = false until `estafeta feeds test` worked",
        ));
    }
    if let (KindWord::Directory, Some(path)) = (spec.kind, spec.path.as_deref().filter(|path| !path.is_dir()))
    {
        let message = format!("source {:?}: {} is not a folder", spec.id, path.display());
        problems.push(table.problem(
            "path",
            message,
            "create it, or correct the path; it is relative to this file",
        ));
    }
    problems
}

/// One `[[source]]` in the text of its file.
struct Table<'a> {
    file: &'a Path,
    text: &'a str,
    start: usize,
}

impl Table<'_> {
    fn problem(&self, key: &str, message: String, hint: &str) -> Problem {
        crate::problem::problem(self.file, self.line(key), message, hint)
    }

    /// Line of a key in this table; of the table where the key is not there.
    fn line(&self, key: &str) -> usize {
        let first = line_of(self.text, self.start);
        let mut lines = self.text.lines().enumerate().skip(first);
        let inside = lines.by_ref().take_while(|(_, line)| !line.trim_start().starts_with('['));
        let found = inside
            .into_iter()
            .find(|(_, line)| line.split('=').next().is_some_and(|left| left.trim() == key));
        found.map_or(first, |(n, _)| n + 1)
    }
}
