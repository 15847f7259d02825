//! spaCy's EntityRuler over the same names and texts, in Python.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use extractor::gazetteer::Gazetteer;
use serde_json::{Value, json};

use crate::texts::Article;

/// What the peer measured.
#[derive(Debug)]
pub(crate) struct Peer {
    /// spaCy's version.
    pub(crate) version: String,
    /// The best pass over all texts.
    pub(crate) seconds: f64,
}

/// Runs the peer.
///
/// # Errors
///
/// Why it did not run: no Python, no package registry, no answer.
pub(crate) fn entity_ruler(gazetteer: &Gazetteer, articles: &[Article]) -> Result<Peer, String> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("names_peer");
    fs::create_dir_all(&folder).map_err(|problem| format!("make {}: {problem}", folder.display()))?;
    let (asked, answer) = (folder.join("asked.json"), folder.join("answer.json"));
    let names: Vec<&str> = gazetteer.forms.iter().map(|form| form.text.as_str()).collect();
    let texts: Vec<String> =
        articles.iter().map(|article| format!("{}\n\n{}", article.title, article.text)).collect();
    fs::write(&asked, json!({ "names": names, "texts": texts }).to_string())
        .map_err(|problem| format!("write {}: {problem}", asked.display()))?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bench/names_peer.py");
    let status = Command::new("python3")
        .args([&script, &folder.join("venv"), &asked, &answer])
        .status()
        .map_err(|problem| format!("start python3: {problem}"))?;
    if !status.success() {
        return Err(format!("{} ended with {status}", script.display()));
    }
    let answer = fs::read(&answer).map_err(|problem| format!("read {}: {problem}", answer.display()))?;
    let answer: Value =
        serde_json::from_slice(&answer).map_err(|problem| format!("its answer: {problem}"))?;
    let seconds = answer["seconds"].as_f64().ok_or("it gave no time")?;
    Ok(Peer { version: answer["version"].as_str().unwrap_or("?").to_owned(), seconds })
}
