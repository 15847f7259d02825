//! A tie: who did what to whom, about what, really or only in words, with the sentence that proves it.

use std::fmt;

use crate::{Context, EventDate, Mode, Partner, Plover, TieType};

/// Whether a tie must be found (ANNOTATION.md section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// A stated act or position of identifiable sides.
    M,
    /// A figure, forecast, courtesy or aside; raises no alert.
    S,
}

impl Tier {
    /// All values, in their documented order.
    pub const ALL: [Tier; 2] = [Tier::M, Tier::S];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            Tier::M => "M",
            Tier::S => "S",
        }
    }

    /// The value that [`Tier::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How the act stands toward Russia (ANNOTATION.md section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// Friendly or useful.
    Cooperation,
    /// Hostile or restrictive, between the two sides.
    Conflict,
    /// The partner's act toward a third party that hurts Russia.
    Adverse,
    /// The partner's act or refusal toward a third party in line with Russia.
    Aligned,
    /// Neither.
    Neutral,
}

impl Polarity {
    /// All values, in their documented order.
    pub const ALL: [Polarity; 5] =
        [Polarity::Cooperation, Polarity::Conflict, Polarity::Adverse, Polarity::Aligned, Polarity::Neutral];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            Polarity::Cooperation => "cooperation",
            Polarity::Conflict => "conflict",
            Polarity::Adverse => "adverse",
            Polarity::Aligned => "aligned",
            Polarity::Neutral => "neutral",
        }
    }

    /// The value that [`Polarity::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<Polarity> {
        Polarity::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for Polarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Who acts on whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Russia on the partner.
    RusToX,
    /// The partner on Russia.
    XToRus,
    /// Both.
    Mutual,
    /// The partner on a third party.
    XToThird,
}

impl Direction {
    /// All values, in their documented order.
    pub const ALL: [Direction; 4] =
        [Direction::RusToX, Direction::XToRus, Direction::Mutual, Direction::XToThird];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            Direction::RusToX => "RUS->X",
            Direction::XToRus => "X->RUS",
            Direction::Mutual => "mutual",
            Direction::XToThird => "X->third",
        }
    }

    /// The value that [`Direction::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<Direction> {
        Direction::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Whether it happened (ANNOTATION.md section 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Realis {
    /// Done, under way, said, decided.
    Actual,
    /// Dated or intended future.
    Planned,
    /// One side's idea, wish, call.
    Proposed,
    /// Readiness, invitation, bid.
    Offered,
    /// Existing, only inside a noun phrase.
    Presupposed,
    /// Condition, chance.
    Hypothetical,
    /// Not done, denied, called off.
    Negated,
    /// Soviet era, over twelve months old, or expressly over.
    Historical,
    /// Forecast, judgement or allegation by one who is no party.
    Assessment,
}

impl Realis {
    /// All values, in their documented order.
    pub const ALL: [Realis; 9] = [
        Realis::Actual,
        Realis::Planned,
        Realis::Proposed,
        Realis::Offered,
        Realis::Presupposed,
        Realis::Hypothetical,
        Realis::Negated,
        Realis::Historical,
        Realis::Assessment,
    ];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            Realis::Actual => "actual",
            Realis::Planned => "planned",
            Realis::Proposed => "proposed",
            Realis::Offered => "offered",
            Realis::Presupposed => "presupposed",
            Realis::Hypothetical => "hypothetical",
            Realis::Negated => "negated",
            Realis::Historical => "historical",
            Realis::Assessment => "assessment",
        }
    }

    /// The value that [`Realis::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<Realis> {
        Realis::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for Realis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What stands on the Russian side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RussianKind {
    /// A body, firm, person or the state.
    Actor,
    /// Arms of Russian or Soviet make.
    Make,
    /// The war in Ukraine.
    War,
    /// Russian nationals.
    Nationals,
}

impl RussianKind {
    /// All values, in their documented order.
    pub const ALL: [RussianKind; 4] =
        [RussianKind::Actor, RussianKind::Make, RussianKind::War, RussianKind::Nationals];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            RussianKind::Actor => "actor",
            RussianKind::Make => "make",
            RussianKind::War => "war",
            RussianKind::Nationals => "nationals",
        }
    }

    /// The value that [`RussianKind::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<RussianKind> {
        RussianKind::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for RussianKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Sector of an actor (PLOVER's codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sector {
    /// Government.
    Gov,
    /// Legislature.
    Leg,
    /// Armed forces.
    Mil,
    /// Courts and prosecutors.
    Jud,
    /// Police.
    Cop,
    /// Intelligence.
    Spy,
    /// Party.
    Pty,
    /// Business.
    Bus,
    /// Media.
    Jrn,
    /// Education and science.
    Edu,
    /// Health.
    Med,
    /// Religion.
    Rel,
    /// Non-governmental organisation.
    Ngo,
    /// Intergovernmental organisation.
    Igo,
    /// Civilians.
    Cvl,
    /// Armed group.
    Reb,
    /// Unknown.
    Unk,
}

