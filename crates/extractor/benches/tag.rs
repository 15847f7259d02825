//! `cargo bench -p extractor`: MB/s and p99 of tagging, beside aho-corasick over the same names with folding, in one run.
//!
//! Text: `news/*.jsonl` of `ESTAFETA_CORPORA` (gzipped files go through zcat), else `seeds/gold`.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use extractor::gazetteer::{self, Gazetteer};
use extractor::{Input, Rules, tag};

/// Rounds over the text; the best counts.
const ROUNDS: usize = 3;

fn main() {
    let start = Instant::now();
    let rules = Rules::compiled();
    let load = start.elapsed();
    let articles = articles();
    let bytes: usize = articles.iter().map(|(title, text)| title.len() + text.len()).sum();
    let best = (0..ROUNDS).map(|_| time(|| tag_all(&rules, &articles))).min().unwrap_or_default();
    let mut each: Vec<Duration> =
        three_kilobytes(&articles).iter().map(|text| time(|| tag_one(&rules, "", text))).collect();
    each.sort();
    let p99 = each.get(each.len() * 99 / 100).copied().unwrap_or_default();
    let baseline = baseline();
    let oracle = (0..ROUNDS).map(|_| time(|| match_all(&baseline, &articles))).min().unwrap_or_default();
    let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    #[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
    {
        println!("rules loaded in {load:?}");
        println!("{} articles, {:.1} MB", articles.len(), bytes as f64 / 1e6);
        println!("tag           {:8.1} MB/s", rate(best));
        println!("p99 of 3 KB   {p99:?} ({} pieces)", each.len());
        println!(
            "aho-corasick  {:8.1} MB/s with folding, names only; ratio {:.2}",
            rate(oracle),
            rate(best) / rate(oracle)
        );
    }
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn tag_all(rules: &Rules, articles: &[(String, String)]) {
    for (title, text) in articles {
        tag_one(rules, title, text);
    }
}

fn tag_one(rules: &Rules, title: &str, text: &str) {
    black_box(tag(rules, &Input { title, text, lang: None, published: None }));
}

/// Pieces of about 3 KB, cut at char boundaries.
fn three_kilobytes(articles: &[(String, String)]) -> Vec<&str> {
    let piece =
        |text: &'_ String| -> Option<usize> { (3_000..=text.len()).find(|&end| text.is_char_boundary(end)) };
    articles.iter().filter_map(|(_, text)| piece(text).map(|end| &text[..end])).collect()
}

fn baseline() -> AhoCorasick {
    let gazetteer = Gazetteer::load(&gazetteer::compiled()).expect("a test loads the compiled gazetteer");
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(gazetteer.forms.iter().map(|form| form.text.to_lowercase()))
        .expect("the names fit an automaton")
}

fn match_all(baseline: &AhoCorasick, articles: &[(String, String)]) {
    for (title, text) in articles {
        black_box(baseline.find_iter(&title.to_lowercase()).count());
        black_box(baseline.find_iter(&text.to_lowercase()).count());
    }
}

fn articles() -> Vec<(String, String)> {
    let folder = match std::env::var_os("ESTAFETA_CORPORA") {
        Some(corpora) => PathBuf::from(corpora).join("news"),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/gold"),
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|files| files.flatten().map(|file| file.path()).collect())
        .unwrap_or_default();
    files.sort();
    files.iter().flat_map(|file| read(file)).collect()
}

fn read(file: &Path) -> Vec<(String, String)> {
    let text = if file.extension().is_some_and(|end| end == "gz") {
        let output = Command::new("zcat").arg(file).output().expect("zcat runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    } else {
        std::fs::read_to_string(file).unwrap_or_default()
    };
    let field = |line: &serde_json::Value, name: &str| line[name].as_str().unwrap_or("").to_owned();
    text.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .map(|line| (field(&line, "title"), field(&line, "text")))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}
