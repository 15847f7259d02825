//! Topics and their slots: a slot is one partition of one topic.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use crate::{Cleanup, LogError, Topic};

/// Bits of a record's id that hold the offset; the slot stands above them.
const OFFSET_BITS: u32 = 40;

/// A partition of a topic as the tables know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// Upper part of the ids of its records.
    pub(super) slot: i64,
    /// Full topic name.
    pub(super) topic: String,
    /// Partition.
    pub(super) partition: u32,
    /// True where only the latest record of a key is kept.
    pub(super) compact: bool,
    /// How long records are kept; `None` for ever.
    pub(super) retention_ms: Option<i64>,
}

impl Slot {
    /// Id of the record at `offset`.
    pub(super) fn id(&self, offset: u64) -> i64 {
        (self.slot << OFFSET_BITS) | offset_bits(offset)
    }

    /// First id that belongs to the next slot.
    pub(super) fn id_end(&self) -> i64 {
        (self.slot + 1) << OFFSET_BITS
    }
}

/// Offset of the record with this id.
pub(super) fn offset_of(id: i64) -> u64 {
    (id & ((1 << OFFSET_BITS) - 1)).unsigned_abs()
}

/// An offset as SQLite's integer; 2^40 records in one partition take 34,000 years at one a second.
pub(super) fn offset_bits(offset: u64) -> i64 {
    i64::try_from(offset.min((1 << OFFSET_BITS) - 1)).expect("40 bits fit an i64")
}

/// All slots by topic, partitions in order.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    topics: BTreeMap<String, Vec<Slot>>,
}

impl Catalog {
    /// Reads the catalog.
    pub(super) fn load(connection: &Connection) -> rusqlite::Result<Catalog> {
        let mut statement = connection.prepare_cached(
            "SELECT slot, topic, partition, compact, retention_ms
             FROM slots JOIN topics ON topics.name = slots.topic ORDER BY topic, partition",
        )?;
        let slots = statement.query_map([], |row| {
            Ok(Slot {
                slot: row.get(0)?,
                topic: row.get(1)?,
                partition: row.get(2)?,
                compact: row.get(3)?,
                retention_ms: row.get(4)?,
            })
        })?;
        let mut topics: BTreeMap<String, Vec<Slot>> = BTreeMap::new();
        for slot in slots {
            let slot = slot?;
            topics.entry(slot.topic.clone()).or_default().push(slot);
        }
        Ok(Catalog { topics })
    }

    /// Slots of a topic, at least one.
    pub(super) fn topic(&self, topic: &str) -> Result<&[Slot], LogError> {
        self.topics.get(topic).map(Vec::as_slice).ok_or_else(|| LogError::NoTopic(topic.to_owned()))
    }

    /// The slot of a topic that a key belongs to.
    pub(super) fn slot_of_key(&self, topic: &str, key: &str) -> Result<&Slot, LogError> {
        let slots = self.topic(topic)?;
        let n = if slots.len() == 1 { 0 } else { (key_hash(key) % slots.len() as u64) as usize };
        Ok(&slots[n])
    }

    /// The slot of a partition.
    pub(super) fn slot(&self, topic: &str, partition: u32) -> Result<&Slot, LogError> {
        let slots = self.topic(topic)?;
        slots.get(partition as usize).ok_or_else(|| LogError::NoTopic(format!("{topic}/{partition}")))
    }

    /// The `n`-th of all slots, counted round and round.
    pub(super) fn slot_in_turn(&self, n: usize) -> Option<&Slot> {
        let count: usize = self.topics.values().map(Vec::len).sum();
        let n = n.checked_rem(count)?;
        self.topics.values().flatten().nth(n)
    }
}

/// Creates the missing ones of `topics`. Of a present one only a longer retention is taken over: fewer days would lose
/// records, and another number of partitions would break the order per key.
pub(super) fn create(connection: &mut Connection, topics: &[Topic]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for topic in topics {
        let (compact, retention_ms) = match topic.cleanup {
            Cleanup::Delete(kept) => (false, Some(i64::try_from(kept.as_millis()).unwrap_or(i64::MAX))),
            Cleanup::Compact => (true, None),
        };
        let present: Option<Option<i64>> = transaction
            .query_row("SELECT retention_ms FROM topics WHERE name = ?1", [&topic.name], |row| row.get(0))
            .optional()?;
        match present {
            None => {
                transaction.execute(
                    "INSERT INTO topics (name, compact, retention_ms) VALUES (?1, ?2, ?3)",
                    params![topic.name, compact, retention_ms],
                )?;
                for partition in 0..topic.partitions.max(1) {
                    transaction.execute(
                        "INSERT INTO slots (topic, partition) VALUES (?1, ?2)",
                        params![topic.name, partition],
                    )?;
                }
            }
            Some(Some(present)) if retention_ms.is_some_and(|wanted| wanted > present) => {
                transaction.execute(
                    "UPDATE topics SET retention_ms = ?2 WHERE name = ?1",
                    params![topic.name, retention_ms],
                )?;
            }
            Some(_) => {}
        }
    }
    transaction.commit()
}

/// FNV-1a, 64 bits: stable for ever, because it decides where the records of a key lie.
fn key_hash(key: &str) -> u64 {
    key.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
