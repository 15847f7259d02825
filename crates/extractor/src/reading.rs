//! One sentence with everything that was found in it: mentions, acts, topics, modifiers, sources and clauses.

use std::cell::OnceCell;

use crate::act::{ActHit, find_acts};
use crate::clause::{Clause, clauses, cut_coordinate};
use crate::cues::pattern::CueMatch;
use crate::cues::{ContextKind, Cue, WordKind};
use crate::document::Document;
use crate::gazetteer::{EntryKind, FormRole};
use crate::mention::Mention;
use crate::sentence::Sentence;
use crate::speaker::{Voice, voices};
use crate::token::Gap;

/// States that Portuguese names without an article.
const BARE_STATES: [&str; 9] = ["CUB", "HTI", "SLV", "HND", "CRI", "TTO", "BRB", "ATG", "BLZ"];

/// How many tokens behind a word of saying an agency stands at most.
const REPORTER_REACH: usize = 4;
/// How many tokens behind "an interview with" the paper stands at most: `en una entrevista poco común concedida a la cadena RT`.
const INTERVIEW_REACH: usize = 7;
/// How many tokens before a journey its word of time stands at most.
const WHEN_REACH: usize = 4;

/// A sentence read.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) sentence: Sentence,
    pub(crate) mentions: &'a [Mention],
    /// Everything that matched, in order.
    pub(crate) cues: Vec<CueMatch>,
    /// The kinds of small word that start at each token of the sentence, a bit each.
    small_words: Vec<u16>,
    /// The kinds of context that the sentence has, a bit each.
    kinds: u32,
    pub(crate) clauses: Vec<Clause>,
    pub(crate) acts: Vec<ActHit>,
    voices: OnceCell<Vec<Voice>>,
    dated: OnceCell<bool>,
}

