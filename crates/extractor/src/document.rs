//! A document once the gate let it through: its sentences, mentions and what it is plainly about.

use jiff::civil::Date;
use model::{Lang, Partner, TieType};

use crate::Rules;
use crate::cues::pattern::CueMatch;
use crate::cues::{ContextKind, Cue, LangCues};
use crate::mention::{Mention, propagate_surnames, resolve_descriptions};
use crate::role::mark_roles;
use crate::sentence::{Sentence, split};
use crate::text::Text;

/// How many body sentences count as the lead.
const LEAD_SENTENCES: usize = 3;

/// How plainly a document is about a tie between the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aboutness {
    /// One sentence deep in the text names both, or none does.
    Passing,
    /// The lead or several sentences name both.
    Likely,
    /// The headline names both, or it names one and the lead joins them.
    Plain,
}

/// A document to be read for ties.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) cues: &'a LangCues,
    pub(crate) lang: Lang,
    pub(crate) text: &'a Text,
    pub(crate) published: Option<(Date, Date)>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) mentions: Vec<Mention>,
    /// Everything that matched in the whole text, in order.
    found: Vec<CueMatch>,
    pub(crate) aboutness: Aboutness,
    pub(crate) sport: bool,
    pub(crate) market: bool,
    /// What most topics of the document are about, the headline's counted thrice.
    pub(crate) main_type: Option<TieType>,
    /// Partners of the headline, or of the lead where the headline has none.
    pub(crate) main_partners: Vec<Partner>,
}

