//! What the page's JSON-LD says about its article.
//!
//! The parse is tolerant, because one block in twenty-five breaks strict JSON: raw line breaks in strings, trailing
//! commas, comment markers and entities are mended. Only nodes that can be the page's own article are looked at, never
//! those inside lists of other stories.

use std::collections::HashMap;

use serde_json::Value;

use super::text::{clean, decode};

/// The most JSON-LD bytes of one page that are parsed.
const BYTES_MAX: usize = 2 * 1024 * 1024;
/// The most nodes looked at.
const NODES_MAX: usize = 2_000;

/// The page's article as its JSON-LD tells it. Strings are clean text, dates raw; empty or `None` where absent.
#[derive(Debug, Default)]
pub(super) struct LinkedArticle {
    pub(super) headline: String,
    /// `articleBody` as it stands; it may hold HTML.
    pub(super) body: String,
    pub(super) authors: Vec<String>,
    pub(super) publisher: String,
    pub(super) published: String,
    pub(super) modified: String,
    /// `isAccessibleForFree`.
    pub(super) free: Option<bool>,
    /// Whether there is an article node at all.
    pub(super) found: bool,
}

/// Reads the JSON-LD blocks of a page; `url` chooses between several articles.
pub(super) fn linked_article(blocks: &[&str], url: Option<&str>) -> LinkedArticle {
    let values: Vec<Value> = blocks
        .iter()
        .scan(BYTES_MAX, |left, block| {
            *left = left.checked_sub(block.len())?;
            Some(parse(block))
        })
        .flatten()
        .collect();
    let nodes = nodes(&values);
    let articles: Vec<&Value> = nodes.iter().copied().filter(|node| is_article(node)).collect();
    let own = articles.iter().find(|node| url.is_some_and(|url| is_about(node, url))).or(articles.first());
    own.map_or_else(LinkedArticle::default, |node| describe(node, &names(&nodes)))
}

fn parse(block: &str) -> Option<Value> {
    first_value(block.trim())
        .or_else(|| first_value(&mend(block)))
        .or_else(|| first_value(&mend(&decode(block))))
}

fn first_value(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
}

/// Mends what strict JSON refuses; a linear walk over the characters.
fn mend(block: &str) -> String {
    let start = block.find(['{', '[']).unwrap_or(block.len());
    let mut out = String::with_capacity(block.len());
    let mut in_string = false;
    let mut chars = block[start..].chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                in_string = !in_string;
                out.push(c);
            }
            '\\' if in_string => match chars.next() {
                Some(escaped @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                    out.extend(['\\', escaped]);
                }
                Some(other) => out.push(other),
                None => {}
            },
            c if c.is_control() => out.push(' '),
            '}' | ']' if !in_string => {
                if out.trim_end().ends_with(',') {
                    out.truncate(out.trim_end().len() - 1);
                }
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The nodes that may describe the page: top level, `@graph`, `mainEntity` and the like.
fn nodes(values: &[Value]) -> Vec<&Value> {
    let mut waiting: Vec<&Value> = values.iter().rev().collect();
    let mut nodes = Vec::new();
    while let Some(value) = waiting.pop() {
        if nodes.len() >= NODES_MAX {
            break;
        }
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(object) => {
                nodes.push(value);
                let inner = ["mainEntityOfPage", "mainEntity", "@graph", "itemReviewed"];
                waiting.extend(inner.iter().filter_map(|key| object.get(*key)));
            }
            _ => {}
        }
    }
    nodes
}

fn is_article(node: &Value) -> bool {
    types(node).any(|kind| {
        let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
        kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report" || kind == "Review"
    })
}

fn types(node: &Value) -> impl Iterator<Item = &str> {
    let kind = &node["@type"];
    kind.as_str().into_iter().chain(kind.as_array().into_iter().flatten().filter_map(Value::as_str))
}

/// Whether the node says that it is the page at `url`.
fn is_about(node: &Value, url: &str) -> bool {
    let page = address(url);
    let about = [&node["mainEntityOfPage"], &node["mainEntityOfPage"]["@id"], &node["url"], &node["@id"]];
    page.len() > 1 && about.iter().filter_map(|value| value.as_str()).any(|own| address(own) == page)
}

/// A URL without what does not tell pages apart.
fn address(url: &str) -> &str {
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let url = url.split(['?', '#']).next().unwrap_or(url);
    url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/')
}

/// The names of the nodes that others point to with `@id`.
fn names<'v>(nodes: &[&'v Value]) -> HashMap<&'v str, &'v Value> {
    nodes
        .iter()
        .filter_map(|node| Some((node["@id"].as_str()?, *node)))
        .filter(|(_, node)| node["name"].is_string())
        .collect()
}

fn describe(node: &Value, names: &HashMap<&str, &Value>) -> LinkedArticle {
    let text = |key: &str| node[key].as_str().map(clean).unwrap_or_default();
    let publisher =
        people(&node["publisher"], names).into_iter().next().map(|(name, _)| name).unwrap_or_default();
    let authors = people(&node["author"], names)
        .into_iter()
        .filter(|(name, person)| *person && *name != publisher)
        .map(|(name, _)| name)
        .collect();
    let free = match &node["isAccessibleForFree"] {
        Value::Bool(free) => Some(*free),
        Value::String(free) => Some(!free.eq_ignore_ascii_case("false")),
        _ => None,
    };
    LinkedArticle {
        headline: text("headline"),
        body: node["articleBody"].as_str().unwrap_or_default().to_owned(),
        authors,
        publisher,
        published: text("datePublished"),
        modified: text("dateModified"),
        free,
        found: true,
    }
}

/// The names in a string, an object or a list of them, and whether each may be a person.
fn people(value: &Value, names: &HashMap<&str, &Value>) -> Vec<(String, bool)> {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let mut people = Vec::new();
    for item in items.iter().take(20) {
        let item = item["@id"]
            .as_str()
            .filter(|_| item["name"].is_null())
            .and_then(|id| names.get(id).copied())
            .unwrap_or(item);
        let person = !types(item)
            .any(|kind| kind.ends_with("Organization") || kind == "Corporation" || kind == "WebSite");
        let name = item["name"].as_str().or_else(|| item["name"][0].as_str()).or(item.as_str());
        if let Some(name) = name.map(clean).filter(|name| !name.is_empty()) {
            people.push((name, person));
        }
    }
    people
}
