//! What an audit found: figures, and faults by kind and place.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::Result;
use serde_json::{Value, json};

use crate::cli::{AuditArgs, ReportFormat};
use crate::exit::is_closed_pipe;
use crate::terminal::shown;

/// Faults that are kept with their place; more are counted.
const FAULTS_MAX: usize = 10_000;

/// Faults that the summary for people lists.
const SHOWN_MAX: usize = 40;

/// What can be wrong. The words are part of the JSON report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    ArticleMissing,
    ArticleDoubled,
    ArticleRevisionSkipped,
    ArticleOutOfOrder,
    ArticleTextDiffers,
    TiesMissing,
    TiesDoubled,
    TiesOutOfOrder,
    TiesWithoutInput,
    AlertInputMissing,
    AlertDoubled,
    AlertRevisionSkipped,
    AlertOutOfOrder,
    CopyMissing,
    CopyDoubled,
    CopyDiffers,
    CopyOutOfOrder,
    CopyWithoutAlert,
    StateMissing,
    StateDiffers,
    EvidenceNotArchived,
    EvidenceDigest,
    EvidenceSpan,
    ArchiveMissing,
    ArchiveDamaged,
    Unreadable,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::ArticleMissing => "article_missing",
            Kind::ArticleDoubled => "article_doubled",
            Kind::ArticleRevisionSkipped => "article_revision_skipped",
            Kind::ArticleOutOfOrder => "article_out_of_order",
            Kind::ArticleTextDiffers => "article_text_differs",
            Kind::TiesMissing => "ties_missing",
            Kind::TiesDoubled => "ties_doubled",
            Kind::TiesOutOfOrder => "ties_out_of_order",
            Kind::TiesWithoutInput => "ties_without_input",
            Kind::AlertInputMissing => "alert_input_missing",
            Kind::AlertDoubled => "alert_doubled",
            Kind::AlertRevisionSkipped => "alert_revision_skipped",
            Kind::AlertOutOfOrder => "alert_out_of_order",
            Kind::CopyMissing => "copy_missing",
            Kind::CopyDoubled => "copy_doubled",
            Kind::CopyDiffers => "copy_differs",
            Kind::CopyOutOfOrder => "copy_out_of_order",
            Kind::CopyWithoutAlert => "copy_without_alert",
            Kind::StateMissing => "state_missing",
            Kind::StateDiffers => "state_differs",
            Kind::EvidenceNotArchived => "evidence_not_archived",
            Kind::EvidenceDigest => "evidence_digest",
            Kind::EvidenceSpan => "evidence_span",
            Kind::ArchiveMissing => "archive_missing",
            Kind::ArchiveDamaged => "archive_damaged",
            Kind::Unreadable => "unreadable",
        }
    }

    fn explained(self) -> &'static str {
        match self {
            Kind::ArticleMissing => {
                "an archived revision is marked as committed and the log has no article of it"
            }
            Kind::ArticleDoubled => "a revision of an article stands in the log twice",
            Kind::ArticleRevisionSkipped => "a revision of an article is not in the log",
            Kind::ArticleOutOfOrder => "a revision of an article stands behind a later one",
            Kind::ArticleTextDiffers => "the text of an article is not the one its archive digest names",
            Kind::TiesMissing => "an article revision has neither a ties record nor a dead letter",
            Kind::TiesDoubled => "an article revision has two outcomes",
            Kind::TiesOutOfOrder => "ties stand in another order than their articles",
            Kind::TiesWithoutInput => "a ties record has no article revision it could be made from",
            Kind::AlertInputMissing => "an alert transition has no ties record it could be made from",
            Kind::AlertDoubled => "a transition of an alert stands in the log twice",
            Kind::AlertRevisionSkipped => "a transition of an alert is not in the log",
            Kind::AlertOutOfOrder => "alert transitions stand in another order than they were made",
            Kind::CopyMissing => "a channel lacks the copy of an alert",
            Kind::CopyDoubled => "a channel has a copy twice",
            Kind::CopyDiffers => "a channel's copy is not the alert",
            Kind::CopyOutOfOrder => "a channel has the transitions of an alert in another order",
            Kind::CopyWithoutAlert => "a channel has a copy of no alert",
            Kind::StateMissing => "an alert has no latest state",
            Kind::StateDiffers => "the latest state of an alert is not its last transition",
            Kind::EvidenceNotArchived => "the archive lacks the text that a sentence is said to stand in",
            Kind::EvidenceDigest => "the evidence of an alert names other digests than the archive",
            Kind::EvidenceSpan => "a sentence does not stand where an alert says",
            Kind::ArchiveMissing => "the archive lacks the record that an article names",
            Kind::ArchiveDamaged => "a record of the archive is not what was written",
            Kind::Unreadable => "a record of the log cannot be read",
        }
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    kind: Kind,
    /// Topic, partition and offset, or file and byte.
    place: String,
    /// What it is about, for people.
    what: String,
}

