//! Content codings, undone by us under two counters: bytes as sent and bytes inflated.
//!
//! The HTTP client's own decoders have no cap. zstd is neither offered nor taken: 33 KB of it make a gigabyte.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use rust_brotli::Decompressor;

use crate::{Failure, FailureKind};

/// What is offered in `Accept-Encoding`.
pub(crate) const ACCEPT_ENCODING: &str = "gzip, br, deflate";

/// Inflated bytes that are taken whatever the ratio; beyond them it may be no more than [`RATIO_MAX`].
const FREE_BYTES: usize = 1 << 20;

/// Inflated bytes for each byte sent. Honest HTML and XML reach 20 to 1.
const RATIO_MAX: usize = 100;

/// Undoes `coding` (the value of `Content-Encoding`, empty where there is none); at most `bytes_max` come out.
pub(crate) fn inflate<'a>(body: &'a [u8], coding: &str, bytes_max: usize) -> Result<Cow<'a, [u8]>, Failure> {
    let codings: Vec<String> = coding
        .split(',')
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty() && coding != "identity")
        .collect();
    if codings.len() > 2 {
        return Err(Failure::new(
            FailureKind::Coding,
            format!("{} content codings, at most 2", codings.len()),
        ));
    }
    let mut bytes = Cow::Borrowed(body);
    for coding in codings.iter().rev() {
        bytes = Cow::Owned(undo(&bytes, coding, bytes_max)?);
    }
    if bytes.len() > bytes_max {
        return Err(too_large(bytes_max));
    }
    Ok(bytes)
}

fn undo(body: &[u8], coding: &str, bytes_max: usize) -> Result<Vec<u8>, Failure> {
    match coding {
        // Servers that announce gzip and send plain text exist; the magic number decides.
        "gzip" | "x-gzip" if !body.starts_with(&[0x1f, 0x8b]) => Ok(body.to_vec()),
        "gzip" | "x-gzip" => drain(MultiGzDecoder::new(body), body.len(), bytes_max),
        // "deflate" means zlib by the standard, and raw deflate by some servers.
        "deflate" => drain(ZlibDecoder::new(body), body.len(), bytes_max).or_else(|error| match error.kind {
            FailureKind::Coding => drain(DeflateDecoder::new(body), body.len(), bytes_max),
            _ => Err(error),
        }),
        "br" => drain(Decompressor::new(body, 64 << 10), body.len(), bytes_max),
        other => Err(Failure::new(FailureKind::Coding, format!("content coding {other:?} was not offered"))),
    }
}

fn drain(mut decoder: impl Read, wire_bytes: usize, bytes_max: usize) -> Result<Vec<u8>, Failure> {
    let mut inflated = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    loop {
        match decoder.read(&mut chunk) {
            Ok(0) => return Ok(inflated),
            Ok(count) => inflated.extend_from_slice(&chunk[..count]),
            // A cut-off stream still gives what came before the cut; a parser decides whether that is enough.
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof && !inflated.is_empty() => {
                return Ok(inflated);
            }
            Err(error) => return Err(Failure::new(FailureKind::Coding, format!("inflate body: {error}"))),
        }
        if inflated.len() > bytes_max {
            return Err(too_large(bytes_max));
        }
        if inflated.len() > FREE_BYTES && inflated.len() / RATIO_MAX > wire_bytes {
            let message = format!("body inflates more than {RATIO_MAX} to 1");
            return Err(Failure::new(FailureKind::TooLarge, message));
        }
    }
}

fn too_large(bytes_max: usize) -> Failure {
    Failure::new(FailureKind::TooLarge, format!("body inflates to more than {bytes_max} bytes"))
}

#[cfg(test)]
mod tests;
