//! Dates told from the publication on: "yesterday", "this week", weekdays, and the bare day of a month.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Duration, ToSpan};
use model::{DateFound, EventDate, Lang, Precision};

use super::forms::{Found, Lies, day_number, day_value, exact_day, is_of, number};
use crate::cues::{Cue, TimeUnit, WordKind};
use crate::reading::Reading;
use crate::token::Gap;

/// How many days from the publication a weekday with its number lies at most.
const WEEKDAY_DAYS_MAX: i32 = 45;
/// Words that are saints or streets before a weekday or month.
const SAINTS: [&str; 4] = ["santo", "san", "sao", "placido"];

/// "Yesterday", `nesta semana`, «в прошлом году».
pub(super) fn relative(reading: &Reading<'_>, n: usize) -> Option<Found> {
    let (_, published) = exact_day(reading)?;
    reading.cues.iter().filter(|found| found.start == n).find_map(|found| {
        let Cue::Relative(unit, count) = found.cue else { return None };
        let date = counted(published, unit, i64::from(count))?;
        Some(Found { start: n, end: found.end, date })
    })
}

fn counted(published: Date, unit: TimeUnit, count: i64) -> Option<EventDate> {
    let moved = |span: Duration| published.checked_add(span).ok();
    let found = DateFound::Relative;
    match unit {
        TimeUnit::Day => Some(day_value(moved(count.days())?, found)),
        TimeUnit::Week => week_month(moved((7 * count).days())?),
        TimeUnit::Month => Some(month_value(moved(count.months())?)),
        TimeUnit::Year => {
            let value = format!("{:04}", moved(count.years())?.year());
            Some(EventDate { value, precision: Precision::Year, found })
        }
    }
}

fn month_value(date: Date) -> EventDate {
    let value = format!("{:04}-{:02}", date.year(), date.month());
    EventDate { value, precision: Precision::Month, found: DateFound::Relative }
}

/// The month of a week, where the whole week lies in it.
fn week_month(day: Date) -> Option<EventDate> {
    let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
    let sunday = monday.checked_add(6.days()).ok()?;
    (monday.month() == sunday.month()).then(|| month_value(day))
}

/// A weekday, with the number of its day where that stands behind: `quarta-feira (17)`, `lunes 26`.
pub(super) fn weekday(reading: &Reading<'_>, n: usize, lies: Lies) -> Option<Found> {
    let offset = *reading.document.cues.weekdays.get(reading.document.text.tokens.word(n))?;
    let (_, published) = exact_day(reading)?;
    let wanted = Weekday::from_monday_zero_offset(offset).ok()?;
    let fair = reading.document.lang == Lang::Pt
        && n + 1 < reading.sentence.to
        && reading.document.text.tokens.word(n + 1) == "feira";
    if is_no_weekday(reading, n, fair) {
        return None;
    }
    let end = if fair { n + 2 } else { n + 1 };
    match number_behind(reading, end) {
        Behind::Month => return None,
        Behind::Day(day, end) => {
            let fits = |date: &Date| date.weekday() == wanted;
            if let Some(date) = nearest(published, day, WEEKDAY_DAYS_MAX, fits) {
                return Some(Found { start: n, end, date: day_value(date, DateFound::YearInferred) });
            }
        }
        Behind::Nothing => {}
    }
    let marked = |kind: WordKind| {
        n > reading.sentence.from && reading.word_at(n - 1, kind)
            || end < reading.sentence.to && reading.word_at(end, kind)
    };
    let date = if marked(WordKind::NextMarker) {
        published.nth_weekday(1, wanted).ok()?
    } else if marked(WordKind::PastMarker) {
        published.nth_weekday(-1, wanted).ok()?
    } else if published.weekday() == wanted {
        published
    } else {
        published.nth_weekday(if lies == Lies::Future { 1 } else { -1 }, wanted).ok()?
    };
    Some(Found { start: n, end, date: day_value(date, DateFound::Relative) })
}

