//! When two ties may tell the same act: classes of acts and polarities, and who takes part.

use std::collections::BTreeSet;

use model::{Direction, Partner, Plover, Polarity, RussianKind, Tie, TieType};

/// Acts that outlets tell of one event; a ban and its lifting are far apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ActClass {
    /// Agree, consult, support, cooperate, aid: a visit is planned, made and praised.
    Friendly,
    /// Concede, retreat.
    Easing,
    /// Request.
    Asking,
    /// Accuse, reject, threaten, protest.
    Against,
    /// Sanction, coerce, mobilise, assault.
    Force,
}

fn act_class(plover: Plover) -> ActClass {
    match plover {
        Plover::Agree | Plover::Consult | Plover::Support | Plover::Cooperate | Plover::Aid => {
            ActClass::Friendly
        }
        Plover::Concede | Plover::Retreat => ActClass::Easing,
        Plover::Request => ActClass::Asking,
        Plover::Accuse | Plover::Reject | Plover::Threaten | Plover::Protest => ActClass::Against,
        Plover::Sanction | Plover::Mobilize | Plover::Coerce | Plover::Assault => ActClass::Force,
    }
}

/// How two facts of two tellings stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// Both tell it, and the same.
    Shared,
    /// One or both do not tell it.
    Unknown,
    /// They tell different things.
    Differ,
}

/// True where both ties are acts that outlets may tell of one event.
pub(crate) fn same_act(a: &Tie, b: &Tie) -> bool {
    act_class(a.plover) == act_class(b.plover)
}

/// True where the polarities may be those of one event; `neutral` goes with all.
pub(crate) fn polarities_agree(a: Polarity, b: Polarity) -> bool {
    let friendly = |polarity| match polarity {
        Polarity::Cooperation | Polarity::Aligned => Some(true),
        Polarity::Conflict | Polarity::Adverse => Some(false),
        Polarity::Neutral => None,
    };
    match (friendly(a), friendly(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// True where the partners are equal or one list holds the other.
pub(crate) fn partners_overlap(a: &[String], b: &[String]) -> bool {
    a.iter().all(|code| b.contains(code)) || b.iter().all(|code| a.contains(code))
}

/// Whether the same persons and bodies act. Who visits decides a visit; the host may be told in many ways.
pub(crate) fn who(a: &Tie, b: &Tie) -> Agreement {
    let russia = compare(&russian_ids(a), &russian_ids(b));
    let partner = compare(&partner_ids(a), &partner_ids(b));
    let lead = match (a.direction, b.direction) {
        (Direction::RusToX, Direction::RusToX) => russia,
        (Direction::XToRus, Direction::XToRus) => partner,
        _ => Agreement::Unknown,
    };
    if lead != Agreement::Unknown {
        return lead;
    }
    match (russia, partner) {
        (Agreement::Shared, _) | (_, Agreement::Shared) => Agreement::Shared,
        (Agreement::Differ, _) | (_, Agreement::Differ) => Agreement::Differ,
        _ => Agreement::Unknown,
    }
}

/// True where it is another event if another person acts: visits, talks, calls. A ban is told of the state, its agency or
/// its minister alike.
pub(crate) fn who_decides(tie: &Tie) -> bool {
    tie.plover == Plover::Consult || matches!(tie.tie_type, TieType::Diplomatic | TieType::Parliamentary)
}

/// Whether the act is aimed at the same third parties.
pub(crate) fn thirds(a: &Tie, b: &Tie) -> Agreement {
    let ids = |tie: &Tie| tie.third.iter().map(|third| third.country.clone()).collect();
    compare(&ids(a), &ids(b))
}

/// Gazetteer ids that mean the state itself, whatever they are called.
pub(crate) fn is_state_of_russia(id: &str) -> bool {
    const STATE: [&str; 6] = ["RUS", "SUN", "russia", "moscow", "kremlin", ""];
    STATE.iter().any(|state| id.eq_ignore_ascii_case(state))
}

/// Ids of named actors of the partner; a bare state is none.
pub(crate) fn partner_ids(tie: &Tie) -> BTreeSet<String> {
    let named = |id: &str, country: &str| !id.is_empty() && id != country && Partner::from_code(id).is_none();
    tie.partner_actors
        .iter()
        .filter(|actor| named(&actor.id, &actor.country))
        .map(|actor| actor.id.clone())
        .collect()
}

fn russian_ids(tie: &Tie) -> BTreeSet<String> {
    let named = tie.russia.kind == RussianKind::Actor && !is_state_of_russia(&tie.russia.id);
    named.then(|| tie.russia.id.clone()).into_iter().collect()
}

fn compare(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Agreement {
    if a.is_empty() || b.is_empty() {
        Agreement::Unknown
    } else if a.is_disjoint(b) {
        Agreement::Differ
    } else {
        Agreement::Shared
    }
}
