//! Who says so: the nearest source verb or "according to" in the sentence, else the author.

use model::{Attribution, Strength};

use crate::act::ActHit;
use crate::cues::{ContextKind, Cue, Source};
use crate::mention::{Mention, Side};
use crate::reading::Reading;

/// How far from its verb a source is looked for, in tokens.
const SOURCE_REACH: usize = 14;

/// An attribution and whether a third party or nobody named makes it.
#[derive(Debug, Clone)]
pub(crate) struct Attributed {
    /// Source and strength.
    pub(crate) attribution: Attribution,
    /// The speaker is of neither side, or unnamed.
    pub(crate) outsider: bool,
}

/// The attribution of an act.
pub(crate) fn attribute(reading: &Reading<'_>, hit: &ActHit) -> Attributed {
    let nearest = reading
        .cues
        .iter()
        .filter_map(|found| match found.cue {
            Cue::Source(number) if found.end <= hit.start || found.start >= hit.end => Some((found, number)),
            _ => None,
        })
        .min_by_key(|(found, _)| found.start.abs_diff(hit.start));
    let Some((found, number)) = nearest else { return author() };
    let source = &reading.document.cues.sources[number];
    let speaker = speaker(reading, source, found.start, found.end);
    let unnamed = reading.contexts(ContextKind::UnnamedSource).next();
    match (speaker, unnamed) {
        (Some(speaker), _) => Attributed {
            attribution: Attribution {
                source: reading.document.text.slice(speaker.start, speaker.end).to_owned(),
                strength: source.strength,
            },
            outsider: speaker.side == Side::Third,
        },
        (None, Some(words)) => Attributed {
            attribution: Attribution {
                source: reading.document.text.slice(words.start, words.end).to_owned(),
                strength: source.strength,
            },
            outsider: true,
        },
        (None, None) => Attributed {
            attribution: Attribution { source: "author".to_owned(), strength: source.strength },
            outsider: false,
        },
    }
}

fn author() -> Attributed {
    Attributed {
        attribution: Attribution { source: "author".to_owned(), strength: Strength::Plain },
        outsider: false,
    }
}

/// After a preposition the source follows; a verb has it before or after.
fn speaker<'a>(reading: &Reading<'a>, source: &Source, start: usize, end: usize) -> Option<&'a Mention> {
    let near = |mention: &&Mention| {
        mention.side != Side::Nobody
            && if mention.start >= end {
                mention.start - end <= SOURCE_REACH
            } else {
                !source.preposition && start >= mention.end && start - mention.end <= SOURCE_REACH
            }
    };
    reading.mentions.iter().filter(near).min_by_key(|mention| mention.start.abs_diff(start))
}
