//! Folders of articles handed in by hand: HTML pages, JSON or JSON-lines articles, plain texts. The one place that reads the
//! disk.
//!
//! A file is known by its path within the folder and read anew when its bytes change. An article is known by the canonical
//! link in its page or the `url` of its JSON; without one, by a URL made of source id and path, under a name that never
//! resolves.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use model::{CanonicalUrl, Digest, FeedState, SeenEntry};
use serde_json::Value;
use url::Url;

use crate::article::{self, Context};
use crate::event::{Answered, Candidate, Document, Tried};
use crate::feed::Entry;
use crate::page::{self, Page};
use crate::{
    Config, Exchange, ExchangeKind, Failure, FailureKind, Source, TextFrom, clean, dates, decode, identity,
    plan,
};

/// Folders within folders that are looked into.
const DEPTH_MAX: usize = 8;

/// Looks through the folder; articles of new and changed files come back ready. As many articles are taken as the state can
/// remember: one that was forgotten would be told again after a restart.
pub(crate) fn read(
    folder: &Path,
    source: &Source,
    state: &FeedState,
    now: Timestamp,
    config: &Config,
) -> Result<(Answered, Vec<Tried>), Failure> {
    let mut files = Vec::new();
    walk(folder, 0, config.directory_files_max, &mut files).map_err(|error| {
        Failure::new(FailureKind::Io, format!("read folder {}: {error}", folder.display()))
    })?;
    let mut problems = Vec::new();
    if files.len() > config.directory_files_max {
        let message = format!("more than {} files, the rest is left out", config.directory_files_max);
        problems.push((folder.display().to_string(), Failure::new(FailureKind::TooLarge, message)));
        files.truncate(config.directory_files_max);
    }
    let seen: HashMap<&str, &SeenEntry> = state.seen.iter().map(|seen| (seen.key.as_str(), seen)).collect();
    let mut listed = Vec::new();
    let mut tried = Vec::new();
    for path in files {
        let file = File { folder, path: &path, source, now, config };
        let pieces = match file.pieces() {
            Ok(pieces) => pieces,
            Err(failure) => {
                problems.push((path.display().to_string(), failure));
                continue;
            }
        };
        let room = config.seen_max - listed.len();
        let left_out = pieces.get(room).map(|piece| piece.place.clone());
        for piece in pieces.into_iter().take(room) {
            let key = identity::digest_key(&piece.place);
            listed.push(key.clone());
            if plan::is_due(seen.get(key.as_str()).copied(), Digest::of(&piece.bytes), config) {
                tried.push(file.tried(key, piece));
            }
        }
        if let Some(place) = left_out {
            problems.push((place, too_many(config)));
            break;
        }
    }
    let digest = Digest::of(listed.join(" ").as_bytes());
    let document = Document { digest, listed, problems };
    let answered = Answered {
        etag: None,
        last_modified: None,
        moved_to: None,
        hint_secs: None,
        document: Some(document),
    };
    Ok((answered, tried))
}

/// What is told at the first article that is left out.
fn too_many(config: &Config) -> Failure {
    let message = format!(
        "more than {} articles, this one and those behind it are left out; put them into a folder with a source of its own",
        config.seen_max
    );
    Failure::new(FailureKind::TooLarge, message)
}

/// The files of known kinds below `folder`, in the order of their names. Links are not followed, so that a folder cannot
/// lead out of itself.
fn walk(folder: &Path, depth: usize, files_max: usize, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type()?;
        if kind.is_dir() && depth < DEPTH_MAX {
            walk(&entry.path(), depth + 1, files_max, files)?;
        } else if kind.is_file() && extension(&entry.path()).is_some() && files.len() <= files_max {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn extension(path: &Path) -> Option<&'static str> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    ["html", "htm", "json", "jsonl", "txt"].into_iter().find(|known| *known == extension)
}

struct File<'a> {
    folder: &'a Path,
    path: &'a Path,
    source: &'a Source,
    now: Timestamp,
    config: &'a Config,
}

/// One article's bytes and where they stand: a path within the folder, for JSON lines with the line.
struct Piece {
    place: String,
    bytes: Vec<u8>,
}

