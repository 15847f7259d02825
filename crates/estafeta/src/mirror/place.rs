//! How far the copying of one topic is: the value of a record of `mirror-state`, whose key is the name of the copied topic.

use bus::Record;
use serde::{Deserialize, Serialize};

/// The last record that was copied. Its key and time tell later whether the log is still the same one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Offset in the log that is copied.
    pub(super) offset: u64,
    /// Key.
    pub(super) key: String,
    /// When the log took it, in milliseconds since 1970.
    pub(super) appended_ms: i64,
}

impl Place {
    /// The place of a record.
    pub(super) fn of(record: &Record) -> Place {
        let appended_ms = record.appended_at.as_millisecond();
        Place { offset: record.offset, key: record.key.clone(), appended_ms }
    }

    /// The value of the record that keeps it.
    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("numbers and text can be written")
    }

    /// Reads what [`Place::to_json`] wrote.
    pub(super) fn from_json(json: &[u8]) -> Result<Place, serde_json::Error> {
        serde_json::from_slice(json)
    }
}
