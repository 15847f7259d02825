//! Acts in a sentence: the longest cue wins, names trigger none, and the voice is settled.

use model::{Plover, Realis, Tier};

use crate::cues::{Act, ContextKind, Cue, Frame, Tense, WordKind};
use crate::reading::Reading;
use crate::token::Gap;

/// How many tokens `with` and `without` reach.
const GROUP_REACH: usize = 8;
/// How many tokens after its governor an act is governed at most.
const GOVERNED_REACH: usize = 8;
/// How many tokens behind its verb an event stands at most: "hosted an inter-parliamentary conference".
const EVENT_REACH: usize = 3;
/// How many tokens behind a resolution stands what it says.
const RESOLUTION_REACH: usize = 5;
/// How many tokens before a base form its governor stands at most.
const GOVERNOR_REACH: usize = 5;
/// How many tokens an auxiliary stands before its participle at most.
const AUXILIARY_REACH: usize = 3;

/// An act found: the tokens `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ActHit {
    /// First token.
    pub(crate) start: usize,
    /// One past the last token.
    pub(crate) end: usize,
    /// Number of the act in the language's cues.
    pub(crate) act: usize,
    /// The form it was met in.
    pub(crate) tense: Tense,
    /// The subject undergoes it.
    pub(crate) passive: bool,
    /// The realis that the act which governs it gives it: in "plans to ban" the ban is planned.
    pub(crate) mood: Option<Realis>,
}

impl ActHit {
    /// What the cue says of it.
    pub(crate) fn cue<'a>(&self, reading: &Reading<'a>) -> &'a Act {
        &reading.document.cues.acts[self.act]
    }

    /// A finite or nominal act, not one that hangs on another word.
    pub(crate) fn is_finite(&self) -> bool {
        !matches!(self.tense, Tense::Infinitive | Tense::Gerund)
    }
}

/// All acts of a sentence, in order.
pub(crate) fn find_acts(reading: &Reading<'_>) -> Vec<ActHit> {
    let mut candidates: Vec<ActHit> = reading
        .cues
        .iter()
        .filter_map(|found| match found.cue {
            Cue::Act(act, tense) => {
                Some(ActHit { start: found.start, end: found.end, act, tense, passive: false, mood: None })
            }
            _ => None,
        })
        .filter(|hit| !inside_name(reading, hit) && !is_attribute(reading, hit) && groups_hold(reading, hit))
        .collect();
    candidates.sort_by_key(|hit| {
        let cue = &reading.document.cues.acts[hit.act];
        (
            hit.start as isize - hit.end as isize,
            !is_severe(cue),
            cue.with.is_none(),
            !fits_before(reading, hit),
            hit.act,
        )
    });
    let mut acts: Vec<ActHit> = Vec::new();
    for hit in candidates {
        if acts.iter().all(|taken| hit.end <= taken.start || taken.end <= hit.start) {
            acts.push(settle_voice(reading, hit));
        }
    }
    acts.sort_by_key(|hit| hit.start);
    absorb_governed(reading, yield_to_governed(reading, acts))
}

/// Drops a bare plan, proposal or offer before an act against somebody, or before the end of one, and hands its realis on:
/// "plans to ban" is a ban, planned, never an agreement.
fn yield_to_governed(reading: &Reading<'_>, acts: Vec<ActHit>) -> Vec<ActHit> {
    let mut kept: Vec<ActHit> = Vec::new();
    for mut hit in acts {
        let last = kept.last().copied().filter(|governor| {
            hangs_on(reading, governor, &hit)
                && ((is_bare_wish(governor.cue(reading))
                    && (is_severe(hit.cue(reading)) || is_journey(hit.cue(reading))))
                    || backs_severe(reading, governor, &hit))
        });
        if let Some(governor) = last {
            hit.mood = governor.mood.or(governor.cue(reading).realis);
            kept.pop();
        }
        kept.push(hit);
    }
    kept
}

/// An act that says only that something is wanted, not what.
pub(crate) fn is_bare_wish(cue: &Act) -> bool {
    let wanted = matches!(cue.realis, Some(Realis::Planned | Realis::Proposed | Realis::Offered));
    cue.plover == Plover::Agree && wanted
}

