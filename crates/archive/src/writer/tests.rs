//! The archive on a real file system: durable, resumable, prunable, and readable by others.

use std::path::Path;

use jiff::Timestamp;
use model::ArticleId;

use super::{Config, Writer};
use crate::{Archive, Exchange, ExchangeKind};

fn config(dir: &Path) -> Config {
    let (instance, software) = ("one".to_owned(), "estafeta test".to_owned());
    Config { dir: dir.to_owned(), instance, segment_bytes_max: 4096, software }
}

fn exchange(n: usize) -> Exchange {
    let url = format!("https://a.example/{n}");
    Exchange {
        kind: if n % 5 == 4 { ExchangeKind::Resource } else { ExchangeKind::Response },
        http_head: "HTTP/1.1 200 OK\r\nContent-Type: text/html".to_owned(),
        media_type: "text/html".to_owned(),
        body: format!("<p>тело {n} {}</p>", "слово ".repeat(n * 40)).into_bytes(),
        fetched_at: Timestamp::from_second(1_700_000_000 + n as i64).unwrap(),
        feed_entry: "{\"title\":\"Título\"}".to_owned(),
        article: ArticleId::of_url(&url),
        revision: 1,
        title: format!("Título {n}"),
        text: format!("Primer párrafo {n}.\n\nВторой абзац."),
        article_fields: format!("{{\"byline\":\"Añá {n} 🐎\"}}"),
        url,
    }
}

#[test]
fn what_was_appended_is_found_again_also_over_segments_and_restarts() {
    let dir = tempfile::tempdir().unwrap();
    let mut pointers = Vec::new();
    for n in 0..30 {
        let mut writer = Writer::open(config(dir.path())).unwrap();
        pointers.push(writer.append(&exchange(n)).unwrap());
        writer.sync().unwrap();
        writer.mark_committed(std::iter::once(pointers[n].record.as_str())).unwrap();
    }
    let archive = Archive::open_read(dir.path()).unwrap();
    for (n, pointer) in pointers.iter().enumerate() {
        let conversion = archive.conversion(&pointer.conversion).unwrap().unwrap();
        assert_eq!((conversion.title, conversion.text), (exchange(n).title, exchange(n).text));
        assert_eq!(
            archive.read(&archive.find(&pointer.record).unwrap().unwrap()).unwrap()[0].payload(),
            exchange(n).body
        );
    }
    let report = archive.verify(|_, _| {}).unwrap();
    assert_eq!((report.whole, report.uncommitted, report.damaged.len()), (30, 0, 0));
    assert!(std::fs::read_dir(dir.path()).unwrap().count() > 4, "several segments");
}

#[test]
fn a_torn_tail_is_cut_off_and_a_retry_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(config(dir.path())).unwrap();
    let first = writer.append(&exchange(0)).unwrap();
    writer.sync().unwrap();
    writer.append(&exchange(1)).unwrap();
    drop(writer); // the crash: written, never synced
    let segment = dir.path().join("one-000001.warc.gz");
    let torn = std::fs::metadata(&segment).unwrap().len();
    let mut writer = Writer::open(config(dir.path())).unwrap();
    assert!(std::fs::metadata(&segment).unwrap().len() < torn);
    assert_eq!(writer.append(&exchange(0)).unwrap(), first);
    writer.append(&exchange(1)).unwrap();
    writer.sync().unwrap();
    let report = Archive::open_read(dir.path()).unwrap().verify(|_, _| {}).unwrap();
    assert_eq!((report.whole, report.uncommitted, report.damaged.len()), (2, 2, 0));
}

