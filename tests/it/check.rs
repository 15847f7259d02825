//! `estafeta check` on broken configurations: each finding names file, line and the mend, and the code is 78.

use std::path::Path;

use crate::support::{estafeta, root};

/// One break: the file below the folder, a passage of it, what stands there instead, and what the finding must name.
/// The line that is expected is the one where the replacement holds `!`, which is removed.
struct Break {
    file: &'static str,
    from: &'static str,
    to: &'static str,
    names: &'static str,
}

const fn broken(file: &'static str, from: &'static str, to: &'static str, names: &'static str) -> Break {
    Break { file, from, to, names }
}

const SETTINGS: &str = "estafeta.toml";
const FEEDS: &str = "feeds.toml";

const BREAKS: &[Break] = &[
    broken(SETTINGS, "prefix = \"estafeta\"", "!prefixes = \"estafeta\"", "prefixes"),
    broken(SETTINGS, "prefix = \"estafeta\"", "!prefix = \"Not Good\"", "log.prefix"),
    broken(SETTINGS, "engine = \"sqlite\"", "!engine = \"paper\"", "paper"),
    broken(SETTINGS, "listen = \"127.0.0.1:8080\"", "!listen = \"nowhere\"", "nowhere"),
    broken(SETTINGS, "segment_bytes_max = 1073741824", "!segment_bytes_max = 12", "segment_bytes_max"),
    broken(SETTINGS, "segment_bytes_max = 1073741824", "!segment_bytes_max = \"much\"", "string"),
    broken(SETTINGS, "source = \"/estafeta\"", "!source = \"\"", "alerts.source"),
    broken(SETTINGS, "dir = \"../seeds/site\"", "!dir = \"no-such-folder\"", "no-such-folder"),
    broken(SETTINGS, "path = \"../data/estafeta.db\"", "!path = \"feeds.toml/estafeta.db\"", "log.path"),
    broken(SETTINGS, "dir = \"../data/archive\"", "!dir = \"feeds.toml\"", "archive.dir"),
    broken(FEEDS, "url = \"seed-site:/courier/rss.xml\"", "!url = \"not a url\"", "seed-courier"),
    broken(
        FEEDS,
        "url = \"seed-site:/correo/rss.xml\"",
        "!url = \"seed-site:/courier/rss.xml\"",
        "seed-correo",
    ),
    broken(FEEDS, "id = \"seed-correo\"", "!id = \"seed-courier\"", "seed-courier"),
    broken(FEEDS, "lang = \"pt\"", "!lang = \"klingon\"", "klingon"),
    broken(FEEDS, "status = \"Exercise\"", "!status = \"Drill\"", "Drill"),
    broken(FEEDS, "weight = 0.8", "!weight = 7.5", "weight"),
    broken(FEEDS, "country = \"GUY\"", "!country = \"Guyana\"", "Guyana"),
    broken(FEEDS, "kind = \"feed\"", "!knd = \"feed\"", "knd"),
    broken("channels.toml", "families = [\"politics\"]", "!families = [\"weather\"]", "weather"),
    broken("channels.toml", "moderate = 2.5", "!modest = 2.5", "modest"),
    broken("gazetteer/persons_andes.toml", "1999-02-02..2013-03-05", "!1999-02-31..2013-03-05", "1999-02-31"),
    broken("cues/acts.en.toml", "plover = \"CONSULT\"", "!plover = \"CHAT\"", "CHAT"),
    broken("cues/topics.en.toml", "weight = 1", "!wieght = 1", "wieght"),
];

#[test]
fn each_broken_configuration_is_told_by_file_line_and_mend() {
    assert!(BREAKS.len() >= 20);
    let failures: Vec<String> = BREAKS.iter().filter_map(|broken| complaint(broken).err()).collect();
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), BREAKS.len(), failures.join("\n---\n"));
}

#[test]
fn the_configuration_of_the_repository_is_fine() {
    let folder = copied();
    let (stdout, stderr, code) = check(folder.path());
    assert!(code == Some(0) && stderr.contains("is fine"), "{stdout}{stderr}");
}

/// Breaks a copy and checks it; an error tells what the finding lacks.
fn complaint(broken: &Break) -> Result<(), String> {
    let folder = copied();
    let file = folder.path().join("config").join(broken.file);
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replacen(broken.from, broken.to, 1);
    let at = text.find(broken.to).unwrap_or_else(|| panic!("{} has no {:?}", broken.file, broken.from));
    let line = text[..at].matches('\n').count() + 1;
    std::fs::write(&file, text.replacen(broken.to, &broken.to.replacen('!', "", 1), 1)).unwrap();
    let (_, stderr, code) = check(folder.path());
    let place = format!("{}:{line}: ", file.display());
    let found = stderr.lines().skip_while(|told| !told.starts_with(&place)).take(2).collect::<Vec<_>>();
    match found.as_slice() {
        [told, mend] if told.contains(broken.names) && mend.starts_with("  mend: ") && code == Some(78) => {
            Ok(())
        }
        _ => Err(format!("{}: {:?} gave code {code:?} and\n{stderr}", broken.file, broken.to)),
    }
}

fn check(folder: &Path) -> (String, String, Option<i32>) {
    let config = folder.join("config");
    let file = config.join(SETTINGS);
    estafeta(&["check", "--rules", config.to_str().unwrap(), "--config", file.to_str().unwrap()])
}

/// A folder with a copy of config/ and the seed site beside it.
fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("config"), &folder.path().join("config"));
    std::fs::create_dir_all(folder.path().join("seeds/site")).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}
