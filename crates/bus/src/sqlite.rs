//! The embedded engine: one SQLite file in WAL mode with `synchronous=FULL`, no server.
//!
//! A stage is held by one process at a time: an OS lock on a file beside the log, plus an epoch row that every commit checks
//! in its own transaction, so that a process whose lock was lost cannot commit. Inside a process writers take turns by a
//! mutex and wake readers by a condition variable; between processes SQLite's own lock orders writers and readers look again
//! every [`POLL_WAIT`]. Local disk only: WAL needs shared memory.

mod append;
mod catalog;
mod error;
mod file;
mod lock;
mod reader;
mod session;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::{Log, LogError, Reader, Seek, Session, StageSpec, Topic};

use error::medium;
use lock::StageLock;
use reader::SqliteReader;
use session::SqliteSession;

/// How long a reader waits before it looks for what other processes wrote.
const POLL_WAIT: Duration = Duration::from_millis(25);

/// The embedded log in one file.
#[derive(Debug)]
pub struct SqliteLog {
    path: PathBuf,
    read_only: bool,
    shared: Arc<Shared>,
}

/// What the connections of one process share.
#[derive(Debug, Default)]
struct Shared {
    /// Held while a transaction writes, so that threads queue here instead of in SQLite's timed retries.
    writer: Mutex<()>,
    /// Commits of this process so far.
    commits: Mutex<u64>,
    committed: Condvar,
}

impl SqliteLog {
    /// Opens the log at `path`, creating file and parent folder where missing.
    ///
    /// Fails with [`LogError::Medium`] that names the path and the mend: folder or file not writable, a file that is no
    /// log of ours, a log written by a newer version.
    pub fn open(path: &Path) -> Result<SqliteLog, LogError> {
        file::create(path)?;
        Ok(SqliteLog { path: path.to_owned(), read_only: false, shared: Arc::default() })
    }

    /// Opens an existing log for readers only; `join` and `create_topics` are refused. Fails like [`SqliteLog::open`], and
    /// where there is no log.
    pub fn open_read_only(path: &Path) -> Result<SqliteLog, LogError> {
        file::connect_read_only(path)?;
        Ok(SqliteLog { path: path.to_owned(), read_only: true, shared: Arc::default() })
    }

    /// Where the log lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connect(&self) -> Result<Connection, LogError> {
        if self.read_only { file::connect_read_only(&self.path) } else { file::connect(&self.path) }
    }

    fn refuse_read_only(&self, action: &str) -> Result<(), LogError> {
        if !self.read_only {
            return Ok(());
        }
        Err(medium(format!("{action} in {}", self.path.display()), "the log was opened read-only", false))
    }
}

impl Log for SqliteLog {
    fn create_topics(&self, topics: &[Topic]) -> Result<(), LogError> {
        self.refuse_read_only("create topics")?;
        let mut connection = self.connect()?;
        let _turn = self.shared.writer_turn();
        catalog::create(&mut connection, topics).map_err(error::during("create topics in", &self.path))
    }

    fn join(&self, spec: &StageSpec, wait: Duration) -> Result<Option<Box<dyn Session>>, LogError> {
        self.refuse_read_only("join a stage")?;
        let deadline = Instant::now() + wait;
        loop {
            if let Some(lock) = StageLock::take(&self.path, &spec.name, &spec.instance)? {
                let session = SqliteSession::start(self, spec.clone(), lock)?;
                return Ok(Some(Box::new(session)));
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            std::thread::sleep(left.min(POLL_WAIT));
        }
    }

    fn holder(&self, stage: &str) -> Option<String> {
        lock::holder(&self.path, stage)
    }

    fn reader(&self, topics: &[String], from: Seek) -> Result<Box<dyn Reader>, LogError> {
        let connection = self.connect()?;
        let reader = SqliteReader::start(connection, &self.path, topics, from, Arc::clone(&self.shared))?;
        Ok(Box::new(reader))
    }

    fn fold(&self, topic: &str) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
        let connection = self.connect()?;
        reader::fold(&connection, &self.path, topic)
    }
}

impl Shared {
    fn writer_turn(&self) -> MutexGuard<'_, ()> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn announce_commit(&self) {
        *self.commits.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.committed.notify_all();
    }

    /// Calls `read` until it finds something or `wait` is over; woken by commits of this process, otherwise every
    /// [`POLL_WAIT`].
    fn wait_for<T>(
        &self,
        wait: Duration,
        mut read: impl FnMut() -> Result<Vec<T>, LogError>,
    ) -> Result<Vec<T>, LogError> {
        let deadline = Instant::now() + wait;
        loop {
            let seen = *self.commits.lock().unwrap_or_else(PoisonError::into_inner);
            let found = read()?;
            let left = deadline.saturating_duration_since(Instant::now());
            if !found.is_empty() || left.is_zero() {
                return Ok(found);
            }
            let commits = self.commits.lock().unwrap_or_else(PoisonError::into_inner);
            // The guard is given back at once: the next turn of the loop reads whatever woke it.
            drop(self.committed.wait_timeout_while(commits, left.min(POLL_WAIT), |commits| *commits == seen));
        }
    }
}

#[cfg(test)]
mod tests;
