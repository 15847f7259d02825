//! One piece of evidence: the sentence highlighted in its paragraph of the archived text, with what each part of it is.

use archive::{Archive, ArchiveError};
use maud::{Markup, html};
use model::{AlertEvidence, Lang, Span};

use crate::frame::{self, visible};

/// Longest paragraph that is shown around a sentence, in code points on each side of it.
const AROUND_CHARS_MAX: usize = 1_500;

/// The archived text of an article, as far as it could be opened.
pub(crate) enum Text {
    /// Title, an empty line and text: what spans count in.
    Archived(Vec<char>),
    /// It could not be opened, for this reason.
    Missing(String),
    /// There was no need to open it.
    Unopened,
}

impl Text {
    /// Opens the `conversion` record of the evidence. What cannot be opened never hides the alert.
    pub(crate) fn open(archive: &Result<Archive, ArchiveError>, evidence: &AlertEvidence) -> Text {
        let Some(pointer) = &evidence.archive else { return Text::Missing("it was not archived".to_owned()) };
        let archive = match archive {
            Ok(archive) => archive,
            Err(error) => return Text::Missing(error.to_string()),
        };
        match archive.conversion(&pointer.conversion) {
            Ok(Some(found)) => {
                let full: Vec<char> = format!("{}\n\n{}", found.title, found.text).chars().collect();
                let inside = evidence.span.start < evidence.span.end && evidence.span.end <= full.len();
                if inside {
                    Text::Archived(full)
                } else {
                    Text::Missing("the sentence lies outside it".to_owned())
                }
            }
            Ok(None) => Text::Missing("the archive does not have it".to_owned()),
            Err(error) => Text::Missing(error.to_string()),
        }
    }
}

/// A card with the sentence, its source and where it is archived.
pub(crate) fn proof(evidence: &AlertEvidence, text: &Text) -> Markup {
    let lang = evidence.lang.map(Lang::code);
    html! {
        figure.proof {
            blockquote lang=[lang] {
                @match text {
                    Text::Archived(full) => (paragraph(full, evidence)),
                    Text::Missing(_) | Text::Unopened => p { mark { (visible(&evidence.sentence)) } },
                }
            }
            figcaption {
                strong { (visible(&evidence.source_name)) }
                @if let Some(lang) = lang { " · " (lang) }
                " · " (frame::time(evidence.published_at.unwrap_or(evidence.fetched_at), "%d %b %Y"))
                " · " a href=(evidence.url) rel="noopener noreferrer nofollow ugc" lang=[lang] {
                    @if evidence.title.is_empty() { (visible(evidence.url.as_str())) } @else { (visible(&evidence.title)) }
                }
                @if let Text::Missing(why) = text {
                    p.missing { "The archived text could not be opened: " (visible(why)) ". This is the sentence as it was read." }
                }
                @if let Some(pointer) = &evidence.archive {
                    details {
                        summary { "archived " (frame::time(evidence.fetched_at, "%d %b %Y %H:%M")) " UTC" }
                        code { (visible(&pointer.record)) } br; code { (pointer.payload_digest) }
                        br; "characters " (evidence.span.start) "–" (evidence.span.end) " of " code { (visible(&pointer.conversion)) }
                    }
                }
            }
        }
    }
}

fn paragraph(full: &[char], evidence: &AlertEvidence) -> Markup {
    let Span { start, end } = evidence.span;
    let before = full[..start].iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let after = full[end..].iter().position(|c| *c == '\n').map_or(full.len(), |at| end + at);
    let from = before.max(start.saturating_sub(AROUND_CHARS_MAX));
    let to = after.min(end + AROUND_CHARS_MAX);
    let text = |from: usize, to: usize| visible(&full[from..to].iter().collect::<String>());
    html! {
        p {
            @if from > before { "… " }
            (text(from, start))
            mark { @for (part, class) in parts(evidence) { span class=[class] title=[class] { (text(part.start, part.end)) } } }
            (text(end, to))
            @if to < after { " …" }
        }
    }
}

/// The sentence cut into its marked parts and what lies between them; parts that overlap an earlier one are left out.
fn parts(evidence: &AlertEvidence) -> Vec<(Span, Option<&'static str>)> {
    let spans = &evidence.tie.evidence;
    let mut marked: Vec<(Span, &'static str)> = Vec::new();
    let mut add = |found: &[Span], class| {
        for span in found {
            let free = marked.iter().all(|(other, _)| !other.overlaps(*span));
            if free && span.start < span.end && evidence.span.holds(*span) {
                marked.push((*span, class));
            }
        }
    };
    add(&spans.russia, "russia");
    add(&spans.partner, "partner");
    add(&spans.third, "third");
    add(spans.act.as_slice(), "act");
    add(&spans.modifier, "modifier");
    add(&spans.topic, "topic");
    add(spans.date.as_slice(), "date");
    marked.sort();
    let mut parts = Vec::new();
    let mut at = evidence.span.start;
    for (span, class) in marked {
        parts.push((Span { start: at, end: span.start }, None));
        parts.push((span, Some(class)));
        at = span.end;
    }
    parts.push((Span { start: at, end: evidence.span.end }, None));
    parts.retain(|(span, _)| span.start < span.end);
    parts
}
