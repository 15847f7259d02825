//! Dead letters: what a stage refused, its value untouched, with Kafka Connect's header names, which tools already show.

use std::any::Any;

use crate::{Record, Send};

/// Most bytes of the headers of one record together, names and values.
pub const HEADERS_BYTES_MAX: usize = 8 * 1024;

/// Longest reason that is kept, in bytes.
const MESSAGE_BYTES_MAX: usize = 2_000;

const TOPIC: &str = "__connect.errors.topic";
const PARTITION: &str = "__connect.errors.partition";
const OFFSET: &str = "__connect.errors.offset";
const STAGE: &str = "__connect.errors.stage";
const CLASS: &str = "__connect.errors.class.name";
const MESSAGE: &str = "__connect.errors.exception.message";

/// Why a record was refused, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Topic the record came from.
    pub topic: String,
    /// Its partition.
    pub partition: u32,
    /// Its offset.
    pub offset: u64,
    /// The stage that refused it.
    pub stage: String,
    /// Short class of the reason: `panic`, `killed`, `malformed`, `too_large`.
    pub class: String,
    /// The reason, for people.
    pub message: String,
}

impl DeadLetter {
    /// The dead letter for a record that `stage` refuses.
    pub fn of(record: &Record, stage: &str, class: &str, message: &str) -> DeadLetter {
        DeadLetter {
            topic: record.topic.clone(),
            partition: record.partition,
            offset: record.offset,
            stage: stage.to_owned(),
            class: class.to_owned(),
            message: crate::wire::clip(message, MESSAGE_BYTES_MAX).to_owned(),
        }
    }

    /// The record to send to the dead letters' topic: key, value and as many of its own headers as fit are untouched.
    pub fn into_send(self, dead_letters: &str, record: &Record) -> Send {
        let own = [
            (TOPIC, self.topic),
            (PARTITION, self.partition.to_string()),
            (OFFSET, self.offset.to_string()),
            (STAGE, self.stage),
            (CLASS, self.class),
            (MESSAGE, self.message),
        ];
        let mut headers: Vec<(String, String)> = own.map(|(name, value)| (name.to_owned(), value)).into();
        let mut bytes: usize = headers.iter().map(header_bytes).sum();
        for header in &record.headers {
            bytes += header_bytes(header);
            if bytes > HEADERS_BYTES_MAX {
                break;
            }
            headers.push(header.clone());
        }
        Send {
            topic: dead_letters.to_owned(),
            partition: None,
            key: record.key.clone(),
            value: record.value.clone(),
            headers,
        }
    }

    /// Reads a dead letter back; `None` where a header is missing.
    pub fn read(record: &Record) -> Option<DeadLetter> {
        let header = |name: &str| {
            record.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
        };
        Some(DeadLetter {
            topic: header(TOPIC)?.to_owned(),
            partition: header(PARTITION)?.parse().ok()?,
            offset: header(OFFSET)?.parse().ok()?,
            stage: header(STAGE)?.to_owned(),
            class: header(CLASS)?.to_owned(),
            message: header(MESSAGE)?.to_owned(),
        })
    }
}

/// What a panic said.
pub(super) fn panic_message(panic: &(dyn Any + std::marker::Send)) -> String {
    let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
    said.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic without a message".to_owned())
}

fn header_bytes((name, value): &(String, String)) -> usize {
    name.len() + value.len()
}
