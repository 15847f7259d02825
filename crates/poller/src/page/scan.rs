//! The tokenizer: one pass over the bytes, no backtracking, nothing copied.
//!
//! It follows the HTML standard where pages depend on it (quotes count only after `=`, raw text elements, odd comments)
//! and is more forgiving where a page is broken: a quote that is never closed ends its tag at the next `>`.

use memchr::{memchr, memchr_iter, memmem};

use super::tags::Tag;

/// The longest start tag in bytes; the longest seen on real news pages is a fifth of it.
pub(super) const TAG_BYTES_MAX: usize = 512 * 1024;
/// The most attributes one tag may have.
pub(super) const ATTRIBUTES_MAX: usize = 512;

/// The attributes the extractor looks at, as they stand in the source (entities not decoded); empty when absent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Attributes<'a> {
    pub(super) class: &'a str,
    pub(super) id: &'a str,
    pub(super) role: &'a str,
    pub(super) itemprop: &'a str,
    pub(super) href: &'a str,
    pub(super) rel: &'a str,
    pub(super) name: &'a str,
    pub(super) property: &'a str,
    pub(super) content: &'a str,
    pub(super) datetime: &'a str,
    pub(super) kind: &'a str,
    pub(super) lang: &'a str,
    pub(super) style: &'a str,
    /// The attribute `hidden` or `aria-hidden="true"`.
    pub(super) hidden: bool,
}

/// One piece of the page.
#[derive(Clone, Copy, Debug)]
pub(super) enum Token<'a> {
    /// Text as it stands in the source.
    Text(&'a str),
    Start {
        tag: Tag,
        attributes: Attributes<'a>,
        self_closing: bool,
    },
    End(Tag),
    /// A raw text element as a whole: `script`, `style`, `title`, `textarea`, `iframe`.
    Raw {
        tag: Tag,
        attributes: Attributes<'a>,
        body: &'a str,
    },
}

/// Walks over a page and hands out its tokens.
pub(super) struct Scanner<'a> {
    html: &'a str,
    position: usize,
    /// From here on there is no closing quote of the kind (`"`, `'`): looked for once, then known.
    no_quote_from: [usize; 2],
    /// A start tag was longer than a limit allows; the scan has ended there.
    pub(super) limit_hit: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(html: &'a str) -> Scanner<'a> {
        Scanner { html, position: 0, no_quote_from: [usize::MAX; 2], limit_hit: false }
    }

    /// The next token, or `None` at the end of the page or of what the limits allow.
    pub(super) fn next_token(&mut self) -> Option<Token<'a>> {
        let bytes = self.html.as_bytes();
        while self.position < bytes.len() && !self.limit_hit {
            let start = self.position;
            if bytes[start] != b'<' {
                self.position = memchr(b'<', &bytes[start..]).map_or(bytes.len(), |at| start + at);
                return Some(Token::Text(&self.html[start..self.position]));
            }
            match bytes.get(start + 1) {
                Some(b'!' | b'?') => self.position = markup_end(bytes, start),
                Some(b'/') => {
                    if let Some(token) = self.end_tag() {
                        return Some(token);
                    }
                }
                Some(letter) if letter.is_ascii_alphabetic() => {
                    if let Some(token) = self.start_tag() {
                        return Some(token);
                    }
                }
                _ => {
                    self.position =
                        memchr(b'<', &bytes[start + 1..]).map_or(bytes.len(), |at| start + 1 + at);
                    return Some(Token::Text(&self.html[start..self.position]));
                }
            }
        }
        None
    }

    fn end_tag(&mut self) -> Option<Token<'a>> {
        let bytes = self.html.as_bytes();
        let name_start = self.position + 2;
        let name_end = name_end(bytes, name_start);
        self.position = memchr(b'>', &bytes[name_end..]).map_or(bytes.len(), |at| name_end + at + 1);
        let is_name = bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic);
        is_name.then(|| Token::End(Tag::from_name(&bytes[name_start..name_end])))
    }

    fn start_tag(&mut self) -> Option<Token<'a>> {
        let bytes = self.html.as_bytes();
        let tag_start = self.position;
        let name_end = name_end(bytes, tag_start + 1);
        let name = &bytes[tag_start + 1..name_end];
        let tag = Tag::from_name(name);
        let mut attributes = Attributes::default();
        self.position = name_end;
        let self_closing = self.attributes(&mut attributes);
        if self.position - tag_start > TAG_BYTES_MAX {
            self.limit_hit = true;
        }
        if self.limit_hit {
            return None;
        }
        if !tag.is_raw() || self_closing && tag != Tag::Script {
            return Some(Token::Start { tag, attributes, self_closing });
        }
        let body_start = self.position;
        let (body_end, after) = raw_text_end(bytes, body_start, name);
        self.position = after;
        Some(Token::Raw { tag, attributes, body: &self.html[body_start..body_end] })
    }

    /// Reads attributes up to and including `>`; tells whether the tag closes itself.
    fn attributes(&mut self, attributes: &mut Attributes<'a>) -> bool {
        let bytes = self.html.as_bytes();
        let mut count = 0;
        let mut slash = false;
        while let Some(&byte) = bytes.get(self.position) {
            match byte {
                b'>' => {
                    self.position += 1;
                    return slash;
                }
                b'/' => slash = true,
                b' ' | b'\n' | b'\t' | b'\r' | 0x0c => {}
                _ => {
                    slash = false;
                    count += 1;
                    if count > ATTRIBUTES_MAX {
                        self.limit_hit = true;
                        return false;
                    }
                    let (name, value) = self.attribute();
                    attributes.set(name, value);
                    continue;
                }
            }
            self.position += 1;
        }
        slash
    }

    /// Reads one attribute; stands behind it afterwards.
    fn attribute(&mut self) -> (&'a [u8], &'a str) {
        let bytes = self.html.as_bytes();
        let name_start = self.position;
        let mut at = name_start + 1;
        while at < bytes.len()
            && !matches!(bytes[at], b'=' | b'>' | b'/' | b' ' | b'\n' | b'\t' | b'\r' | 0x0c)
        {
            at += 1;
        }
        let name = &bytes[name_start..at];
        let after_name = at;
        at = skip_space(bytes, at);
        if bytes.get(at) != Some(&b'=') {
            self.position = after_name;
            return (name, "");
        }
        at = skip_space(bytes, at + 1);
        let value = match bytes.get(at) {
            Some(&quote @ (b'"' | b'\'')) => self.quoted(at + 1, quote),
            _ => None,
        };
        if let Some((start, end)) = value {
            self.position = end + 1;
            return (name, &self.html[start..end]);
        }
        let value_start = at;
        while at < bytes.len() && !matches!(bytes[at], b'>' | b' ' | b'\n' | b'\t' | b'\r' | 0x0c) {
            at += 1;
        }
        self.position = at;
        (name, &self.html[value_start..at])
    }

    /// The range of a quoted value that starts at `start`, or `None` when the quote is never closed.
    fn quoted(&mut self, start: usize, quote: u8) -> Option<(usize, usize)> {
        let kind = usize::from(quote == b'\'');
        if start >= self.no_quote_from[kind] {
            return None;
        }
        let found = memchr(quote, &self.html.as_bytes()[start..]);
        if found.is_none() {
            self.no_quote_from[kind] = start;
        }
        found.map(|at| (start, start + at))
    }
}

