//! Tokens into a flat tree of elements and a list of text blocks.
//!
//! A block is a run of inline text between two block boundaries: a paragraph, a list item, a heading, a loose line in a
//! `div`. Elements stand in document order and know where their subtree ends, so that a walk over a subtree is a walk
//! over a range; nothing recurses.

use super::marks::{Marks, marks_of};
use super::scan::{Attributes, Scanner, Token};
use super::tags::{TAG_COUNT, Tag};

/// The deepest nesting of open elements; real pages stay under 150.
pub(super) const DEPTH_MAX: usize = 512;
/// The most elements and blocks of a page; real pages stay under 40,000.
pub(super) const NODES_MAX: usize = 250_000;
/// How many steps up the stack of open elements a page may cost per byte, over all its end tags.
const STEPS_PER_BYTE: usize = 8;
/// How many of each kind of witness (headlines, times, bylines, data blocks) are kept.
const WITNESSES_MAX: usize = 64;

/// One element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) tag: Tag,
    pub(super) marks: Marks,
    /// Index of the enclosing element; the root's is its own.
    pub(super) parent: u32,
    /// One past the last element of the subtree.
    pub(super) end: u32,
    /// The blocks of the subtree.
    pub(super) blocks: (u32, u32),
    /// The text segments of the subtree.
    pub(super) segments: (u32, u32),
}

/// One run of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// The innermost block element around it.
    pub(super) node: u32,
    pub(super) segments: (u32, u32),
    /// Length in characters, white space included, entities as they stand.
    pub(super) chars: u32,
    /// Characters inside links.
    pub(super) linked: u32,
    /// Characters inside `b` or `strong` are not told apart; commas are what prose has and menus have not.
    pub(super) commas: u32,
    /// Number of list items around the block.
    pub(super) in_list: bool,
}

/// A piece of the source; an empty one stands for a line break.
pub(super) type Segment = (u32, u32);

/// What stands outside the text: meta elements, links, data blocks, times.
#[derive(Debug, Default)]
pub(super) struct Witnesses<'a> {
    pub(super) title: &'a str,
    pub(super) lang: &'a str,
    pub(super) canonical: &'a str,
    /// Key (`name`, `property` or `itemprop`) and content.
    pub(super) metas: Vec<(&'a str, &'a str)>,
    pub(super) json_ld: Vec<&'a str>,
    /// `<script id="__NEXT_DATA__">`.
    pub(super) state: &'a str,
    /// `<time datetime>`: the number of blocks before it, the value, and whether it says `datePublished` or the like.
    pub(super) times: Vec<(u32, &'a str, Marks)>,
    /// Elements `h1`.
    pub(super) headlines: Vec<u32>,
    /// Elements that call themselves a byline.
    pub(super) bylines: Vec<u32>,
    /// Bytes of scripts, which tell an empty shell from an empty page.
    pub(super) script_bytes: usize,
}

/// A page, taken apart.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) html: &'a str,
    pub(super) nodes: Vec<Node>,
    pub(super) blocks: Vec<Block>,
    pub(super) segments: Vec<Segment>,
    pub(super) witnesses: Witnesses<'a>,
    /// A limit ended the scan early.
    pub(super) limit_hit: bool,
}

#[derive(Clone, Copy)]
struct Open {
    tag: Tag,
    node: u32,
}

struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<Open>,
    open_by_tag: [u32; TAG_COUNT],
    steps_left: usize,
    unseen: u32,
    /// Depth of the stack at which a furniture `span` was opened: its text is left out.
    muted_at: Option<usize>,
    block: Block,
    after_break: bool,
}

/// Takes a page apart in one pass. Pages over 4 GiB do not exist here: callers cap the body long before.
pub(super) fn parse(html: &str) -> Tree<'_> {
    let mut builder = Builder::new(html);
    let mut scanner = Scanner::new(html);
    while !builder.tree.limit_hit {
        match scanner.next_token() {
            None => break,
            Some(Token::Text(text)) => builder.text(text),
            Some(Token::Start { tag, attributes, self_closing }) => {
                builder.start(tag, &attributes, self_closing);
            }
            Some(Token::End(tag)) => builder.end(tag),
            Some(Token::Raw { tag, attributes, body }) => builder.raw(tag, &attributes, body),
        }
    }
    builder.tree.limit_hit |= scanner.limit_hit;
    builder.finish()
}

