//! The pages as a client gets them: a real log, a real archive, a real server on a free port.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use archive::{Exchange, ExchangeKind, Writer};
use bus::{Log as _, Send, SqliteLog, StageSpec, Topics, wire};
use model::{Alert, Digest, FeedState, PolledBy, Status, Transition};
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;

/// The golden alert of the wire forms: one article, whose text is archived by [`archived`].
fn sample() -> Alert {
    wire::alert::from_json(include_bytes!("../../bus/test_data/alert_v1.json")).expect("the golden alert")
}

const TEXT: &str = "On 3 February, Rosselkhoznadzor banned the import of bananas from five Ecuadorian companies.\n\nOfficials in Quito asked for talks.";

/// Everything a test needs; folder and server live as long as it does.
struct Served {
    folder: tempfile::TempDir,
    log: Arc<SqliteLog>,
    topics: Topics,
    base: String,
}

impl Served {
    async fn start() -> Served {
        Served::again(tempfile::tempdir().expect("temporary folder")).await
    }

    /// A server over what an earlier one left.
    async fn again(folder: tempfile::TempDir) -> Served {
        let log = Arc::new(SqliteLog::open(&folder.path().join("log.db")).expect("open log"));
        let topics = Topics::new("estafeta").expect("a prefix");
        log.create_topics(&topics.all(&[])).expect("topics");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("address"));
        let web = web::Web {
            log: log.clone(),
            topics: topics.clone(),
            archive: folder.path().join("archive"),
            outlets: [(
                "press".to_owned(),
                web::Outlet { name: "La Prensa".to_owned(), lang: "es".to_owned() },
            )]
            .into(),
            registry: Mutex::new(Registry::default()),
            is_ready: Box::new(|| true),
        };
        tokio::spawn(web::serve(listener, web, std::future::pending()));
        Served { folder, log, topics, base }
    }

    /// Removes the latest state of an alert, by another process.
    fn remove_elsewhere(&self, alert: &Alert) {
        let elsewhere = SqliteLog::open(self.log.path()).expect("open log");
        let tombstone = Send {
            topic: self.topics.alert_state(),
            partition: None,
            key: alert.id.to_string(),
            value: None,
            headers: Vec::new(),
        };
        commit(&elsewhere, "classify", &[tombstone]);
    }

    /// Sends alerts as the classifier does.
    fn send(&self, alerts: &[Alert]) {
        let send = |topic: String, alert: &Alert| Send {
            topic,
            partition: None,
            key: alert.id.to_string(),
            value: Some(wire::alert::to_json(alert)),
            headers: Vec::new(),
        };
        let sends: Vec<Send> = alerts
            .iter()
            .flat_map(|alert| [send(self.topics.alerts(), alert), send(self.topics.alert_state(), alert)])
            .collect();
        commit(&self.log, "classify", &sends);
    }

    /// Sends the state of a feed as the poller does.
    fn polled(&self, key: &str, state: &FeedState) {
        let value = Some(wire::poller_state::to_json(state));
        let send = Send {
            topic: self.topics.poller_state(),
            partition: None,
            key: key.to_owned(),
            value,
            headers: Vec::new(),
        };
        commit(&self.log, "poll", &[send]);
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let answer = reqwest::get(format!("{}{path}", self.base)).await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }
}

fn commit(log: &SqliteLog, stage: &str, sends: &[Send]) {
    let spec = StageSpec {
        name: stage.to_owned(),
        instance: "test".to_owned(),
        inputs: Vec::new(),
        state: Vec::new(),
    };
    let mut session = log.join(&spec, Duration::ZERO).expect("join").expect("free");
    session.commit(sends, &[]).expect("commit");
}

/// Archives the sample's article and points its evidence there.
fn archived(served: &Served, alert: &mut Alert) {
    let config = archive::Config {
        dir: served.folder.path().join("archive"),
        instance: "test".to_owned(),
        segment_bytes_max: 1 << 20,
        software: "test".to_owned(),
    };
    let mut writer = Writer::open(config).expect("open archive");
    let evidence = &mut alert.evidence[0];
    let exchange = Exchange {
        article_fields: String::new(),
        kind: ExchangeKind::Response,
        url: evidence.url.to_string(),
        http_head: "HTTP/1.1 200 OK\r\nContent-Type: text/html".to_owned(),
        media_type: "text/html".to_owned(),
        body: b"<p>page</p>".to_vec(),
        fetched_at: evidence.fetched_at,
        feed_entry: "{}".to_owned(),
        article: evidence.article.clone(),
        revision: 1,
        title: evidence.title.clone(),
        text: TEXT.to_owned(),
    };
    let pointer = writer.append(&exchange).expect("append");
    writer.sync().expect("sync");
    writer.mark_committed(std::iter::once(pointer.record.as_str())).expect("mark");
    evidence.archive = Some(pointer);
}

