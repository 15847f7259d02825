//! Which blocks are the article.
//!
//! Every block gets a score (long, unlinked, with commas); furniture is cut away unless it holds most of the page; the
//! box with the article is found by its name or by where the score is; then its blocks are taken under limits by kind.
//! The idea is that of readability, on prefix sums over a flat list instead of a tree of objects.

use std::collections::HashSet;

use super::marks::Marks;
use super::phrases::{is_call, is_related};
use super::tags::Tag;
use super::text::segments_text;
use super::tree::{Block, Node, Tree};

/// Furniture by element name is rescued when it holds this share of the page's score.
const RESCUE_SHARE_NAME: f32 = 0.6;
/// Furniture by class words, which are used more loosely, is rescued earlier.
const RESCUE_SHARE_WORD: f32 = 0.35;
/// Comments are the article only when there is nothing else.
const RESCUE_SHARE_COMMENTS: f32 = 0.97;
/// A box stands for the one around it when it holds this share of its score.
const INNER_SHARE: f32 = 0.8;
/// What the parent may add to the article's score for the article to be widened to it.
const WIDEN_SHARE: f32 = 0.3;
/// A block this short is no prose.
const PROSE_CHARS_MIN: u32 = 25;

/// The kinds of block that get rules of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Heading,
    Item,
    /// Loose text in a box.
    Loose,
    Cell,
}

/// The article's paragraphs and what was seen on the way to them.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) paragraphs: Vec<String>,
    /// Characters of prose in and out of links over the whole page, furniture included.
    pub(super) page_chars: u32,
    pub(super) page_linked: u32,
    /// The block range of the box the article was found in.
    pub(super) container: (u32, u32),
}

/// The parts of a page's score, as prefix sums over its blocks.
struct Scores {
    sums: Vec<f32>,
}

impl Scores {
    fn new(values: impl Iterator<Item = f32>) -> Scores {
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        for value in values {
            sum += value;
            sums.push(sum);
        }
        Scores { sums }
    }

    fn of(&self, node: &Node) -> f32 {
        self.sums[node.blocks.1 as usize] - self.sums[node.blocks.0 as usize]
    }
}

/// Finds the article's paragraphs.
pub(super) fn content(tree: &Tree) -> Content {
    let page_chars = tree.blocks.iter().map(|block| block.chars).sum();
    let page_linked = tree.blocks.iter().map(|block| block.linked).sum();
    let kinds: Vec<Kind> = tree.blocks.iter().map(|block| kind_of(tree, block)).collect();
    let raw: Vec<f32> = tree.blocks.iter().zip(&kinds).map(|(block, &kind)| score(block, kind)).collect();
    let pruned = furniture(tree, &Scores::new(raw.iter().copied()));
    let clean = Scores::new(raw.iter().zip(&pruned).map(|(&score, &cut)| if cut { 0.0 } else { score }));
    let inner = container(tree, &clean);
    let outer = widen(tree, &clean, inner);
    let kept = keep(tree, &kinds, &pruned, &tree.nodes[inner], &tree.nodes[outer]);
    let paragraphs = kept.into_iter().map(|(_, text)| text).collect();
    Content { paragraphs, page_chars, page_linked, container: tree.nodes[outer].blocks }
}

fn kind_of(tree: &Tree, block: &Block) -> Kind {
    let mut index = block.node as usize;
    for _ in 0..4 {
        let node = &tree.nodes[index];
        match node.tag {
            Tag::H1 | Tag::Heading => return Kind::Heading,
            Tag::P | Tag::Pre | Tag::Blockquote => {
                return if block.in_list { Kind::Item } else { Kind::Paragraph };
            }
            Tag::Li | Tag::Definition => return Kind::Item,
            Tag::Cell => return Kind::Cell,
            _ if node.tag.is_block() => return if block.in_list { Kind::Item } else { Kind::Loose },
            _ => index = node.parent as usize,
        }
    }
    Kind::Loose
}

/// Long, unlinked text with commas is prose.
fn score(block: &Block, kind: Kind) -> f32 {
    let chars = block.chars as f32;
    let density = block.linked as f32 / chars.max(1.0);
    if block.chars < PROSE_CHARS_MIN || density > 0.5 || kind == Kind::Heading {
        return 0.0;
    }
    let weight = match kind {
        Kind::Paragraph => 1.0,
        Kind::Item => 0.4,
        _ => 0.7,
    };
    (1.0 + block.commas as f32 + (chars / 100.0).min(3.0)) * (1.0 - density) * weight
}

/// Which blocks lie in furniture that holds too little of the page to be its article.
fn furniture(tree: &Tree, scores: &Scores) -> Vec<bool> {
    let mut cut = vec![false; tree.blocks.len()];
    let total = scores.of(&tree.nodes[0]).max(f32::EPSILON);
    let mut index = 0;
    while index < tree.nodes.len() {
        let node = &tree.nodes[index];
        let share = scores.of(node) / total;
        let limit = if node.marks.has(Marks::COMMENTS) {
            RESCUE_SHARE_COMMENTS
        } else if !node.marks.has(Marks::FURNITURE) {
            f32::NEG_INFINITY
        } else if node.marks.has(Marks::BY_NAME) {
            RESCUE_SHARE_NAME
        } else {
            RESCUE_SHARE_WORD
        };
        if share < limit {
            cut[node.blocks.0 as usize..node.blocks.1 as usize].fill(true);
            index = (node.end as usize).max(index + 1);
        } else {
            index += 1;
        }
    }
    cut
}

