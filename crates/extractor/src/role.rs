//! Apposition: `la ministra de Defensa de Bolivia`, `Bolivian foreign minister`, «глава МИД Кубы» give the state beside them a
//! rank and a sector.

use model::Sector;

use crate::cues::pattern::CueMatch;
use crate::cues::{ContextKind, Cue, LangCues, WordKind};
use crate::document::inside;
use crate::mention::Mention;
use crate::sentence::Sentence;
use crate::text::Text;
use crate::token::Gap;

/// Most tokens between a role word and the state it belongs to: `de Relaciones Exteriores de la República de`.
const ROLE_REACH: usize = 5;

/// Gives rank and sector to mentions that a role word stands beside; the mention grows over the role.
pub(crate) fn mark_roles(
    mentions: &mut [Mention],
    text: &Text,
    sentences: &[Sentence],
    cues: &LangCues,
    found: &[CueMatch],
) {
    for sentence in sentences {
        let from = mentions.partition_point(|mention| mention.start < sentence.from);
        let to = mentions.partition_point(|mention| mention.start < sentence.to);
        if from == to {
            continue;
        }
        let found = inside(found, sentence);
        for role in found.clone() {
            let Cue::Context(number) = role.cue else { continue };
            let cue = &cues.contexts[number];
            if cue.kind != ContextKind::Role {
                continue;
            }
            let is_of =
                |n: usize| found.clone().any(|word| word.start == n && word.cue == Cue::Word(WordKind::Of));
            let joins = |n: usize| {
                found.clone().any(|word| word.start == n && word.cue == Cue::Word(WordKind::Conjunction))
            };
            if let Some(n) = beside(&mentions[from..to], text, role.start, role.end, is_of, joins) {
                let mention = &mut mentions[from + n];
                mention.rank = mention.rank.take().or_else(|| cue.rank.clone()).or(Some(String::new()));
                if let Some(sector) =
                    cue.sector.filter(|_| matches!(mention.sector, Sector::Gov | Sector::Unk))
                {
                    mention.sector = sector;
                }
            }
        }
    }
}

/// The mention that a role belongs to, the nearest of those before it (`Bolivian foreign minister`), at once after it (`canciller
/// boliviana`, «глава МИД Кубы»), or after `of` within reach: in `Colombia citó al embajador de Rusia` it is the second.
fn beside(
    mentions: &[Mention],
    text: &Text,
    start: usize,
    end: usize,
    is_of: impl Fn(usize) -> bool,
    joins: impl Fn(usize) -> bool,
) -> Option<usize> {
    let tokens = &text.tokens.list;
    let linked = |from: usize, to: usize| (from..to).all(|n| tokens[n].gap <= Gap::Quote);
    let gap = |mention: &Mention| {
        if mention.start < end && start < mention.end {
            return Some(0);
        }
        if mention.end <= start {
            let gap = start - mention.end;
            let before = gap <= 2
                // «Министр Украины и посол Гренады»: behind the "and" begins another's role.
                && !(mention.end..start).any(&joins)
                && linked(mention.end, start.min(tokens.len() - 1) + 1);
            return before.then_some(gap);
        }
        let gap = mention.start - end;
        let by_of = gap > 0 && gap <= ROLE_REACH && (end..mention.start).any(&is_of);
        ((gap <= 1 || by_of) && linked(end, mention.start + 1)).then_some(gap)
    };
    let gaps = mentions.iter().enumerate().filter_map(|(n, mention)| Some((gap(mention)?, n)));
    gaps.min().map(|(_, n)| n)
}
