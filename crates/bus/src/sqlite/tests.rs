//! The file of the embedded log: what opening it refuses.

use std::path::Path;

use rusqlite::Connection;

use crate::SqliteLog;

fn refusal(path: &Path) -> String {
    SqliteLog::open(path).unwrap_err().to_string()
}

#[test]
fn parent_folders_are_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/log.db");
    SqliteLog::open(&path).unwrap();
    assert!(path.exists());
}

#[test]
fn a_file_that_is_not_ours_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let notes = "these are notes, no database\n".repeat(200);
    std::fs::write(&path, &notes).unwrap();
    let said = refusal(&path);
    assert!(said.contains("notes.txt") && said.contains("is not a log of estafeta"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), notes);

    let path = folder.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE pets (name TEXT)").unwrap();
    let said = refusal(&path);
    assert!(said.contains("other.db") && said.contains("choose another path"), "{said}");
}

#[test]
fn a_newer_format_is_refused_with_both_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    SqliteLog::open(&path).unwrap();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    let said = refusal(&path);
    assert!(
        said.contains("format 9") && said.contains("up to 1") && said.contains("update estafeta"),
        "{said}"
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_named_with_the_mend() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "in the way").unwrap();
    let said = refusal(&folder.path().join("file/log.db"));
    assert!(said.contains("file") && said.contains("choose another path"), "{said}");
}

#[test]
fn a_missing_log_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let said = SqliteLog::open_read_only(&folder.path().join("log.db")).unwrap_err().to_string();
    assert!(said.contains("log.db") && said.contains("estafeta run"), "{said}");
}
