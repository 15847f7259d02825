//! The file: opening it, its settings, its tables, and whether it is ours.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::LogError;

use super::error::{during, medium};

/// `ESTA` in SQLite's `application_id`: says that a file is a log of ours.
const APPLICATION_ID: i64 = 0x4553_5441;

/// Format of the tables, kept in `user_version`. Raised with every change that an older program cannot read.
const FORMAT: i64 = 1;

/// How long a connection waits for another process's transaction before it gives up; a batch commits in milliseconds.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// A record's id is its slot (a partition of a topic) and its offset in one integer, so that one b-tree holds the records in
/// the order in which they are read, and no second index has to be kept up.
const TABLES: &str = "
CREATE TABLE topics (
    name TEXT PRIMARY KEY,
    compact INTEGER NOT NULL,
    retention_ms INTEGER
) WITHOUT ROWID;
CREATE TABLE slots (
    slot INTEGER PRIMARY KEY,
    topic TEXT NOT NULL REFERENCES topics(name),
    partition INTEGER NOT NULL,
    next INTEGER NOT NULL DEFAULT 0,
    appended_ms INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, partition)
);
CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    appended_ms INTEGER NOT NULL,
    key TEXT NOT NULL,
    headers TEXT NOT NULL,
    value BLOB
);
CREATE TABLE latest (
    slot INTEGER NOT NULL,
    key TEXT NOT NULL,
    id INTEGER NOT NULL,
    removed_ms INTEGER,
    PRIMARY KEY (slot, key)
) WITHOUT ROWID;
CREATE INDEX latest_removed ON latest (slot, removed_ms) WHERE removed_ms IS NOT NULL;
CREATE TABLE positions (
    stage TEXT NOT NULL,
    slot INTEGER NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (stage, slot)
) WITHOUT ROWID;
CREATE TABLE epochs (
    stage TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE markers (
    stage TEXT PRIMARY KEY,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    alone INTEGER NOT NULL,
    begun INTEGER NOT NULL
) WITHOUT ROWID;
CREATE VIEW log AS
    SELECT topic, partition, id & 1099511627775 AS offset, records.appended_ms, key, headers, value
    FROM records JOIN slots ON slots.slot = records.id >> 40;
";

/// Creates or opens the log at `path` and checks that it is ours.
pub(super) fn create(path: &Path) -> Result<(), LogError> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(|error| {
            let hint = format!("{error}\nmake the folder writable for this user, or choose another path");
            medium(format!("create folder {}", parent.display()), hint, false)
        })?;
    }
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    let failed = during("open log", path);
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(&failed)?;
    if is_empty(&transaction).map_err(&failed)? {
        transaction.execute_batch(TABLES).map_err(&failed)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(&failed)?;
        transaction.pragma_update(None, "user_version", FORMAT).map_err(&failed)?;
    }
    transaction.commit().map_err(&failed)?;
    check_format(&connection, path)
}

/// Opens a connection that reads and writes.
pub(super) fn connect(path: &Path) -> Result<Connection, LogError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    check_format(&connection, path)?;
    Ok(connection)
}

/// Opens a connection that only reads.
pub(super) fn connect_read_only(path: &Path) -> Result<Connection, LogError> {
    if !path.exists() {
        let message = "there is no such file\nstart `estafeta run` first, or name the log it uses";
        return Err(medium(format!("open log {}", path.display()), message, false));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(during("open log", path))?;
    connection.busy_timeout(BUSY_WAIT).map_err(during("open log", path))?;
    check_format(&connection, path)?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection, LogError> {
    let failed = during("open log", path);
    let connection =
        Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(&failed)?;
    connection.busy_timeout(BUSY_WAIT).map_err(&failed)?;
    let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(&failed)?;
    // A foreign file is looked at before the journal mode, which would write to it.
    if id != APPLICATION_ID && !is_empty(&connection).map_err(&failed)? {
        return Err(foreign(path));
    }
    connection.pragma_update(None, "journal_mode", "wal").map_err(&failed)?;
    connection.pragma_update(None, "synchronous", "full").map_err(&failed)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20).map_err(&failed)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

fn check_format(connection: &Connection, path: &Path) -> Result<(), LogError> {
    let failed = during("open log", path);
    let pragma =
        |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(&failed);
    if pragma("application_id")? != APPLICATION_ID {
        return Err(foreign(path));
    }
    let format = pragma("user_version")?;
    if format > FORMAT {
        let message = format!(
            "it has format {format}, this program reads up to {FORMAT}\nupdate estafeta, or choose another path"
        );
        return Err(medium(format!("open log {}", path.display()), message, false));
    }
    Ok(())
}

fn foreign(path: &Path) -> LogError {
    let message = "the file is a database, but not a log of estafeta\nchoose another path";
    medium(format!("open log {}", path.display()), message, false)
}
