//! The date of an act: explicit, with an inferred year, or counted from the publication day. A date in brackets is a citation's.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Duration, ToSpan};
use model::{DateFound, EventDate, Precision, Realis, Span};

use crate::act::ActHit;
use crate::cues::{Cue, WordKind};
use crate::reading::Reading;

/// Years that are taken for years.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// A date found at the tokens `start..end`.
struct Found {
    start: usize,
    end: usize,
    date: EventDate,
}

/// The date of an act and the words that tell it; the nearest in its clause first.
pub(crate) fn date_of(reading: &Reading<'_>, hit: &ActHit, realis: Realis) -> Option<(EventDate, Span)> {
    let own_clause = reading.clause_of(hit.start);
    let future =
        matches!(realis, Realis::Planned | Realis::Proposed | Realis::Offered | Realis::Hypothetical);
    let found = dates(reading, future);
    let told = |found: &Found| !reading.clauses[reading.clause_of(found.start)].background;
    let best = found.into_iter().filter(told).min_by_key(|found| {
        (reading.clause_of(found.start) != own_clause, found.start.abs_diff(hit.start))
    })?;
    Some((best.date, reading.document.text.span(best.start, best.end)))
}

fn dates(reading: &Reading<'_>, future: bool) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let sentence = reading.sentence;
    let mut n = sentence.from;
    while n < sentence.to {
        let here = if in_brackets(reading, n) { None } else { date_at(reading, n, future) };
        match here {
            Some(date) => {
                n = date.end.max(n + 1);
                found.push(date);
            }
            None => n += 1,
        }
    }
    found
}

fn in_brackets(reading: &Reading<'_>, n: usize) -> bool {
    let text = &reading.document.text;
    let from = text.tokens.list[reading.sentence.from].start;
    let before = &text.full[from..text.tokens.list[n].start];
    let tail = before.char_indices().rev().take(60).find(|(_, c)| matches!(c, '(' | ')'));
    tail.is_some_and(|(_, c)| c == '(')
}

fn date_at(reading: &Reading<'_>, n: usize, future: bool) -> Option<Found> {
    month_date(reading, n, future)
        .or_else(|| iso_date(reading, n))
        .or_else(|| relative_day(reading, n))
        .or_else(|| weekday(reading, n, future))
        .or_else(|| bare_year(reading, n))
}