#[tokio::test]
async fn an_empty_log_has_a_calm_page() {
    let served = Served::start().await;
    let (status, page) = served.get("/").await;
    assert_eq!(status, 200);
    assert!(page.contains("No alert yet"), "{page}");
    assert!(served.get("/sources").await.1.contains("No source was polled yet"));
    assert_eq!(served.get("/alerts.json").await.1, "[]\n");
}

#[tokio::test]
async fn alerts_are_listed_and_filtered() {
    let served = Served::start().await;
    let mut drill = sample();
    drill.id = model::AlertId::from_text("00000000-0000-5000-8000-000000000001");
    drill.status = Status::Exercise;
    drill.headline = "Cuba opened a bank".to_owned();
    drill.tie.partner = vec![model::Partner::from_code("CUB").expect("a partner")];
    served.send(&[sample(), drill]);
    let (_, all) = served.get("/").await;
    assert!(all.contains("Russia banned banana imports") && all.contains("Cuba opened a bank"));
    assert!(all.contains("RUS → ECU"), "{all}");
    assert!(all.contains("class=\"drills\""), "drills are said loudly");
    let (_, ecuador) = served.get("/?country=ECU&severity=severe&lang=en&type=&status=Actual").await;
    assert!(ecuador.contains("Russia banned banana imports") && !ecuador.contains("Cuba opened a bank"));
    assert!(!ecuador.contains("class=\"drills\""));
    let (_, none) = served.get("/?realis=%3Cscript%3E").await;
    assert!(none.contains("No alert passes") && !none.contains("<script>"), "{none}");
    let (_, json) = served.get("/alerts.json?country=CUB").await;
    assert_eq!(json.matches("alert_id").count(), 1);
}

#[tokio::test]
async fn each_request_tells_the_latest_whoever_wrote_it() {
    let served = Served::start().await;
    let mut other = sample();
    other.id = model::AlertId::from_text("00000000-0000-5000-8000-000000000001");
    other.headline = "Cuba opened a bank".to_owned();
    served.send(&[sample(), other.clone()]);
    assert_eq!(served.get("/alerts.json").await.1.matches("alert_id").count(), 2);
    // Compaction leaves the last of these only.
    for revision in 2..5 {
        other.revision = revision;
        other.headline = format!("Cuba opened {revision} banks");
        served.send(std::slice::from_ref(&other));
    }
    let (_, json) = served.get("/alerts.json").await;
    assert!(json.contains("Cuba opened 4 banks") && !json.contains("3 banks"), "{json}");
    served.remove_elsewhere(&sample());
    let (_, json) = served.get("/alerts.json").await;
    assert!(json.matches("alert_id").count() == 1 && json.contains("Cuba opened 4 banks"), "{json}");
    assert_eq!(served.get(&format!("/alerts/{}", sample().id)).await.0, 404);
    let again = Served::again(served.folder).await;
    assert_eq!(again.get("/alerts.json").await.1, json, "after a restart");
    again.send(&[sample()]);
    assert_eq!(again.get("/alerts.json").await.1.matches("alert_id").count(), 2);
}

#[tokio::test]
async fn what_cannot_be_read_costs_no_later_request() {
    let served = Served::start().await;
    let broken = |value: &str| Send {
        topic: served.topics.alert_state(),
        partition: None,
        key: "broken".to_owned(),
        value: Some(value.as_bytes().to_vec()),
        headers: Vec::new(),
    };
    served.send(&[sample()]);
    assert_eq!(served.get("/").await.0, 200);
    commit(&served.log, "classify", &[broken("{}")]);
    assert_eq!(served.get("/").await.0, 500);
    assert_eq!(served.get("/").await.0, 500, "it is still there");
    let mended = Send { value: None, ..broken("") };
    commit(&served.log, "classify", &[mended]);
    let (status, page) = served.get("/").await;
    assert!(status == 200 && page.contains("Russia banned banana imports"), "{page}");
}

