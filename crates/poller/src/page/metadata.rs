//! Title, byline, site name and canonical address.

use std::collections::HashSet;

use super::json_ld::LinkedArticle;
use super::text::{clean, segments_text, words};
use super::tree::Tree;

/// An `h1` is the title when it shares this much of its words with what the page calls itself elsewhere.
const TITLE_SHARE: f64 = 0.4;
/// The longest title and the longest name, in characters.
const TITLE_CHARS_MAX: usize = 400;
const NAME_CHARS_MAX: usize = 60;
/// The most names in a byline.
const NAMES_MAX: usize = 12;

/// The content of the first meta element with one of these keys (lower case), as clean text.
pub(super) fn meta(tree: &Tree, keys: &[&str]) -> String {
    let mut found = keys
        .iter()
        .flat_map(|key| tree.witnesses.metas.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key)));
    found.next().map(|(_, content)| clean(content)).unwrap_or_default()
}

/// The title, and the index of the `h1` that has it.
pub(super) fn title(tree: &Tree, article: &LinkedArticle, site_name: &str) -> (String, Option<u32>) {
    let social = meta(tree, &["og:title", "twitter:title"]);
    let full = clean(tree.witnesses.title);
    let stripped = strip_site(&full, site_name);
    let references: Vec<&str> =
        [article.headline.as_str(), &social, stripped].into_iter().filter(|text| !text.is_empty()).collect();
    if let Some((text, node)) = headline(tree, &references) {
        return (text, Some(node));
    }
    let fallback = [article.headline.as_str(), strip_site(&social, site_name), stripped]
        .into_iter()
        .find(|text| !text.is_empty());
    let node = tree.witnesses.headlines.first().copied();
    (fallback.unwrap_or_default().chars().take(TITLE_CHARS_MAX).collect(), node)
}

/// The `h1` that is most like one of the references; the first of equals.
fn headline(tree: &Tree, titles: &[&str]) -> Option<(String, u32)> {
    let references: Vec<HashSet<String>> = titles.iter().map(|text| words(text).collect()).collect();
    let mut best: Option<(f64, String, u32)> = None;
    for &node in &tree.witnesses.headlines {
        let text = segments_text(tree, tree.nodes[node as usize].segments).replace('\n', " ");
        let own: HashSet<String> = words(&text).collect();
        if own.is_empty() || text.chars().count() > TITLE_CHARS_MAX {
            continue;
        }
        let likeness = references.iter().map(|other| likeness(&own, other)).fold(0.0, f64::max);
        let alone = references.is_empty() && best.is_none();
        if (likeness >= TITLE_SHARE || alone) && best.as_ref().is_none_or(|(most, _, _)| likeness > *most) {
            best = Some((likeness, text, node));
        }
    }
    best.map(|(_, text, node)| (without_kicker(&text, titles).to_owned(), node))
}

/// A headline without what stands before the title inside the same element, such as the name of the section.
fn without_kicker<'t>(text: &'t str, titles: &[&'t str]) -> &'t str {
    let is_tail = |title: &&&str| title.len() < text.len() && title.contains(' ') && text.ends_with(**title);
    titles.iter().filter(is_tail).max_by_key(|title| title.len()).map_or(text, |title| title)
}

/// The share of the words of `own` that `other` has too, less when `other` has many more.
fn likeness(own: &HashSet<String>, other: &HashSet<String>) -> f64 {
    let shared = own.intersection(other).count() as f64;
    let covered = shared / other.len().max(1) as f64;
    if covered < 0.2 { 0.0 } else { shared / own.len() as f64 }
}

/// A title without the name of the site behind a bar or dash at its end.
fn strip_site<'t>(title: &'t str, site_name: &str) -> &'t str {
    for separator in [" | ", " – ", " — ", " - ", " :: ", " • ", " · ", " » "] {
        if let Some((head, tail)) = title.rsplit_once(separator) {
            let named = !site_name.is_empty() && (tail.contains(site_name) || site_name.contains(tail));
            let short = separator != " - " && separator != " – " && separator != " — ";
            if named || (short || tail.chars().count() <= 25) && head.chars().count() > tail.chars().count() {
                return head.trim_end();
            }
        }
    }
    title
}