impl<'a> Attributes<'a> {
    /// Keeps the attribute when it is one of ours; the first of two equal names wins, as in browsers.
    fn set(&mut self, name: &[u8], value: &'a str) {
        let mut lower = [0u8; 11];
        if name.len() > lower.len() {
            return;
        }
        let lower = &mut lower[..name.len()];
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        let slot = match &*lower {
            b"class" => &mut self.class,
            b"id" => &mut self.id,
            b"role" => &mut self.role,
            b"itemprop" => &mut self.itemprop,
            b"href" => &mut self.href,
            b"rel" => &mut self.rel,
            b"name" => &mut self.name,
            b"property" => &mut self.property,
            b"content" => &mut self.content,
            b"datetime" => &mut self.datetime,
            b"type" => &mut self.kind,
            b"lang" | b"xml:lang" => &mut self.lang,
            b"style" => &mut self.style,
            b"hidden" => {
                self.hidden = value != "until-found";
                return;
            }
            b"aria-hidden" => {
                self.hidden |= value.eq_ignore_ascii_case("true");
                return;
            }
            _ => return,
        };
        if slot.is_empty() {
            *slot = value;
        }
    }
}

fn name_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() && !matches!(bytes[at], b'>' | b'/' | b' ' | b'\n' | b'\t' | b'\r' | 0x0c | b'<') {
        at += 1;
    }
    at
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at].is_ascii_whitespace() {
        at += 1;
    }
    at
}

/// The position behind the comment, doctype, CDATA section or processing instruction that starts at `start`.
fn markup_end(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    if !rest.starts_with(b"<!--") {
        return memchr(b'>', rest).map_or(bytes.len(), |at| start + at + 1);
    }
    if rest.starts_with(b"<!-->") {
        return start + 5;
    }
    memchr_iter(b'>', rest)
        .find(|&at| at >= 6 && (rest[..at].ends_with(b"--") || rest[..at].ends_with(b"--!")))
        .map_or(bytes.len(), |at| start + at + 1)
}

/// Where raw text that starts at `start` ends, and where the scan goes on behind its end tag.
fn raw_text_end(bytes: &[u8], start: usize, name: &[u8]) -> (usize, usize) {
    for at in memmem::find_iter(&bytes[start..], b"</") {
        let end = start + at;
        let after = end + 2 + name.len();
        let is_end = bytes.get(end + 2..after).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && bytes.get(after).is_none_or(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace());
        if is_end {
            let close = memchr(b'>', &bytes[after..]).map_or(bytes.len(), |at| after + at + 1);
            return (end, close);
        }
    }
    (bytes.len(), bytes.len())
}
