//! Appending to the archive: groups of records into segment files, durable batch by batch.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use model::{ArchivePointer, Digest, uuid_v5};

use crate::index::Index;
use crate::read::ARTICLE_FIELDS;
use crate::{ArchiveError, Exchange, ExchangeKind, IndexRow, WarcRecord, WarcType};

/// Where and how to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The archive folder; it is created. One folder serves all instances.
    pub dir: PathBuf,
    /// Names this writer's files; one live writer a name.
    pub instance: String,
    /// A segment is closed once it is longer than this; 1 GiB keeps copies and repairs handy.
    pub segment_bytes_max: u64,
    /// Version of the program, for the `warcinfo` record.
    pub software: String,
}

/// The writer of one instance. Whoever holds it must hold the poller's stage.
pub struct Writer {
    config: Config,
    index: Index,
    segment: Segment,
    pending: Vec<IndexRow>,
}

struct Segment {
    name: String,
    number: u32,
    path: PathBuf,
    file: File,
    end: u64,
}

impl Writer {
    /// Opens the archive for appending. What a crash left after the last indexed record is cut off: nothing points to it.
    pub fn open(config: Config) -> Result<Writer, ArchiveError> {
        std::fs::create_dir_all(&config.dir).map_err(ArchiveError::io("create folder", &config.dir))?;
        let index = Index::open(&config.dir.join(format!("{}.index.db", config.instance)))?;
        let number = last_segment(&config)?.unwrap_or(1);
        let segment = Segment::open(&config, &index, number)?;
        Ok(Writer { config, index, segment, pending: Vec::new() })
    }

    /// Appends the records of one exchange. They are durable after the next [`Writer::sync`]; the same exchange again (a
    /// retry) gives the same pointer and writes nothing.
    pub fn append(&mut self, exchange: &Exchange) -> Result<ArchivePointer, ArchiveError> {
        let pointer = pointer_of(exchange);
        let known = self.pending.iter().any(|row| row.pointer.record == pointer.record);
        if known || self.index.by_record(&pointer.record)?.is_some() {
            return Ok(pointer);
        }
        if self.segment.end > self.config.segment_bytes_max {
            self.sync()?;
            self.segment = Segment::open(&self.config, &self.index, self.segment.number + 1)?;
        }
        let start = self.segment.end;
        self.segment.append(&main_record(exchange, &pointer))?;
        self.segment.append(&metadata_record(exchange, &pointer))?;
        let conversion_start = self.segment.end;
        self.segment.append(&conversion_record(exchange, &pointer))?;
        self.pending.push(IndexRow {
            pointer: pointer.clone(),
            article: exchange.article.clone(),
            revision: exchange.revision,
            url: exchange.url.clone(),
            fetched_at: exchange.fetched_at,
            file: self.segment.name.clone(),
            start,
            conversion_start,
            end: self.segment.end,
            committed: false,
        });
        Ok(pointer)
    }

