//! Reading: records of some slots in order, from a place, and the fold of a compacted topic.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{LogError, Reader, Record, Seek};

use super::Shared;
use super::catalog::{Catalog, Slot, offset_bits, offset_of};
use super::error::during;

/// Most bytes of values that one read returns, beyond the first record: bounds memory whatever a caller asks for.
const READ_BYTES_MAX: usize = 16 << 20;

/// Where reading stands in a slot.
#[derive(Debug, Clone)]
pub(super) struct Cursor {
    pub(super) slot: Slot,
    /// Next offset that is wanted.
    pub(super) next: u64,
}

/// A follower of some topics on a connection of its own.
#[derive(Debug)]
pub(super) struct SqliteReader {
    connection: Connection,
    path: PathBuf,
    cursors: Vec<Cursor>,
    /// The cursor that is read first, moved on with every read so that a busy topic does not starve the others.
    turn: usize,
    shared: Arc<Shared>,
}

impl SqliteReader {
    pub(super) fn start(
        connection: Connection,
        path: &Path,
        topics: &[String],
        from: Seek,
        shared: Arc<Shared>,
    ) -> Result<SqliteReader, LogError> {
        let failed = during("read log", path);
        let catalog = Catalog::load(&connection).map_err(&failed)?;
        let mut cursors = Vec::new();
        for topic in topics {
            for slot in catalog.topic(topic)? {
                let next = seek(&connection, slot, from).map_err(&failed)?;
                cursors.push(Cursor { slot: slot.clone(), next });
            }
        }
        Ok(SqliteReader { connection, path: path.to_owned(), cursors, turn: 0, shared })
    }
}

impl Reader for SqliteReader {
    fn poll(&mut self, records_max: usize, wait: Duration) -> Result<Vec<Record>, LogError> {
        let SqliteReader { connection, path, cursors, turn, shared } = self;
        let failed = during("read log", path);
        if !cursors.is_empty() {
            *turn = (*turn + 1) % cursors.len();
            cursors.rotate_left(1);
        }
        let records = shared.wait_for(wait, || read(connection, cursors, records_max).map_err(&failed))?;
        for record in &records {
            let cursor = cursors.iter_mut().find(|cursor| {
                cursor.slot.topic == record.topic && cursor.slot.partition == record.partition
            });
            cursor.expect("records come from the cursors").next = record.offset + 1;
        }
        Ok(records)
    }
}

/// Records of `cursors` in turn, at most `records_max` together.
pub(super) fn read(
    connection: &Connection,
    cursors: &[Cursor],
    records_max: usize,
) -> rusqlite::Result<Vec<Record>> {
    let mut records = Vec::new();
    let mut bytes = 0;
    for cursor in cursors {
        let mut statement = connection.prepare_cached(
            "SELECT id, appended_ms, key, headers, value FROM records
             WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3",
        )?;
        let limit = i64::try_from(records_max.saturating_sub(records.len())).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![cursor.slot.id(cursor.next), cursor.slot.id_end(), limit])?;
        while let Some(row) = rows.next()? {
            let record = record(&cursor.slot, row)?;
            bytes += record.value.as_ref().map_or(0, Vec::len);
            if bytes > READ_BYTES_MAX && !records.is_empty() {
                return Ok(records);
            }
            records.push(record);
        }
        if records.len() >= records_max {
            break;
        }
    }
    Ok(records)
}

/// Latest value by key of a compacted topic, tombstones removed.
pub(super) fn fold(
    connection: &Connection,
    path: &Path,
    topic: &str,
) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
    let failed = during("read log", path);
    let catalog = Catalog::load(connection).map_err(&failed)?;
    let mut values = BTreeMap::new();
    for slot in catalog.topic(topic)? {
        fold_slot(connection, slot, &mut values).map_err(&failed)?;
    }
    Ok(values)
}

fn fold_slot(
    connection: &Connection,
    slot: &Slot,
    values: &mut BTreeMap<String, Vec<u8>>,
) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("SELECT key, value FROM records WHERE id >= ?1 AND id < ?2 ORDER BY id")?;
    let mut rows = statement.query(params![slot.id(0), slot.id_end()])?;
    while let Some(row) = rows.next()? {
        let key: String = row.get(0)?;
        match row.get::<_, Option<Vec<u8>>>(1)? {
            Some(value) => values.insert(key, value),
            None => values.remove(&key),
        };
    }
    Ok(())
}

/// The offset at which `from` lies in a slot.
fn seek(connection: &Connection, slot: &Slot, from: Seek) -> rusqlite::Result<u64> {
    match from {
        Seek::Beginning => Ok(0),
        Seek::Offset(offset) => Ok(offset),
        Seek::End => end(connection, slot),
        Seek::Time(time) => seek_time(connection, slot, time),
    }
}

/// Bisects the ids: times never step back inside a slot.
fn seek_time(connection: &Connection, slot: &Slot, time: Timestamp) -> rusqlite::Result<u64> {
    // A time between two milliseconds lies after the first of them.
    let mut wanted_ms = time.as_millisecond();
    if time > Timestamp::from_millisecond(wanted_ms).unwrap_or(time) {
        wanted_ms += 1;
    }
    let mut statement = connection.prepare_cached(
        "SELECT id, appended_ms FROM records WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 1",
    )?;
    let (mut low, mut high) = (0, end(connection, slot)?);
    while low < high {
        let middle = low + (high - low) / 2;
        let found: Option<(i64, i64)> = statement
            .query_row(params![slot.id(middle), slot.id(high)], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match found {
            Some((id, appended_ms)) if appended_ms < wanted_ms => low = offset_of(id) + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

fn end(connection: &Connection, slot: &Slot) -> rusqlite::Result<u64> {
    let next: i64 = connection
        .prepare_cached("SELECT next FROM slots WHERE slot = ?1")?
        .query_row([slot.slot], |row| row.get(0))?;
    Ok(offset_of(offset_bits(next.unsigned_abs())))
}

fn record(slot: &Slot, row: &Row<'_>) -> rusqlite::Result<Record> {
    let headers: String = row.get(3)?;
    let headers = serde_json::from_str(&headers).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, Box::new(error))
    })?;
    let appended_ms: i64 = row.get(1)?;
    Ok(Record {
        topic: slot.topic.clone(),
        partition: slot.partition,
        offset: offset_of(row.get(0)?),
        key: row.get(2)?,
        value: row.get(4)?,
        headers,
        appended_at: Timestamp::from_millisecond(appended_ms).unwrap_or_default(),
    })
}