/// Whoever plans to travel makes a visit, planned.
fn is_journey(cue: &Act) -> bool {
    cue.plover == Plover::Consult && cue.frame == Frame::Visitor
}

/// "Defended the expulsion of": who backs an act against somebody is against him.
fn backs_severe(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let cue = governor.cue(reading);
    let against = matches!(hit.cue(reading).plover, Plover::Sanction | Plover::Coerce);
    cue.plover == Plover::Support && cue.stance && against && hit.tense == Tense::Noun
}

/// Acts that keep their type whenever they happen (ANNOTATION.md section 6).
fn is_severe(cue: &Act) -> bool {
    matches!(
        cue.plover,
        Plover::Sanction
            | Plover::Coerce
            | Plover::Reject
            | Plover::Accuse
            | Plover::Threaten
            | Plover::Mobilize
            | Plover::Assault
            | Plover::Retreat
    )
}

/// The second act is no finite verb and stands after the first in its clause, within reach.
fn hangs_on(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    !matches!(hit.tense, Tense::Past | Tense::Present | Tense::Future | Tense::Conditional)
        && governor.end <= hit.start
        && hit.start - governor.end <= GOVERNED_REACH
        && reading.clause_of(governor.start) == reading.clause_of(hit.start)
}

/// Drops what another act governs: in "offered to supply", "refused to meet", "wishes good relations" the governor is the act,
/// and what it governs only tells the topic.
fn absorb_governed(reading: &Reading<'_>, acts: Vec<ActHit>) -> Vec<ActHit> {
    let mut kept: Vec<ActHit> = Vec::new();
    for hit in acts {
        let governed = kept.iter().any(|governor| {
            (hangs_on(reading, governor, &hit) && governs(reading, governor, &hit))
                || is_reduced_clause(reading, governor, &hit)
                || is_far_object(reading, governor, &hit)
                || is_denied(reading, governor, &hit)
                || is_purpose(reading, governor, &hit)
        });
        if !governed {
            kept.push(hit);
        }
    }
    drop_asides(reading, kept)
}

/// "A special envoy for ties with Russia noted": a noun that only names relations is no act beside one.
fn drop_asides(reading: &Reading<'_>, acts: Vec<ActHit>) -> Vec<ActHit> {
    let aside = |hit: &ActHit| {
        let cue = hit.cue(reading);
        hit.tense == Tense::Noun
            && cue.tier == Tier::S
            && cue.plover == Plover::Cooperate
            && cue.frame == Frame::Mutual
    };
    let other = acts.iter().any(|hit| !aside(hit));
    let meets = acts.iter().any(|hit| hit.cue(reading).plover == Plover::Consult && hit.tense != Tense::Noun);
    // "During his visit he will meet": the visit only tells when.
    let dates = |hit: &ActHit| {
        meets && hit.tense == Tense::Noun && is_journey(hit.cue(reading)) && reading.tells_when(hit.start)
    };
    acts.into_iter().filter(|hit| !(other && aside(hit)) && !dates(hit)).collect()
}

fn governs(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let cue = governor.cue(reading);
    // "Will support its struggle for the lifting of": an infinitive governs a noun, but not another verb.
    let position = cue.stance && cue.plover == Plover::Reject;
    let verbal = governor.is_finite() || cue.realis.is_some() || hit.tense == Tense::Noun || position;
    let speech = matches!(
        cue.plover,
        Plover::Request
            | Plover::Reject
            | Plover::Accuse
            | Plover::Threaten
            | Plover::Agree
            | Plover::Concede
    ) || (cue.plover == Plover::Support && hit.tense != Tense::Participle);
    let wish = matches!(
        cue.realis,
        Some(Realis::Offered | Realis::Proposed | Realis::Planned | Realis::Hypothetical)
    );
    let retreat = (matches!(cue.plover, Plover::Retreat | Plover::Sanction) && hit.tense == Tense::Noun)
        || (cue.plover == Plover::Retreat && hit.tense == Tense::Infinitive);
    verbal && (speech || wish || retreat || tells_topic(reading, governor, hit))
}

