//! What happens to alerts when their pages are edited and when other outlets join.

use std::path::Path;

use serde_json::Value;

use crate::atom;
use crate::support::{Folder, Running, get, root, until};

/// A page of another outlet, in its own furniture, on a story that the courier tells.
const SECOND_PAGE: &str = r#"<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>Two Russian embassy staff sent home by Colombia - Meridian Ledger</title>
<meta property="og:type" content="article">
<meta property="article:published_time" content="2020-12-23T09:30:00Z">
<link rel="canonical" href="https://seeds.example/ledger/bogota-two-sent-home.html"></head>
<body><ul class="topbar__menu"><li><a href="/ledger/finance/">Finance</a></li></ul>
<h1 class="headline">Two Russian embassy staff sent home by Colombia</h1>
<div itemprop="articleBody" class="copy">
<p>Colombia has expelled two employees of the Russian embassy in Bogotá over suspected espionage, the foreign ministry said.</p>
<p>The peso hardly moved on the news. Traders in the capital had their eyes on the price of crude and on the budget, which
passed its last reading in the night, and they expect a quiet week until the end of the year.</p>
</div></body></html>
"#;

/// A story with its partner and type.
fn is_about(alert: &Value, partner: &str, tie_type: &str) -> bool {
    alert["tie"]["partner"][0] == partner && alert["tie"]["tie_type"] == tie_type
}

fn only<'a>(alerts: &'a [Value], partner: &str, tie_type: &str) -> &'a Value {
    let found: Vec<&Value> = alerts.iter().filter(|alert| is_about(alert, partner, tie_type)).collect();
    assert_eq!(found.len(), 1, "{partner} {tie_type}: {found:#?}");
    found[0]
}

/// Publishes the site and waits until all of it is classified: the ties are read in order, so that the alert of the page
/// that came last is the last one.
fn settled(folder: &Folder) -> Vec<Value> {
    let (last, others): (Vec<_>, Vec<_>) =
        Folder::seeds().into_iter().partition(|page| page.ends_with("grenada-passports.html"));
    others.iter().for_each(|page| folder.publish(page));
    until("the others are read", || (folder.tie_records() == others.len()).then_some(()));
    folder.publish(&last[0]);
    until("the last page raises its two alerts", || {
        let alerts = folder.alerts();
        let is_last = |alert: &&Value| {
            alert["evidence"][0]["url"].as_str().is_some_and(|url| url.ends_with("grenada-passports.html"))
        };
        (alerts.iter().filter(is_last).count() == 2).then_some(alerts)
    })
}

/// The transitions after `before`, once there are `count`.
fn next(folder: &Folder, before: usize, count: usize) -> Vec<Value> {
    until("the transitions come", || {
        let alerts = folder.alerts();
        (alerts.len() >= before + count).then(|| alerts[before..].to_vec())
    })
}

#[test]
fn an_edit_updates_a_lost_tie_cancels_and_a_second_outlet_joins() {
    let folder = Folder::bare();
    let running = folder.start();
    let page = running.page();
    let before = settled(&folder);
    let changed = only(&before, "DMA", "migration_visa");
    assert_eq!((&changed["transition"], &changed["tie"]["realis"]), (&"raised".into(), &"actual".into()));
    let refused = "have refused Russian applicants since March 2022 and still do so";
    folder.edit("courier/grenada-passports.html", refused, "plan to refuse Russian applicants from March");
    let updated = &next(&folder, before.len(), 1)[0];
    assert_eq!((&updated["transition"], &updated["alert_id"]), (&"updated".into(), &changed["alert_id"]));
    assert_eq!((&updated["revision"], &updated["tie"]["realis"]), (&2.into(), &"planned".into()));

    let lost = only(&before, "ARG", "law_enforcement_ct");
    folder.write(Path::new("vestnik/kokain-v-posolstve.html"), &without_a_russian_side());
    let cancelled = &next(&folder, before.len(), 2)[1];
    assert_eq!((&cancelled["transition"], &cancelled["alert_id"]), (&"cancelled".into(), &lost["alert_id"]));

    let told = before
        .iter()
        .find(|alert| is_about(alert, "COL", "intelligence") && alert["tie"]["direction"] == "X->RUS")
        .unwrap();
    folder.write(Path::new("ledger/bogota-two-sent-home.html"), SECOND_PAGE);
    let joined = &next(&folder, before.len(), 3)[2];
    assert_eq!((&joined["transition"], &joined["alert_id"]), (&"updated".into(), &told["alert_id"]));
    assert_eq!((&joined["story"]["sources"], &joined["evidence"].as_array().unwrap().len()), (&2.into(), &2));

    told_alike_everywhere(&folder, &page);
    ends_in_order(&folder, running, before.len() + 3);
}

/// The page on cocaine once its editors have taken back what Russia had to do with it.
fn without_a_russian_side() -> String {
    let page = root().join("seeds/site/vestnik/kokain-v-posolstve.html");
    let text = std::fs::read_to_string(page).unwrap();
    let taken_back = [
        ("Россия и Аргентина вместе пресекли контрабанду кокаина", "Полиция пресекла контрабанду кокаина"),
        (
            "Полиция Аргентины и российские спецслужбы провели совместную операцию",
            "Полиция Аргентины провела операцию",
        ),
        ("сообщил посол России Виктор Коронелли", "сообщил сторож"),
        ("Буллрич поблагодарила российских коллег за помощь.", "Буллрич ответила на вопросы журналистов."),
    ];
    taken_back.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

/// The page's feeds tell what `subscribe` tells: each transition as an event, the latest revision of each alert in Atom.
fn told_alike_everywhere(folder: &Folder, page: &str) {
    let alerts = folder.alerts();
    let events = events(&format!("{page}/events?from=beginning"), alerts.len());
    assert_eq!(events, alerts, "events");
    let atom = get(&format!("{page}/alerts.atom"));
    atom::holds_the_latest_of_each(&atom, &alerts);
}

/// The first `count` events of a stream.
fn events(url: &str, count: usize) -> Vec<Value> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut response = reqwest::get(url).await.unwrap().error_for_status().unwrap();
        let mut text = Vec::new();
        loop {
            let whole = String::from_utf8_lossy(&text).into_owned();
            let data: Vec<&str> = whole.split("\n\n").filter(|event| event.contains("data:")).collect();
            if data.len() > count || (data.len() == count && whole.ends_with("\n\n")) {
                let values = data.iter().map(|event| {
                    let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
                    serde_json::from_str(&lines.collect::<String>()).unwrap()
                });
                return values.collect();
            }
            text.extend_from_slice(&response.chunk().await.unwrap().expect("the stream goes on"));
        }
    })
}

/// SIGTERM ends it with 0, and the next start sends nothing twice.
fn ends_in_order(folder: &Folder, running: Running, transitions: usize) {
    assert_eq!(running.end(), Some(0), "SIGTERM ends with 0");
    let again = folder.start();
    settled_again(&again);
    assert_eq!(again.end(), Some(0));
    assert_eq!(folder.alerts().len(), transitions, "nothing more, nothing twice");
}

/// Waits until a restarted instance has polled all its sources anew.
fn settled_again(running: &Running) {
    let page = running.page();
    until("the sources are polled anew", || {
        let metrics = get(&format!("{page}/metrics"));
        let polls =
            metrics.lines().find_map(|line| line.strip_prefix("estafeta_poller_polls_total{reason=\"ok\"} "));
        polls.and_then(|count| count.parse::<u32>().ok()).filter(|count| *count >= 10)
    });
}