#[test]
fn a_replay_reads_committed_rows_in_order_of_time_with_the_fields_of_their_articles() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(config(dir.path())).unwrap();
    let second = 1_700_000_000;
    // As text "…20.5Z" sorts before "…20Z".
    for (n, millis) in [(3, 500), (2, 0), (1, 250), (0, -1), (4, 10_000)] {
        let fetched_at = Timestamp::from_millisecond(second * 1000 + millis).unwrap();
        let pointer = writer.append(&Exchange { fetched_at, ..exchange(n) }).unwrap();
        writer.sync().unwrap();
        writer.mark_committed(std::iter::once(pointer.record.as_str())).unwrap();
    }
    writer.append(&exchange(9)).unwrap();
    writer.sync().unwrap();
    let archive = Archive::open_read(dir.path()).unwrap();
    let at = |millis: i64| Timestamp::from_millisecond(second * 1000 + millis).unwrap();
    let told = |from, to| -> Vec<String> {
        let rows = archive.committed_between(at(from), at(to)).unwrap();
        rows.iter().map(|row| archive.segments().conversion(row).unwrap().article_fields.unwrap()).collect()
    };
    let fields = |ns: &[usize]| -> Vec<String> { ns.iter().map(|n| exchange(*n).article_fields).collect() };
    assert_eq!(told(0, 500).iter().map(|json| unescaped(json)).collect::<Vec<_>>(), fields(&[2, 1]));
    assert_eq!(told(-1, 501).iter().map(|json| unescaped(json)).collect::<Vec<_>>(), fields(&[0, 2, 1, 3]));
    assert_eq!(archive.next_committed(at(600)).unwrap(), Some(at(0)), "the start of its second");
    assert_eq!(archive.next_committed(at(1000)).unwrap(), Some(at(10_000)));
    assert_eq!(archive.next_committed(at(11_000)).unwrap(), None);
    assert_eq!(archive.count_between(at(-5000), at(20_000)).unwrap(), 5);
}

/// JSON escapes as the letters they stand for; enough for the fields of these tests.
fn unescaped(json: &str) -> String {
    assert!(json.is_ascii(), "{json}");
    json.replace("\\u00f1", "ñ").replace("\\u00e1", "á").replace("\\ud83d\\udc0e", "🐎")
}

#[test]
fn pruning_removes_only_what_no_article_points_to() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(config(dir.path())).unwrap();
    let pointers: Vec<_> = (0..12).map(|n| writer.append(&exchange(n)).unwrap()).collect();
    writer.sync().unwrap();
    writer.mark_committed(pointers.iter().step_by(3).map(|pointer| pointer.record.as_str())).unwrap();
    assert_eq!(writer.prune().unwrap(), 8);
    let more = writer.append(&exchange(40)).unwrap();
    writer.sync().unwrap();
    writer.mark_committed(std::iter::once(more.record.as_str())).unwrap();
    let archive = Archive::open_read(dir.path()).unwrap();
    let report = archive.verify(|_, _| {}).unwrap();
    assert_eq!((report.whole, report.uncommitted, report.damaged.len()), (5, 0, 0));
    assert!(archive.conversion(&pointers[3].conversion).unwrap().is_some());
    assert!(archive.conversion(&pointers[1].conversion).unwrap().is_none());
}

#[test]
fn damage_is_named_with_file_and_byte_and_the_rest_is_served() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(config(dir.path())).unwrap();
    let pointers: Vec<_> = (0..3).map(|n| writer.append(&exchange(n)).unwrap()).collect();
    writer.sync().unwrap();
    let archive = Archive::open_read(dir.path()).unwrap();
    let row = archive.find(&pointers[1].record).unwrap().unwrap();
    let segment = dir.path().join(&row.file);
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[row.conversion_start as usize + 40] ^= 0x10;
    std::fs::write(&segment, bytes).unwrap();
    let report = archive.verify(|_, _| {}).unwrap();
    assert_eq!((report.whole, report.damaged.len()), (2, 1));
    assert!(report.damaged[0].message.contains(&row.file), "{}", report.damaged[0].message);
    assert!(archive.conversion(&pointers[2].conversion).unwrap().is_some());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = Writer::open(config(&file.join("archive"))).err().unwrap().to_string();
    assert!(error.contains("create folder") && error.contains("archive"), "{error}");
}
