//! Definite descriptions: "the South American country", `la isla caribeña`, «латиноамериканская страна» stand for a state that the
//! document names, and never for the region.

use model::Partner;

use super::{Mention, Side};
use crate::cues::pattern::CueMatch;
use crate::cues::{ContextKind, Cue, LangCues};
use crate::gazetteer::EntryKind;
use crate::text::Text;
use crate::token::Gap;

/// Most tokens from the region to its noun: `país de América Latina`, "South American agricultural giant" have two.
const NOUN_REACH: usize = 2;

/// Gives a region beside a noun for one state the state that it stands for: the last one named, else the next.
///
/// Where the document names no state it stands for nobody that is known, and stays the region.
pub(crate) fn resolve_descriptions(
    mentions: &mut [Mention],
    text: &Text,
    cues: &LangCues,
    found: &[CueMatch],
) {
    if !mentions.iter().any(|mention| mention.kind == EntryKind::Region) {
        return;
    }
    for n in 0..mentions.len() {
        if mentions[n].kind != EntryKind::Region || !beside_noun(&mentions[n], text, cues, found) {
            continue;
        }
        let state = |mention: &&Mention| {
            mention.kind != EntryKind::Region && mention.side.partner().is_some_and(Partner::is_state)
        };
        let named = mentions[..n].iter().rfind(state).or_else(|| mentions[n + 1..].iter().find(state));
        let Some((side, entry)) = named.map(|named| (named.side, named.entry)) else { continue };
        mentions[n].side = side;
        mentions[n].entry = entry;
        mentions[n].kind = EntryKind::State;
        debug_assert!(matches!(side, Side::Partner(_)), "a state of the partner's side was looked for");
    }
}

fn beside_noun(mention: &Mention, text: &Text, cues: &LangCues, found: &[CueMatch]) -> bool {
    let tokens = &text.tokens.list;
    let from = mention.start.saturating_sub(NOUN_REACH);
    let to = (mention.end + NOUN_REACH).min(tokens.len());
    // «Страны» is one country only behind an adjective in the singular, so a noun may need the region's word before it.
    let is_noun = |n: usize| {
        let first = found.partition_point(|found| found.start < mention.start.min(n));
        found[first..].iter().take_while(|found| found.start <= n).any(|found| {
            found.end == n + 1
                && matches!(found.cue, Cue::Context(c) if cues.contexts[c].kind == ContextKind::CountryNoun)
        })
    };
    (from..mention.start).any(|n| is_noun(n) && (n + 1..=mention.start).all(|at| tokens[at].gap == Gap::Link))
        || (mention.end..to).any(|n| is_noun(n) && (mention.end..=n).all(|at| tokens[at].gap == Gap::Link))
}
