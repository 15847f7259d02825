//! What can go wrong with the archive.

use std::path::{Path, PathBuf};

/// A failure, with the file it happened in.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file system refused: missing folder, no permission, full disk.
    #[error("{action} {}: {source}", path.display())]
    Io {
        /// What was being done.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The index refused.
    #[error("{action} index {}: {source}", path.display())]
    Index {
        /// What was being done.
        action: &'static str,
        /// The index file.
        path: PathBuf,
        /// Why not.
        source: rusqlite::Error,
    },
    /// A record is not what it should be.
    #[error("read record at byte {offset} of {}: {message}", path.display())]
    Damaged {
        /// The segment.
        path: PathBuf,
        /// Where the record starts.
        offset: u64,
        /// What is wrong.
        message: String,
    },
}

impl ArchiveError {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> ArchiveError {
        let path = path.to_owned();
        move |source| ArchiveError::Io { action, path, source }
    }

    pub(crate) fn index(action: &'static str, path: &Path) -> impl FnOnce(rusqlite::Error) -> ArchiveError {
        let path = path.to_owned();
        move |source| ArchiveError::Index { action, path, source }
    }
}
