//! The archive as others read it: warcio from PyPI, with its digests checked.

use std::collections::BTreeMap;
use std::process::Command;

use crate::support::{Folder, root, until};

/// Prints each conversion record as a JSON line; fails on a record whose digest is wrong.
const READ: &str = r#"
import json, sys
from warcio.archiveiterator import ArchiveIterator
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            body = record.raw_stream.read()
            if record.rec_type == "conversion":
                id = record.rec_headers.get_header("WARC-Record-ID").strip("<>")
                print(json.dumps({"id": id, "text": body.decode("utf-8")}))
"#;

#[test]
fn warcio_reads_the_archive_and_finds_the_texts_that_spans_count() {
    let python = root().join("target/venv/bin/python");
    if !python.exists() {
        println!("skipped: target/venv is missing; make test makes it");
        return;
    }
    let folder = Folder::seeded();
    let running = folder.start();
    running.page();
    until("the seed site is read", || (folder.tie_records() == Folder::seeds().len()).then_some(()));
    assert_eq!(running.end(), Some(0));
    let files = std::fs::read_dir(folder.archive()).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.to_string_lossy().ends_with(".warc.gz"));
    let read = Command::new(python).args(["-c", READ]).args(files).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let texts: BTreeMap<String, String> = String::from_utf8(read.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| (line["id"].as_str().unwrap().to_owned(), line["text"].as_str().unwrap().to_owned()))
        .collect();
    let articles = folder.articles();
    assert_eq!(texts.len(), articles.len());
    for article in articles {
        let conversion = article.archive.as_ref().unwrap().conversion.clone();
        assert_eq!(texts.get(&conversion), Some(&article.full_text()), "{}", article.url);
    }
}
