//! Speed and accuracy of the page extractor on public news pages, beside trafilatura on the same pages in the same run.
//!
//! `ESTAFETA_CORPORA=... cargo bench -p poller --bench page`. One thread, pages in memory and decoded; the best of a few
//! passes counts. The peer runs through `tests/bench/page_peer.py`; without Python its column stays empty.

#![expect(clippy::print_stdout, reason = "a bench reports on stdout")]

#[path = "../src/page/tests/corpus.rs"]
mod corpus;

use std::fs;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use corpus::{Sample, Score};
use serde_json::{Value, json};

const PASSES: usize = 5;

fn main() {
    let Some(corpora) = corpus::folder() else { return };
    for (name, samples) in
        [("scrapinghub", corpus::scrapinghub(&corpora)), ("fundus", corpus::fundus(&corpora))]
    {
        let (score, pages_per_s) = measure(&samples);
        report(name, "estafeta", samples.len(), score, pages_per_s);
        match peer(name, &samples) {
            Ok((score, peer_pages_per_s)) => {
                report(name, "trafilatura 2.3.1", samples.len(), score, peer_pages_per_s);
                println!("{name}: {:.1} times as fast", pages_per_s / peer_pages_per_s);
            }
            Err(problem) => println!("{name}: trafilatura did not run: {problem}"),
        }
    }
}

fn report(set: &str, system: &str, pages: usize, score: Score, pages_per_s: f64) {
    let Score { f1, precision, recall } = score;
    println!(
        "{set}: {system}: {pages} pages, F1 {f1:.4}, P {precision:.4}, R {recall:.4}, {pages_per_s:.0} pages/s"
    );
}

fn measure(samples: &[Sample]) -> (Score, f64) {
    let texts: Vec<String> =
        samples.iter().map(|sample| poller::page::extract(&sample.html, None).text).collect();
    let mut best_s = f64::INFINITY;
    for _ in 0..PASSES {
        let start = Instant::now();
        for sample in samples {
            black_box(poller::page::extract(black_box(&sample.html), None));
        }
        best_s = best_s.min(start.elapsed().as_secs_f64());
    }
    (corpus::score(samples, &texts), samples.len() as f64 / best_s)
}

/// Runs the peer over the same decoded pages and scores its texts with the same scorer.
fn peer(set: &str, samples: &[Sample]) -> Result<(Score, f64), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("page_peer");
    fs::create_dir_all(&folder).map_err(|problem| format!("make {}: {problem}", folder.display()))?;
    let (pages, texts) = (folder.join(format!("{set}.jsonl")), folder.join(format!("{set}.out.json")));
    write_pages(&pages, samples).map_err(|problem| format!("write {}: {problem}", pages.display()))?;
    let script = root.join("tests/bench/page_peer.py");
    let status = Command::new("python3")
        .args([&script, &folder.join("venv"), &pages, &texts])
        .status()
        .map_err(|problem| format!("start python3: {problem}"))?;
    if !status.success() {
        return Err(format!("{} ended with {status}", script.display()));
    }
    let answer = fs::read(&texts).map_err(|problem| format!("read {}: {problem}", texts.display()))?;
    let answer: Value =
        serde_json::from_slice(&answer).map_err(|problem| format!("read {}: {problem}", texts.display()))?;
    let list = answer["texts"].as_array().ok_or("the peer gave no texts")?;
    let texts: Vec<String> = list.iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect();
    let seconds = answer["seconds"].as_f64().ok_or("the peer gave no time")?;
    Ok((corpus::score(samples, &texts), samples.len() as f64 / seconds))
}

fn write_pages(path: &Path, samples: &[Sample]) -> std::io::Result<()> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    for sample in samples {
        writeln!(out, "{}", json!({ "id": sample.id, "html": sample.html }))?;
    }
    out.flush()
}
