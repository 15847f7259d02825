//! Bytes to text. A wrong byte costs at most the characters it touches, never the document.
//!
//! Order: byte order mark; valid UTF-8 is UTF-8 whatever is declared; the charset of the HTTP header; the declaration in the
//! document; UTF-8 with few broken runs; a guess. Russian sites still send windows-1251 and KOI8-R, often under another name.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes at the start of a document in which a declaration of its charset is looked for (the HTML standard's number).
const DECLARATION_BYTES: usize = 1024;

/// Decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text, without byte order mark.
    pub(crate) text: String,
    /// Name of the charset that was used.
    pub(crate) charset: &'static str,
    /// Whether bytes were replaced by U+FFFD.
    pub(crate) replaced: bool,
}

/// Decodes `bytes`; `http_charset` is the charset parameter of `Content-Type`.
pub(crate) fn decode(bytes: &[u8], http_charset: Option<&str>) -> Decoded {
    if let Some(text) = utf_32(bytes) {
        return Decoded { text, charset: "UTF-32", replaced: false };
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes);
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return with(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), charset: UTF_8.name(), replaced: false };
    }
    let declared = http_charset.and_then(known).or_else(|| known(declared_charset(bytes)?.as_str()));
    match declared {
        Some(encoding) if encoding != UTF_8 => with(encoding, bytes),
        _ if is_mostly_utf_8(bytes) => with(UTF_8, bytes),
        _ => with(guess(bytes), bytes),
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, used, replaced) = encoding.decode(bytes);
    Decoded { text: text.into_owned(), charset: used.name(), replaced }
}

/// The encoding of that label; UTF-16 is left out, because a document whose declaration can be read as ASCII is not in it.
fn known(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.trim().as_bytes())
        .filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE)
}

/// Reads `encoding="…"` of an XML declaration or `charset=…` of a meta tag.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let head: String = head.iter().map(|byte| byte.to_ascii_lowercase() as char).collect();
    let at = if head.trim_start().starts_with("<?xml") {
        let end = head.find("?>")?;
        head[..end].find("encoding").map(|at| at + "encoding".len())?
    } else {
        head.find("charset").map(|at| at + "charset".len())?
    };
    let value = head.get(at..)?.trim_start().strip_prefix('=')?.trim_start();
    let value: String = value
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    (!value.is_empty()).then_some(value)
}

/// Whether under a tenth of the runs of high bytes are broken: UTF-8 with an accident, such as a text cut in a character.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad > 0 && bad * 10 <= good + 9 && good > 0
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(256 << 10)], true);
    let found = detector.guess(None, Utf8Detection::Deny);
    if found == UTF_8 { WINDOWS_1252 } else { found }
}

/// `<` with a zero byte beside it: UTF-16 markup that lost its byte order mark.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, next, 0, ..] if *next != 0 => Some(UTF_16LE),
        [0, b'<', 0, next, ..] if *next != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// encoding_rs has no UTF-32, since no browser reads it; some feed suites do.
fn utf_32(bytes: &[u8]) -> Option<String> {
    let (rest, big) = match bytes {
        [0, 0, 0xfe, 0xff, rest @ ..] => (rest, true),
        [0xff, 0xfe, 0, 0, rest @ ..] => (rest, false),
        [0, 0, 0, b'<', ..] => (bytes, true),
        [b'<', 0, 0, 0, ..] => (bytes, false),
        _ => return None,
    };
    let unit = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        let code = if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) };
        char::from_u32(code).unwrap_or('\u{fffd}')
    };
    Some(rest.chunks_exact(4).map(unit).collect())
}

#[cfg(test)]
mod tests;
