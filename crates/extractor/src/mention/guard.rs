//! Guards: the words of the sentence or the headline that decide whether a homonym is meant.

use crate::fold::fold_text;
use crate::gazetteer;
use crate::sentence::Sentence;
use crate::text::Text;

/// What a guard looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    /// The text.
    pub(super) text: &'a Text,
    /// The sentence of the name.
    pub(super) sentence: &'a Sentence,
    /// The headline, if there is one.
    pub(super) title: Option<&'a Sentence>,
}

/// A guard whose words are folded.
#[derive(Debug)]
pub(super) struct Guard {
    require: Vec<Word>,
    forbid: Vec<Word>,
}

/// A folded word, or the start of words.
#[derive(Debug)]
struct Word {
    folded: String,
    starred: bool,
}

impl Guard {
    /// Folds the words of a guard.
    pub(super) fn new(guard: &gazetteer::Guard) -> Guard {
        let words = |words: &[String]| words.iter().map(|word| Word::new(word)).collect();
        Guard { require: words(&guard.require), forbid: words(&guard.forbid) }
    }

    /// Whether one of the words it requires stands around, if it requires any, and none that it forbids.
    pub(super) fn holds(&self, around: &Around<'_>) -> bool {
        let stands = |wanted: &Word| wanted.stands(around);
        (self.require.is_empty() || self.require.iter().any(stands)) && !self.forbid.iter().any(stands)
    }
}

impl Word {
    fn new(word: &str) -> Word {
        let (stem, starred) = match word.strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (word, false),
        };
        Word { folded: fold_text(stem), starred }
    }

    fn stands(&self, around: &Around<'_>) -> bool {
        [Some(around.sentence), around.title].into_iter().flatten().any(|sentence| {
            (sentence.from..sentence.to).any(|n| {
                let word = around.text.tokens.word(n);
                if self.starred { word.starts_with(&self.folded) } else { word == self.folded }
            })
        })
    }
}
