//! Whether an article tells a story that is known already.

use jiff::Timestamp;
use jiff::civil::Date;
use model::{AlertEvidence, DateFound, EventDate, Precision, Story, StoryMember, Tie};

use crate::act::{self, Agreement};
use crate::candidate::Candidate;
use crate::config::StoryRules;
use crate::likeness::{jaccard, sentence_likeness};

/// Share of a likeness that counts in the comparison of two matches; finer differences are chance.
const LIKENESS_STEPS: f64 = 100.0;

/// How well a story fits; greater is better.
pub(crate) type Fit = (bool, bool, u32);

/// How well `candidate`, told by `member`'s article, fits `story`; `None` where it is another story.
pub(crate) fn fit(
    rules: &StoryRules,
    story: &Story,
    candidate: &Candidate,
    member: &StoryMember,
) -> Option<Fit> {
    let tie = &candidate.evidence.tie;
    let about_the_same = story.tie_type == tie.tie_type
        && act::partners_overlap(&story.partners, &candidate.partners)
        && act::polarities_agree(story.polarity, tie.polarity);
    if !about_the_same {
        return None;
    }
    story.alert.evidence.iter().filter_map(|told| fit_telling(rules, story, told, candidate, member)).max()
}

/// Whether two ties tell one date: `Shared` for the same day or overlapping intervals, `Unknown` where one tells none or only
/// a month or year that may hold the other.
pub(crate) fn dates(a: &Tie, b: &Tie) -> Agreement {
    let (Some(a), Some(b)) = (&a.date, &b.date) else { return Agreement::Unknown };
    if a.value == b.value && is_exact(a) {
        return Agreement::Shared;
    }
    match (a.bounds(), b.bounds()) {
        (Some(x), Some(y)) if !overlap(x, y) => Agreement::Differ,
        (Some(_), Some(_)) if is_exact(a) && is_exact(b) => Agreement::Shared,
        (Some(_), Some(_)) => Agreement::Unknown,
        _ => open_years(a, b),
    }
}

fn fit_telling(
    rules: &StoryRules,
    story: &Story,
    told: &AlertEvidence,
    candidate: &Candidate,
    member: &StoryMember,
) -> Option<Fit> {
    if told.article == member.article {
        return None;
    }
    let tie = &candidate.evidence.tie;
    let other = story.members.iter().find(|other| other.article == told.article)?;
    let one_language = told.lang.is_some() && told.lang == member.lang;
    let like = if one_language { jaccard(&other.shingles, &member.shingles) } else { 0.0 };
    if !act::same_act(&told.tie, tie) || act::thirds(&told.tie, tie) == Agreement::Differ {
        return None;
    }
    let when = when(rules, (&told.tie, other.told_at), (tie, member.told_at));
    let who = act::who(&told.tie, tie);
    let fit = (when == Agreement::Shared, who == Agreement::Shared, (like * LIKENESS_STEPS) as u32);
    if one_language && like >= rules.same {
        // A report reworked, or reprinted the next day with the same "yesterday".
        let counted = is_counted(&told.tie) || is_counted(tie);
        return (when != Agreement::Differ || counted).then_some(fit);
    }
    if when == Agreement::Differ || (who == Agreement::Differ && act::who_decides(tie)) {
        return None;
    }
    let alike = !one_language
        || like >= rules.like
        || who == Agreement::Shared
        || when == Agreement::Shared
        || sentence_likeness(&told.sentence, &candidate.evidence.sentence) >= rules.sentence_like;
    alike.then_some(fit)
}

/// Whether two tellings are of one time: by the dates they tell, else by when they were told.
fn when(rules: &StoryRules, a: (&Tie, Timestamp), b: (&Tie, Timestamp)) -> Agreement {
    match dates(a.0, b.0) {
        Agreement::Unknown => {
            let apart = (a.1.as_second() - b.1.as_second()).unsigned_abs();
            let near = apart <= u64::from(rules.window_days) * 86_400;
            if near { Agreement::Unknown } else { Agreement::Differ }
        }
        known => known,
    }
}

/// True where a date was counted from the day of publication, so that a reprint may be off.
fn is_counted(tie: &Tie) -> bool {
    tie.date.as_ref().is_some_and(|date| date.found != DateFound::Explicit)
}

fn is_exact(date: &EventDate) -> bool {
    matches!(date.precision, Precision::Day | Precision::Interval)
        || (date.precision == Precision::YearOpen && date.value.len() >= "--02-03".len())
}

fn overlap(a: (Date, Date), b: (Date, Date)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

/// Compares dates of which at least one lacks the year, by month and day as far as both tell them.
fn open_years(a: &EventDate, b: &EventDate) -> Agreement {
    let month_day = |date: &EventDate| -> Option<String> {
        let open = date.value.strip_prefix("--").map(str::to_owned);
        open.or_else(|| {
            (date.precision == Precision::Day).then(|| date.value.get(5..).unwrap_or("").to_owned())
        })
    };
    match (month_day(a), month_day(b)) {
        (Some(a), Some(b)) if a == b => Agreement::Shared,
        (Some(a), Some(b)) if a.len() == b.len() => Agreement::Differ,
        _ => Agreement::Unknown,
    }
}
