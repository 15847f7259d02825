//! The forms of dates: day and month, ISO, relative words, weekdays, bare years; and two of them that make an interval.

use jiff::civil::Date;
use jiff::{Span as Duration, ToSpan};
use model::{DateFound, EventDate, Precision};

use crate::cues::{Cue, TimeUnit, WordKind};
use crate::reading::Reading;

use super::relative;

/// Years that are taken for years.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;
/// Words between the two ends of an interval.
const INTERVAL_WORDS: [&str; 10] = ["to", "and", "al", "a", "y", "e", "по", "и", "до", "through"];
/// Words after which a date only opens a span of time.
const SINCE_WORDS: [&str; 6] = ["since", "from", "desde", "с", "со", "от"];
/// Words after which a date closes one.
const UNTIL_WORDS: [&str; 5] = ["until", "till", "hasta", "ate", "до"];
/// Words that lead to a year to come.
const LEADING_WORDS: [&str; 6] = ["by", "para", "к", "hasta", "ate", "до"];
/// How many tokens behind "since" the year of an event stands at most.
const EVENT_REACH: usize = 7;
/// How many days a date that opens or closes a span lies from the publication at most, to be that of an act of these days.
const SPAN_DAYS_MAX: i32 = 400;
/// How many days ahead a day without a year lies at most.
const AHEAD_DAYS_MAX: i32 = 300;

/// Where the year of a date without one is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lies {
    /// Before the publication.
    Past,
    /// After it.
    Future,
    /// Nearest to it.
    Either,
    /// The act before it, the day it is about after it: "invited him to the summit in October".
    Told,
}

/// A date found at the tokens `start..end`.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) date: EventDate,
}

/// All dates of a sentence; `lies` tells for the date at a token on which side of the publication it is.
pub(super) fn dates(reading: &Reading<'_>, lies: impl Fn(usize) -> Lies) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    if !reading.may_have_dates() {
        return found;
    }
    let sentence = reading.sentence;
    let mut n = sentence.from;
    while n < sentence.to {
        match date_at(reading, n, lies(n)) {
            Some(date) if !in_brackets(reading, n) => {
                n = date.end.max(n + 1);
                found.push(date);
            }
            _ => n += 1,
        }
    }
    join_intervals(reading, found)
}

/// Two days with a small word or dash between are the ends of one span of time.
fn join_intervals(reading: &Reading<'_>, found: Vec<Found>) -> Vec<Found> {
    let mut joined: Vec<Found> = Vec::new();
    for next in found {
        if let Some(last) = joined.last_mut()
            && last.date.precision == Precision::Day
            && next.date.precision == Precision::Day
            && last.date.value < next.date.value
            && next.start > last.end
            && next.start - last.end <= 1
            && (last.end..next.start).all(|n| INTERVAL_WORDS.contains(&reading.document.text.tokens.word(n)))
        {
            last.date.value = format!("{}/{}", last.date.value, next.date.value);
            last.date.precision = Precision::Interval;
            last.end = next.end;
            continue;
        }
        joined.push(next);
    }
    joined
}

/// "Since 2007" tells when something began, not when the act was.
pub(super) fn opens_span(reading: &Reading<'_>, found: &Found) -> bool {
    found.date.precision != Precision::Interval
        && (follows(reading, found, &SINCE_WORDS) || since_an_event(reading, found))
}

/// "Since the bloc grew in 2023": the year is the event's.
fn since_an_event(reading: &Reading<'_>, found: &Found) -> bool {
    let floor = found.start.saturating_sub(EVENT_REACH).max(reading.sentence.from);
    found.date.precision == Precision::Year
        && (floor..found.start).any(|n| matches!(reading.document.text.tokens.word(n), "since" | "desde"))
}

/// "Until 31 May", `até março`.
pub(super) fn closes_span(reading: &Reading<'_>, found: &Found) -> bool {
    found.date.precision != Precision::Interval && follows(reading, found, &UNTIL_WORDS)
}

