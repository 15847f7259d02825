//! The texts of the bench.

use std::path::{Path, PathBuf};
use std::process::Command;

/// How often the labelled articles are repeated, so that a round takes long enough to be timed.
const DENSE_REPEATS: usize = 10;
/// Bytes of a usual article.
const PIECE_BYTES: usize = 3_000;

/// A title and a text.
#[derive(Debug, Clone)]
pub(crate) struct Article {
    pub(crate) title: String,
    pub(crate) text: String,
}

/// News that were drawn blind.
pub(crate) fn ordinary_news() -> Vec<Article> {
    match std::env::var_os("ESTAFETA_CORPORA") {
        Some(corpora) => {
            read_all(&PathBuf::from(corpora).join("news"), |line| line["stratum"].as_str() == Some("random"))
        }
        None => read_all(&gold(), |_| true),
    }
}

/// Text in which nearly every sentence tells a tie: the articles labelled with one.
pub(crate) fn tie_dense() -> Vec<Article> {
    let articles = read_all(&gold(), |line| line["ties"].as_array().is_some_and(|ties| !ties.is_empty()));
    let count = articles.len() * DENSE_REPEATS;
    articles.into_iter().cycle().take(count).collect()
}

fn gold() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/gold")
}

/// How many bytes articles have.
pub(crate) fn bytes(articles: &[Article]) -> usize {
    articles.iter().map(|article| article.title.len() + article.text.len()).sum()
}

/// The first articles, about `bytes` of them.
pub(crate) fn first_bytes(articles: &[Article], bytes: usize) -> Vec<Article> {
    let mut sum = 0;
    let within = |article: &&Article| {
        sum += article.title.len() + article.text.len();
        sum <= bytes
    };
    articles.iter().take_while(within).cloned().collect()
}

/// Pieces of about 3 KB: long articles are cut at char boundaries, short ones put together as paragraphs.
pub(crate) fn three_kilobytes(articles: &[Article]) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut open = String::new();
    for article in articles {
        open.push_str(&article.text);
        if let Some(end) = (PIECE_BYTES..=open.len()).find(|&end| open.is_char_boundary(end)) {
            open.truncate(end);
            pieces.push(std::mem::take(&mut open));
        } else {
            open.push_str("\n\n");
        }
    }
    pieces
}

fn read_all(folder: &Path, wanted: impl Fn(&serde_json::Value) -> bool) -> Vec<Article> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|files| files.flatten().map(|file| file.path()).collect())
        .unwrap_or_default();
    files.sort();
    let lines = files.iter().flat_map(|file| lines(file));
    lines.filter(|line| wanted(line)).filter_map(|line| article(&line)).collect()
}

fn article(line: &serde_json::Value) -> Option<Article> {
    let text = line["text"].as_str().filter(|text| !text.is_empty())?;
    Some(Article { title: line["title"].as_str().unwrap_or("").to_owned(), text: text.to_owned() })
}

fn lines(file: &Path) -> Vec<serde_json::Value> {
    let text = if file.extension().is_some_and(|end| end == "gz") {
        let output = Command::new("zcat").arg(file).output().expect("zcat runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    } else {
        std::fs::read_to_string(file).unwrap_or_default()
    };
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
