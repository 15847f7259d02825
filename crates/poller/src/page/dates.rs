//! When the page was published and changed, and which signal says so.
//!
//! The order of trust is JSON-LD, meta elements, a `<time>` near the headline, a date in words near the headline; where
//! none of them speaks there is no date, because a wrong one silences or invents an alert.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Timestamp, fmt};

use super::json_ld::LinkedArticle;
use super::marks::Marks;
use super::text::segments_text;
use super::tree::Tree;

/// A point in time as exact as the page states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Date, time and offset were given.
    Instant(Timestamp),
    /// A day, or a time without an offset: only the day is believed.
    Day(Date),
}

/// What a date was read from, most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateSignal {
    /// `datePublished` or `dateModified` of the article's JSON-LD.
    JsonLd,
    /// A `<meta>` element such as `article:published_time`.
    Meta,
    /// A `<time datetime>` near the headline.
    TimeElement,
    /// A date in words or figures near the headline.
    VisibleText,
}

/// A date and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageDate {
    /// The date itself.
    pub when: When,
    /// The signal that won.
    pub signal: DateSignal,
}

/// Years outside of this are mistakes.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;
/// How many blocks before and after the headline may carry its date.
const NEAR_BEFORE: u32 = 6;
const NEAR_AFTER: u32 = 14;
/// A line longer than this is prose, and its dates are the story's.
const DATE_LINE_CHARS_MAX: u32 = 160;

/// Meta keys in lower case, most trusted first.
const META_PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article:published",
    "og:published_time",
    "published_time",
    "dcterms.created",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "datecreated",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "article.published",
    "article_date_original",
    "cxenseparse:recs:publishtime",
    "mediator_published_time",
    "og:pubdate",
    "article:publicationdate",
    "date",
];
const META_MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "lastmod",
];

/// The dates of publication and of the last change.
pub(super) fn page_dates(
    tree: &Tree,
    article: &LinkedArticle,
    headline: Option<u32>,
) -> (Option<PageDate>, Option<PageDate>) {
    let near = headline.map(|block| block.saturating_sub(NEAR_BEFORE)..block + NEAR_AFTER);
    let (seen_published, seen_modified) = near.clone().map_or((None, None), |near| visible_dates(tree, near));
    let published = first([
        (DateSignal::JsonLd, parse(&article.published)),
        (DateSignal::Meta, meta_date(tree, META_PUBLISHED)),
        (DateSignal::TimeElement, time_near(tree, near.clone(), Marks::PUBLISHED)),
        (DateSignal::VisibleText, seen_published.map(When::Day)),
    ]);
    let modified = first([
        (DateSignal::JsonLd, parse(&article.modified)),
        (DateSignal::Meta, meta_date(tree, META_MODIFIED)),
        (DateSignal::TimeElement, time_near(tree, near, Marks::MODIFIED)),
        (DateSignal::VisibleText, seen_modified.map(When::Day)),
    ]);
    (published, modified)
}

/// The most trusted date; when it is a bare day, a less trusted one of the same day that knows the hour.
fn first(candidates: [(DateSignal, Option<When>); 4]) -> Option<PageDate> {
    let mut dates =
        candidates.into_iter().filter_map(|(signal, when)| Some(PageDate { when: when?, signal }));
    let best = dates.next()?;
    let When::Day(day) = best.when else { return Some(best) };
    let exact = dates.find(
        |date| matches!(date.when, When::Instant(instant) if Offset::UTC.to_datetime(instant).date() == day),
    );
    Some(exact.unwrap_or(best))
}

fn meta_date(tree: &Tree, keys: &[&str]) -> Option<When> {
    keys.iter().find_map(|key| {
        tree.witnesses
            .metas
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(key))
            .find_map(|(_, content)| parse(content))
    })
}

fn time_near(tree: &Tree, near: Option<std::ops::Range<u32>>, marks: Marks) -> Option<When> {
    let near = near?;
    let other = if marks == Marks::PUBLISHED { Marks::MODIFIED } else { Marks::PUBLISHED };
    let times = || tree.witnesses.times.iter().filter(|(at, _, _)| near.contains(at));
    let marked = times().filter(|(_, _, found)| found.has(marks)).find_map(|(_, value, _)| parse(value));
    if marked.is_some() || marks == Marks::MODIFIED {
        return marked;
    }
    times().filter(|(_, _, found)| !found.has(other)).find_map(|(_, value, _)| parse(value))
}

