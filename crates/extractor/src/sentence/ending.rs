//! Whether a full stop, question mark or ellipsis ends a sentence: abbreviations, initials, numbers, list marks and datelines
//! have full stops of their own.

use std::collections::HashSet;

use crate::text::Text;

/// Most words of a dateline: place, day, month, agency, correspondent.
const DATELINE_WORDS_MAX: usize = 8;
/// So many words with a counted abbreviation at the end make a sentence rather than a date that opens one.
const LONG_ENOUGH_WORDS: usize = 5;

/// Folded words that tell whether a full stop ends a sentence; of an abbreviation with dots, the last two parts.
#[derive(Debug, Default)]
pub(crate) struct StopWords {
    /// A name follows these: their full stop ends nothing.
    pub(crate) abbreviations: HashSet<String>,
    /// Their full stop ends a sentence if an opener follows.
    pub(crate) closing: HashSet<String>,
    /// Abbreviations beside a number, words without.
    pub(crate) numbered: HashSet<String>,
    /// Words that begin sentences and hardly ever names.
    pub(crate) openers: HashSet<String>,
}

/// A place between two tokens of the sentence that is open.
pub(super) struct Place<'a> {
    pub(super) text: &'a Text,
    pub(super) words: &'a StopWords,
    /// First token of the open sentence.
    pub(super) from: usize,
    /// The token after the gap.
    pub(super) next: usize,
    /// What stands between the tokens.
    pub(super) gap: &'a str,
    /// The sentence is the first of its paragraph.
    pub(super) first: bool,
}

