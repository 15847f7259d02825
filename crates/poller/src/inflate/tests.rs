//! Content codings, whole, broken and swollen.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::inflate;
use crate::FailureKind;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_offered_codings_are_undone() {
    let text = "Рио-де-Жанейро и Сан-Паулу ".repeat(50).into_bytes();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&text).unwrap();
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
    raw.write_all(&text).unwrap();
    for (body, coding) in [
        (text.clone(), ""),
        (text.clone(), "identity"),
        (gzip(&text), "gzip"),
        (gzip(&gzip(&text)), "GZIP, x-gzip"),
        (text.clone(), "gzip"),
        (zlib.finish().unwrap(), "deflate"),
        (raw.finish().unwrap(), "deflate"),
    ] {
        assert_eq!(inflate(&body, coding, 1 << 20).unwrap(), text, "{coding}");
    }
}

#[test]
fn a_bomb_is_stopped_by_ratio_and_by_size() {
    let bomb = gzip(&vec![0; 8 << 20]);
    assert_eq!(inflate(&bomb, "gzip", 20 << 20).unwrap_err().kind, FailureKind::TooLarge);
    let noise: Vec<u8> = (0..2u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert_eq!(inflate(&gzip(&noise), "gzip", 1 << 20).unwrap_err().kind, FailureKind::TooLarge);
}

#[test]
fn what_was_not_offered_is_refused() {
    assert_eq!(inflate(b"x", "zstd", 100).unwrap_err().kind, FailureKind::Coding);
    assert_eq!(inflate(b"x", "gzip,gzip,gzip", 100).unwrap_err().kind, FailureKind::Coding);
    assert_eq!(inflate(&[0x1f, 0x8b, 9, 9], "gzip", 100).unwrap_err().kind, FailureKind::Coding);
}

#[test]
fn a_cut_off_stream_gives_what_came_before_the_cut() {
    let text: Vec<u8> = (0..200_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 25) as u8).collect();
    let body = gzip(&text);
    let part = inflate(&body[..body.len() / 2], "gzip", 1 << 20).unwrap();
    assert!(part.len() > 1000 && text.starts_with(&part));
}