/// The number a word starts with: `3`, `3rd`, `1º`.
fn number(reading: &Reading<'_>, n: usize) -> Option<i16> {
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

fn day_number(reading: &Reading<'_>, n: usize) -> Option<i8> {
    number(reading, n).filter(|day| (1..=31).contains(day)).map(|day| day as i8)
}

fn year_number(reading: &Reading<'_>, n: usize) -> Option<i16> {
    number(reading, n).filter(|year| YEARS.contains(year))
}

/// A month word with a day before or after it and a year.
fn month_date(reading: &Reading<'_>, n: usize, future: bool) -> Option<Found> {
    let word = reading.document.text.tokens.word(n);
    let month = reading.document.cues.months.get(word).map(|month| month + 1)?;
    let is_of = |at: usize| {
        at < reading.sentence.to && matches!(reading.document.text.tokens.word(at), "de" | "del" | "of")
    };
    let mut start = n;
    let mut end = n + 1;
    let mut day = None;
    let before = if n > reading.sentence.from && is_of(n - 1) { n.checked_sub(2) } else { n.checked_sub(1) };
    if let Some(at) = before.filter(|&at| at >= reading.sentence.from)
        && let Some(value) = day_number(reading, at)
    {
        day = Some(value);
        start = at;
    } else if let Some(value) =
        day_number(reading, n + 1).filter(|_| reading.document.lang == model::Lang::En)
    {
        day = Some(value);
        end = n + 2;
    }
    let year_at = if is_of(end) { end + 1 } else { end };
    let year = year_number(reading, year_at);
    if year.is_some() {
        end = year_at + 1;
    }
    // A month's short form alone ("mar", "may") is a word like any other.
    if day.is_none() && year.is_none() && (word.chars().count() < 4 && !preceded_by_in(reading, n)) {
        return None;
    }
    Some(Found { start, end, date: month_value(reading, month, day, year, future)? })
}

fn preceded_by_in(reading: &Reading<'_>, n: usize) -> bool {
    n > reading.sentence.from && reading.word_at(n - 1, WordKind::In)
}

fn month_value(
    reading: &Reading<'_>,
    month: i8,
    day: Option<i8>,
    year: Option<i16>,
    future: bool,
) -> Option<EventDate> {
    let found = if year.is_some() { DateFound::Explicit } else { DateFound::YearInferred };
    let year = year.or_else(|| nearest_year(reading, month, day.unwrap_or(15), future));
    Some(match (year, day) {
        (Some(year), Some(day)) => {
            Date::new(year, month, day).ok()?;
            EventDate { value: format!("{year:04}-{month:02}-{day:02}"), precision: Precision::Day, found }
        }
        (Some(year), None) => {
            EventDate { value: format!("{year:04}-{month:02}"), precision: Precision::Month, found }
        }
        (None, Some(day)) => {
            EventDate { value: format!("--{month:02}-{day:02}"), precision: Precision::YearOpen, found }
        }
        (None, None) => return None,
    })
}

/// The year that puts a day and month nearest to the publication, on the side that the tense asks for.
fn nearest_year(reading: &Reading<'_>, month: i8, day: i8, future: bool) -> Option<i16> {
    let (_, published) = reading.document.published?;
    let slack: Duration = 3.days();
    (published.year() - 1..=published.year() + 1)
        .filter_map(|year| Date::new(year, month, day.min(28)).ok().map(|date| (year, date)))
        .filter(|(_, date)| {
            if future {
                *date >= published.saturating_sub(slack)
            } else {
                *date <= published.saturating_add(slack)
            }
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

fn day_value(date: Date, found: DateFound) -> EventDate {
    EventDate { value: date.to_string(), precision: Precision::Day, found }
}

fn relative_day(reading: &Reading<'_>, n: usize) -> Option<Found> {
    let (_, published) = exact_day(reading)?;
    reading.cues.iter().filter(|found| found.start == n).find_map(|found| match found.cue {
        Cue::RelativeDay(days) if days.abs() <= 3 => {
            let date = published.checked_add(i64::from(days).days()).ok()?;
            Some(Found { start: n, end: found.end, date: day_value(date, DateFound::Relative) })
        }
        Cue::RelativeDay(days) => {
            let date = published.checked_add(i64::from(days).days()).ok()?;
            let value = if days.abs() >= 300 {
                format!("{:04}", date.year())
            } else {
                format!("{:04}-{:02}", date.year(), date.month())
            };
            let precision = if days.abs() >= 300 { Precision::Year } else { Precision::Month };
            Some(Found {
                start: n,
                end: found.end,
                date: EventDate { value, precision, found: DateFound::Relative },
            })
        }
        _ => None,
    })
}

/// The publication day, where it is known to the day.
fn exact_day(reading: &Reading<'_>) -> Option<(Date, Date)> {
    reading.document.published.filter(|(from, to)| from == to)
}

fn weekday(reading: &Reading<'_>, n: usize, future: bool) -> Option<Found> {
    let number = *reading.document.cues.weekdays.get(reading.document.text.tokens.word(n))?;
    let (_, published) = exact_day(reading)?;
    let wanted = Weekday::from_monday_zero_offset(number).ok()?;
    if published.weekday() == wanted {
        return Some(Found { start: n, end: n + 1, date: day_value(published, DateFound::Relative) });
    }
    let date = published.nth_weekday(if future { 1 } else { -1 }, wanted).ok()?;
    Some(Found { start: n, end: n + 1, date: day_value(date, DateFound::Relative) })
}

fn bare_year(reading: &Reading<'_>, n: usize) -> Option<Found> {
    let year = year_number(reading, n)?;
    if reading.document.text.tokens.word(n).len() != 4 || !preceded_by_in(reading, n) {
        return None;
    }
    let date =
        EventDate { value: format!("{year:04}"), precision: Precision::Year, found: DateFound::Explicit };
    Some(Found { start: n, end: n + 1, date })
}
