//! When an act happened: a day, an interval, a month or a year, and how that was found.

use std::fmt;

/// The date of an act as ANNOTATION.md section 9 has it: `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `A/B` (ISO 8601).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventDate {
    /// ISO 8601 text of the precision given; an interval is `A/B`.
    pub value: String,
    /// How exact it is.
    pub precision: Precision,
    /// How it was found.
    pub found: DateFound,
}

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// One day.
    Day,
    /// From one day to another.
    Interval,
    /// One month.
    Month,
    /// One year.
    Year,
    /// Day and month are told, the year is not known (`--02-03` in ISO 8601's reduced form).
    YearOpen,
}

impl Precision {
    /// The word used on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Precision::Day => "day",
            Precision::Interval => "interval",
            Precision::Month => "month",
            Precision::Year => "year",
            Precision::YearOpen => "year_open",
        }
    }
}

/// How a date was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateFound {
    /// Day, month and year stand in the text.
    Explicit,
    /// The year was inferred from the publication date and the tense.
    YearInferred,
    /// Counted from the publication date: yesterday, on Monday, last year.
    Relative,
}

impl DateFound {
    /// The word used on the wire.
    pub fn word(self) -> &'static str {
        match self {
            DateFound::Explicit => "explicit",
            DateFound::YearInferred => "year_inferred",
            DateFound::Relative => "relative",
        }
    }
}

impl EventDate {
    /// First and last day that the date may mean, as `YYYY-MM-DD` texts; `None` where the year is open.
    pub fn bounds(&self) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
        let (from, to) = self.value.split_once('/').unwrap_or((&self.value, &self.value));
        Some((first_day(from)?, last_day(to)?))
    }
}

impl fmt::Display for EventDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

fn first_day(text: &str) -> Option<jiff::civil::Date> {
    match text.len() {
        4 => format!("{text}-01-01").parse().ok(),
        7 => format!("{text}-01").parse().ok(),
        _ => text.parse().ok(),
    }
}

fn last_day(text: &str) -> Option<jiff::civil::Date> {
    match text.len() {
        4 => format!("{text}-12-31").parse().ok(),
        7 => first_day(text).map(jiff::civil::Date::last_of_month),
        _ => text.parse().ok(),
    }
}
