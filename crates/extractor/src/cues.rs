//! The cues: the words that tell acts, topics, realis, attribution and context, read from `config/cues` for each language.
//!
//! Rules are data: a person adds a word in TOML and sees the effect without compiling. `load` turns the files into one
//! table of patterns per language; everything that matches is told apart by [`Cue`].

mod compiled;
mod conjugate;
mod load;
pub(crate) mod pattern;
mod raw;

use std::collections::HashMap;

use model::{Context, Lang, Mode, Plover, Polarity, Realis, Strength, TieType, Tier};

pub(crate) use compiled::compiled;
pub(crate) use load::load;
use pattern::Patterns;

use crate::sentence::StopWords;
use crate::weights::Weights;

/// The form in which an act was met; realis and voice follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Tense {
    /// Done.
    Past,
    /// Happens, or a headline's past.
    Present,
    /// Will happen.
    Future,
    /// Would happen.
    Conditional,
    /// Hangs on another word.
    Infinitive,
    /// Passive, or a perfect after an auxiliary.
    Participle,
    /// Under way, or loosely joined.
    Gerund,
    /// A noun.
    Noun,
}

/// Who stands first in a tie that an act makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The doer is first.
    Subject,
    /// Nobody is first.
    Mutual,
    /// The subject visits.
    Visitor,
    /// The subject receives the visitor, who is first.
    Host,
    /// The subject supplies.
    Supplier,
    /// The subject buys; the supplier is first.
    Buyer,
    /// The subject is given something; the giver is first.
    Recipient,
    /// The subject invites.
    Inviter,
    /// The partner accepts what is Russian (cards, networks), whoever is told to do it; the partner is first.
    Accepter,
}

/// What was done, by one lemma or phrase.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) id: String,
    pub(crate) plover: Plover,
    pub(crate) mode: Option<Mode>,
    pub(crate) polarity: Polarity,
    pub(crate) tie_type: Option<TieType>,
    /// Topics do not override `tie_type`.
    pub(crate) fixed: bool,
    pub(crate) frame: Frame,
    pub(crate) tier: Tier,
    pub(crate) realis: Option<Realis>,
    /// A position on something, which can be the war or sanctions.
    pub(crate) stance: bool,
    /// Aimed at a third party by its words.
    pub(crate) toward_third: bool,
    /// Number of the pattern group one of which must stand near; `None`: no such demand.
    pub(crate) with: Option<usize>,
    /// Number of the pattern group none of which may stand near.
    pub(crate) without: Option<usize>,
}

impl Act {
    /// Whether it is a vote in a body of states.
    pub(crate) fn is_vote(&self) -> bool {
        self.id.starts_with("act.vote.")
    }
}

/// What an act is about.
#[derive(Debug, Clone)]
pub(crate) struct Topic {
    pub(crate) id: String,
    pub(crate) tie_type: TieType,
    /// 1 general to 3 specific.
    pub(crate) weight: i32,
    pub(crate) contexts: Vec<Context>,
}

/// Which way a modifier reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// What follows in the clause.
    After,
    /// What stands before in the clause.
    Before,
    /// The whole clause.
    Clause,
    /// The act beside it, or the whole clause where it is set off by a comma.
    Near,
}

/// What a modifier does to an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Sets the realis.
    To(Realis),
    /// Tried, not done.
    Attempt,
}

/// A word that changes the realis of acts.
#[derive(Debug, Clone)]
pub(crate) struct Modifier {
    pub(crate) id: String,
    pub(crate) change: Change,
    pub(crate) scope: Scope,
}

/// A word that tells who says so.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) strength: Strength,
    /// A preposition ("according to"): the source follows. Else a verb.
    pub(crate) preposition: bool,
}

/// What a word tells about the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ContextKind {
    Sport,
    Market,
    Roundup,
    History,
    CultureAside,
    /// Opens a clause that is only background.
    Background,
    Role,
    UnnamedSource,
    /// Carries the speaker over.
    Speaker,
    Visitor,
    /// Opens a new clause.
    Barrier,
    /// "All but": what follows is excluded.
    Exception,
    TopicOfTalks,
    Venue,
    /// A body or group that may speak: ministry, embassy, agency.
    Institution,
    /// A noun for one state: country, nation, island.
    CountryNoun,
    /// A paper that is voted on.
    Resolution,
    /// To act against somebody, in words that are no act of their own.
    Hostile,
    /// To do something together, in words that are no act of their own.
    Friendly,
    /// Tells that what follows is only the time of something else.
    When,
    /// A friend of the state whose adjective stands before it.
    Ally,
    /// "The two countries": both sides at once.
    Both,
    /// What is done to a victim: an attack, a coup, an exclusion.
    Misdeed,
    /// A word for fields of work that a list of them follows.
    Fields,
    /// A talk with a paper or station, which takes no part in what is told.
    Interview,
    /// Behind a verb it opens a time, way or place, and no object.
    Adjunct,
}

// A sentence keeps which kinds it has as bits.
const _: () = assert!((ContextKind::Adjunct as u32) < u32::BITS && (WordKind::Period as u32) < u16::BITS);

/// A word of context.
#[derive(Debug, Clone)]
pub(crate) struct ContextCue {
    pub(crate) kind: ContextKind,
    pub(crate) sector: Option<model::Sector>,
    pub(crate) rank: Option<String>,
}

/// A small word by its work in the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum WordKind {
    Agent,
    To,
    From,
    With,
    In,
    Against,
    Of,
    Conjunction,
    /// What a noun follows and no verb: `la`, `su`, `esta`.
    Determiner,
    PassiveAuxiliary,
    PerfectAuxiliary,
    PastMarker,
    NextMarker,
    /// A part of a year that a year follows: `semestre`, "end", «начале».
    Period,
}

/// What relative dates count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum TimeUnit {
    Day,
    Week,
    Month,
    Year,
}

impl WordKind {
    /// Words that stand before a name and tell its part; of a word that is several, the first counts.
    pub(crate) const PREPOSITIONS: [WordKind; 7] = [
        WordKind::Agent,
        WordKind::To,
        WordKind::From,
        WordKind::With,
        WordKind::In,
        WordKind::Against,
        WordKind::Of,
    ];
}

/// What a pattern stands for; numbers point into [`LangCues`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Cue {
    Act(usize, Tense),
    Topic(usize),
    Modifier(usize),
    Source(usize),
    Context(usize),
    Word(WordKind),
    /// So many units from the publication day.
    Relative(TimeUnit, i8),
    /// A word of the group that an act's `with` or `without` names.
    Group(usize),
}

/// The cues of one language.
#[derive(Debug, Default)]
pub(crate) struct LangCues {
    pub(crate) acts: Vec<Act>,
    pub(crate) topics: Vec<Topic>,
    pub(crate) modifiers: Vec<Modifier>,
    pub(crate) sources: Vec<Source>,
    pub(crate) contexts: Vec<ContextCue>,
    pub(crate) patterns: Patterns,
    /// Words that tell whether a full stop ends a sentence.
    pub(crate) stop_words: StopWords,
    /// Folded month name to 1..=12.
    pub(crate) months: HashMap<String, i8>,
    /// Folded weekday to 0 (Monday)..=6.
    pub(crate) weekdays: HashMap<String, i8>,
}

/// The cues of all four languages.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    by_lang: [LangCues; 4],
    /// What chooses between readings, in all languages alike.
    pub(crate) weights: Weights,
}

impl Cues {
    /// Those of one language.
    pub(crate) fn of(&self, lang: Lang) -> &LangCues {
        &self.by_lang[lang as usize]
    }
}