/// The first dates in short lines near the headline: published, modified.
fn visible_dates(tree: &Tree, near: std::ops::Range<u32>) -> (Option<Date>, Option<Date>) {
    let day_first = day_first(tree.witnesses.lang);
    let mut published = None;
    let mut modified = None;
    for block in tree.blocks.iter().take(near.end as usize).skip(near.start as usize) {
        if block.chars > DATE_LINE_CHARS_MAX || block.chars < 6 {
            continue;
        }
        let line = segments_text(tree, block.segments).to_lowercase();
        for (date, before) in dates_in(&line, day_first) {
            let slot = if is_change_word(before) { &mut modified } else { &mut published };
            slot.get_or_insert(date);
        }
    }
    (published, modified)
}

/// Whether `03/04/2024` is the third of April: known for our languages but English, where it depends on the country.
fn day_first(lang: &str) -> bool {
    let lang = lang.get(..2).unwrap_or_default().to_ascii_lowercase();
    !lang.is_empty() && lang != "en"
}

fn is_change_word(before: &str) -> bool {
    ["updated", "modified", "actualizad", "modificad", "atualizad", "обновлен", "изменен", "last update"]
        .iter()
        .any(|word| before.contains(word))
}

/// Whether a line has a date in it.
pub(super) fn has_date(line: &str) -> bool {
    !dates_in(&line.to_lowercase(), true).is_empty()
}

/// The dates of a line in lower case, each with the text between it and the one before.
fn dates_in(line: &str, day_first: bool) -> Vec<(Date, &str)> {
    let words: Vec<(usize, &str)> = words_at(line);
    let mut found = Vec::new();
    let mut after = 0;
    let mut index = 0;
    while index < words.len() {
        if let Some((date, used)) = date_at(line, &words[index..], day_first) {
            found.push((date, &line[after..words[index].0]));
            index += used;
            after = words[index - 1].0 + words[index - 1].1.len();
        } else {
            index += 1;
        }
    }
    found
}

fn words_at(line: &str) -> Vec<(usize, &str)> {
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - line.as_ptr() as usize, word))
        .collect()
}

/// The date that starts at the first of `words`, and how many words it takes.
fn date_at(line: &str, words: &[(usize, &str)], day_first: bool) -> Option<(Date, usize)> {
    let word = |index: usize| words.get(index).map_or("", |&(_, word)| word);
    let number = |index: usize| number(word(index));
    if let Some(month) = month(word(0)) {
        let day = number(1)?;
        let year_at = if matches!(word(2), "de" | "del") { 3 } else { 2 };
        return Some((date(number(year_at)?, month, day)?, year_at + 1));
    }
    let first = number(0)?;
    let month_at = if matches!(word(1), "de" | "of") { 2 } else { 1 };
    if let Some(month) = month(word(month_at)) {
        let year_at = month_at + if matches!(word(month_at + 1), "de" | "del") { 2 } else { 1 };
        return Some((date(number(year_at)?, month, first)?, year_at + 1));
    }
    numeric(line, words, day_first).map(|date| (date, 3))
}

/// `2024-02-08`, `08.02.2024`, `08/02/2024`; abstains where day and month could be either way round.
fn numeric(line: &str, words: &[(usize, &str)], day_first: bool) -> Option<Date> {
    let [(at, a), (b_at, b), (c_at, c)] = words.get(..3)?.try_into().ok()?;
    let separator = &line[at + a.len()..b_at];
    if !matches!(separator, "." | "/" | "-") || separator != &line[b_at + b.len()..c_at] {
        return None;
    }
    let (first, second, third) = (number(a)?, number(b)?, number(c)?);
    if a.len() == 4 {
        return date(first, i8::try_from(second).ok()?, third);
    }
    if c.len() != 4 {
        return None;
    }
    let (day, month) = match (first, second) {
        (day, month) if day_first || separator == "." || day > 12 => (day, month),
        (month, day) if day > 12 => (day, month),
        (day, month) if day == month => (day, month),
        _ => return None,
    };
    date(third, i8::try_from(month).ok()?, day)
}

/// A number of at most four digits, with an English or Spanish ordinal ending.
fn number(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let ending = &word[digits.len()..];
    let fits = digits.len() <= 4 && matches!(ending, "" | "st" | "nd" | "rd" | "th" | "º" | "o" | "г");
    if fits { digits.parse().ok() } else { None }
}

