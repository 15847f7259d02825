//! The archive: every record whole, and every sentence of an alert where the alert says.

use std::collections::HashMap;

use anyhow::Result;
use archive::{Archive, ArchiveError, Conversion, IndexRow};
use model::{Alert, ArchivePointer, Span};
use rayon::prelude::*;

use super::report::{Kind, Report};

/// Rows whose records are read at once.
const ROWS_MAX: usize = 256;

/// A sentence that an alert rests on.
struct Sentence {
    span: Span,
    text: String,
    pointer: ArchivePointer,
    /// The first alert transition that rests on it.
    place: String,
}

/// Sentences by the record id of the conversion that they stand in.
#[derive(Default)]
pub(super) struct Archived {
    sentences: HashMap<String, Vec<Sentence>>,
    /// Evidence without a pointer into the archive.
    unarchived: Vec<(String, String)>,
}

impl Archived {
    /// Takes the evidence of an alert; a sentence that several transitions rest on is looked up once.
    pub(super) fn add(&mut self, alert: &Alert, place: &str) {
        for evidence in &alert.evidence {
            let Some(pointer) = &evidence.archive else {
                self.unarchived.push((place.to_owned(), evidence.url.to_string()));
                continue;
            };
            let known = self.sentences.entry(pointer.conversion.clone()).or_default();
            let is_known = known.iter().any(|sentence| {
                sentence.span == evidence.span
                    && sentence.text == evidence.sentence
                    && sentence.pointer == *pointer
            });
            if !is_known {
                known.push(Sentence {
                    span: evidence.span,
                    text: evidence.sentence.clone(),
                    pointer: pointer.clone(),
                    place: place.to_owned(),
                });
            }
        }
    }

    /// Reads the whole archive and looks the sentences up; `rows` were read before the log.
    pub(super) fn check(mut self, archive: &Archive, rows: &[IndexRow], report: &mut Report) -> Result<()> {
        report.archive_records = rows.len() as u64;
        report.archive_uncommitted = rows.iter().filter(|row| !row.committed).count() as u64;
        for (place, url) in std::mem::take(&mut self.unarchived) {
            report.fault(Kind::EvidenceNotArchived, place, format!("{url}: names no archive record"));
        }
        self.check_rows(archive, rows, report);
        // What is left stands in records that came after the index was read, or in none.
        let mut newer = Vec::new();
        for (conversion, sentences) in &self.sentences {
            match archive.find(conversion)? {
                Some(row) => newer.push(row),
                None => {
                    for sentence in sentences {
                        let what = format!("{conversion}: {}", sentence.text);
                        report.fault(Kind::EvidenceNotArchived, &sentence.place, what);
                    }
                }
            }
        }
        self.check_rows(archive, &newer, report);
        Ok(())
    }

    fn check_rows(&mut self, archive: &Archive, rows: &[IndexRow], report: &mut Report) {
        let segments = archive.segments();
        for rows in rows.chunks(ROWS_MAX) {
            let read: Vec<Result<Conversion, ArchiveError>> =
                rows.par_iter().map(|row| segments.check(row)).collect();
            for (row, conversion) in rows.iter().zip(read) {
                let sentences = self.sentences.remove(&row.pointer.conversion).unwrap_or_default();
                report.sentences += sentences.len() as u64;
                match conversion {
                    Ok(conversion) => check_sentences(row, &conversion, &sentences, report),
                    Err(error) => {
                        let what = format!("{} {}: {error}", row.pointer.record, row.url);
                        report.fault(Kind::ArchiveDamaged, format!("{}:{}", row.file, row.start), what);
                    }
                }
            }
        }
    }
}

fn check_sentences(row: &IndexRow, conversion: &Conversion, sentences: &[Sentence], report: &mut Report) {
    if sentences.is_empty() {
        return;
    }
    let text: Vec<char> = format!("{}\n\n{}", conversion.title, conversion.text).chars().collect();
    for sentence in sentences {
        let Sentence { span, text: told, pointer, place } = sentence;
        if *pointer != row.pointer {
            report.fault(Kind::EvidenceDigest, place, format!("{}: {told}", pointer.conversion));
            continue;
        }
        let found: Option<String> = text.get(span.start..span.end).map(|chars| chars.iter().collect());
        if found.as_ref() != Some(told) {
            let found = found.unwrap_or_else(|| format!("only {} characters", text.len()));
            let what = format!("{} {}-{}: {told:?}, archived {found:?}", row.url, span.start, span.end);
            report.fault(Kind::EvidenceSpan, place, what);
        }
    }
}
