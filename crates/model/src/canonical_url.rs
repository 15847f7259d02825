//! The URL by which an article is known: one spelling for one page, so that the same article from two feeds is one article.

use std::fmt;

use url::Url;

/// Longest URL that is taken, in bytes; longer ones are tracking tokens or attacks.
pub const URL_BYTES_MAX: usize = 4096;

/// Parameters that name a visit, never a page. Prefixes `utm_` and `mtm_` are dropped beside them.
const TRACKING: [&str; 22] = [
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "twclid",
    "yclid",
    "ysclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_openstat",
    "wickedid",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "__s",
    "_hsenc",
    "_hsmi",
    "hsctatracking",
    "s_cid",
];

/// A canonical absolute http(s) URL: lower-case scheme and host, no default port, user-info, fragment or tracking
/// parameters. Parameters keep their order, and `www.` and a trailing slash stay, because on some sites they matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CanonicalUrl(String);

/// Why a text is not a URL of an article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// The text does not parse as an absolute URL.
    #[error("{0:?} is not an absolute url")]
    NotAbsolute(String),
    /// The scheme is neither http nor https.
    #[error("scheme {0:?} is not http or https")]
    Scheme(String),
    /// The text is longer than [`URL_BYTES_MAX`].
    #[error("url of {0} bytes is longer than {URL_BYTES_MAX}")]
    TooLong(usize),
}

impl CanonicalUrl {
    /// Parses and canonicalises `text`.
    pub fn parse(text: &str) -> Result<CanonicalUrl, UrlError> {
        if text.len() > URL_BYTES_MAX {
            return Err(UrlError::TooLong(text.len()));
        }
        let short = || text.chars().take(200).collect::<String>();
        let mut url = Url::parse(text.trim()).map_err(|_| UrlError::NotAbsolute(short()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(UrlError::Scheme(url.scheme().to_owned()));
        }
        url.set_fragment(None);
        // Setting these on an http(s) URL cannot fail: such a URL always has a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        drop_tracking(&mut url);
        Ok(CanonicalUrl(url.into()))
    }

    /// The URL as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host in lower case, without port.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let authority = rest.split(['/', '?']).next().unwrap_or("");
        if authority.starts_with('[') {
            return authority.split_inclusive(']').next().unwrap_or(authority);
        }
        authority.split(':').next().unwrap_or(authority)
    }
}

impl fmt::Display for CanonicalUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The registrable domain of a host by the Public Suffix List (`news.bbc.co.uk` → `bbc.co.uk`); the host itself where it
/// has none (an address, `localhost`).
pub fn registrable_domain(host: &str) -> &str {
    let is_address = host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok();
    if is_address { host } else { psl::domain_str(host).unwrap_or(host) }
}

fn drop_tracking(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or("").to_ascii_lowercase();
            !name.is_empty()
                && !name.starts_with("utm_")
                && !name.starts_with("mtm_")
                && !TRACKING.contains(&name.as_str())
        })
        .collect();
    let kept = kept.join("&");
    url.set_query((!kept.is_empty()).then_some(kept.as_str()));
}

#[cfg(test)]
mod tests;
