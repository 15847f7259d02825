//! Who says so: the source whose word reaches the act, the speaker where the act itself is speech, else the author.

use model::{Attribution, Plover, Realis, Strength};

use crate::act::ActHit;
use crate::cues::{Cue, Source, WordKind};
use crate::focus::Focus;
use crate::reading::Reading;
use crate::speaker::{Voice, speaker_after, subject_before};
use crate::token::Gap;

/// How many tokens after a verb of saying its complement marker stands at most.
const COMPLEMENT_REACH: usize = 9;
/// How much farther a news agency counts than whom it quotes.
const AGENCY_PENALTY: usize = 60;
/// Words that open what is said.
const COMPLEMENTS: [&str; 3] = ["that", "que", "что"];

/// An attribution and whether a third party or nobody named makes it.
#[derive(Debug, Clone)]
pub(crate) struct Attributed {
    /// Source and strength.
    pub(crate) attribution: Attribution,
    /// The speaker is of neither side, or unnamed.
    pub(crate) outsider: bool,
}

/// A source that reaches an act.
struct Reaching {
    voice: Option<Voice>,
    strength: Strength,
    distance: usize,
}

/// The attribution of an act in sentence number `n`.
pub(crate) fn attribute(reading: &Reading<'_>, n: usize, hit: &ActHit, focus: &Focus<'_>) -> Attributed {
    let voices = reading.voices();
    let told = sources(reading, hit, voices).into_iter().min_by_key(|source| source.distance);
    let own = own_speech(reading, hit, voices);
    let agency = |source: &Reaching| source.voice.is_none_or(|voice| voice.agency);
    let quoted = own.is_some() && told.as_ref().is_none_or(agency);
    match (told, own) {
        (_, Some(voice)) if quoted => named(reading, n, voice, Strength::Plain, focus),
        (Some(source), _) => named(reading, n, source.voice, source.strength, focus),
        (None, _) if in_open_quote(reading) => named(reading, n, None, Strength::Plain, focus),
        _ => author(),
    }
}

/// Writes a voice out; a pronoun or nobody stands for who spoke last.
fn named(
    reading: &Reading<'_>,
    n: usize,
    voice: Option<Voice>,
    strength: Strength,
    focus: &Focus<'_>,
) -> Attributed {
    match voice.filter(|voice| !voice.pronoun) {
        Some(voice) => Attributed {
            attribution: Attribution {
                source: reading.document.text.slice(voice.from, voice.to).to_owned(),
                strength,
            },
            outsider: voice.outsider,
        },
        None => match focus.speaker(n) {
            Some((name, outsider)) => {
                Attributed { attribution: Attribution { source: name.to_owned(), strength }, outsider }
            }
            None => Attributed {
                attribution: Attribution { source: "author".to_owned(), strength },
                outsider: false,
            },
        },
    }
}

fn author() -> Attributed {
    Attributed {
        attribution: Attribution { source: "author".to_owned(), strength: Strength::Plain },
        outsider: false,
    }
}

/// Who spoke in a sentence, to be carried on: of the last source, else of the last act of speech.
pub(crate) fn last_voice(reading: &Reading<'_>) -> Option<Voice> {
    let voices = reading.voices();
    let told = reading.cues.iter().filter_map(|found| match found.cue {
        Cue::Source(number) => {
            let source = &reading.document.cues.sources[number];
            speaker_of(reading, source, found.start, found.end, voices)
        }
        _ => None,
    });
    let own = reading.acts.iter().filter_map(|hit| own_speech(reading, hit, voices).flatten());
    let plain = |voice: &Voice| !voice.pronoun && !voice.agency;
    let first = || voices.iter().copied().find(|voice| voice.person);
    told.chain(own).rfind(plain).or_else(first)
}

/// The sources whose word reaches the act.
fn sources(reading: &Reading<'_>, hit: &ActHit, voices: &[Voice]) -> Vec<Reaching> {
    let mut reaching = Vec::new();
    for found in &reading.cues {
        let Cue::Source(number) = found.cue else { continue };
        if found.start < hit.end && hit.start < found.end {
            continue;
        }
        let source = &reading.document.cues.sources[number];
        let voice = speaker_of(reading, source, found.start, found.end, voices);
        let before = found.end <= hit.start;
        if !source.preposition && !before && !closes(reading, hit, found.start, found.end, voice) {
            continue;
        }
        if !source.preposition && before && !opens(reading, hit, found.end) {
            continue;
        }
        let gap = if before { hit.start - found.end } else { found.start - hit.end };
        let penalty = if voice.is_some_and(|voice| voice.agency) { AGENCY_PENALTY } else { 0 };
        reaching.push(Reaching { voice, strength: source.strength, distance: gap + penalty });
    }
    reaching
}

