//! Sources that mean harm, polled by the binary beside an honest one: it goes on, names each with a reason, stays small,
//! and is led nowhere.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::support::{Folder, Running, get, until};

/// Most memory that the run may ever have held, in KiB.
const MEMORY_KIB_MAX: u64 = 300 << 10;

/// Id of the source whose feed is broken, but can be read.
const SIXTEEN_BIT: &str = "sixteen-bit";

/// Hostile sources whose article is taken all the same, under their own address.
const STILL_READ: &[&str] = &["foreign-canonical", "touching-byline"];

/// How a hostile server answers a path.
enum Answer {
    /// Status line and headers, lines parted by CR LF, and the body.
    Whole(String, Vec<u8>),
    /// The head of a page, then bytes as long as the client takes them.
    Endless,
    /// A head of which one byte comes at a time and never the last.
    SlowHead,
}

/// Serves on a port of its own until the test process ends: its `host:port`, and how often it was connected to.
/// `answer` gets the `host:port` and the path that is asked for.
fn serve(answer: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let connections = Arc::new(AtomicUsize::new(0));
    let (place, counted, answer) = (address.clone(), connections.clone(), Arc::new(answer));
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            let (place, answer) = (place.clone(), answer.clone());
            std::thread::spawn(move || exchange(stream, |path| answer(&place, path)));
        }
    });
    (address, connections)
}

/// One request and its answer; that the client hangs up is its good right.
fn exchange(mut stream: TcpStream, answer: impl Fn(&str) -> Answer) {
    let request = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let head: Vec<String> = request.take_while(|line| !line.is_empty()).collect();
    let Some(path) = head.first().and_then(|line| line.split(' ').nth(1)) else { return };
    let _ = match answer(path) {
        Answer::Whole(head, body) => {
            let head =
                format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body))
        }
        Answer::Endless => drown(&mut stream),
        Answer::SlowHead => drip(&mut stream),
    };
}

fn drown(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")?;
    loop {
        stream.write_all(&[b' '; 64 << 10])?;
    }
}

fn drip(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
    // Nothing is ever sent: the channel only paces the drops.
    let (_send, pace) = channel::<()>();
    loop {
        let _ = pace.recv_timeout(Duration::from_millis(50));
        stream.write_all(b"x")?;
    }
}

fn ok(media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    Answer::Whole(format!("200 OK\r\nContent-Type: {media_type}"), body.into())
}

fn redirect(to: &str) -> Answer {
    Answer::Whole(format!("302 Found\r\nLocation: {to}"), Vec::new())
}

/// An RSS document with one item that links to `/a`; `inside` stands in the item.
fn rss(encoding: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"{encoding}\"?><rss version=\"2.0\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><title>T</title><item><guid>1</guid><link>/a</link>\
         <title>Harbour notes</title>{inside}</item></channel></rss>"
    )
}

/// A page that raises nothing; `head` stands in its head.
fn page(head: &str) -> String {
    let sentence =
        "The harbour office opened a second ticket window and painted the railings of the long pier. ";
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Harbour notes</title>{head}</head><body><main><article>\
         <h1>Harbour notes</h1><p>{0}</p><p>{0}</p></article></main></body></html>",
        sentence.repeat(4)
    )
}

/// A source whose feed is `feed` and whose only page is `page`.
fn feed_and_page(feed: impl Into<Vec<u8>>, page: String) -> String {
    let feed = feed.into();
    let answer = move |_: &str, path: &str| match path {
        "/feed" => ok("text/xml", feed.clone()),
        "/a" => ok("text/html; charset=utf-8", page.clone()),
        _ => Answer::Whole("404 Not Found".to_owned(), Vec::new()),
    };
    serve(answer).0
}

fn gzip_bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let mebibyte = vec![b' '; 1 << 20];
    for _ in 0..256 {
        encoder.write_all(&mebibyte).unwrap();
    }
    encoder.finish().unwrap()
}

/// The hostile servers by the id of their source, each with the reason that must be told.
fn hostile_servers(canary: &str) -> BTreeMap<&'static str, (String, &'static str)> {
    let canary = format!("http://{canary}/");
    let bomb = gzip_bomb();
    let nested = rss("utf-8", &"<media:group>".repeat(1000));
    let font = "<font><p>".repeat(151 * 1024 / 9);
    let byline = "<author>Иван Иванов—news@example.ru</author>";
    let foreign = page("<link rel=\"canonical\" href=\"https://ria.example/20250101/other.html\">");
    BTreeMap::from([
        ("endless-body", (serve(|_, _| Answer::Endless).0, "larger than")),
        ("slow-headers", (serve(|_, _| Answer::SlowHead).0, "no answer in time")),
        ("redirect-loop", (serve(redirected_in_a_loop).0, "a loop")),
        ("redirect-port", (serve(move |_, _| redirect(&canary)).0, "refused")),
        ("redirect-cloud", (serve(|_, _| redirect("http://169.254.169.254/latest/meta-data/")).0, "refused")),
        ("foreign-canonical", (feed_and_page(rss("utf-8", ""), foreign), "is not believed")),
        ("nested-groups", (feed_and_page(nested, page("")), "deep")),
        ("font-pages", (feed_and_page(rss("utf-8", ""), font), "no article text")),
        ("touching-byline", (feed_and_page(rss("utf-8", byline), page("")), "the feed parser panicked: ")),
        ("gzip-bomb", (serve(move |_, _| bombed(&bomb)).0, "inflates to more than")),
    ])
}