impl<'a> Builder<'a> {
    fn new(html: &'a str) -> Builder<'a> {
        let root =
            Node { tag: Tag::Html, marks: Marks::NONE, parent: 0, end: 0, blocks: (0, 0), segments: (0, 0) };
        let tree = Tree {
            html,
            nodes: vec![root],
            blocks: Vec::with_capacity(html.len() / 512),
            segments: Vec::with_capacity(html.len() / 256),
            witnesses: Witnesses::default(),
            limit_hit: html.len() > u32::MAX as usize,
        };
        Builder {
            tree,
            open: vec![Open { tag: Tag::Html, node: 0 }],
            open_by_tag: [0; TAG_COUNT],
            steps_left: html.len().saturating_mul(STEPS_PER_BYTE) + 4096,
            unseen: 0,
            muted_at: None,
            block: EMPTY_BLOCK,
            after_break: false,
        }
    }

    fn finish(mut self) -> Tree<'a> {
        self.flush();
        while let Some(open) = self.open.pop() {
            self.seal(open.node);
        }
        self.tree
    }

    /// The node that new text or elements belong to.
    fn top(&self) -> u32 {
        self.open.last().map_or(0, |open| open.node)
    }

    fn offset(&self, part: &'a str) -> u32 {
        (part.as_ptr() as usize - self.tree.html.as_ptr() as usize) as u32
    }

    fn text(&mut self, text: &'a str) {
        if self.unseen > 0 || self.muted_at.is_some() {
            return;
        }
        let empty = self.block.segments.0 == self.tree.segments.len() as u32;
        let (chars, commas) = measure(text.as_bytes());
        if chars == 0 && empty {
            return;
        }
        if chars > 0 {
            self.after_break = false;
        }
        let start = self.offset(text);
        self.tree.segments.push((start, start + text.len() as u32));
        self.block.chars += chars;
        self.block.commas += commas;
        if self.open_by_tag[Tag::A as usize] > 0 {
            self.block.linked += chars;
        }
    }

    /// Ends the open block.
    fn flush(&mut self) {
        let tree = &mut self.tree;
        let end = tree.segments.len() as u32;
        let start = self.block.segments.0;
        if self.block.chars > 0 {
            let node = self.open.iter().rev().map(|open| open.node).next().unwrap_or(0);
            let in_list = self.open_by_tag[Tag::Li as usize] > 0;
            tree.blocks.push(Block { node, segments: (start, end), in_list, ..self.block });
            tree.limit_hit |= tree.blocks.len() > NODES_MAX;
        } else {
            tree.segments.truncate(start as usize);
        }
        let next = tree.segments.len() as u32;
        self.block = Block { segments: (next, next), ..EMPTY_BLOCK };
        self.after_break = false;
    }

    fn line_break(&mut self) {
        if self.after_break {
            self.flush();
        } else if self.block.chars > 0 {
            self.tree.segments.push((0, 0));
            self.after_break = true;
        }
    }

    fn start(&mut self, tag: Tag, attributes: &Attributes<'a>, self_closing: bool) {
        match tag {
            Tag::Br => return self.line_break(),
            Tag::Meta => return self.meta(attributes),
            Tag::Link => return self.link(attributes),
            Tag::Html | Tag::Body if self.open_by_tag[tag as usize] > 0 || tag == Tag::Html => {
                if tag == Tag::Html && self.tree.witnesses.lang.is_empty() {
                    self.tree.witnesses.lang = attributes.lang;
                }
                return;
            }
            Tag::Body => self.end(Tag::Head),
            _ => {}
        }
        let marks = marks_of(tag, attributes);
        let block = tag.is_block() || marks.has(Marks::BODY);
        if block {
            self.close_implied(tag);
            self.flush();
            self.muted_at = None;
        } else if tag == Tag::A {
            self.close_link();
        }
        if tag == Tag::Time && !attributes.datetime.is_empty() {
            self.time(attributes, marks);
        }
        if tag.is_void() || self_closing && matches!(tag, Tag::Svg | Tag::Div | Tag::Inline) && !block {
            return;
        }
        self.push(tag, marks, block);
    }