/// In "met to discuss", "arrived for the signing of", "held talks on the supply of" the second act is what the first is about.
fn tells_topic(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let friendly = matches!(hit.cue(reading).plover, Plover::Cooperate | Plover::Agree | Plover::Aid);
    let purpose = governor.cue(reading).plover == Plover::Consult
        && matches!(hit.tense, Tense::Infinitive | Tense::Gerund)
        && (friendly || hit.cue(reading).plover == Plover::Consult);
    let same_event = governor.cue(reading).plover == Plover::Consult
        && hit.cue(reading).plover == Plover::Consult
        && hit.tense == Tense::Noun
        && governor.tense != Tense::Noun
        && hit.start - governor.end <= EVENT_REACH;
    purpose
        || same_event
        || (friendly && is_aim(reading, governor, hit))
        || (friendly && is_object(reading, governor, hit))
}

/// "Signed a contract to supply", `flexibilizar as regras para importar`: what for, where nothing says that it will happen.
fn is_aim(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens;
    let before = hit.start.checked_sub(1).map_or("", |n| tokens.word(n));
    let modified = reading.cues.iter().any(|found| {
        matches!(found.cue, Cue::Modifier(_)) && found.end + 1 >= hit.start && found.start < hit.start
    });
    hit.tense == Tense::Infinitive
        && governor.is_finite()
        && governor.tense != Tense::Noun
        && matches!(before, "to" | "para" | "чтобы")
        && !modified
        && !says_between(reading, governor, hit)
}

/// A noun behind a verb is what the verb is about.
fn is_object(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    hit.tense == Tense::Noun
        && (governor.is_finite() || is_severe(governor.cue(reading)))
        && governor.tense != Tense::Noun
        && !says_between(reading, governor, hit)
}

/// A friendly noun behind the verb of an earlier clause tells what that verb is about, too.
fn is_far_object(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    governor.end <= hit.start
        && matches!(hit.cue(reading).plover, Plover::Cooperate | Plover::Aid)
        && is_object(reading, governor, hit)
}

/// "Sold to the United States to be transferred to Ukraine": what for, no act of its own.
fn is_purpose(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens;
    let floor = hit.start.saturating_sub(AUXILIARY_REACH).max(governor.end);
    let friendly = matches!(hit.cue(reading).plover, Plover::Cooperate | Plover::Agree | Plover::Aid);
    let to_be = (floor..hit.start).any(|n| tokens.word(n) == "be" && n > 0 && tokens.word(n - 1) == "to");
    friendly
        && governor.end <= hit.start
        && to_be
        && reading.clause_of(governor.start) == reading.clause_of(hit.start)
}

/// "Denied that the vaccine was refused": what is denied is no act.
fn is_denied(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    governor.cue(reading).realis == Some(Realis::Negated)
        && governor.end <= hit.start
        && !says_between(reading, governor, hit)
        && (governor.end..=hit.start).all(|n| reading.document.text.tokens.list[n].gap < Gap::Stop)
}

/// "Certified the bananas exported to": a second English past without a comma or conjunction before it is no act of its own.
fn is_reduced_clause(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens.list;
    let reduced = match reading.document.lang {
        model::Lang::En => matches!(hit.tense, Tense::Past | Tense::Participle),
        model::Lang::Es | model::Lang::Pt => hit.tense == Tense::Participle,
        model::Lang::Ru => false,
    };
    reduced
        && governor.is_finite()
        && !is_severe(hit.cue(reading))
        && governor.end < hit.start
        && reading.clause_of(governor.start) == reading.clause_of(hit.start)
        && (governor.end..=hit.start)
            .all(|n| tokens[n].gap < Gap::Bracket && !reading.word_at(n, WordKind::Conjunction))
        && !(governor.end..hit.start).any(|n| {
            reading.word_at(n, WordKind::PassiveAuxiliary) || reading.word_at(n, WordKind::PerfectAuxiliary)
        })
        && !says_between(reading, governor, hit)
}

/// A verb of saying between two acts opens something new.
fn says_between(reading: &Reading<'_>, governor: &ActHit, hit: &ActHit) -> bool {
    reading.cues.iter().any(|found| {
        matches!(found.cue, Cue::Source(_)) && found.start >= governor.end && found.end <= hit.start
    })
}

