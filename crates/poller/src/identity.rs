//! Which entry is which, and under which URL an article is known. Pure.
//!
//! The feed parser's own fallback for a missing id is a hash of link and headline, so that a corrected headline would be a
//! new article; here a headline counts only where there is nothing else.

use std::collections::HashMap;

use model::{CanonicalUrl, Digest, registrable_domain};
use url::Url;

use crate::feed::Entry;

/// Keys of `entries`, in order: the guid where it is plausible, else the link, else title and day. No two are the same.
pub(crate) fn entry_keys(entries: &[Entry]) -> Vec<String> {
    let mut guids: HashMap<&str, usize> = HashMap::new();
    for entry in entries {
        *guids.entry(entry.guid.as_str()).or_default() += 1;
    }
    let mut used: HashMap<String, usize> = HashMap::new();
    let mut keys = Vec::with_capacity(entries.len());
    for entry in entries {
        // A guid that several items share names the feed or nothing at all.
        let plausible = !entry.guid.is_empty() && guids.get(entry.guid.as_str()) == Some(&1);
        let base = match (&entry.link, plausible) {
            (_, true) => format!("guid {}", without_scheme(&entry.guid)),
            (Some(link), false) => format!("link {}", without_scheme(canonical_or_same(link).as_str())),
            (None, false) => format!("title {} {}", entry.title.to_lowercase(), entry.day()),
        };
        let key = digest_key(&base);
        let count = used.entry(key.clone()).or_default();
        *count += 1;
        keys.push(if *count == 1 { key } else { digest_key(&format!("{base} {count}")) });
    }
    keys
}

/// WordPress serves the same guid under http and https.
fn without_scheme(text: &str) -> &str {
    text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text)
}

fn canonical_or_same(link: &Url) -> String {
    CanonicalUrl::parse(link.as_str()).map_or_else(|_| link.to_string(), |url| url.as_str().to_owned())
}

/// 32 hex digits of the digest of `text`: short keys, whatever a feed writes into a guid.
pub(crate) fn digest_key(text: &str) -> String {
    let digest = Digest::of(text.as_bytes()).to_string();
    digest["sha256:".len()..][..32].to_owned()
}

/// What a source says about the place of its pages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home<'a> {
    /// Origin that the source is fetched from, with `canonical_base` the one to take its place.
    pub(crate) rebase: Option<(&'a Url, &'a Url)>,
}

/// The URL an article is known by: the page's own canonical link where it can be believed, else the URL that answered.
///
/// A canonical link is believed only within the registrable domain of the page, so that no page can speak for another
/// outlet; one that points to the front page is a template's mistake.
pub(crate) fn article_url(page_url: &Url, canonical: Option<&str>, home: Home<'_>) -> Option<CanonicalUrl> {
    let believed = canonical.and_then(|link| believed_canonical(page_url, link, home));
    let url = believed.unwrap_or_else(|| page_url.clone());
    CanonicalUrl::parse(rebased(&url, home).as_str()).ok()
}

/// Whether the page names another outlet's article as its own address, which is not believed.
pub(crate) fn speaks_for_another(page_url: &Url, canonical: Option<&str>, home: Home<'_>) -> bool {
    let link = canonical.and_then(|link| page_url.join(link.trim()).ok());
    let is_article = |link: &Url| matches!(link.scheme(), "http" | "https") && link.path() != "/";
    let article = link.filter(is_article);
    article.is_some_and(|link| believed_canonical(page_url, link.as_str(), home).is_none())
}

fn believed_canonical(page_url: &Url, link: &str, home: Home<'_>) -> Option<Url> {
    let link = page_url.join(link.trim()).ok()?;
    if !matches!(link.scheme(), "http" | "https") || (link.path() == "/" && page_url.path() != "/") {
        return None;
    }
    if link.origin() == page_url.origin() {
        return Some(link);
    }
    if let Some((fetched_at, base)) = home.rebase {
        let at_home = page_url.origin() == fetched_at.origin() && link.origin() == base.origin();
        return at_home.then_some(link);
    }
    let domain = |url: &Url| registrable_domain(url.host_str().unwrap_or("")).to_owned();
    let own_port = |url: &Url| url.port();
    (domain(&link) == domain(page_url) && own_port(&link).is_none()).then_some(link)
}

fn rebased(url: &Url, home: Home<'_>) -> Url {
    let Some((fetched_at, base)) = home.rebase else { return url.clone() };
    if url.origin() != fetched_at.origin() {
        return url.clone();
    }
    let mut moved = base.clone();
    moved.set_path(url.path());
    moved.set_query(url.query());
    moved
}

#[cfg(test)]
mod tests;
