//! What the papers say is true: their commands run and end as they say, and what they name is there.
//!
//! A block of commands says where it runs, behind `console`: `embedded` and `kafka` beside an instance on that engine,
//! `container` not at all: there the files, services, profiles and ports are looked up. A line may say how it ends:
//! `# exits with 28: why`, or `# until it is stopped`. Nothing else is in these lines that a reader would not type.

mod containers;
mod names;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::cluster;
use crate::support::{Running, root, until};

/// The papers whose commands are run.
const PAPERS: [&str; 4] = ["README.md", "docs/alerts.md", "docs/rules.md", "docs/runbook.md"];

/// The page and the brokers of the examples.
const PAGE: &str = "127.0.0.1:8080";
const BROKERS: &str = "127.0.0.1:9092";

/// A fenced block of a paper.
pub(super) struct Block {
    /// `docs/alerts.md:12`.
    pub(super) place: String,
    /// The words behind the fence: `console`, `embedded`.
    pub(super) words: Vec<String>,
    pub(super) text: String,
}

impl Block {
    pub(super) fn is(&self, word: &str) -> bool {
        self.words.iter().any(|own| own == word)
    }

    /// The commands of the block, without their `$`.
    pub(super) fn commands(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter_map(|line| line.strip_prefix("$ "))
    }
}

/// All blocks of a paper.
pub(super) fn blocks(paper: &str) -> Vec<Block> {
    let text = std::fs::read_to_string(root().join(paper)).unwrap();
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), is_open) {
            (Some(_), true) => is_open = false,
            (Some(words), false) => {
                let words = words.split_whitespace().map(str::to_owned).collect();
                let place = format!("{paper}:{}", number + 1);
                blocks.push(Block { place, words, text: String::new() });
                is_open = true;
            }
            (None, true) => {
                let block = blocks.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, false) => {}
        }
    }
    assert!(!is_open, "{paper} has a block without an end");
    blocks
}

/// How a command of a paper ends.
#[derive(Debug, PartialEq)]
enum End {
    With(i32),
    /// When it is asked to, in order.
    WhenStopped,
}

/// A line as it is typed, and how it ends.
fn command_and_end(line: &str) -> (&str, End) {
    let Some((command, note)) = line.rsplit_once("   # ") else { return (line, End::With(0)) };
    if note == "until it is stopped" {
        return (command.trim(), End::WhenStopped);
    }
    let code = note.strip_prefix("exits with ").and_then(|note| note.split(':').next());
    let code = code.and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("what is {note:?}?"));
    (command.trim(), End::With(code))
}

/// A folder like the one that an operator works in: `config/`, `seeds/`, and what a run makes of them.
struct Place {
    dir: tempfile::TempDir,
    engine: &'static str,
    prefix: String,
}

impl Place {
    fn embedded() -> Place {
        let place =
            Place { dir: tempfile::tempdir().unwrap(), engine: "embedded", prefix: "estafeta".to_owned() };
        place.laid_out(|settings| settings)
    }

    fn on_kafka() -> Place {
        let prefix = format!("papers-{}", std::process::id());
        let place = Place { dir: tempfile::tempdir().unwrap(), engine: "kafka", prefix: prefix.clone() };
        place.laid_out(|settings| {
            // The lines that the file offers for it.
            [
                ("# instance = \"a\"", "instance = \"a\"".to_owned()),
                ("engine = \"sqlite\"", "engine = \"kafka\"".to_owned()),
                ("prefix = \"estafeta\"", format!("prefix = \"{prefix}\"")),
                (BROKERS, cluster::brokers(1).to_owned()),
            ]
            .into_iter()
            .fold(settings, |settings, (from, to)| {
                assert!(settings.contains(from), "config/estafeta.toml has no {from}");
                settings.replace(from, &to)
            })
        })
    }

    fn laid_out(self, change: impl Fn(String) -> String) -> Place {
        let at = |name: &str| self.dir.path().join(name);
        std::fs::create_dir_all(at("config")).unwrap();
        for name in ["config/gazetteer", "config/cues", "config/channels.toml", "config/feeds.toml", "seeds"]
        {
            std::os::unix::fs::symlink(root().join(name), at(name)).unwrap();
        }
        let settings = std::fs::read_to_string(root().join("config/estafeta.toml")).unwrap();
        std::fs::write(at("config/estafeta.toml"), change(settings)).unwrap();
        self
    }

