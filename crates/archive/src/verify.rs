//! Checking the archive: every indexed record is there and unharmed.

use crate::{Archive, ArchiveError, Conversion, IndexRow, Segments};

/// A record that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Where.
    pub row: IndexRow,
    /// What is wrong, with file and byte.
    pub message: String,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Article revisions whose records are whole.
    pub whole: usize,
    /// Of these, revisions that no committed article points to.
    pub uncommitted: usize,
    /// Harmed ones.
    pub damaged: Vec<Damage>,
}

impl Archive {
    /// Reads every record and checks digests and ids; `seen` is called after each with (done, all).
    pub fn verify(&self, mut seen: impl FnMut(usize, usize)) -> Result<Report, ArchiveError> {
        let rows = self.rows()?;
        let mut report = Report::default();
        for (n, row) in rows.iter().enumerate() {
            match self.segments().check(row) {
                Ok(_) => {
                    report.whole += 1;
                    report.uncommitted += usize::from(!row.committed);
                }
                Err(error) => report.damaged.push(Damage { row: row.clone(), message: error.to_string() }),
            }
            seen(n + 1, rows.len());
        }
        Ok(report)
    }
}

impl Segments {
    /// Reads the records of one row and checks that they are what the index says; gives the extracted text.
    pub fn check(&self, row: &IndexRow) -> Result<Conversion, ArchiveError> {
        let records = self.read(row)?;
        let has =
            |id: &str| records.iter().any(|r| r.header("WARC-Record-ID") == Some(format!("<{id}>").as_str()));
        if records.len() != 3 || !has(&row.pointer.record) || !has(&row.pointer.conversion) {
            return Err(self.damaged(row, "the records here are not those that the index names"));
        }
        if row.pointer.payload_digest != model::Digest::of(records[0].payload()) {
            return Err(self.damaged(row, "the digest of the payload is not the one that the index names"));
        }
        self.conversion_of(row, &records[2])
    }
}