/// Who speaks by a source word: what follows a preposition; of a verb the subject, before or after it.
fn speaker_of(
    reading: &Reading<'_>,
    source: &Source,
    start: usize,
    end: usize,
    voices: &[Voice],
) -> Option<Voice> {
    if source.preposition {
        return speaker_after(reading, end, voices);
    }
    let tail = start > reading.sentence.from && reading.is_set_off(start);
    let inverted =
        if tail || start == reading.sentence.from { speaker_after(reading, end, voices) } else { None };
    let told = |voice: &Voice| is_addressee(reading, voice);
    inverted.filter(|voice| !told(voice)).or_else(|| subject_before(reading, start, voices))
}

/// `Declaró a Prensa Latina`: who stands behind "a" is spoken to.
fn is_addressee(reading: &Reading<'_>, voice: &Voice) -> bool {
    reading.document.lang == model::Lang::Es
        && voice.from > reading.sentence.from
        && reading.word_at(voice.from - 1, WordKind::To)
}

/// "…, the ministry said": the verb ends the sentence and is set off from what was said.
fn closes(reading: &Reading<'_>, hit: &ActHit, start: usize, end: usize, voice: Option<Voice>) -> bool {
    let head = voice.map_or(start, |voice| voice.from.min(start));
    let set_off = (hit.end..=head).any(|at| reading.is_set_off(at));
    let tokens = &reading.document.text.tokens;
    let reach = (end + COMPLEMENT_REACH).min(reading.sentence.to);
    let complement = (end..reach).any(|at| COMPLEMENTS.contains(&tokens.word(at)))
        || (end..reach).any(|at| tokens.list[at].gap == Gap::Colon);
    // "Said Lavrov at a meeting with": where it was said follows the verb, nothing else may.
    let place = |act: &ActHit| act.cue(reading).plover == Plover::Consult;
    set_off && !complement && !reading.acts.iter().any(|act| act.start >= end && !place(act))
}

/// "The ministry said that …": what follows is said, up to a new sentence-like part that a comma and a relative word cut off.
fn opens(reading: &Reading<'_>, hit: &ActHit, end: usize) -> bool {
    let tokens = &reading.document.text.tokens.list;
    (end..hit.start).all(|at| tokens[at].gap < Gap::Stop)
}

/// Where the act is speech of a person or body, whose it is; `Some(None)`: of whoever spoke last.
fn own_speech(reading: &Reading<'_>, hit: &ActHit, voices: &[Voice]) -> Option<Option<Voice>> {
    if hit.passive || !hit.is_finite() || !is_speech(reading, hit) {
        return None;
    }
    // `…, alertó la portavoz`: set off at the end, the verb has its subject behind it. Spanish marks an object with "a".
    let spanish = reading.document.lang == model::Lang::Es;
    let inverted = (spanish && hit.start > reading.sentence.from && reading.is_set_off(hit.start))
        .then(|| speaker_after(reading, hit.end, voices))
        .flatten()
        .filter(|voice| !voice.state && !voice.agency && !reading.is_governed(voice.from));
    let voice = inverted.or_else(|| subject_before(reading, hit.start, voices));
    match voice {
        Some(voice) if voice.state => None,
        Some(voice) => Some(Some(voice)),
        None if hit.tense == crate::cues::Tense::Noun => None,
        None => Some(None),
    }
}

/// Acts that are done by speaking: blame, praise, wishes, calls, offers, warnings.
fn is_speech(reading: &Reading<'_>, hit: &ActHit) -> bool {
    let cue = hit.cue(reading);
    match cue.plover {
        Plover::Accuse | Plover::Request | Plover::Threaten => true,
        Plover::Support => cue.stance || cue.id.contains("thank") || cue.id.contains("note"),
        Plover::Agree => {
            matches!(cue.realis, Some(Realis::Proposed | Realis::Offered)) && !cue.id.contains("invite")
        }
        Plover::Reject => cue.realis == Some(Realis::Negated),
        _ => false,
    }
}

/// A sentence that opens a quotation and names no source is of who spoke last.
fn in_open_quote(reading: &Reading<'_>) -> bool {
    let text = &reading.document.text;
    let first = text.tokens.list[reading.sentence.from].start;
    let opening = &text.full[..first];
    opening.ends_with(['“', '«', '"', '„'])
}

impl Reading<'_> {
    /// Whether a comma, dash, bracket or quotation mark stands before a token.
    pub(crate) fn is_set_off(&self, at: usize) -> bool {
        let tokens = &self.document.text.tokens.list;
        if at == 0 || at >= tokens.len() {
            return false;
        }
        tokens[at].gap >= Gap::Comma
            || self.document.text.full[tokens[at - 1].end..tokens[at].start]
                .contains(['"', '”', '»', '“', '«'])
    }

    /// Whether a preposition stands right before a token, but for an article between.
    pub(crate) fn is_governed(&self, at: usize) -> bool {
        let floor = at.saturating_sub(3).max(self.sentence.from);
        let tokens = &self.document.text.tokens;
        (floor..at).rev().take_while(|n| tokens.list[n + 1].gap <= Gap::Quote).any(|n| {
            let nearest = (n + 1..at).all(|between| tokens.word(between).chars().count() <= 3);
            nearest && WordKind::PREPOSITIONS.iter().any(|kind| self.word_at(n, *kind))
        })
    }
}
