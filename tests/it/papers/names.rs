//! What the papers name in passing: files, targets of make, commands and their options, keys of the configuration.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{at, blocks, file};
use crate::support::estafeta;

/// The papers that are looked through.
const PAPERS: [&str; 8] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "docs/alerts.md",
    "docs/runbook.md",
    "docs/replay.md",
    "docs/rules.md",
    "docs/quality.md",
];

/// Folders of the repository that a path may begin with.
const FOLDERS: [&str; 6] = ["config/", "crates/", "deploy/", "docs/", "seeds/", "tests/"];

/// What stands between backticks in a paper.
fn spans(paper: &str) -> Vec<String> {
    let text = file(paper);
    let mut spans = Vec::new();
    let mut is_block = false;
    for line in text.lines() {
        if line.starts_with("```") {
            is_block = !is_block;
        } else if !is_block {
            // A bar in a table is escaped.
            spans.extend(line.split('`').skip(1).step_by(2).map(|span| span.replace("\\|", "|")));
        }
    }
    spans
}

/// The page of help of a command, found once.
fn help(words: &[&str]) -> Option<String> {
    let (stdout, _, code) = estafeta(&[words, &["--help"]].concat());
    (code == Some(0)).then_some(stdout)
}

#[test]
fn files_and_targets_that_the_papers_name_are_there() {
    let makefile = file("Makefile");
    let mut faults = Vec::new();
    for paper in PAPERS {
        for span in spans(paper) {
            if let Some(target) = span.strip_prefix("make ") {
                let is_there = makefile.lines().any(|line| line == format!("{target}:"));
                faults.extend((!is_there).then(|| format!("{paper}: make has no target {target}")));
            }
            let paths = span.split_whitespace().filter(|word| {
                FOLDERS.iter().any(|folder| word.starts_with(folder)) && !word.contains(['<', '*', '|'])
            });
            // `config/b.toml` is the reader's own, and a place has its line behind it.
            for path in paths.filter(|path| *path != "config/b.toml" && !path.contains('{')) {
                let path = path.split(':').next().unwrap();
                faults.extend((!at(path).exists()).then(|| format!("{paper}: {path} is not there")));
            }
        }
        let text = file(paper);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let is_inside = !link.contains("://") && !link.starts_with('#');
            let target = at(paper).parent().unwrap().join(link.split('#').next().unwrap());
            faults.extend((is_inside && !target.exists()).then(|| format!("{paper}: link to {link}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn commands_and_options_that_the_papers_name_are_known() {
    let mut lines: BTreeSet<(String, String)> = BTreeSet::new();
    for paper in PAPERS {
        let spans = spans(paper).into_iter();
        let in_blocks = blocks(paper).into_iter().flat_map(|block| {
            let lines: Vec<String> =
                block.text.lines().map(|line| line.trim_start_matches("$ ").to_owned()).collect();
            lines
        });
        let named = spans.chain(in_blocks).filter(|line| line.starts_with("estafeta "));
        lines.extend(named.map(|line| (paper.to_owned(), line)));
    }
    assert!(lines.len() > 25, "only {} commands", lines.len());
    let mut faults = String::new();
    for (paper, line) in lines {
        if let Some(fault) = unknown(&line) {
            writeln!(faults, "{paper}: {line}: {fault}").unwrap();
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// What a command line of ours has that `--help` does not.
fn unknown(line: &str) -> Option<String> {
    let own = line.split([';', '>', '#']).next()?.split(" | ").next()?;
    let mut words = own.split_whitespace().skip(1).peekable();
    let mut command = vec![];
    if words.peek().is_some_and(|word| !word.starts_with('-')) {
        command.push(words.next()?);
    }
    if matches!(command.first(), Some(&("feeds" | "archive" | "topics"))) {
        // `list|test ID`: the first of them stands for its help.
        command.push(words.next()?.split('|').next()?);
    }
    let Some(help) = help(&command) else { return Some("no such command".to_owned()) };
    let options = words.filter(|word| word.starts_with("--") && *word != "--help");
    let mut options = options.map(|word| word.split('=').next().unwrap_or(word));
    options.find(|option| !help.split([' ', '\n', ',']).any(|known| known == *option)).map(str::to_owned)
}

#[test]
fn the_configuration_lists_every_key() {
    let listed = file("config/estafeta.toml");
    let dir = tempfile::tempdir().unwrap();
    let probe = dir.path().join("estafeta.toml");
    for section in ["", "log", "log.kafka", "archive", "web", "alerts", "sources", "seed_site", "poller"] {
        let header = if section.is_empty() { String::new() } else { format!("[{section}]\n") };
        std::fs::write(&probe, format!("{header}no-such-key = 1\n")).unwrap();
        let (_, said, code) = estafeta(&["check", "--config", probe.to_str().unwrap()]);
        assert_eq!(code, Some(78), "{said}");
        // "unknown field `no-such-key`, expected one of `engine`, `path`".
        let keys =
            said.lines().next().unwrap().split(", expected ").nth(1).unwrap_or_else(|| panic!("{said}"));
        let own = if section.is_empty() {
            listed.as_str()
        } else {
            let (_, rest) = listed.split_once(&format!("\n[{section}]\n")).expect(section);
            rest.split("\n[").next().unwrap()
        };
        for key in keys.split('`').skip(1).step_by(2) {
            let is_listed = own.lines().any(|line| {
                let line = line.trim_start_matches("# ");
                line.starts_with(&format!("{key} = "))
                    || (section.is_empty()
                        && (line == format!("[{key}]") || line.starts_with(&format!("[{key}."))))
            });
            let is_table = listed.contains(&format!("\n[{section}.{key}]\n"));
            assert!(is_listed || is_table, "config/estafeta.toml does not list {section}.{key}");
        }
    }
}

#[test]
fn what_the_configuration_shows_as_a_comment_is_a_key_that_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let opened: String = file("config/estafeta.toml")
        .lines()
        .map(|line| {
            let inner = line.strip_prefix("# ").unwrap_or(line);
            let is_key =
                inner.split(" = ").next().is_some_and(|key| !key.contains(' ')) && inner.contains(" = ");
            format!("{}\n", if is_key { inner } else { line })
        })
        .collect();
    assert!(opened.contains("\nsasl = ") && opened.contains("\ninstance = "), "{opened}");
    let probe = dir.path().join("estafeta.toml");
    std::fs::write(&probe, opened).unwrap();
    let (_, said, _) = estafeta(&["check", "--config", probe.to_str().unwrap()]);
    assert!(!said.contains("unknown") && !said.contains("invalid"), "{said}");
}
