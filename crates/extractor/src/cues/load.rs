//! Turns cue files into tables, and tells with file and line what is wrong in them.

use std::ops::Range;

use model::{Lang, Mode, Plover, Polarity, Realis, Strength, TieType, Tier};
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::conjugate::conjugate;
use super::raw::{ActsFile, AttributionFile, ContextFile, RawAct, RealisFile, SentenceFile, TopicsFile};
use super::{
    Act, Change, ContextCue, ContextKind, Cue, Cues, Frame, LangCues, Modifier, Scope, Source, Tense,
    TimeUnit, Topic, WordKind,
};
use crate::rule_file::{RuleFile, in_reading_order};
use crate::trie::fold_words;
use model::Problem;

/// Name of the one file that is of no language.
const WEIGHTS: &str = "weights.toml";

/// Loads all files; their names tell kind and language: `cues/acts.es.toml`.
///
/// # Errors
///
/// Every problem found, in reading order.
pub(crate) fn load(files: &[RuleFile]) -> Result<Cues, Vec<Problem>> {
    let mut cues = Cues::default();
    let mut problems = Vec::new();
    let mut weights = None;
    for file in files {
        let mut reader = Reader { file, problems: &mut problems };
        if file.name.ends_with(WEIGHTS) {
            weights = reader.parse();
            continue;
        }
        match kind_and_lang(&file.name) {
            Some((kind, lang)) => load_file(kind, lang, &mut cues.by_lang[lang as usize], &mut reader),
            None => reader.problem(
                0..0,
                format!("the file name {:?} tells no kind and language", file.name),
                "name it acts, topics, realis, attribution, context or sentence, then .en, .es, .pt or .ru, then .toml",
            ),
        }
    }
    match weights {
        Some(weights) => cues.weights = weights,
        None if problems.is_empty() => problems.push(Problem {
            file: WEIGHTS.to_owned(),
            line: 0,
            message: "the file of weights is missing".to_owned(),
            hint: "copy config/cues/weights.toml into the folder of cues".to_owned(),
        }),
        None => {}
    }
    if problems.is_empty() { Ok(cues) } else { Err(in_reading_order(problems)) }
}

fn kind_and_lang(name: &str) -> Option<(&str, Lang)> {
    let stem = name.rsplit('/').next()?.strip_suffix(".toml")?;
    let (kind, lang) = stem.split_once('.')?;
    let known = ["acts", "topics", "realis", "attribution", "context", "sentence"].contains(&kind);
    known.then_some((kind, lang.parse().ok()?))
}

fn load_file(kind: &str, lang: Lang, cues: &mut LangCues, reader: &mut Reader<'_>) {
    match kind {
        "acts" => load_acts(lang, cues, reader),
        "topics" => load_topics(cues, reader),
        "realis" => load_realis(cues, reader),
        "attribution" => load_attribution(cues, reader),
        "context" => load_context(cues, reader),
        _ => load_sentence(cues, reader),
    }
}

fn load_acts(lang: Lang, cues: &mut LangCues, reader: &mut Reader<'_>) {
    let Some(file) = reader.parse::<ActsFile>() else { return };
    for raw in file.act {
        let number = cues.acts.len();
        let groups = 2 * number;
        let Some(act) = read_act(&raw, groups, reader) else { continue };
        cues.acts.push(act);
        for phrase in &raw.verb {
            for plain in reader.expand(phrase) {
                for (tense, form) in conjugate(lang, &plain) {
                    reader.add(cues, &form, phrase.span(), Cue::Act(number, tense));
                }
            }
        }
        let tenses = [
            (&raw.past, Tense::Past),
            (&raw.present, Tense::Present),
            (&raw.future, Tense::Future),
            (&raw.conditional, Tense::Conditional),
            (&raw.infinitive, Tense::Infinitive),
            (&raw.participle, Tense::Participle),
            (&raw.gerund, Tense::Gerund),
            (&raw.noun, Tense::Noun),
        ];
        for (forms, tense) in tenses {
            reader.add_all(cues, forms, Cue::Act(number, tense));
        }
        reader.add_all(cues, &raw.with, Cue::Group(groups));
        reader.add_all(cues, &raw.without, Cue::Group(groups + 1));
    }
}

fn read_act(raw: &RawAct, groups: usize, reader: &mut Reader<'_>) -> Option<Act> {
    let plover = reader.word(&raw.plover, Plover::from_word, "one of PLOVER's 16 types in capitals")?;
    let polarity = reader.word(
        &raw.polarity,
        Polarity::from_word,
        "cooperation, conflict, adverse, aligned or neutral",
    )?;
    Some(Act {
        id: raw.id.get_ref().clone(),
        plover,
        mode: reader.optional(raw.mode.as_ref(), Mode::from_word, "a PLOVER mode in lower case"),
        polarity,
        tie_type: reader.optional(raw.tie_type.as_ref(), TieType::from_word, "one of the 21 tie types"),
        fixed: raw.fixed,
        frame: reader
            .optional(
                raw.frame.as_ref(),
                frame,
                "subject, mutual, visitor, host, supplier, buyer, recipient, inviter or accepter",
            )
            .unwrap_or(Frame::Subject),
        tier: reader.optional(raw.tier.as_ref(), Tier::from_word, "M or S").unwrap_or(Tier::M),
        realis: reader.optional(raw.realis.as_ref(), Realis::from_word, "one of the nine words of realis"),
        stance: raw.stance,
        toward_third: raw.object.as_ref().is_some_and(|object| object.get_ref() == "third"),
        with: (!raw.with.is_empty()).then_some(groups),
        without: (!raw.without.is_empty()).then_some(groups + 1),
    })
}

