//! What a sentence lends to the next ones: the sides that were last spoken of.

use model::{EventDate, Partner, Realis, RussianKind, Tie, TieType, Tier};

use crate::attribution::last_voice;
use crate::document::{Aboutness, Document};
use crate::gazetteer::EntryKind;
use crate::mention::{Mention, Side};
use crate::reading::Reading;
use crate::sentence::Sentence;
use crate::topic::strongest;

/// How many paragraphs on a visit or session is still told.
const VISIT_PARAGRAPHS: usize = 3;
/// How many sentences a side is carried on by speakers and pronouns.
const CARRY_SENTENCES: usize = 2;

/// The sides last named.
#[derive(Debug, Default)]
pub(crate) struct Focus<'a> {
    russia: Option<(usize, &'a Mention)>,
    partners: Option<(usize, Vec<&'a Mention>)>,
    /// The war as it was last spoken of.
    war: Option<(usize, &'a Mention)>,
    /// The sentence that last named a third party.
    third: Option<usize>,
    /// Who spoke, and whether of neither side.
    speaker: Option<(usize, String, bool)>,
    /// The topic last spoken of, and its paragraph.
    topic: Option<(usize, TieType)>,
    /// The date of the last dated act, and its paragraph.
    date: Option<(usize, EventDate, Vec<Partner>)>,
}

impl<'a> Focus<'a> {
    /// Notes what sentence number `n` names.
    ///
    /// A place where something merely happens is not carried on as the Russian side.
    pub(crate) fn note(&mut self, n: usize, reading: &Reading<'a>) {
        let mentions = reading.mentions;
        let actor = |mention: &&Mention| {
            mention.side == Side::Russia(RussianKind::Actor)
                && !reading.is_location(mention)
                && !reading.is_reporter(mention)
        };
        let person = |mention: &&Mention| actor(mention) && mention.kind == EntryKind::Person;
        let actor = mentions.iter().find(person).or_else(|| mentions.iter().find(actor));
        if let Some(actor) = actor {
            self.russia = Some((n, actor));
        }
        if let Some(war) = mentions.iter().find(|mention| mention.side == Side::Russia(RussianKind::War)) {
            self.war = Some((n, war));
        }
        if mentions.iter().any(|mention| mention.side == Side::Third) {
            self.third = Some(n);
        }
        let partners: Vec<&Mention> =
            mentions.iter().filter(|mention| mention.side.partner().is_some()).collect();
        if !partners.is_empty() {
            self.partners = Some((n, partners));
        }
        if let Some(topic) = strongest(reading) {
            self.topic = Some((reading.sentence.paragraph, topic));
        }
        if let Some(voice) = last_voice(reading) {
            let name = reading.document.text.slice(voice.from, voice.to).to_owned();
            self.speaker = Some((n, name, voice.outsider));
        }
    }

    /// What the paragraph spoke of before.
    pub(crate) fn topic(&self, paragraph: usize) -> Option<TieType> {
        self.topic.filter(|(at, _)| *at == paragraph).map(|(_, topic)| topic)
    }

    /// Lends an act without a date that of the partner's act before it in the paragraph, and notes the date of one that has its own.
    pub(crate) fn settle_date(&mut self, paragraph: usize, tie: &mut Tie) {
        match &tie.date {
            Some(date) if tie.realis == Realis::Actual => {
                self.date = Some((paragraph, date.clone(), tie.partner.clone()));
            }
            Some(_) => {}
            None => {
                if let Some((at, date, partners)) = &self.date
                    && tie.tier == Tier::M
                    && ((paragraph == *at && shares(tie, partners))
                        || (paragraph <= at + VISIT_PARAGRAPHS && goes_on(tie, partners)))
                    && (tie.realis == Realis::Actual || is_spoken(tie))
                {
                    tie.date = Some(date.clone());
                }
            }
        }
    }

    /// Who spoke last before sentence number `n`, and whether of neither side.
    pub(crate) fn speaker(&self, n: usize) -> Option<(&str, bool)> {
        match &self.speaker {
            Some((at, name, outsider)) if n - at <= CARRY_SENTENCES + 1 => Some((name, *outsider)),
            _ => None,
        }
    }

    /// The Russian side for sentence number `n`, and whether it was named just before.
    pub(crate) fn russia(&self, n: usize, document: &'a Document<'a>) -> Option<(&'a Mention, bool)> {
        match self.russia {
            Some((at, mention)) if n - at <= CARRY_SENTENCES => Some((mention, true)),
            Some((_, mention)) if document.aboutness == Aboutness::Plain => Some((mention, false)),
            _ => None,
        }
    }

    /// What a vote told by sentence number `n` is about: the war or Russia as they were named just before.
    pub(crate) fn voted_on(&self, n: usize) -> Option<&'a Mention> {
        let near = |found: Option<(usize, &'a Mention)>| found.filter(|(at, _)| n - at <= CARRY_SENTENCES);
        let (war, actor) = (near(self.war), near(self.russia));
        war.into_iter().chain(actor).max_by_key(|(at, _)| *at).map(|(_, mention)| mention)
    }

    /// Whether the sentence before number `n` named one partner alone, or one was named before and no third party since.
    pub(crate) fn one_partner(&self, n: usize) -> bool {
        self.partners.as_ref().is_some_and(|(at, partners)| {
            let first = partners.first().and_then(|mention| mention.side.partner());
            n - at <= CARRY_SENTENCES
                && partners.iter().all(|mention| mention.side.partner() == first)
                && self.third.is_none_or(|third| third < *at)
        })
    }

    /// The one Russian side and the one state that "the two countries" of sentence number `n` are; `None` where a third party
    /// or a second partner stood just before.
    pub(crate) fn pair(&self, n: usize) -> Option<(&'a Mention, Vec<&'a Mention>)> {
        let (at_russia, russia) = self.russia?;
        let (at_partners, partners) = self.partners.as_ref()?;
        let state = partners.first()?.side.partner().filter(|partner| partner.is_state())?;
        let from = at_russia.min(*at_partners);
        let one = partners.iter().all(|mention| mention.side.partner() == Some(state));
        let alone = self.third.is_none_or(|third| third < from);
        (one && alone && n - from <= CARRY_SENTENCES).then(|| (russia, partners.clone()))
    }

    /// The partners for sentence number `n`, and whether they were named just before.
    pub(crate) fn partners(&self, n: usize, document: &'a Document<'a>) -> Option<(Vec<&'a Mention>, bool)> {
        match &self.partners {
            Some((at, mentions)) if n - at <= CARRY_SENTENCES => Some((mentions.clone(), true)),
            _ if document.aboutness == Aboutness::Plain && document.main_partners.len() <= 2 => {
                let main = |mention: &&Mention| {
                    mention.side.partner().is_some_and(|partner| document.main_partners.contains(&partner))
                };
                let first: Vec<&Mention> = document.mentions.iter().filter(main).take(1).collect();
                (!first.is_empty()).then_some((first, false))
            }
            _ => None,
        }
    }
}

/// The same visit, talks or session goes on: a meeting, word or vote with or about the same partner.
fn goes_on(tie: &Tie, partners: &[Partner]) -> bool {
    let position = matches!(
        tie.tie_type,
        TieType::UkraineStance | TieType::SanctionsStance | TieType::MultilateralBloc | TieType::Diplomatic
    );
    position && (shares(tie, partners) || tie.tie_type == TieType::UkraineStance)
}

/// The date of what one partner did is not that of another's deed in the same paragraph.
fn shares(tie: &Tie, partners: &[Partner]) -> bool {
    tie.partner.iter().any(|partner| partners.contains(partner))
}

/// A wish or offer is of the day it was spoken.
fn is_spoken(tie: &Tie) -> bool {
    matches!(tie.realis, Realis::Offered | Realis::Proposed) && tie.attribution.source != "author"
}

/// Whether nobody of a third side stands at the head of a sentence, before the act at `act`.
pub(crate) fn no_third_first(document: &Document<'_>, sentence: &Sentence, act: usize) -> bool {
    document
        .mentions_in(sentence)
        .iter()
        .find(|mention| mention.side != Side::Nobody)
        .is_none_or(|mention| mention.side != Side::Third || mention.start >= act)
}
