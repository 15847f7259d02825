//! `/`: the alerts, dense and calm, newest first; a matrix of countries and tie types as the way in; filters in the address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use model::{Alert, Level, Realis, Status, TieType, Transition};

use crate::filter::Filter;
use crate::frame::{self, drill, sides, visible, words};
use crate::{Made, Shared, read};

/// Alerts on one page of the list.
const ROWS_MAX: usize = 100;

/// Days that the matrix counts back from the newest alert.
const MATRIX_DAYS: i64 = 30;

/// How far before the page was made the live updates begin: covers commits under way.
const OVERLAP: SignedDuration = SignedDuration::from_secs(5);

/// The page of alerts.
pub(crate) fn page(shared: &Shared, filter: &Filter) -> Made {
    let since = Timestamp::now() - OVERLAP;
    let alerts = read::alerts(shared)?;
    let shown: Vec<&Alert> = alerts.iter().map(Arc::as_ref).filter(|alert| filter.passes(alert)).collect();
    Ok(made(&alerts, &shown, filter, since))
}

fn made(alerts: &[Arc<Alert>], shown: &[&Alert], filter: &Filter, since: Timestamp) -> Response {
    let first = filter.skipped().min(shown.len());
    let last = (first + ROWS_MAX).min(shown.len());
    let drills = shown[first..last].iter().any(|alert| alert.status != Status::Actual);
    let body = html! {
        @if drills {
            p.drills { strong { "Exercise" } " — marked alerts come from a drill or the seed site. They are no news." }
        }
        @if !alerts.is_empty() { (matrix(alerts, filter)) }
        (filters(alerts, filter))
        button #news type="button" hidden aria-live="polite" {}
        section.list data-since=(since) aria-label="Alerts" {
            @if alerts.is_empty() {
                p.none { "No alert yet. Sources are being polled; the first alerts show up here by themselves." }
            } @else if shown.is_empty() {
                p.none { "No alert passes this filter. " a href="/" { "Show all" } }
            } @else {
                (rows(&shown[first..last]))
            }
        }
        (pager(filter, first, last, shown.len()))
    };
    frame::page("Alerts", "/", &body)
}

fn rows(alerts: &[&Alert]) -> Markup {
    let mut days: Vec<(String, Vec<&Alert>)> = Vec::new();
    for alert in alerts {
        let day = alert.at.strftime("%A, %d %B %Y").to_string();
        match days.last_mut() {
            Some((last, of_day)) if *last == day => of_day.push(alert),
            _ => days.push((day, vec![alert])),
        }
    }
    html! {
        @for (day, of_day) in &days {
            h2.day { (day) }
            ol.rows { @for alert in of_day { (row(alert)) } }
        }
    }
}

fn row(alert: &Alert) -> Markup {
    let level = alert.severity.level.word();
    let ended = matches!(alert.transition, Transition::Cancelled | Transition::Expired);
    html! {
        li.row.(level).ended[ended] data-alert=(alert.id) data-revision=(alert.revision) {
            span.when { (frame::time(alert.at, "%H:%M")) }
            span.level { (level) }
            span.sides { (sides(&alert.tie)) }
            span.what {
                (drill(alert.status))
                a href={ "/alerts/" (alert.id) } { (visible(&alert.headline)) }
                " " span.notes {
                    span.tag { (words(alert.tie.tie_type.word())) }
                    @if alert.tie.realis != Realis::Actual { " · " span.realis { (alert.tie.realis) } }
                    @if let Some(date) = &alert.tie.date { " · " (visible(&date.value)) }
                    @if alert.transition != Transition::Raised { " · " strong { (alert.transition.word()) } }
                }
            }
            span.sources { (counted(alert.story.sources, "source")) }
        }
    }
}

/// `1 source`, `3 sources`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn pager(filter: &Filter, first: usize, last: usize, all: usize) -> Markup {
    html! {
        @if all > 0 {
            nav.pager aria-label="Pages of the list" {
                @if first > 0 { a rel="prev" href=(filter.address(first.saturating_sub(ROWS_MAX))) { "← newer" } }
                span { (first + 1) "–" (last) " of " (all) }
                @if last < all { a rel="next" href=(filter.address(last)) { "older →" } }
            }
        }
    }
}

