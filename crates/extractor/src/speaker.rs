//! Whom a sentence lets speak: names, offices, pronouns and unknown persons, as candidates for the source of what is said.

use crate::cues::{ContextKind, Cue, WordKind};
use crate::gazetteer::{EntryKind, FormRole};
use crate::mention::Side;
use crate::reading::Reading;
use crate::token::Gap;

/// Most tokens between an office and the state it belongs to.
const OFFICE_REACH: usize = 4;
/// Most tokens between a verb of saying and a subject behind it: `disse nesta segunda-feira o ministro`.
const BEHIND_REACH: usize = 6;
/// Most tokens between a subject and its verb that still count as beside it.
const BESIDE_REACH: usize = 2;
/// Most letters of a pronoun.
const PRONOUN_LETTERS_MAX: usize = 4;
/// Most words of a name.
const NAME_WORDS_MAX: usize = 4;

/// Somebody who may speak: the tokens `from..to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Voice {
    /// First token.
    pub(crate) from: usize,
    /// One past the last token.
    pub(crate) to: usize,
    /// Of neither side, or unnamed.
    pub(crate) outsider: bool,
    /// A pronoun: who spoke last.
    pub(crate) pronoun: bool,
    /// A news agency or paper, which mostly quotes.
    pub(crate) agency: bool,
    /// A bare state or bloc.
    pub(crate) state: bool,
    /// A person by name.
    pub(crate) person: bool,
}

impl Voice {
    fn at(from: usize, to: usize) -> Voice {
        Voice { from, to, outsider: false, pronoun: false, agency: false, state: false, person: false }
    }
}

/// Everybody in a sentence who may speak, in order.
pub(crate) fn voices(reading: &Reading<'_>) -> Vec<Voice> {
    let mut voices: Vec<Voice> = mentioned(reading);
    for found in &reading.cues {
        let Cue::Context(number) = found.cue else { continue };
        let voice = Voice::at(found.start, found.end);
        match reading.document.cues.contexts[number].kind {
            ContextKind::Role | ContextKind::Institution => voices.push(voice),
            ContextKind::UnnamedSource => voices.push(Voice { outsider: true, ..voice }),
            ContextKind::Speaker => voices.push(Voice { pronoun: is_pronoun(reading, &voice), ..voice }),
            _ => {}
        }
    }
    voices.extend(unknown_names(reading, &voices));
    voices.sort_by_key(|voice| (voice.from, std::cmp::Reverse(voice.to)));
    join(reading, voices)
}

fn mentioned(reading: &Reading<'_>) -> Vec<Voice> {
    let named = reading.mentions.iter().filter(|mention| mention.side != Side::Nobody);
    named
        .map(|mention| Voice {
            outsider: mention.side == Side::Third,
            agency: mention.sector == model::Sector::Jrn,
            state: matches!(mention.kind, EntryKind::State | EntryKind::Bloc)
                && mention.role != FormRole::Capital
                && mention.rank.is_none(),
            person: mention.kind == EntryKind::Person,
            ..Voice::at(mention.start, mention.end)
        })
        .collect()
}

fn is_pronoun(reading: &Reading<'_>, voice: &Voice) -> bool {
    voice.to - voice.from == 1
        && reading.document.text.tokens.word(voice.from).chars().count() <= PRONOUN_LETTERS_MAX
}

/// Runs of capitalised words that no candidate covers: persons the gazetteer does not know.
fn unknown_names(reading: &Reading<'_>, voices: &[Voice]) -> Vec<Voice> {
    let tokens = &reading.document.text.tokens.list;
    let free = |n: usize| tokens[n].capital && !voices.iter().any(|voice| voice.from <= n && n < voice.to);
    let mut names = Vec::new();
    let mut n = reading.sentence.from;
    while n < reading.sentence.to {
        let mut end = n;
        while end < reading.sentence.to
            && end - n < NAME_WORDS_MAX
            && free(end)
            && (end == n || tokens[end].gap == Gap::Link)
        {
            end += 1;
        }
        if end - n >= 2 {
            names.push(Voice { person: true, ..Voice::at(n, end) });
        }
        n = end.max(n + 1);
    }
    names
}

/// Joins an office with its state and its holder: `ministra de Defensa de Bolivia`, `Russian Foreign Minister Sergey Lavrov`.
fn join(reading: &Reading<'_>, voices: Vec<Voice>) -> Vec<Voice> {
    let mut joined: Vec<Voice> = Vec::new();
    for voice in voices {
        match joined.last_mut() {
            Some(last) if voice.to <= last.to => {
                last.outsider &= voice.outsider;
            }
            Some(last) if !voice.pronoun && !last.pronoun && is_one(reading, last, &voice) => {
                last.to = voice.to;
                last.outsider = last.outsider && voice.outsider;
                last.agency &= voice.agency;
                last.state = false;
                last.person |= voice.person;
            }
            _ => joined.push(voice),
        }
    }
    joined
}

