//! `/sources`: how each feed fares, the quiet failures first.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use model::{Digest, FeedState};

use crate::alerts_page::counted;
use crate::frame::{self, visible, words};
use crate::{Made, Outlet, Shared, read};

/// A feed that has not worked for so long is told apart even where no error stands: nobody would notice otherwise.
const QUIET: SignedDuration = SignedDuration::from_hours(48);

/// How a feed fares, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Health {
    Failing,
    Quiet,
    Empty,
    Working,
}

/// The page of sources.
pub(crate) fn page(shared: &Shared) -> Made {
    let now = Timestamp::now();
    let mut feeds = read::feeds(shared)?;
    feeds.sort_by_key(|(key, state)| (health(state, now), state.succeeded_at, key.clone()));
    let failing = feeds.iter().filter(|(_, state)| health(state, now) != Health::Working).count();
    let articles: u64 = feeds.iter().map(|(_, state)| state.articles).sum();
    let body = html! {
        h1 { "Sources" }
        p.facts {
            (counted(feeds.len(), "feed")) ", " (failing) " need a look · " (articles) " article revisions so far"
        }
        (disagreement(&feeds, now))
        @if feeds.is_empty() { p.none { "No source was polled yet." } }
        @else {
            div.scroll tabindex="0" role="region" aria-label="Sources" {
                table.feeds {
                    thead { tr {
                        th { "source" } th { "state" } th { "last success" } th { "next poll" }
                        th.number { "polls" } th.number { "unchanged" } th.number { "articles" } th.number { "dropped" }
                        th { "latest error" }
                    } }
                    tbody { @for (key, state) in &feeds { (row(key, state, shared.web.outlets.get(&state.source), now)) } }
                }
            }
        }
    };
    Ok(frame::page("Sources", "/sources", &body))
}

/// An instance that has polled nothing for so long is gone.
const INSTANCE_AWAY: SignedDuration = SignedDuration::from_hours(24);

/// Told where instances poll by different feeds.toml: what only one of them names may be polled by nobody.
fn disagreement(feeds: &[(String, FeedState)], now: Timestamp) -> Markup {
    let mut latest: BTreeMap<&str, (Timestamp, Digest)> = BTreeMap::new();
    for (_, state) in feeds {
        let (Some(by), Some(at)) = (&state.polled_by, state.polled_at) else { continue };
        let known = latest.entry(&by.instance).or_insert((at, by.feeds));
        if known.0 < at {
            *known = (at, by.feeds);
        }
    }
    latest.retain(|_, (at, _)| now.duration_since(*at) < INSTANCE_AWAY);
    let mut digests = latest.values().map(|(_, digest)| digest);
    let first = digests.next();
    if digests.all(|digest| Some(digest) == first) {
        return html! {};
    }
    html! {
        p.differ role="alert" {
            strong { "The instances poll by different feeds.toml." }
            " Give all the same, else sources are polled by nobody:"
            @for (instance, (at, digest)) in &latest {
                " " strong { (visible(instance)) } " " code { (digest.to_string().chars().take(19).collect::<String>()) }
                " " small { "(polled " (moment(Some(*at), now)) ")" }
            }
        }
    }
}

/// Permanent redirects to one address in a row after which it is told: one alone may be a mistake of the day.
const MOVED_TIMES_MIN: u32 = 2;

fn row(key: &str, state: &FeedState, outlet: Option<&Outlet>, now: Timestamp) -> Markup {
    let (class, word) = match health(state, now) {
        Health::Failing => ("failing", "failing"),
        Health::Quiet => ("quiet", "silent"),
        Health::Empty => ("quiet", "no articles"),
        Health::Working => ("working", "works"),
    };
    html! {
        tr.(class) {
            th scope="row" title=(visible(key)) {
                @if let Some(outlet) = outlet { (visible(&outlet.name)) " " small { (visible(&outlet.lang)) " " } }
                small { code { (visible(&state.source)) } }
            }
            td.state { (word) @if state.errors > 1 { " ×" (state.errors) } }
            td { (moment(state.succeeded_at, now)) }
            td {
                @if state.next_poll_at == Some(Timestamp::MAX) { "no more" } @else { (moment(state.next_poll_at, now)) }
                @if !state.next_poll_reason.is_empty() { " " small { (visible(&words(&state.next_poll_reason))) } }
            }
            td.number { (state.polls) }
            td.number { (share(state.unchanged, state.polls)) }
            td.number { (state.articles) }
            td.number { (state.dropped) }
            td.error {
                @if let Some(error) = &state.error { strong { (visible(&words(&error.kind))) } " " (visible(&error.message)) }
                @if let Some(to) = state.moved_to.as_ref().filter(|_| state.moved_times >= MOVED_TIMES_MIN) {
                    " " strong { "moved" } " for good to " code { (visible(to)) }
                }
            }
        }
    }
}

fn health(state: &FeedState, now: Timestamp) -> Health {
    if state.error.is_some() {
        return Health::Failing;
    }
    match state.succeeded_at {
        Some(at) if now.duration_since(at) < QUIET => {
            if state.articles == 0 {
                Health::Empty
            } else {
                Health::Working
            }
        }
        _ => Health::Quiet,
    }
}

fn share(part: u64, whole: u64) -> String {
    (100 * part).checked_div(whole).map_or("–".to_owned(), |percent| format!("{percent} %"))
}

/// `4 min ago`, `in 2 h`, with the exact time on hover.
fn moment(at: Option<Timestamp>, now: Timestamp) -> Markup {
    let Some(at) = at else { return html! { "never" } };
    let secs = at.duration_since(now).as_secs();
    let size = match secs.unsigned_abs() {
        secs @ 0..=90 => format!("{secs} s"),
        secs @ 91..=5_400 => format!("{} min", secs / 60),
        secs @ 5_401..=129_600 => format!("{} h", secs / 3_600),
        secs => format!("{} d", secs / 86_400),
    };
    let words = match secs {
        0 => "now".to_owned(),
        ..0 => format!("{size} ago"),
        1.. => format!("in {size}"),
    };
    html! { time datetime=(at) title=(at) { (words) } }
}
