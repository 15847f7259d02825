//! The index: one SQLite file per writer instance, from article revision to byte.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use model::{ArchivePointer, ArticleId, Digest};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

use crate::ArchiveError;

/// How long a reader waits for the writer's short lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Format of the index; a newer one is refused.
const FORMAT: i64 = 1;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS exchanges (
        record TEXT PRIMARY KEY,
        conversion TEXT NOT NULL UNIQUE,
        article TEXT NOT NULL,
        revision INTEGER NOT NULL,
        url TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        file TEXT NOT NULL,
        start INTEGER NOT NULL,
        conversion_start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        payload_digest TEXT NOT NULL,
        text_digest TEXT NOT NULL,
        committed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX IF NOT EXISTS by_time ON exchanges (fetched_at, record);
    CREATE INDEX IF NOT EXISTS by_file ON exchanges (file, start);
    CREATE INDEX IF NOT EXISTS by_article ON exchanges (article, revision);
    CREATE INDEX IF NOT EXISTS by_commit ON exchanges (committed) WHERE committed = 0;";

const COLUMNS: &str = "record, conversion, article, revision, url, fetched_at, file, start, conversion_start, end, \
                       payload_digest, text_digest, committed";

/// Where the records of one article revision stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexRow {
    /// Record ids and digests.
    pub pointer: ArchivePointer,
    /// The article.
    pub article: ArticleId,
    /// Its revision.
    pub revision: u32,
    /// The URL that answered.
    pub url: String,
    /// When.
    pub fetched_at: Timestamp,
    /// Segment file, a name inside the archive folder.
    pub file: String,
    /// Byte where the `response` or `resource` record starts.
    pub start: u64,
    /// Byte where the `conversion` record starts; it is the last of the group.
    pub conversion_start: u64,
    /// Byte after the group.
    pub end: u64,
    /// True once the article was committed to the log.
    pub committed: bool,
}

pub(crate) struct Index {
    path: PathBuf,
    db: Connection,
}

impl Index {
    /// Opens or creates the index of one writer.
    pub(crate) fn open(path: &Path) -> Result<Index, ArchiveError> {
        let failed = |action| ArchiveError::index(action, path);
        let db = Connection::open(path).map_err(failed("open"))?;
        db.busy_timeout(BUSY_TIMEOUT).map_err(failed("open"))?;
        db.pragma_update(None, "journal_mode", "WAL").map_err(failed("open"))?;
        db.pragma_update(None, "synchronous", "FULL").map_err(failed("open"))?;
        let index = Index { path: path.to_owned(), db };
        index.check_format()?;
        index.db.execute_batch(SCHEMA).map_err(failed("create"))?;
        index.db.pragma_update(None, "user_version", FORMAT).map_err(failed("create"))?;
        Ok(index)
    }

