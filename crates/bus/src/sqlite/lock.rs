//! The OS lock by which one process holds a stage: `<log>.<stage>.lock`, with the holder's name in it.
//!
//! The operating system frees the lock when the process ends, however it ends. The file stays, because removing it would let
//! two processes lock two files of one name.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::LogError;

use super::error::medium;

/// Longest holder's name that is read back, in bytes.
const HOLDER_BYTES_MAX: u64 = 200;

/// A held lock; freed when dropped.
#[derive(Debug)]
pub(super) struct StageLock {
    _file: File,
}

impl StageLock {
    /// Takes the lock of `stage`, or `None` where another holds it.
    pub(super) fn take(log: &Path, stage: &str, instance: &str) -> Result<Option<StageLock>, LogError> {
        let path = lock_path(log, stage);
        let failed = |error: std::io::Error| {
            let hint = format!("{error}\nmake the folder writable for this user, or choose another path");
            medium(format!("lock {}", path.display()), hint, false)
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).map_err(failed)?;
        file.rewind().map_err(failed)?;
        file.write_all(instance.as_bytes()).map_err(failed)?;
        Ok(Some(StageLock { _file: file }))
    }
}

/// The name that the holder of `stage` wrote; `None` where nobody holds it.
pub(super) fn holder(log: &Path, stage: &str) -> Option<String> {
    let file = File::open(lock_path(log, stage)).ok()?;
    if file.try_lock_shared().is_ok() {
        return None;
    }
    let mut name = String::new();
    file.take(HOLDER_BYTES_MAX).read_to_string(&mut name).ok()?;
    (!name.is_empty()).then_some(name)
}

pub(super) fn lock_path(log: &Path, stage: &str) -> PathBuf {
    let mut path = log.as_os_str().to_owned();
    path.push(format!(".{stage}.lock"));
    PathBuf::from(path)
}
