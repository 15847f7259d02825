//! Which mentions an act joins: the subject of its clause, its own objects, what an earlier clause lends, or what is carried over
//! from the sentences before.

use model::{Partner, Plover, RussianKind};

use crate::act::ActHit;
use crate::cues::{ContextKind, Frame, Tense, WordKind};
use crate::gazetteer::{EntryKind, FormRole};
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::token::Gap;

/// How far a mention stands from an act, in grammar: the less, the better.
pub(crate) type Distance = i32;

/// Subject of the act's clause, or an object that no other act owns.
const OWN: Distance = 0;
/// Of the same clause but another act's, or the subject of an earlier clause.
const LENT: Distance = 1;
/// Of a later clause.
const LATER: Distance = 2;

/// How many tokens behind a noun its object stands at most.
const NOUN_OBJECT_REACH: usize = 5;
/// How many tokens behind an envoy's state the state of his post starts at most.
const POST_REACH: usize = 2;
/// Fewest states in brackets that make a list of members.
const MEMBER_LIST_MIN: usize = 3;

/// What an act joins.
#[derive(Debug, Clone)]
pub(crate) struct Link<'a> {
    /// The Russian side, the nearest first.
    pub(crate) russia: Vec<&'a Mention>,
    /// The partner's side, in order of the text.
    pub(crate) partners: Vec<&'a Mention>,
    /// Third parties in the act's clause, in order.
    pub(crate) thirds: Vec<&'a Mention>,
    /// Distances of the two sides.
    pub(crate) distances: (Distance, Distance),
}

impl Link<'_> {
    /// Partner codes in order, none twice.
    pub(crate) fn codes(&self) -> Vec<Partner> {
        let mut codes = Vec::new();
        for partner in self.partners.iter().filter_map(|mention| mention.side.partner()) {
            if !codes.contains(&partner) {
                codes.push(partner);
            }
        }
        codes
    }
}

/// The mentions an act joins within its sentence; either side may be empty.
pub(crate) fn link<'a>(reading: &Reading<'a>, hit: &ActHit) -> Link<'a> {
    let own_clause = reading.clause_of(hit.start);
    let mut ranked: Vec<(Distance, usize, &Mention)> = reading
        .mentions
        .iter()
        .filter(|mention| {
            mention.side != Side::Nobody
                && !excepted(reading, mention)
                && !in_member_list(reading, mention)
                && !is_of_other_pair(reading, mention)
                && !reading.is_reporter(mention)
        })
        .map(|mention| {
            let gap = if mention.start >= hit.end {
                mention.start - hit.end
            } else {
                hit.start.saturating_sub(mention.end)
            };
            (distance(reading, hit, own_clause, mention), gap, mention)
        })
        .collect();
    ranked.sort_by_key(|&(distance, gap, _)| (distance, gap));
    let russia = nearest(&ranked, |mention| mention.side.is_russia());
    let partners = nearest(&ranked, |mention| mention.side.partner().is_some());
    let thirds = ranked
        .iter()
        .filter(|(distance, _, mention)| mention.side == Side::Third && *distance <= LENT)
        .map(|&(_, _, mention)| mention)
        .collect();
    let mut link = Link { distances: (russia.0, partners.0), russia: russia.1, partners: partners.1, thirds };
    if hit.cue(reading).frame == Frame::Mutual && !link.thirds.is_empty() {
        link.russia.retain(|mention| !is_post(reading, mention));
    }
    keep_nearest(reading, &mut link.partners);
    widen_to_list(reading, &mut link.partners);
    drop_region(&mut link.partners);
    link.partners.sort_by_key(|mention| mention.start);
    link.thirds.sort_by_key(|mention| mention.start);
    link
}

