//! One WARC 1.1 record (ISO 28500:2017): written as one gzip member, read back and checked.

use std::fmt::Write as _;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use model::Digest;

/// Longest block that is read back, in bytes; the poller's body limit is far below.
const BLOCK_BYTES_MAX: usize = 64 << 20;

/// Longest header part of a record, in bytes.
const HEADER_BYTES_MAX: usize = 64 << 10;

/// Type of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarcType {
    /// Describes the file that follows.
    Warcinfo,
    /// An HTTP response.
    Response,
    /// A file.
    Resource,
    /// The feed entry that led to a response.
    Metadata,
    /// The extracted title and text.
    Conversion,
}

impl WarcType {
    /// The word of the standard.
    pub fn word(self) -> &'static str {
        match self {
            WarcType::Warcinfo => "warcinfo",
            WarcType::Response => "response",
            WarcType::Resource => "resource",
            WarcType::Metadata => "metadata",
            WarcType::Conversion => "conversion",
        }
    }
}

/// A record in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarcRecord {
    /// Header fields in order, without `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// The block.
    pub block: Vec<u8>,
}

impl WarcRecord {
    /// The value of the first header field of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The record as one gzip member.
    pub(crate) fn to_member(&self) -> Vec<u8> {
        let mut head = String::from("WARC/1.1\r\n");
        for (name, value) in &self.headers {
            // A line break in a value (from a hostile URL or header) would start a new field.
            let value = value.replace(['\r', '\n'], " ");
            write!(head, "{name}: {value}\r\n").expect("writing to a string cannot fail");
        }
        write!(head, "Content-Length: {}\r\n\r\n", self.block.len())
            .expect("writing to a string cannot fail");
        let mut member =
            GzEncoder::new(Vec::with_capacity(head.len() + self.block.len() / 3), Compression::new(6));
        let written = [head.as_bytes(), &self.block, b"\r\n\r\n"]
            .into_iter()
            .try_for_each(|part| member.write_all(part));
        written.and_then(|()| member.finish()).expect("compressing into memory cannot fail")
    }

    /// Reads one gzip member and checks its digests; the message says what is wrong.
    pub(crate) fn from_member(member: &[u8]) -> Result<WarcRecord, String> {
        let mut bytes = Vec::new();
        let mut decoder = GzDecoder::new(member).take((BLOCK_BYTES_MAX + HEADER_BYTES_MAX) as u64);
        decoder.read_to_end(&mut bytes).map_err(|error| format!("gzip member is broken: {error}"))?;
        let head_end = find(&bytes, b"\r\n\r\n").ok_or("no end of the header")?;
        let head = std::str::from_utf8(&bytes[..head_end]).map_err(|_| "header is not UTF-8")?;
        let mut lines = head.split("\r\n");
        if lines.next() != Some("WARC/1.1") {
            return Err("is not WARC/1.1".to_owned());
        }
        let mut headers = Vec::new();
        let mut length = None;
        for line in lines {
            let (name, value) =
                line.split_once(':').ok_or_else(|| format!("header line {line:?} has no colon"))?;
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse::<usize>().ok();
            } else {
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
        }
        let length = length.ok_or("no Content-Length")?;
        let start = head_end + 4;
        let block =
            start.checked_add(length).and_then(|end| bytes.get(start..end)).ok_or("block is cut short")?;
        let record = WarcRecord { headers, block: block.to_vec() };
        record.check_digests()?;
        Ok(record)
    }

    /// The payload: of an HTTP response what follows its header, of anything else the block.
    pub fn payload(&self) -> &[u8] {
        let is_http = self.header("content-type").is_some_and(|value| value.starts_with("application/http"));
        match find(&self.block, b"\r\n\r\n") {
            Some(end) if is_http => &self.block[end + 4..],
            _ => &self.block,
        }
    }

    fn check_digests(&self) -> Result<(), String> {
        for (name, bytes) in
            [("WARC-Block-Digest", self.block.as_slice()), ("WARC-Payload-Digest", self.payload())]
        {
            let Some(noted) = self.header(name) else { continue };
            let found = Digest::of(bytes).to_string();
            if noted != found {
                return Err(format!("{name} says {noted}, the bytes give {found}"));
            }
        }
        Ok(())
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests;
