//! Reading the archive: by record id through the index, never by a scan.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::index::Index;
use crate::{ArchiveError, IndexRow, WarcRecord};

/// Longest group of records that is read, in bytes.
const GROUP_BYTES_MAX: u64 = 128 << 20;

/// An archive opened for reading, with the indexes of all instances that wrote to it.
pub struct Archive {
    dir: PathBuf,
    indexes: Vec<Index>,
}

/// The extracted title and text of an article revision, as spans count them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Title, one line.
    pub title: String,
    /// Text.
    pub text: String,
}

impl Archive {
    /// Opens the folder; an empty or missing one is an archive without records.
    pub fn open_read(dir: &Path) -> Result<Archive, ArchiveError> {
        let mut paths = Vec::new();
        if dir.exists() {
            for entry in std::fs::read_dir(dir).map_err(ArchiveError::io("list", dir))? {
                let path = entry.map_err(ArchiveError::io("list", dir))?.path();
                if path.to_string_lossy().ends_with(".index.db") {
                    paths.push(path);
                }
            }
        }
        paths.sort();
        let indexes = paths.iter().map(|path| Index::open_read(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Archive { dir: dir.to_owned(), indexes })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// All rows of all instances in order of (fetched_at, record id).
    pub fn rows(&self) -> Result<Vec<IndexRow>, ArchiveError> {
        let mut rows = Vec::new();
        for index in &self.indexes {
            rows.extend(index.all()?);
        }
        rows.sort_by(|a, b| (a.fetched_at, &a.pointer.record).cmp(&(b.fetched_at, &b.pointer.record)));
        Ok(rows)
    }

    /// The row whose `response`, `resource` or `conversion` record has this id.
    pub fn find(&self, record: &str) -> Result<Option<IndexRow>, ArchiveError> {
        for index in &self.indexes {
            if let Some(row) = index.by_record(record)? {
                return Ok(Some(row));
            }
            if let Some(row) = index.by_conversion(record)? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The extracted title and text behind a `conversion` record id; `None` where no instance wrote it.
    pub fn conversion(&self, record: &str) -> Result<Option<Conversion>, ArchiveError> {
        let Some(row) = self.find(record)? else { return Ok(None) };
        let records = self.read(&row)?;
        let conversion = records.last().ok_or_else(|| self.damaged(&row, "the group has no record"))?;
        let text = String::from_utf8(conversion.block.clone())
            .map_err(|_| self.damaged(&row, "text is not UTF-8"))?;
        let (title, text) =
            text.split_once("\n\n").ok_or_else(|| self.damaged(&row, "no empty line after the title"))?;
        Ok(Some(Conversion { title: title.to_owned(), text: text.to_owned() }))
    }

    /// The records of one group, each checked against its digests: exchange, feed entry, conversion.
    pub fn read(&self, row: &IndexRow) -> Result<Vec<WarcRecord>, ArchiveError> {
        let path = self.dir.join(&row.file);
        let length = row.end.checked_sub(row.start).filter(|length| *length <= GROUP_BYTES_MAX);
        let length = length.ok_or_else(|| self.damaged(row, "the index names an impossible length"))?;
        let mut file = File::open(&path).map_err(ArchiveError::io("open", &path))?;
        file.seek(SeekFrom::Start(row.start)).map_err(ArchiveError::io("read", &path))?;
        let mut bytes = vec![0; length as usize];
        file.read_exact(&mut bytes)
            .map_err(|error| self.damaged(row, &format!("cannot be read whole: {error}")))?;
        members(&bytes).map_err(|message| self.damaged(row, &message))
    }

    pub(crate) fn damaged(&self, row: &IndexRow, message: &str) -> ArchiveError {
        let path = self.dir.join(&row.file);
        ArchiveError::Damaged { path, offset: row.start, message: message.to_owned() }
    }
}

/// Parts bytes into gzip members and reads the record in each.
fn members(bytes: &[u8]) -> Result<Vec<WarcRecord>, String> {
    let mut rest = bytes;
    let mut records = Vec::new();
    while !rest.is_empty() {
        let mut decoder = flate2::bufread::GzDecoder::new(rest);
        std::io::copy(&mut decoder, &mut std::io::sink())
            .map_err(|error| format!("gzip member is broken: {error}"))?;
        let after = decoder.into_inner();
        let member = &rest[..rest.len() - after.len()];
        records.push(WarcRecord::from_member(member)?);
        rest = after;
    }
    Ok(records)
}
