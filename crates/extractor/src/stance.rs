//! Acts toward a third party, and stances on the war and on sanctions: where the plain reading between two sides would be wrong
//! (ANNOTATION.md sections 5.4, 5.6, 5.7 and 7).

use model::{Direction, Plover, Polarity, RussianKind, TieType};

use crate::act::ActHit;
use crate::cues::{Act, ContextKind, Cue, Frame, Tense, WordKind};
use crate::direction::russia_is_subject;
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::side::Link;
use crate::token::Gap;
use crate::topic::About;

/// How many tokens behind a word of blame the deed stands at most.
const MISDEED_REACH: usize = 6;
/// How many tokens behind a deed its victim stands at most.
const VICTIM_REACH: usize = 4;
/// Least weight of a topic of arms.
const ARMS_WEIGHT_MIN: i32 = 2;

/// What a special reading sets.
#[derive(Debug, Clone)]
pub(crate) struct Stance {
    pub(crate) tie_type: TieType,
    pub(crate) plover: Plover,
    pub(crate) polarity: Polarity,
    pub(crate) direction: Direction,
    /// Which reading it was, for explain.
    pub(crate) rule: &'static str,
}

/// What the Russian side's kind allows.
#[derive(Debug, Clone)]
pub(crate) enum Reads {
    /// A plain tie between the two sides.
    Plain,
    /// A special one.
    As(Stance),
    /// No tie at all, and why.
    Nothing(&'static str),
}

/// Reads an act in the light of who stands in it.
pub(crate) fn read(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>, about: &About) -> Reads {
    let cue = hit.cue(reading);
    let own = reading.clause_of(hit.start);
    // A plain refusal is of what stands in its clause; a war told behind it is only background.
    let beside = |mention: &&&Mention| {
        !(turns_down(cue) && cue.tie_type.is_none())
            || kind(mention) != Some(RussianKind::War)
            || reading.clause_of(mention.start) == own
    };
    let near: Vec<&Mention> = link.russia.iter().filter(beside).copied().collect();
    if near.is_empty() && !link.russia.is_empty() {
        return Reads::Nothing("the war as background");
    }
    let kinds: Vec<RussianKind> = near.iter().filter_map(|mention| kind(mention)).collect();
    let only = |wanted: RussianKind| !kinds.is_empty() && kinds.iter().all(|kind| *kind == wanted);
    let partner_acts = !russia_is_subject(reading, hit, link);
    let ukraine = names_ukraine(reading, link);
    if cue.plover == Plover::Accuse && cue.stance && defends_victim(reading, hit, link, partner_acts) {
        return defence(about, partner_acts);
    }
    if about.tie_type == TieType::SanctionsStance {
        return sanctions(cue.plover, cue.polarity, partner_acts);
    }
    if only(RussianKind::Make) {
        return make(cue.plover, cue.frame, link);
    }
    if only(RussianKind::Nationals) {
        return if turns_down(cue) && third_is_blamed(hit, link) {
            toward_third(about, Plover::Reject, Polarity::Aligned, "frame.third-refused")
        } else if on_people(cue, about) {
            Reads::Plain
        } else {
            Reads::Nothing("nationals need an act on them")
        };
    }
    if kinds.contains(&RussianKind::War) || ukraine {
        let ukraine = ukraine && !is_russias_word(reading, link);
        let backs = cue.stance && cue.plover == Plover::Support && cue.tie_type.is_none();
        if backs && ukraine && partner_acts && backs_ukraine(reading, hit) {
            let about = About { tie_type: TieType::UkraineStance, ..about.clone() };
            return toward_third(&about, Plover::Support, Polarity::Adverse, "frame.solidarity");
        }
        let arms = names_arms(reading, hit, about);
        return war(cue, about, arms, partner_acts, ukraine, &kinds);
    }
    thirds(cue, hit, link, about, partner_acts)
}

/// "Condemned the attack on the Russian consulate": what is condemned was done to the other side, not by it.
fn defends_victim(reading: &Reading<'_>, hit: &ActHit, link: &Link<'_>, partner_acts: bool) -> bool {
    let other = if partner_acts { &link.russia } else { &link.partners };
    let between = |from: usize, to: usize| {
        (from..=to).all(|n| reading.document.text.tokens.list[n].gap < Gap::Comma)
            && !reading.acts.iter().any(|act| act.start >= from && act.end <= to && act.tense != Tense::Noun)
    };
    let by_other = |from: usize| other.iter().any(|mention| mention.start >= hit.end && mention.end <= from);
    reading.contexts(ContextKind::Misdeed).any(|deed| {
        deed.start >= hit.end
            && deed.start - hit.end <= MISDEED_REACH
            && between(hit.end, deed.start)
            && !by_other(deed.start)
            && other.iter().any(|victim| {
                victim.start >= deed.end
                    && victim.start - deed.end <= VICTIM_REACH
                    && kind(victim) != Some(RussianKind::War)
                    && reading.preposition_of(victim) != Some(WordKind::Agent)
                    && between(deed.end, victim.start)
            })
    })
}

/// Who condemns a deed against the other side takes its part.
fn defence(about: &About, partner_acts: bool) -> Reads {
    Reads::As(Stance {
        tie_type: about.tie_type,
        plover: Plover::Support,
        polarity: Polarity::Cooperation,
        direction: if partner_acts { Direction::XToRus } else { Direction::RusToX },
        rule: "frame.victim-defended",
    })
}

/// What a third party in the clause makes of an act between the two sides.
fn thirds(cue: &Act, hit: &ActHit, link: &Link<'_>, about: &About, partner_acts: bool) -> Reads {
    if cue.plover == Plover::Accuse && !cue.fixed && third_is_blamed(hit, link) {
        if partner_acts {
            return toward_third(about, Plover::Accuse, Polarity::Aligned, "frame.third-blamed");
        }
        return Reads::As(Stance {
            tie_type: about.tie_type,
            plover: Plover::Support,
            polarity: Polarity::Cooperation,
            direction: Direction::RusToX,
            rule: "frame.third-blamed",
        });
    }
    if turns_down(cue) && partner_acts && third_is_blamed(hit, link) {
        return toward_third(about, Plover::Reject, Polarity::Aligned, "frame.third-refused");
    }
    if cue.toward_third && partner_acts && !link.thirds.is_empty() {
        let polarity = if cue.polarity == Polarity::Conflict { Polarity::Aligned } else { Polarity::Adverse };
        return toward_third(about, cue.plover, polarity, "frame.toward-third");
    }
    Reads::Plain
}

fn toward_third(about: &About, plover: Plover, polarity: Polarity, rule: &'static str) -> Reads {
    Reads::As(Stance { tie_type: about.tie_type, plover, polarity, direction: Direction::XToThird, rule })
}

/// A refusal that turns somebody's wish down.
fn turns_down(cue: &Act) -> bool {
    cue.plover == Plover::Reject && !cue.fixed && cue.polarity == Polarity::Conflict
}

/// Acts that a state does on people.
fn on_people(cue: &Act, about: &About) -> bool {
    let act = matches!(
        cue.plover,
        Plover::Coerce
            | Plover::Reject
            | Plover::Concede
            | Plover::Sanction
            | Plover::Retreat
            | Plover::Aid
            | Plover::Request
    );
    act || matches!(about.tie_type, TieType::MigrationVisa | TieType::CultureEducationTourism)
}

/// One side blames a third party that stands after the act, and nearer to it than the other side.
fn third_is_blamed(hit: &ActHit, link: &Link<'_>) -> bool {
    let after = |mention: &&&Mention| mention.start >= hit.end;
    let Some(third) = link.thirds.iter().find(after) else { return false };
    let nearer = |mentions: &[&Mention]| {
        mentions.iter().filter(|mention| mention.start >= hit.end).all(|mention| mention.start > third.start)
    };
    let one_is_before = |mentions: &[&Mention]| mentions.iter().any(|mention| mention.end <= hit.start);
    !hit.passive
        && (one_is_before(&link.russia) || one_is_before(&link.partners))
        && (nearer(&link.russia) && nearer(&link.partners))
}

fn kind(mention: &Mention) -> Option<RussianKind> {
    match mention.side {
        Side::Russia(kind) => Some(kind),
        _ => None,
    }
}

fn names_ukraine(reading: &Reading<'_>, link: &Link<'_>) -> bool {
    link.thirds
        .iter()
        .any(|mention| reading.document.rules.names.entry(mention).country.as_deref() == Some("UKR"))
}

/// Ukraine stands nearer to the word of support than Russia does.
fn backs_ukraine(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let gap = |mention: &Mention| {
        if mention.start >= hit.end {
            mention.start - hit.end
        } else {
            hit.start.saturating_sub(mention.end) + 1
        }
    };
    let ukraine =
        |mention: &&Mention| reading.document.rules.names.entry(mention).country.as_deref() == Some("UKR");
    let nearest = |wanted: &dyn Fn(&&Mention) -> bool| reading.mentions.iter().filter(wanted).map(gap).min();
    match (nearest(&ukraine), nearest(&|mention| mention.side.is_russia())) {
        (Some(ukraine), Some(russia)) => ukraine < russia,
        (ukraine, _) => ukraine.is_some(),
    }
}

/// "The special military operation" is Russia's own word: who backs it backs Russia.
fn is_russias_word(reading: &Reading<'_>, link: &Link<'_>) -> bool {
    link.russia.iter().filter(|mention| kind(mention) == Some(RussianKind::War)).any(|mention| {
        let tokens = &reading.document.text.tokens;
        (mention.start..mention.end).any(|n| {
            ["operation", "operacion", "operacao", "операци", "спецопераци", "сво"]
                .iter()
                .any(|word| tokens.word(n).starts_with(word))
        })
    })
}

/// A view of third-party sanctions.
fn sanctions(plover: Plover, polarity: Polarity, partner_acts: bool) -> Reads {
    let against = matches!(plover, Plover::Accuse | Plover::Reject | Plover::Request | Plover::Support);
    if !against {
        return Reads::Plain;
    }
    if partner_acts && polarity != Polarity::Cooperation {
        return Reads::As(Stance {
            tie_type: TieType::SanctionsStance,
            plover,
            polarity: Polarity::Aligned,
            direction: Direction::XToThird,
            rule: "frame.sanctions-blamed",
        });
    }
    Reads::As(Stance {
        tie_type: TieType::SanctionsStance,
        plover: Plover::Support,
        polarity: Polarity::Cooperation,
        direction: if partner_acts { Direction::XToRus } else { Direction::RusToX },
        rule: "frame.sanctions-defends",
    })
}

/// Arms of Russian make: given, sold or refused to a third state; bought without one.
fn make(plover: Plover, frame: Frame, link: &Link<'_>) -> Reads {
    if link.thirds.is_empty() {
        let trades =
            matches!(frame, Frame::Buyer | Frame::Supplier | Frame::Recipient) || plover == Plover::Reject;
        return if trades {
            Reads::Plain
        } else {
            Reads::Nothing("arms of Russian make without a third party")
        };
    }
    let stance = |plover, polarity| {
        Reads::As(Stance {
            tie_type: TieType::ArmsThirdParty,
            plover,
            polarity,
            direction: Direction::XToThird,
            rule: "frame.make-to-third",
        })
    };
    match plover {
        Plover::Reject => stance(Plover::Reject, Polarity::Aligned),
        Plover::Agree | Plover::Cooperate | Plover::Aid | Plover::Concede => {
            stance(plover, Polarity::Adverse)
        }
        _ => Reads::Nothing("no act that hands arms over"),
    }
}

/// Arms are what it is about, or what is asked for: "turned down a request for ammunition for the war in Ukraine".
fn names_arms(reading: &Reading<'_>, hit: &ActHit, about: &About) -> bool {
    let arms = |tie_type| matches!(tie_type, TieType::Military | TieType::ArmsThirdParty);
    let clause = reading.clause_of(hit.start);
    let named = || {
        reading.cues.iter().any(|found| {
            let Cue::Topic(number) = found.cue else { return false };
            let topic = &reading.document.cues.topics[number];
            arms(topic.tie_type)
                && topic.weight >= ARMS_WEIGHT_MIN
                && found.start >= hit.end
                && reading.clause_of(found.start) == clause
        })
    };
    arms(about.tie_type) || (hit.cue(reading).plover == Plover::Reject && named())
}

/// A position on the war, or help to Ukraine.
fn war(
    cue: &Act,
    about: &About,
    arms: bool,
    partner_acts: bool,
    ukraine: bool,
    kinds: &[RussianKind],
) -> Reads {
    let (plover, polarity, stance) = (cue.plover, cue.polarity, cue.stance);
    let only_war = kinds.iter().all(|kind| *kind == RussianKind::War);
    if !partner_acts && !only_war {
        return Reads::Plain;
    }
    let made = |tie_type, plover, polarity, direction, rule| {
        Reads::As(Stance { tie_type, plover, polarity, direction, rule })
    };
    if ukraine && arms && plover == Plover::Reject {
        return made(
            TieType::ArmsThirdParty,
            Plover::Reject,
            Polarity::Aligned,
            Direction::XToThird,
            "frame.arms-refused",
        );
    }
    if ukraine && arms && matches!(plover, Plover::Aid | Plover::Cooperate | Plover::Agree | Plover::Concede)
    {
        return made(
            TieType::ArmsThirdParty,
            plover,
            Polarity::Adverse,
            Direction::XToThird,
            "frame.arms-given",
        );
    }
    if ukraine && matches!(plover, Plover::Aid) {
        return made(
            TieType::UkraineStance,
            Plover::Aid,
            Polarity::Adverse,
            Direction::XToThird,
            "frame.help-to-ukraine",
        );
    }
    let talks = about.tie_type == TieType::UkraineStance && matches!(plover, Plover::Request | Plover::Agree);
    if !stance && !talks {
        return if only_war { Reads::Nothing("the war as background") } else { Reads::Plain };
    }
    match (plover, polarity) {
        (Plover::Support, Polarity::Cooperation) if ukraine && only_war => {
            made(TieType::UkraineStance, plover, Polarity::Adverse, Direction::XToThird, "frame.solidarity")
        }
        (Plover::Accuse | Plover::Reject, Polarity::Conflict) => {
            made(TieType::UkraineStance, plover, Polarity::Conflict, Direction::XToRus, "frame.war-condemned")
        }
        // A call for talks, or an offer to help them, takes no side.
        (Plover::Request | Plover::Agree | Plover::Consult, Polarity::Cooperation) => {
            made(TieType::UkraineStance, plover, Polarity::Neutral, Direction::XToRus, "frame.war-talks")
        }
        _ => made(TieType::UkraineStance, plover, polarity, Direction::XToRus, "frame.war-stance"),
    }
}