/// Of partners that no list joins, those that only tell where or about whom give way: in "questioned Colombia's position on the
/// crisis of Venezuela" the first is the partner.
fn keep_nearest(reading: &Reading<'_>, partners: &mut Vec<&Mention>) {
    let own =
        |mention: &Mention| mention.start >= reading.sentence.from && mention.end <= reading.sentence.to;
    let Some(first) = partners.first().copied().filter(|first| own(first)) else { return };
    let code = |mention: &Mention| mention.side.partner();
    if partners.iter().all(|mention| code(mention) == code(first)) {
        return;
    }
    let aside = |mention: &Mention| {
        matches!(reading.preposition_of(mention), Some(WordKind::Of | WordKind::In | WordKind::From))
            && mention.rank.is_none()
            && mention.kind == EntryKind::State
    };
    let listed_to_any = |mention: &Mention| {
        reading.mentions.iter().any(|other| {
            other.start != mention.start
                && other.side.partner().is_some()
                && (listed(reading, other, mention) || listed(reading, mention, other))
        })
    };
    let keeps = |mention: &&Mention| {
        code(mention) == code(first) || !own(mention) || !aside(mention) || listed_to_any(mention)
    };
    partners.retain(keeps);
}

/// The region beside a named state adds nothing (ANNOTATION.md section 4).
pub(crate) fn drop_region(partners: &mut Vec<&Mention>) {
    let is_region = |mention: &Mention| mention.kind == EntryKind::Region;
    if partners.iter().any(|mention| !is_region(mention)) {
        partners.retain(|mention| !is_region(mention));
    }
}

