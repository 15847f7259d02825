//! The one-pass page extractor: HTML in, the article's text and what the page says about it out.
//!
//! Pure, total and linear: no input makes it fail, recurse or run longer than a few passes over its bytes; pages beyond
//! the limits of [`tree`](self) are reported as [`Quality::TooComplex`]. It does not fetch, decode bytes, resolve or
//! believe addresses, detect the language, or split sentences: those are its callers' and later stages' work.

mod content;
mod dates;
mod json_ld;
mod keep;
mod marks;
mod metadata;
mod phrases;
mod quality;
mod scan;
mod state;
mod tags;
mod text;
mod tree;

#[cfg(test)]
mod tests;

pub use dates::{DateSignal, PageDate, When};
pub use quality::Quality;

use std::collections::HashSet;

use content::Content;
use json_ld::LinkedArticle;
use tree::Tree;

/// What a page holds. Every string is clean text: entities decoded, white space folded, no control, bidirectional or
/// zero-width characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The headline; empty when the page has none.
    pub title: String,
    /// The article: paragraphs, list items and section headings, each a paragraph of its own, with an empty line between
    /// them; a line break inside a paragraph stays one. Empty when nothing was found or the page is too complex.
    pub text: String,
    /// The authors' names in the page's order; names of the site itself are left out.
    pub authors: Vec<String>,
    /// When the page says it was published.
    pub published_at: Option<PageDate>,
    /// When the page says it was last changed.
    pub modified_at: Option<PageDate>,
    /// The name of the site.
    pub site_name: Option<String>,
    /// The language the page declares (`<html lang>`), as it stands there; monitors often declare the wrong one.
    pub lang: Option<String>,
    /// The canonical address as it stands in the page, possibly relative, not checked: the caller decides on it.
    pub canonical: Option<String>,
    /// How far the text can be trusted.
    pub quality: Quality,
}

/// A text shorter than this, in characters, gives way to a clearly longer `articleBody` of the page's JSON-LD.
const BODY_FALLBACK_CHARS: usize = 600;

/// Extracts a page; `url` is where it came from, if known, and only helps to tell its own data from other stories'.
pub fn extract(html: &str, url: Option<&str>) -> Page {
    let tree = tree::parse(html);
    let article = json_ld::linked_article(&tree.witnesses.json_ld, url);
    let content = content::content(&tree);
    let site_name = metadata::site_name(&tree, &article);
    let site = site_name.as_deref().unwrap_or_default();
    let (title, headline) = metadata::title(&tree, &article, site);
    let headline = headline.map(|node| tree.nodes[node as usize].blocks.0);
    let (published_at, modified_at) = dates::page_dates(&tree, &article, headline);
    let text = body_text(&tree, &content, &article, &title);
    let quality = quality::quality(&tree, &content, &article, &title, &text);
    Page {
        authors: metadata::authors(&tree, &article, site, headline),
        text: if quality == Quality::TooComplex { String::new() } else { text },
        title,
        published_at,
        modified_at,
        lang: Some(text::clean(tree.witnesses.lang)).filter(|lang| !lang.is_empty()),
        canonical: metadata::canonical(&tree),
        site_name,
        quality,
    }
}

/// The kept paragraphs, or a body that the page states in its data where little was kept.
fn body_text(tree: &Tree, content: &Content, article: &LinkedArticle, title: &str) -> String {
    let text = content.paragraphs.join("\n\n");
    let chars = text.chars().count();
    if chars >= BODY_FALLBACK_CHARS {
        return text;
    }
    let is_longer = |stated: &String| stated.chars().count() > chars + chars / 2;
    let stated = stated_text(&article.body);
    if is_longer(&stated) {
        return stated;
    }
    let stated = stated_text(&state::state_body(tree.witnesses.state));
    if is_longer(&stated) && is_about(&stated, title) { stated } else { text }
}

/// Whether a text has at least a third of the words of a title.
fn is_about(text: &str, title: &str) -> bool {
    let found: HashSet<String> = text::words(text).collect();
    let wanted: Vec<String> = text::words(title).filter(|word| word.chars().count() > 3).collect();
    let shared = wanted.iter().filter(|word| found.contains(*word)).count();
    !wanted.is_empty() && shared * 3 >= wanted.len()
}

/// The text of a stated body, which may be plain text with line breaks, HTML, or HTML with its entities escaped.
fn stated_text(body: &str) -> String {
    let decoded = text::decode(body);
    if decoded.contains("<p") || decoded.contains("<br") || decoded.contains("</") {
        let tree = tree::parse(&decoded);
        let blocks: Vec<String> =
            tree.blocks.iter().map(|block| text::segments_text(&tree, block.segments)).collect();
        return blocks.join("\n\n");
    }
    let lines: Vec<String> = decoded.lines().map(text::clean).filter(|line| !line.is_empty()).collect();
    lines.join("\n\n")
}
