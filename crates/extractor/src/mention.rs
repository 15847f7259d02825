//! Mentions: which of the names found stand for whom, after traps, guards, capitals and language have had their say.

mod anaphor;
mod guard;
mod propagate;

use model::{Lang, Partner, RussianKind, Sector, Span};

use crate::gate::{self, Gate, Sides};
use crate::gazetteer::{Entry, EntryKind, Form, FormRole, Gazetteer};
use crate::sentence::Sentence;
use crate::text::Text;
use crate::token::Gap;
use crate::trie::Trie;
use guard::{Around, Guard};

pub(crate) use anaphor::resolve_descriptions;
pub(crate) use propagate::propagate_surnames;

/// Whose side a name is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The Russian side, in one of its four kinds.
    Russia(RussianKind),
    /// The partner's side.
    Partner(Partner),
    /// A state or body of neither.
    Third,
    /// Names nobody: an event, a set expression.
    Nobody,
}

impl Side {
    /// A Russian side of any kind.
    pub(crate) fn is_russia(self) -> bool {
        matches!(self, Side::Russia(_))
    }

    /// The partner, if it is one.
    pub(crate) fn partner(self) -> Option<Partner> {
        match self {
            Side::Partner(partner) => Some(partner),
            _ => None,
        }
    }
}

/// A name in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mention {
    /// First token.
    pub(crate) start: usize,
    /// One past the last token.
    pub(crate) end: usize,
    /// Number of its gazetteer entry.
    pub(crate) entry: usize,
    /// Whose side it is on.
    pub(crate) side: Side,
    /// How the form names the entry.
    pub(crate) role: FormRole,
    /// What the entry is.
    pub(crate) kind: EntryKind,
    /// Its sector, by the entry or by the role word beside it.
    pub(crate) sector: Sector,
    /// Rank of the role word beside it: premier, minister, envoy, speaker, deputy, company.
    pub(crate) rank: Option<String>,
    /// Of the past, as the USSR.
    pub(crate) historical: bool,
    /// A sporting body.
    pub(crate) sport: bool,
}

/// The gazetteer made ready for matching.
#[derive(Debug)]
pub(crate) struct Names {
    /// Entries and forms.
    pub(crate) gazetteer: Gazetteer,
    trie: Trie,
    gate: Gate,
    /// What each entry demands of the words around it.
    guards: Vec<Guard>,
    /// Forms by surface number.
    forms: Vec<Vec<usize>>,
    /// The sides that a surface may stand for.
    sides: Vec<Sides>,
}

/// «Минздрав Боливии», «Генпрокуратура Чили»: a name that by itself means Russia's body is that of the state right behind it.
fn give_bodies_away(mentions: &mut [Mention], text: &Text) {
    for n in 1..mentions.len() {
        let [body, state] = &mut mentions[n - 1..=n] else { continue };
        let own = body.side.is_russia() && body.kind == EntryKind::Body;
        let of_state = state.start == body.end
            && text.tokens.list[state.start].gap == Gap::Link
            && state.kind == EntryKind::State
            && matches!(state.role, FormRole::Name | FormRole::Acronym)
            && !state.side.is_russia();
        if own && of_state {
            body.side = Side::Nobody;
        }
    }
}

/// Fewest letters of a Latin name inside Russian text.
const LATIN_LETTERS_MIN: usize = 5;

impl Names {
    /// Builds the trie and the gate over all forms.
    pub(crate) fn new(gazetteer: Gazetteer) -> Names {
        let sides = |form: &Form| sides_of(side_of(&gazetteer.entries[form.entry]));
        let gate = Gate::new(gazetteer.forms.iter().map(|form| (form.text.as_str(), sides(form))));
        let guards = gazetteer.entries.iter().map(|entry| Guard::new(&entry.guard)).collect();
        let (trie, forms, sides) = (Trie::default(), Vec::new(), Vec::new());
        let mut names = Names { gazetteer, trie, gate, guards, forms, sides };
        for (number, form) in names.gazetteer.forms.iter().enumerate() {
            let Some(surface) = names.trie.add(&form.text) else { continue };
            if surface == names.forms.len() {
                names.forms.push(Vec::new());
                names.sides.push(0);
            }
            names.forms[surface].push(number);
            names.sides[surface] |= sides_of(side_of(&names.gazetteer.entries[form.entry]));
        }
        names
    }

    /// Whether `text` may name both sides, before it is cut into tokens.
    pub(crate) fn may_name_both(&self, text: &str) -> bool {
        self.gate.may_name_both(text)
    }

    /// Whether both sides are named at all, whatever traps and guards will say.
    pub(crate) fn both_sides_named(&self, text: &Text) -> bool {
        let mut seen = 0;
        self.trie.find(&text.tokens).any(|found| {
            seen |= self.sides[found.surface];
            seen == gate::BOTH
        })
    }

