//! A joined stage: what it is assigned, its batches, and the one transaction that commits.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use crate::{Event, LogError, Marker, Position, Send, Session, StageSpec};

use super::append::{AppendError, append, expire};
use super::catalog::{Catalog, offset_bits};
use super::error::during;
use super::lock::StageLock;
use super::reader::{Cursor, fold, read};
use super::{Shared, SqliteLog};

/// A stage held by this process.
#[derive(Debug)]
pub(super) struct SqliteSession {
    connection: Connection,
    path: PathBuf,
    spec: StageSpec,
    epoch: i64,
    catalog: Catalog,
    cursors: Vec<Cursor>,
    /// Next offset after what [`Session::next`] gave last, by topic and partition.
    given: BTreeMap<(String, u32), u64>,
    assigned: bool,
    /// Commits so far; says whose turn it is to be cleaned.
    commits: usize,
    shared: Arc<Shared>,
    /// Dropped last of all, after the connection is closed.
    _lock: StageLock,
}

impl SqliteSession {
    /// Raises the epoch, so that whoever held the stage before can no longer commit, and reads the positions.
    pub(super) fn start(
        log: &SqliteLog,
        spec: StageSpec,
        lock: StageLock,
    ) -> Result<SqliteSession, LogError> {
        let failed = during("join stage in", &log.path);
        let connection = log.connect()?;
        let catalog = Catalog::load(&connection).map_err(&failed)?;
        let epoch = {
            let _turn = log.shared.writer_turn();
            raise_epoch(&connection, &spec.name).map_err(&failed)?
        };
        let mut cursors = Vec::new();
        for topic in &spec.inputs {
            for slot in catalog.topic(topic)? {
                let next = stored_position(&connection, &spec.name, slot.slot).map_err(&failed)?;
                cursors.push(Cursor { slot: slot.clone(), next });
            }
        }
        Ok(SqliteSession {
            connection,
            path: log.path.clone(),
            spec,
            epoch,
            catalog,
            cursors,
            given: BTreeMap::new(),
            assigned: false,
            commits: 0,
            shared: Arc::clone(&log.shared),
            _lock: lock,
        })
    }

    fn assign(&mut self) -> Result<Event, LogError> {
        let mut state = BTreeMap::new();
        for topic in &self.spec.state {
            let values = fold(&self.connection, &self.path, topic)?;
            state.extend(values.into_iter().map(|(key, value)| ((topic.clone(), key), value)));
        }
        let mut partitions: Vec<u32> = self.cursors.iter().map(|cursor| cursor.slot.partition).collect();
        partitions.push(0);
        partitions.sort_unstable();
        partitions.dedup();
        self.assigned = true;
        Ok(Event::Assigned { partitions, state })
    }

    fn load_topics_of(&mut self, sends: &[Send]) -> Result<(), LogError> {
        if sends.iter().all(|send| self.catalog.topic(&send.topic).is_ok()) {
            return Ok(());
        }
        // A topic may have been made after this session joined.
        self.catalog = Catalog::load(&self.connection).map_err(during("read topics of", &self.path))?;
        Ok(())
    }

    fn check_positions(&self, positions: &[Position]) -> Result<(), LogError> {
        for position in positions {
            let slot = self.catalog.slot(&position.topic, position.partition)?;
            let stored = self.cursors.iter().find(|cursor| cursor.slot.slot == slot.slot).map(|c| c.next);
            let given = self.given.get(&(position.topic.clone(), position.partition)).copied();
            let (stored, given) = (stored.unwrap_or(0), given.unwrap_or(0));
            if position.next <= stored || position.next > given {
                return Err(discontinuous(&self.spec.name, position, stored));
            }
        }
        Ok(())
    }
}

impl Session for SqliteSession {
    fn next(&mut self, records_max: usize, wait: Duration) -> Result<Event, LogError> {
        if !self.assigned {
            return self.assign();
        }
        let SqliteSession { connection, path, cursors, shared, .. } = self;
        let failed = during("read log", path);
        let records =
            shared.wait_for(wait, || read(connection, cursors, records_max.max(1)).map_err(&failed))?;
        for record in &records {
            self.given.insert((record.topic.clone(), record.partition), record.offset + 1);
        }
        Ok(if records.is_empty() { Event::Idle } else { Event::Batch(records) })
    }

    fn commit(&mut self, sends: &[Send], positions: &[Position]) -> Result<(), LogError> {
        self.load_topics_of(sends)?;
        self.check_positions(positions)?;
        let failed = during("commit to log", &self.path);
        let sort = |error| match error {
            AppendError::Sql(error) => failed(error),
            AppendError::Refused(error) => error,
        };
        {
            let _turn = self.shared.writer_turn();
            let transaction =
                self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
            let commit = Commit {
                transaction: &transaction,
                catalog: &self.catalog,
                spec: &self.spec,
                cursors: &self.cursors,
                now_ms: Timestamp::now().as_millisecond(),
            };
            commit.check_epoch(self.epoch).map_err(sort)?;
            append(&transaction, &self.catalog, sends, commit.now_ms).map_err(sort)?;
            commit.move_positions(positions).map_err(sort)?;
            if let Some(slot) = self.catalog.slot_in_turn(self.commits) {
                expire(&transaction, slot, commit.now_ms).map_err(&failed)?;
            }
            transaction.commit().map_err(&failed)?;
        }
        self.shared.announce_commit();
        self.commits = self.commits.wrapping_add(1);
        for position in positions {
            let moved = |cursor: &&mut Cursor| {
                cursor.slot.topic == position.topic && cursor.slot.partition == position.partition
            };
            if let Some(cursor) = self.cursors.iter_mut().find(moved) {
                cursor.next = position.next;
            }
        }
        Ok(())
    }

