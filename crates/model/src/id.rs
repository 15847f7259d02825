//! Ids. Each is a hash of content, so that a retry, a replay or another machine makes the same one.

use std::fmt;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// SHA-256 of some bytes, written `sha256:<64 hex digits>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Hashes `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// The 32 bytes of the hash.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads the form that [`fmt::Display`] writes; `None` for any other text.
    pub fn parse(text: &str) -> Option<Digest> {
        let hex = text.strip_prefix("sha256:")?;
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).ok()?;
        }
        Some(Digest(bytes))
    }

    fn hex(&self, bytes: usize) -> String {
        self.0[..bytes].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.hex(32))
    }
}

/// An article: 32 hex digits, the first half of SHA-256 of its canonical URL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(String);

impl ArticleId {
    /// The id of the article at `canonical_url`.
    pub fn of_url(canonical_url: &str) -> ArticleId {
        ArticleId(Digest::of(canonical_url.as_bytes()).hex(16))
    }

    /// Takes an id as it was written by this type.
    pub fn from_text(text: &str) -> ArticleId {
        ArticleId(text.to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An alert: a UUID of version 5 (RFC 9562 section 5.5) that never changes when the story behind it grows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertId(String);

impl AlertId {
    /// The id of the alert that `article` founds with a tie of `tie_type` to `partners` on `date` (empty where unknown).
    ///
    /// The order of `partners` does not matter.
    pub fn founded_by(article: &ArticleId, tie_type: &str, partners: &[String], date: &str) -> AlertId {
        let mut partners = partners.to_vec();
        partners.sort();
        partners.dedup();
        AlertId(uuid_v5(&["alert", article.as_str(), tie_type, &partners.join(","), date]))
    }

    /// Takes an id as it was written by this type.
    pub fn from_text(text: &str) -> AlertId {
        AlertId(text.to_owned())
    }

    /// The id as text, 36 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A UUID of version 5 over `parts`, in a namespace of Estafeta's own; parts are kept apart by U+001F.
pub fn uuid_v5(parts: &[&str]) -> String {
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"https://estafeta.example/ids");
    Uuid::new_v5(&namespace, parts.join("\u{1f}").as_bytes()).to_string()
}