    /// Makes all that was appended durable: the segment first, then the index rows that lead to it.
    pub fn sync(&mut self) -> Result<(), ArchiveError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.segment.file.sync_data().map_err(ArchiveError::io("sync", &self.segment.path))?;
        self.index.insert(&self.pending)?;
        self.pending.clear();
        Ok(())
    }

    /// Throws away what was appended since the last [`Writer::sync`], after a failed write.
    pub fn rewind(&mut self) -> Result<(), ArchiveError> {
        self.pending.clear();
        self.segment = Segment::open(&self.config, &self.index, self.segment.number)?;
        Ok(())
    }

    /// Notes that the articles behind these records are committed to the log.
    pub fn mark_committed<'a>(&mut self, records: impl Iterator<Item = &'a str>) -> Result<(), ArchiveError> {
        self.index.mark_committed(records)
    }

    /// Record ids whose articles are not known to be committed.
    pub fn uncommitted(&self) -> Result<Vec<String>, ArchiveError> {
        Ok(self.index.uncommitted()?.into_iter().map(|row| row.pointer.record).collect())
    }

    /// Removes the records that no article points to by writing their segments anew; says how many.
    pub fn prune(&mut self) -> Result<usize, ArchiveError> {
        self.sync()?;
        let rows = self.index.uncommitted()?;
        let mut files: Vec<&str> = rows.iter().map(|row| row.file.as_str()).collect();
        files.sort_unstable();
        files.dedup();
        for file in files {
            self.prune_file(file)?;
        }
        self.segment = Segment::open(&self.config, &self.index, self.segment.number)?;
        Ok(rows.len())
    }

    fn prune_file(&mut self, file: &str) -> Result<(), ArchiveError> {
        let path = self.config.dir.join(file);
        let old = std::fs::read(&path).map_err(ArchiveError::io("read", &path))?;
        let rows = self.index.of_file(file)?;
        let mut new = old[..rows.first().map_or(0, |row| row.start as usize).min(old.len())].to_vec();
        let mut kept = Vec::new();
        for row in rows.iter().filter(|row| row.committed) {
            let group = old.get(row.start as usize..row.end as usize);
            let group = group.ok_or_else(|| cut_short(&path, row.start))?;
            let moved = new.len() as u64;
            new.extend_from_slice(group);
            let conversion_start = moved + (row.conversion_start - row.start);
            kept.push(IndexRow { start: moved, conversion_start, end: new.len() as u64, ..row.clone() });
        }
        // The index must never lead into a file that it does not describe: new file under a new name, index, old file away.
        let number = last_segment(&self.config)?.unwrap_or(0) + 1;
        let name = segment_name(&self.config.instance, number);
        let new_path = self.config.dir.join(&name);
        write_durably(&new_path, &new)?;
        kept.iter_mut().for_each(|row| row.file.clone_from(&name));
        self.index.insert(&kept)?;
        let gone: Vec<String> =
            rows.iter().filter(|row| !row.committed).map(|row| row.pointer.record.clone()).collect();
        self.index.delete(&gone)?;
        std::fs::remove_file(&path).map_err(ArchiveError::io("remove", &path))?;
        if self.segment.name == file {
            self.segment = Segment::open(&self.config, &self.index, number)?;
        }
        Ok(())
    }
}

impl Segment {
    fn open(config: &Config, index: &Index, number: u32) -> Result<Segment, ArchiveError> {
        let name = segment_name(&config.instance, number);
        let path = config.dir.join(&name);
        let failed = |action| ArchiveError::io(action, &path);
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(failed("open"))?;
        let end = index.file_end(&name)?;
        let length = file.metadata().map_err(failed("open"))?.len();
        if length < end {
            let message =
                format!("the index knows {end} bytes, the file has {length}; restore it from a copy");
            return Err(ArchiveError::Damaged { path, offset: length, message });
        }
        file.set_len(end).map_err(failed("cut"))?;
        file.seek(SeekFrom::Start(end)).map_err(failed("open"))?;
        let mut segment = Segment { name, number, path, file, end };
        if end == 0 {
            segment.append(&info_record(config, &segment.name))?;
            sync_folder(&config.dir)?;
        }
        Ok(segment)
    }

    fn append(&mut self, record: &WarcRecord) -> Result<(), ArchiveError> {
        let member = record.to_member();
        self.file.write_all(&member).map_err(ArchiveError::io("append to", &self.path))?;
        self.end += member.len() as u64;
        Ok(())
    }
}

fn cut_short(path: &Path, offset: u64) -> ArchiveError {
    ArchiveError::Damaged {
        path: path.to_owned(),
        offset,
        message: "the file ends before the record".to_owned(),
    }
}

fn segment_name(instance: &str, number: u32) -> String {
    format!("{instance}-{number:06}.warc.gz")
}

fn last_segment(config: &Config) -> Result<Option<u32>, ArchiveError> {
    let failed = || ArchiveError::io("list", &config.dir);
    let mut last = None;
    for entry in std::fs::read_dir(&config.dir).map_err(failed())? {
        let name = entry.map_err(failed())?.file_name();
        let number = name.to_str().and_then(|name| {
            let rest = name.strip_prefix(&config.instance)?.strip_prefix('-')?;
            rest.strip_suffix(".warc.gz")?.parse::<u32>().ok()
        });
        last = last.max(number);
    }
    Ok(last)
}

fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), ArchiveError> {
    let mut file = File::create(path).map_err(ArchiveError::io("create", path))?;
    file.write_all(bytes).map_err(ArchiveError::io("write", path))?;
    file.sync_all().map_err(ArchiveError::io("sync", path))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// A new file's name is durable only once its folder is synced.
fn sync_folder(dir: &Path) -> Result<(), ArchiveError> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(ArchiveError::io("sync folder", dir))
}