impl Place<'_> {
    /// Whether the sentence ends here.
    pub(super) fn ends_sentence(&self) -> bool {
        let Some(at) = self.gap.find(['.', '!', '?', '…', '\n']) else { return false };
        let mark = self.gap[at..].chars().next().expect("find gave a place in the gap");
        let rest = &self.gap[at + mark.len_utf8()..];
        let spaced = mark == '\n' || rest.chars().any(char::is_whitespace);
        let capital = self.token(self.next).capital;
        if !(capital || self.is_marked_start()) {
            return false;
        }
        match mark {
            '\n' => self.gap[..at].ends_with([':', ';']) && capital,
            '.' if !spaced => capital && self.is_glued(),
            // "Bogotá, 12 mar (Agencia).- El Gobierno", "8:21 a.m.: The text"
            '.' if rest.starts_with(['-', '–', '—', ',', ';', ':']) || self.is_dateline() => false,
            '.' if at == 0 && !rest.contains(['.', '!', '?', '…']) => !self.is_inner_stop(),
            _ => spaced,
        }
    }

    fn token(&self, n: usize) -> &crate::token::Token {
        &self.text.tokens.list[n]
    }

    /// The next word starts a sentence without a capital: a digit, a name like `iPhone`, or a mark that opens.
    fn is_marked_start(&self) -> bool {
        let mut word = self.text.full[self.token(self.next).start..].chars();
        let (first, second) = (word.next(), word.next());
        let digit = first.is_some_and(|c| c.is_ascii_digit());
        let inner_capital = first.is_some_and(char::is_lowercase) && second.is_some_and(char::is_uppercase);
        digit || inner_capital || self.gap.contains(['¿', '¡', '•'])
    }

    /// A full stop without a space ends a sentence only between a word or number and a capitalised word: not in `U.S.` or a URL.
    fn is_glued(&self) -> bool {
        let word = self.text.tokens.word(self.next - 1);
        let next_is_long = self.text.tokens.word(self.next).chars().count() > 1;
        let long = !self.token(self.next - 1).capital && word.chars().count() > 2;
        next_is_long && (self.is_number(self.next - 1) || long)
    }

    /// The full stop belongs to the word before it.
    fn is_inner_stop(&self) -> bool {
        let n = self.next - 1;
        let (number, next_number) = (self.is_number(n), self.starts_with_digit(self.next));
        // A number with a full stop before a number is one number or a dotted date.
        let is_dotted_number = number && next_number && self.text.tokens.word(n).len() < 3;
        let is_item = (number || self.is_roman(n)) && self.starts_item(n);
        is_dotted_number || is_item || self.closes_bracket(n) || self.is_abbreviation(n, next_number)
    }

    /// "Col. (ret.) Mora": the stop before a bracket that was opened inside the sentence.
    fn closes_bracket(&self, n: usize) -> bool {
        let sentence = &self.text.full[self.token(self.from).start..self.token(n).start];
        self.gap[1..].starts_with(')') && sentence.rfind('(') > sentence.rfind(')') && !self.is_opener()
    }

    fn is_abbreviation(&self, n: usize, next_number: bool) -> bool {
        let word = self.text.tokens.word(n);
        let pair =
            if n > self.from { format!("{} {word}", self.text.tokens.word(n - 1)) } else { String::new() };
        let is_of = |words: &HashSet<String>| words.contains(word) || words.contains(&pair);
        let opener = self.is_opener();
        let after_number = n > self.from && self.is_number(n - 1);
        let counted = after_number || n > self.from && self.is_roman(n - 1);
        // "В 2022 г. Россия" goes on, "Договор подписан в 2022 г. Россия" does not.
        let ends_long = counted && self.next - self.from >= LONG_ENOUGH_WORDS;
        is_of(&self.words.abbreviations)
            || is_of(&self.words.numbered)
                && (next_number || self.is_roman(self.next) || after_number && !opener)
            || (self.is_initial(n) || is_of(&self.words.closing) && !ends_long) && !opener
    }

    /// `1. Wheat`: the number is all there is of the sentence, or stands behind a colon.
    fn starts_item(&self, n: usize) -> bool {
        let before = self.gap_before(n);
        n == self.from || before.contains([':', ';']) && before.contains(char::is_whitespace)
    }

    /// What stands before token `n`.
    fn gap_before(&self, n: usize) -> &str {
        let start = n.checked_sub(1).map_or(0, |before| self.token(before).end);
        &self.text.full[start..self.token(n).start]
    }

    fn starts_with_digit(&self, n: usize) -> bool {
        self.text.tokens.word(n).starts_with(|c: char| c.is_ascii_digit())
    }

    /// A capital alone, or doubled as Spanish plurals are: `J.`, `EE. UU.`
    fn is_initial(&self, n: usize) -> bool {
        let mut letters = self.text.tokens.word(n).chars();
        let (first, second, third) = (letters.next(), letters.next(), letters.next());
        self.token(n).capital && third.is_none() && second.is_none_or(|second| first == Some(second))
    }

    fn is_opener(&self) -> bool {
        let token = self.token(self.next);
        let is_initial = self.text.full[token.end..].starts_with('.');
        token.capital && !is_initial && self.words.openers.contains(self.text.tokens.word(self.next))
    }

    fn is_number(&self, n: usize) -> bool {
        self.text.tokens.word(n).bytes().all(|byte| byte.is_ascii_digit())
    }

    fn is_roman(&self, n: usize) -> bool {
        self.token(n).capital && self.text.tokens.word(n).bytes().all(|byte| b"ivxlc".contains(&byte))
    }

    /// `МОСКВА, 3 ноября. /Агентство/.` or `COLUMBIA, S.C. -`: a place in capitals, a number or a dash after it, and no more than
    /// one word without a capital.
    fn is_dateline(&self) -> bool {
        let words = self.from..self.next;
        let place = self.text.slice(self.from, self.from + 1);
        self.first
            && words.len() <= DATELINE_WORDS_MAX
            && place.chars().count() > 2
            && place.chars().all(char::is_uppercase)
            && (self.gap.contains(['-', '–', '—']) || words.clone().any(|n| self.is_number(n)))
            && words.filter(|&n| !self.token(n).capital && !self.is_number(n)).count() <= 1
    }
}