#[tokio::test]
async fn evidence_is_highlighted_in_the_archived_paragraph() {
    let served = Served::start().await;
    let mut alert = sample();
    archived(&served, &mut alert);
    served.send(std::slice::from_ref(&alert));
    let (status, page) = served.get(&format!("/alerts/{}", alert.id)).await;
    assert_eq!(status, 200);
    assert!(
        page.contains("<mark>")
            && page.contains("<span class=\"act\" title=\"act\">banned the import of</span>"),
        "{page}"
    );
    assert!(page.contains("<span class=\"russia\" title=\"russia\">Rosselkhoznadzor</span>"), "{page}");
    assert!(!page.contains("could not be opened"), "{page}");
    assert!(page.contains("act: SANCTION/discontinue") && page.contains("act.ban.import"), "{page}");
    assert!(page.contains("rel=\"noopener noreferrer nofollow ugc\""), "{page}");
    // The beginning of an id is enough, as `subscribe` prints it.
    assert_eq!(served.get(&format!("/alerts/{}", &alert.id.as_str()[..8])).await.0, 200);
    assert_eq!(served.get("/alerts/4f1").await.0, 404);
    assert!(served.get(&format!("/alerts/{}.json", alert.id)).await.1.contains("\"revision\":1"));
}

#[tokio::test]
async fn evidence_whose_text_is_gone_is_still_shown_and_says_so() {
    let served = Served::start().await;
    let alert = sample();
    served.send(std::slice::from_ref(&alert));
    let (status, page) = served.get(&format!("/alerts/{}", alert.id)).await;
    assert_eq!(status, 200);
    assert!(page.contains("could not be opened") && page.contains("<mark>On 3 February"), "{page}");
}

#[tokio::test]
async fn each_revision_tells_what_it_changed() {
    let served = Served::start().await;
    let mut updated = sample();
    updated.revision = 2;
    updated.transition = Transition::Updated;
    updated.story.sources = 3;
    served.send(&[sample(), updated.clone()]);
    let (_, page) = served.get(&format!("/alerts/{}", updated.id)).await;
    assert!(page.contains("sources: 1 → 3"), "{page}");
    let (_, list) = served.get("/").await;
    assert_eq!(list.matches("class=\"row ").count(), 1, "one row an alert: {list}");
}

#[tokio::test]
async fn a_source_has_its_name_and_what_its_server_says_of_its_address() {
    let served = Served::start().await;
    let once = FeedState {
        source: "press".to_owned(),
        moved_to: Some("https://press.example/new".to_owned()),
        moved_times: 1,
        ..FeedState::default()
    };
    served.polled("https://press.example/old", &once);
    let (_, page) = served.get("/sources").await;
    assert!(page.contains("La Prensa") && page.contains("es") && page.contains("press"), "{page}");
    assert!(!page.contains("for good"), "once may be a mistake of the day: {page}");
    let twice = FeedState { moved_times: 2, next_poll_at: Some(jiff::Timestamp::MAX), ..once };
    served.polled("https://press.example/old", &twice);
    let (_, page) = served.get("/sources").await;
    assert!(page.contains("for good to <code>https://press.example/new</code>"), "{page}");
    assert!(page.contains("no more"), "{page}");
}

#[tokio::test]
async fn instances_with_different_sources_are_told_of_as_long_as_both_poll() {
    let served = Served::start().await;
    let hours_ago = |hours| jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
    let by = |instance: &str, feeds: &str, hours| FeedState {
        source: "press".to_owned(),
        polled_at: Some(hours_ago(hours)),
        polled_by: Some(PolledBy { instance: instance.to_owned(), feeds: Digest::of(feeds.as_bytes()) }),
        ..FeedState::default()
    };
    let differ = "The instances poll by different feeds.toml.";
    for (other, told) in [(by("b", "new", 1), true), (by("b", "new", 30), false), (by("b", "old", 1), false)]
    {
        served.polled("https://press.example/a", &by("a", "old", 1));
        served.polled("https://press.example/b", &other);
        let (_, page) = served.get("/sources").await;
        assert_eq!(page.contains(differ), told, "{page}");
    }
    // What an instance polled before its file changed counts no more.
    served.polled("https://press.example/a", &by("a", "new", 1));
    served.polled("https://press.example/b", &by("a", "old", 2));
    assert!(!served.get("/sources").await.1.contains(differ));
}

