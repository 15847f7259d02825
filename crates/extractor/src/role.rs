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

/// The mention that a role belongs to: before it (`Bolivian foreign minister`), at once after it (`canciller boliviana`,
/// «глава МИД Кубы»), or after `of` within reach.
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
    mentions.iter().position(|mention| {
        let before = mention.end <= start
            && start - mention.end <= 2
            // «Министр Украины и посол Гренады»: behind the "and" begins another's role.
            && !(mention.end..start).any(&joins)
            && linked(mention.end, start.min(tokens.len() - 1) + 1);
        let overlaps = mention.start < end && start < mention.end;
        let after = mention.start >= end && mention.start - end <= 1 && linked(end, mention.start + 1);
        let by_of = mention.start > end
            && mention.start - end <= ROLE_REACH
            && linked(end, mention.start + 1)
            && (end..mention.start).any(&is_of);
        before || overlaps || after || by_of
    })
}
