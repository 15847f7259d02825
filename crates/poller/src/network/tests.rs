//! When failures of many hosts are our own network's.

use jiff::{SignedDuration, Timestamp};

use super::{Network, Reach};
use crate::{Config, FailureKind};

fn network(tries: &[(&str, Option<FailureKind>)], later: SignedDuration) -> Network {
    let now = Timestamp::from_second(1_760_000_000).unwrap();
    let mut reach = Reach::default();
    for (number, (host, unreachable)) in tries.iter().enumerate() {
        reach.note(&format!("feed {number}"), host, *unreachable, now);
    }
    reach.network(now + later, &Config::default())
}

const DNS: Option<FailureKind> = Some(FailureKind::Dns);

#[test]
fn when_most_hosts_fail_it_is_our_network() {
    let all = network(
        &[("a", DNS), ("b", DNS), ("c", DNS), ("c", Some(FailureKind::Timeout))],
        SignedDuration::ZERO,
    );
    assert_eq!(all, Network { down: true, tried: 4, unreachable: 4, kind: "dns" });
}

#[test]
fn when_some_hosts_answer_it_is_theirs() {
    assert!(!network(&[("a", DNS), ("b", None), ("c", DNS), ("d", None)], SignedDuration::ZERO).down);
    assert!(!network(&[("a", DNS), ("a", DNS), ("b", None), ("c", None)], SignedDuration::ZERO).down);
}

#[test]
fn two_hosts_or_old_tries_prove_nothing() {
    assert!(!network(&[("a", DNS), ("b", DNS)], SignedDuration::ZERO).down);
    assert_eq!(
        network(&[("a", DNS), ("b", DNS), ("c", DNS)], SignedDuration::from_mins(9)),
        Network::default()
    );
}
