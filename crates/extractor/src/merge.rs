//! One act told in several sentences is one tie; the fullest sentence is its evidence (ANNOTATION.md section 2).

use model::{Realis, Tier};

use crate::tie::Draft;

/// Id of Russia as a state, which any of its bodies is more exact than.
const RUSSIA: &str = "RUS";

/// Merges drafts of one article; what is left is in order of its evidence.
pub(crate) fn merge(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::new();
    for draft in drafts {
        match kept.iter().position(|other| same_act(other, &draft)) {
            Some(n) if fuller(&draft, &kept[n]) => {
                let other = std::mem::replace(&mut kept[n], draft);
                lend(&mut kept[n], &other);
            }
            Some(n) => lend(&mut kept[n], &draft),
            None => kept.push(draft),
        }
    }
    kept.sort_by_key(|draft| {
        (draft.tie.evidence.sentence.start, draft.tie.evidence.act.map(|act| act.start))
    });
    kept
}

/// What one sentence leaves out another may tell: the day, and which Russian body it was.
fn lend(kept: &mut Draft, other: &Draft) {
    if kept.tie.date.is_none() {
        kept.tie.date.clone_from(&other.tie.date);
    }
    let (own, lent) = (&kept.tie.russia, &other.tie.russia);
    if own.id == RUSSIA
        && lent.id != RUSSIA
        && lent.kind == own.kind
        && kept.tie.direction == other.tie.direction
    {
        kept.tie.russia = other.tie.russia.clone();
    }
}

fn same_act(one: &Draft, other: &Draft) -> bool {
    let (a, b) = (&one.tie, &other.tie);
    let shared = a.polarity == b.polarity && a.partner.iter().any(|partner| b.partner.contains(partner));
    let told_alike = a.plover == b.plover && group(a.realis) == group(b.realis);
    if one.title || other.title {
        let guessed = (one.title && !one.named) || (other.title && !other.named);
        // A headline without a word of its topic has the act's usual type, and the text may know better.
        let bare = |draft: &Draft| draft.title && draft.tie.evidence.topic.is_empty();
        let usual = told_alike && (bare(one) || bare(other));
        let same_type = a.tie_type == b.tie_type || ((guessed || usual) && one.title != other.title);
        return shared && same_type && (guessed || told_alike);
    }
    shared && a.tie_type == b.tie_type && told_alike && !apart(one, other)
}

/// Two sentences of the body tell two acts where each names both sides, or where the days or the speakers differ.
fn apart(one: &Draft, other: &Draft) -> bool {
    let (a, b) = (&one.tie, &other.tie);
    let days = match (&a.date, &b.date) {
        (Some(a), Some(b)) => !a.value.starts_with(&b.value) && !b.value.starts_with(&a.value),
        _ => false,
    };
    let full =
        |draft: &Draft| !draft.tie.evidence.russia.is_empty() && !draft.tie.evidence.partner.is_empty();
    let same_sentence = a.evidence.sentence == b.evidence.sentence;
    let speakers = a.attribution.source != b.attribution.source
        && a.attribution.source != "author"
        && b.attribution.source != "author";
    days || speakers || (full(one) && full(other) && !same_sentence)
}

/// Realis values that tell one act in other words.
fn group(realis: Realis) -> u8 {
    match realis {
        Realis::Actual | Realis::Presupposed => 0,
        Realis::Planned | Realis::Offered | Realis::Proposed | Realis::Hypothetical => 1,
        Realis::Negated => 2,
        Realis::Historical => 3,
        Realis::Assessment => 4,
    }
}

fn fuller(new: &Draft, old: &Draft) -> bool {
    let rank = |draft: &Draft| {
        let evidence = &draft.tie.evidence;
        (
            !draft.title,
            draft.tie.tier == Tier::M,
            !evidence.russia.is_empty() && !evidence.partner.is_empty(),
            draft.shares.total(),
        )
    };
    rank(new) > rank(old)
}