fn follows(reading: &Reading<'_>, found: &Found, words: &[&str]) -> bool {
    found.start > reading.sentence.from && words.contains(&reading.document.text.tokens.word(found.start - 1))
}

/// A day, month or year of these days, after which or until which the act itself goes on: "halted in March and still so".
pub(super) fn near_publication(reading: &Reading<'_>, found: &Found) -> bool {
    let Some((_, published)) = reading.document.published else { return false };
    let day = match found.date.value.len() {
        4 => format!("{}-07-01", found.date.value),
        7 => format!("{}-15", found.date.value),
        _ => found.date.value.clone(),
    };
    let days = day.parse::<Date>().map(|day| (day - published).get_days());
    days.is_ok_and(|days| {
        days.abs() <= SPAN_DAYS_MAX && (found.date.precision != Precision::Year || days > 0)
    })
}

fn in_brackets(reading: &Reading<'_>, n: usize) -> bool {
    let text = &reading.document.text;
    let from = text.tokens.list[reading.sentence.from].start;
    let before = &text.full[from..text.tokens.list[n].start];
    let tail = before.char_indices().rev().take(60).find(|(_, c)| matches!(c, '(' | ')'));
    tail.is_some_and(|(_, c)| c == '(')
}

fn date_at(reading: &Reading<'_>, n: usize, lies: Lies) -> Option<Found> {
    month_date(reading, n, lies)
        .or_else(|| iso_date(reading, n))
        .or_else(|| relative::relative(reading, n))
        .or_else(|| relative::weekday(reading, n, lies))
        .or_else(|| relative::day_of_month(reading, n, lies))
        .or_else(|| bare_year(reading, n, lies))
}

/// The number a word starts with: `3`, `3rd`, `1º`.
pub(super) fn number(reading: &Reading<'_>, n: usize) -> Option<i16> {
    if n >= reading.sentence.to {
        return None;
    }
    let word = reading.document.text.tokens.word(n);
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word[digits..].chars().count();
    if digits == 0 || digits > 4 || rest > 2 || (digits > 2 && rest > 0) {
        return None;
    }
    word[..digits].parse().ok()
}

pub(super) fn day_number(reading: &Reading<'_>, n: usize) -> Option<i8> {
    number(reading, n).filter(|day| (1..=31).contains(day)).map(|day| day as i8)
}

fn year_number(reading: &Reading<'_>, n: usize) -> Option<i16> {
    number(reading, n).filter(|year| YEARS.contains(year))
}

/// A month word with a day before or after it and a year.
fn month_date(reading: &Reading<'_>, n: usize, lies: Lies) -> Option<Found> {
    let word = reading.document.text.tokens.word(n);
    let month = reading.document.cues.months.get(word).map(|month| month + 1)?;
    if is_no_month(reading, n) {
        return None;
    }
    let (days, mut start, mut end) = days_beside(reading, n);
    let year_at = if is_of(reading, end) { end + 1 } else { end };
    let mut year = year_number(reading, year_at);
    if year.is_some() {
        end = year_at + 1;
    } else if let Some((value, past)) = relative_year(reading, end) {
        year = Some(value);
        end = past;
    }
    // A month's short form alone ("mar", "may") is a word like any other.
    if days.is_none() && year.is_none() && (word.chars().count() < 4 && !preceded_by_in(reading, n)) {
        return None;
    }
    if days.is_none()
        && !reading.document.text.tokens.list[n].capital
        && reading.document.lang == model::Lang::En
    {
        return None;
    }
    start = start.min(n);
    Some(Found { start, end, date: month_value(reading, month, days, year, lies)? })
}

/// `marco` is a name or a framework in Portuguese, the month has its cedilla; and `Rio de Janeiro` is no January.
fn is_no_month(reading: &Reading<'_>, n: usize) -> bool {
    let tokens = &reading.document.text.tokens;
    reading.document.lang == model::Lang::Pt
        && (reading.document.text.slice(n, n + 1).eq_ignore_ascii_case("marco")
            || tokens.word(n) == "janeiro" && n >= reading.sentence.from + 2 && tokens.word(n - 2) == "rio")
}

