//! How the lines around an article begin, in the four languages of the monitor (and a little German and French).
//!
//! The phrases stand in `phrases.txt`; here they are looked up by their first word.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The phrases of one section of the file, by the word they begin with.
struct Phrases {
    by_word: HashMap<&'static str, Vec<&'static str>>,
}

static FILE: &str = include_str!("phrases.txt");
static RELATED: LazyLock<Phrases> = LazyLock::new(|| Phrases::section("[related]"));
static CALLS: LazyLock<Phrases> = LazyLock::new(|| Phrases::section("[calls]"));

/// How much of a line is looked at, in characters; the longest phrase is shorter.
const LEAD_CHARS: usize = 48;

/// The phrases of a section of the file.
fn section(name: &str) -> impl Iterator<Item = &'static str> {
    let lines =
        FILE.lines().skip_while(move |line| *line != name).skip(1).take_while(|line| !line.starts_with('['));
    lines.filter(|line| !line.starts_with('#') && !line.is_empty()).flat_map(|line| line.split(" | "))
}

impl Phrases {
    fn section(name: &str) -> Phrases {
        let mut by_word: HashMap<&str, Vec<&str>> = HashMap::new();
        for phrase in section(name) {
            by_word.entry(first_word(phrase)).or_default().push(phrase);
        }
        Phrases { by_word }
    }

    /// Whether the line, whatever stands before its first letter, starts with one of the phrases.
    fn start(&self, line: &str) -> bool {
        let lead: String = line
            .chars()
            .skip_while(|c| !c.is_alphanumeric() && !matches!(c, '©' | '('))
            .take(LEAD_CHARS)
            .flat_map(char::to_lowercase)
            .collect();
        let phrases = self.by_word.get(first_word(&lead)).map_or(&[][..], Vec::as_slice);
        phrases.iter().any(|phrase| {
            lead.strip_prefix(phrase).is_some_and(|rest| {
                let open_end = phrase.ends_with(|c: char| !c.is_alphanumeric());
                open_end || !rest.starts_with(char::is_alphanumeric)
            })
        })
    }
}

/// The letters and digits a text begins with, or its first character.
fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    let end = if end > 0 { end } else { text.chars().next().map_or(0, char::len_utf8) };
    &text[..end]
}

/// Whether the line is a heading or lead-in of a list of other articles.
pub(super) fn is_related(line: &str) -> bool {
    RELATED.start(line)
}

/// Whether a heading is one like `More Techcrunch`: that word and the name of a site or section.
pub(super) fn is_more_of(heading: &str) -> bool {
    let mut words = heading.split_whitespace();
    let first = words.next().unwrap_or_default().to_lowercase();
    matches!(first.as_str(), "more" | "más" | "mais" | "еще" | "ещё" | "mehr")
        && (1..4).contains(&words.count())
}

/// Whether the line is a call, a credit or a label.
pub(super) fn is_call(line: &str) -> bool {
    CALLS.start(line)
}

/// How many different words of a consent box the text has.
pub(super) fn consent_words(text: &str) -> usize {
    let lower = text.to_lowercase();
    section("[consent]").filter(|word| lower.contains(word)).count()
}

/// Whether the text says that the rest must be paid for.
pub(super) fn is_paywall_notice(text: &str) -> bool {
    let lower = text.to_lowercase();
    section("[paywall]").any(|phrase| lower.contains(phrase))
}
