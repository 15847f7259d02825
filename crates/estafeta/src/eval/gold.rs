//! Gold files: labelled articles, one JSON object a line (ANNOTATION.md section 13).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use model::Digest;
use serde::Deserialize;

/// A labelled article.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct GoldArticle {
    pub(crate) id: String,
    pub(crate) lang: String,
    #[serde(default)]
    pub(crate) published: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) alert: bool,
    pub(crate) ties: Vec<GoldTie>,
    #[serde(default)]
    pub(crate) note: String,
}

/// A labelled tie. Lists that start with `also_` hold further right answers.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct GoldTie {
    pub(crate) tier: String,
    pub(crate) partner: Vec<String>,
    pub(crate) tie_type: String,
    pub(crate) plover: String,
    pub(crate) polarity: String,
    pub(crate) direction: String,
    pub(crate) realis: String,
    pub(crate) evidence_start: usize,
    pub(crate) evidence_end: usize,
    #[serde(default)]
    pub(crate) also_types: Vec<String>,
    #[serde(default)]
    pub(crate) also_plover: Vec<String>,
    #[serde(default)]
    pub(crate) also_polarity: Vec<String>,
    #[serde(default)]
    pub(crate) also_direction: Vec<String>,
    #[serde(default)]
    pub(crate) also_realis: Vec<String>,
    #[serde(default)]
    pub(crate) alt_evidence: Vec<(usize, usize)>,
    pub(crate) russia_kind: Option<String>,
    pub(crate) russia_id: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) third: Option<Vec<String>>,
    pub(crate) date: Option<String>,
    pub(crate) attribution: Option<String>,
}

/// What the ids of development items start with; the pages of the seed site are for training, all of them.
const DEVELOPMENT: &str = "dev/";

impl GoldArticle {
    /// Whether it belongs to the third of the development items that nobody looks at while rules are written: those whose
    /// id has a SHA-256 that three divides. (256 leaves 1, so the sum of the bytes tells.)
    pub(crate) fn is_set_aside(&self) -> bool {
        let sum = || Digest::of(self.id.as_bytes()).bytes().iter().map(|&byte| u32::from(byte)).sum::<u32>();
        self.id.starts_with(DEVELOPMENT) && sum() % 3 == 0
    }
}

impl GoldTie {
    /// Neither negated nor historical: it counts for countries.
    pub(crate) fn is_worthy(&self) -> bool {
        is_worthy(&self.realis)
    }

    /// The main evidence and its alternatives.
    pub(crate) fn spans(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        std::iter::once((self.evidence_start, self.evidence_end)).chain(self.alt_evidence.iter().copied())
    }
}

/// Whether a tie of this realis may raise an alert.
pub(crate) fn is_worthy(realis: &str) -> bool {
    !matches!(realis, "negated" | "historical")
}

/// Reads gold files; a folder stands for the `.jsonl` files in it.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<GoldArticle>> {
    let mut articles = Vec::new();
    for path in files(paths)? {
        let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let article: GoldArticle =
                serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), n + 1))?;
            check_spans(&article).with_context(|| format!("{}:{}", path.display(), n + 1))?;
            articles.push(article);
        }
    }
    let ids: BTreeSet<&str> = articles.iter().map(|article| article.id.as_str()).collect();
    if ids.len() != articles.len() {
        bail!("gold ids are not unique: {} articles, {} ids", articles.len(), ids.len());
    }
    Ok(articles)
}

fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside = jsonl_files(path)?;
            if inside.is_empty() {
                bail!("{} holds no .jsonl file", path.display());
            }
            inside.sort();
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn jsonl_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(dir).with_context(|| format!("list {}", dir.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    let paths = paths.with_context(|| format!("list {}", dir.display()))?;
    Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).collect())
}

fn check_spans(article: &GoldArticle) -> Result<()> {
    let length = article.title.chars().count() + 2 + article.text.chars().count();
    for tie in &article.ties {
        for (start, end) in tie.spans() {
            if start >= end || end > length {
                bail!(
                    "{}: evidence {start}..{end} does not lie in a text of {length} code points",
                    article.id
                );
            }
        }
    }
    Ok(())
}