impl File<'_> {
    fn place(&self) -> String {
        self.path.strip_prefix(self.folder).unwrap_or(self.path).to_string_lossy().replace('\\', "/")
    }

    fn pieces(&self) -> Result<Vec<Piece>, Failure> {
        let io = |error: std::io::Error| Failure::new(FailureKind::Io, format!("read: {error}"));
        let bytes_max = self.config.page_bytes_max;
        let mut bytes = Vec::new();
        let file = fs::File::open(self.path).map_err(io)?;
        file.take(bytes_max as u64 + 1).read_to_end(&mut bytes).map_err(io)?;
        if bytes.len() > bytes_max {
            return Err(Failure::new(
                FailureKind::TooLarge,
                format!("file is larger than {bytes_max} bytes"),
            ));
        }
        if extension(self.path) != Some("jsonl") {
            return Ok(vec![Piece { place: self.place(), bytes }]);
        }
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        let lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
        let piece = |(number, line): (usize, &[u8])| Piece {
            place: format!("{}#{}", self.place(), number + 1),
            bytes: line.to_vec(),
        };
        Ok(lines.map(piece).collect())
    }

    fn tried(&self, entry_key: String, piece: Piece) -> Tried {
        let entry_digest = Digest::of(&piece.bytes);
        let outcome = match extension(self.path) {
            Some("html" | "htm") => self.html(&piece),
            Some("txt") => self.text(&piece),
            _ => self.json(&piece),
        };
        Tried { entry_key, entry_digest, place: piece.place, outcome, besides: None }
    }

    fn html(&self, piece: &Piece) -> Result<Candidate, Failure> {
        let html = decode::decode(&piece.bytes, None).text;
        let page = page::extract(&html, None);
        article::check(&page, &piece.place)?;
        let own = page.canonical.as_deref().and_then(|link| CanonicalUrl::parse(link).ok());
        let url = own.map_or_else(|| self.made_up_url(piece), Ok)?;
        Ok(self.candidate(piece, url, page, "text/html", Entry::default()))
    }

    fn text(&self, piece: &Piece) -> Result<Candidate, Failure> {
        let text = decode::decode(&piece.bytes, None).text.replace("\r\n", "\n");
        let (head, body) = text.split_once("\n\n").unwrap_or((text.as_str(), ""));
        let page = Page {
            title: clean::line(head.lines().next().unwrap_or(""), crate::feed::TITLE_CHARS_MAX),
            text: paragraphs(body),
            ..article::empty_page()
        };
        article::check(&page, &piece.place)?;
        Ok(self.candidate(piece, self.made_up_url(piece)?, page, "text/plain", Entry::default()))
    }

    fn json(&self, piece: &Piece) -> Result<Candidate, Failure> {
        let malformed = |why: String| Failure::new(FailureKind::Malformed, why);
        let value: Value =
            serde_json::from_slice(&piece.bytes).map_err(|error| malformed(format!("json: {error}")))?;
        let field = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let page = Page {
            title: clean::line(field("title"), crate::feed::TITLE_CHARS_MAX),
            text: paragraphs(field("text")),
            lang: value.get("lang").and_then(Value::as_str).map(str::to_owned),
            ..article::empty_page()
        };
        article::check(&page, &piece.place)?;
        let url = match field("url") {
            "" => self.made_up_url(piece)?,
            url => CanonicalUrl::parse(url).map_err(|error| malformed(error.to_string()))?,
        };
        let entry = Entry {
            guid: clean::line(field("id"), 200),
            byline: clean::line(field("byline"), 200),
            published: dates::parse(field("published"), true),
            ..Entry::default()
        };
        Ok(self.candidate(piece, url, page, "application/json", entry))
    }

    fn candidate(
        &self,
        piece: &Piece,
        url: CanonicalUrl,
        page: Page,
        media_type: &str,
        entry: Entry,
    ) -> Candidate {
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.to_path_buf());
        let file_url = Url::from_file_path(&path).map_or_else(|()| piece.place.clone(), String::from);
        let exchange = Exchange {
            kind: ExchangeKind::Resource,
            requested_url: file_url.clone(),
            url: file_url,
            http_head: String::new(),
            media_type: media_type.to_owned(),
            body: piece.bytes.clone(),
            fetched_at: self.now,
        };
        let context = Context { entry, lang: self.source.lang, rebase: None };
        article::candidate(&context, url, page, exchange, TextFrom::File, self.config)
    }

    fn made_up_url(&self, piece: &Piece) -> Result<CanonicalUrl, Failure> {
        let malformed = |why: String| Failure::new(FailureKind::Malformed, why);
        let mut url =
            Url::parse("https://directory.invalid/").map_err(|error| malformed(error.to_string()))?;
        let (path, line) = piece.place.split_once('#').unwrap_or((&piece.place, ""));
        url.set_path(&format!("{}/{path}", self.source.id));
        url.set_query((!line.is_empty()).then(|| format!("line={line}")).as_deref());
        CanonicalUrl::parse(url.as_str()).map_err(|error| malformed(error.to_string()))
    }
}

/// Lines cleaned, paragraphs parted by one empty line.
fn paragraphs(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|part| clean::line(part, usize::MAX));
    paragraphs.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests;