/// Ids are hashes of URL, time and content, so that writing twice is harmless.
fn pointer_of(exchange: &Exchange) -> ArchivePointer {
    let payload_digest = exchange.payload_digest();
    let (url, time) = (exchange.url.as_str(), exchange.fetched_at.to_string());
    let parts = [url, &time, &payload_digest.to_string(), exchange.article.as_str()];
    let uuid = |kind| format!("urn:uuid:{}", uuid_v5(&[&[kind], parts.as_slice()].concat()));
    ArchivePointer {
        record: uuid("record"),
        payload_digest,
        conversion: uuid("conversion"),
        text_digest: Digest::of(exchange.conversion().as_bytes()),
    }
}

fn headers(
    kind: WarcType,
    id: &str,
    date: Timestamp,
    block: &[u8],
    more: &[(&str, &str)],
) -> Vec<(String, String)> {
    let mut headers = vec![
        ("WARC-Type".to_owned(), kind.word().to_owned()),
        ("WARC-Record-ID".to_owned(), format!("<{id}>")),
        ("WARC-Date".to_owned(), date.to_string()),
        ("WARC-Block-Digest".to_owned(), Digest::of(block).to_string()),
    ];
    headers.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    headers
}

fn info_record(config: &Config, file: &str) -> WarcRecord {
    let block = format!("software: {}\r\nformat: WARC File Format 1.1\r\n", config.software).into_bytes();
    let id = format!("urn:uuid:{}", uuid_v5(&["warcinfo", file]));
    let more = [("WARC-Filename", file), ("Content-Type", "application/warc-fields")];
    WarcRecord { headers: headers(WarcType::Warcinfo, &id, Timestamp::UNIX_EPOCH, &block, &more), block }
}

fn main_record(exchange: &Exchange, pointer: &ArchivePointer) -> WarcRecord {
    let (kind, content_type, head) = match exchange.kind {
        ExchangeKind::Response => {
            (WarcType::Response, "application/http; msgtype=response", &exchange.http_head)
        }
        ExchangeKind::Resource => (WarcType::Resource, exchange.media_type.as_str(), &String::new()),
    };
    let mut block = Vec::with_capacity(head.len() + exchange.body.len() + 4);
    if kind == WarcType::Response {
        block.extend_from_slice(head.trim_end().as_bytes());
        block.extend_from_slice(b"\r\n\r\n");
    }
    block.extend_from_slice(&exchange.body);
    let digest = pointer.payload_digest.to_string();
    let more = [
        ("WARC-Target-URI", exchange.url.as_str()),
        ("WARC-Payload-Digest", &digest),
        ("Content-Type", content_type),
    ];
    WarcRecord { headers: headers(kind, &pointer.record, exchange.fetched_at, &block, &more), block }
}

fn metadata_record(exchange: &Exchange, pointer: &ArchivePointer) -> WarcRecord {
    let block = exchange.feed_entry.clone().into_bytes();
    let id = format!("urn:uuid:{}", uuid_v5(&["metadata", &pointer.record]));
    let refers = format!("<{}>", pointer.record);
    let more = [
        ("WARC-Target-URI", exchange.url.as_str()),
        ("WARC-Concurrent-To", &refers),
        ("Content-Type", "application/json"),
    ];
    WarcRecord { headers: headers(WarcType::Metadata, &id, exchange.fetched_at, &block, &more), block }
}

fn conversion_record(exchange: &Exchange, pointer: &ArchivePointer) -> WarcRecord {
    let block = exchange.conversion().into_bytes();
    let refers = format!("<{}>", pointer.record);
    let revision = exchange.revision.to_string();
    let fields = ascii_json(&exchange.article_fields);
    let mut more = vec![
        ("WARC-Target-URI", exchange.url.as_str()),
        ("WARC-Refers-To", &refers),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Estafeta-Article", exchange.article.as_str()),
        ("Estafeta-Revision", &revision),
    ];
    if !fields.is_empty() {
        more.push((ARTICLE_FIELDS, &fields));
    }
    WarcRecord {
        headers: headers(WarcType::Conversion, &pointer.conversion, exchange.fetched_at, &block, &more),
        block,
    }
}

/// JSON with everything beyond ASCII escaped: not every reader of WARC takes other letters in a header field.
fn ascii_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}").expect("writing to a string cannot fail");
        }
    }
    out
}

#[cfg(test)]
mod tests;
