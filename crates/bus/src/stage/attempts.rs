//! Which record kills the process: an abort, a stack overflow or the kernel's memory killer leave no panic to catch, so the
//! next process judges by the marker that the last one left.
//!
//! Two processes may die on a batch before its records are tried one by one, and two more on a record before it is refused
//! untried: a kill from outside at the wrong moment must not cost an innocent record.

use crate::{Marker, Record};

/// How many processes may begin something and never end it.
const DEATHS_MAX: u32 = 2;

/// What the marker says about the record at the head of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// Nothing: work on the whole batch.
    None,
    /// The batch that starts here killed: try its records one by one.
    Batch,
    /// This record killed when it was alone: refuse it.
    Record,
}

/// Judges the first record of a batch by the marker that was left.
pub(super) fn suspect(left: Option<&Marker>, first: &Record) -> Suspicion {
    match left {
        Some(left) if is_at(left, first) && left.begun >= DEATHS_MAX => {
            if left.alone {
                Suspicion::Record
            } else {
                Suspicion::Batch
            }
        }
        _ => Suspicion::None,
    }
}

/// The marker to leave before working on a batch that starts with `first`, `alone` where it is the only record.
pub(super) fn next_marker(left: Option<&Marker>, first: &Record, alone: bool) -> Marker {
    let begun = match left {
        Some(left) if is_at(left, first) && left.alone == alone => left.begun + 1,
        _ => 1,
    };
    Marker { topic: first.topic.clone(), partition: first.partition, offset: first.offset, alone, begun }
}

fn is_at(marker: &Marker, record: &Record) -> bool {
    marker.offset == record.offset && marker.partition == record.partition && marker.topic == record.topic
}
