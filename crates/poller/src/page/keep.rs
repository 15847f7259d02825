//! Which blocks of the article's box become paragraphs.
//!
//! Inside the box almost everything stays but links, calls and labels; between the box and the one around it only what
//! reads like a lead. A heading stays when a paragraph follows it; a heading such as `Lea también` ends the article or
//! hides what hangs under it.

use std::collections::HashSet;

use super::content::Kind;
use super::dates::has_date;
use super::phrases::{is_call, is_more_of, is_related};
use super::tags::Tag;
use super::text::segments_text;
use super::tree::{Block, Node, Tree};

/// A line that begins like a related story or a call is dropped up to these lengths, in characters; longer ones are prose.
const RELATED_CHARS_MAX: u32 = 200;
const CALL_CHARS_MAX: u32 = 110;
/// A line shorter than this without the end of a sentence is a label when it stands before or after the prose.
const LABEL_CHARS_MAX: usize = 70;
/// Cells longer than this are boxes of a layout, not data.
const CELL_CHARS_MAX: u32 = 80;
/// A heading longer than this is a summary.
const HEADING_CHARS_MAX: u32 = 90;
/// With so much text kept, a second headline or a list of other stories ends the article.
const BODY_CHARS_MIN: usize = 500;
/// A summary under a linked headline is shorter than the one, the headline longer than the other.
const CARD_CHARS_MAX: u32 = 300;
const LINK_CHARS_MIN: u32 = 15;
/// A paragraph shorter than this may be repeated.
const REPEAT_BYTES_MIN: usize = 160;

struct Keeper<'t> {
    tree: &'t Tree<'t>,
    kinds: &'t [Kind],
    kept: Vec<(Kind, String)>,
    kept_chars: usize,
    /// Headings that wait for a paragraph.
    headings: Vec<String>,
    seen: HashSet<String>,
    in_related: bool,
    /// The element of the first paragraph that was kept.
    first_node: u32,
}

/// The article's paragraphs: the blocks of `inner` and what of `outer` reads like a lead, without those `pruned`.
pub(super) fn paragraphs(
    tree: &Tree,
    kinds: &[Kind],
    pruned: &[bool],
    inner: &Node,
    outer: &Node,
) -> Vec<String> {
    let mut keeper = Keeper {
        tree,
        kinds,
        kept: Vec::new(),
        kept_chars: 0,
        headings: Vec::new(),
        seen: HashSet::new(),
        in_related: false,
        first_node: u32::MAX,
    };
    let body = inner.blocks.0 as usize..inner.blocks.1 as usize;
    let mut index = outer.blocks.0 as usize;
    while index < outer.blocks.1 as usize {
        let next = if pruned[index] {
            index + 1
        } else {
            keeper.take(index, body.contains(&index), index < body.start)
        };
        if next == usize::MAX {
            break;
        }
        index = next;
    }
    trim_labels(keeper.kept)
}

