//! The element names the extractor tells apart, and what each means for the shape of the text.
//!
//! Everything else is either a custom element (a dash in the name: a box like `div`) or an unknown inline element.

/// One element name, or a class of names that are treated alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    A,
    Article,
    Aside,
    Blockquote,
    Body,
    Br,
    Button,
    Caption,
    Cell,
    Definition,
    /// `div`, `center`, `address` and custom elements: a box without meaning.
    Div,
    Figcaption,
    Figure,
    Footer,
    Form,
    H1,
    /// `h2` to `h6`.
    Heading,
    Head,
    Header,
    Hr,
    Html,
    Iframe,
    /// `span`, `b`, `em`, `font` and unknown names: no break in the text.
    Inline,
    Li,
    Link,
    /// `ul`, `ol`, `dl`, `menu`.
    List,
    Main,
    Meta,
    Nav,
    Noscript,
    P,
    Pre,
    Row,
    Script,
    Section,
    Select,
    Style,
    Svg,
    Table,
    TableGroup,
    Template,
    Textarea,
    Time,
    Title,
    /// `img`, `input`, `wbr`, ...: no content, no break.
    Void,
}

/// How many tags there are: the size of a table indexed by `Tag as usize`.
pub(super) const TAG_COUNT: usize = Tag::Void as usize + 1;

impl Tag {
    /// The tag of a raw element name in any case.
    pub(super) fn from_name(name: &[u8]) -> Tag {
        let mut lower = [0u8; 10];
        if name.len() > lower.len() {
            return long_name(name);
        }
        let lower = &mut lower[..name.len()];
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        match &*lower {
            b"a" => Tag::A,
            b"article" => Tag::Article,
            b"aside" => Tag::Aside,
            b"blockquote" => Tag::Blockquote,
            b"body" => Tag::Body,
            b"br" => Tag::Br,
            b"button" => Tag::Button,
            b"caption" => Tag::Caption,
            b"td" | b"th" => Tag::Cell,
            b"dd" | b"dt" => Tag::Definition,
            b"div" | b"center" | b"address" | b"fieldset" | b"details" | b"summary" | b"hgroup"
            | b"dialog" => Tag::Div,
            b"figcaption" => Tag::Figcaption,
            b"figure" | b"picture" | b"video" | b"audio" | b"object" => Tag::Figure,
            b"footer" => Tag::Footer,
            b"form" => Tag::Form,
            b"h1" => Tag::H1,
            b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Tag::Heading,
            b"head" => Tag::Head,
            b"header" => Tag::Header,
            b"hr" => Tag::Hr,
            b"html" => Tag::Html,
            b"iframe" | b"noembed" | b"noframes" | b"xmp" => Tag::Iframe,
            b"li" => Tag::Li,
            b"link" => Tag::Link,
            b"ul" | b"ol" | b"dl" | b"menu" | b"dir" => Tag::List,
            b"main" => Tag::Main,
            b"meta" => Tag::Meta,
            b"nav" => Tag::Nav,
            b"noscript" => Tag::Noscript,
            b"p" => Tag::P,
            b"pre" | b"listing" => Tag::Pre,
            b"tr" => Tag::Row,
            b"script" => Tag::Script,
            b"section" => Tag::Section,
            b"select" | b"datalist" => Tag::Select,
            b"style" => Tag::Style,
            b"svg" | b"math" => Tag::Svg,
            b"table" => Tag::Table,
            b"tbody" | b"thead" | b"tfoot" => Tag::TableGroup,
            b"template" => Tag::Template,
            b"textarea" => Tag::Textarea,
            b"time" => Tag::Time,
            b"title" => Tag::Title,
            b"img" | b"input" | b"wbr" | b"source" | b"track" | b"embed" | b"area" | b"base" | b"col"
            | b"param" | b"frame" | b"amp-img" => Tag::Void,
            other => dashed_or_inline(other),
        }
    }

    /// Whether the element starts and ends a run of text.
    pub(super) fn is_block(self) -> bool {
        !matches!(
            self,
            Tag::A
                | Tag::Inline
                | Tag::Time
                | Tag::Void
                | Tag::Br
                | Tag::Meta
                | Tag::Link
                | Tag::Script
                | Tag::Style
                | Tag::Iframe
                | Tag::Svg
        )
    }

    /// Whether the element never has content, so it is never left open.
    pub(super) fn is_void(self) -> bool {
        matches!(self, Tag::Br | Tag::Hr | Tag::Void | Tag::Meta | Tag::Link)
    }

    /// Whether what follows is text up to the matching end tag, whatever it looks like.
    pub(super) fn is_raw(self) -> bool {
        matches!(self, Tag::Script | Tag::Style | Tag::Iframe | Tag::Textarea | Tag::Title)
    }

    /// Whether the element's subtree is furniture by its name alone.
    pub(super) fn is_furniture(self) -> bool {
        matches!(
            self,
            Tag::Nav
                | Tag::Aside
                | Tag::Footer
                | Tag::Form
                | Tag::Figcaption
                | Tag::Caption
                | Tag::Button
                | Tag::Select
        )
    }

    /// Whether the element's subtree is never shown as text.
    pub(super) fn is_unseen(self) -> bool {
        matches!(self, Tag::Noscript | Tag::Template | Tag::Svg | Tag::Head)
    }

    /// Whether the element is a heading of a section or of the page.
    pub(super) fn is_heading(self) -> bool {
        matches!(self, Tag::H1 | Tag::Heading)
    }

    /// Whether the element can be the box that holds an article.
    pub(super) fn is_container(self) -> bool {
        matches!(
            self,
            Tag::Article
                | Tag::Body
                | Tag::Cell
                | Tag::Div
                | Tag::Main
                | Tag::Section
                | Tag::Blockquote
                | Tag::Html
                | Tag::Table
                | Tag::TableGroup
                | Tag::Row
                | Tag::List
                | Tag::Li
                | Tag::Header
                | Tag::Form
                | Tag::Aside
                | Tag::Pre
                | Tag::Inline
        )
    }
}

fn long_name(name: &[u8]) -> Tag {
    if name.eq_ignore_ascii_case(b"blockquote") { Tag::Blockquote } else { dashed_or_inline(name) }
}

fn dashed_or_inline(name: &[u8]) -> Tag {
    if memchr::memchr(b'-', name).is_some() { Tag::Div } else { Tag::Inline }
}
