//! One linear pass with the tokenizer that feed-rs uses, before feed-rs: counts depth, attributes, elements and items, and
//! notes where each item lies. feed-rs calls itself for nested media groups and ends the process at 911 of them.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::{Failure, FailureKind};

/// Open elements; real feeds with XHTML inside reach 30.
const DEPTH_MAX: usize = 64;

/// Attributes of one tag.
const ATTRIBUTES_MAX: usize = 256;

/// Bytes of one start tag.
const TAG_BYTES_MAX: usize = 64 << 10;

/// Elements of a document; 2,000 items of 100 elements.
const ELEMENTS_MAX: usize = 200_000;

/// What the pass saw.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// The first element.
    pub(super) root: Option<Root>,
    /// Where the items or entries lie, each with its tags.
    pub(super) items: Vec<Range<usize>>,
    /// Why the document could not be read to its end; the items before that are whole.
    pub(super) broken: Option<String>,
}

/// The root element.
#[derive(Debug)]
pub(super) struct Root {
    /// Name without prefix.
    pub(super) name: String,
    /// Its start tag.
    pub(super) tag: Range<usize>,
}

/// Scans `text`; fails where a limit is passed.
pub(super) fn scan(text: &str, items_max: usize) -> Result<Scanned, Failure> {
    let mut reader = Reader::from_str(text);
    let mut scanned = Scanned::default();
    let mut depth = 0usize;
    let mut elements = 0usize;
    let mut item: Option<(usize, usize)> = None;
    loop {
        let at = position(&reader);
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                elements += 1;
                check(depth, elements, &tag)?;
                if depth == 1 && scanned.root.is_none() {
                    let name = local_name(&tag);
                    scanned.root = Some(Root { name, tag: at..position(&reader) });
                } else if item.is_none() && is_item(&tag) {
                    item = Some((at, depth));
                }
            }
            Ok(Event::Empty(tag)) => {
                elements += 1;
                check(depth + 1, elements, &tag)?;
            }
            Ok(Event::End(_)) => {
                if let Some((start, _)) = item.filter(|(_, item_depth)| *item_depth == depth) {
                    scanned.items.push(start..position(&reader));
                    item = None;
                }
                depth = depth.saturating_sub(1);
            }
            Ok(Event::Eof) => {
                if depth > 0 {
                    scanned.broken = Some(format!("document ends with {depth} open elements"));
                }
                return Ok(scanned);
            }
            Ok(_) => {}
            Err(error) => {
                // A broken item would hide all that follow: the next one is looked for by its tag.
                scanned.broken.get_or_insert_with(|| format!("byte {}: {error}", reader.error_position()));
                let from = item.map_or(at, |(start, _)| start + 1).max(at.min(text.len()));
                rest_of_items(text, item.map_or(from, |(start, _)| start), &mut scanned, items_max)?;
                return Ok(scanned);
            }
        }
        if scanned.items.len() > items_max {
            return Err(too_complex(format!("more than {items_max} items")));
        }
    }
}

/// Finds the remaining items by their tags alone; each is scanned alone before it is used.
fn rest_of_items(text: &str, from: usize, scanned: &mut Scanned, items_max: usize) -> Result<(), Failure> {
    let name = if scanned.root.as_ref().is_some_and(|root| root.name == "feed") { "entry" } else { "item" };
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut at = from;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(&open)).map(|found| at + found) {
        let inner = start + open.len();
        let next = text[inner..].find(&open).map_or(text.len(), |found| inner + found);
        // An item that is never closed ends where the next begins, and is mended by its parser or lost alone.
        let end = text[inner..next].find(&close).map_or(next, |found| inner + found + close.len());
        scanned.items.push(start..end);
        if scanned.items.len() > items_max {
            return Err(too_complex(format!("more than {items_max} items")));
        }
        at = end;
    }
    Ok(())
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn local_name(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_owned()
}

fn is_item(tag: &BytesStart<'_>) -> bool {
    matches!(tag.local_name().as_ref(), "item" | "entry")
}

fn check(depth: usize, elements: usize, tag: &BytesStart<'_>) -> Result<(), Failure> {
    if depth > DEPTH_MAX {
        return Err(too_complex(format!("elements nested deeper than {DEPTH_MAX}")));
    }
    if elements > ELEMENTS_MAX {
        return Err(too_complex(format!("more than {ELEMENTS_MAX} elements")));
    }
    if tag.len() > TAG_BYTES_MAX {
        return Err(too_complex(format!("a start tag of more than {TAG_BYTES_MAX} bytes")));
    }
    if tag.attributes().with_checks(false).take(ATTRIBUTES_MAX + 1).count() > ATTRIBUTES_MAX {
        return Err(too_complex(format!("a tag with more than {ATTRIBUTES_MAX} attributes")));
    }
    Ok(())
}

fn too_complex(message: String) -> Failure {
    Failure::new(FailureKind::TooComplex, message)
}
