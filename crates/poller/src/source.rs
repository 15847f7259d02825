//! A source: an outlet's feed, or a folder of articles handed in by hand.

use std::collections::BTreeSet;
use std::path::PathBuf;

use model::{Lang, Status};
use serde::Deserialize;
use url::Url;

/// Prefix of a feed address that stands for wherever the binary serves the seed site.
pub const SEED_SITE: &str = "seed-site:";

/// One source as the poller uses it; [`SourceSpec::source`] makes it from the configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Short, unique, kebab-case.
    pub id: String,
    /// For people.
    pub name: String,
    /// Feed or folder.
    pub kind: SourceKind,
    /// Language it writes in; a hint, the text decides.
    pub lang: Option<Lang>,
    /// Country of the outlet, ISO 3166-1 alpha-3; may be empty.
    pub country: String,
    /// How far its word counts, 0 to 1.
    pub weight: f64,
    /// CAP status of everything that comes of it.
    pub status: Status,
    /// Least seconds between two polls.
    pub poll_secs_min: u32,
    /// Lets this source's own host and port be a private address. Never inherited by a redirect or a link elsewhere.
    pub admit_private: bool,
    /// Takes the place of scheme, host and port of the source's own pages before ids are made; only with
    /// `admit_private`, where the address says nothing about the outlet.
    pub canonical_base: Option<Url>,
    /// Hours after publication in which an article may still be alerted; `None` is without limit.
    pub alert_age_max_hours: Option<u32>,
    /// Whether it is polled.
    pub enabled: bool,
}

/// Where a source's articles come from.
#[derive(Debug, Clone, PartialEq)]
pub enum SourceKind {
    /// RSS, Atom or JSON Feed.
    Feed {
        /// The address as configured; the key of the feed's state, so that it outlives a changed port of the seed site.
        url: String,
        /// What `seed-site:` stands for in `url`; `None` for ordinary addresses.
        fetch_base: Option<Url>,
    },
    /// A folder of `.html`, `.json`, `.jsonl` and `.txt` files.
    Directory {
        /// The folder, looked through with its subfolders.
        path: PathBuf,
    },
}

impl Source {
    /// Key of the source's state in the log: the feed's address as configured, `directory:ID` for a folder.
    pub fn key(&self) -> String {
        match &self.kind {
            SourceKind::Feed { url, .. } => url.clone(),
            SourceKind::Directory { .. } => format!("directory:{}", self.id),
        }
    }

    /// The address the feed is asked at; `None` for a folder and for an address that does not parse.
    pub fn fetch_url(&self) -> Option<Url> {
        let SourceKind::Feed { url, fetch_base } = &self.kind else { return None };
        match (url.strip_prefix(SEED_SITE), fetch_base) {
            (Some(path), Some(base)) => base.join(path).ok(),
            (Some(_), None) => None,
            (None, _) => Url::parse(url).ok(),
        }
    }
}

/// What the politeness toward a source hangs on, from its [`Source::key`]: the registrable domain of its address, so that
/// one process has all sources of a host; the key itself where there is none.
pub fn owner(key: &str) -> String {
    if key.starts_with(SEED_SITE) {
        return SEED_SITE.to_owned();
    }
    let host = Url::parse(key).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.map_or_else(|| key.to_owned(), |host| model::registrable_domain(&host).to_owned())
}

/// One `[[source]]` of `config/feeds.toml`, key by key.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSpec {
    /// See [`Source::id`].
    pub id: String,
    /// See [`Source::name`].
    pub name: String,
    /// `feed` or `directory`.
    pub kind: KindWord,
    /// Address of the feed.
    #[serde(default)]
    pub url: Option<String>,
    /// The folder.
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// `en`, `es`, `pt` or `ru`.
    #[serde(default)]
    pub lang: Option<String>,
    /// See [`Source::country`].
    #[serde(default)]
    pub country: String,
    /// See [`Source::weight`].
    #[serde(default = "default_weight")]
    pub weight: f64,
    /// CAP's word; `Actual` where it is left out.
    #[serde(default = "default_status")]
    pub status: String,
    /// See [`Source::poll_secs_min`].
    #[serde(default = "default_poll_secs_min")]
    pub poll_secs_min: u32,
    /// See [`Source::admit_private`].
    #[serde(default)]
    pub admit_private: bool,
    /// See [`Source::canonical_base`].
    #[serde(default)]
    pub canonical_base: Option<String>,
    /// Hours; 0 is without limit; 72 where it is left out.
    #[serde(default = "default_alert_age_max_hours")]
    pub alert_age_max_hours: u32,
    /// Where the address was seen.
    #[serde(default)]
    pub seen: String,
    /// See [`Source::enabled`].
    #[serde(default = "default_enabled")]
    pub enabled: bool,
}

/// The two kinds as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KindWord {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A folder.
    Directory,
}

