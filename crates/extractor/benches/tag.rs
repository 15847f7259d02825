//! `make bench-extractor`: how fast articles are tagged, beside aho-corasick and spaCy over the same names, in one run.
//!
//! One thread; the best of a few rounds counts. Ordinary news are the articles of `news/*.jsonl.gz` of `ESTAFETA_CORPORA` that
//! were drawn blind; without it the articles of `seeds/gold` stand in. Tie-dense text is `seeds/gold`, nearly every sentence of
//! which tells a tie. spaCy runs through `tests/bench/names_peer.py`; where it cannot be installed its line says so.

#![expect(clippy::print_stdout, reason = "the figures are what a bench is for")]

#[path = "tag/peer.rs"]
mod peer;
#[path = "tag/texts.rs"]
mod texts;

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use extractor::gazetteer::{self, Gazetteer};
use extractor::{Input, Rules, tag};
use texts::{Article, bytes, three_kilobytes};

/// Rounds over the text; the best counts.
const ROUNDS: usize = 5;
/// How much ordinary news the slow peer reads.
const PEER_BYTES: usize = 2_000_000;

fn main() {
    let loads: Vec<Duration> = (0..ROUNDS).map(|_| time(|| drop(black_box(Rules::compiled())))).collect();
    let rules = Rules::compiled();
    let gazetteer = Gazetteer::load(&gazetteer::compiled()).expect("a test loads the compiled gazetteer");
    println!(
        "load      {:.0} ms, {} entries, {} forms (wanted < 150 ms)",
        loads.iter().min().expect("there are rounds").as_secs_f64() * 1e3,
        gazetteer.entries.len(),
        gazetteer.forms.len()
    );
    let (news, dense) = (texts::ordinary_news(), texts::tie_dense());
    let quiet = rate(&news, |articles| tag_all(&rules, articles));
    report("ordinary news", &news, quiet, "wanted ≥ 80");
    let busy = rate(&dense, |articles| tag_all(&rules, articles));
    report("tie-dense text", &dense, busy, "wanted ≥ 20");
    latency(&rules, "ordinary news", &news, "wanted p99 < 300 µs");
    latency(&rules, "tie-dense text", &dense, "no target");
    let oracle = automaton(&gazetteer);
    let names = rate(&news, |articles| match_all(&oracle, articles));
    println!(
        "aho-corasick with folding, names only: {names:.1} MB/s on ordinary news; tagging runs at {:.2} of it",
        quiet / names
    );
    let sample = texts::first_bytes(&news, PEER_BYTES);
    let own = rate(&sample, |articles| tag_all(&rules, articles));
    match peer::entity_ruler(&gazetteer, &sample) {
        Ok(peer) => println!(
            "spaCy {} EntityRuler, names only: {:.3} MB/s on the first {:.1} MB; tagging these runs at {own:.1}, {:.0} times that",
            peer.version,
            bytes(&sample) as f64 / 1e6 / peer.seconds,
            bytes(&sample) as f64 / 1e6,
            own * peer.seconds * 1e6 / bytes(&sample) as f64
        ),
        Err(problem) => println!("spaCy did not run: {problem}"),
    }
}

fn report(what: &str, articles: &[Article], rate: f64, wanted: &str) {
    let size = bytes(articles) as f64 / 1e6;
    println!("tag       {rate:.1} MB/s on {what}: {} articles, {size:.1} MB ({wanted})", articles.len());
}

/// The times of pieces of 3 KB: each is timed a few times, and the best counts, so that the figure is the text's and not the
/// scheduler's.
fn latency(rules: &Rules, what: &str, articles: &[Article], wanted: &str) {
    let pieces = three_kilobytes(articles);
    let once = |text: &String| time(|| tag_one(rules, "", text));
    let mut each: Vec<Duration> =
        pieces.iter().map(|text| (0..ROUNDS).map(|_| once(text)).min().unwrap_or_default()).collect();
    each.sort();
    let at = |percent: usize| each.get(each.len() * percent / 100).copied().unwrap_or_default();
    println!(
        "3 KB      p50 {:.0?}, p99 {:.0?} on {what}, {} pieces ({wanted})",
        at(50),
        at(99),
        pieces.len()
    );
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Megabytes a second, the best round's.
fn rate(articles: &[Article], work: impl Fn(&[Article])) -> f64 {
    let best = (0..ROUNDS).map(|_| time(|| work(articles))).min().unwrap_or_default();
    bytes(articles) as f64 / 1e6 / best.as_secs_f64()
}

fn tag_all(rules: &Rules, articles: &[Article]) {
    for article in articles {
        tag_one(rules, &article.title, &article.text);
    }
}

fn tag_one(rules: &Rules, title: &str, text: &str) {
    black_box(tag(rules, &Input { title, text, lang: None, published: None }));
}

fn automaton(gazetteer: &Gazetteer) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(gazetteer.forms.iter().map(|form| form.text.to_lowercase()))
        .expect("the names fit an automaton")
}

fn match_all(oracle: &AhoCorasick, articles: &[Article]) {
    for article in articles {
        black_box(oracle.find_iter(&article.title.to_lowercase()).count());
        black_box(oracle.find_iter(&article.text.to_lowercase()).count());
    }
}
