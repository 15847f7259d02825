//! Articles handed in as files.

use std::fs;

use jiff::Timestamp;
use model::{FeedState, Status};

use super::read;
use crate::event::Tried;
use crate::{Config, Source, SourceKind};

fn source(path: &std::path::Path) -> Source {
    Source {
        id: "hand".to_owned(),
        name: "Hand".to_owned(),
        kind: SourceKind::Directory { path: path.to_owned() },
        lang: None,
        country: String::new(),
        weight: 1.0,
        status: Status::Test,
        poll_secs_min: 1,
        admit_private: false,
        canonical_base: None,
        alert_age_max_hours: None,
        enabled: true,
    }
}

fn told(tried: &Tried) -> String {
    match &tried.outcome {
        Ok(candidate) => format!("{} {} {}", tried.place, candidate.url, candidate.title),
        Err(failure) => format!("{} {}", tried.place, failure.kind.word()),
    }
}

#[test]
fn files_of_each_kind_become_articles_under_stable_urls() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let text =
        "The ministers met and signed an agreement on the supply of fertiliser to the island. ".repeat(5);
    fs::create_dir(folder.path().join("sub")).unwrap();
    write("sub/a.txt", &format!("Headline\n\n{text}\n\nMore."));
    write(
        "b.html",
        &format!(
            "<html><head><link rel=canonical href='https://x.example/b'><title>B</title></head><body><h1>B</h1><p>{text}</p></body></html>"
        ),
    );
    write(
        "c.jsonl",
        &format!("{{\"url\":\"https://x.example/c\",\"title\":\"C\",\"text\":\"{text}\"}}\n\nnot json\n"),
    );
    write("ignored.pdf", "x");
    let (answered, tried) = read(
        folder.path(),
        &source(folder.path()),
        &FeedState::default(),
        Timestamp::UNIX_EPOCH,
        &Config::default(),
    )
    .unwrap();
    assert_eq!(
        tried.iter().map(told).collect::<Vec<_>>(),
        [
            "b.html https://x.example/b B",
            "c.jsonl#1 https://x.example/c C",
            "c.jsonl#3 malformed",
            "sub/a.txt https://directory.invalid/hand/sub/a.txt Headline",
        ]
    );
    assert_eq!(answered.document.unwrap().listed.len(), 4);
}

#[test]
fn a_missing_folder_is_an_error_with_its_name() {
    let path = std::path::Path::new("/nowhere/at/all");
    let result = read(path, &source(path), &FeedState::default(), Timestamp::UNIX_EPOCH, &Config::default());
    assert!(result.unwrap_err().message.starts_with("read folder /nowhere/at/all: "));
}

#[test]
fn as_many_articles_are_taken_as_are_remembered_and_the_first_left_out_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let text = "The port took in a ship with fertiliser for the island's growers. ".repeat(8);
    let line = |number: usize| {
        format!("{{\"url\":\"https://x.example/{number}\",\"title\":\"T\",\"text\":\"{text}\"}}\n")
    };
    fs::write(folder.path().join("a.jsonl"), (0..5).map(line).collect::<String>()).unwrap();
    fs::write(folder.path().join("b.jsonl"), (5..7).map(line).collect::<String>()).unwrap();
    for (seen_max, taken, left) in [(4, 4, vec!["a.jsonl#5"]), (5, 5, vec!["b.jsonl#1"]), (7, 7, vec![])] {
        let config = Config { seen_max, ..Config::default() };
        let (answered, tried) = read(
            folder.path(),
            &source(folder.path()),
            &FeedState::default(),
            Timestamp::UNIX_EPOCH,
            &config,
        )
        .unwrap();
        let problems = answered.document.unwrap().problems;
        assert_eq!(tried.len(), taken);
        assert_eq!(problems.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), left);
    }
}