impl Sector {
    /// All values, in their documented order.
    pub const ALL: [Sector; 17] = [
        Sector::Gov,
        Sector::Leg,
        Sector::Mil,
        Sector::Jud,
        Sector::Cop,
        Sector::Spy,
        Sector::Pty,
        Sector::Bus,
        Sector::Jrn,
        Sector::Edu,
        Sector::Med,
        Sector::Rel,
        Sector::Ngo,
        Sector::Igo,
        Sector::Cvl,
        Sector::Reb,
        Sector::Unk,
    ];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            Sector::Gov => "GOV",
            Sector::Leg => "LEG",
            Sector::Mil => "MIL",
            Sector::Jud => "JUD",
            Sector::Cop => "COP",
            Sector::Spy => "SPY",
            Sector::Pty => "PTY",
            Sector::Bus => "BUS",
            Sector::Jrn => "JRN",
            Sector::Edu => "EDU",
            Sector::Med => "MED",
            Sector::Rel => "REL",
            Sector::Ngo => "NGO",
            Sector::Igo => "IGO",
            Sector::Cvl => "CVL",
            Sector::Reb => "REB",
            Sector::Unk => "UNK",
        }
    }

    /// The value that [`Sector::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<Sector> {
        Sector::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Strength of a source verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Said.
    Plain,
    /// Insisted, stressed.
    Strong,
    /// Claimed, reportedly.
    Weak,
    /// Denied.
    Denied,
}

impl Strength {
    /// All values, in their documented order.
    pub const ALL: [Strength; 4] = [Strength::Plain, Strength::Strong, Strength::Weak, Strength::Denied];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            Strength::Plain => "plain",
            Strength::Strong => "strong",
            Strength::Weak => "weak",
            Strength::Denied => "denied",
        }
    }

    /// The value that [`Strength::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<Strength> {
        Strength::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A piece of text: `[start, end)` in Unicode code points of `title + "\n\n" + text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

impl Span {
    /// True where the two share at least one code point.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True where `other` lies inside.
    pub fn holds(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// The Russian side of a tie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RussianSide {
    /// Actor, make, war or nationals.
    pub kind: RussianKind,
    /// Gazetteer id (`rosatom`, `russia`).
    pub id: String,
    /// As written in the evidence sentence (or where it is carried over from).
    pub name: String,
    /// Sector, of an actor.
    pub sector: Sector,
}

/// Somebody else in a tie: of the partner's side, or a third party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Gazetteer id, or the country code where only the state is known.
    pub id: String,
    /// As written.
    pub name: String,
    /// Alpha-3 code, `LAC`, or a bloc's code.
    pub country: String,
}

/// Who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The source as written, or `author`.
    pub source: String,
    /// How strongly.
    pub strength: Strength,
}

/// Where in the text the parts of a tie stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The sentence, without outer spaces.
    pub sentence: Span,
    /// Mentions of the Russian side.
    pub russia: Vec<Span>,
    /// Mentions of the partner.
    pub partner: Vec<Span>,
    /// Mentions of third parties.
    pub third: Vec<Span>,
    /// The words of the act.
    pub act: Option<Span>,
    /// The words of the topic.
    pub topic: Vec<Span>,
    /// Negation, modality, attribution: what changed the realis.
    pub modifier: Vec<Span>,
    /// The words of the date.
    pub date: Option<Span>,
}

/// A tie, every slot of TAXONOMY.md section 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// Must be found, or may be.
    pub tier: Tier,
    /// The Russian side.
    pub russia: RussianSide,
    /// Partner codes in order of mention, never empty, no code twice.
    pub partner: Vec<Partner>,
    /// Who acts for the partner.
    pub partner_actors: Vec<Actor>,
    /// Third parties; not empty where `direction` is [`Direction::XToThird`].
    pub third: Vec<Actor>,
    /// What about.
    pub tie_type: TieType,
    /// What was done.
    pub plover: Plover,
    /// How, where a mode applies.
    pub mode: Option<Mode>,
    /// PLOVER contexts of the tie type and the act.
    pub context: Vec<Context>,
    /// CAMEO leaf code, derived by [`crate::cameo`].
    pub cameo: String,
    /// Toward Russia.
    pub polarity: Polarity,
    /// Who on whom.
    pub direction: Direction,
    /// Whether it happened.
    pub realis: Realis,
    /// Who says so.
    pub attribution: Attribution,
    /// When, where known.
    pub date: Option<EventDate>,
    /// Where it stands.
    pub evidence: Evidence,
    /// Ids of the rules that made it.
    pub rules: Vec<String>,
    /// Ids of the gazetteer entries that made it.
    pub gazetteer: Vec<String>,
    /// Our confidence, 0 to 1; not mixed with any other score.
    pub confidence: f64,
}

impl Tie {
    /// True where the tie by itself may raise an alert: tier M, neither negated nor historical.
    pub fn may_alert(&self) -> bool {
        self.tier == Tier::M && !matches!(self.realis, Realis::Negated | Realis::Historical)
    }

    /// Partner codes, sorted.
    pub fn partner_codes(&self) -> Vec<String> {
        let mut codes: Vec<String> = self.partner.iter().map(|partner| partner.code().to_owned()).collect();
        codes.sort();
        codes
    }
}