/// Countries by tie types of the last days; a number leads to its alerts, a heading to its row or column.
fn matrix(alerts: &[Arc<Alert>], filter: &Filter) -> Markup {
    let newest = alerts.iter().map(|alert| alert.at).max().unwrap_or_default();
    let since = newest - SignedDuration::from_hours(24 * MATRIX_DAYS);
    let mut cells: BTreeMap<(&str, TieType), (usize, Level)> = BTreeMap::new();
    for alert in alerts.iter().filter(|alert| alert.at >= since && alert.transition != Transition::Cancelled)
    {
        for partner in &alert.tie.partner {
            let cell = cells.entry((partner.code(), alert.tie.tie_type)).or_insert((0, Level::Minor));
            *cell = (cell.0 + 1, cell.1.max(alert.severity.level));
        }
    }
    let countries: BTreeSet<&str> = cells.keys().map(|(country, _)| *country).collect();
    let types: BTreeSet<TieType> = cells.keys().map(|(_, tie_type)| *tie_type).collect();
    let view = |country: &str, tie_type: &str| {
        Filter { country: country.to_owned(), tie_type: tie_type.to_owned(), ..filter.clone() }.address(0)
    };
    html! {
        details.matrix open {
            summary { "Who and what, last " (MATRIX_DAYS) " days" }
            div.scroll tabindex="0" role="region" aria-label="Countries by tie types" {
                table {
                    thead {
                        tr {
                            td {}
                            @for tie_type in &types {
                                th scope="col" { a href=(view("", tie_type.word())) { (words(tie_type.word())) } }
                            }
                        }
                    }
                    tbody {
                        @for country in &countries {
                            tr {
                                th scope="row" { a href=(view(country, "")) title=(name(country)) { (country) } }
                                @for tie_type in &types {
                                    @match cells.get(&(*country, *tie_type)) {
                                        Some((count, level)) => td.(level.word()) {
                                            a href=(view(country, tie_type.word()))
                                              title={ (name(country)) ", " (words(tie_type.word())) ": " (count) ", up to " (level.word()) } { (count) }
                                        },
                                        None => td {},
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn name(country: &str) -> &str {
    model::Partner::from_code(country).map_or(country, |partner| partner.name())
}

fn filters(alerts: &[Arc<Alert>], filter: &Filter) -> Markup {
    let choices = choices(alerts);
    html! {
        form.filters method="get" action="/" aria-label="Filter" {
            @for ((field, chosen), words_of) in filter.fields().iter().zip(&choices) {
                label {
                    span { (field) }
                    select name=(field) {
                        option value="" { "any" }
                        @for word in words_of {
                            option value=(word) selected[word == chosen] { (shown_choice(field, word)) }
                        }
                        @if !chosen.is_empty() && !words_of.contains(*chosen) {
                            option value=(chosen) selected { (visible(chosen)) }
                        }
                    }
                }
            }
            button type="submit" { "Filter" }
            @if !filter.is_empty() { a.clear href="/" { "clear" } }
        }
    }
}

fn shown_choice(field: &str, word: &str) -> String {
    match field {
        "country" => format!("{word} · {}", name(word)),
        _ => words(word),
    }
}

/// The words that stand in the alerts, in the order of [`Filter::fields`].
fn choices(alerts: &[Arc<Alert>]) -> [BTreeSet<String>; 7] {
    let of =
        |words_of: &dyn Fn(&Alert) -> Vec<String>| alerts.iter().flat_map(|alert| words_of(alert)).collect();
    [
        of(&|alert| alert.channels.clone()),
        of(&|alert| alert.tie.partner_codes()),
        of(&|alert| vec![alert.tie.tie_type.word().to_owned()]),
        of(&|alert| vec![alert.severity.level.word().to_owned()]),
        of(&|alert| alert.story.languages.iter().map(|lang| lang.code().to_owned()).collect()),
        of(&|alert| vec![alert.tie.realis.word().to_owned()]),
        of(&|alert| vec![alert.status.word().to_owned()]),
    ]
}
