//! Dates as feeds write them: RFC 2822 and ISO 8601 in all their misspellings, with month names in English, Spanish,
//! Portuguese and Russian and the zone abbreviations of Russia and Latin America.
//!
//! Nothing is invented: a time without a zone gives its day alone, an unreadable date gives none.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use crate::page::When;

/// Longest date text looked at, in bytes.
const DATE_BYTES_MAX: usize = 120;

/// Years outside of this are mistakes.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Zone abbreviations, in minutes east of Greenwich. Where one has several meanings, the one of our regions is taken.
const ZONES: [(&str, i32); 46] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("cet", 60),
    ("cest", 120),
    ("eet", 120),
    ("eest", 180),
    ("мск", 180),
    ("msk", 180),
    ("msd", 240),
    ("trt", 180),
    ("samt", 240),
    ("yekt", 300),
    ("omst", 360),
    ("novt", 420),
    ("krat", 420),
    ("irkt", 480),
    ("yakt", 540),
    ("vlat", 600),
    ("magt", 660),
    ("pett", 720),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("brt", -180),
    ("brst", -120),
    ("art", -180),
    ("uyt", -180),
    ("clt", -240),
    ("clst", -180),
    ("pyt", -240),
    ("bot", -240),
    ("vet", -240),
    ("gyt", -240),
    ("cot", -300),
    ("pet", -300),
    ("ect", -300),
];

/// Month names by their beginning, which is enough to tell them apart; the first match counts.
const MONTHS: [(&str, i8); 44] = [
    ("jan", 1),
    ("ene", 1),
    ("янв", 1),
    ("feb", 2),
    ("fev", 2),
    ("фев", 2),
    ("mar", 3),
    ("мар", 3),
    ("apr", 4),
    ("abr", 4),
    ("апр", 4),
    ("may", 5),
    ("mai", 5),
    ("мая", 5),
    ("май", 5),
    ("jun", 6),
    ("июн", 6),
    ("jul", 7),
    ("июл", 7),
    ("aug", 8),
    ("ago", 8),
    ("авг", 8),
    ("sep", 9),
    ("set", 9),
    ("сен", 9),
    ("oct", 10),
    ("out", 10),
    ("окт", 10),
    ("nov", 11),
    ("ноя", 11),
    ("dec", 12),
    ("dic", 12),
    ("dez", 12),
    ("дек", 12),
    // Weekdays that begin like a month, so that they are not taken for one.
    ("martes", 0),
    ("marts", 0),
    ("sex", 0),
    ("sáb", 0),
    ("sab", 0),
    ("seg", 0),
    ("segunda", 0),
    ("sexta", 0),
    ("sept", 9),
    ("março", 3),
];

/// Reads `text`; `day_first` tells how `03/04/2024` is meant, as it is everywhere but in the United States.
pub(crate) fn parse(text: &str, day_first: bool) -> Option<When> {
    let text = text.trim();
    if text.is_empty() || text.len() > DATE_BYTES_MAX {
        return None;
    }
    let tokens = tokens(&text.to_lowercase());
    let clock = clock(&tokens);
    let rest: Vec<&Token> = match &clock {
        Some(clock) => tokens[..clock.from].iter().chain(&tokens[clock.to..]).collect(),
        None => tokens.iter().collect(),
    };
    let mut date = date(&rest, day_first)?;
    let Some(clock) = clock else { return Some(When::Day(date)) };
    if clock.next_day {
        date = date.checked_add(1.day()).ok()?;
    }
    match clock.offset.and_then(|minutes| Offset::from_seconds(minutes * 60).ok()) {
        Some(offset) => {
            let instant: Timestamp = offset.to_timestamp(date.to_datetime(clock.time)).ok()?;
            Some(When::Instant(instant))
        }
        None => Some(When::Day(date)),
    }
}

