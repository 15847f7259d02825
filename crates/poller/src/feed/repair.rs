//! What is wrong with so many feeds that it is mended before parsing: junk before the first tag, declarations of an encoding
//! that no longer holds, control characters, HTML entities, bare ampersands, odd roots. One linear pass and a new root tag.

/// Namespaces that feeds use without declaring them.
const PREFIXES: [(&str, &str); 6] = [
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("atom", "http://www.w3.org/2005/Atom"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
];

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// Atom 0.3's names for what Atom 1.0 calls otherwise.
const ATOM_03: [(&str, &str); 4] =
    [("issued", "published"), ("modified", "updated"), ("created", "published"), ("tagline", "subtitle")];

/// The text as a parser can take it.
pub(super) fn repair(text: &str) -> String {
    let text = mend_text(text);
    let Some((start, end)) = root_tag(&text) else { return text };
    let tag = &text[start..end];
    let name = tag[1..].split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or("");
    match name {
        _ if name.eq_ignore_ascii_case("rss") => rss(&text, start, end, name),
        "feed" => atom(&text, start, end),
        "rdf:RDF" => {
            let tag = tag
                .replace("http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/")
                .replace("http://channel.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/");
            with_root(&text, start, end, &declared(&tag, &text[end..]))
        }
        _ => text,
    }
}

fn with_root(text: &str, start: usize, end: usize, tag: &str) -> String {
    [&text[..start], tag, &text[end..]].concat()
}

/// `<rss>` gets the one version that is parsed alike for all, and loses a default namespace that hides its elements.
fn rss(text: &str, start: usize, end: usize, name: &str) -> String {
    let tag = &text[start..end];
    let kept: String = attributes(tag)
        .into_iter()
        .filter(|(name, _)| name.starts_with("xmlns:") || name.starts_with("xml:"))
        .map(|(name, value)| format!(" {name}=\"{value}\""))
        .collect();
    let tag = declared(&format!("<rss version=\"2.0\"{kept}>"), &text[end..]);
    let text = with_root(text, start, end, &tag);
    if name == "rss" { text } else { text.replace(&format!("</{name}"), "</rss") }
}

/// Atom 0.3 and misspelt namespaces become Atom 1.0, text types become the three that are allowed.
fn atom(text: &str, start: usize, end: usize) -> String {
    let tag = &text[start..end];
    let old = tag.contains("purl.org/atom/ns#");
    let mut kept = String::new();
    for (name, value) in attributes(tag) {
        match name.as_str() {
            "xmlns" | "version" => {}
            _ if value.contains("purl.org/atom/ns#") || value == "https://www.w3.org/2005/Atom" => {
                kept.push_str(&format!(" {name}=\"{ATOM}\""));
            }
            _ => kept.push_str(&format!(" {name}=\"{value}\"")),
        }
    }
    let tag = declared(&format!("<feed xmlns=\"{ATOM}\"{kept}>"), &text[end..]);
    let mut body = types_mended(&text[end..]);
    if old {
        for (before, after) in ATOM_03 {
            body = body.replace(&format!("<{before}"), &format!("<{after}"));
            body = body.replace(&format!("</{before}"), &format!("</{after}"));
        }
    }
    [&text[..start], &tag, &body].concat()
}

/// Adds the namespaces that `body` uses and `tag` does not declare.
fn declared(tag: &str, body: &str) -> String {
    let mut tag = tag.to_owned();
    for (prefix, uri) in PREFIXES {
        if body.contains(&format!("<{prefix}:")) && !tag.contains(&format!("xmlns:{prefix}")) {
            let at = tag.rfind('>').unwrap_or(tag.len());
            tag.insert_str(at, &format!(" xmlns:{prefix}=\"{uri}\""));
        }
    }
    tag
}

/// Rewrites the `type` of Atom's text constructs where it is a media type or an invention.
fn types_mended(body: &str) -> String {
    let mut mended = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        mended.push_str(before);
        let is_text = ["title", "summary", "content", "subtitle", "tagline", "rights"].iter().any(|name| {
            tag[1..].strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '\t', '\n', '\r']))
        });
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        if !is_text {
            mended.push('<');
            rest = &tag[1..];
            continue;
        }
        mended.push_str(&text_tag(&tag[..end]));
        rest = &tag[end..];
    }
    mended.push_str(rest);
    mended
}

fn text_tag(tag: &str) -> String {
    let name = tag[1..].split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or("");
    let parts = attributes(tag);
    let escaped = parts.iter().any(|(name, value)| name == "mode" && value == "escaped");
    let mut mended = format!("<{name}");
    for (attribute, value) in parts {
        let lower = value.to_ascii_lowercase();
        let value = match (attribute.as_str(), lower.as_str()) {
            ("mode", _) => continue,
            ("type", "text" | "html" | "xhtml") => lower,
            ("type", "text/html") => "html".to_owned(),
            ("type", "application/xhtml+xml") => (if escaped { "html" } else { "xhtml" }).to_owned(),
            ("type", "" | "text/plain" | "plain") => (if escaped { "html" } else { "text" }).to_owned(),
            ("type", other) if name != "content" || !other.contains('/') => "html".to_owned(),
            _ => value,
        };
        mended.push_str(&format!(" {attribute}=\"{value}\""));
    }
    mended.push_str(if tag.ends_with("/>") { "/>" } else { ">" });
    mended
}

