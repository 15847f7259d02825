//! Every limit and pace of the poller in one struct. A value that stands here has its reason beside it.

use std::time::Duration;

use serde::Deserialize;

/// Most entries that the state of a feed ever holds, in the middle of a poll too. One has at most 500 bytes in the log, where
/// a value has at most 900,000.
pub const SEEN_MAX: usize = 1_600;

/// Limits and pace of polling. Each key has a default, so that an empty table is a whole configuration.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `User-Agent` of every request: product and version, then in brackets where to complain and what it is for.
    /// What stands before the first `/` is the name that robots.txt rules are looked up by.
    pub user_agent: String,
    /// Feeds polled at the same time. Sixteen keep a core and a home line busy; each may hold a feed and a page in memory.
    pub feeds_in_flight_max: usize,
    /// Ports that a public address may be asked on; others are doors of databases and printers, not of newspapers.
    pub ports: Vec<u16>,
    /// Seconds for the name look-up. A resolver that needs longer is broken.
    pub dns_secs: u64,
    /// Seconds to connect, TLS included.
    pub connect_secs: u64,
    /// Seconds from the request to the status line.
    pub first_byte_secs: u64,
    /// Seconds for the whole exchange, redirects and body included: a slow drip cannot hold a place for longer.
    pub total_secs: u64,
    /// After ten seconds a body must have come at this rate or it is given up; a modem did better.
    pub body_bytes_per_sec_min: u64,
    /// Redirects followed; honest chains (http to https to www to the page) need three.
    pub redirects_max: usize,
    /// Bytes of a body as sent, feeds and pages.
    pub wire_bytes_max: usize,
    /// Bytes of a page after inflation; the largest real page measured had 4 MiB.
    pub page_bytes_max: usize,
    /// Bytes of a feed after inflation; full-text feeds with a year of posts have 10 MiB.
    pub feed_bytes_max: usize,
    /// Bodies beyond 1 MiB that may be in memory at once; the rest wait, so that many drowning servers share a bound.
    pub large_bodies_max: usize,
    /// Milliseconds between two requests to one host.
    pub host_spacing_ms: u64,
    /// Longest `Crawl-delay` that is kept; longer ones are cut to it and told.
    pub crawl_delay_secs_max: u64,
    /// Seconds for which robots.txt is believed; RFC 9309 allows a day.
    pub robots_secs: u64,
    /// Floor of every interval; a source may ask for more. Asking an agency more often than this brings nothing.
    pub poll_secs_min: u32,
    /// Interval while a feed's own pace is not known yet.
    pub poll_secs_default: u32,
    /// Ceiling of the interval of a feed that works.
    pub poll_secs_max: u32,
    /// Floor for feeds that send neither `ETag` nor `Last-Modified`: each poll costs them a whole body.
    pub poll_secs_min_unconditional: u32,
    /// First interval after an error; it doubles with each further one.
    pub error_secs_min: u32,
    /// Ceiling of the interval of a feed that fails. It never stops being tried.
    pub error_secs_max: u32,
    /// The same after 401, 403 and 429: access comes back when a rule or a quota changes.
    pub denied_secs_max: u32,
    /// Longest `Retry-After` that is obeyed.
    pub retry_after_secs_max: u32,
    /// When the own network looks down, feeds are tried again after this long and no errors are counted.
    pub network_down_secs: u32,
    /// Hosts that must have been tried before half of them failing means that the network is down.
    pub network_down_hosts_min: usize,
    /// Items in a feed document; more than these refuse it.
    pub feed_items_max: usize,
    /// Entries taken from one poll of a feed, the newest first.
    pub entries_per_poll_max: usize,
    /// Entries remembered for a feed. More than are taken from one poll, so that none is forgotten while still listed;
    /// no more than [`SEEN_MAX`]. Those that were in the feed longest ago are forgotten first. A folder gives no more articles
    /// than these.
    pub seen_max: usize,
    /// Tries for an entry whose page cannot be had, over as many polls.
    pub entry_tries_max: u32,
    /// Characters that a feed's own content must have before it may stand for a page that cannot be had.
    pub feed_content_chars_min: usize,
    /// Bytes kept of an article's text: what the extractor reads at most, and well under the log's limit for a value.
    pub text_bytes_max: usize,
    /// Seconds that one guarded parse may take; then its thread is left alone and the document given up.
    pub parse_secs: u64,
    /// Articles in one piece of a poll's result. The stage commits piece by piece.
    pub piece_articles_max: usize,
    /// Bytes of archived bodies in one piece.
    pub piece_bytes_max: usize,
    /// Files read from a directory source in one poll.
    pub directory_files_max: usize,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            user_agent: concat!(
                "Estafeta/",
                env!("CARGO_PKG_VERSION"),
                " (+https://estafeta.example/bot; news monitoring)"
            )
            .to_owned(),
            feeds_in_flight_max: 16,
            ports: vec![80, 443, 8080, 8443],
            dns_secs: 5,
            connect_secs: 5,
            first_byte_secs: 10,
            total_secs: 30,
            body_bytes_per_sec_min: 1024,
            redirects_max: 5,
            wire_bytes_max: 5 << 20,
            page_bytes_max: 10 << 20,
            feed_bytes_max: 20 << 20,
            large_bodies_max: 3,
            host_spacing_ms: 1500,
            crawl_delay_secs_max: 30,
            robots_secs: 24 * 3600,
            poll_secs_min: 300,
            poll_secs_default: 1800,
            poll_secs_max: 4 * 3600,
            poll_secs_min_unconditional: 3600,
            error_secs_min: 900,
            error_secs_max: 24 * 3600,
            denied_secs_max: 6 * 3600,
            retry_after_secs_max: 48 * 3600,
            network_down_secs: 120,
            network_down_hosts_min: 3,
            feed_items_max: 2000,
            entries_per_poll_max: 400,
            seen_max: 800,
            entry_tries_max: 3,
            feed_content_chars_min: 600,
            text_bytes_max: 256 << 10,
            parse_secs: 10,
            piece_articles_max: 16,
            piece_bytes_max: 2 << 20,
            directory_files_max: 500,
        }
    }
}