fn redirected_in_a_loop(_: &str, path: &str) -> Answer {
    redirect(if path == "/feed" { "/other" } else { "/feed" })
}

fn bombed(bomb: &[u8]) -> Answer {
    Answer::Whole("200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip".to_owned(), bomb.to_owned())
}

/// A feed in big-endian UTF-16 that says it is windows-1251: wrong, but it can be read.
fn sixteen_bit_server() -> String {
    let feed: Vec<u8> = rss("windows-1251", "").encode_utf16().flat_map(u16::to_be_bytes).collect();
    feed_and_page(feed, page(""))
}

fn source(id: &str, address: &str) -> String {
    format!(
        "[[source]]\nid = \"{id}\"\nname = \"{id}\"\nkind = \"feed\"\nurl = \"http://{address}/feed\"\n\
         status = \"Exercise\"\npoll_secs_min = 3600\nadmit_private = true\n\
         canonical_base = \"https://{id}.example/\"\nseen = \"tests/it\"\nenabled = true\n\n"
    )
}

#[test]
fn hostile_sources_are_named_with_a_reason_and_an_honest_one_goes_on() {
    let (canary, reached) = serve(|_, _| ok("text/plain", "secret"));
    let hostile = hostile_servers(&canary);
    let folder = Folder::bare();
    let sources = hostile.iter().map(|(id, (address, _))| source(id, address)).collect::<String>();
    folder.append("feeds.toml", &(sources + &source(SIXTEEN_BIT, &sixteen_bit_server())));
    folder.append("estafeta.toml", "[poller]\nconnect_secs = 2\nfirst_byte_secs = 2\ntotal_secs = 4\n");
    folder.publish(Path::new("courier/grenada-passports.html"));
    let running = folder.start();
    let address = running.page();
    let said = named_with_reasons(&running, &hostile);
    assert!(!said.contains("panicked at"), "a contained panic is told as a reason:\n{said}");
    raises(&folder, "grenada-passports.html");

    let urls = || folder.articles().iter().map(|article| article.url.to_string()).collect::<Vec<_>>();
    for id in [SIXTEEN_BIT].iter().chain(STILL_READ) {
        let own = format!("https://{id}.example/a");
        until(&format!("the article {own}"), || urls().contains(&own).then_some(()));
    }
    let shown = get(&format!("{address}/sources"));
    assert!(shown.contains("Exercise: Harbour Courier"), "a source is called by its name:\n{shown}");
    for (id, (address, _)) in
        hostile.iter().filter(|(id, _)| !STILL_READ.contains(id) && **id != "font-pages")
    {
        let row = shown.split("<tr").find(|row| row.contains(&format!("http://{address}/feed")));
        assert!(row.is_some_and(|row| row.contains("failing") && row.contains(id)), "{id}:\n{shown}");
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0, "nobody was led to another port");

    folder.publish(Path::new("courier/bogota-expels-two.html"));
    raises(&folder, "bogota-expels-two.html");
    let memory = memory_kib_max(running.pid());
    println!("held at most {memory} KiB");
    assert!(memory < MEMORY_KIB_MAX, "{memory} KiB");
    assert_eq!(running.end(), Some(0));
}

/// Waits until each hostile source is named in a line with its reason; returns all that was said until then.
fn named_with_reasons(running: &Running, hostile: &BTreeMap<&str, (String, &str)>) -> String {
    let mut open = hostile.clone();
    let lines = running.says_until("the id and the reason of each hostile source", |line| {
        open.retain(|id, (_, reason)| !(line.contains(&format!("source={id} ")) && line.contains(*reason)));
        open.is_empty()
    });
    lines.join("\n")
}

fn raises(folder: &Folder, page: &str) {
    let of_page = |alert: &Value| alert["evidence"][0]["url"].as_str().is_some_and(|url| url.ends_with(page));
    until(page, || folder.alerts().iter().any(of_page).then_some(()));
}

/// The most memory that the process ever held, in KiB (`VmHWM`).
fn memory_kib_max(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.split_whitespace().next().unwrap().parse().unwrap()
}