    fn shell(&self, command: &str) -> Command {
        let bin = Path::new(env!("CARGO_BIN_EXE_estafeta")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let own = [bin, root().join("target/venv/bin")];
        let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path))).unwrap();
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).env("PATH", path).current_dir(self.dir.path());
        shell
    }

    /// The command with the addresses and topics of this place for those of the examples.
    fn own(&self, command: &str, page: &str) -> String {
        command
            .replace(PAGE, page)
            .replace("target/release/estafeta", "estafeta")
            .replace("estafeta.alerts.v1", &format!("{}.alerts.v1", self.prefix))
            .replace("estafeta.dead-letters.v1", &format!("{}.dead-letters.v1", self.prefix))
            .replace(BROKERS, if self.engine == "kafka" { cluster::brokers(1) } else { BROKERS })
    }

    fn run(&self) -> Running {
        // Polls no source outside: a test asks nobody.
        Running::of(self.shell("exec estafeta run --only seed --listen 127.0.0.1:0"))
    }

    /// The alert transitions so far.
    fn alerts(&self) -> Vec<Value> {
        let mut shell = self.shell("estafeta subscribe --from beginning --until now --format jsonl");
        let output = shell.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Runs every command that the papers have for this engine; what did not end as its line says.
    fn faults(&self, page: &str) -> Vec<String> {
        let (mut faults, mut count) = (Vec::new(), 0);
        for block in PAPERS.iter().flat_map(|paper| blocks(paper)) {
            if let Some(file) = block.words.get(1).filter(|_| block.is("python")) {
                std::fs::write(self.dir.path().join(file), self.own(&block.text, page)).unwrap();
            }
            if !(block.is("console") && block.is(self.engine)) {
                continue;
            }
            for line in block.commands() {
                count += 1;
                faults
                    .extend(self.fault(line, page).map(|fault| format!("{}: {line}: {fault}", block.place)));
            }
        }
        assert!(count >= 10, "the papers have only {count} commands for {}", self.engine);
        faults
    }

    fn fault(&self, line: &str, page: &str) -> Option<String> {
        let (command, end) = command_and_end(line);
        let command = self.own(command, page);
        let End::With(code) = end else {
            let running = Running::of(self.shell(&format!("exec {command}")));
            running.says("page http://");
            let ended = running.end();
            return (ended != Some(0)).then(|| format!("ended with {ended:?}"));
        };
        let output = self.shell(&command).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code() != Some(code)).then(|| format!("exit code {:?}: {said}", output.status.code()))
    }
}

/// Runs an instance, and beside it what the papers say for its engine.
fn the_papers_are_true(place: &Place) {
    let running = place.run();
    let page = running.page();
    let page = page.strip_prefix("http://").unwrap();
    let example = example();
    let alert = until("the alert of the example is raised", || {
        place.alerts().into_iter().find(|alert| alert["alert_id"] == example["alert_id"])
    });
    assert_eq!(shape(&example), shape(&alert), "the example of docs/alerts.md has the fields of an alert");
    for path in ["/headline", "/status", "/evidence/0/url", "/evidence/0/sentence", "/evidence/0/article_id"]
    {
        assert_eq!(example.pointer(path), alert.pointer(path), "{path}");
    }
    let faults = place.faults(page);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(running.end(), Some(0));
}

/// The alert that docs/alerts.md shows.
fn example() -> Value {
    let blocks = blocks("docs/alerts.md");
    let block = blocks.iter().find(|block| block.is("alert")).expect("an example");
    serde_json::from_str(&block.text).unwrap()
}

/// The keys of an alert, without the tie of its evidence, which the example leaves out.
fn shape(alert: &Value) -> Vec<String> {
    let keys = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let evidence: Vec<String> = keys(&alert["evidence"][0]).into_iter().filter(|key| key != "tie").collect();
    let parts = ["severity", "tie", "story", "versions"].map(|part| keys(&alert[part]));
    [keys(alert), evidence].into_iter().chain(parts).flatten().collect()
}

#[test]
fn what_they_say_runs_on_the_embedded_log() {
    the_papers_are_true(&Place::embedded());
}

#[test]
fn what_they_say_runs_on_kafka() {
    the_papers_are_true(&Place::on_kafka());
}

#[test]
fn every_block_of_commands_says_where_it_runs() {
    for block in PAPERS.iter().flat_map(|paper| blocks(paper)) {
        let has_place = ["embedded", "kafka", "container"].iter().any(|word| block.is(word));
        let has_commands = block.commands().next().is_some();
        assert_eq!(has_commands, block.is("console"), "{}: a block of commands is `console`", block.place);
        assert_eq!(has_commands, has_place, "{}: where do its commands run?", block.place);
    }
}

/// A file of the repository, as text.
pub(super) fn file(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The repository's folder joined with `path`.
pub(super) fn at(path: &str) -> PathBuf {
    root().join(path)
}