fn frame(word: &str) -> Option<Frame> {
    Some(match word {
        "subject" => Frame::Subject,
        "mutual" => Frame::Mutual,
        "visitor" => Frame::Visitor,
        "host" => Frame::Host,
        "supplier" => Frame::Supplier,
        "buyer" => Frame::Buyer,
        "recipient" => Frame::Recipient,
        "inviter" => Frame::Inviter,
        "accepter" => Frame::Accepter,
        _ => return None,
    })
}

fn load_topics(cues: &mut LangCues, reader: &mut Reader<'_>) {
    let Some(file) = reader.parse::<TopicsFile>() else { return };
    for raw in file.topic {
        let Some(tie_type) = reader.word(&raw.tie_type, TieType::from_word, "one of the 21 tie types") else {
            continue;
        };
        let contexts = raw
            .context
            .iter()
            .filter_map(|word| reader.word(word, model::Context::from_word, "a PLOVER context in lower case"))
            .collect();
        cues.topics.push(Topic { id: raw.id.get_ref().clone(), tie_type, weight: raw.weight, contexts });
        reader.add_all(cues, &raw.words, Cue::Topic(cues.topics.len() - 1));
    }
}

fn load_realis(cues: &mut LangCues, reader: &mut Reader<'_>) {
    let Some(file) = reader.parse::<RealisFile>() else { return };
    for raw in file.modifier {
        let change = |word: &str| match word {
            "attempt" => Some(Change::Attempt),
            _ => Realis::from_word(word).map(Change::To),
        };
        let scope = |word: &str| match word {
            "after" => Some(Scope::After),
            "before" => Some(Scope::Before),
            "clause" => Some(Scope::Clause),
            "near" => Some(Scope::Near),
            _ => None,
        };
        let change = reader.word(&raw.realis, change, "one of the nine words of realis, or attempt");
        let scope = reader.word(&raw.scope, scope, "after, before, clause or near");
        let (Some(change), Some(scope)) = (change, scope) else { continue };
        cues.modifiers.push(Modifier { id: raw.id.get_ref().clone(), change, scope });
        reader.add_all(cues, &raw.words, Cue::Modifier(cues.modifiers.len() - 1));
    }
}

fn load_attribution(cues: &mut LangCues, reader: &mut Reader<'_>) {
    let Some(file) = reader.parse::<AttributionFile>() else { return };
    for raw in file.source {
        let place = |word: &str| match word {
            "verb" => Some(false),
            "preposition" => Some(true),
            _ => None,
        };
        let strength = reader.word(&raw.strength, Strength::from_word, "plain, strong, weak or denied");
        let place = reader.word(&raw.place, place, "verb or preposition");
        let (Some(strength), Some(preposition)) = (strength, place) else { continue };
        cues.sources.push(Source { strength, preposition });
        reader.add_all(cues, &raw.words, Cue::Source(cues.sources.len() - 1));
    }
}

fn load_context(cues: &mut LangCues, reader: &mut Reader<'_>) {
    let Some(file) = reader.parse::<ContextFile>() else { return };
    for raw in file.context {
        let Some(kind) = reader.word(&raw.kind, context_kind, "a kind of context of docs/rules.md") else {
            continue;
        };
        let sector =
            reader.optional(raw.sector.as_ref(), model::Sector::from_word, "a PLOVER sector in capitals");
        let rank = raw.rank.as_ref().map(|rank| rank.get_ref().clone());
        cues.contexts.push(ContextCue { kind, sector, rank });
        reader.add_all(cues, &raw.words, Cue::Context(cues.contexts.len() - 1));
    }
}

fn context_kind(word: &str) -> Option<ContextKind> {
    Some(match word {
        "sport" => ContextKind::Sport,
        "market" => ContextKind::Market,
        "roundup" => ContextKind::Roundup,
        "history" => ContextKind::History,
        "culture_aside" => ContextKind::CultureAside,
        "background" => ContextKind::Background,
        "role" => ContextKind::Role,
        "unnamed_source" => ContextKind::UnnamedSource,
        "speaker" => ContextKind::Speaker,
        "visitor" => ContextKind::Visitor,
        "barrier" => ContextKind::Barrier,
        "exception" => ContextKind::Exception,
        "topic_of_talks" => ContextKind::TopicOfTalks,
        "venue" => ContextKind::Venue,
        "institution" => ContextKind::Institution,
        "country_noun" => ContextKind::CountryNoun,
        "resolution" => ContextKind::Resolution,
        "hostile" => ContextKind::Hostile,
        "when" => ContextKind::When,
        "friendly" => ContextKind::Friendly,
        "ally" => ContextKind::Ally,
        "both" => ContextKind::Both,
        "misdeed" => ContextKind::Misdeed,
        "interview" => ContextKind::Interview,
        "fields" => ContextKind::Fields,
        "adjunct" => ContextKind::Adjunct,
        _ => return None,
    })
}