impl Config {
    /// The name that robots.txt knows the program by: `Estafeta`.
    pub fn product(&self) -> &str {
        self.user_agent.split(['/', ' ']).next().unwrap_or("Estafeta")
    }

    /// The first setting that makes no sense, as `key: why`; `None` where all do.
    pub fn complaint(&self) -> Option<String> {
        let zeros = [
            ("feeds_in_flight_max", self.feeds_in_flight_max == 0),
            ("large_bodies_max", self.large_bodies_max == 0),
            ("total_secs", self.total_secs == 0),
            ("connect_secs", self.connect_secs == 0),
            ("first_byte_secs", self.first_byte_secs == 0),
            ("entries_per_poll_max", self.entries_per_poll_max == 0),
            ("piece_articles_max", self.piece_articles_max == 0),
            ("poll_secs_min", self.poll_secs_min == 0),
        ];
        if let Some((key, _)) = zeros.iter().find(|(_, zero)| *zero) {
            return Some(format!("{key}: must not be 0"));
        }
        if self.user_agent.trim().is_empty() || !self.user_agent.is_ascii() {
            return Some("user_agent: must be ASCII and not empty".to_owned());
        }
        if self.poll_secs_max < self.poll_secs_min {
            return Some(format!("poll_secs_max: is less than poll_secs_min = {}", self.poll_secs_min));
        }
        if self.seen_max < self.entries_per_poll_max {
            return Some(format!(
                "seen_max: is less than entries_per_poll_max = {}, so entries would be fetched again and again",
                self.entries_per_poll_max
            ));
        }
        if self.seen_max > SEEN_MAX {
            return Some(format!(
                "seen_max: is above {SEEN_MAX}, so a feed's state would not fit into a record"
            ));
        }
        None
    }

    pub(crate) fn total(&self) -> Duration {
        Duration::from_secs(self.total_secs)
    }
}