pub(super) fn is_of(reading: &Reading<'_>, at: usize) -> bool {
    at < reading.sentence.to && matches!(reading.document.text.tokens.word(at), "de" | "del" | "of")
}

/// The day before or after a month, or the two ends `3–4` before it; with where the date starts and ends.
fn days_beside(reading: &Reading<'_>, n: usize) -> (Option<(i8, i8)>, usize, usize) {
    let from = reading.sentence.from;
    let before = if n > from && is_of(reading, n - 1) { n.checked_sub(2) } else { n.checked_sub(1) };
    if let Some(at) = before.filter(|&at| at >= from)
        && let Some(last) = day_number(reading, at)
    {
        let (first, start) = first_day(reading, at, last);
        return (Some((first, last)), start, n + 1);
    }
    let behind = day_number(reading, n + 1).filter(|_| reading.document.lang == model::Lang::En);
    match behind {
        Some(first) => {
            let joined = n + 2 < reading.sentence.to
                && INTERVAL_WORDS.contains(&reading.document.text.tokens.word(n + 2));
            let later = |at: usize| day_number(reading, at).filter(|&last| last > first);
            match (later(n + 2).filter(|_| dashed(reading, n + 2)), later(n + 3).filter(|_| joined)) {
                (Some(last), _) => (Some((first, last)), n, n + 3),
                (None, Some(last)) => (Some((first, last)), n, n + 4),
                (None, None) => (Some((first, first)), n, n + 2),
            }
        }
        None => (None, n, n + 1),
    }
}

/// The first day of `3–4`, `18 e 19`, `from 3 to 5`, whose last day stands at `at`.
fn first_day(reading: &Reading<'_>, at: usize, last: i8) -> (i8, usize) {
    let from = reading.sentence.from;
    let earlier = |at: usize| day_number(reading, at).filter(|&first| first < last);
    if at > from
        && dashed(reading, at)
        && let Some(first) = earlier(at - 1)
    {
        return (first, at - 1);
    }
    if at > from + 1
        && INTERVAL_WORDS.contains(&reading.document.text.tokens.word(at - 1))
        && let Some(first) = earlier(at - 2)
    {
        return (first, at - 2);
    }
    (last, at)
}

fn dashed(reading: &Reading<'_>, n: usize) -> bool {
    let tokens = &reading.document.text.tokens.list;
    matches!(reading.document.text.full[tokens[n - 1].end..tokens[n].start].trim(), "-" | "–" | "—")
}

/// "Last year" behind a month: the year, and where it ends.
fn relative_year(reading: &Reading<'_>, at: usize) -> Option<(i16, usize)> {
    let (_, published) = reading.document.published?;
    reading.cues.iter().filter(|found| found.start >= at && found.start <= at + 1).find_map(|found| {
        match found.cue {
            Cue::Relative(TimeUnit::Year, count) => Some((published.year() + i16::from(count), found.end)),
            _ => None,
        }
    })
}

pub(super) fn preceded_by_in(reading: &Reading<'_>, n: usize) -> bool {
    n > reading.sentence.from && reading.word_at(n - 1, WordKind::In)
}

fn month_value(
    reading: &Reading<'_>,
    month: i8,
    days: Option<(i8, i8)>,
    year: Option<i16>,
    lies: Lies,
) -> Option<EventDate> {
    let found = if year.is_some() { DateFound::Explicit } else { DateFound::YearInferred };
    let last = days.map_or(15, |(_, last)| last);
    let year = year.or_else(|| nearest_year(reading, month, last, lies));
    Some(match (year, days) {
        (Some(year), Some((first, last))) => {
            Date::new(year, month, last).ok()?;
            let day = |day: i8| format!("{year:04}-{month:02}-{day:02}");
            if first == last {
                EventDate { value: day(last), precision: Precision::Day, found }
            } else {
                EventDate {
                    value: format!("{}/{}", day(first), day(last)),
                    precision: Precision::Interval,
                    found,
                }
            }
        }
        (Some(year), None) => {
            EventDate { value: format!("{year:04}-{month:02}"), precision: Precision::Month, found }
        }
        (None, Some((_, day))) if reading.document.published.is_none() => {
            EventDate { value: format!("--{month:02}-{day:02}"), precision: Precision::YearOpen, found }
        }
        (None, _) => return None,
    })
}

