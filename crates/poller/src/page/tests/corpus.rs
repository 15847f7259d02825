//! Public pages with the text people wanted from them, and the score of a text against it.
//!
//! The pages are not part of the repository: the folder is named by `ESTAFETA_CORPORA`. Shared by the tests and the bench.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// A page and its wanted text.
pub(crate) struct Sample {
    /// Name of the file.
    pub(crate) id: String,
    /// The page, decoded.
    pub(crate) html: String,
    /// What should come out.
    pub(crate) wanted: String,
}

/// Means over the pages of a set; F1 is taken from the two means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Score {
    pub(crate) f1: f64,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
}

/// The folder with the corpora, or `None` after saying that the suite is skipped.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("ESTAFETA_CORPORA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: ESTAFETA_CORPORA is not set");
    }
    folder
}

/// The 181 pages of scrapinghub's article extraction benchmark.
pub(crate) fn scrapinghub(corpora: &Path) -> Vec<Sample> {
    let folder = corpora.join("pages/scrapinghub");
    let truth = read_json(&folder.join("ground-truth.json"));
    let records = truth.as_object().expect("the ground truth is an object");
    let sample = |(id, record): (&String, &Value)| Sample {
        id: id.clone(),
        html: read_page(&folder.join(format!("html/{id}.html.gz"))),
        wanted: record["articleBody"].as_str().unwrap_or_default().to_owned(),
    };
    records.iter().map(sample).collect()
}

/// The pages of Fundus that can be paired with one of their publisher's records.
pub(crate) fn fundus(corpora: &Path) -> Vec<Sample> {
    let countries = sorted_entries(&corpora.join("pages/fundus")).into_iter().filter(|path| path.is_dir());
    let files: Vec<PathBuf> = countries.flat_map(|country| sorted_entries(&country)).collect();
    let mut samples = Vec::new();
    for page in files.iter().filter(|path| path.to_string_lossy().ends_with(".html.gz")) {
        let name = file_name(page);
        let publisher = name.split('_').next().unwrap_or_default();
        let html = read_page(page);
        let records = read_json(&page.with_file_name(format!("{publisher}.json")));
        if let Some(wanted) = best_record(&html, &records) {
            samples.push(Sample { id: name, html, wanted });
        }
    }
    samples
}

/// The body of the record whose long words the page has.
fn best_record(html: &str, records: &Value) -> Option<String> {
    let long = |text: &str| -> HashSet<String> {
        words(text).into_iter().filter(|word| word.chars().count() > 6).map(str::to_owned).collect()
    };
    let page = long(html);
    let share = |body: &String| {
        let own = long(body);
        own.intersection(&page).count() * 100 / own.len().max(1)
    };
    let bodies = records.as_object()?.values().map(record_body).filter(|body| !body.is_empty());
    bodies
        .map(|body| (share(&body), body))
        .filter(|(share, _)| *share > 50)
        .max_by_key(|(share, _)| *share)
        .map(|(_, body)| body)
}

/// Summary, headings and paragraphs of a Fundus record.
fn record_body(record: &Value) -> String {
    let body = &record["body"];
    let mut parts = strings(&body["summary"]);
    for section in body["sections"].as_array().into_iter().flatten() {
        parts.extend(strings(&section["headline"]));
        parts.extend(strings(&section["paragraphs"]));
    }
    parts.join("\n\n")
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The score of texts against their samples: 4-grams of word tokens as multisets.
pub(crate) fn score(samples: &[Sample], texts: &[String]) -> Score {
    let pairs: Vec<(f64, f64)> =
        samples.iter().zip(texts).map(|(sample, text)| overlap(text, &sample.wanted)).collect();
    let count = pairs.len().max(1) as f64;
    let precision = pairs.iter().map(|pair| pair.0).sum::<f64>() / count;
    let recall = pairs.iter().map(|pair| pair.1).sum::<f64>() / count;
    Score { f1: 2.0 * precision * recall / (precision + recall), precision, recall }
}

/// Precision and recall of one text.
fn overlap(text: &str, wanted: &str) -> (f64, f64) {
    let (found, wanted) = (shingles(text), shingles(wanted));
    let shared: usize =
        found.iter().map(|(gram, count)| (*count).min(wanted.get(gram).copied().unwrap_or(0))).sum();
    let share = |whole: usize| if whole == 0 { 0.0 } else { shared as f64 / whole as f64 };
    (share(found.values().sum()), share(wanted.values().sum()))
}

fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words = words(text);
    let mut shingles = HashMap::new();
    let size = words.len().min(4);
    if size > 0 {
        for gram in words.windows(size) {
            *shingles.entry(gram.to_vec()).or_insert(0) += 1;
        }
    }
    shingles
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

fn sorted_entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the corpus folder is readable")
        .map(|entry| entry.expect("entries are readable").path())
        .collect();
    entries.sort();
    entries
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read_json(path: &Path) -> Value {
    let bytes = fs::read(path).expect("the corpus is complete");
    serde_json::from_slice(&bytes).expect("the corpus is valid JSON")
}

/// Unpacks and decodes a page: UTF-8, else what the bytes look like.
fn read_page(path: &Path) -> String {
    let packed = fs::read(path).expect("the corpus is complete");
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).expect("the corpus is valid gzip");
    String::from_utf8(bytes).unwrap_or_else(|broken| {
        let bytes = broken.into_bytes();
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(&bytes, true);
        let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
        encoding.decode(&bytes).0.into_owned()
    })
}
