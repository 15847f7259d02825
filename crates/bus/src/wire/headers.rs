//! The headers of what is sent: CloudEvents 1.0 in binary mode for alerts, and our own for all.
//!
//! Every header is made from the record itself, so that a retry or a replay sends the same bytes.

use model::{Alert, Digest, Transition};

use crate::Record;

/// Headers in the order they are sent.
pub type Headers = Vec<(String, String)>;

/// What an alert is in one channel; on channel topics beside the headers of the alert.
pub const CHANNEL_TRANSITION: &str = "estafeta-transition";

/// Why an alert ended in one channel: `left_channel`, or the reason of the cancellation.
pub const CHANNEL_REASON: &str = "estafeta-reason";

/// The input record that an output was made from: `ties/0/18211`.
pub const INPUT: &str = "estafeta-input";

/// `$id` of a schema, the value of `ce_dataschema` too. It names the schema; `/schema/<name>` of the page serves it.
pub fn schema_id(name: &str) -> String {
    format!("https://estafeta.example/schema/{name}.v1.json")
}

/// Headers of a record that is no alert: what it is, and what it was made from where it was made from one record.
pub fn plain(input: Option<&Record>) -> Headers {
    let mut headers = vec![header("content-type", "application/json")];
    headers.extend(input.map(|record| header(INPUT, &input_of(record))));
    headers
}

/// Headers of an alert revision. `source` is constant per deployment (`/estafeta`), `input` the record of `ties` that made
/// it.
pub fn alert(alert: &Alert, source: &str, input: &Record) -> Headers {
    let mut headers = vec![
        header("ce_specversion", "1.0"),
        header("ce_id", &format!("{}.{}", alert.id, alert.revision)),
        header("ce_source", source),
        header("ce_type", &format!("org.estafeta.alert.{}.v1", alert.transition.word())),
    ];
    headers.extend(alert.evidence.first().map(|founding| header("ce_subject", founding.article.as_str())));
    headers.extend([
        header("ce_time", &alert.at.to_string()),
        header("ce_dataschema", &schema_id("alert")),
        header("content-type", "application/json"),
        header("traceparent", &trace_parent(alert)),
        header(INPUT, &input_of(input)),
    ]);
    headers
}

/// Headers of the copy of an alert in a channel's topic: those of the alert, and what the revision is in that channel.
/// `left` says that the alert stands but no longer passes the channel's filter.
pub fn channel_copy(alert_headers: &Headers, alert: &Alert, transition: Transition, left: bool) -> Headers {
    let mut headers = alert_headers.clone();
    headers.push(header(CHANNEL_TRANSITION, transition.word()));
    let reason = if left { Some("left_channel") } else { alert.reason.map(model::CancelReason::word) };
    headers.extend(reason.map(|reason| header(CHANNEL_REASON, reason)));
    headers
}

/// The value of a header of a record.
pub fn find<'a>(record: &'a Record, name: &str) -> Option<&'a str> {
    record.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
}

/// Partition and offset of the input that a record names, where it is of `dataset`: `("ties/0/18211", "ties")` gives
/// `(0, 18211)`.
pub fn input(record: &Record, dataset: &str) -> Option<(u32, u64)> {
    let place = find(record, INPUT)?.strip_prefix(dataset)?.strip_prefix('/')?;
    let (partition, offset) = place.split_once('/')?;
    Some((partition.parse().ok()?, offset.parse().ok()?))
}

/// One trace per alert, one span per revision; made from the ids, so the same everywhere.
fn trace_parent(alert: &Alert) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let trace = Digest::of(alert.id.as_str().as_bytes());
    let span = Digest::of(format!("{}.{}", alert.id, alert.revision).as_bytes());
    format!("00-{}-{}-01", hex(&trace.bytes()[..16]), hex(&span.bytes()[..8]))
}

/// Dataset, partition and offset of a record: `ties/0/18211`. The dataset stands between the deployment's prefix and the
/// version in the topic's name.
fn input_of(record: &Record) -> String {
    let unversioned = record.topic.strip_suffix(".v1").unwrap_or(&record.topic);
    let dataset = unversioned.rsplit('.').next().unwrap_or(unversioned);
    format!("{dataset}/{}/{}", record.partition, record.offset)
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
