//! Dated offices: `"2004-03-09..2012-05 foreign minister @mid"`.

use jiff::civil::Date;

use super::entry::Role;

/// Parses one office.
///
/// # Errors
///
/// What is wrong with the text, for a message that names its line.
pub(super) fn parse(text: &str, country: &str) -> Result<Role, String> {
    let (dates, office) = text.split_once(' ').ok_or_else(|| format!("role {text:?} has no title"))?;
    let (from, to) =
        dates.split_once("..").ok_or_else(|| format!("role {text:?} does not start with dates"))?;
    let (title, body) = match office.split_once('@') {
        Some((title, body)) => (title.trim(), Some(body.trim().to_owned())),
        None => (office.trim(), None),
    };
    if title.is_empty() {
        return Err(format!("role {text:?} has no title"));
    }
    let (from, to) = (bound(from, Edge::First)?, bound(to, Edge::Last)?);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(format!("role {text:?} ends before it begins"));
    }
    Ok(Role { title: title.to_owned(), body, country: country.to_owned(), from, to })
}

#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}

/// A day, month or year as the first or last day it covers; empty is open.
fn bound(text: &str, edge: Edge) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let bad = || format!("date {text:?} is not YYYY, YYYY-MM or YYYY-MM-DD");
    let parts: Vec<i16> =
        text.split('-').map(str::parse).collect::<Result<_, _>>().map_err(|_not_a_number| bad())?;
    let small = |part: i16| i8::try_from(part).map_err(|_too_large| bad());
    let date = |year, month, day| Date::new(year, month, day).map_err(|_no_such_day| bad());
    let found = match (parts.as_slice(), edge) {
        ([year], Edge::First) => date(*year, 1, 1)?,
        ([year], Edge::Last) => date(*year, 12, 31)?,
        ([year, month], Edge::First) => date(*year, small(*month)?, 1)?,
        ([year, month], Edge::Last) => date(*year, small(*month)?, 1)?.last_of_month(),
        ([year, month, day], _) => date(*year, small(*month)?, small(*day)?)?,
        _ => return Err(bad()),
    };
    Ok(Some(found))
}
