//! Which addresses may be asked: global unicast minus exceptions, on web ports, by http and https. Pure; `fetch` calls it
//! for every hop, and nothing else builds a client.
//!
//! Thinking in what is allowed rather than in what is forbidden is the lesson of years of forgotten ranges: what is not
//! plainly a public address of the internet is refused.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use model::URL_BYTES_MAX;
use url::{Host, Url};

use crate::{Failure, FailureKind};

/// Names that never lead out of a machine or a house, and those of other networks.
const INNER_NAMES: [&str; 8] =
    ["localhost", "local", "internal", "intranet", "lan", "onion", "i2p", "home.arpa"];

/// Most addresses taken from one look-up; more is an attack on the connector.
pub(crate) const ANSWERS_MAX: usize = 64;

/// IPv4 blocks that are not public unicast (IANA special-purpose registry, multicast, reserved), as address and length.
/// The last is public by registry, but answers only inside Azure, as the host's agent.
const V4_REFUSED: [(Ipv4Addr, u32); 17] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 3),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
];

/// IPv6: what may be used lies in 2000::/3; these blocks inside it are special. Everything that embeds an IPv4 address
/// (mapped, NAT64, 6to4, Teredo) lies in one of them or outside.
const V6_REFUSED: [(Ipv6Addr, u32); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether `ip` is a public unicast address.
pub(crate) fn is_global(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !V4_REFUSED.iter().any(|(block, bits)| in_v4(ip, *block, *bits)),
        IpAddr::V6(ip) => {
            in_v6(ip, Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
                && !V6_REFUSED.iter().any(|(block, bits)| in_v6(ip, *block, *bits))
        }
    }
}

fn in_v4(ip: Ipv4Addr, block: Ipv4Addr, bits: u32) -> bool {
    (u32::from(ip) ^ u32::from(block)) >> (32 - bits) == 0
}

fn in_v6(ip: Ipv6Addr, block: Ipv6Addr, bits: u32) -> bool {
    (u128::from(ip) ^ u128::from(block)) >> (128 - bits) == 0
}

/// Scheme, host and port of a source that may be private.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authority {
    scheme: String,
    host: String,
    port: u16,
}

impl Authority {
    /// The authority of `url`; `None` for a URL without host or port.
    pub(crate) fn of(url: &Url) -> Option<Authority> {
        Some(Authority {
            scheme: url.scheme().to_owned(),
            host: url.host_str()?.to_owned(),
            port: url.port_or_known_default()?,
        })
    }
}

/// How an admitted URL may be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    /// Only to global addresses.
    Public,
    /// To whatever address it has: it is the source's own authority, and its source said so.
    Own,
}

/// Looks at one URL before it is connected to. `own` is the authority of a source with `admit_private`.
pub(crate) fn admit(url: &Url, own: Option<&Authority>, ports: &[u16]) -> Result<Admission, Failure> {
    let refuse =
        |why: String| Err(Failure::new(FailureKind::Refused, format!("refused {}: {why}", short(url))));
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(format!("scheme {:?} is not http or https", url.scheme()));
    }
    if url.as_str().len() > URL_BYTES_MAX {
        return refuse(format!("url is longer than {URL_BYTES_MAX} bytes"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("url carries a user name or password".to_owned());
    }
    if own.is_some() && Authority::of(url).as_ref() == own {
        return Ok(Admission::Own);
    }
    let port = url.port_or_known_default().unwrap_or(0);
    if !ports.contains(&port) {
        return refuse(format!("port {port} is not a port of web pages"));
    }
    match url.host() {
        Some(Host::Ipv4(ip)) if is_global(IpAddr::V4(ip)) => Ok(Admission::Public),
        Some(Host::Ipv6(ip)) if is_global(IpAddr::V6(ip)) => Ok(Admission::Public),
        Some(Host::Ipv4(ip)) => refuse(format!("{ip} is not a public address")),
        Some(Host::Ipv6(ip)) => refuse(format!("{ip} is not a public address")),
        Some(Host::Domain(name)) if is_outer_name(name) => Ok(Admission::Public),
        Some(Host::Domain(name)) => refuse(format!("{name:?} is not a name of the public internet")),
        None => refuse("url has no host".to_owned()),
    }
}

fn is_outer_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    // A single label would be completed by the resolver's search list, to a name nobody looked at.
    name.contains('.')
        && !INNER_NAMES
            .iter()
            .any(|inner| name.strip_suffix(inner).is_some_and(|head| head.is_empty() || head.ends_with('.')))
}

/// The addresses that `name` may be connected to. One private address among the answers refuses all: a mixed answer is an
/// attempt to have the second look-up go elsewhere.
pub(crate) fn admit_answers(name: &str, answers: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Failure> {
    if answers.is_empty() {
        return Err(Failure::new(FailureKind::Dns, format!("{name} has no address")));
    }
    if let Some(inner) = answers.iter().find(|answer| !is_global(answer.ip())) {
        let message = format!("refused {name}: it resolves to {}, which is not a public address", inner.ip());
        return Err(Failure::new(FailureKind::Refused, message));
    }
    Ok(answers.into_iter().take(ANSWERS_MAX).collect())
}

/// A URL as it may stand in a message: without query, at most 120 characters.
pub(crate) fn short(url: &Url) -> String {
    let text = url.as_str().split(['?', '#']).next().unwrap_or("");
    text.chars().take(120).collect()
}

#[cfg(test)]
mod tests;
