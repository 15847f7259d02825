//! Which addresses are refused, however they are spelt.

use std::net::{IpAddr, SocketAddr};

use url::Url;

use super::{Admission, Authority, admit, admit_answers, is_global};
use crate::FailureKind;

const PORTS: [u16; 4] = [80, 443, 8080, 8443];

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn socket(text: &str) -> SocketAddr {
    SocketAddr::new(ip(text), 0)
}

/// First and last address of every special-purpose block of IANA's two registries, multicast and reserved space.
#[test]
fn no_special_block_is_global() {
    let edges = [
        ("0.0.0.0", "0.255.255.255"),
        ("10.0.0.0", "10.255.255.255"),
        ("100.64.0.0", "100.127.255.255"),
        ("127.0.0.0", "127.255.255.255"),
        ("169.254.0.0", "169.254.255.255"),
        ("172.16.0.0", "172.31.255.255"),
        ("192.0.0.0", "192.0.0.255"),
        ("192.0.2.0", "192.0.2.255"),
        ("192.31.196.0", "192.31.196.255"),
        ("192.52.193.0", "192.52.193.255"),
        ("192.88.99.0", "192.88.99.255"),
        ("192.168.0.0", "192.168.255.255"),
        ("198.18.0.0", "198.19.255.255"),
        ("198.51.100.0", "198.51.100.255"),
        ("203.0.113.0", "203.0.113.255"),
        ("224.0.0.0", "239.255.255.255"),
        ("240.0.0.0", "255.255.255.255"),
        ("168.63.129.16", "168.63.129.16"),
        ("::", "::1"),
        ("::7f00:1", "::ffff:ffff"),
        ("::ffff:0.0.0.0", "::ffff:255.255.255.255"),
        ("64:ff9b::", "64:ff9b::ffff:ffff"),
        ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
        ("100::", "100::ffff:ffff:ffff:ffff"),
        ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"),
        ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ];
    for (first, last) in edges {
        assert!(!is_global(ip(first)) && !is_global(ip(last)), "{first} to {last}");
    }
}

#[test]
fn the_neighbours_of_special_blocks_are_global() {
    let neighbours = [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "168.63.129.15",
        "168.63.129.17",
        "2000::1",
        "2001:200::",
        "2001:db7:ffff::",
        "2001:db9::",
        "2003::",
        "2620:4f:7fff::",
        "2620:4f:8001::",
        "3ffe:ffff::",
        "3fff:1000::",
    ];
    for text in neighbours {
        assert!(is_global(ip(text)), "{text}");
    }
}

#[test]
fn urls_are_refused_by_scheme_port_name_address_and_user() {
    let refused = [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://example.org:22/",
        "http://example.org:6379/",
        "http://user@example.org/",
        "http://:pass@example.org/",
        "http://intranet/",
        "http://localhost/",
        "http://localhost./",
        "http://a.localhost/",
        "http://printer.local/",
        "http://x.internal/",
        "http://x.onion/",
        "http://x.i2p/",
        "http://router.home.arpa/",
        "http://127.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://169.254.169.254/",
        "http://100.100.100.200/",
        "http://①②⑦.⓪.⓪.①/",
        "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
        "http:\\\\127.0.0.1",
        "http://127.1.1.1:80\\@example.org:80/",
    ];
    for text in refused {
        let url = Url::parse(text).unwrap();
        assert_eq!(admit(&url, None, &PORTS).unwrap_err().kind, FailureKind::Refused, "{text}");
    }
    for text in ["http://example.org/", "https://почта.рф/a", "https://8.8.8.8/", "http://[2600::1]:8080/"]
    {
        assert_eq!(admit(&Url::parse(text).unwrap(), None, &PORTS), Ok(Admission::Public), "{text}");
    }
}

#[test]
fn a_source_admits_its_own_scheme_host_and_port_and_nothing_beside() {
    let own = Authority::of(&Url::parse("http://127.0.0.1:4711/feed").unwrap());
    let at = |text: &str| admit(&Url::parse(text).unwrap(), own.as_ref(), &PORTS);
    assert_eq!(at("http://127.0.0.1:4711/other"), Ok(Admission::Own));
    for text in
        ["http://127.0.0.1:4712/", "https://127.0.0.1:4711/", "http://127.0.0.2:4711/", "http://127.0.0.1/"]
    {
        assert!(at(text).is_err(), "{text}");
    }
    assert_eq!(at("http://example.org/"), Ok(Admission::Public));
}

#[test]
fn one_private_answer_refuses_all() {
    let kind = |answers: Vec<SocketAddr>| admit_answers("x.example", answers).map_err(|failure| failure.kind);
    assert_eq!(kind(vec![socket("8.8.8.8"), socket("127.0.0.1")]), Err(FailureKind::Refused));
    assert_eq!(kind(vec![socket("10.0.0.1")]), Err(FailureKind::Refused));
    assert_eq!(kind(Vec::new()), Err(FailureKind::Dns));
    assert_eq!(kind(vec![socket("8.8.8.8")]), Ok(vec![socket("8.8.8.8")]));
    assert_eq!(kind(vec![socket("8.8.8.8"); 900]).unwrap().len(), super::ANSWERS_MAX);
}

proptest::proptest! {
    #[test]
    fn no_address_that_the_standard_library_knows_as_special_is_global(bits: u32) {
        let ip = std::net::Ipv4Addr::from(bits);
        let special = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast()
            || ip.is_broadcast() || ip.is_documentation() || ip.is_unspecified();
        proptest::prop_assert!(!(special && is_global(IpAddr::V4(ip))));
        proptest::prop_assert!(!is_global(IpAddr::V6(ip.to_ipv6_mapped())));
    }
}