fn inside_name(reading: &Reading<'_>, hit: &ActHit) -> bool {
    reading.mentions.iter().any(|mention| mention.start <= hit.start && hit.end <= mention.end)
}

/// "The sanctioned goods", "a ship", "the resolution that condemns": words that only describe something.
fn is_attribute(reading: &Reading<'_>, hit: &ActHit) -> bool {
    if hit.start == reading.sentence.from || hit.tense == Tense::Noun {
        return false;
    }
    let tokens = &reading.document.text.tokens;
    let before = tokens.word(hit.start - 1);
    let article = matches!(
        before,
        "the" | "a" | "an" | "its" | "their" | "his" | "her" | "of" | "these" | "those" | "this" | "some"
    );
    let described = reading.document.lang == model::Lang::En
        && matches!(hit.tense, Tense::Past | Tense::Participle | Tense::Infinitive | Tense::Present)
        && hit.end - hit.start == 1
        && article;
    described || is_adjective(reading, hit) || tells_resolution(reading, hit)
}

/// `La señal retirada`: a Spanish or Portuguese participle behind a noun, without auxiliary or agent, only describes what was
/// done against somebody. Headlines leave auxiliaries out.
fn is_adjective(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let floor = hit.start.saturating_sub(AUXILIARY_REACH).max(reading.sentence.from);
    let auxiliary = |n: usize| {
        reading.word_at(n, WordKind::PassiveAuxiliary) || reading.word_at(n, WordKind::PerfectAuxiliary)
    };
    matches!(reading.document.lang, model::Lang::Es | model::Lang::Pt)
        && hit.tense == Tense::Participle
        && hit.end - hit.start == 1
        && !reading.sentence.title
        && (is_severe(hit.cue(reading)) || hit.cue(reading).plover == Plover::Cooperate)
        && !(floor..hit.start).any(auxiliary)
        && !(hit.end..(hit.end + 2).min(reading.sentence.to)).any(|n| reading.word_at(n, WordKind::Agent))
}

/// What a resolution says is not what the voter says: the vote is the act.
fn tells_resolution(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let cue = hit.cue(reading);
    if !matches!(cue.plover, Plover::Accuse | Plover::Request | Plover::Support | Plover::Reject) {
        return false;
    }
    let floor = hit.start.saturating_sub(RESOLUTION_REACH).max(reading.sentence.from);
    let paper =
        |n: usize| reading.contexts(ContextKind::Resolution).any(|found| found.start <= n && n < found.end);
    let verbal = |found: &&crate::cues::pattern::CueMatch| matches!(found.cue, Cue::Act(..) | Cue::Source(_));
    let Some(at) = (floor..hit.start).rev().find(|&n| paper(n)) else { return false };
    let tokens = &reading.document.text.tokens.list;
    (at + 1..=hit.start).all(|n| tokens[n].gap < Gap::Dash && !reading.word_at(n, WordKind::Conjunction))
        && !reading.cues.iter().filter(verbal).any(|found| found.start > at && found.end <= hit.start)
}

/// Of two readings of one English word, the infinitive needs something before it that governs it.
fn fits_before(reading: &Reading<'_>, hit: &ActHit) -> bool {
    if hit.tense != Tense::Infinitive || hit.start == reading.sentence.from {
        return hit.tense != Tense::Infinitive;
    }
    let tokens = &reading.document.text.tokens;
    let before = tokens.word(hit.start - 1);
    matches!(before, "to" | "will" | "would" | "could" | "may" | "might" | "can" | "should" | "not" | "must")
}

fn groups_hold(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let cue = &reading.document.cues.acts[hit.act];
    let clause = reading.clauses[reading.clause_of(hit.start)];
    let near = |group: usize| {
        reading.cues.iter().any(|found| {
            found.cue == Cue::Group(group)
                && found.end + GROUP_REACH > hit.start
                && found.start < hit.end + GROUP_REACH
                && found.start >= clause.from
                && found.start < clause.to.max(hit.end)
        })
    };
    cue.with.is_none_or(near) && !cue.without.is_some_and(near)
}