/// Name and raw value of each attribute of a start tag; a doubled one counts once.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let mut rest = inner.find(char::is_whitespace).map_or("", |at| &inner[at..]);
    while let Some(equals) = rest.find('=') {
        let name = rest[..equals].split_whitespace().last().unwrap_or("").to_owned();
        let value = rest[equals + 1..].trim_start();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let Some(end) = value[1..].find(quote) else { break };
        let text = value[1..=end].replace('"', "&quot;");
        if !name.is_empty() && !found.iter().any(|(known, _)| *known == name) && found.len() < 64 {
            found.push((name, text));
        }
        rest = &value[end + 2..];
    }
    found
}

/// Where the first start tag begins and ends.
fn root_tag(text: &str) -> Option<(usize, usize)> {
    let start = text.find('<')?;
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match (quote, byte) {
            (None, b'>') => return Some((start, at + 1)),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Mends characters, entities, comments, declarations; what stands before the first tag of a feed is cut.
fn mend_text(text: &str) -> String {
    let roots = ["<?xml", "<rss", "<RSS", "<feed", "<rdf:RDF", "<entry"];
    let start = roots.iter().filter_map(|root| text.find(root)).min().or_else(|| text.find('<')).unwrap_or(0);
    let mut rest = &text[start..];
    let mut mended = String::with_capacity(rest.len() + 64);
    while let Some(at) = rest.find(['<', '&']) {
        push_legal(&mut mended, &rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('&') { entity(&mut mended, rest) } else { markup(&mut mended, rest) };
    }
    push_legal(&mut mended, rest);
    mended
}

/// Copies, drops or mends the markup that `rest` starts with; returns what follows.
fn markup<'a>(mended: &mut String, rest: &'a str) -> &'a str {
    if let Some(inner) = rest.strip_prefix("<![CDATA[") {
        let (inner, after) = inner.split_once("]]>").unwrap_or((inner, ""));
        mended.push_str("<![CDATA[");
        push_legal(mended, inner);
        mended.push_str("]]>");
        return after;
    }
    for (open, close) in [("<!--", "-->"), ("<?", "?>")] {
        if rest.starts_with(open) {
            return rest.split_once(close).map_or("", |(_, after)| after);
        }
    }
    if rest.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("<!DOCTYPE")) {
        return after_doctype(rest);
    }
    // A `<` that opens no tag is text that was not escaped.
    let opens = rest[1..].starts_with(|c: char| c.is_alphabetic() || "/_:".contains(c));
    mended.push_str(if opens { "<" } else { "&lt;" });
    &rest[1..]
}

fn after_doctype(rest: &str) -> &str {
    let mut in_subset = false;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'[' => in_subset = true,
            b']' => in_subset = false,
            b'>' if !in_subset => return &rest[at + 1..],
            _ => {}
        }
    }
    ""
}

/// Mends the reference that `rest` starts with; returns what follows.
fn entity<'a>(mended: &mut String, rest: &'a str) -> &'a str {
    let name_end =
        rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#').map_or(rest.len(), |at| at + 1);
    let closed = rest[name_end..].starts_with(';') && (2..=33).contains(&name_end);
    if !closed {
        mended.push_str("&amp;");
        return &rest[1..];
    }
    let (whole, after) = rest.split_at(name_end + 1);
    let name = &whole[1..name_end];
    if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
        mended.push_str(whole);
        return after;
    }
    if let Some(number) = name.strip_prefix('#') {
        push_reference(mended, number);
        return after;
    }
    let decoded = htmlize::unescape(whole);
    if decoded == whole {
        mended.push_str("&amp;");
        return &rest[1..];
    }
    push_escaped(mended, &decoded);
    after
}

/// A numeric reference: C1 codes mean windows-1252, illegal ones are dropped.
fn push_reference(mended: &mut String, number: &str) {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let Some(c) = code.ok().and_then(char::from_u32) else { return };
    let c = match u8::try_from(u32::from(c)) {
        Ok(byte @ 0x80..=0x9f) => encoding_rs::WINDOWS_1252.decode(&[byte]).0.chars().next().unwrap_or(' '),
        _ => c,
    };
    if is_legal(c) {
        push_escaped(mended, c.encode_utf8(&mut [0; 4]));
    }
}

fn push_escaped(mended: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => mended.push_str("&lt;"),
            '>' => mended.push_str("&gt;"),
            '&' => mended.push_str("&amp;"),
            '"' => mended.push_str("&quot;"),
            _ => mended.push(c),
        }
    }
}

fn push_legal(mended: &mut String, text: &str) {
    mended.extend(text.chars().filter(|c| is_legal(*c)));
}

/// Characters that XML 1.0 allows.
fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        && c != '\u{7f}'
}
