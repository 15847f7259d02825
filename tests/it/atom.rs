//! `/alerts.atom` as a feed reader sees it: well-formed XML, and the latest revision of each alert once.

use std::collections::BTreeMap;

use jiff::Timestamp;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::Value;

/// One `<entry>`, by the names of its children.
type Entry = BTreeMap<String, String>;

/// Fails unless `atom` is well-formed and holds the latest revision of each of `alerts` exactly once, newest first.
pub(crate) fn holds_the_latest_of_each(atom: &str, alerts: &[Value]) {
    let entries = entries(atom);
    let mut latest: BTreeMap<String, &Value> = BTreeMap::new();
    for alert in alerts {
        let id = format!("urn:uuid:{}", alert["alert_id"].as_str().unwrap());
        let before = latest.insert(id, alert);
        assert!(
            before.is_none_or(|before| before["revision"].as_u64() < alert["revision"].as_u64()),
            "{alert}"
        );
    }
    assert_eq!(entries.len(), latest.len(), "one entry for each alert:\n{atom}");
    for entry in &entries {
        let alert = latest.remove(&entry["id"]).unwrap_or_else(|| panic!("twice, or unknown: {entry:?}"));
        assert_eq!(entry["updated"], alert["at"].as_str().unwrap(), "the latest revision of {alert}");
        assert_eq!(entry["title"], title(alert));
    }
    let times: Vec<Timestamp> = entries.iter().map(|entry| entry["updated"].parse().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first: {times:?}");
}

/// The headline, marked with what is no real event and with what happened to the alert since it was raised.
fn title(alert: &Value) -> String {
    let marks = [(&alert["status"], "Actual"), (&alert["transition"], "raised")];
    let told = marks.iter().filter(|(word, usual)| *word != usual).map(|(word, _)| word.as_str().unwrap());
    told.map(|word| format!("[{word}] ")).collect::<String>() + alert["headline"].as_str().unwrap()
}

/// The entries of a feed; fails where it is not well-formed.
fn entries(atom: &str) -> Vec<Entry> {
    let mut reader = Reader::from_str(atom);
    let (mut open, mut roots, mut entries) = (Vec::new(), 0, Vec::<Entry>::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in\n{atom}")) {
            Event::Start(start) => {
                roots += usize::from(open.is_empty());
                open.push(name(&start));
                if open == ["feed", "entry"] {
                    entries.push(Entry::new());
                }
            }
            Event::Empty(start) => _ = name(&start),
            Event::End(_) => _ = open.pop(),
            Event::Text(text) => keep(&open, &mut entries, &text),
            Event::GeneralRef(reference) => {
                let escape = format!("&{};", &*reference);
                keep(&open, &mut entries, &quick_xml::escape::unescape(&escape).unwrap());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((roots, open.len()), (1, 0), "one root, closed:\n{atom}");
    entries
}

/// The name of an element whose attributes all can be read.
fn name(start: &BytesStart<'_>) -> String {
    for attribute in start.attributes() {
        attribute.unwrap().normalized_value(XmlVersion::Implicit1_0).unwrap();
    }
    start.name().as_ref().to_owned()
}

/// Adds text to the child of the entry that it stands in.
fn keep(open: &[String], entries: &mut [Entry], text: &str) {
    if let ([feed, entry, child], Some(last)) = (open, entries.last_mut()) {
        assert_eq!((feed.as_str(), entry.as_str()), ("feed", "entry"));
        last.entry(child.clone()).or_default().push_str(text);
    }
}
