//! How far the extracted text can be trusted, as a reason a program can act on.

use super::content::Content;
use super::json_ld::LinkedArticle;
use super::marks::Marks;
use super::metadata::meta;
use super::phrases::{consent_words, is_paywall_notice};
use super::tags::Tag;
use super::text::segments_text;
use super::tree::Tree;

/// Why a text is or is not the article one hoped for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quality {
    /// The text reads like an article.
    Ok,
    /// There is a text, but it is shorter than a news item.
    ThinText,
    /// Most of the page is links and little text was found between them.
    LinkHeavy,
    /// A front page, section or search result: many headlines, no article of its own.
    ListPage,
    /// What was found asks for consent to cookies.
    ConsentPage,
    /// The page declares that the article must be paid for, and the text looks cut.
    PaywallDeclared,
    /// A check that the visitor is no robot.
    BotWall,
    /// The server's page for an error, under whatever status it came.
    ErrorPage,
    /// Next to no text, but scripts that would load it.
    ScriptOnly,
    /// No text at all.
    NoText,
    /// A limit of the extractor was passed; the page was not read to its end and its text is withheld.
    TooComplex,
}

impl Quality {
    /// The code as it stands in logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Quality::Ok => "ok",
            Quality::ThinText => "thin_text",
            Quality::LinkHeavy => "link_heavy",
            Quality::ListPage => "list_page",
            Quality::ConsentPage => "consent_page",
            Quality::PaywallDeclared => "paywall_declared",
            Quality::BotWall => "bot_wall",
            Quality::ErrorPage => "error_page",
            Quality::ScriptOnly => "script_only",
            Quality::NoText => "no_text",
            Quality::TooComplex => "too_complex",
        }
    }
}

/// A text shorter than this, in characters, is no news item.
const THIN_CHARS: usize = 250;
/// A declared wall is believed when the text is shorter than this.
const WALLED_CHARS: usize = 1_500;
/// So many headlines that are links, and no sign of an article, make a list page.
const LIST_HEADLINES_MIN: usize = 8;
/// Scripts of this many bytes could have loaded an article.
const SCRIPT_BYTES_MIN: usize = 1_000;

/// Sorts a page by what was found on it; `text` is the extracted text.
pub(super) fn quality(
    tree: &Tree,
    content: &Content,
    article: &LinkedArticle,
    title: &str,
    text: &str,
) -> Quality {
    let chars = text.chars().count();
    let thin = chars < THIN_CHARS;
    if tree.limit_hit {
        return Quality::TooComplex;
    }
    if thin && is_bot_wall(title, text) {
        return Quality::BotWall;
    }
    if thin && is_error(title) {
        return Quality::ErrorPage;
    }
    if is_consent(tree, text, chars) {
        return Quality::ConsentPage;
    }
    if is_walled(tree, article, text, chars) {
        return Quality::PaywallDeclared;
    }
    if is_list(tree, article, content, chars) {
        return Quality::ListPage;
    }
    if !thin {
        return Quality::Ok;
    }
    if content.page_chars < 200 && tree.witnesses.script_bytes >= SCRIPT_BYTES_MIN {
        return Quality::ScriptOnly;
    }
    match (text.is_empty(), content.page_linked * 10 > content.page_chars * 6) {
        (_, true) => Quality::LinkHeavy,
        (true, false) => Quality::NoText,
        (false, false) => Quality::ThinText,
    }
}

fn is_bot_wall(title: &str, text: &str) -> bool {
    const SIGNS: &[&str] = &[
        "just a moment",
        "are you a robot",
        "checking your browser",
        "enable javascript and cookies",
        "verify you are human",
        "attention required",
        "ddos-guard",
        "access denied",
        "captcha",
    ];
    let seen = format!("{title}\n{text}").to_lowercase();
    SIGNS.iter().any(|sign| seen.contains(sign))
}

fn is_error(title: &str) -> bool {
    const SIGNS: &[&str] = &[
        "404",
        "403 ",
        "500 ",
        "502 ",
        "503 ",
        "not found",
        "no encontrad",
        "não encontrad",
        "не найден",
        "ошибка",
        "bad gateway",
        "service unavailable",
    ];
    let title = title.to_lowercase();
    SIGNS.iter().any(|sign| title.contains(sign))
}

/// A consent box is the page when its words are most of a short text, or when nothing but the box has text.
fn is_consent(tree: &Tree, text: &str, chars: usize) -> bool {
    if chars >= 4 * THIN_CHARS {
        return false;
    }
    let boxed: u32 = marked_chars(tree, Marks::CONSENT);
    let all: u32 = tree.blocks.iter().map(|block| block.chars).sum();
    boxed * 2 > all && chars < THIN_CHARS || consent_words(text) >= 4
}

fn marked_chars(tree: &Tree, marks: Marks) -> u32 {
    let mut sum = 0;
    let mut index = 0;
    while index < tree.nodes.len() {
        let node = &tree.nodes[index];
        if node.marks.has(marks) {
            sum += tree.blocks[node.blocks.0 as usize..node.blocks.1 as usize]
                .iter()
                .map(|block| block.chars)
                .sum::<u32>();
            index = (node.end as usize).max(index + 1);
        } else {
            index += 1;
        }
    }
    sum
}

/// A declaration alone is no proof, as free pages carry it too: the text must look cut, or a notice must say so.
fn is_walled(tree: &Tree, article: &LinkedArticle, text: &str, chars: usize) -> bool {
    let declared =
        article.free == Some(false) || meta(tree, &["article:content_tier"]).eq_ignore_ascii_case("locked");
    let cut = text.trim_end().ends_with(['…']) || text.trim_end().ends_with("...");
    if declared {
        return chars < WALLED_CHARS || cut;
    }
    chars < WALLED_CHARS && has_notice(tree)
}

/// Whether a box that calls itself a wall says that the rest must be paid for.
fn has_notice(tree: &Tree) -> bool {
    tree.nodes.iter().filter(|node| node.marks.has(Marks::PAYWALL)).take(8).any(|node| {
        let end = node.segments.1.min(node.segments.0 + 60);
        is_paywall_notice(&segments_text(tree, (node.segments.0, end)))
    })
}

fn is_list(tree: &Tree, article: &LinkedArticle, content: &Content, chars: usize) -> bool {
    let says_article = article.found
        || meta(tree, &["og:type"]).contains("article")
        || !meta(tree, &["article:published_time"]).is_empty();
    if says_article || chars > 12 * THIN_CHARS {
        return false;
    }
    let (from, to) = content.container;
    let headlines = tree
        .blocks
        .iter()
        .filter(|block| {
            tree.nodes[block.node as usize].tag.is_heading() && block.linked * 10 >= block.chars * 8
        })
        .count();
    let inside = tree.blocks[from as usize..to as usize]
        .iter()
        .filter(|block| tree.nodes[block.node as usize].tag == Tag::Heading && block.linked > 0);
    headlines >= LIST_HEADLINES_MIN && (chars < 4 * THIN_CHARS || inside.count() >= LIST_HEADLINES_MIN)
}
