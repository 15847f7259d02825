//! The labelled articles: how wide they are, that they are well made, and that the figures on them do not fall.

use std::collections::{BTreeMap, BTreeSet};

use model::STATES;
use serde_json::Value;

use crate::support::{estafeta, gold_files};

/// Counts that are reached; a smaller one is a fault. Set them up when the gold grows.
const ITEMS: [(&str, usize); 4] = [("en", 141), ("es", 131), ("pt", 76), ("ru", 87)];
const WITHOUT_ALERT: usize = 133;
const OF_A_STATE: usize = 5;
const OF_A_TYPE: usize = 18;
const OF_AN_ACT: usize = 4;

/// Just under the figures on the training part of the development items.
const FLOORS: [(&str, f64); 3] = [("alert", 0.925), ("country", 0.86), ("tie", 0.735)];

/// The rows of the guidelines' table of acts, as the development items name them.
const ACTS: &str = "visit talks call visit_ahead called_off invitation signing approval drafting delivery \
                    delivery_ahead bid aid credit_offer training registration acceptance exercise port_call \
                    flights turnover praise promise proposal wish request accuse threat refuse deny ban lift \
                    inspection arrest entry hand_over vote_against abstain strike alleged";

fn articles(prefix: &str) -> Vec<Value> {
    let texts = gold_files(prefix).into_iter().map(|file| std::fs::read_to_string(file).unwrap());
    texts
        .flat_map(|text| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>())
        .collect()
}

fn all() -> Vec<Value> {
    [articles(""), articles("dev.")].concat()
}

fn ties(article: &Value) -> &[Value] {
    article["ties"].as_array().unwrap()
}

fn words<'a>(tie: &'a Value, slot: &str) -> impl Iterator<Item = &'a str> {
    tie[slot].as_array().into_iter().flatten().map(|word| word.as_str().unwrap())
}

#[test]
fn the_gold_is_as_wide_as_it_was() {
    let articles = all();
    for (lang, floor) in ITEMS {
        let count = articles.iter().filter(|article| article["lang"] == lang).count();
        assert!(count >= floor, "{count} items in {lang}, {floor} before");
    }
    let silent = articles.iter().filter(|article| article["alert"] == false).count();
    assert!(silent >= WITHOUT_ALERT, "{silent} items must raise nothing, {WITHOUT_ALERT} before");
    for state in STATES {
        let names = |article: &&Value| {
            ties(article).iter().any(|tie| words(tie, "partner").any(|code| code == state.code))
        };
        let count = articles.iter().filter(names).count();
        assert!(count >= OF_A_STATE, "{count} items of {}", state.code);
    }
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    for tie in articles.iter().flat_map(ties) {
        *types.entry(tie["tie_type"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(types.len(), 21, "every tie type stands there: {types:?}");
    assert!(types.values().all(|&count| count >= OF_A_TYPE), "{types:?}");
}

#[test]
fn every_row_of_the_table_of_acts_stands_in_the_development_items() {
    let mut counts: BTreeMap<&str, (usize, BTreeSet<&str>)> =
        ACTS.split_whitespace().map(|act| (act, Default::default())).collect();
    let articles = articles("dev.");
    for article in &articles {
        for tie in ties(article) {
            let act = tie["act"].as_str().unwrap();
            let (count, langs) = counts.get_mut(act).unwrap_or_else(|| panic!("unknown act {act}"));
            *count += 1;
            langs.insert(article["lang"].as_str().unwrap());
        }
    }
    let is_wide = |(count, langs): &(usize, BTreeSet<&str>)| *count >= OF_AN_ACT && langs.len() >= 2;
    assert!(counts.values().all(is_wide), "{counts:?}");
}

#[test]
fn alert_and_countries_follow_from_the_ties_and_evidence_is_a_sentence() {
    let mut ids = BTreeSet::new();
    for article in all() {
        let id = article["id"].as_str().unwrap().to_owned();
        let worthy = |tie: &&Value| {
            tie["tier"] == "M" && !["negated", "historical"].contains(&tie["realis"].as_str().unwrap())
        };
        let countries: BTreeSet<&str> =
            ties(&article).iter().filter(worthy).flat_map(|tie| words(tie, "partner")).collect();
        let told: BTreeSet<&str> = words(&article, "countries").collect();
        assert_eq!((countries, article["alert"] == true), (told.clone(), !told.is_empty()), "{id}");
        let text = format!("{}\n\n{}", article["title"].as_str().unwrap(), article["text"].as_str().unwrap());
        let text: Vec<char> = text.chars().collect();
        for tie in ties(&article) {
            let at = |slot: &str| usize::try_from(tie[slot].as_u64().unwrap()).unwrap();
            let sentence: String = text[at("evidence_start")..at("evidence_end")].iter().collect();
            assert!(sentence.trim() == sentence && !sentence.contains('\n'), "{id}: {sentence:?}");
        }
        assert!(ids.insert(id), "an id stands twice: {}", article["id"]);
    }
}

#[test]
fn the_figures_on_the_development_items_do_not_fall() {
    let files = gold_files("dev.");
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let (stdout, stderr, _) = estafeta(&[&["eval", "--json"], files.as_slice()].concat());
    let figures: Value = serde_json::from_str(&stdout).expect(&stderr);
    for (what, floor) in FLOORS {
        let f1 = figures["all"][what]["f1"].as_f64().unwrap();
        assert!(f1 >= floor, "{what}: F1 {f1:.4} is below {floor}");
    }
}

#[test]
fn what_is_set_aside_shows_figures_and_no_item() {
    let files = gold_files("dev.");
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let (stdout, stderr, code) = estafeta(&[&["eval", "--set-aside"], files.as_slice()].concat());
    assert_eq!(code, Some(0), "{stderr}");
    assert!(
        stdout.contains("all: ") && !stdout.contains("worst items") && !stdout.contains("dev/"),
        "{stdout}"
    );
    let counted = |line: &str| {
        line.strip_prefix("all: ").and_then(|line| line.split(' ').next()?.parse::<usize>().ok())
    };
    let set_aside = stdout.lines().find_map(counted).unwrap();
    let (stdout, _, _) = estafeta(&[&["eval"], files.as_slice()].concat());
    let training = stdout.lines().find_map(counted).unwrap();
    assert_eq!(set_aside + training, articles("dev.").len());
    assert!(set_aside * 4 > training && set_aside < training, "about a third: {set_aside} beside {training}");
}
