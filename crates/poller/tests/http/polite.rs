//! Manners: validators, redirects, errors, and who asks.

use crate::server::{Server, Stage, articles, page, problems, rss};

#[tokio::test]
async fn validators_go_back_byte_for_byte_and_are_renewed_by_every_answer() {
    let server = Server::start().await;
    let feed = rss(&[("1", "/a", "Agreement")]);
    server.reply("/feed", "200 OK\r\nETag: W/\"v1-é\"\r\nLast-Modified: yesterday, at noon", feed);
    server.put("/a", "text/html", page("Agreement", "One.", ""));
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    stage.poll().await;
    server.reply("/feed", "304 Not Modified\r\nETag: \"v2\"", "");
    assert_eq!(articles(&stage.poll().await), [""; 0]);
    stage.poll().await;
    let asked = server.asked_for("/feed");
    let header = |at: usize, name: &str| asked[at].headers.get(name).cloned();
    assert_eq!(header(0, "if-none-match"), None);
    assert_eq!(header(0, "if-modified-since"), None);
    assert_eq!(header(1, "if-none-match").as_deref(), Some("W/\"v1-é\""));
    assert_eq!(header(1, "if-modified-since").as_deref(), Some("yesterday, at noon"));
    assert_eq!(header(2, "if-none-match").as_deref(), Some("\"v2\""));
    assert_eq!(header(2, "if-modified-since").as_deref(), Some("yesterday, at noon"));
    assert_eq!(stage.state().unchanged, 2);
    assert_eq!(stage.state().polls, 3);
}

#[tokio::test]
async fn the_same_body_under_200_counts_as_unchanged() {
    let server = Server::start().await;
    server.put("/feed", "text/xml", rss(&[("1", "/a", "Agreement")]));
    server.put("/a", "text/html", page("Agreement", "One.", ""));
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    stage.poll().await;
    stage.poll().await;
    assert_eq!(stage.state().unchanged, 1);
    assert_eq!(server.asked_for("/a").len(), 1);
}

#[tokio::test]
async fn requests_say_who_asks_and_carry_nothing_else() {
    let server = Server::start().await;
    server.reply("/feed", "200 OK\r\nSet-Cookie: a=b", rss(&[("1", "/a", "Agreement")]));
    server.put("/a", "text/html", page("Agreement", "One.", ""));
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    stage.poll().await;
    for asked in server.asked() {
        let names: Vec<&str> = asked.headers.keys().map(String::as_str).collect();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"], "{}", asked.path);
        assert!(asked.headers["user-agent"].starts_with("Estafeta/"));
    }
}

#[tokio::test]
async fn redirects_within_the_admitted_server_are_followed() {
    let server = Server::start().await;
    server.reply("/feed", "301 Moved Permanently\r\nLocation: /moved", "");
    server.put("/moved", "text/xml", rss(&[("1", "/a", "Agreement")]));
    server.put("/a", "text/html", page("Agreement", "One.", ""));
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    assert_eq!(articles(&stage.poll().await), ["1 https://seeds.example/a Agreement"]);
}

#[tokio::test]
async fn an_error_is_counted_and_told_and_a_success_clears_it() {
    let server = Server::start().await;
    server.reply("/feed", "503 Service Unavailable\r\nRetry-After: 7200", "");
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    let pieces = stage.poll().await;
    assert!(problems(&pieces)[0].starts_with("status "), "{:?}", problems(&pieces));
    assert_eq!((stage.state().errors, stage.state().next_poll_reason.as_str()), (1, "retry_after"));
    assert_eq!(stage.state().error.as_ref().unwrap().kind, "status");
    server.put("/feed", "text/xml", rss(&[]));
    stage.poll().await;
    assert_eq!((stage.state().errors, &stage.state().error), (0, &None));
}

#[tokio::test]
async fn a_feed_that_is_gone_twice_is_polled_no_more_and_says_why() {
    let server = Server::start().await;
    server.reply("/feed", "410 Gone", "");
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    stage.poll().await;
    assert_eq!(stage.state().next_poll_reason, "gone");
    stage.poll().await;
    stage.poll().await;
    assert_eq!(server.asked_for("/feed").len(), 2);
    let error = stage.state().error.clone().unwrap();
    assert!(
        error
            .message
            .ends_with("answered 410 again; it is polled no more until its source has another address"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_feed_that_moved_for_good_tells_its_new_address_and_how_often_it_did() {
    let server = Server::start().await;
    server.reply("/feed", "301 Moved Permanently\r\nLocation: /one", "");
    server.reply("/one", "308 Permanent Redirect\r\nLocation: /two", "");
    server.reply("/two", "302 Found\r\nLocation: /today", "");
    server.put("/today", "text/xml", rss(&[]));
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    for times in 1..=2 {
        stage.poll().await;
        assert_eq!(stage.state().moved_to, Some(server.url("/two")), "a temporary redirect is no address");
        assert_eq!(stage.state().moved_times, times);
    }
    server.put("/feed", "text/xml", rss(&[]));
    stage.poll().await;
    assert_eq!((&stage.state().moved_to, stage.state().moved_times), (&None, 0));
}
