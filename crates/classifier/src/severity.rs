//! How severe an alert is: a sum of named lines, each of which people can read.

use std::collections::BTreeSet;

use model::{AlertEvidence, Contribution, Level, Severity, StoryMember, Tie, goldstein};

use crate::config::{Config, Levels, Weights};
use crate::likeness::jaccard;

/// What a line of the score is called that is counted once, when the story is founded.
const HISTORY: [&str; 2] = ["novelty: ", "burst: "];

/// The severity of a story that `tie` stands for, told by `evidence`; `history` are the lines that were counted when it was
/// founded.
pub(crate) fn severity(
    config: &Config,
    tie: &Tie,
    evidence: &[AlertEvidence],
    members: &[StoryMember],
    history: Vec<Contribution>,
) -> Severity {
    let weights = &config.weights;
    let telling: Vec<&StoryMember> =
        members.iter().filter(|member| evidence.iter().any(|told| told.article == member.article)).collect();
    let mut lines = vec![act(weights, tie)];
    lines.push(points(format!("realis: {}", tie.realis), table(&weights.realis, &tie.realis)));
    lines.push(points(format!("polarity: {}", tie.polarity), table(&weights.polarity, &tie.polarity)));
    lines.push(points(format!("type: {}", tie.tie_type), table(&weights.tie_type, &tie.tie_type)));
    lines.extend(actor(config, tie));
    lines.extend(history);
    lines.push(corroboration(config, &telling));
    lines.extend(source(weights, &telling));
    lines.retain(|line| line.value != 0.0);
    let tenths: i64 = lines.iter().map(|line| (line.value * 10.0).round() as i64).sum();
    let score = tenths as f64 / 10.0;
    Severity { level: level(config.levels, score), score, contributions: lines }
}

/// The lines of a severity that were counted when the story was founded.
pub(crate) fn history(severity: &Severity) -> Vec<Contribution> {
    let is_history = |line: &&Contribution| HISTORY.iter().any(|name| line.name.starts_with(name));
    severity.contributions.iter().filter(is_history).cloned().collect()
}

/// A line of `value` rounded to tenths.
pub(crate) fn points(name: String, value: f64) -> Contribution {
    Contribution { name, value: round(value) }
}

/// `value` in whole tenths, never minus zero.
pub(crate) fn round(value: f64) -> f64 {
    let tenths = (value * 10.0).round() as i64;
    tenths as f64 / 10.0
}

fn level(levels: Levels, score: f64) -> Level {
    if score >= levels.extreme {
        Level::Extreme
    } else if score >= levels.severe {
        Level::Severe
    } else if score >= levels.moderate {
        Level::Moderate
    } else {
        Level::Minor
    }
}

fn act(weights: &Weights, tie: &Tie) -> Contribution {
    let score = goldstein(&tie.cameo).unwrap_or(0.0);
    let weight = if score < 0.0 { weights.act_hostile } else { weights.act_friendly };
    let mode = tie.mode.map(|mode| format!("/{mode}")).unwrap_or_default();
    points(format!("act: {}{mode}", tie.plover), score.abs() * weight)
}

/// The line of the highest-ranking actor, if one is named.
fn actor(config: &Config, tie: &Tie) -> Option<Contribution> {
    let weights = &config.weights;
    let partner = tie.partner_actors.iter().map(|actor| (actor.id.as_str(), actor.name.as_str()));
    let mut best: Option<(f64, &str, &str)> = None;
    for (id, name) in std::iter::once((tie.russia.id.as_str(), tie.russia.name.as_str())).chain(partner) {
        let by_id = weights.actors.get(id).copied();
        let by_word = || {
            let lower = name.to_lowercase();
            let words = lower.split(|c: char| !c.is_alphanumeric());
            words.filter_map(|word| weights.actor_words.get(word).copied()).reduce(f64::max)
        };
        let Some(value) = by_id.or_else(by_word) else { continue };
        if best.is_none_or(|(highest, ..)| value > highest) {
            best = Some((value, id, name));
        }
    }
    best.map(|(value, id, name)| {
        points(format!("actor: {}", config.names.get(id).map_or(name, String::as_str)), value)
    })
}

/// Independent sources: outlets, less those that only reprint one another.
fn corroboration(config: &Config, telling: &[&StoryMember]) -> Contribution {
    let outlets: BTreeSet<&str> = telling.iter().map(|member| member.source.as_str()).collect();
    let mut voices: Vec<&StoryMember> = Vec::new();
    for member in telling {
        let repeats = |voice: &&StoryMember| {
            voice.source == member.source || jaccard(&voice.shingles, &member.shingles) >= config.stories.copy
        };
        if !voices.iter().any(repeats) {
            voices.push(member);
        }
    }
    let more = voices.len().saturating_sub(1) as f64;
    let value = (more * config.weights.corroboration_each).min(config.weights.corroboration_max);
    let mut name = format!("corroboration: {} sources", outlets.len());
    if voices.len() < outlets.len() {
        name.push_str(&format!(", {} without reprints", voices.len()));
    }
    points(name, value)
}

fn source(weights: &Weights, telling: &[&StoryMember]) -> Option<Contribution> {
    let best = telling.iter().map(|member| member.source_weight).reduce(f64::max)?;
    let best = if best.is_finite() { best.clamp(0.0, 1.0) } else { 0.5 };
    Some(points(format!("source: weight {best:.1}"), (best - 0.5) * weights.source_spread))
}

fn table<K: Ord>(table: &std::collections::BTreeMap<K, f64>, key: &K) -> f64 {
    table.get(key).copied().unwrap_or(0.0)
}
