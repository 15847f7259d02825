//! Which blocks are the article.
//!
//! Every block gets a score (long, unlinked, with commas); furniture is cut away unless it holds most of the page; the
//! box with the article is found by its name or by where the score is; then its blocks are taken under limits by kind.
//! The idea is that of readability, on prefix sums over a flat list instead of a tree of objects.

use super::keep::paragraphs;
use super::marks::Marks;
use super::phrases::is_paywall_notice;
use super::tags::Tag;
use super::text::segments_text;
use super::tree::{Block, Node, Tree};

/// Furniture by element name is rescued when it holds this share of the page's score.
const RESCUE_SHARE_NAME: f32 = 0.6;
/// Furniture by class words, which are used more loosely, is rescued earlier.
const RESCUE_SHARE_WORD: f32 = 0.35;
/// Comments are the article only when there is nothing else.
const RESCUE_SHARE_COMMENTS: f32 = 0.97;
/// When less than this share of the page's score is left, the cut was wrong and is made again ...
const KEPT_SHARE_MIN: f32 = 0.1;
/// ... with the shares above times this.
const SECOND_RESCUE: f32 = 0.5;
/// A box stands for the one around it when it holds this share of its score.
const INNER_SHARE: f32 = 0.8;
/// A body is in pieces when the box around it has this many times its score.
const PIECES_GAIN: f32 = 1.2;
/// What the parent may add to the article's score for the article to be widened to it.
const WIDEN_SHARE: f32 = 0.3;
/// A notice of a paywall has at most so many pieces of text.
const WALL_SEGMENTS_MAX: u32 = 60;
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
    let all = Scores::new(raw.iter().copied());
    let mut pruned = furniture(tree, &all, 1.0);
    let mut clean = without(&raw, &pruned);
    if clean.of(&tree.nodes[0]) < all.of(&tree.nodes[0]) * KEPT_SHARE_MIN {
        pruned = furniture(tree, &all, SECOND_RESCUE);
        clean = without(&raw, &pruned);
    }
    let inner = container(tree, &clean);
    let outer = widen(tree, &clean, inner);
    let paragraphs = paragraphs(tree, &kinds, &pruned, &tree.nodes[inner], &tree.nodes[outer]);
    Content { paragraphs, page_chars, page_linked, container: tree.nodes[outer].blocks }
}

/// The scores of the blocks that are not cut.
fn without(raw: &[f32], pruned: &[bool]) -> Scores {
    Scores::new(raw.iter().zip(pruned).map(|(&score, &cut)| if cut { 0.0 } else { score }))
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
fn furniture(tree: &Tree, scores: &Scores, strictness: f32) -> Vec<bool> {
    let mut cut = vec![false; tree.blocks.len()];
    let total = scores.of(&tree.nodes[0]).max(f32::EPSILON);
    let mut index = 0;
    while index < tree.nodes.len() {
        let node = &tree.nodes[index];
        let share = scores.of(node) / total;
        let limit = if node.marks.has(Marks::COMMENTS) {
            RESCUE_SHARE_COMMENTS
        } else if node.marks.has(Marks::PAYWALL) && is_wall(tree, node) {
            f32::INFINITY
        } else if !node.marks.has(Marks::FURNITURE) {
            f32::NEG_INFINITY
        } else if node.marks.has(Marks::BY_NAME) {
            RESCUE_SHARE_NAME * strictness
        } else {
            RESCUE_SHARE_WORD * strictness
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

/// Whether a box that calls itself a wall is the notice, not the text behind the wall.
fn is_wall(tree: &Tree, node: &Node) -> bool {
    let (start, end) = node.segments;
    end - start <= WALL_SEGMENTS_MAX && is_paywall_notice(&segments_text(tree, (start, end)))
}

/// The box that holds the article.
fn container(tree: &Tree, scores: &Scores) -> usize {
    let total = scores.of(&tree.nodes[0]);
    let named = first_large(tree, scores, total * 0.2, |node| node.marks.has(Marks::BODY));
    if let Some(index) = named {
        let inner = innermost(tree, scores, index, |node| node.marks.has(Marks::BODY));
        return gather(tree, scores, inner);
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

/// A body that is split into pieces with other boxes between them: the box that holds the pieces of one article.
fn gather(tree: &Tree, scores: &Scores, inner: usize) -> usize {
    let mut index = inner;
    for _ in 0..3 {
        index = tree.nodes[index].parent as usize;
        let node = &tree.nodes[index];
        let below = &tree.nodes[index..node.end as usize];
        let articles =
            below.iter().skip(1).filter(|below| matches!(below.tag, Tag::Article | Tag::H1)).count();
        if index == 0 || node.tag == Tag::Body || articles > 1 {
            return inner;
        }
        if scores.of(node) > scores.of(&tree.nodes[inner]) * PIECES_GAIN {
            let pieces = pieces(below, scores);
            return if pieces >= scores.of(node) * INNER_SHARE { index } else { inner };
        }
    }
    inner
}

/// The score of the outermost bodies among `nodes`, which are a subtree.
fn pieces(nodes: &[Node], scores: &Scores) -> f32 {
    let mut sum = 0.0;
    let mut behind = 0;
    for node in nodes.iter().filter(|node| node.marks.has(Marks::BODY)) {
        if node.blocks.0 >= behind {
            sum += scores.of(node);
            behind = node.blocks.1;
        }
    }
    sum
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