/// The year that puts a day and month nearest to the publication, on the side that is asked for.
fn nearest_year(reading: &Reading<'_>, month: i8, day: i8, lies: Lies) -> Option<i16> {
    let (_, published) = reading.document.published?;
    // What is told as a fact may start in some days: "the ban takes effect on 9 February".
    let slack: Duration = 3.days();
    let ahead: Duration = 31.days();
    (published.year() - 1..=published.year() + 1)
        .filter_map(|year| Date::new(year, month, day.min(28)).ok().map(|date| (year, date)))
        .filter(|(_, date)| match lies {
            Lies::Future | Lies::Told => {
                *date >= published.saturating_sub(slack) && (*date - published).get_days() <= AHEAD_DAYS_MAX
            }
            Lies::Past => *date <= published.saturating_add(ahead),
            Lies::Either => true,
        })
        .min_by_key(|(_, date)| (*date - published).get_days().abs())
        .map(|(year, _)| year)
}

/// `2024-02-03`, `03.02.2024`.
fn iso_date(reading: &Reading<'_>, n: usize) -> Option<Found> {
    let (first, second, third) = (number(reading, n)?, number(reading, n + 1)?, number(reading, n + 2)?);
    let between = |n: usize| {
        let tokens = &reading.document.text.tokens.list;
        let gap = &reading.document.text.full[tokens[n].end..tokens[n + 1].start];
        matches!(gap, "-" | "." | "/")
    };
    if !between(n) || !between(n + 1) {
        return None;
    }
    let (year, month, day) =
        if YEARS.contains(&first) { (first, second, third) } else { (third, second, first) };
    if !YEARS.contains(&year) {
        return None;
    }
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(Found { start: n, end: n + 3, date: day_value(date, DateFound::Explicit) })
}

pub(super) fn day_value(date: Date, found: DateFound) -> EventDate {
    EventDate { value: date.to_string(), precision: Precision::Day, found }
}

/// The publication day, where it is known to the day.
pub(super) fn exact_day(reading: &Reading<'_>) -> Option<(Date, Date)> {
    reading.document.published.filter(|(from, to)| from == to)
}

/// A year after a word that makes it one: "in 2015", `segundo semestre de 2022`; and for what lies ahead "by 2030", `desde 2018`.
fn bare_year(reading: &Reading<'_>, n: usize, lies: Lies) -> Option<Found> {
    let year = year_number(reading, n)?;
    let after_in = preceded_by_in(reading, n);
    if reading.document.text.tokens.word(n).len() != 4
        || !(after_in || ends_period(reading, n) || (lies == Lies::Future && ahead(reading, n, year)))
    {
        return None;
    }
    let date =
        EventDate { value: format!("{year:04}"), precision: Precision::Year, found: DateFound::Explicit };
    Some(Found { start: n, end: n + 1, date })
}

/// `fim de 2025`, "the second half of 2022", «начале 2024 года».
fn ends_period(reading: &Reading<'_>, n: usize) -> bool {
    let at = if n > reading.sentence.from && is_of(reading, n - 1) { n - 1 } else { n };
    at > reading.sentence.from && reading.word_at(at - 1, WordKind::Period)
}

/// A year to come after a word that leads there.
fn ahead(reading: &Reading<'_>, n: usize, year: i16) -> bool {
    let leads = n > reading.sentence.from
        && (SINCE_WORDS.contains(&reading.document.text.tokens.word(n - 1))
            || LEADING_WORDS.contains(&reading.document.text.tokens.word(n - 1)));
    leads && reading.document.published.is_some_and(|(_, published)| year >= published.year())
}
