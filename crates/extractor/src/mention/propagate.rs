//! Names that a document explains once and then uses bare: `canciller boliviana Celinda Sosa … Sosa`, `Dmitri Ivanov, head of
//! Rosgeologia … Ivanov`.

use std::collections::HashMap;

use super::{Mention, Side};
use crate::cues::pattern::CueMatch;
use crate::cues::{ContextKind, Cue, LangCues};
use crate::gazetteer::{EntryKind, FormRole};
use crate::text::Text;
use crate::token::Gap;

/// Fewest letters of a surname that is carried through a document.
const SURNAME_LETTERS_MIN: usize = 4;
/// Most words of a name beside a role.
const NAME_WORDS_MAX: usize = 4;

/// Adds mentions for surnames that stood in full, or beside a role and a state, earlier in the document.
///
/// Capitalised offices are no surnames: "Russian Foreign Minister".
pub(crate) fn propagate_surnames(
    mentions: &mut Vec<Mention>,
    text: &Text,
    cues: &LangCues,
    found: &[CueMatch],
) {
    let mut surnames: HashMap<u64, Mention> = HashMap::new();
    let mut taken = vec![false; text.tokens.len()];
    for mention in mentions.iter() {
        taken[mention.start..mention.end].fill(true);
    }
    for mention in mentions.iter() {
        for (surname, _) in surname_tokens(mention, text, &taken) {
            let word = text.tokens.word(surname);
            if word.chars().count() >= SURNAME_LETTERS_MIN && !is_office(surname, cues, found) {
                surnames.entry(text.tokens.list[surname].hash).or_insert_with(|| mention.clone());
            }
        }
    }
    if surnames.is_empty() {
        return;
    }
    let mut added = Vec::new();
    for (n, token) in text.tokens.list.iter().enumerate() {
        if !taken[n]
            && token.capital
            && let Some(first) = surnames.get(&token.hash)
        {
            added.push(Mention {
                start: n,
                end: n + 1,
                kind: EntryKind::Person,
                role: FormRole::Leader,
                ..first.clone()
            });
        }
    }
    mentions.extend(added);
    mentions.sort_by_key(|mention| mention.start);
}

/// Tokens that are the surname of a mention: the last of a full name, or the last of a capitalised run beside a role.
fn surname_tokens(mention: &Mention, text: &Text, taken: &[bool]) -> Vec<(usize, usize)> {
    if !matches!(mention.side, Side::Russia(_) | Side::Partner(_)) {
        return Vec::new();
    }
    if mention.kind == EntryKind::Person && mention.end - mention.start > 1 {
        return vec![(mention.end - 1, mention.end)];
    }
    // Headlines have capitals throughout: "Russian Envoy Keen On".
    let in_title = text.tokens.list[mention.start].start < text.title_end;
    if mention.rank.is_none() || in_title {
        return Vec::new();
    }
    run_after(mention.end, text, taken).into_iter().collect()
}

fn is_office(token: usize, cues: &LangCues, found: &[CueMatch]) -> bool {
    let office =
        |kind| matches!(kind, ContextKind::Role | ContextKind::Institution | ContextKind::CountryNoun);
    let from = found.partition_point(|found| found.start < token);
    found[from..].iter().take_while(|found| found.start == token).any(|found| {
        found.end == token + 1 && matches!(found.cue, Cue::Context(n) if office(cues.contexts[n].kind))
    })
}

/// The capitalised run that starts at `at` or after a comma; its last token.
fn run_after(at: usize, text: &Text, taken: &[bool]) -> Option<(usize, usize)> {
    let tokens = &text.tokens.list;
    let first = tokens.get(at)?;
    if first.gap > Gap::Comma || !first.capital || taken[at] {
        return None;
    }
    let mut end = at + 1;
    while end < tokens.len()
        && end - at < NAME_WORDS_MAX
        && tokens[end].capital
        && tokens[end].gap == Gap::Link
        && !taken[end]
    {
        end += 1;
    }
    (end - at >= 2).then_some((end - 1, end))
}
