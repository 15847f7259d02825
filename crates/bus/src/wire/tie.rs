//! The form of a tie, the same in ties, alerts and the output of `tag`.

use model::{
    Actor, Attribution, Context, DateFound, Direction, EventDate, Evidence, Mode, Plover, Polarity,
    Precision, Realis, RussianKind, RussianSide, Sector, Span, Strength, Tie, TieType, Tier,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scalar::{PartnerCode, Range, ranges, spans};
use super::word::Word;

/// A tie: who did what to whom, about what, really or only in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Tie")]
pub struct TieForm {
    /// `M`: a stated act or position; `S`: a figure, forecast or aside, which raises no alert.
    pub tier: Word<Tier>,
    /// The Russian side.
    pub russia: RussiaForm,
    /// The partner's codes in order of mention.
    pub partner: Vec<PartnerCode>,
    /// Who acts for the partner.
    pub partner_actors: Vec<ActorForm>,
    /// Third parties; not empty where `direction` is `X->third`.
    pub third: Vec<ActorForm>,
    /// What about.
    pub tie_type: Word<TieType>,
    /// What was done: a PLOVER type.
    pub plover: Word<Plover>,
    /// How: a PLOVER mode, where one applies.
    #[serde(default)]
    pub mode: Option<Word<Mode>>,
    /// PLOVER contexts.
    pub context: Vec<Word<Context>>,
    /// CAMEO leaf code.
    pub cameo: String,
    /// How the act stands toward Russia.
    pub polarity: Word<Polarity>,
    /// Who acts on whom.
    pub direction: Word<Direction>,
    /// Whether it happened.
    pub realis: Word<Realis>,
    /// Who says so.
    pub attribution: AttributionForm,
    /// When, where known.
    #[serde(default)]
    pub date: Option<DateForm>,
    /// First code point of the evidence sentence in `title + "\n\n" + text`.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// Where the parts of the tie stand.
    pub evidence: EvidenceForm,
    /// Ids of the rules that made it.
    pub rules: Vec<String>,
    /// Ids of the gazetteer entries that made it.
    #[serde(default)]
    pub gazetteer: Vec<String>,
    /// Our confidence, 0 to 1.
    pub confidence: f64,
}

/// The Russian side of a tie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Russia")]
pub struct RussiaForm {
    /// Actor, make, war or nationals.
    pub kind: Word<RussianKind>,
    /// Gazetteer id.
    pub id: String,
    /// As written.
    pub name: String,
    /// Sector of an actor.
    pub sector: Word<Sector>,
}

/// Somebody on the partner's side, or a third party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Actor")]
pub struct ActorForm {
    /// Gazetteer id, or the country code.
    pub id: String,
    /// As written.
    pub name: String,
    /// Alpha-3 code, `LAC`, or a bloc's code.
    pub country: String,
}

/// Who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Attribution")]
pub struct AttributionForm {
    /// The source as written, or `author`.
    pub source: String,
    /// How strongly.
    pub strength: Word<Strength>,
}

/// A date of the precision given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Date")]
pub struct DateForm {
    /// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `A/B`, or `--MM-DD` where the year is open.
    pub value: String,
    /// How exact it is.
    pub precision: Word<Precision>,
    /// How it was found.
    pub found: Word<DateFound>,
}

/// Spans of the parts of a tie; each is `[start, end)` in code points of `title + "\n\n" + text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "EvidenceSpans")]
pub struct EvidenceForm {
    /// Mentions of the Russian side.
    pub russia: Vec<Range>,
    /// Mentions of the partner.
    pub partner: Vec<Range>,
    /// Mentions of third parties.
    pub third: Vec<Range>,
    /// The words of the act.
    #[serde(default)]
    pub act: Option<Range>,
    /// The words of the topic.
    pub topic: Vec<Range>,
    /// Negation, modality, attribution: what changed the realis.
    pub modifier: Vec<Range>,
    /// The words of the date.
    #[serde(default)]
    pub date: Option<Range>,
}

impl From<&Tie> for TieForm {
    fn from(tie: &Tie) -> TieForm {
        TieForm {
            tier: Word(tie.tier),
            russia: RussiaForm {
                kind: Word(tie.russia.kind),
                id: tie.russia.id.clone(),
                name: tie.russia.name.clone(),
                sector: Word(tie.russia.sector),
            },
            partner: tie.partner.iter().copied().map(PartnerCode).collect(),
            partner_actors: tie.partner_actors.iter().map(ActorForm::from).collect(),
            third: tie.third.iter().map(ActorForm::from).collect(),
            tie_type: Word(tie.tie_type),
            plover: Word(tie.plover),
            mode: tie.mode.map(Word),
            context: tie.context.iter().copied().map(Word).collect(),
            cameo: tie.cameo.clone(),
            polarity: Word(tie.polarity),
            direction: Word(tie.direction),
            realis: Word(tie.realis),
            attribution: AttributionForm {
                source: tie.attribution.source.clone(),
                strength: Word(tie.attribution.strength),
            },
            date: tie.date.as_ref().map(DateForm::from),
            start: tie.evidence.sentence.start,
            end: tie.evidence.sentence.end,
            evidence: EvidenceForm::from(&tie.evidence),
            rules: tie.rules.clone(),
            gazetteer: tie.gazetteer.clone(),
            confidence: tie.confidence,
        }
    }
}

impl From<TieForm> for Tie {
    fn from(form: TieForm) -> Tie {
        let sentence = Span { start: form.start, end: form.end };
        Tie {
            tier: form.tier.0,
            russia: RussianSide {
                kind: form.russia.kind.0,
                id: form.russia.id,
                name: form.russia.name,
                sector: form.russia.sector.0,
            },
            partner: form.partner.into_iter().map(|partner| partner.0).collect(),
            partner_actors: form.partner_actors.into_iter().map(Actor::from).collect(),
            third: form.third.into_iter().map(Actor::from).collect(),
            tie_type: form.tie_type.0,
            plover: form.plover.0,
            mode: form.mode.map(|mode| mode.0),
            context: form.context.into_iter().map(|context| context.0).collect(),
            cameo: form.cameo,
            polarity: form.polarity.0,
            direction: form.direction.0,
            realis: form.realis.0,
            attribution: Attribution {
                source: form.attribution.source,
                strength: form.attribution.strength.0,
            },
            date: form.date.map(EventDate::from),
            evidence: form.evidence.into_evidence(sentence),
            rules: form.rules,
            gazetteer: form.gazetteer,
            confidence: form.confidence,
        }
    }
}

impl From<&Actor> for ActorForm {
    fn from(actor: &Actor) -> ActorForm {
        ActorForm { id: actor.id.clone(), name: actor.name.clone(), country: actor.country.clone() }
    }
}

impl From<ActorForm> for Actor {
    fn from(form: ActorForm) -> Actor {
        Actor { id: form.id, name: form.name, country: form.country }
    }
}

impl From<&EventDate> for DateForm {
    fn from(date: &EventDate) -> DateForm {
        DateForm { value: date.value.clone(), precision: Word(date.precision), found: Word(date.found) }
    }
}

impl From<DateForm> for EventDate {
    fn from(form: DateForm) -> EventDate {
        EventDate { value: form.value, precision: form.precision.0, found: form.found.0 }
    }
}

impl From<&Evidence> for EvidenceForm {
    fn from(evidence: &Evidence) -> EvidenceForm {
        EvidenceForm {
            russia: ranges(&evidence.russia),
            partner: ranges(&evidence.partner),
            third: ranges(&evidence.third),
            act: evidence.act.map(Range::from),
            topic: ranges(&evidence.topic),
            modifier: ranges(&evidence.modifier),
            date: evidence.date.map(Range::from),
        }
    }
}

impl EvidenceForm {
    fn into_evidence(self, sentence: Span) -> Evidence {
        Evidence {
            sentence,
            russia: spans(self.russia),
            partner: spans(self.partner),
            third: spans(self.third),
            act: self.act.map(Span::from),
            topic: spans(self.topic),
            modifier: spans(self.modifier),
            date: self.date.map(Span::from),
        }
    }
}
