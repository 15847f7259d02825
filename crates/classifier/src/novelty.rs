//! How surprising one more story is, against a decaying count of those before (Gamma–Poisson), and bursts of them.

use jiff::Timestamp;
use model::{BaseRate, ClassifierClock, Contribution, Status, TieType};

use crate::book::Book;
use crate::config::Novelty;
use crate::severity::{points, round};

/// Shape of the prior: half a story (Jeffreys), so that a first story of a quiet pair is surprising but not without limit.
const PRIOR_SHAPE: f64 = 0.5;
/// Days that the prior weighs.
const PRIOR_DAYS: f64 = 1.0;
const DAY_SECONDS: f64 = 86_400.0;

/// The lines for novelty and burst of a story about `partners` and `tie_type` that is founded now; none while the clock has
/// not run long enough.
pub(crate) fn contributions(
    rules: &Novelty,
    book: &Book,
    partners: &[String],
    tie_type: TieType,
) -> Vec<Contribution> {
    let Some(clock) = book.clock() else { return Vec::new() };
    if days(clock.first_at, clock.latest_at) < f64::from(rules.days_seen_min) {
        return Vec::new();
    }
    let novelty = partners
        .iter()
        .map(|partner| novelty(rules, book, clock, partner, tie_type))
        .max_by(|a, b| a.value.total_cmp(&b.value));
    let burst = partners.iter().find_map(|partner| burst(rules, book, clock, partner, tie_type));
    novelty.into_iter().chain(burst).filter(|contribution| contribution.value != 0.0).collect()
}

/// The base rate of one partner and type after one more story now.
pub(crate) fn counted(
    rules: &Novelty,
    status: Status,
    old: Option<&BaseRate>,
    partner: &str,
    tie_type: TieType,
    now: Timestamp,
) -> BaseRate {
    let decayed = old.map_or(0.0, |rate| rate.weight * kept(rules, rate.updated_at, now));
    BaseRate {
        status,
        partner: partner.to_owned(),
        tie_type,
        weight: decayed + 1.0,
        updated_at: now,
        last_story_at: Some(now),
    }
}

/// Chance that at least `count` stories come in `window_days`, where `weight` came in `exposure_days`.
pub(crate) fn tail(weight: f64, exposure_days: f64, window_days: f64, count: u32) -> f64 {
    let shape = PRIOR_SHAPE + weight;
    let rate = PRIOR_DAYS + exposure_days;
    let step = window_days / (rate + window_days);
    let mut mass = (rate / (rate + window_days)).powf(shape);
    let mut below = 0.0;
    for n in 0..count {
        below += mass;
        mass *= (shape + f64::from(n)) / f64::from(n + 1) * step;
    }
    (1.0 - below).max(f64::MIN_POSITIVE)
}

fn novelty(
    rules: &Novelty,
    book: &Book,
    clock: ClassifierClock,
    partner: &str,
    tie_type: TieType,
) -> Contribution {
    let now = clock.latest_at;
    let rate = book.rate(partner, tie_type);
    let weight = rate.map_or(0.0, |rate| rate.weight * kept(rules, rate.updated_at, now));
    let chance = tail(weight, exposure(rules, days(clock.first_at, now)), 1.0, 1);
    let value = round((rules.scale * -chance.log10()).min(rules.max));
    let silence = rate.and_then(|rate| rate.last_story_at).map(|last| days(last, now).floor() as i64);
    let name = match silence {
        None => format!(
            "novelty: first {tie_type} tie with {partner} in the {} days watched",
            days(clock.first_at, now).floor() as i64
        ),
        Some(silence) if silence >= i64::from(rules.first_days) => {
            format!("novelty: first {tie_type} tie with {partner} in {silence} days")
        }
        Some(_) => {
            format!("novelty: {tie_type} ties with {partner} are told on {:.0} % of days", chance * 100.0)
        }
    };
    Contribution { name, value }
}

fn burst(
    rules: &Novelty,
    book: &Book,
    clock: ClassifierClock,
    partner: &str,
    tie_type: TieType,
) -> Option<Contribution> {
    let now = clock.latest_at;
    let recent = book.live().filter(|story| {
        story.tie_type == tie_type
            && story.partners.iter().any(|code| code == partner)
            && days(story.alert.story.first_seen, now) <= f64::from(rules.burst_days)
    });
    let count = u32::try_from(recent.count()).unwrap_or(u32::MAX).saturating_add(1);
    if count < rules.burst_stories {
        return None;
    }
    let rate = book.rate(partner, tie_type);
    let weight = rate.map_or(0.0, |rate| rate.weight * kept(rules, rate.updated_at, now));
    let before = (weight - f64::from(count - 1)).max(0.0);
    let chance = tail(before, exposure(rules, days(clock.first_at, now)), f64::from(rules.burst_days), count);
    (-chance.log10() >= rules.burst_log10).then(|| {
        points(
            format!("burst: {count} {tie_type} stories with {partner} in {} days", rules.burst_days),
            rules.burst_points,
        )
    })
}

/// Days that the decaying count covers: all of a short time, never more than half-life / ln 2.
fn exposure(rules: &Novelty, days_seen: f64) -> f64 {
    let half_life = f64::from(rules.half_life_days);
    (1.0 - (-days_seen / half_life).exp2()) * half_life / std::f64::consts::LN_2
}

/// Share of a count that is left after the time from `then` to `now`.
fn kept(rules: &Novelty, then: Timestamp, now: Timestamp) -> f64 {
    (-days(then, now) / f64::from(rules.half_life_days)).exp2()
}

fn days(from: Timestamp, to: Timestamp) -> f64 {
    ((to.as_second() - from.as_second()).max(0)) as f64 / DAY_SECONDS
}

#[cfg(test)]
mod tests;