/// A word, a number with its count of digits, or a sign.
#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Number(u32, usize),
    Sign(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| match first {
            _ if first.is_ascii_digit() => c.is_ascii_digit(),
            _ => c.is_alphabetic(),
        };
        let end = if first.is_ascii_digit() || first.is_alphabetic() {
            rest.find(|c| !same(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(end);
        match first {
            _ if first.is_ascii_digit() => tokens.push(Token::Number(piece.parse().unwrap_or(u32::MAX), end)),
            _ if first.is_alphabetic() => tokens.push(Token::Word(piece.to_owned())),
            // Spaces part tokens and mean nothing else; other dashes are written for the minus sign.
            _ if first.is_whitespace() => {}
            '−' | '–' | '—' => tokens.push(Token::Sign('-')),
            _ => tokens.push(Token::Sign(first)),
        }
        rest = after;
    }
    tokens
}

/// A time of day and the tokens it takes.
struct Clock {
    time: Time,
    /// 24:00 is the midnight that ends the day.
    next_day: bool,
    offset: Option<i32>,
    from: usize,
    to: usize,
}

fn clock(tokens: &[Token]) -> Option<Clock> {
    let from = (0..tokens.len()).find(|at| {
        matches!(
            tokens[*at..],
            [Token::Number(..24 | 24, 1..=2), Token::Sign(':'), Token::Number(..60, 2), ..]
        )
    })?;
    let number = |at: usize| match tokens.get(at) {
        Some(Token::Number(value, _)) => Some(*value),
        _ => None,
    };
    let sign = |at: usize, sign: char| tokens.get(at) == Some(&Token::Sign(sign));
    let (mut hour, minute) = (number(from)?, number(from + 2)?);
    let mut to = from + 3;
    let mut second = 0;
    if sign(to, ':') && number(to + 1).is_some_and(|value| value <= 60) {
        second = number(to + 1)?.min(59);
        to += 2;
        if (sign(to, '.') || sign(to, ',')) && number(to + 1).is_some() {
            to += 2;
        }
    }
    if let Some(Token::Word(word)) = tokens.get(to) {
        hour = match word.as_str() {
            "am" if hour == 12 => 0,
            "pm" if hour < 12 => hour + 12,
            _ => hour,
        };
        to += usize::from(matches!(word.as_str(), "am" | "pm" | "h" | "hs" | "ч"));
    }
    let (offset, to) = offset(tokens, to);
    let next_day = hour == 24;
    let time = Time::new(if next_day { 0 } else { hour as i8 }, minute as i8, second as i8, 0).ok()?;
    Some(Clock { time, next_day, offset, from, to })
}

/// The offset in minutes that stands at `at`, and where it ends.
fn offset(tokens: &[Token], at: usize) -> (Option<i32>, usize) {
    let mut at = at;
    while matches!(tokens.get(at), Some(Token::Sign('(' | ','))) {
        at += 1;
    }
    let mut named = None;
    if let Some(Token::Word(word)) = tokens.get(at) {
        named = ZONES.iter().find(|(name, _)| name == word).map(|(_, minutes)| *minutes);
        at += usize::from(named.is_some());
    }
    let sign = match tokens.get(at) {
        Some(Token::Sign('+')) => 1,
        Some(Token::Sign('-')) => -1,
        _ => return (named, at),
    };
    match (tokens.get(at + 1), tokens.get(at + 2), tokens.get(at + 3)) {
        (
            Some(Token::Number(hours @ ..15, 1..=2)),
            Some(Token::Sign(':')),
            Some(Token::Number(minutes @ ..60, 2)),
        ) => (Some(sign * (*hours as i32 * 60 + *minutes as i32)), at + 4),
        (Some(Token::Number(both, 4)), ..) if both / 100 < 15 && both % 100 < 60 => {
            (Some(sign * ((both / 100) * 60 + both % 100) as i32), at + 2)
        }
        (Some(Token::Number(hours @ ..15, 1..=2)), ..) => (Some(sign * *hours as i32 * 60), at + 2),
        _ => (named, at),
    }
}

fn date(tokens: &[&Token], day_first: bool) -> Option<Date> {
    in_words(tokens).or_else(|| in_figures(tokens, day_first))
}

/// A month by name; the day is the nearest number of one or two digits before it, or else after it, then the year.
fn in_words(tokens: &[&Token]) -> Option<Date> {
    let (at, month) = tokens.iter().enumerate().find_map(|(at, token)| match token {
        Token::Word(word) => Some((at, month(word)?)),
        _ => None,
    })?;
    let numbers = |part: &[&Token]| -> Vec<(u32, usize)> {
        let number = |token: &&Token| match token {
            Token::Number(value, digits) => Some((*value, *digits)),
            _ => None,
        };
        part.iter().filter_map(number).collect()
    };
    let (before, after) = (numbers(&tokens[..at]), numbers(&tokens[at + 1..]));
    let short = |number: &(u32, usize)| number.1 <= 2 && (1..=31).contains(&number.0);
    let (day, year) = match before.last() {
        Some(day) if short(day) => (*day, after.first().or(before.first())?),
        Some(year) if year.1 == 4 => (*after.first().filter(|day| short(day))?, year),
        _ => (*after.first().filter(|day| short(day))?, after.get(1)?),
    };
    civil(year_of(*year)?, month, day.0)
}

fn in_figures(tokens: &[&Token], day_first: bool) -> Option<Date> {
    let triple = tokens.windows(5).find_map(|window| match window {
        [
            Token::Number(a, a_digits),
            Token::Sign(first),
            Token::Number(b, ..=2),
            Token::Sign(second),
            Token::Number(c, c_digits),
        ] if first == second && matches!(first, '-' | '/' | '.') => {
            Some(((*a, *a_digits), *b, (*c, *c_digits), *first))
        }
        _ => None,
    });
    let Some((a, b, c, separator)) = triple else { return compact(tokens) };
    if a.1 == 4 {
        return civil(year_of(a)?, i8::try_from(b).ok()?, c.0);
    }
    let year = year_of(c)?;
    // Only the slash is ever used with the month first.
    let (day, month) = if separator == '/' && !day_first && a.0 <= 12 { (b, a.0) } else { (a.0, b) };
    let (day, month) = if month > 12 { (month, day) } else { (day, month) };
    civil(year, i8::try_from(month).ok()?, day)
}

/// `20240208`.
fn compact(tokens: &[&Token]) -> Option<Date> {
    let value = tokens.iter().find_map(|token| match token {
        Token::Number(value, 8) => Some(*value),
        _ => None,
    })?;
    civil(year_of((value / 10_000, 4))?, i8::try_from(value / 100 % 100).ok()?, value % 100)
}

fn year_of((value, digits): (u32, usize)) -> Option<i16> {
    let value = i16::try_from(value).ok()?;
    match digits {
        4 => Some(value),
        // RFC 822 wrote two digits; there was no RSS before 1999.
        2 => Some(if value >= 90 { 1900 + value } else { 2000 + value }),
        _ => None,
    }
}

fn civil(year: i16, month: i8, day: u32) -> Option<Date> {
    YEARS.contains(&year).then(|| Date::new(year, month, i8::try_from(day).ok()?).ok())?
}

fn month(word: &str) -> Option<i8> {
    let is_weekday = |name: &str| word.starts_with(name);
    if MONTHS.iter().any(|(name, month)| *month == 0 && is_weekday(name)) {
        return None;
    }
    MONTHS.iter().find(|(name, _)| word.starts_with(name)).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests;