impl<'a> Document<'a> {
    /// Splits and finds mentions; [`Document::weigh`] does the rest.
    pub(crate) fn read(
        rules: &'a Rules,
        text: &'a Text,
        lang: Lang,
        published: Option<(Date, Date)>,
    ) -> Document<'a> {
        let cues = rules.cues.of(lang);
        let sentences = split(text, &cues.stop_words);
        let mut mentions = rules.names.mentions(text, &sentences, lang);
        let mut found = cues.patterns.find(&text.tokens, 0, text.tokens.len());
        found.retain(|found| !is_article(text, lang, cues, found));
        mark_roles(&mut mentions, text, &sentences, cues, &found);
        propagate_surnames(&mut mentions, text, cues, &found);
        resolve_descriptions(&mut mentions, text, cues, &found);
        Document {
            rules,
            cues,
            lang,
            text,
            published,
            sentences,
            mentions,
            found,
            aboutness: Aboutness::Passing,
            sport: false,
            market: false,
            main_type: None,
            main_partners: Vec::new(),
        }
    }

    /// The mentions inside a sentence.
    pub(crate) fn mentions_in(&self, sentence: &Sentence) -> &[Mention] {
        let from = self.mentions.partition_point(|mention| mention.start < sentence.from);
        let to = self.mentions.partition_point(|mention| mention.start < sentence.to);
        &self.mentions[from..to]
    }

    /// Everything that matched inside a sentence, in order.
    pub(crate) fn cues_in(&self, sentence: &Sentence) -> Vec<CueMatch> {
        inside(&self.found, sentence).copied().collect()
    }

    /// Whether both sides are named after traps and guards.
    pub(crate) fn names_both_sides(&self) -> bool {
        self.mentions.iter().any(|mention| mention.side.is_russia())
            && self.mentions.iter().any(|mention| mention.side.partner().is_some())
    }

    /// Weighs what the document is about; a document that names one side is not worth it.
    pub(crate) fn weigh(&mut self) {
        let sides = |sentence: &Sentence| {
            let mentions = self.mentions_in(sentence);
            let russia = mentions.iter().any(|mention| mention.side.is_russia());
            let partner = mentions.iter().any(|mention| mention.side.partner().is_some());
            (russia, partner)
        };
        let body: Vec<(bool, bool)> = self.sentences.iter().filter(|s| !s.title).map(sides).collect();
        let title = self.sentences.iter().filter(|s| s.title).map(sides).fold((false, false), either);
        let lead = &body[..body.len().min(LEAD_SENTENCES)];
        let lead_joins = lead.iter().any(|&(russia, partner)| russia && partner);
        let lead_names = lead.iter().copied().fold((false, false), either);
        let joining = body.iter().filter(|&&(russia, partner)| russia && partner).count();
        self.aboutness = match title {
            (true, true) => Aboutness::Plain,
            (true, false) | (false, true) if lead_joins => Aboutness::Plain,
            (true, false) | (false, true) if lead_names == (true, true) => Aboutness::Likely,
            (false, false) if lead_joins => Aboutness::Likely,
            _ if joining >= 3 || joining * 4 >= body.len().max(4) => Aboutness::Likely,
            _ => Aboutness::Passing,
        };
        if self.is_roundup() {
            self.aboutness = Aboutness::Passing;
        }
        self.main_type = self.most_topics();
        self.main_partners = self.partners_of(|sentence| sentence.title);
        if self.main_partners.is_empty() {
            let lead_end = self.sentences.iter().filter(|s| !s.title).nth(LEAD_SENTENCES - 1).map(|s| s.to);
            self.main_partners =
                self.partners_of(|sentence| lead_end.is_none_or(|lead_end| sentence.to <= lead_end));
        }
        self.sport = self.share_of(ContextKind::Sport, 2);
        self.market = self.share_of(ContextKind::Market, 2);
    }

    /// A headline that promises several stories.
    fn is_roundup(&self) -> bool {
        let title = self.sentences.first().filter(|sentence| sentence.title);
        title.is_some_and(|title| {
            inside(&self.found, title).any(
                |found| matches!(found.cue, Cue::Context(n) if self.cues.contexts[n].kind == ContextKind::Roundup),
            )
        })
    }

    fn most_topics(&self) -> Option<TieType> {
        let mut weights = [0i32; TieType::ALL.len()];
        for found in &self.found {
            let Cue::Topic(number) = found.cue else { continue };
            let topic = &self.cues.topics[number];
            let in_title = self.text.tokens.list[found.start].start < self.text.title_end;
            let place = TieType::ALL.iter().position(|tie_type| *tie_type == topic.tie_type);
            weights[place.expect("ALL holds every type")] += topic.weight * if in_title { 3 } else { 1 };
        }
        let (best, weight) =
            weights.iter().enumerate().max_by_key(|(n, weight)| (**weight, std::cmp::Reverse(*n)))?;
        (*weight >= 4).then(|| TieType::ALL[best])
    }

    fn partners_of(&self, wanted: impl Fn(&Sentence) -> bool) -> Vec<Partner> {
        let mut partners = Vec::new();
        for sentence in self.sentences.iter().filter(|s| wanted(s)) {
            for partner in self.mentions_in(sentence).iter().filter_map(|mention| mention.side.partner()) {
                if !partners.contains(&partner) {
                    partners.push(partner);
                }
            }
        }
        partners
    }

    /// Whether words of `kind` are so many that the document is of that kind: at least `least` and one in sixty words.
    fn share_of(&self, kind: ContextKind, least: usize) -> bool {
        let tokens = &self.text.tokens;
        let hits = self
            .found
            .iter()
            .filter(|found| matches!(found.cue, Cue::Context(n) if self.cues.contexts[n].kind == kind))
            .count();
        let sporting =
            self.mentions.iter().filter(|mention| kind == ContextKind::Sport && mention.sport).count();
        hits + sporting >= least && (hits + sporting) * 60 >= tokens.len()
    }
}

fn either(one: (bool, bool), other: (bool, bool)) -> (bool, bool) {
    (one.0 || other.0, one.1 || other.1)
}

/// Of matches in order those inside a sentence; one that reaches over its end is none.
pub(crate) fn inside<'a>(
    found: &'a [CueMatch],
    sentence: &Sentence,
) -> impl Iterator<Item = &'a CueMatch> + Clone {
    let from = found.partition_point(|found| found.start < sentence.from);
    let to = found.partition_point(|found| found.start < sentence.to);
    let end = sentence.to;
    found[from..to].iter().filter(move |found| found.end <= end)
}

/// Spanish `el` is folded like the pronoun `él`, and is no speaker.
fn is_article(text: &Text, lang: Lang, cues: &LangCues, found: &CueMatch) -> bool {
    let speaks = |n: usize| cues.contexts[n].kind == ContextKind::Speaker;
    lang == Lang::Es
        && found.end - found.start == 1
        && text.tokens.word(found.start) == "el"
        && matches!(found.cue, Cue::Context(n) if speaks(n))
        && !text.slice(found.start, found.end).contains(['é', 'É'])
}