/// A source that cannot be used: which key of which source, why, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("source {id:?}, {key}: {message}")]
pub struct SourceError {
    /// Id of the source.
    pub id: String,
    /// The key at fault.
    pub key: &'static str,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl SourceSpec {
    /// Checks the spec and makes a [`Source`] of it; `seed_site` is where the seed site is served, if it is.
    ///
    /// A `seed-site:` address without `seed_site` is an error, so that the caller leaves such sources out knowingly.
    pub fn source(&self, seed_site: Option<&Url>) -> Result<Source, SourceError> {
        let fail = |key, message: String| SourceError { id: self.id.clone(), key, message };
        check_id(&self.id).map_err(|message| fail("id", message))?;
        let lang = match &self.lang {
            Some(text) => Some(text.parse().map_err(|error| fail("lang", format!("{error}")))?),
            None => None,
        };
        let status = Status::from_word(&self.status).ok_or_else(|| {
            fail("status", format!("{:?} is none of Actual, Exercise and Test", self.status))
        })?;
        if !(0.0..=1.0).contains(&self.weight) {
            return Err(fail("weight", format!("{} is not between 0 and 1", self.weight)));
        }
        let country_shaped = self.country.len() == 3 && self.country.bytes().all(|b| b.is_ascii_uppercase());
        if !self.country.is_empty() && !country_shaped {
            return Err(fail("country", format!("{:?} is no ISO 3166-1 alpha-3 code", self.country)));
        }
        let source = Source {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: self.source_kind(seed_site)?,
            lang,
            country: self.country.clone(),
            weight: self.weight,
            status,
            poll_secs_min: self.poll_secs_min,
            admit_private: self.admit_private,
            canonical_base: self.base()?,
            alert_age_max_hours: (self.alert_age_max_hours > 0).then_some(self.alert_age_max_hours),
            enabled: self.enabled,
        };
        Ok(source)
    }

    fn base(&self) -> Result<Option<Url>, SourceError> {
        let fail = |message: String| SourceError { id: self.id.clone(), key: "canonical_base", message };
        let Some(text) = &self.canonical_base else { return Ok(None) };
        let base = Url::parse(text).map_err(|error| fail(format!("{text:?} is not a url: {error}")))?;
        if !matches!(base.scheme(), "http" | "https") || base.path() != "/" {
            return Err(fail(format!("{text:?} must be http(s)://host/ and nothing more")));
        }
        if !self.admit_private {
            return Err(fail("works only together with admit_private = true".to_owned()));
        }
        Ok(Some(base))
    }

    fn source_kind(&self, seed_site: Option<&Url>) -> Result<SourceKind, SourceError> {
        let fail = |key, message: &str| SourceError { id: self.id.clone(), key, message: message.to_owned() };
        match (self.kind, &self.url, &self.path) {
            (KindWord::Feed, Some(_), Some(_)) => Err(fail("path", "a feed has a url and no path")),
            (KindWord::Feed, None, _) => Err(fail("url", "is missing; a feed needs one")),
            (KindWord::Directory, Some(_), _) => Err(fail("url", "a directory has a path and no url")),
            (KindWord::Directory, None, None) => Err(fail("path", "is missing; a directory needs one")),
            (KindWord::Directory, None, Some(path)) => Ok(SourceKind::Directory { path: path.clone() }),
            (KindWord::Feed, Some(url), None) => {
                let seed = url.starts_with(SEED_SITE);
                if seed && seed_site.is_none() {
                    return Err(fail("url", "names the seed site, which is not served here"));
                }
                let kind = SourceKind::Feed {
                    url: url.clone(),
                    fetch_base: if seed { seed_site.cloned() } else { None },
                };
                check_feed_url(url, seed_site).map_err(|message| fail("url", &message))?;
                Ok(kind)
            }
        }
    }
}

fn check_feed_url(url: &str, seed_site: Option<&Url>) -> Result<(), String> {
    let parsed = match (url.strip_prefix(SEED_SITE), seed_site) {
        (Some(path), Some(base)) => base.join(path),
        _ => Url::parse(url),
    };
    let parsed = parsed.map_err(|error| format!("{url:?} is not a url: {error}"))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(format!("{url:?} is neither http nor https"));
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err("must not carry a user name or password".to_owned());
    }
    Ok(())
}

fn check_id(id: &str) -> Result<(), String> {
    let shaped = !id.is_empty()
        && id.len() <= 64
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if shaped { Ok(()) } else { Err("must be 1 to 64 of a-z, 0-9 and -".to_owned()) }
}

/// The first id or feed address that two sources share, as an error on the second.
pub fn duplicate(sources: &[Source]) -> Option<SourceError> {
    let mut ids = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for source in sources {
        let fail = |key, message: String| Some(SourceError { id: source.id.clone(), key, message });
        if !ids.insert(&source.id) {
            return fail("id", "is used by two sources; rename one".to_owned());
        }
        if !keys.insert(source.key()) {
            return fail("url", format!("{} is polled by two sources; remove one", source.key()));
        }
    }
    None
}

fn default_weight() -> f64 {
    0.7
}

fn default_status() -> String {
    Status::Actual.word().to_owned()
}

fn default_poll_secs_min() -> u32 {
    900
}

fn default_alert_age_max_hours() -> u32 {
    72
}

fn default_enabled() -> bool {
    true
}

#[cfg(test)]
mod tests;
