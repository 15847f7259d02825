//! From entries to articles: revisions, failures, what stands in for a page.

use crate::server::{Server, Stage, articles, page, problems, rss};

const FEED: &str = "application/rss+xml";
const HTML: &str = "text/html; charset=utf-8";

#[tokio::test]
async fn an_article_comes_with_its_exchange_under_its_canonical_base() {
    let server = Server::start().await;
    server.put("/feed", FEED, rss(&[("1", "/a?utm_source=rss", "Agreement")]));
    server.put(
        "/a?utm_source=rss",
        HTML,
        page("Agreement", "One.", "<link rel=canonical href='https://seeds.example/a'>"),
    );
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    let pieces = stage.poll().await;
    assert_eq!(articles(&pieces), ["1 https://seeds.example/a Agreement"], "{:?}", problems(&pieces));
    let fetched = &pieces[0].fetched[0];
    assert!(fetched.exchange.http_head.starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(fetched.exchange.url, server.url("/a?utm_source=rss"));
    assert!(fetched.article.text.starts_with("One. The ministers"));
    assert!(fetched.feed_entry.contains("\"guid\":\"1\""));
    assert!(pieces.last().unwrap().finished);
    assert_eq!(stage.state().seen[0].revision, 1);
}

#[tokio::test]
async fn an_edit_is_a_new_revision_and_a_new_headline_the_same_article() {
    let server = Server::start().await;
    server.put("/feed", FEED, rss(&[("1", "/a", "Agreement")]));
    server.put("/a", HTML, page("Agreement", "One.", ""));
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    let first = stage.poll().await;
    server.put("/feed", FEED, rss(&[("1", "/a", "Agreement, corrected")]));
    let unchanged = stage.poll().await;
    server.put("/feed", FEED, rss(&[("1", "/a", "Agreement cancelled")]));
    server.put("/a", HTML, page("Agreement cancelled", "Two.", ""));
    let second = stage.poll().await;
    assert_eq!(articles(&first), ["1 https://seeds.example/a Agreement"]);
    assert_eq!(articles(&unchanged), [""; 0], "the page did not change");
    assert_eq!(articles(&second), ["2 https://seeds.example/a Agreement cancelled"]);
    assert_eq!(first[0].fetched[0].article.id, second[0].fetched[0].article.id);
    assert_eq!(stage.state().articles, 2);
}

#[tokio::test]
async fn a_page_that_fails_is_tried_with_the_next_polls_and_then_given_up() {
    let server = Server::start().await;
    server.reply("/feed", "200 OK\r\nETag: \"v1\"", rss(&[("1", "/late", "Late"), ("2", "/gone", "Gone")]));
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    let first = stage.poll().await;
    assert_eq!(problems(&first).len(), 2);
    assert_eq!(stage.state().etag, None, "a 304 would hide what is still owed");
    server.put("/late", HTML, page("Late", "Three.", ""));
    assert_eq!(articles(&stage.poll().await), ["1 https://seeds.example/late Late"]);
    stage.poll().await;
    assert_eq!(stage.state().etag.as_deref(), Some("\"v1\""));
    assert_eq!(stage.state().dropped, 1);
    assert_eq!(server.asked_for("/gone").len(), 3);
    stage.poll().await;
    assert_eq!(server.asked_for("/gone").len(), 3);
}

#[tokio::test]
async fn an_article_that_two_feeds_list_is_sent_once() {
    let server = Server::start().await;
    server.put("/one", FEED, rss(&[("1", "/a", "Agreement")]));
    server.put("/two", FEED, rss(&[("x", "/a", "Agreement")]));
    server.put("/a", HTML, page("Agreement", "One.", ""));
    let mut stage = Stage::new(vec![server.source("one", "/one"), server.source("two", "/two")]);
    assert_eq!(articles(&stage.poll().await).len(), 1);
    assert!(stage.states.values().all(|state| state.seen[0].revision == 1));
}

#[tokio::test]
async fn a_canonical_link_to_another_outlet_is_not_believed() {
    let server = Server::start().await;
    server.put("/feed", FEED, rss(&[("1", "/a", "Agreement")]));
    let head = "<link rel=canonical href='https://ria.ru/20250101/other.html'>";
    server.put("/a", HTML, page("Agreement", "One.", head));
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    assert_eq!(articles(&stage.poll().await), ["1 https://seeds.example/a Agreement"]);
}

#[tokio::test]
async fn what_robots_txt_forbids_is_not_fetched_and_a_long_feed_text_stands_in_marked() {
    let server = Server::start().await;
    let long = "<p>".to_owned()
        + &"Cuba y Rusia firmaron un acuerdo sobre el suministro de petróleo a la isla. ".repeat(12)
        + "</p>";
    let items = format!(
        "<item><guid>1</guid><link>/private/a</link><title>Corto</title><description>Poco</description></item>\
         <item><guid>2</guid><link>/private/b</link><title>Largo</title><description><![CDATA[{long}]]></description></item>"
    );
    server.put("/feed", FEED, format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"));
    server.put("/robots.txt", "text/plain", "User-agent: Estafeta\nDisallow: /private\n");
    let mut stage = Stage::new(vec![server.source("s", "/feed")]);
    let pieces = stage.poll().await;
    assert_eq!(articles(&pieces), ["1 https://seeds.example/private/b Largo"]);
    let fetched = pieces.iter().flat_map(|piece| &piece.fetched).next().unwrap();
    assert!(fetched.feed_entry.contains("\"text_from\":\"feed_content\""));
    assert_eq!(problems(&pieces).iter().filter(|problem| problem.starts_with("robots ")).count(), 2);
    assert!(server.asked().iter().all(|asked| !asked.path.starts_with("/private")));
    assert_eq!(stage.state().dropped, 1);
}

#[tokio::test]
async fn a_poll_that_was_not_committed_is_made_again_with_the_same_ids() {
    let server = Server::start().await;
    server.reply("/feed", "200 OK\r\nETag: \"v1\"", rss(&[("1", "/a", "Agreement")]));
    server.put("/a", HTML, page("Agreement", "One.", ""));
    let lost = Stage::new(vec![server.source("s", "/feed")]).poll().await;
    let again = Stage::new(vec![server.source("s", "/feed")]).poll().await;
    assert_eq!(articles(&lost), articles(&again));
    assert_eq!(lost[0].fetched[0].article.id, again[0].fetched[0].article.id);
}
