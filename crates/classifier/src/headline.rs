//! The headline of an alert: one English line made from the slots of its tie, never from an article's title.
//!
//! The realis is the verb: what was only proposed never reads as done. Every combination of slots gives a grammatical line.

mod names;
mod phrase;
mod topic;

use model::{Direction, Plover, Polarity, Realis, Strength, Tie};

use crate::config::Config;
use names::{Naming, Side};
use phrase::Phrase;

/// Longest headline in characters: what a terminal line and a notification hold.
const HEADLINE_CHARS_MAX: usize = 120;

/// The headline of `tie`, at most 120 characters.
pub(crate) fn headline(config: &Config, tie: &Tie) -> String {
    let lines = Naming::ALL.map(|naming| line(config, tie, naming));
    let fitting = lines.iter().find(|line| line.chars().count() <= HEADLINE_CHARS_MAX);
    fitting.cloned().unwrap_or_else(|| cut(&lines[lines.len() - 1]))
}

fn line(config: &Config, tie: &Tie, naming: Naming) -> String {
    let subject = if tie.plover == Plover::Protest {
        names::protesters(tie, naming)
    } else {
        names::subject(config, tie, naming)
    };
    let phrase = phrase::phrase(tie, &subject, &names::object(config, tie, naming));
    capitalised(&sentence(tie, &subject, &phrase))
}

fn sentence(tie: &Tie, subject: &Side, phrase: &Phrase) -> String {
    let Phrase { past, base, .. } = phrase;
    let who = &subject.text;
    let adverb = adverb(tie);
    let present =
        |plural: &'static str, singular: &'static str| if subject.plural { plural } else { singular };
    match tie.realis {
        Realis::Actual | Realis::Assessment => format!("{who} {adverb}{past}"),
        // A threat is made when it is spoken, whatever it hangs on.
        Realis::Hypothetical if tie.plover == Plover::Threaten => format!("{who} {adverb}{past}"),
        Realis::Planned => format!("{who} {adverb}{} to {base}", present("plan", "plans")),
        Realis::Proposed if tie.plover == Plover::Request => {
            format!("{who} {adverb}{}", phrase.present(subject.plural))
        }
        Realis::Proposed => format!("{who} {adverb}proposed to {base}"),
        Realis::Offered => format!("{who} {adverb}offered to {base}"),
        Realis::Hypothetical => format!("{who} could {base}"),
        Realis::Presupposed => format!("in passing: {who} {adverb}{past}"),
        Realis::Negated => format!("{who} did not {base}"),
        Realis::Historical => format!("in the past, {who} {adverb}{past}"),
    }
}

/// The word that keeps what is only said by others from reading as a fact.
fn adverb(tie: &Tie) -> &'static str {
    let is_hostile = matches!(tie.polarity, Polarity::Conflict | Polarity::Adverse);
    match (tie.realis, tie.attribution.strength) {
        (Realis::Assessment, _) if is_hostile => "allegedly ",
        (Realis::Assessment, _) | (_, Strength::Weak | Strength::Denied) => "reportedly ",
        _ => "",
    }
}

fn capitalised(line: &str) -> String {
    let mut chars = line.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The line cut after a whole word, with an ellipsis.
fn cut(line: &str) -> String {
    let kept: String = line.chars().take(HEADLINE_CHARS_MAX - 1).collect();
    let kept = kept.rsplit_once(' ').map_or(kept.as_str(), |(kept, _)| kept);
    format!("{}…", kept.trim_end_matches([',', ' ']))
}

/// True where the acting side acts on both sides alike.
fn is_mutual(tie: &Tie) -> bool {
    tie.direction == Direction::Mutual
}

#[cfg(test)]
mod tests;
