//! Article in, ties out: who of Russia and of Latin America and the Caribbean does what to, with and about whom, with the
//! sentence that proves it.
//!
//! Pure and total: no I/O, no clock; text beyond [`TEXT_BYTES_MAX`] is cut and flagged. [`tag`] tells the story: the gate,
//! the reading of each sentence, the ties its acts make, and the merging of what several sentences tell.

mod act;
mod attribution;
mod carry;
mod clause;
mod cues;
mod date;
mod direction;
mod document;
mod focus;
mod fold;
mod gate;
pub mod gazetteer;
mod ground;
mod lang;
mod mention;
mod merge;
mod reading;
mod realis;
mod role;
mod rule_file;
mod rules;
mod sentence;
mod side;
mod speaker;
mod stance;
mod text;
mod tie;
mod token;
mod topic;
mod trie;
mod weights;

use model::{Article, EventDate, Lang, Partner, Span, TaggedArticle, Tie, TieType};

use crate::document::Document;
use crate::focus::Focus;
use crate::merge::merge;
use crate::reading::Reading;
use crate::text::{Joined, Text};
use crate::tie::tie_of;

pub use model::Problem;
pub use rule_file::RuleFile;
pub use rules::Rules;
pub use text::TEXT_BYTES_MAX;
pub use weights::Shares;

/// Most acts of one sentence that are weighed; a sentence with more is no prose.
const SENTENCE_ACTS_MAX: usize = 40;
/// Most sentences that are read for acts, which bounds the work on hostile text.
const SENTENCES_MAX: usize = 4_000;

/// What is to be tagged.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Headline, may be empty.
    pub title: &'a str,
    /// Text, paragraphs parted by blank lines.
    pub text: &'a str,
    /// Its language where known; else it is found out.
    pub lang: Option<Lang>,
    /// When it was published; without it years stay open.
    pub published: Option<&'a EventDate>,
}

/// An act that nearly made a tie.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// The sentence, in code points of `title + "\n\n" + text`.
    pub span: Span,
    /// The partner it would have had.
    pub partner: Option<Partner>,
    /// What it would have been about.
    pub tie_type: TieType,
    /// Which condition failed.
    pub condition: String,
    /// The rule of the act.
    pub rule: String,
}

/// A name found, for explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionSpan {
    /// Where it stands.
    pub span: Span,
    /// `russia`, `partner`, `third` or `none`.
    pub kind: &'static str,
    /// Id of the gazetteer entry.
    pub entry: String,
}

/// What [`tag`] found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Output {
    /// The language it was read in; `None` where it is none of the four.
    pub lang: Option<Lang>,
    /// In order of their evidence.
    pub ties: Vec<Tie>,
    /// How each of them is grounded.
    pub shares: Vec<Shares>,
    /// Acts that made no tie although a side stood beside them.
    pub near_misses: Vec<NearMiss>,
    /// Every name found; empty where the gate closed.
    pub mentions: Vec<MentionSpan>,
    /// The text was longer than [`TEXT_BYTES_MAX`].
    pub truncated: bool,
}

/// Finds the ties of an article.
pub fn tag(rules: &Rules, input: &Input<'_>) -> Output {
    let joined = Joined::new(input.title, input.text);
    let lang = input.lang.or_else(|| lang::detect(&joined.full));
    let mut output = Output { lang, truncated: joined.truncated, ..Output::default() };
    let Some(lang) = lang else { return output };
    if !rules.names.may_name_both(&joined.full) {
        return output;
    }
    let text = Text::new(joined);
    if !rules.names.both_sides_named(&text) {
        return output;
    }
    let mut document = Document::read(rules, &text, lang, input.published.and_then(EventDate::bounds));
    output.mentions = document.mentions.iter().map(|mention| mention_span(&document, mention)).collect();
    if !document.names_both_sides() {
        return output;
    }
    document.weigh();
    let mut focus = Focus::default();
    let mut drafts = Vec::new();
    for (n, sentence) in document.sentences.iter().take(SENTENCES_MAX).enumerate() {
        let reading = Reading::new(&document, *sentence);
        for hit in reading.acts.iter().take(SENTENCE_ACTS_MAX) {
            match tie_of(&reading, n, hit, &focus) {
                Ok(mut draft) => {
                    focus.settle_date(sentence.paragraph, &mut draft.tie);
                    drafts.push(draft);
                }
                Err(dropped) => output.near_misses.push(NearMiss {
                    span: sentence.span,
                    partner: dropped.partner,
                    tie_type: dropped.tie_type,
                    condition: dropped.condition,
                    rule: hit.cue(&reading).id.clone(),
                }),
            }
        }
        focus.note(n, &reading);
    }
    (output.ties, output.shares) = merge(drafts).into_iter().map(|draft| (draft.tie, draft.shares)).unzip();
    output
}

/// Tags an article revision as the pipeline carries it.
pub fn tag_article(rules: &Rules, article: &Article) -> TaggedArticle {
    let input = Input {
        title: &article.title,
        text: &article.text,
        lang: article.lang,
        published: article.published.as_ref(),
    };
    let output = tag(rules, &input);
    TaggedArticle {
        // The language travels on: who reads the record must not have to find it out again.
        article: Article { lang: output.lang, ..article.clone() },
        ties: output.ties,
        truncated: output.truncated,
        versions: rules.versions().clone(),
    }
}

fn mention_span(document: &Document<'_>, mention: &mention::Mention) -> MentionSpan {
    let kind = match mention.side {
        mention::Side::Russia(_) => "russia",
        mention::Side::Partner(_) => "partner",
        mention::Side::Third => "third",
        mention::Side::Nobody => "none",
    };
    MentionSpan {
        span: mention::span(mention, document.text),
        kind,
        entry: document.rules.names.entry(mention).id.clone(),
    }
}

#[cfg(test)]
mod tests;
