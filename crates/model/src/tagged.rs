//! What the extractor says of one article revision: the value of the topic `ties`.

use crate::{Article, Tie, Versions};

/// An article revision with its ties, empty or not.
#[derive(Debug, Clone, PartialEq)]
pub struct TaggedArticle {
    /// The revision that was read. The text travels with it, so that stories can be told apart by likeness.
    pub article: Article,
    /// Its ties in order of their evidence.
    pub ties: Vec<Tie>,
    /// True where the text was longer than the extractor takes and was cut.
    pub truncated: bool,
    /// What made the ties.
    pub versions: Versions,
}