    /// All mentions in order, after traps, capitals, language and guards.
    pub(crate) fn mentions(&self, text: &Text, sentences: &[Sentence], lang: Lang) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let title = sentences.first().filter(|first| first.title);
        for sentence in sentences {
            let around = Around { text, sentence, title };
            let mut at = sentence.from;
            while at < sentence.to {
                let found = self.trie.all_at(&text.tokens, at);
                let mut next = at + 1;
                for (end, surface) in found.into_iter().rev().filter(|(end, _)| *end <= sentence.to) {
                    if let Some(form) = self.choose(&self.forms[surface], (at, end), lang, &around) {
                        mentions.push(self.mention(form, at, end));
                        next = end;
                        break;
                    }
                }
                at = next;
            }
        }
        if lang == Lang::Ru {
            give_bodies_away(&mut mentions, text);
        }
        mentions
    }

    /// The form that is meant; own language before others, traps before names.
    fn choose(
        &self,
        forms: &[usize],
        (start, end): (usize, usize),
        lang: Lang,
        around: &Around<'_>,
    ) -> Option<&Form> {
        forms
            .iter()
            .map(|&number| &self.gazetteer.forms[number])
            .filter(|form| form.lang.is_none_or(|own| own == lang) || self.foreign_form_fits(form, lang))
            .filter(|form| !form.cased || capitals_fit(&form.text, around.text.slice(start, end)))
            .filter(|form| self.guards[form.entry].holds(around))
            .min_by_key(|form| {
                let entry = &self.gazetteer.entries[form.entry];
                (
                    entry.kind != EntryKind::Trap,
                    form.lang.is_some_and(|own| own != lang),
                    entry.guard.is_empty(),
                    form.entry,
                )
            })
    }

    /// A name of another Latin-script language is taken where it must be capitalised or has several words.
    fn foreign_form_fits(&self, form: &Form, lang: Lang) -> bool {
        // Russian text writes foreign firms and outlets in Latin letters.
        let latin = form.text.starts_with(|c: char| c.is_ascii_alphabetic())
            && form.text.chars().count() >= LATIN_LETTERS_MIN;
        (lang != Lang::Ru || latin)
            && form.lang != Some(Lang::Ru)
            && (form.cased || form.text.contains(' ') || lang == Lang::Ru)
            && matches!(form.role, FormRole::Name | FormRole::Acronym | FormRole::Leader)
    }

    fn mention(&self, form: &Form, start: usize, end: usize) -> Mention {
        let entry = &self.gazetteer.entries[form.entry];
        let mut side = side_of(entry);
        if form.role == FormRole::Nationals && side == Side::Russia(RussianKind::Actor) {
            side = Side::Russia(RussianKind::Nationals);
        }
        Mention {
            start,
            end,
            entry: form.entry,
            side,
            role: form.role,
            kind: entry.kind,
            sector: sector_of(entry),
            rank: None,
            historical: entry.historical,
            sport: entry.sport,
        }
    }

    /// The entry of a mention.
    pub(crate) fn entry(&self, mention: &Mention) -> &Entry {
        &self.gazetteer.entries[mention.entry]
    }
}

/// The span of a mention.
pub(crate) fn span(mention: &Mention, text: &Text) -> Span {
    text.span(mention.start, mention.end)
}

fn sides_of(side: Side) -> Sides {
    match side {
        Side::Russia(_) => gate::RUSSIA,
        Side::Partner(_) => gate::PARTNER,
        Side::Third | Side::Nobody => 0,
    }
}

fn side_of(entry: &Entry) -> Side {
    match entry.kind {
        EntryKind::Trap | EntryKind::Event => return Side::Nobody,
        EntryKind::Make => return Side::Russia(RussianKind::Make),
        EntryKind::War => return Side::Russia(RussianKind::War),
        _ => {}
    }
    let Some(country) = entry.country.as_deref() else { return Side::Third };
    if country == "RUS" {
        let nationals = entry.kind == EntryKind::Nationals;
        return Side::Russia(if nationals { RussianKind::Nationals } else { RussianKind::Actor });
    }
    // Canada's code is also the Andean Community's.
    match Partner::from_code(country) {
        Some(partner) if country != "CAN" || ANDEAN_KINDS.contains(&entry.kind) => Side::Partner(partner),
        _ => Side::Third,
    }
}

/// Kinds of entries with the code `CAN` that mean the Andean Community, if their file is that of the blocs.
const ANDEAN_KINDS: [EntryKind; 1] = [EntryKind::Bloc];

fn sector_of(entry: &Entry) -> Sector {
    match entry.sector {
        Some(sector) => Sector::from_word(&format!("{sector:?}").to_uppercase()).unwrap_or(Sector::Unk),
        None if entry.kind == EntryKind::State => Sector::Gov,
        None => Sector::Unk,
    }
}

/// Every capital of the form is a capital in the text, or the text is in capitals throughout.
fn capitals_fit(form: &str, surface: &str) -> bool {
    let mut letters = surface.chars().filter(|c| c.is_alphanumeric());
    form.chars()
        .filter(|c| c.is_alphanumeric())
        .all(|wanted| letters.next().is_some_and(|c| !wanted.is_uppercase() || c.is_uppercase()))
}
