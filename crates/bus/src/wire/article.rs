//! The form of an article revision: the value of the topic `articles`.

use model::{ArchivePointer, Article, ArticleId, ArticleState, Lang, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WireError;
use super::scalar::{Address, Sha, Time};
use super::tie::DateForm;
use super::word::Word;

/// One revision of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Article")]
pub struct ArticleForm {
    /// Hash of the canonical address.
    pub article_id: String,
    /// 1 for the first text seen, one more for each changed text.
    pub revision: u32,
    /// CAP status of its source.
    pub status: Word<Status>,
    /// Present or withdrawn.
    pub state: Word<ArticleState>,
    /// Canonical address.
    pub url: Address,
    /// Id of the source.
    pub source: String,
    /// Name of the source, for people.
    pub source_name: String,
    /// Trust in the source, 0 to 1.
    pub source_weight: f64,
    /// How old an entry may be when first fetched and still be alerted, in hours; null is without limit.
    #[serde(default)]
    pub alert_age_max_hours: Option<u32>,
    /// Title, may be empty.
    pub title: String,
    /// Byline as written, may be empty.
    #[serde(default)]
    pub byline: String,
    /// Text, paragraphs parted by blank lines.
    pub text: String,
    /// Language; null where it is none of the four.
    #[serde(default)]
    pub lang: Option<Word<Lang>>,
    /// Publication date of the precision given.
    #[serde(default)]
    pub published: Option<DateForm>,
    /// Publication as an instant, where the source gave one.
    #[serde(default)]
    pub published_at: Option<Time>,
    /// When it says it was last changed.
    #[serde(default)]
    pub updated_at: Option<Time>,
    /// When this revision was fetched.
    pub fetched_at: Time,
    /// Where it is archived.
    #[serde(default)]
    pub archive: Option<ArchiveForm>,
}

/// Where the archive holds a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ArchivePointer")]
pub struct ArchiveForm {
    /// `WARC-Record-ID` of the `response` or `resource` record.
    pub record: String,
    /// Digest of the payload as archived.
    pub payload_digest: Sha,
    /// `WARC-Record-ID` of the `conversion` record with title and text.
    pub conversion: String,
    /// Digest of `title + "\n\n" + text` in UTF-8.
    pub text_digest: Sha,
}

/// The value of an article revision.
pub fn to_json(article: &Article) -> Vec<u8> {
    super::write(&ArticleForm::from(article))
}

/// Reads what [`to_json`] wrote, in this version of the program or an earlier one.
pub fn from_json(json: &[u8]) -> Result<Article, WireError> {
    super::read::<ArticleForm>("article", json).map(Article::from)
}

/// What the archive keeps of an article revision beside its title and text: the form without `title`, `text` and `archive`,
/// as one line of JSON. [`from_archived`] makes the revision of it again.
pub fn archived_fields(article: &Article) -> String {
    let mut form = ArticleForm::from(article);
    form.title.clear();
    form.text.clear();
    form.archive = None;
    let mut value = serde_json::to_value(&form).expect("wire forms hold nothing that JSON cannot");
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "title" | "text" | "archive"));
    }
    value.to_string()
}

/// The article revision as [`to_json`] was given it, from what the archive holds: the fields of [`archived_fields`], the
/// title and text of the conversion, and where they stand.
pub fn from_archived(
    fields: &str,
    title: String,
    text: String,
    pointer: ArchivePointer,
) -> Result<Article, WireError> {
    let mut value: serde_json::Value = super::read("archived article", fields.as_bytes())?;
    if let Some(fields) = value.as_object_mut() {
        fields.insert("title".to_owned(), title.into());
        fields.insert("text".to_owned(), text.into());
    }
    let form: ArticleForm = serde_path_to_error::deserialize(value).map_err(|error| WireError {
        form: "archived article",
        path: error.path().to_string(),
        message: error.inner().to_string(),
    })?;
    Ok(Article { archive: Some(pointer), ..Article::from(form) })
}

impl From<&Article> for ArticleForm {
    fn from(article: &Article) -> ArticleForm {
        ArticleForm {
            article_id: article.id.to_string(),
            revision: article.revision,
            status: Word(article.status),
            state: Word(article.state),
            url: Address(article.url.clone()),
            source: article.source.clone(),
            source_name: article.source_name.clone(),
            source_weight: article.source_weight,
            alert_age_max_hours: article.alert_age_max_hours,
            title: article.title.clone(),
            byline: article.byline.clone(),
            text: article.text.clone(),
            lang: article.lang.map(Word),
            published: article.published.as_ref().map(DateForm::from),
            published_at: article.published_at.map(Time),
            updated_at: article.updated_at.map(Time),
            fetched_at: Time(article.fetched_at),
            archive: article.archive.as_ref().map(ArchiveForm::from),
        }
    }
}

impl From<ArticleForm> for Article {
    fn from(form: ArticleForm) -> Article {
        Article {
            id: ArticleId::from_text(&form.article_id),
            revision: form.revision,
            status: form.status.0,
            state: form.state.0,
            url: form.url.0,
            source: form.source,
            source_name: form.source_name,
            source_weight: form.source_weight,
            alert_age_max_hours: form.alert_age_max_hours,
            title: form.title,
            byline: form.byline,
            text: form.text,
            lang: form.lang.map(|lang| lang.0),
            published: form.published.map(Into::into),
            published_at: form.published_at.map(|time| time.0),
            updated_at: form.updated_at.map(|time| time.0),
            fetched_at: form.fetched_at.0,
            archive: form.archive.map(ArchivePointer::from),
        }
    }
}

impl From<&ArchivePointer> for ArchiveForm {
    fn from(pointer: &ArchivePointer) -> ArchiveForm {
        ArchiveForm {
            record: pointer.record.clone(),
            payload_digest: Sha(pointer.payload_digest),
            conversion: pointer.conversion.clone(),
            text_digest: Sha(pointer.text_digest),
        }
    }
}

impl From<ArchiveForm> for ArchivePointer {
    fn from(form: ArchiveForm) -> ArchivePointer {
        ArchivePointer {
            record: form.record,
            payload_digest: form.payload_digest.0,
            conversion: form.conversion,
            text_digest: form.text_digest.0,
        }
    }
}