    fn position(&self, topic: &str, partition: u32) -> Option<u64> {
        let is_asked = |cursor: &&Cursor| cursor.slot.topic == topic && cursor.slot.partition == partition;
        self.cursors.iter().find(is_asked).map(|cursor| cursor.next)
    }

    fn marker(&mut self, topic: &str, partition: u32) -> Result<Option<Marker>, LogError> {
        let mut select = self
            .connection
            .prepare_cached(
                "SELECT topic, partition, offset, alone, begun FROM markers
                 WHERE stage = ?1 AND topic = ?2 AND partition = ?3",
            )
            .map_err(during("read marker in", &self.path))?;
        let marker = select.query_row(params![self.spec.name, topic, partition], |row| {
            let offset: i64 = row.get(2)?;
            Ok(Marker {
                topic: row.get(0)?,
                partition: row.get(1)?,
                offset: offset.unsigned_abs(),
                alone: row.get(3)?,
                begun: row.get(4)?,
            })
        });
        marker.optional().map_err(during("read marker in", &self.path))
    }

    fn mark(&mut self, marker: &Marker) -> Result<(), LogError> {
        let _turn = self.shared.writer_turn();
        leave_marker(&self.connection, &self.spec.name, marker).map_err(during("leave marker in", &self.path))
    }
}

/// One commit while its transaction is open.
struct Commit<'a> {
    transaction: &'a Transaction<'a>,
    catalog: &'a Catalog,
    spec: &'a StageSpec,
    cursors: &'a [Cursor],
    now_ms: i64,
}

impl Commit<'_> {
    fn check_epoch(&self, own: i64) -> Result<(), AppendError> {
        let owner: i64 = self
            .transaction
            .prepare_cached("SELECT epoch FROM epochs WHERE stage = ?1")?
            .query_row([&self.spec.name], |row| row.get(0))?;
        if owner == own {
            return Ok(());
        }
        let stage = self.spec.name.clone();
        Err(LogError::Fenced { stage, by: format!("a newer instance (epoch {owner} after {own})") }.into())
    }

    fn move_positions(&self, positions: &[Position]) -> Result<(), AppendError> {
        for position in positions {
            let slot = self.catalog.slot(&position.topic, position.partition)?;
            let own = self.cursors.iter().find(|cursor| cursor.slot.slot == slot.slot).map_or(0, |c| c.next);
            let stored = stored_position(self.transaction, &self.spec.name, slot.slot)?;
            if stored != own {
                return Err(discontinuous(&self.spec.name, position, stored).into());
            }
            self.transaction
                .prepare_cached("INSERT OR REPLACE INTO positions (stage, slot, next) VALUES (?1, ?2, ?3)")?
                .execute(params![self.spec.name, slot.slot, offset_bits(position.next)])?;
        }
        Ok(())
    }
}

fn discontinuous(stage: &str, position: &Position, stored: u64) -> LogError {
    LogError::Discontinuous {
        stage: stage.to_owned(),
        topic: position.topic.clone(),
        partition: position.partition,
        stored,
        wanted: position.next,
    }
}

fn raise_epoch(connection: &Connection, stage: &str) -> rusqlite::Result<i64> {
    connection.query_row(
        "INSERT INTO epochs (stage, epoch) VALUES (?1, 1)
         ON CONFLICT (stage) DO UPDATE SET epoch = epoch + 1 RETURNING epoch",
        [stage],
        |row| row.get(0),
    )
}

fn stored_position(connection: &Connection, stage: &str, slot: i64) -> rusqlite::Result<u64> {
    let next: Option<i64> = connection
        .prepare_cached("SELECT next FROM positions WHERE stage = ?1 AND slot = ?2")?
        .query_row(params![stage, slot], |row| row.get(0))
        .optional()?;
    Ok(next.map_or(0, i64::unsigned_abs))
}

/// Written without waiting for the disk: the marker has to outlive this process, not a loss of power.
fn leave_marker(connection: &Connection, stage: &str, marker: &Marker) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "normal")?;
    let written = connection
        .prepare_cached(
            "INSERT OR REPLACE INTO markers (stage, topic, partition, offset, alone, begun)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .and_then(|mut statement| {
            statement.execute(params![
                stage,
                marker.topic,
                marker.partition,
                offset_bits(marker.offset),
                marker.alone,
                marker.begun
            ])
        });
    connection.pragma_update(None, "synchronous", "full")?;
    written.map(drop)
}

#[cfg(test)]
mod tests;