fn date(year: i16, month: i8, day: i16) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

/// The month of a name or abbreviation in English, Spanish, Portuguese or Russian, in lower case.
fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" | "enero" | "ene" | "janeiro" | "января" | "январь" | "янв" => 1,
        "february" | "feb" | "febrero" | "fevereiro" | "fev" | "февраля" | "февраль" | "фев" | "февр" => {
            2
        }
        "march" | "mar" | "marzo" | "março" | "marco" | "марта" | "март" | "мар" => 3,
        "april" | "apr" | "abril" | "abr" | "апреля" | "апрель" | "апр" => 4,
        "may" | "mayo" | "maio" | "mai" | "мая" | "май" => 5,
        "june" | "jun" | "junio" | "junho" | "июня" | "июнь" | "июн" => 6,
        "july" | "jul" | "julio" | "julho" | "июля" | "июль" | "июл" => 7,
        "august" | "aug" | "agosto" | "ago" | "августа" | "август" | "авг" => 8,
        "september" | "sep" | "sept" | "septiembre" | "setiembre" | "setembro" | "set" | "сентября"
        | "сентябрь" | "сен" | "сент" => 9,
        "october" | "oct" | "octubre" | "outubro" | "out" | "октября" | "октябрь" | "окт" => {
            10
        }
        "november" | "nov" | "noviembre" | "novembro" | "ноября" | "ноябрь" | "ноя" | "нояб" => {
            11
        }
        "december" | "dec" | "diciembre" | "dic" | "dezembro" | "dez" | "декабря" | "декабрь" | "дек" => {
            12
        }
        _ => return None,
    })
}

/// Reads a date as machines write it: ISO 8601 in its common variants, RFC 2822, or in words.
pub(super) fn parse(raw: &str) -> Option<When> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > 80 {
        return None;
    }
    iso(raw).or_else(|| rfc_2822(raw)).or_else(|| {
        let lower = raw.to_lowercase();
        dates_in(&lower, false).first().map(|&(date, _)| When::Day(date))
    })
}

fn rfc_2822(raw: &str) -> Option<When> {
    let instant = fmt::rfc2822::DateTimeParser::new().parse_timestamp(raw).ok()?;
    YEARS.contains(&Offset::UTC.to_datetime(instant).year()).then_some(When::Instant(instant))
}

/// `2024-02-08`, `20240208`, `2024-02-08T10:00:00+01:00` and what lies between.
fn iso(raw: &str) -> Option<When> {
    let digits = |range: std::ops::Range<usize>| {
        raw.get(range)
            .filter(|part| part.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|part| part.parse::<i16>().ok())
    };
    let compact = raw.len() >= 8 && raw.as_bytes()[..8].iter().all(u8::is_ascii_digit);
    let (month_at, day_at, end) = if compact { (4, 6, 8) } else { (5, 8, 10) };
    let dashed = || matches!(raw.get(4..5), Some("-" | "/")) && raw.get(7..8) == raw.get(4..5);
    if !(compact || dashed()) {
        return None;
    }
    let day = date(
        digits(0..4)?,
        i8::try_from(digits(month_at..month_at + 2)?).ok()?,
        digits(day_at..day_at + 2)?,
    )?;
    let rest = raw.get(end..)?;
    let Some(clock) = rest.strip_prefix(['T', 't', ' ']) else {
        return (rest.is_empty() || rest.starts_with(['Z', '+'])).then_some(When::Day(day));
    };
    Some(instant(day, clock.trim_start()).map_or(When::Day(day), When::Instant))
}

/// The moment at `clock` (time and offset) on `day`, or `None` without an offset.
fn instant(day: Date, clock: &str) -> Option<Timestamp> {
    let time_end =
        clock.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ',')).unwrap_or(clock.len());
    let (time, zone) = clock.split_at(time_end);
    let mut parts = time.split([':', '.', ',']);
    let mut part = || parts.next().and_then(|part| part.parse::<i8>().ok());
    let (hour, minute) = (part()?, part()?);
    let second = part().unwrap_or(0).min(59);
    let offset = offset(zone.trim())?;
    let moment: DateTime = day.at(0, 0, 0, 0).with().hour(hour).minute(minute).second(second).build().ok()?;
    offset.to_timestamp(moment).ok()
}

fn offset(zone: &str) -> Option<Offset> {
    if matches!(zone, "Z" | "z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = zone[1..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse::<i32>().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}
