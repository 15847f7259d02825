//! `channels.toml`: the compiled one is whole, and each mistake names its line and mend.

use super::{COMPILED, Config};

/// Replaces `from` by `to` in the compiled file and tells the problems as `line: message (hint)`.
fn problems(from: &str, to: &str) -> String {
    assert!(COMPILED.contains(from), "the compiled file has no {from:?}");
    let text = COMPILED.replacen(from, to, 1);
    match Config::parse("channels.toml", &text) {
        Ok(_) => "none".to_owned(),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

fn line_of(needle: &str) -> usize {
    COMPILED.lines().position(|line| line.contains(needle)).unwrap() + 1
}

#[test]
fn the_compiled_file_is_whole() {
    let config = Config::parse("channels.toml", COMPILED).unwrap();
    let names: Vec<&str> = config.channel_names().collect();
    assert_eq!(names, ["politics", "economy", "security", "technology", "society"]);
    assert_eq!(Config::compiled(), config);
}

#[test]
fn each_mistake_names_line_and_mend() {
    let cases = [
        ("severe = 5.0", "sever = 5.0", "unknown field `sever`", "correct the spelling"),
        ("severe = 5.0", "severe = 9.0", "levels do not rise", "moderate < severe"),
        (
            "families = [\"economy\"]",
            "families = [\"economics\"]",
            "unknown family \"economics\"",
            "write one of: politics",
        ),
        ("families = [\"economy\"]", "countries = [\"USA\"]", "unknown country \"USA\"", "alpha-3"),
        ("name = \"economy\"", "name = \"Economy!\"", "cannot be part of a topic name", "lower-case"),
        ("name = \"economy\"", "name = \"politics\"", "channel \"politics\" stands twice", "name of its own"),
        ("conflict = 0.5", "conflikt = 0.5", "unknown polarity \"conflikt\"", "cooperation, conflict"),
        ("half_life_days = 45", "half_life_days = 0", "half_life_days", "write 1 or more"),
        ("same = 0.5", "same = 0.9", "likeness thresholds do not rise", "0 < like"),
        ("open_days = 30", "open_days = 2", "expire within the window", "open_days >= window_days"),
        ("window_days = 4", "window_days = \"four\"", "invalid type", "compare with"),
    ];
    for (from, to, message, hint) in cases {
        let told = problems(from, to);
        assert!(told.contains(message) && told.contains(hint), "{to}: {told}");
        assert!(told.starts_with("channels.toml:"), "{told}");
    }
}

#[test]
fn the_line_is_that_of_the_mistake() {
    let line = line_of("families = [\"society\"]");
    let told = problems("families = [\"society\"]", "families = [\"sports\"]");
    assert!(told.starts_with(&format!("channels.toml:{line}: ")), "{told}");
    let line = line_of("copy = 0.8");
    let told = problems("copy = 0.8", "copie = 0.8");
    assert!(told.starts_with(&format!("channels.toml:{line}: ")), "{told}");
}