/// The box that holds the article.
fn container(tree: &Tree, scores: &Scores) -> usize {
    let total = scores.of(&tree.nodes[0]);
    let named = first_large(tree, scores, total * 0.2, |node| node.marks.has(Marks::BODY));
    if let Some(index) = named {
        return innermost(tree, scores, index, |node| node.marks.has(Marks::BODY));
    }
    let start = first_large(tree, scores, total * 0.2, |node| node.tag == Tag::Article).unwrap_or(0);
    descend(tree, scores, start)
}

/// The first element of a kind, in document order, with at least half the score of the best one.
fn first_large(tree: &Tree, scores: &Scores, least: f32, is_kind: impl Fn(&Node) -> bool) -> Option<usize> {
    let best = tree.nodes.iter().filter(|node| is_kind(node)).map(|node| scores.of(node)).fold(0.0, f32::max);
    if best <= least.max(2.0) {
        return None;
    }
    tree.nodes.iter().position(|node| is_kind(node) && scores.of(node) >= best * 0.5)
}

/// The innermost element of a kind under `index` that still holds most of its score.
fn innermost(tree: &Tree, scores: &Scores, index: usize, is_kind: impl Fn(&Node) -> bool) -> usize {
    let least = scores.of(&tree.nodes[index]) * INNER_SHARE;
    let end = tree.nodes[index].end as usize;
    (index..end)
        .rev()
        .find(|&at| is_kind(&tree.nodes[at]) && scores.of(&tree.nodes[at]) >= least)
        .unwrap_or(index)
}

/// Goes down from `index` while one child holds most of the score.
fn descend(tree: &Tree, scores: &Scores, mut index: usize) -> usize {
    loop {
        let least = scores.of(&tree.nodes[index]) * INNER_SHARE;
        let end = tree.nodes[index].end as usize;
        let mut child = index + 1;
        while child < end && !(tree.nodes[child].tag.is_container() && scores.of(&tree.nodes[child]) >= least)
        {
            child = (tree.nodes[child].end as usize).max(child + 1);
        }
        if child >= end || least <= 0.0 {
            return index;
        }
        index = child;
    }
}

/// The outermost box around `inner` that adds little to it: a lead or a summary outside the body.
fn widen(tree: &Tree, scores: &Scores, inner: usize) -> usize {
    let most = scores.of(&tree.nodes[inner]) * (1.0 + WIDEN_SHARE);
    let mut outer = inner;
    for _ in 0..3 {
        let parent = tree.nodes[outer].parent as usize;
        if parent == 0 || tree.nodes[parent].tag == Tag::Body || scores.of(&tree.nodes[parent]) > most {
            break;
        }
        outer = parent;
    }
    outer
}

/// The blocks of the article with their text, in order.
fn keep(tree: &Tree, kinds: &[Kind], pruned: &[bool], inner: &Node, outer: &Node) -> Vec<(usize, String)> {
    let mut kept: Vec<(usize, String)> = Vec::new();
    let mut seen = HashSet::new();
    let mut headings: Vec<(usize, String)> = Vec::new();
    let mut in_related = false;
    for index in outer.blocks.0 as usize..outer.blocks.1 as usize {
        let block = &tree.blocks[index];
        if pruned[index] {
            continue;
        }
        let inside = (inner.blocks.0..inner.blocks.1).contains(&(index as u32));
        let text = segments_text(tree, block.segments);
        if text.is_empty() {
            continue;
        }
        if kinds[index] == Kind::Heading {
            in_related = is_related(&text);
            let is_title = tree.nodes[block.node as usize].tag == Tag::H1;
            if inside && !in_related && !is_title && !is_call(&text) && block.linked * 2 < block.chars {
                headings.push((index, text));
            }
            continue;
        }
        if in_related && (block.linked > 0 || kinds[index] != Kind::Paragraph)
            || !is_prose(block, kinds[index], inside, &text)
        {
            continue;
        }
        in_related = false;
        if text.len() > 60 && !seen.insert(text.clone()) {
            continue;
        }
        kept.append(&mut headings);
        kept.push((index, text));
    }
    kept
}

/// Whether a block reads like the article.
fn is_prose(block: &Block, kind: Kind, inside: bool, text: &str) -> bool {
    let density = block.linked as f32 / block.chars.max(1) as f32;
    if block.chars < 200 && (is_related(text) || is_call(text)) {
        return false;
    }
    if !inside {
        return kind == Kind::Paragraph && block.chars >= 60 && density < 0.2;
    }
    match kind {
        Kind::Paragraph => density < 0.5 || block.chars > 250 && density < 0.7,
        Kind::Item => density < 0.4 && block.chars > 3,
        Kind::Loose => density < 0.3 && block.chars >= 40,
        Kind::Cell => density < 0.3 && block.chars >= 25,
        Kind::Heading => false,
    }
}