/// Tells passives from perfects by the auxiliaries before and the agent after.
fn settle_voice(reading: &Reading<'_>, mut hit: ActHit) -> ActHit {
    if hit.tense == Tense::Infinitive && happens(reading, hit.start) {
        hit.tense = Tense::Past;
        return hit;
    }
    // "Interest in working with": an English -ing form without "is" hangs on what stands before.
    if hit.tense == Tense::Present && reading.document.lang == model::Lang::En && is_loose_ing(reading, &hit)
    {
        hit.tense = Tense::Gerund;
        return hit;
    }
    // "Cuba and Bolivia abstain": the English base form of a plural.
    if hit.tense == Tense::Infinitive
        && reading.document.lang == model::Lang::En
        && is_plural_present(reading, &hit)
    {
        hit.tense = Tense::Present;
        return hit;
    }
    if !matches!(hit.tense, Tense::Past | Tense::Participle) {
        return hit;
    }
    let floor = hit.start.saturating_sub(AUXILIARY_REACH).max(reading.sentence.from);
    let within = |kind| (floor..hit.start).any(|n| reading.word_at(n, kind));
    let passive_auxiliary = within(WordKind::PassiveAuxiliary);
    let perfect_auxiliary = within(WordKind::PerfectAuxiliary);
    let agent_follows = reading.word_at(hit.end, WordKind::Agent);
    hit.passive = match hit.tense {
        Tense::Participle => passive_auxiliary || !perfect_auxiliary,
        _ => {
            ends_like_participle(reading, &hit)
                && (passive_auxiliary || (agent_follows && hit.end > hit.start))
        }
    };
    if hit.tense == Tense::Participle && !hit.passive {
        hit.tense = Tense::Past;
    }
    hit
}

fn is_loose_ing(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let floor = hit.start.saturating_sub(AUXILIARY_REACH).max(reading.sentence.from);
    hit.start > reading.sentence.from
        && reading.document.text.tokens.word(hit.start).ends_with("ing")
        && !(floor..hit.start).any(|n| reading.word_at(n, WordKind::PassiveAuxiliary))
}

/// A base form that nothing governs: no "to", no modal, and no "help", "let", "make" shortly before.
fn is_plural_present(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens;
    let floor = hit.start.saturating_sub(GOVERNOR_REACH).max(reading.sentence.from);
    let governs = |word: &str| {
        matches!(
            word,
            "to" | "will"
                | "would"
                | "could"
                | "may"
                | "might"
                | "can"
                | "should"
                | "not"
                | "must"
                | "shall"
                | "did"
                | "do"
                | "does"
                | "help"
                | "helps"
                | "helped"
                | "let"
                | "lets"
                | "make"
                | "makes"
                | "made"
                | "cannot"
                | "ll"
                | "t"
        )
    };
    let subject = |n: usize| {
        reading.mentions.iter().any(|mention| mention.start <= n && n < mention.end)
            || [ContextKind::Role, ContextKind::Speaker, ContextKind::Institution, ContextKind::CountryNoun]
                .iter()
                .any(|kind| reading.contexts(*kind).any(|found| found.start <= n && n < found.end))
    };
    hit.start > reading.sentence.from
        && subject(hit.start - 1)
        && !(floor..hit.start).any(|n| governs(tokens.word(n)))
}

/// `Al recibir`, `tras reunirse`, `após visitar`: an infinitive that tells what happened.
fn happens(reading: &Reading<'_>, start: usize) -> bool {
    let tokens = &reading.document.text.tokens;
    let before =
        |back: usize| start.checked_sub(back).filter(|&n| n >= reading.sentence.from).map(|n| tokens.word(n));
    match (before(1), before(2)) {
        (Some("al" | "ao" | "tras" | "apos"), _) => true,
        (Some("de"), Some("luego" | "despues" | "depois")) => true,
        _ => false,
    }
}

/// English alone has pasts that are participles too; elsewhere a past is never passive.
fn ends_like_participle(reading: &Reading<'_>, _hit: &ActHit) -> bool {
    reading.document.lang == model::Lang::En
}
