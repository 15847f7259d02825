//! Acts in a sentence: the longest cue wins, names trigger none, and the voice is settled.

mod govern;

use model::{Plover, Realis};

use crate::cues::{Act, ContextKind, Cue, Tense, WordKind};
use crate::reading::Reading;
use crate::token::Gap;
use govern::{absorb_governed, yield_to_governed};

pub(crate) use govern::{is_bare_wish, is_severe};

/// How many tokens `with` and `without` reach.
const GROUP_REACH: usize = 8;
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

    /// Told as done by a verb.
    pub(crate) fn is_past(&self) -> bool {
        matches!(self.tense, Tense::Past | Tense::Participle)
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

fn inside_name(reading: &Reading<'_>, hit: &ActHit) -> bool {
    reading.mentions.iter().any(|mention| mention.start <= hit.start && hit.end <= mention.end)
        || is_capitalised_word(reading, hit)
}

/// "Sun Ship Management": one capitalised word inside a capitalised run of the text is part of an unknown name.
fn is_capitalised_word(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens.list;
    let named = |n: usize| n >= reading.sentence.from && n < reading.sentence.to && tokens[n].capital;
    let shouted = |n: usize| reading.document.text.slice(n, n + 1).chars().all(|c| !c.is_lowercase());
    let linked = |n: usize| tokens.get(n).is_some_and(|token| token.gap == Gap::Link);
    !reading.sentence.title
        && hit.end - hit.start == 1
        && hit.start > reading.sentence.from
        && named(hit.start)
        && !shouted(hit.start)
        && (linked(hit.start) && named(hit.start - 1))
        && (linked(hit.end) && named(hit.end))
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
    let near = |group: usize, (from, to): (usize, usize)| {
        reading.cues.iter().any(|found| {
            found.cue == Cue::Group(group)
                && found.end + GROUP_REACH > hit.start
                && found.start < hit.end + GROUP_REACH
                && (from..to).contains(&found.start)
        })
    };
    let own = (clause.from, clause.to.max(hit.end));
    // What a position is about may stand in the clause beside: "asked Russia that it withdraw".
    let about = if cue.stance { (reading.sentence.from, reading.sentence.to) } else { own };
    cue.with.is_none_or(|group| near(group, about)) && !cue.without.is_some_and(|group| near(group, own))
}

/// Tells passives from perfects by the auxiliaries before and the agent after.
fn settle_voice(reading: &Reading<'_>, mut hit: ActHit) -> ActHit {
    if hit.tense == Tense::Infinitive && happens(reading, hit.start) {
        hit.tense = Tense::Past;
        return hit;
    }
    if matches!(hit.tense, Tense::Present | Tense::Past) && is_noun_by_place(reading, hit.start) {
        hit.tense = Tense::Noun;
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
        Tense::Participle => passive_auxiliary || !(perfect_auxiliary || takes_object(reading, &hit)),
        _ => {
            ends_like_participle(reading, &hit)
                && (passive_auxiliary || (agent_follows && hit.end > hit.start))
        }
    };
    if hit.tense == Tense::Participle && !hit.passive {
        hit.tense = Tense::Past;
    }
    if hit.passive && is_bare_passive(reading, hit.start) {
        hit.tense = Tense::Infinitive;
    }
    hit
}

/// "Colombia expelled two diplomats": an English participle without an auxiliary is a past where its object follows, and not
/// where a preposition, a time or nothing does ("Diplomats expelled from Colombia").
fn takes_object(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let tokens = &reading.document.text.tokens;
    if reading.document.lang != model::Lang::En || hit.end >= reading.sentence.to {
        return false;
    }
    let subject = hit.start > reading.sentence.from && tokens.list[hit.start].gap < Gap::Comma;
    let adjunct = WordKind::PREPOSITIONS.into_iter().any(|kind| reading.word_at(hit.end, kind))
        || reading.word_at(hit.end, WordKind::Conjunction)
        || [ContextKind::Barrier, ContextKind::When, ContextKind::Adjunct]
            .iter()
            .any(|kind| reading.contexts(*kind).any(|found| found.start == hit.end))
        || reading.document.cues.weekdays.contains_key(tokens.word(hit.end));
    subject && !adjunct && tokens.list[hit.end].gap < Gap::Comma
}

/// "Will be stationed", "to be sent": what stands before "be" tells whether it happens.
fn is_bare_passive(reading: &Reading<'_>, start: usize) -> bool {
    let words = &reading.document.text.tokens;
    let floor = start.saturating_sub(AUXILIARY_REACH).max(reading.sentence.from);
    reading.document.lang == model::Lang::En && (floor..start).any(|n| words.word(n) == "be")
}

/// `Durante la visita`, `de compra`: Spanish and Portuguese have nouns that look like verbs; behind a preposition or a determiner
/// stands no finite verb.
fn is_noun_by_place(reading: &Reading<'_>, start: usize) -> bool {
    let before = |kind| start > reading.sentence.from && reading.word_at(start - 1, kind);
    matches!(reading.document.lang, model::Lang::Es | model::Lang::Pt)
        && (before(WordKind::Determiner) || WordKind::PREPOSITIONS.into_iter().any(before))
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
    matches!(
        (before(1), before(2)),
        (Some("al" | "ao" | "tras" | "apos"), _) | (Some("de"), Some("luego" | "despues" | "depois"))
    )
}

/// English alone has pasts that are participles too; elsewhere a past is never passive.
fn ends_like_participle(reading: &Reading<'_>, _hit: &ActHit) -> bool {
    reading.document.lang == model::Lang::En
}