/// The mentions of the least distance that `wanted` takes.
fn nearest<'a>(
    ranked: &[(Distance, usize, &'a Mention)],
    wanted: impl Fn(&Mention) -> bool,
) -> (Distance, Vec<&'a Mention>) {
    let Some(least) =
        ranked.iter().filter(|(_, _, mention)| wanted(mention)).map(|&(distance, _, _)| distance).min()
    else {
        return (LATER + 1, Vec::new());
    };
    let found = ranked.iter().filter(|(distance, _, mention)| *distance == least && wanted(mention));
    (least, found.map(|&(_, _, mention)| mention).collect())
}

fn distance(reading: &Reading<'_>, hit: &ActHit, own_clause: usize, mention: &Mention) -> Distance {
    let clause = reading.clause_of(mention.start);
    let gap = clause.abs_diff(own_clause) as Distance;
    // What a position is about may stand in words that only tell the background: "condemning the invasion".
    let cue = hit.cue(reading);
    let position = cue.stance && (cue.plover != Plover::Reject || cue.tie_type.is_some());
    if position && mention.side == Side::Russia(RussianKind::War) && clause > own_clause {
        return LENT;
    }
    if clause > own_clause {
        // What an act says or wants stands in the clause behind it: "proposed that Russia and Cuba".
        let complement = clause == own_clause + 1 && reading.clauses[clause].from <= hit.end + 1;
        return LENT + if complement { 0 } else { gap };
    }
    let owner = owner(reading, clause, mention);
    if clause < own_clause {
        // What stands before every act of an earlier clause is its subject, and lent to what follows.
        return LENT + if owner.is_none() { 0 } else { gap };
    }
    match owner {
        None => OWN,
        Some(owner) if owner.start == hit.start => OWN,
        Some(_) => LENT,
    }
}

/// The last finite act before a mention in its clause: the mention is its object.
fn owner<'a>(reading: &'a Reading<'_>, clause: usize, mention: &Mention) -> Option<&'a ActHit> {
    let from = reading.clauses[clause].from;
    let owns = |act: &&ActHit| {
        act.start >= from
            && act.start < mention.start
            && (act.tense != Tense::Noun || mention.start <= act.end + NOUN_OBJECT_REACH)
    };
    reading.acts.iter().rev().find(owns)
}

/// `(Brazil, Russia, India, China and South Africa)` and `Mercosur (Argentina, Brasil, Paraguay)` list members and name no side;
/// `twelve countries of the region (Argentina, Bolivia, Mexico)` names who acts.
fn in_member_list(reading: &Reading<'_>, mention: &Mention) -> bool {
    let text = reading.document.text;
    let at = text.tokens.list[mention.start].start;
    let from = text.tokens.list[reading.sentence.from].start;
    let to = text.tokens.list[reading.sentence.to - 1].end;
    let Some(open) = text.full[from..at].rfind('(').map(|open| from + open) else { return false };
    let close = text.full[open..to].find(')').map_or(to, |close| open + close);
    let start = |other: &Mention| text.tokens.list[other.start].start;
    let inside =
        |other: &&Mention| start(other) > open && start(other) < close && other.kind == EntryKind::State;
    let count = reading.mentions.iter().filter(inside).count();
    let mixed = reading.mentions.iter().filter(inside).any(|other| other.side.partner().is_none());
    let of_bloc = reading.mentions.iter().rfind(|other| start(other) < open);
    let of_bloc = of_bloc.is_some_and(|other| {
        other.kind == EntryKind::Bloc && !text.full[text.tokens.list[other.end - 1].end..open].contains(',')
    });
    at < close && count >= MEMBER_LIST_MIN && (mixed || of_bloc)
}

/// «Американо-кубинские переговоры»: the second half of a compound whose first is a third party is busy with that one.
fn is_of_other_pair(reading: &Reading<'_>, mention: &Mention) -> bool {
    let tokens = &reading.document.text.tokens;
    let is_first_half = |other: &Mention| {
        other.end == mention.start
            && other.side == Side::Third
            && other.role == FormRole::Demonym
            && tokens.word(other.end - 1).ends_with('о')
    };
    mention.role == FormRole::Demonym && reading.mentions.iter().any(is_first_half)
}

/// "The ambassador of Grenada in Russia" signs with a third party: Russia is only where he is posted.
fn is_post(reading: &Reading<'_>, mention: &Mention) -> bool {
    let posted = |envoy: &Mention| {
        envoy.side.partner().is_some()
            && envoy.rank.as_deref() == Some("envoy")
            && envoy.end <= mention.start
            && mention.start - envoy.end <= POST_REACH
    };
    mention.kind == EntryKind::State
        && reading.word_at(mention.start.saturating_sub(1), WordKind::In)
        && reading.mentions.iter().any(posted)
}

/// "All but A and B": what follows an exception word at once is excluded.
fn excepted(reading: &Reading<'_>, mention: &Mention) -> bool {
    let tokens = &reading.document.text.tokens.list;
    reading.contexts(ContextKind::Exception).any(|exception| {
        mention.start >= exception.end
            && mention.start - exception.end <= 12
            && (exception.end..mention.start).all(|n| {
                tokens[n].gap <= Gap::Comma
                    && !reading.acts.iter().any(|act| act.start <= n && n < act.end)
                    && (reading.word_at(n, WordKind::Conjunction)
                        || tokens[n].capital
                        || n == exception.end
                        || reading.mentions.iter().any(|other| other.start <= n && n < other.end))
            })
    })
}

/// Adds partners that stand in one list with a found one.
fn widen_to_list<'a>(reading: &Reading<'a>, partners: &mut Vec<&'a Mention>) {
    let all: Vec<&Mention> = reading.mentions.iter().filter(|mention| mention.side != Side::Nobody).collect();
    let mut grew = true;
    while grew {
        grew = false;
        for pair in all.windows(2) {
            let (left, right) = (pair[0], pair[1]);
            if left.side.partner().is_none()
                || right.side.partner().is_none()
                || !listed(reading, left, right)
                || reading.clause_of(left.start) != reading.clause_of(right.start)
            {
                continue;
            }
            let holds = |mention: &Mention| partners.iter().any(|partner| partner.start == mention.start);
            let (has_left, has_right) = (holds(left), holds(right));
            if has_left != has_right {
                partners.push(if has_left { right } else { left });
                grew = true;
            }
        }
    }
}

/// Whether two mentions follow each other in a list: a comma, a conjunction and small words between.
pub(crate) fn listed(reading: &Reading<'_>, left: &Mention, right: &Mention) -> bool {
    let tokens = &reading.document.text.tokens.list;
    let between = right.start.saturating_sub(left.end);
    let joined = (left.end..right.start).any(|n| reading.word_at(n, WordKind::Conjunction))
        || (left.end..=right.start).any(|n| tokens[n].gap == Gap::Comma);
    between <= 3
        && joined
        && (left.end..=right.start).all(|n| tokens[n].gap <= Gap::Comma)
        && !reading.acts.iter().any(|act| act.start >= left.end && act.end <= right.start)
}