impl<'a> Reading<'a> {
    /// Reads a sentence of a document.
    pub(crate) fn new(document: &'a Document<'a>, sentence: Sentence) -> Reading<'a> {
        let cues = document.cues_in(&sentence);
        let mentions = document.mentions_in(&sentence);
        let clauses = clauses(document, &sentence, &cues);
        let (small_words, kinds) = index(document, &sentence, &cues);
        let mut reading = Reading {
            document,
            sentence,
            mentions,
            cues,
            small_words,
            kinds,
            clauses,
            acts: Vec::new(),
            voices: OnceCell::new(),
            dated: OnceCell::new(),
        };
        reading.acts = find_acts(&reading);
        reading.clauses = cut_coordinate(&reading);
        reading
    }

    /// Number of the clause that holds a token.
    pub(crate) fn clause_of(&self, token: usize) -> usize {
        self.clauses.iter().rposition(|clause| clause.from <= token).unwrap_or(0)
    }

    /// Whether a small word of `kind` starts at `token`.
    pub(crate) fn word_at(&self, token: usize, kind: WordKind) -> bool {
        let bits = token.checked_sub(self.sentence.from).and_then(|n| self.small_words.get(n));
        bits.is_some_and(|bits| bits & 1 << kind as u16 != 0)
    }

    /// Matches of a kind of context.
    pub(crate) fn contexts(&self, kind: ContextKind) -> impl Iterator<Item = &CueMatch> {
        let cues = if self.kinds & 1 << kind as u32 == 0 { &[] } else { &self.cues[..] };
        cues.iter().filter(
            move |found| matches!(found.cue, Cue::Context(n) if self.document.cues.contexts[n].kind == kind),
        )
    }

    /// Everybody in the sentence who may speak, in order.
    pub(crate) fn voices(&self) -> &[Voice] {
        self.voices.get_or_init(|| voices(self))
    }

    /// Whether anything in the sentence can be the head of a date: a number, a month, a weekday, a relative word.
    pub(crate) fn may_have_dates(&self) -> bool {
        *self.dated.get_or_init(|| {
            let (cues, tokens) = (self.document.cues, &self.document.text.tokens);
            self.cues.iter().any(|found| matches!(found.cue, Cue::Relative(..)))
                || (self.sentence.from..self.sentence.to).map(|n| tokens.word(n)).any(|word| {
                    word.starts_with(|c: char| c.is_ascii_digit())
                        || cues.months.contains_key(word)
                        || cues.weekdays.contains_key(word)
                })
        })
    }

    /// Whether a place is only where something happens: `in Moscow`, `at an airport of Moscow`, `from Moscow`.
    pub(crate) fn is_location(&self, mention: &Mention) -> bool {
        let place = mention.kind == EntryKind::Place || mention.role == FormRole::Capital;
        match self.preposition_of(mention) {
            Some(WordKind::In) => true,
            Some(WordKind::From) => place,
            Some(WordKind::Of) => {
                let floor = mention.start.saturating_sub(6).max(self.sentence.from);
                place && (floor..mention.start).any(|n| self.word_at(n, WordKind::In))
            }
            _ => false,
        }
    }

    /// Portuguese `a` without its accent is the article of most countries, and the preposition only before names without one.
    fn portuguese_article(&self, n: usize, mention: &Mention) -> bool {
        let text = self.document.text;
        self.document.lang == model::Lang::Pt
            && matches!(text.slice(n, n + 1), "a" | "A")
            && matches!(mention.kind, EntryKind::State | EntryKind::Body | EntryKind::Company)
            && !matches!(mention.role, FormRole::Capital)
            && !self
                .document
                .rules
                .names
                .entry(mention)
                .country
                .as_deref()
                .is_some_and(|code| BARE_STATES.contains(&code))
    }

    /// The kind of the preposition that governs a mention: looked for up to four tokens before it, not across another mention
    /// or an act.
    pub(crate) fn preposition_of(&self, mention: &Mention) -> Option<WordKind> {
        let clause = self.clauses[self.clause_of(mention.start)].from;
        let floor = mention.start.saturating_sub(4).max(clause).max(self.sentence.from);
        for n in (floor..mention.start).rev() {
            if self
                .mentions
                .iter()
                .any(|other| other.start <= n && n < other.end && other.start != mention.start)
                || self.acts.iter().any(|act| act.end == n + 1 && act.end - act.start == 1)
            {
                return None;
            }
            if let Some(kind) = WordKind::PREPOSITIONS.into_iter().find(|kind| self.word_at(n, *kind))
                && !self.portuguese_article(n, mention)
            {
                if kind == WordKind::In && self.ends_institution(n) {
                    return Some(WordKind::Of);
                }
                let with = kind == WordKind::From && self.word_at(n, WordKind::With);
                return Some(if with && self.is_instrumental(mention) { WordKind::With } else { kind });
            }
            if self.document.text.tokens.list[n + 1].gap > Gap::Quote {
                return None;
            }
        }
        None
    }

    /// "Authorities in Bogota", `el Gobierno en Caracas`: the body of a place, not something that happens there.
    fn ends_institution(&self, end: usize) -> bool {
        self.contexts(ContextKind::Institution).any(|found| found.end == end)
    }

    /// "During a visit to", `em viagem à`, «во время визита»: a word of time stands shortly before.
    pub(crate) fn tells_when(&self, start: usize) -> bool {
        let floor = start.saturating_sub(WHEN_REACH).max(self.sentence.from);
        (floor..start)
            .any(|n| self.contexts(ContextKind::When).any(|found| found.start <= n && n < found.end))
    }

    /// Russian «с» is "with" before an instrumental and "from" before a genitive.
    fn is_instrumental(&self, mention: &Mention) -> bool {
        let word = self.document.text.tokens.word(mention.end - 1);
        ["ом", "ем", "ой", "ей", "ым", "им", "ью", "ами", "ями", "ими", "ыми"]
            .iter()
            .any(|ending| word.ends_with(ending))
    }

    fn is_interviewer(&self, mention: &Mention) -> bool {
        let tokens = &self.document.text.tokens.list;
        self.contexts(ContextKind::Interview).any(|found| {
            found.end <= mention.start
                && mention.start - found.end <= INTERVIEW_REACH
                && (found.end..=mention.start).all(|n| tokens[n].gap < Gap::Comma)
        })
    }

    /// An agency or paper beside a word of saying tells the news and takes no part in it: «передает ТАСС», `told Sputnik`.
    pub(crate) fn is_reporter(&self, mention: &Mention) -> bool {
        let beside = |found: &CueMatch| {
            matches!(found.cue, Cue::Source(_))
                && ((found.end <= mention.start && mention.start - found.end <= REPORTER_REACH)
                    || (found.start >= mention.end && found.start - mention.end <= 1))
        };
        mention.sector == model::Sector::Jrn && (self.cues.iter().any(beside) || self.is_interviewer(mention))
    }
}

/// The small words by token, and the kinds of context there are: both are asked for again and again.
fn index(document: &Document<'_>, sentence: &Sentence, cues: &[CueMatch]) -> (Vec<u16>, u32) {
    let mut small_words = vec![0; sentence.to - sentence.from];
    let mut kinds = 0;
    for found in cues {
        match found.cue {
            Cue::Word(kind) => small_words[found.start - sentence.from] |= 1 << kind as u16,
            Cue::Context(n) => kinds |= 1 << document.cues.contexts[n].kind as u32,
            _ => {}
        }
    }
    (small_words, kinds)
}