/// The name of the site.
pub(super) fn site_name(tree: &Tree, article: &LinkedArticle) -> Option<String> {
    let named = meta(tree, &["og:site_name"]);
    let name =
        [named, article.publisher.clone(), meta(tree, &["application-name", "publisher", "dc.publisher"])];
    name.into_iter().find(|name| !name.is_empty())
}

/// The canonical address as the page gives it: `rel=canonical`, else `og:url`.
pub(super) fn canonical(tree: &Tree) -> Option<String> {
    let link = clean(tree.witnesses.canonical);
    let address = if link.is_empty() { meta(tree, &["og:url"]) } else { link };
    (!address.is_empty()).then_some(address)
}

/// The names of the authors: JSON-LD, meta elements, then a byline near the headline. Names of the site are left out.
pub(super) fn authors(
    tree: &Tree,
    article: &LinkedArticle,
    site_name: &str,
    headline: Option<u32>,
) -> Vec<String> {
    let listed = names(article.authors.iter().map(String::as_str), site_name);
    if !listed.is_empty() {
        return listed;
    }
    let keys = [
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "article:author_name",
        "og:article:author",
    ];
    for key in keys {
        let metas: Vec<String> = tree
            .witnesses
            .metas
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, content)| clean(content))
            .collect();
        let found = names(metas.iter().map(String::as_str), site_name);
        if !found.is_empty() {
            return found;
        }
    }
    visible_byline(tree, site_name, headline)
}

fn visible_byline(tree: &Tree, site_name: &str, headline: Option<u32>) -> Vec<String> {
    let Some(at) = headline else { return Vec::new() };
    for &node in &tree.witnesses.bylines {
        let node = &tree.nodes[node as usize];
        let near = (at.saturating_sub(6)..at + 20).contains(&node.blocks.0);
        if !near || node.segments.1 - node.segments.0 > 12 {
            continue;
        }
        let text = segments_text(tree, node.segments);
        let found = names(text.lines().take(1), site_name);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Single names out of bylines such as `By A. Writer and B. Author`.
fn names<'t>(bylines: impl Iterator<Item = &'t str>, site_name: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for byline in bylines.filter(|byline| byline.chars().count() <= 200) {
        for part in split_names(byline) {
            let is_name = is_name(part) && !part.eq_ignore_ascii_case(site_name);
            if is_name && names.len() < NAMES_MAX && !names.iter().any(|name| name == part) {
                names.push(part.to_owned());
            }
        }
    }
    names
}

fn split_names(byline: &str) -> Vec<&str> {
    const LEADS: &[&str] = &[
        "by ",
        "por ",
        "von ",
        "par ",
        "di ",
        "автор: ",
        "автор ",
        "text: ",
        "texto: ",
        "written by ",
        "reported by ",
        "autor: ",
        "author: ",
        "autora: ",
    ];
    const JOINTS: &[&str] = &[", ", "; ", " and ", " & ", " y ", " e ", " и ", " und ", " et ", " | ", " / "];
    let mut rest = byline.trim();
    for lead in LEADS {
        if rest.get(..lead.len()).is_some_and(|start| start.to_lowercase() == *lead) {
            rest = rest[lead.len()..].trim_start();
            break;
        }
    }
    let mut parts = vec![rest];
    for joint in JOINTS {
        parts = parts.into_iter().flat_map(|part| part.split(joint)).collect();
    }
    parts
        .into_iter()
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ':' | '@')))
        .collect()
}

/// Whether a text can be a person's name: short, letters, no address, no date.
fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    (2..=NAME_CHARS_MAX).contains(&count)
        && !text.contains("://")
        && !text.contains("www.")
        && !text.contains(['@', '{', '<', '/'])
        && !text.chars().any(|c| c.is_ascii_digit())
        && text.split_whitespace().count() <= 6
        && text.chars().next().is_some_and(char::is_alphabetic)
}