/// The outcome of an audit.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) articles: u64,
    pub(super) ties: u64,
    pub(super) dead_letters: u64,
    /// Article revisions that the extractor has not come to yet.
    pub(super) waiting: u64,
    pub(super) alerts: u64,
    pub(super) transitions: u64,
    pub(super) copies: u64,
    pub(super) states: u64,
    pub(super) sentences: u64,
    pub(super) archive_records: u64,
    /// Records that a crash left without an article; legal.
    pub(super) archive_uncommitted: u64,
    /// Articles that came back after their feed's memory had lost them, and began at revision 1 again.
    pub(super) restarted: u64,
    /// Inputs and predecessors that were deleted when their time was over, by what asked for them.
    pub(super) past_retention: BTreeMap<&'static str, u64>,
    faults: Vec<Fault>,
    counts: BTreeMap<Kind, u64>,
}

impl Report {
    /// Notes a fault.
    pub(super) fn fault(&mut self, kind: Kind, place: impl Into<String>, what: impl Into<String>) {
        *self.counts.entry(kind).or_default() += 1;
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { kind, place: place.into(), what: what.into() });
        }
    }

    /// Notes that something is no longer kept.
    pub(super) fn past(&mut self, what: &'static str) {
        *self.past_retention.entry(what).or_default() += 1;
    }

    /// Whether there is no fault.
    pub(super) fn is_clean(&self) -> bool {
        self.counts.is_empty()
    }

    /// Prints it as asked for.
    pub(super) fn print(&self, args: &AuditArgs) -> Result<()> {
        let text = match args.format {
            ReportFormat::Text => self.text(),
            ReportFormat::Json => format!("{:#}\n", self.json()),
        };
        let mut out = std::io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        if is_closed_pipe(&written) {
            return Ok(());
        }
        Ok(written?)
    }

    fn json(&self) -> Value {
        let faults: Vec<Value> = self
            .faults
            .iter()
            .map(|fault| json!({ "kind": fault.kind.word(), "place": fault.place, "what": fault.what }))
            .collect();
        let counts: BTreeMap<&str, u64> =
            self.counts.iter().map(|(kind, count)| (kind.word(), *count)).collect();
        json!({
            "clean": self.is_clean(),
            "articles": self.articles,
            "ties": self.ties,
            "dead_letters": self.dead_letters,
            "waiting": self.waiting,
            "alerts": self.alerts,
            "transitions": self.transitions,
            "copies": self.copies,
            "states": self.states,
            "sentences": self.sentences,
            "archive_records": self.archive_records,
            "archive_uncommitted": self.archive_uncommitted,
            "restarted": self.restarted,
            "past_retention": self.past_retention,
            "fault_counts": counts,
            "faults": faults,
        })
    }

    fn text(&self) -> String {
        let mut text = format!(
            "articles   {} revisions: {} with ties records, {} dead letters, {} waiting\n\
             alerts     {} transitions of {} alerts, {} copies in channels, {} latest states\n\
             archive    {} revisions, {} without an article (legal after a crash); {} sentences of alerts looked up\n",
            self.articles,
            self.ties,
            self.dead_letters,
            self.waiting,
            self.transitions,
            self.alerts,
            self.copies,
            self.states,
            self.archive_records,
            self.archive_uncommitted,
            self.sentences
        );
        for (what, count) in &self.past_retention {
            push(&mut text, format_args!("past their retention, not lost: {count} {what}"));
        }
        if self.restarted > 0 {
            push(
                &mut text,
                format_args!("{} articles came back and began at revision 1 again", self.restarted),
            );
        }
        if self.is_clean() {
            push(
                &mut text,
                format_args!(
                    "No fault: nothing is lost, doubled or out of order, and every sentence stands in the archive."
                ),
            );
            return text;
        }
        for (kind, count) in &self.counts {
            push(&mut text, format_args!("\n{count} × {}: {}", kind.word(), kind.explained()));
            let of_kind = self.faults.iter().filter(|fault| fault.kind == *kind);
            for fault in of_kind.take(SHOWN_MAX / self.counts.len().clamp(1, SHOWN_MAX)) {
                push(&mut text, format_args!("    {}  {}", fault.place, shown(&fault.what)));
            }
        }
        let all: u64 = self.counts.values().sum();
        push(&mut text, format_args!("\n{all} faults; --format json lists them"));
        text
    }
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("writing to a string cannot fail");
}
