//! Whether it is them or us: when more than half of the hosts tried lately cannot be reached, the network is down, not they.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::{Config, FailureKind};

/// How long a try counts.
const WINDOW: SignedDuration = SignedDuration::from_mins(5);

/// Whether the own network looks down, by the sources tried lately. Sources on private addresses do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// More than half of the hosts could not be reached.
    pub down: bool,
    /// Sources tried lately.
    pub tried: usize,
    /// Of these, not reached.
    pub unreachable: usize,
    /// The commonest failure among them: `dns`, `connect`, `timeout`; empty where all were reached.
    pub kind: &'static str,
}

/// The latest try of each source.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    tries: BTreeMap<String, Try>,
}

#[derive(Debug)]
struct Try {
    host: String,
    unreachable: Option<FailureKind>,
    at: Timestamp,
}

impl Reach {
    /// Notes that the source under `key` on `host` was tried.
    pub(crate) fn note(&mut self, key: &str, host: &str, unreachable: Option<FailureKind>, at: Timestamp) {
        self.tries.insert(key.to_owned(), Try { host: host.to_owned(), unreachable, at });
    }

    /// What the tries of the last minutes say.
    pub(crate) fn network(&mut self, now: Timestamp, config: &Config) -> Network {
        self.tries.retain(|_, one| now.duration_since(one.at) <= WINDOW);
        let mut hosts: BTreeMap<&str, bool> = BTreeMap::new();
        let mut kinds: BTreeMap<&'static str, usize> = BTreeMap::new();
        for one in self.tries.values() {
            let reached = hosts.entry(&one.host).or_default();
            *reached |= one.unreachable.is_none();
            if let Some(kind) = one.unreachable {
                *kinds.entry(kind.word()).or_default() += 1;
            }
        }
        let lost = hosts.values().filter(|reached| !**reached).count();
        let down = hosts.len() >= config.network_down_hosts_min && lost * 2 > hosts.len();
        let kind = kinds.iter().max_by_key(|(_, count)| **count).map_or("", |(kind, _)| *kind);
        Network { down, tried: self.tries.len(), unreachable: kinds.values().sum(), kind }
    }
}

#[cfg(test)]
mod tests;
