//! The form of a tagged article revision: the value of the topic `ties`.

use model::{TaggedArticle, Versions};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WireError;
use super::article::ArticleForm;
use super::tie::TieForm;

/// Most bytes of an article's text that travel with its ties: as much as the extractor reads.
pub const TEXT_BYTES_MAX: usize = 256 * 1024;

/// An article revision with its ties, empty or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TaggedArticle")]
pub struct TiesForm {
    /// The revision that was read; its text is cut at 256 KiB.
    pub article: ArticleForm,
    /// Its ties in order of their evidence.
    pub ties: Vec<TieForm>,
    /// True where the text was longer than the extractor takes.
    #[serde(default)]
    pub truncated: bool,
    /// What made the ties.
    pub versions: VersionsForm,
}

/// What made a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Versions")]
pub struct VersionsForm {
    /// Version of the program.
    pub code: String,
    /// Digest of the cue files.
    pub rules: String,
    /// Digest of the gazetteer files.
    pub gazetteer: String,
}

/// The value of a tagged article.
pub fn to_json(tagged: &TaggedArticle) -> Vec<u8> {
    super::write(&TiesForm::from(tagged))
}

/// Reads what [`to_json`] wrote, in this version of the program or an earlier one.
pub fn from_json(json: &[u8]) -> Result<TaggedArticle, WireError> {
    super::read::<TiesForm>("ties", json).map(TaggedArticle::from)
}

impl From<&TaggedArticle> for TiesForm {
    fn from(tagged: &TaggedArticle) -> TiesForm {
        let mut article = ArticleForm::from(&tagged.article);
        let cut = super::clip(&article.text, TEXT_BYTES_MAX).len();
        let truncated = tagged.truncated || cut < article.text.len();
        article.text.truncate(cut);
        TiesForm {
            article,
            ties: tagged.ties.iter().map(TieForm::from).collect(),
            truncated,
            versions: VersionsForm::from(&tagged.versions),
        }
    }
}

impl From<TiesForm> for TaggedArticle {
    fn from(form: TiesForm) -> TaggedArticle {
        TaggedArticle {
            article: form.article.into(),
            ties: form.ties.into_iter().map(Into::into).collect(),
            truncated: form.truncated,
            versions: form.versions.into(),
        }
    }
}

impl From<&Versions> for VersionsForm {
    fn from(versions: &Versions) -> VersionsForm {
        VersionsForm {
            code: versions.code.clone(),
            rules: versions.rules.clone(),
            gazetteer: versions.gazetteer.clone(),
        }
    }
}

impl From<VersionsForm> for Versions {
    fn from(form: VersionsForm) -> Versions {
        Versions { code: form.code, rules: form.rules, gazetteer: form.gazetteer }
    }
}
