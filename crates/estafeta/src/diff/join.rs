//! Which alerts of two sides are the same, and what is different in them. Pure.
//!
//! An id is made of what founded the alert, so other rules may give the same event another id. Evidence stays: two alerts
//! that rest on the same sentence of the same article are one, the best pairs first.

use std::collections::{BTreeMap, BTreeSet};

use model::{Actor, Alert, Partner, Transition};

/// The outcome of a comparison.
#[derive(Debug, Default)]
pub(super) struct Difference<'a> {
    /// Alerts of the second side that the first has not.
    pub(super) added: Vec<&'a Alert>,
    /// Alerts of the first side that the second has not.
    pub(super) gone: Vec<&'a Alert>,
    /// Alerts that both have, and not alike.
    pub(super) changed: Vec<Changed<'a>>,
    /// Alerts that both have alike.
    pub(super) same: usize,
}

/// An alert that both sides have.
#[derive(Debug)]
pub(super) struct Changed<'a> {
    /// As the first side has it.
    pub(super) before: &'a Alert,
    /// As the second side has it.
    pub(super) after: &'a Alert,
    /// What is different.
    pub(super) changes: Vec<Change>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// `severity`, `state`, `evidence`, or the name of a slot.
    pub(super) what: &'static str,
    pub(super) before: String,
    pub(super) after: String,
}

impl Difference<'_> {
    /// Alerts that differ.
    pub(super) fn count(&self) -> usize {
        self.added.len() + self.gone.len() + self.changed.len()
    }
}

/// Compares two sides; each id stands once in a side.
pub(super) fn compare<'a>(a: &'a [Alert], b: &'a [Alert]) -> Difference<'a> {
    let pairs = pairs(a, b);
    let (of_a, of_b): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
    let without = |side: &'a [Alert], paired: &BTreeSet<usize>| -> Vec<&'a Alert> {
        side.iter().enumerate().filter(|(n, _)| !paired.contains(n)).map(|(_, alert)| alert).collect()
    };
    let mut difference =
        Difference { added: without(b, &of_b), gone: without(a, &of_a), ..Difference::default() };
    for (before, after) in pairs.into_iter().map(|(n, m)| (&a[n], &b[m])) {
        let changes = changes(before, after);
        if changes.is_empty() {
            difference.same += 1;
        } else {
            difference.changed.push(Changed { before, after, changes });
        }
    }
    let by_time = |one: &&Alert, other: &&Alert| (one.at, &one.id).cmp(&(other.at, &other.id));
    difference.added.sort_by(by_time);
    difference.gone.sort_by(by_time);
    difference.changed.sort_by(|one, other| by_time(&one.before, &other.before));
    difference
}

/// How well two alerts fit: same id, same tie type, same partners, sentences in common.
type Fit = (bool, bool, bool, usize);

fn pairs(a: &[Alert], b: &[Alert]) -> Vec<(usize, usize)> {
    let mut by_article: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for (m, alert) in b.iter().enumerate() {
        by_id.insert(alert.id.as_str(), m);
        for evidence in &alert.evidence {
            by_article.entry(evidence.article.as_str()).or_default().push(m);
        }
    }
    let mut found: Vec<(Fit, usize, usize)> = Vec::new();
    for (n, alert) in a.iter().enumerate() {
        let near = alert.evidence.iter().filter_map(|evidence| by_article.get(evidence.article.as_str()));
        let near = near.flatten().chain(by_id.get(alert.id.as_str()));
        let near: BTreeSet<usize> = near.copied().collect();
        found.extend(near.into_iter().filter_map(|m| Some((fit(alert, &b[m])?, n, m))));
    }
    found.sort_by(|one, other| other.0.cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let (mut of_a, mut of_b) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, n, m) in found {
        if !of_a.contains(&n) && !of_b.contains(&m) {
            of_a.insert(n);
            of_b.insert(m);
            pairs.push((n, m));
        }
    }
    pairs
}

/// `None` where the two have nothing in common.
fn fit(a: &Alert, b: &Alert) -> Option<Fit> {
    let shared = a.evidence.iter().filter(|one| {
        b.evidence.iter().any(|other| one.article == other.article && one.span.overlaps(other.span))
    });
    let (is_same, shared) = (a.id == b.id, shared.count());
    let partners = a.tie.partner_codes() == b.tie.partner_codes();
    (is_same || shared > 0).then_some((is_same, a.tie.tie_type == b.tie.tie_type, partners, shared))
}

fn changes(before: &Alert, after: &Alert) -> Vec<Change> {
    let pairs = parts(before).into_iter().zip(parts(after));
    pairs
        .filter(|(before, after)| before.1 != after.1)
        .map(|((what, before), (_, after))| Change { what, before, after })
        .collect()
}

/// What is compared of an alert: state, severity, the slots of its tie, and its sentences.
fn parts(alert: &Alert) -> Vec<(&'static str, String)> {
    let tie = &alert.tie;
    let actors =
        |actors: &[Actor]| actors.iter().map(|actor| actor.id.clone()).collect::<Vec<_>>().join(", ");
    let partners: Vec<&str> = tie.partner.iter().copied().map(Partner::code).collect();
    let word = |word: Option<&str>| word.unwrap_or("none").to_owned();
    let date = tie.date.as_ref().map(|date| date.value.as_str());
    vec![
        ("state", state(alert.transition).to_owned()),
        ("severity", format!("{} {:.1}", alert.severity.level.word(), alert.severity.score)),
        ("tie_type", tie.tie_type.word().to_owned()),
        ("russia", tie.russia.id.clone()),
        ("partner", partners.join(", ")),
        ("partner_actors", actors(&tie.partner_actors)),
        ("third", actors(&tie.third)),
        ("plover", tie.plover.word().to_owned()),
        ("mode", word(tie.mode.map(model::Mode::word))),
        ("polarity", tie.polarity.word().to_owned()),
        ("direction", tie.direction.word().to_owned()),
        ("realis", tie.realis.word().to_owned()),
        ("attribution", format!("{} ({})", tie.attribution.source, tie.attribution.strength.word())),
        ("date", word(date)),
        ("evidence", evidence(alert)),
    ]
}

fn state(transition: Transition) -> &'static str {
    match transition {
        Transition::Raised | Transition::Updated => "stands",
        Transition::Cancelled => "cancelled",
        Transition::Expired => "expired",
    }
}

/// The sentences, by article and span, sorted: their order is no difference.
fn evidence(alert: &Alert) -> String {
    let sentence = |evidence: &model::AlertEvidence| {
        format!("{} r{} {}-{}", evidence.url, evidence.revision, evidence.span.start, evidence.span.end)
    };
    let mut sentences: Vec<String> = alert.evidence.iter().map(sentence).collect();
    sentences.sort();
    sentences.join(", ")
}

#[cfg(test)]
mod tests;