fn relative(text: &str) -> Option<(TimeUnit, i8)> {
    let (count, unit) = text.split_once(' ')?;
    let unit = match unit {
        "day" => TimeUnit::Day,
        "week" => TimeUnit::Week,
        "month" => TimeUnit::Month,
        "year" => TimeUnit::Year,
        _ => return None,
    };
    Some((unit, count.parse().ok()?))
}

fn load_sentence(cues: &mut LangCues, reader: &mut Reader<'_>) {
    let Some(file) = reader.parse::<SentenceFile>() else { return };
    let folded = |word: &Spanned<String>| fold_words(word.get_ref()).join(" ");
    let stop_words = &mut cues.stop_words;
    for (words, set) in [
        (&file.abbreviations, &mut stop_words.abbreviations),
        (&file.closing_abbreviations, &mut stop_words.closing),
        (&file.numbered_abbreviations, &mut stop_words.numbered),
        (&file.openers, &mut stop_words.openers),
    ] {
        set.extend(words.iter().map(folded));
    }
    for (names, table) in [(&file.months, &mut cues.months), (&file.weekdays, &mut cues.weekdays)] {
        for (n, forms) in names.iter().enumerate() {
            table.extend(forms.iter().map(|form| (folded(form), n as i8)));
        }
    }
    for (phrase, count) in &file.relative_dates {
        let hint = "a count and day, week, month or year: \"-1 week\"";
        if let Some((unit, number)) = reader.word(count, relative, hint) {
            reader.add(cues, phrase, count.span(), Cue::Relative(unit, number));
        }
    }
    let kinds = [
        (&file.agent_prepositions, WordKind::Agent),
        (&file.to_prepositions, WordKind::To),
        (&file.from_prepositions, WordKind::From),
        (&file.with_prepositions, WordKind::With),
        (&file.in_prepositions, WordKind::In),
        (&file.against_prepositions, WordKind::Against),
        (&file.of_prepositions, WordKind::Of),
        (&file.conjunctions, WordKind::Conjunction),
        (&file.determiners, WordKind::Determiner),
        (&file.passive_auxiliaries, WordKind::PassiveAuxiliary),
        (&file.perfect_auxiliaries, WordKind::PerfectAuxiliary),
        (&file.past_markers, WordKind::PastMarker),
        (&file.next_markers, WordKind::NextMarker),
        (&file.period_words, WordKind::Period),
    ];
    for (words, kind) in kinds {
        reader.add_all(cues, words, Cue::Word(kind));
    }
}

/// One file being read, and where its problems go.
struct Reader<'a> {
    file: &'a RuleFile,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn parse<T: DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(&self.file.text) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                let message = error.message().trim().replace('\n', "; ");
                self.problem(error.span().unwrap_or(0..0), message, "docs/rules.md has the keys");
                None
            }
        }
    }

    fn problem(&mut self, span: Range<usize>, message: String, hint: &str) {
        let line = 1 + self.file.text.as_bytes()[..span.start].iter().filter(|&&byte| byte == b'\n').count();
        self.problems.push(Problem { file: self.file.name.clone(), line, message, hint: hint.to_owned() });
    }

    fn word<T>(
        &mut self,
        word: &Spanned<String>,
        read: impl Fn(&str) -> Option<T>,
        wanted: &str,
    ) -> Option<T> {
        let value = read(word.get_ref());
        if value.is_none() {
            self.problem(
                word.span(),
                format!("{:?} is not known here", word.get_ref()),
                &format!("write {wanted}"),
            );
        }
        value
    }

    fn optional<T>(
        &mut self,
        word: Option<&Spanned<String>>,
        read: impl Fn(&str) -> Option<T>,
        wanted: &str,
    ) -> Option<T> {
        self.word(word?, read, wanted)
    }

    fn expand(&mut self, form: &Spanned<String>) -> Vec<String> {
        match super::pattern::expand(form.get_ref()) {
            Ok(plain) => plain,
            Err(message) => {
                self.problem(form.span(), message, "write fewer alternatives, or close the brace");
                Vec::new()
            }
        }
    }

    fn add(&mut self, cues: &mut LangCues, form: &str, span: Range<usize>, cue: Cue) {
        if let Err(message) = cues.patterns.add(form, cue) {
            self.problem(span, message, "a form starts with a word, and a star follows at least 2 letters");
        }
    }

    fn add_all(&mut self, cues: &mut LangCues, forms: &[Spanned<String>], cue: Cue) {
        for form in forms {
            self.add(cues, form.get_ref(), form.span(), cue);
        }
    }
}