    fn push(&mut self, tag: Tag, marks: Marks, block: bool) {
        if self.open.len() >= DEPTH_MAX || self.tree.nodes.len() >= NODES_MAX {
            self.tree.limit_hit = true;
            return;
        }
        let mut node = self.top();
        if block || marks != Marks::NONE {
            let parent = node;
            node = self.tree.nodes.len() as u32;
            let blocks = self.tree.blocks.len() as u32;
            let segments = self.tree.segments.len() as u32;
            let entry = Node {
                tag,
                marks,
                parent,
                end: node + 1,
                blocks: (blocks, blocks),
                segments: (segments, segments),
            };
            self.tree.nodes.push(entry);
            self.witness_node(tag, marks, node);
        }
        if tag.is_unseen() {
            self.unseen += 1;
        }
        if !block && marks.has(Marks::FURNITURE) && self.muted_at.is_none() {
            self.muted_at = Some(self.open.len());
        }
        self.open_by_tag[tag as usize] += 1;
        self.open.push(Open { tag, node });
    }

    fn witness_node(&mut self, tag: Tag, marks: Marks, node: u32) {
        let witnesses = &mut self.tree.witnesses;
        if tag == Tag::H1 && witnesses.headlines.len() < WITNESSES_MAX {
            witnesses.headlines.push(node);
        }
        if marks.has(Marks::BYLINE) && witnesses.bylines.len() < WITNESSES_MAX {
            witnesses.bylines.push(node);
        }
    }

    fn end(&mut self, tag: Tag) {
        match tag {
            Tag::Br => return self.line_break(),
            Tag::P if self.open_by_tag[Tag::P as usize] == 0 => return self.flush(),
            Tag::Html | Tag::Body => return,
            _ if self.open_by_tag[tag as usize] == 0 => return,
            _ => {}
        }
        if let Some(depth) = self.find_open(|open| open == tag, |open| is_wall(tag, open)) {
            self.close_to(depth);
        }
    }

    /// The depth of the nearest open element that is `wanted`, not looking past one that is a wall.
    fn find_open(&mut self, wanted: impl Fn(Tag) -> bool, wall: impl Fn(Tag) -> bool) -> Option<usize> {
        for depth in (1..self.open.len()).rev() {
            if self.steps_left == 0 {
                self.tree.limit_hit = true;
                return None;
            }
            self.steps_left -= 1;
            let tag = self.open[depth].tag;
            if wanted(tag) {
                return Some(depth);
            }
            if wall(tag) {
                return None;
            }
        }
        None
    }

