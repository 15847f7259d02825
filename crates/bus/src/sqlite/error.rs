//! SQLite's errors as errors of the log: what was done, where, and whether trying again can help.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::LogError;

/// An error of the medium.
pub(super) fn medium(action: String, message: impl Into<String>, retriable: bool) -> LogError {
    LogError::Medium { action, message: message.into(), retriable }
}

/// Turns an error of SQLite into one of the log; to be used with `map_err`.
pub(super) fn during(action: &'static str, path: &Path) -> impl Fn(rusqlite::Error) -> LogError + use<> {
    let path: PathBuf = path.to_owned();
    move |error| {
        let (hint, retriable) = mend(&error, &path);
        medium(format!("{action} {}", path.display()), format!("{error}{hint}"), retriable)
    }
}

/// What a person can do about an error, and whether the same call may work later. An input or output error is never tried
/// again: after a failed fsync nobody knows what is on the disk.
fn mend(error: &rusqlite::Error, path: &Path) -> (String, bool) {
    let place = path.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => ("\nfree space on that disk; work goes on by itself".to_owned(), true),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ("\nanother process holds the write lock".to_owned(), true)
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            (format!("\nmake {place} and its folder writable for this user, or choose another path"), false)
        }
        Some(ErrorCode::NotADatabase) => {
            (format!("\n{place} is not a log of estafeta: choose another path"), false)
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            (format!("\nrestore {place} from a copy, or move it away and start anew"), false)
        }
        _ => (String::new(), false),
    }
}