impl Keeper<'_> {
    /// Looks at the block at `index`; the index of the next one, or `usize::MAX` when the article has ended.
    fn take(&mut self, index: usize, inside: bool, before: bool) -> usize {
        let block = &self.tree.blocks[index];
        let kind = self.kinds[index];
        if kind == Kind::Cell
            && inside
            && let Some(next) = self.row(index)
        {
            return next;
        }
        let text = segments_text(self.tree, block.segments);
        if text.is_empty() {
            return index + 1;
        }
        if kind == Kind::Heading {
            return if self.heading(block, text, inside, before) { index + 1 } else { usize::MAX };
        }
        let hidden = self.in_related && (block.linked > 0 || kind != Kind::Paragraph);
        let reads = if inside { is_prose(block, kind) } else { is_lead(block, kind, before) };
        if !hidden && reads && !self.is_card(index) && !is_boilerplate(block, &text) {
            self.in_related = false;
            self.first_node = self.first_node.min(block.node);
            self.keep(kind, text);
        }
        index + 1
    }

    /// Keeps or drops a heading; tells whether the article goes on.
    fn heading(&mut self, block: &Block, text: String, inside: bool, before: bool) -> bool {
        let is_title = self.tree.nodes[block.node as usize].tag == Tag::H1;
        let is_long = block.chars > HEADING_CHARS_MAX && block.linked == 0 && !is_title;
        self.in_related = is_related(&text) || is_more_of(&text);
        if is_title && self.kept_chars >= BODY_CHARS_MIN && self.is_other_article(block) {
            return false;
        }
        if is_long && (inside || before) && !self.in_related {
            self.keep(Kind::Paragraph, text);
        } else if inside
            && !self.in_related
            && (!is_title || self.kept_chars > 0)
            && !is_call(&text)
            && block.linked * 2 < block.chars
        {
            self.headings.push(text);
        }
        true
    }

    /// Whether loose text stands between two links: the summary of another story under its headline.
    fn is_card(&self, index: usize) -> bool {
        let is_headline = |at: usize| {
            self.tree
                .blocks
                .get(at)
                .is_none_or(|block| block.chars >= LINK_CHARS_MIN && block.linked * 10 >= block.chars * 9)
        };
        let block = &self.tree.blocks[index];
        let short = self.kinds[index] == Kind::Loose && block.chars < CARD_CHARS_MAX;
        short && index > 0 && is_headline(index - 1) && is_headline(index + 1)
    }

    /// Whether a block lies in an `article` that began after the first paragraph was kept.
    fn is_other_article(&self, block: &Block) -> bool {
        let mut index = block.node;
        while index > self.first_node {
            let node = &self.tree.nodes[index as usize];
            if node.tag == Tag::Article {
                return true;
            }
            index = node.parent;
        }
        false
    }

    fn keep(&mut self, kind: Kind, text: String) {
        if text.len() > REPEAT_BYTES_MIN && !self.seen.insert(text.clone()) {
            return;
        }
        self.kept.extend(self.headings.drain(..).map(|heading| (Kind::Heading, heading)));
        self.kept_chars += text.len();
        self.kept.push((kind, text));
    }

    /// A row of data as one line; `None` when the cell is no part of one. Gives the index behind the row.
    fn row(&mut self, index: usize) -> Option<usize> {
        let row_of = |block: &Block| self.tree.nodes[block.node as usize].parent;
        let row = row_of(&self.tree.blocks[index]);
        if self.tree.nodes[row as usize].tag != Tag::Row {
            return None;
        }
        let end = self.tree.nodes[row as usize].blocks.1 as usize;
        let cells = &self.tree.blocks[index..end];
        let data = cells.len() > 1
            && self.kinds[index..end].iter().all(|kind| *kind == Kind::Cell)
            && cells.iter().all(|cell| cell.chars <= CELL_CHARS_MAX)
            && cells.iter().map(|cell| cell.linked).sum::<u32>() * 2
                < cells.iter().map(|cell| cell.chars).sum();
        if !data {
            return None;
        }
        let texts: Vec<String> = cells.iter().map(|cell| segments_text(self.tree, cell.segments)).collect();
        self.keep(Kind::Cell, texts.join(" | "));
        Some(end)
    }
}

/// Labels before and after the prose (a date, a name, `Sources:`) are not the article.
fn trim_labels(mut kept: Vec<(Kind, String)>) -> Vec<String> {
    let is_label = |(kind, text): &(Kind, String)| {
        let text = text.trim_end_matches(['"', '”', '»', '’', ')', '\'']);
        let ends = text.ends_with(['.', '!', '?', '…', ':', ';', ',', '。']);
        matches!(kind, Kind::Paragraph | Kind::Loose | Kind::Heading)
            && text.chars().count() < LABEL_CHARS_MAX
            && !ends
    };
    if kept.len() > 3 {
        while kept.last().is_some_and(is_label) {
            kept.pop();
        }
        let first = kept.iter().position(|line| !is_label(line)).unwrap_or(0);
        kept.drain(..first);
    }
    kept.into_iter().map(|(_, text)| text).collect()
}

fn density(block: &Block) -> f32 {
    block.linked as f32 / block.chars.max(1) as f32
}

/// Whether a line begins like something that stands around articles.
fn is_boilerplate(block: &Block, text: &str) -> bool {
    block.chars < RELATED_CHARS_MAX && is_related(text)
        || block.chars < CALL_CHARS_MAX && is_call(text)
        || block.chars < LABEL_CHARS_MAX as u32 && !text.ends_with('.') && has_date(text)
}

/// Whether a block of the article's box reads like the article.
fn is_prose(block: &Block, kind: Kind) -> bool {
    let density = density(block);
    match kind {
        Kind::Paragraph => density < 0.5 || block.chars > 250 && density < 0.7,
        Kind::Item => (density < 0.4 || block.chars > 120 && density < 0.7) && block.chars > 3,
        Kind::Loose => density < 0.3 && block.chars >= 40,
        Kind::Cell => density < 0.3 && block.chars >= 25,
        Kind::Heading => false,
    }
}

/// Whether a block outside of the article's box reads like its lead or a stray paragraph of it.
fn is_lead(block: &Block, kind: Kind, before: bool) -> bool {
    let loose = kind == Kind::Loose && before && block.chars >= 100;
    (loose || kind == Kind::Paragraph && block.chars >= 60) && density(block) < 0.2
}