    /// Closes every open element down to and including the one at `depth`.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let last = self.open[self.open.len() - 1];
            let marks = self.tree.nodes[last.node as usize].marks;
            if last.tag.is_block() || marks.has(Marks::BODY) {
                self.flush();
            }
            self.open.pop();
            self.open_by_tag[last.tag as usize] -= 1;
            if last.tag.is_unseen() {
                self.unseen -= 1;
            }
            if self.muted_at == Some(self.open.len()) {
                self.muted_at = None;
            }
            if last.node != self.top() {
                self.seal(last.node);
            }
        }
    }

    fn seal(&mut self, node: u32) {
        let (nodes, blocks, segments) =
            (self.tree.nodes.len(), self.tree.blocks.len(), self.tree.segments.len());
        let node = &mut self.tree.nodes[node as usize];
        node.end = nodes as u32;
        node.blocks.1 = blocks as u32;
        node.segments.1 = segments as u32;
    }

    /// Ends what a block start tag ends without saying so: an open `p`, the previous `li`, row or cell.
    fn close_implied(&mut self, tag: Tag) {
        if self.open_by_tag[Tag::P as usize] > 0
            && let Some(depth) =
                self.find_open(|open| open == Tag::P, |open| open.is_block() && open != Tag::P)
        {
            self.close_to(depth);
        }
        let (same, walls): (&[Tag], &[Tag]) = match tag {
            Tag::Li => (&[Tag::Li], &[Tag::List, Tag::Cell, Tag::Div, Tag::Section, Tag::Article]),
            Tag::Definition => (&[Tag::Definition], &[Tag::List, Tag::Cell, Tag::Div]),
            Tag::Row => (&[Tag::Row], &[Tag::Table]),
            Tag::Cell => (&[Tag::Cell], &[Tag::Row, Tag::Table]),
            Tag::TableGroup => (&[Tag::TableGroup], &[Tag::Table]),
            _ => return,
        };
        if self.open_by_tag[tag as usize] > 0
            && let Some(depth) = self.find_open(|open| same.contains(&open), |open| walls.contains(&open))
        {
            self.close_to(depth);
        }
    }

    /// A link inside a link ends the outer one, as in browsers.
    fn close_link(&mut self) {
        if self.open_by_tag[Tag::A as usize] > 0
            && let Some(depth) = self.find_open(|open| open == Tag::A, Tag::is_block)
        {
            self.close_to(depth);
        }
    }

    fn raw(&mut self, tag: Tag, attributes: &Attributes<'a>, body: &'a str) {
        let witnesses = &mut self.tree.witnesses;
        match tag {
            Tag::Title if witnesses.title.is_empty() && self.open_by_tag[Tag::Svg as usize] == 0 => {
                witnesses.title = body;
            }
            Tag::Script => {
                witnesses.script_bytes += body.len();
                if attributes.kind.eq_ignore_ascii_case("application/ld+json") {
                    if witnesses.json_ld.len() < WITNESSES_MAX {
                        witnesses.json_ld.push(body);
                    }
                } else if attributes.id == "__NEXT_DATA__" {
                    witnesses.state = body;
                }
            }
            _ => {}
        }
    }

    fn meta(&mut self, attributes: &Attributes<'a>) {
        let key = [attributes.property, attributes.name, attributes.itemprop]
            .into_iter()
            .find(|key| !key.is_empty());
        let witnesses = &mut self.tree.witnesses;
        if let Some(key) = key
            && !attributes.content.is_empty()
            && witnesses.metas.len() < 4 * WITNESSES_MAX
        {
            witnesses.metas.push((key, attributes.content));
        }
    }

    fn link(&mut self, attributes: &Attributes<'a>) {
        let witnesses = &mut self.tree.witnesses;
        if witnesses.canonical.is_empty() && attributes.rel.trim().eq_ignore_ascii_case("canonical") {
            witnesses.canonical = attributes.href.trim();
        }
    }

    fn time(&mut self, attributes: &Attributes<'a>, marks: Marks) {
        let at = self.tree.blocks.len() as u32;
        if self.tree.witnesses.times.len() < WITNESSES_MAX {
            self.tree.witnesses.times.push((at, attributes.datetime, marks));
        }
    }
}

const EMPTY_BLOCK: Block =
    Block { node: 0, segments: (0, 0), chars: 0, linked: 0, commas: 0, in_list: false };

/// Whether an end tag `tag` may not reach past an open element `open`.
fn is_wall(tag: Tag, open: Tag) -> bool {
    match tag {
        Tag::A | Tag::Inline | Tag::Time | Tag::Svg => open.is_block() && open != Tag::Svg,
        Tag::Cell | Tag::Row | Tag::TableGroup | Tag::Head => open == Tag::Table,
        Tag::Table => false,
        _ => matches!(open, Tag::Cell | Tag::Table),
    }
}

/// Characters (white space at both ends left out; those of Chinese, Japanese and Korean count double, as they say more)
/// and commas of a piece of source text.
fn measure(text: &[u8]) -> (u32, u32) {
    let text = text.trim_ascii();
    let mut chars = 0;
    let mut commas = 0;
    for &byte in text {
        chars += u32::from(byte & 0xC0 != 0x80) + u32::from(matches!(byte, 0xE3..=0xED));
        commas += u32::from(byte == b',');
    }
    (chars, commas)
}