fn is_one(reading: &Reading<'_>, last: &Voice, next: &Voice) -> bool {
    let tokens = &reading.document.text.tokens.list;
    if next.from < last.to {
        return true;
    }
    let linked = (last.to..=next.from).all(|n| tokens[n].gap <= Gap::Quote);
    let of = (last.to..next.from).any(|n| reading.word_at(n, WordKind::Of));
    let verb = reading.cues.iter().any(|found| {
        matches!(found.cue, Cue::Source(_) | Cue::Act(..) | Cue::Word(WordKind::Conjunction))
            && found.start >= last.to
            && found.start < next.from
    });
    linked && !verb && (next.from == last.to || (of && next.from - last.to <= OFFICE_REACH))
}

/// A single capitalised word beside a verb of saying is a surname that nothing else knows: «Виейра заявил».
fn surname_at(reading: &Reading<'_>, n: usize, gap_at: usize) -> Option<Voice> {
    let tokens = &reading.document.text.tokens;
    let inside = n >= reading.sentence.from && n < reading.sentence.to && gap_at < tokens.len();
    let fits = inside
        && tokens.list[n].capital
        && tokens.list[gap_at].gap == Gap::Link
        && tokens.word(n).chars().count() > 2
        && !reading.cues.iter().any(|found| {
            found.start <= n
                && n < found.end
                && matches!(found.cue, Cue::Source(_) | Cue::Word(_) | Cue::Relative(..))
        })
        && !reading.document.cues.weekdays.contains_key(tokens.word(n))
        && !reading.document.cues.months.contains_key(tokens.word(n));
    fits.then(|| Voice { person: true, ..Voice::at(n, n + 1) })
}

/// Who stands behind a verb or preposition, within reach.
pub(crate) fn speaker_after(reading: &Reading<'_>, end: usize, voices: &[Voice]) -> Option<Voice> {
    let covered = voices.iter().any(|voice| voice.from <= end && end < voice.to);
    if let Some(surname) = surname_at(reading, end, end).filter(|_| !covered) {
        return Some(surname);
    }
    let tokens = &reading.document.text.tokens.list;
    let voice = voices.iter().find(|voice| voice.from >= end).copied()?;
    let near = voice.from - end <= BEHIND_REACH;
    let linked = (end..=voice.from).all(|n| tokens[n].gap < Gap::Comma);
    let clear = !reading.acts.iter().any(|act| act.start >= end && act.start < voice.from);
    (near && linked && clear).then(|| named_behind(reading, voices, voice))
}

/// The subject of a verb that starts at `start`: who stands beside it, else the first of the sentence.
pub(crate) fn subject_before(reading: &Reading<'_>, start: usize, voices: &[Voice]) -> Option<Voice> {
    let covered = voices.iter().any(|voice| voice.from < start && start <= voice.to);
    if start > reading.sentence.from
        && let Some(surname) = surname_at(reading, start - 1, start).filter(|_| !covered)
        && !reading.is_governed(start - 1)
    {
        return Some(surname);
    }
    let plain = |voice: &&Voice| voice.to <= start && !reading.is_governed(voice.from);
    let nearest = voices.iter().rfind(plain).copied()?;
    let named = holder(reading, voices, nearest);
    if start - nearest.to <= BESIDE_REACH {
        return Some(named);
    }
    voices.iter().find(plain).map(|office| named_behind(reading, voices, *office))
}

/// In `Boris Titov, head of the council, said` the subject is the person, not the office behind the comma.
fn holder(reading: &Reading<'_>, voices: &[Voice], office: Voice) -> Voice {
    let tokens = &reading.document.text.tokens.list;
    let before = voices.iter().rfind(|voice| voice.to <= office.from);
    before
        .filter(|voice| {
            voice.person
                && !office.person
                && office.from - voice.to <= 2
                && (voice.to..=office.from).any(|n| tokens[n].gap == Gap::Comma)
        })
        .copied()
        .unwrap_or(office)
}

/// In `la ministra de Exteriores de Bolivia, Celinda Sosa, dijo` the speaker is the person whom commas set off behind the office.
fn named_behind(reading: &Reading<'_>, voices: &[Voice], office: Voice) -> Voice {
    let tokens = &reading.document.text.tokens.list;
    let ends = |at: usize| at >= reading.sentence.to || tokens[at].gap >= Gap::Comma;
    voices
        .iter()
        .find(|voice| voice.from >= office.to)
        .filter(|voice| {
            let complement = office.to..voice.from;
            voice.person
                && complement.len() <= OFFICE_REACH
                && (complement.is_empty() || reading.word_at(office.to, WordKind::Of))
                && complement.clone().all(|n| tokens[n].gap < Gap::Comma)
                && !office.person
                && !office.state
                && !office.agency
                && tokens[voice.from].gap == Gap::Comma
                && ends(voice.to)
        })
        .copied()
        .unwrap_or(office)
}
