//! Servers that mean harm: each costs itself only.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use poller::{Polled, Source, SourceKind};

use crate::server::{Reply, Server, Stage, articles, page, problems, quick, rss};

async fn failure_of(server: &Server) -> String {
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    let pieces = stage.poll().await;
    assert_eq!(stage.state().errors, 1);
    problems(&pieces).join("; ")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn starts(problem: &str, kind: &str) {
    assert!(problem.starts_with(kind), "expected {kind}: {problem}");
}

#[tokio::test]
async fn a_redirect_from_an_admitted_source_to_another_port_reaches_nobody() {
    let (server, canary) = (Server::start().await, Server::start().await);
    server.reply("/feed", &format!("302 Found\r\nLocation: {}", canary.url("/")), "");
    starts(&failure_of(&server).await, "refused ");
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_link_from_an_admitted_source_to_another_port_reaches_nobody() {
    let (server, canary) = (Server::start().await, Server::start().await);
    server.put(
        "/feed",
        "text/xml",
        rss(&[("1", &canary.url("/secret"), "A"), ("2", "http://localhost/x", "B")]),
    );
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    let pieces = stage.poll().await;
    assert_eq!(problems(&pieces).iter().filter(|problem| problem.starts_with("refused ")).count(), 2);
    assert_eq!((canary.connections(), articles(&pieces).len()), (0, 0));
}

#[tokio::test]
async fn a_source_that_is_not_admitted_reaches_nobody_on_this_machine() {
    let canary = Server::start().await;
    let spellings =
        ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]", "0", "localhost", "localhost."];
    for spelling in spellings {
        let url = format!("http://{spelling}:{}/feed", canary.port);
        let kind = SourceKind::Feed { url, fetch_base: None };
        let source = Source { kind, admit_private: false, canonical_base: None, ..canary.source("s", "/") };
        let mut config = quick();
        config.ports.push(canary.port);
        let mut stage = Stage::with(config, vec![source]);
        starts(&problems(&stage.poll().await).join("; "), "refused ");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn the_metadata_address_of_clouds_is_refused() {
    let server = Server::start().await;
    server.reply("/feed", "302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/", "");
    starts(&failure_of(&server).await, "refused ");
}

#[tokio::test]
async fn redirect_loops_end() {
    let server = Server::start().await;
    server.reply("/feed", "302 Found\r\nLocation: /other", "");
    server.reply("/other", "302 Found\r\nLocation: /feed", "");
    starts(&failure_of(&server).await, "redirect ");
    for step in 0..9 {
        let from = if step == 0 { "/feed".to_owned() } else { format!("/step{step}") };
        server.reply(&from, &format!("302 Found\r\nLocation: /step{}", step + 1), "");
    }
    starts(&failure_of(&server).await, "redirect ");
}

#[tokio::test]
async fn endless_bodies_slow_heads_and_bombs_are_bounded() {
    let server = Server::start().await;
    server.set("/feed", Reply::Endless);
    starts(&failure_of(&server).await, "too_large ");
    server.set("/feed", Reply::SlowHead);
    starts(&failure_of(&server).await, "timeout ");
    server.reply("/feed", "200 OK\r\nContent-Encoding: gzip", gzip(&vec![b' '; 64 << 20]));
    starts(&failure_of(&server).await, "too_large ");
}

#[tokio::test]
async fn documents_that_break_parsers_cost_only_themselves() {
    let server = Server::start().await;
    let nested = "<media:group>".repeat(1000);
    let bomb = format!(
        "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><item>{nested}</item></channel></rss>"
    );
    server.put("/feed", "text/xml", bomb);
    starts(&failure_of(&server).await, "too_complex ");
    server.put("/feed", "text/html", page("Not a feed", "", ""));
    starts(&failure_of(&server).await, "not_a_feed ");
    server.put("/feed", "text/xml", "");
    starts(&failure_of(&server).await, "not_a_feed ");
}

#[tokio::test]
async fn sixteen_bit_feeds_with_a_wrong_declaration_and_bylines_that_touch_an_address_are_read() {
    let server = Server::start().await;
    let feed = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss version=\"2.0\"><channel><item><guid>1</guid>\
                <link>/a</link><title>Соглашение</title><author>Иван Иванов—news@example.ru</author></item></channel></rss>";
    let bytes: Vec<u8> = feed.encode_utf16().flat_map(u16::to_be_bytes).collect();
    server.put("/feed", "text/xml; charset=utf-8", bytes);
    server.put("/a", "text/html", page("Agreement", "One.", ""));
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    let pieces = stage.poll().await;
    assert_eq!(articles(&pieces), ["1 https://seeds.example/a Agreement"], "{:?}", problems(&pieces));
    assert!(pieces[0].fetched[0].feed_entry.contains("Соглашение"));
}

#[tokio::test]
async fn sixty_four_hostile_servers_leave_a_good_one_alone() {
    let mut servers = Vec::new();
    let mut sources = Vec::new();
    for number in 0..64 {
        let server = Server::start().await;
        server.set("/feed", if number % 4 == 0 { Reply::SlowHead } else { Reply::Endless });
        sources.push(server.source(&format!("bad-{number}"), "/feed"));
        servers.push(server);
    }
    let good = Server::start().await;
    good.put("/feed", "text/xml", rss(&[("1", "/a", "Agreement")]));
    good.put("/a", "text/html", page("Agreement", "One.", ""));
    sources.push(good.source("good", "/feed"));
    let mut stage = Stage::new(sources);
    let pieces = stage.poll().await;
    assert_eq!(articles(&pieces), ["1 https://seeds.example/a Agreement"]);
    let failed = |piece: &&Polled| piece.finished && piece.state.errors == 1;
    assert_eq!(pieces.iter().filter(failed).count(), 64);
    assert_eq!(stage.poller.in_flight(), 0);
}
