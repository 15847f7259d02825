//! Appending inside a transaction: offsets, compaction and the bounded deletes of retention.

use std::collections::BTreeMap;

use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};

use crate::{LogError, Send, VALUE_BYTES_MAX};

use super::catalog::{Catalog, Slot};

/// Most records that one commit deletes for being too old: keeps the commit short, and is more than any commit appends.
const DELETES_MAX: i64 = 1_000;

/// How long a tombstone stays in a compacted topic, so that a follower that was away still learns of the removal.
const TOMBSTONE_KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// What appending needs of a slot while a transaction runs.
struct Head {
    next: u64,
    appended_ms: i64,
}

/// Either a fault of SQLite or a refusal of our own.
pub(super) enum AppendError {
    Sql(rusqlite::Error),
    Refused(LogError),
}

impl From<rusqlite::Error> for AppendError {
    fn from(error: rusqlite::Error) -> AppendError {
        AppendError::Sql(error)
    }
}

impl From<LogError> for AppendError {
    fn from(error: LogError) -> AppendError {
        AppendError::Refused(error)
    }
}

/// Appends `sends` in order at `now_ms` (milliseconds since 1970). In one slot times never step back, so that a search by
/// time can bisect the ids.
pub(super) fn append(
    transaction: &Connection,
    catalog: &Catalog,
    sends: &[Send],
    now_ms: i64,
) -> Result<(), AppendError> {
    let mut heads: BTreeMap<i64, Head> = BTreeMap::new();
    let mut insert = transaction.prepare_cached(
        "INSERT INTO records (id, appended_ms, key, headers, value) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for send in sends {
        check_size(send)?;
        let slot = match send.partition {
            Some(partition) => catalog.slot(&send.topic, partition)?,
            None => catalog.slot_of_key(&send.topic, &send.key)?,
        };
        let head = match heads.entry(slot.slot) {
            std::collections::btree_map::Entry::Occupied(head) => head.into_mut(),
            std::collections::btree_map::Entry::Vacant(empty) => {
                empty.insert(read_head(transaction, slot, now_ms)?)
            }
        };
        let id = slot.id(head.next);
        insert_record(&mut insert, id, head.appended_ms, send)?;
        if slot.compact {
            replace_latest(transaction, slot, send, id, head.appended_ms)?;
        }
        head.next += 1;
    }
    let mut update =
        transaction.prepare_cached("UPDATE slots SET next = ?2, appended_ms = ?3 WHERE slot = ?1")?;
    for (slot, head) in heads {
        update.execute(params![slot, super::catalog::offset_bits(head.next), head.appended_ms])?;
    }
    Ok(())
}

/// Deletes the oldest records of a slot that are past their time, at most [`DELETES_MAX`].
pub(super) fn expire(transaction: &Connection, slot: &Slot, now_ms: i64) -> rusqlite::Result<usize> {
    if slot.compact {
        return expire_tombstones(transaction, slot, now_ms - TOMBSTONE_KEPT_MS);
    }
    let Some(retention_ms) = slot.retention_ms else { return Ok(0) };
    let before_ms = now_ms.saturating_sub(retention_ms);
    // The oldest record is looked at alone first: nearly always it is young enough, and so are all after it.
    let mut oldest = transaction
        .prepare_cached("SELECT appended_ms FROM records WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 1")?;
    let oldest_ms: Option<i64> =
        oldest.query_row(params![slot.id(0), slot.id_end()], |row| row.get(0)).optional()?;
    if oldest_ms.is_none_or(|oldest_ms| oldest_ms >= before_ms) {
        return Ok(0);
    }
    let mut delete = transaction.prepare_cached(
        "DELETE FROM records WHERE id IN (
             SELECT id FROM records WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3
         ) AND appended_ms < ?4",
    )?;
    delete.execute(params![slot.id(0), slot.id_end(), DELETES_MAX, before_ms])
}

fn check_size(send: &Send) -> Result<(), LogError> {
    let bytes = send.value.as_ref().map_or(0, Vec::len);
    if bytes <= VALUE_BYTES_MAX {
        return Ok(());
    }
    Err(LogError::TooLarge { topic: send.topic.clone(), key: send.key.clone(), bytes })
}

fn read_head(transaction: &Connection, slot: &Slot, now_ms: i64) -> rusqlite::Result<Head> {
    let mut select = transaction.prepare_cached("SELECT next, appended_ms FROM slots WHERE slot = ?1")?;
    select.query_row([slot.slot], |row| {
        let next: i64 = row.get(0)?;
        Ok(Head { next: next.unsigned_abs(), appended_ms: now_ms.max(row.get(1)?) })
    })
}

fn insert_record(
    insert: &mut CachedStatement<'_>,
    id: i64,
    appended_ms: i64,
    send: &Send,
) -> rusqlite::Result<()> {
    let headers = match send.headers.as_slice() {
        [] => "[]".to_owned(),
        headers => serde_json::to_string(headers).expect("pairs of strings are always JSON"),
    };
    insert.execute(params![id, appended_ms, send.key, headers, send.value])?;
    Ok(())
}

fn replace_latest(
    transaction: &Connection,
    slot: &Slot,
    send: &Send,
    id: i64,
    appended_ms: i64,
) -> rusqlite::Result<()> {
    let old: Option<i64> = transaction
        .prepare_cached("SELECT id FROM latest WHERE slot = ?1 AND key = ?2")?
        .query_row(params![slot.slot, send.key], |row| row.get(0))
        .optional()?;
    if let Some(old) = old {
        transaction.prepare_cached("DELETE FROM records WHERE id = ?1")?.execute([old])?;
    }
    let removed_ms = send.value.is_none().then_some(appended_ms);
    transaction
        .prepare_cached("INSERT OR REPLACE INTO latest (slot, key, id, removed_ms) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![slot.slot, send.key, id, removed_ms])?;
    Ok(())
}

fn expire_tombstones(transaction: &Connection, slot: &Slot, before_ms: i64) -> rusqlite::Result<usize> {
    let mut select = transaction
        .prepare_cached("SELECT key, id FROM latest WHERE slot = ?1 AND removed_ms < ?2 LIMIT ?3")?;
    let old: Vec<(String, i64)> = select
        .query_map(params![slot.slot, before_ms, DELETES_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (key, id) in &old {
        transaction.prepare_cached("DELETE FROM records WHERE id = ?1")?.execute([id])?;
        transaction
            .prepare_cached("DELETE FROM latest WHERE slot = ?1 AND key = ?2")?
            .execute(params![slot.slot, key])?;
    }
    Ok(old.len())
}