#[tokio::test]
async fn text_of_others_stays_text() {
    let served = Served::start().await;
    let mut alert = sample();
    alert.headline = "<script>alert(1)</script> \u{202e}evil\u{1b}[31m".to_owned();
    alert.evidence[0].title = "\"><img src=x onerror=alert(1)>".to_owned();
    alert.evidence[0].source_name = "<b>\u{200b}".to_owned();
    alert.evidence[0].sentence = "]]></script><svg onload=alert(1)>\u{0}".to_owned();
    served.send(std::slice::from_ref(&alert));
    for path in ["/".to_owned(), format!("/alerts/{}", alert.id), "/alerts.atom".to_owned()] {
        let (status, page) = served.get(&path).await;
        assert_eq!(status, 200, "{path}");
        for raw in ["<script>alert", "<img", "<svg", "<b>", "\u{202e}", "\u{1b}", "\u{200b}", "\u{0}"] {
            assert!(!page.contains(raw), "{path} has {raw:?}");
        }
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let served = Served::start().await;
    let client = reqwest::Client::new();
    for path in [
        "/",
        "/sources",
        "/alerts/none",
        "/alerts.json",
        "/alerts.atom",
        "/metrics",
        "/livez",
        "/readyz",
        "/style.css",
        "/live.js",
        "/icon.svg",
        "/schema/alert",
        "/schema/none",
        "/no-such-page",
        "/events?from=tomorrow",
        "/?skip=1&skip=2",
    ] {
        for method in [reqwest::Method::GET, reqwest::Method::POST] {
            let url = format!("{}{path}", served.base);
            let answer = client.request(method, url).send().await.expect("an answer");
            let policy = answer.headers()["content-security-policy"].to_str().expect("ascii");
            assert!(
                policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
                "{path}: {policy}"
            );
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
        }
    }
}

#[tokio::test]
async fn the_feed_has_the_latest_revision_of_each_alert() {
    let served = Served::start().await;
    let mut updated = sample();
    updated.revision = 2;
    updated.transition = Transition::Updated;
    served.send(&[sample(), updated]);
    let (_, feed) = served.get("/alerts.atom").await;
    assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
    assert!(
        feed.contains("<title>[updated] Russia banned") && feed.contains("<id>urn:uuid:4f1c2a77"),
        "{feed}"
    );
    assert!(feed.contains(&format!("href=\"{}/alerts/4f1c2a77", served.base)), "{feed}");
}

/// Reads a stream of events until it has `count` of them.
async fn events(served: &Served, query: &str, last: Option<&str>, count: usize) -> String {
    let mut request = reqwest::Client::new().get(format!("{}/events{query}", served.base));
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let mut answer = request.send().await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut read = String::new();
    while read.matches("\n\n").count() < count {
        let chunk = tokio::time::timeout(Duration::from_secs(30), answer.chunk()).await;
        let chunk = chunk.expect("in time").expect("a chunk").expect("more");
        read.push_str(&String::from_utf8_lossy(&chunk));
    }
    read
}

#[tokio::test]
async fn events_begin_where_they_are_asked_to_and_go_on_live() {
    let served = Served::start().await;
    let mut second = sample();
    second.revision = 2;
    served.send(&[sample(), second.clone()]);
    let all = events(&served, "?from=beginning", None, 2).await;
    assert!(all.contains("id: 0\n") && all.contains("id: 1\n") && all.contains("\"alert_id\""), "{all}");
    let resumed = events(&served, "?from=beginning", Some("0"), 1).await;
    assert!(resumed.contains("id: 1\n") && !resumed.contains("id: 0\n"), "{resumed}");
    second.revision = 3;
    let (live, ()) = tokio::join!(events(&served, "?from=2", None, 1), async { served.send(&[second]) });
    assert!(live.contains("\"revision\":3"), "{live}");
}

#[tokio::test]
async fn schemas_are_served_by_name() {
    let served = Served::start().await;
    for name in wire::SCHEMAS {
        let (status, schema) = served.get(&format!("/schema/{name}.v1.json")).await;
        assert_eq!(status, 200, "{name}");
        assert!(schema.contains("https://json-schema.org/draft/2020-12/schema"), "{name}");
    }
}