/// `Santo Domingo`, `a segunda rodada`, «окружающей среды».
fn is_no_weekday(reading: &Reading<'_>, n: usize, fair: bool) -> bool {
    let tokens = &reading.document.text.tokens;
    let before = if n > reading.sentence.from { tokens.word(n - 1) } else { "" };
    let ordinal = || {
        let next = n + 1;
        next < reading.sentence.to
            && tokens.list[next].gap < Gap::Bracket
            && (tokens.word(next) == "vez" || tokens.word(next).chars().count() > 3)
            && number(reading, next).is_none()
    };
    match reading.document.lang {
        Lang::Pt => {
            SAINTS.contains(&before)
                || (!fair
                    && matches!(tokens.word(n), "segunda" | "terca" | "quarta" | "quinta" | "sexta")
                    && ordinal())
        }
        Lang::Es => SAINTS.contains(&before),
        Lang::Ru => tokens.word(n) == "среды" && (before.ends_with("ей") || before.ends_with("ой")),
        Lang::En => false,
    }
}

/// `no dia 19`, `el día 5`, `entre os dias 12 e 17`: the nearest such days that fit the tense.
pub(super) fn day_of_month(reading: &Reading<'_>, n: usize, lies: Lies) -> Option<Found> {
    let word = reading.document.text.tokens.word(n);
    if !matches!(reading.document.lang, Lang::Pt | Lang::Es) || !matches!(word, "dia" | "dias") {
        return None;
    }
    let (_, published) = exact_day(reading)?;
    let Behind::Day(day, end) = number_behind(reading, n + 1) else { return None };
    let fits = |date: &Date| match lies {
        Lies::Past => *date <= published,
        Lies::Future | Lies::Told => *date >= published,
        Lies::Either => true,
    };
    let date = nearest(published, day, WEEKDAY_DAYS_MAX, fits)?;
    if word == "dia" {
        return Some(Found { start: n, end, date: day_value(date, DateFound::YearInferred) });
    }
    let Behind::Day(last, end) = number_behind(reading, end + 1) else { return None };
    let last = date.with().day(last.0).build().ok().filter(|last| *last > date)?;
    let value = format!("{date}/{last}");
    let date = EventDate { value, precision: Precision::Interval, found: DateFound::YearInferred };
    Some(Found { start: n, end, date })
}

/// What a number behind a weekday tells.
enum Behind {
    /// No number.
    Nothing,
    /// A month follows, which is read as a date of its own.
    Month,
    /// A day of some month, or of the month told by its number; and where it ends.
    Day((i8, Option<i8>), usize),
}

fn number_behind(reading: &Reading<'_>, at: usize) -> Behind {
    let tokens = &reading.document.text.tokens;
    let is_month =
        |n: usize| n < reading.sentence.to && reading.document.cues.months.contains_key(tokens.word(n));
    let at = if at < reading.sentence.to && tokens.word(at) == "dia" { at + 1 } else { at };
    if is_month(at) {
        return Behind::Month;
    }
    let Some(day) = day_number(reading, at).filter(|_| tokens.list[at].gap <= Gap::Comma) else {
        return Behind::Nothing;
    };
    let of = if at + 1 < reading.sentence.to && is_of(reading, at + 1) { at + 2 } else { at + 1 };
    if is_month(of) {
        return Behind::Month;
    }
    let slashed = |n: usize| {
        n < reading.sentence.to
            && reading.document.text.full[tokens.list[n - 1].end..tokens.list[n].start].trim() == "/"
    };
    let month = day_number(reading, at + 1).filter(|month| slashed(at + 1) && *month <= 12);
    let end = at + 1 + usize::from(month.is_some());
    let end = end + usize::from(month.is_some() && slashed(end) && number(reading, end).is_some());
    let tight = end >= reading.sentence.to
        || tokens.list[end].gap >= Gap::Bracket
        || tokens.list[at].gap < Gap::Bracket;
    if tight { Behind::Day((day, month), end) } else { Behind::Nothing }
}

/// The day of that number nearest to the publication that fits.
fn nearest(
    published: Date,
    (day, month): (i8, Option<i8>),
    days_max: i32,
    fits: impl Fn(&Date) -> bool,
) -> Option<Date> {
    (-days_max..=days_max)
        .filter_map(|days| published.checked_add(i64::from(days).days()).ok())
        .filter(|date| date.day() == day && month.is_none_or(|month| date.month() == month) && fits(date))
        .min_by_key(|date| (*date - published).get_days().abs())
}
