//! Reading the archive: by record id through the index, never by a scan.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use model::Digest;

use crate::index::Index;
use crate::{ArchiveError, IndexRow, WarcRecord};

/// Longest group of records that is read, in bytes.
const GROUP_BYTES_MAX: u64 = 128 << 20;

/// Header field of a `conversion` record with what else the log's record of the article says, as JSON.
pub(crate) const ARTICLE_FIELDS: &str = "Estafeta-Article-Fields";

/// An archive opened for reading, with the indexes of all instances that wrote to it.
pub struct Archive {
    segments: Segments,
    indexes: Vec<Index>,
}

/// The segment files of an archive: records by their row. Threads may share it, the indexes they may not.
#[derive(Debug, Clone)]
pub struct Segments {
    dir: PathBuf,
}

/// The extracted title and text of an article revision, as spans count them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Title, one line.
    pub title: String,
    /// Text.
    pub text: String,
    /// JSON of what else the log's record of the article says; `None` in archives of versions that did not write it.
    pub article_fields: Option<String>,
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
        Ok(Archive { segments: Segments { dir: dir.to_owned() }, indexes })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.segments.dir
    }

    /// The segment files.
    pub fn segments(&self) -> &Segments {
        &self.segments
    }

    /// All rows of all instances in order of (fetched_at, record id).
    pub fn rows(&self) -> Result<Vec<IndexRow>, ArchiveError> {
        let mut rows = Vec::new();
        for index in &self.indexes {
            rows.extend(index.all()?);
        }
        sort(&mut rows);
        Ok(rows)
    }

    /// Rows of articles that are committed to the log, fetched from `from` up to but not at `to`, in order of (fetched_at,
    /// record id): the order of a replay.
    pub fn committed_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<IndexRow>, ArchiveError> {
        let mut rows = Vec::new();
        for index in &self.indexes {
            rows.extend(index.committed_about(from, to)?);
        }
        rows.retain(|row| from <= row.fetched_at && row.fetched_at < to);
        sort(&mut rows);
        Ok(rows)
    }

    /// A time at which or up to a second before which the first committed row from `from` on was fetched; `None` where there
    /// is none.
    pub fn next_committed(&self, from: Timestamp) -> Result<Option<Timestamp>, ArchiveError> {
        let mut first: Option<Timestamp> = None;
        for index in &self.indexes {
            let found = index.first_committed(from)?;
            first = [first, found].into_iter().flatten().min();
        }
        Ok(first)
    }

    /// How many committed rows were fetched from `from` up to `to`, give or take those in the seconds at both ends.
    pub fn count_between(&self, from: Timestamp, to: Timestamp) -> Result<u64, ArchiveError> {
        self.indexes.iter().map(|index| index.count_about(from, to)).sum()
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
        self.segments.conversion(&row).map(Some)
    }

    /// The records of one group, each checked against its digests: exchange, feed entry, conversion.
    pub fn read(&self, row: &IndexRow) -> Result<Vec<WarcRecord>, ArchiveError> {
        self.segments.read(row)
    }
}

impl Segments {
    /// The records of one group, each checked against its digests: exchange, feed entry, conversion.
    pub fn read(&self, row: &IndexRow) -> Result<Vec<WarcRecord>, ArchiveError> {
        self.members(row, row.start)
    }

    /// The extracted title and text of a row, checked against their digest; the page itself is not read.
    pub fn conversion(&self, row: &IndexRow) -> Result<Conversion, ArchiveError> {
        let records = self.members(row, row.conversion_start)?;
        let conversion = records.last().ok_or_else(|| self.damaged(row, "the group has no record"))?;
        self.conversion_of(row, conversion)
    }

    /// The title and text in the `conversion` record of a row.
    pub fn conversion_of(&self, row: &IndexRow, record: &WarcRecord) -> Result<Conversion, ArchiveError> {
        if record.header("WARC-Record-ID") != Some(format!("<{}>", row.pointer.conversion).as_str()) {
            return Err(self.damaged(row, "the record here is not the conversion that the index names"));
        }
        if Digest::of(&record.block) != row.pointer.text_digest {
            return Err(self.damaged(row, "the digest of the text is not the one that the index names"));
        }
        let text =
            String::from_utf8(record.block.clone()).map_err(|_| self.damaged(row, "text is not UTF-8"))?;
        let (title, text) =
            text.split_once("\n\n").ok_or_else(|| self.damaged(row, "no empty line after the title"))?;
        let article_fields = record.header(ARTICLE_FIELDS).map(str::to_owned);
        Ok(Conversion { title: title.to_owned(), text: text.to_owned(), article_fields })
    }

    /// The records of a row from `start` on.
    fn members(&self, row: &IndexRow, start: u64) -> Result<Vec<WarcRecord>, ArchiveError> {
        let path = self.dir.join(&row.file);
        let length = row.end.checked_sub(start).filter(|length| *length <= GROUP_BYTES_MAX);
        let length = length.ok_or_else(|| self.damaged(row, "the index names an impossible length"))?;
        let mut file = File::open(&path).map_err(ArchiveError::io("open", &path))?;
        file.seek(SeekFrom::Start(start)).map_err(ArchiveError::io("read", &path))?;
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

fn sort(rows: &mut [IndexRow]) {
    rows.sort_by(|a, b| (a.fetched_at, &a.pointer.record).cmp(&(b.fetched_at, &b.pointer.record)));
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
