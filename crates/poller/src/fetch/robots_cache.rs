//! robots.txt of the hosts that article pages are fetched from, kept for a day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::{Authority, Fetcher, Request};
use crate::Config;
use crate::robots::{ROBOTS_BYTES_MAX, RobotRules};

/// Origins remembered; then the whole cache starts anew, which costs one request a host.
const ORIGINS_MAX: usize = 2048;

/// How long a failure to read robots.txt is believed.
const FAILURE_TTL: Duration = Duration::from_secs(600);

#[derive(Debug, Default)]
pub(crate) struct RobotsCache {
    known: Mutex<HashMap<String, (Instant, Arc<RobotRules>)>>,
}

impl RobotsCache {
    /// The rules for the origin of `url`, fetched where they are not known or too old.
    pub(crate) async fn rules(
        &self,
        fetcher: &Fetcher,
        config: &Config,
        url: &Url,
        own: Option<&Authority>,
    ) -> Arc<RobotRules> {
        let origin = url.origin().ascii_serialization();
        if let Some(rules) = self.cached(&origin) {
            return rules;
        }
        let rules = Arc::new(fetch(fetcher, config, url, own).await);
        let ttl = if rules.is_settled() { Duration::from_secs(config.robots_secs) } else { FAILURE_TTL };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= ORIGINS_MAX {
            known.clear();
        }
        known.insert(origin, (Instant::now() + ttl, Arc::clone(&rules)));
        rules
    }

    fn cached(&self, origin: &str) -> Option<Arc<RobotRules>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, rules) = known.get(origin)?;
        (*until > Instant::now()).then(|| Arc::clone(rules))
    }
}

async fn fetch(fetcher: &Fetcher, config: &Config, url: &Url, own: Option<&Authority>) -> RobotRules {
    let Ok(robots_url) = url.join("/robots.txt") else { return RobotRules::everything() };
    let request = Request {
        url: &robots_url,
        own,
        accept: "text/plain, */*;q=0.5",
        etag: None,
        last_modified: None,
        spacing: Duration::ZERO,
        wire_bytes_max: ROBOTS_BYTES_MAX,
    };
    match fetcher.get_any(&request).await {
        Ok(answer) => {
            let body = crate::inflate::inflate(&answer.body, &answer.coding(), ROBOTS_BYTES_MAX);
            RobotRules::read(config.product(), answer.status.as_u16(), body.as_deref().unwrap_or(b""))
        }
        Err(failure) => RobotRules::unreachable(failure),
    }
}