    /// Opens an index for reading.
    pub(crate) fn open_read(path: &Path) -> Result<Index, ArchiveError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(ArchiveError::index("open", path))?;
        db.busy_timeout(BUSY_TIMEOUT).map_err(ArchiveError::index("open", path))?;
        let index = Index { path: path.to_owned(), db };
        index.check_format()?;
        Ok(index)
    }

    fn check_format(&self) -> Result<(), ArchiveError> {
        let read = self.db.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
        let format = read.map_err(ArchiveError::index("read", &self.path))?;
        if format > FORMAT {
            let message =
                format!("format {format} is newer than this program's {FORMAT}; use a newer estafeta");
            return Err(ArchiveError::Damaged { path: self.path.clone(), offset: 0, message });
        }
        Ok(())
    }

    /// Adds the rows of one batch in one durable transaction.
    pub(crate) fn insert(&mut self, rows: &[IndexRow]) -> Result<(), ArchiveError> {
        let failed = |action| ArchiveError::index(action, &self.path);
        let transaction = self.db.transaction().map_err(failed("write"))?;
        for row in rows {
            let sql = format!(
                "INSERT OR REPLACE INTO exchanges ({COLUMNS}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)"
            );
            let values = params![
                row.pointer.record,
                row.pointer.conversion,
                row.article.as_str(),
                row.revision,
                row.url,
                row.fetched_at.to_string(),
                row.file,
                row.start as i64,
                row.conversion_start as i64,
                row.end as i64,
                row.pointer.payload_digest.to_string(),
                row.pointer.text_digest.to_string(),
                i64::from(row.committed),
            ];
            transaction
                .prepare_cached(&sql)
                .and_then(|mut insert| insert.execute(values))
                .map_err(failed("write"))?;
        }
        transaction.commit().map_err(failed("write"))
    }

    /// Marks the rows of these record ids as committed.
    pub(crate) fn mark_committed<'a>(
        &mut self,
        records: impl Iterator<Item = &'a str>,
    ) -> Result<(), ArchiveError> {
        let failed = |action| ArchiveError::index(action, &self.path);
        let transaction = self.db.transaction().map_err(failed("mark"))?;
        for record in records {
            let sql = "UPDATE exchanges SET committed = 1 WHERE record = ?1 AND committed = 0";
            transaction
                .prepare_cached(sql)
                .and_then(|mut update| update.execute([record]))
                .map_err(failed("mark"))?;
        }
        transaction.commit().map_err(failed("mark"))
    }

    pub(crate) fn delete(&mut self, records: &[String]) -> Result<(), ArchiveError> {
        let failed = |action| ArchiveError::index(action, &self.path);
        let transaction = self.db.transaction().map_err(failed("prune"))?;
        for record in records {
            transaction
                .execute("DELETE FROM exchanges WHERE record = ?1", [record])
                .map_err(failed("prune"))?;
        }
        transaction.commit().map_err(failed("prune"))
    }

    pub(crate) fn by_record(&self, record: &str) -> Result<Option<IndexRow>, ArchiveError> {
        self.one("record = ?1", record)
    }

    pub(crate) fn by_conversion(&self, conversion: &str) -> Result<Option<IndexRow>, ArchiveError> {
        self.one("conversion = ?1", conversion)
    }

    /// All rows in order of (fetched_at, record id), the order of an archive replay.
    pub(crate) fn all(&self) -> Result<Vec<IndexRow>, ArchiveError> {
        self.many("1 = 1 ORDER BY fetched_at, record", &[])
    }

    /// Committed rows fetched between two times, and those of the seconds at both ends: the times stand as text, whose order
    /// is that of time down to the second only.
    pub(crate) fn committed_about(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<IndexRow>, ArchiveError> {
        let condition = "committed = 1 AND fetched_at >= ?1 AND fetched_at < ?2";
        self.many(condition, &[&second_of(from), &second_after(to)])
    }

    /// The start of the second in which the first committed row from `from` on was fetched.
    pub(crate) fn first_committed(&self, from: Timestamp) -> Result<Option<Timestamp>, ArchiveError> {
        let sql = "SELECT fetched_at FROM exchanges WHERE committed = 1 AND fetched_at >= ?1
                   ORDER BY fetched_at LIMIT 1";
        let read = self.db.query_row(sql, [second_of(from)], |row| row.get::<_, String>(0)).optional();
        let first = read.map_err(ArchiveError::index("read", &self.path))?;
        let first = first.and_then(|text| text.parse::<Timestamp>().ok());
        Ok(first.and_then(|at| Timestamp::from_second(at.as_second()).ok()))
    }

    /// About how many committed rows were fetched between two times.
    pub(crate) fn count_about(&self, from: Timestamp, to: Timestamp) -> Result<u64, ArchiveError> {
        let sql =
            "SELECT count(*) FROM exchanges WHERE committed = 1 AND fetched_at >= ?1 AND fetched_at < ?2";
        let bounds = [second_of(from), second_of(to)];
        let read = self.db.query_row(sql, bounds, |row| row.get::<_, i64>(0));
        Ok(read.map_err(ArchiveError::index("read", &self.path))?.unsigned_abs())
    }

    pub(crate) fn uncommitted(&self) -> Result<Vec<IndexRow>, ArchiveError> {
        self.many("committed = 0 ORDER BY fetched_at, record", &[])
    }

    pub(crate) fn of_file(&self, file: &str) -> Result<Vec<IndexRow>, ArchiveError> {
        self.many("file = ?1 ORDER BY start", &[&file])
    }

    /// Byte after the last indexed group of a segment; 0 where it has none.
    pub(crate) fn file_end(&self, file: &str) -> Result<u64, ArchiveError> {
        let read =
            self.db.query_row("SELECT coalesce(max(end), 0) FROM exchanges WHERE file = ?1", [file], |row| {
                row.get::<_, i64>(0)
            });
        Ok(read.map_err(ArchiveError::index("read", &self.path))? as u64)
    }

    fn one(&self, condition: &str, value: &str) -> Result<Option<IndexRow>, ArchiveError> {
        let sql = format!("SELECT {COLUMNS} FROM exchanges WHERE {condition}");
        self.db.query_row(&sql, [value], row_of).optional().map_err(ArchiveError::index("read", &self.path))
    }

    fn many(&self, condition: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<IndexRow>, ArchiveError> {
        let sql = format!("SELECT {COLUMNS} FROM exchanges WHERE {condition}");
        let read = || self.db.prepare(&sql)?.query_map(values, row_of)?.collect::<rusqlite::Result<Vec<_>>>();
        read().map_err(ArchiveError::index("read", &self.path))
    }
}

/// The text of a time, cut after its seconds: less than or equal to every time in that second.
fn second_of(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Greater than every time in the second of `at`.
fn second_after(at: Timestamp) -> String {
    second_of(at) + "~"
}

fn row_of(row: &Row<'_>) -> rusqlite::Result<IndexRow> {
    let digest = |at: usize| -> rusqlite::Result<Digest> {
        Digest::parse(&row.get::<_, String>(at)?).ok_or(rusqlite::Error::InvalidQuery)
    };
    let fetched_at: String = row.get(5)?;
    Ok(IndexRow {
        pointer: ArchivePointer {
            record: row.get(0)?,
            conversion: row.get(1)?,
            payload_digest: digest(10)?,
            text_digest: digest(11)?,
        },
        article: ArticleId::from_text(&row.get::<_, String>(2)?),
        revision: row.get(3)?,
        url: row.get(4)?,
        fetched_at: fetched_at.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
        file: row.get(6)?,
        start: row.get::<_, i64>(7)? as u64,
        conversion_start: row.get::<_, i64>(8)? as u64,
        end: row.get::<_, i64>(9)? as u64,
        committed: row.get::<_, i64>(12)? != 0,
    })
}
