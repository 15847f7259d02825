//! The house rules that a program can check: who may know whom, and how files look.

use std::path::{Path, PathBuf};

use crate::support::root;

/// What each crate may know of the others.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("poller", &["model"]),
    ("archive", &["model"]),
    ("extractor", &["model"]),
    ("classifier", &["model"]),
    ("bus", &["model"]),
    ("web", &["model", "bus", "archive"]),
    ("estafeta", &["model", "poller", "archive", "extractor", "classifier", "bus", "web"]),
];

/// Longest source file, in lines.
const LINES_MAX: usize = 800;

#[test]
fn crates_know_only_whom_they_may() {
    for (name, may) in MAY_KNOW {
        let manifest = std::fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
        let section =
            manifest.split("\n[").find(|section| section.starts_with("dependencies]")).unwrap_or("");
        for (other, _) in MAY_KNOW {
            let knows = section.lines().any(|line| {
                line.split(['.', '=', ' ']).next().is_some_and(|dependency| dependency == *other)
            });
            assert!(!knows || may.contains(other), "{name} must not know {other}");
        }
    }
    let crates = std::fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(crates, MAY_KNOW.len(), "a new crate needs a line in MAY_KNOW");
}

#[test]
fn sources_tell_what_they_are_and_stay_short() {
    let files = sources(&[root().join("crates"), root().join("tests")]);
    assert!(files.len() > 100, "only {} files", files.len());
    let mut faults = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let shown = file.strip_prefix(root()).unwrap().display();
        if !text.starts_with("//!") {
            faults.push(format!("{shown} does not begin with //!"));
        }
        if text.lines().count() > LINES_MAX {
            faults.push(format!("{shown} has {} lines", text.lines().count()));
        }
        if file.file_name().is_some_and(|name| name == "mod.rs") {
            faults.push(format!("{shown}: a module is named by its folder, not mod.rs"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn sources(folders: &[PathBuf]) -> Vec<PathBuf> {
    folders.iter().flat_map(|folder| inside(folder)).collect()
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files = Vec::new();
    for path in entries {
        if path.is_dir() {
            files.extend(inside(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}
