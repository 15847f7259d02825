//! The cue files as they are written; unknown keys are errors.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// `acts.<lang>.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActsFile {
    #[serde(default)]
    pub(super) act: Vec<RawAct>,
}

/// One `[[act]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAct {
    pub(super) id: Spanned<String>,
    pub(super) plover: Spanned<String>,
    pub(super) mode: Option<Spanned<String>>,
    pub(super) polarity: Spanned<String>,
    #[serde(rename = "type")]
    pub(super) tie_type: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) fixed: bool,
    pub(super) frame: Option<Spanned<String>>,
    pub(super) tier: Option<Spanned<String>>,
    pub(super) realis: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) stance: bool,
    pub(super) object: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) verb: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) past: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) present: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) future: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) conditional: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) infinitive: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) participle: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) gerund: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) noun: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) with: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) without: Vec<Spanned<String>>,
}

/// `topics.<lang>.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicsFile {
    #[serde(default)]
    pub(super) topic: Vec<RawTopic>,
}

/// One `[[topic]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTopic {
    pub(super) id: Spanned<String>,
    #[serde(rename = "type")]
    pub(super) tie_type: Spanned<String>,
    pub(super) weight: i32,
    #[serde(default)]
    pub(super) context: Vec<Spanned<String>>,
    pub(super) words: Vec<Spanned<String>>,
}

/// `realis.<lang>.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RealisFile {
    #[serde(default)]
    pub(super) modifier: Vec<RawModifier>,
}

/// One `[[modifier]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawModifier {
    pub(super) id: Spanned<String>,
    pub(super) realis: Spanned<String>,
    pub(super) scope: Spanned<String>,
    pub(super) words: Vec<Spanned<String>>,
}

/// `attribution.<lang>.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttributionFile {
    #[serde(default)]
    pub(super) source: Vec<RawSource>,
}

/// One `[[source]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    #[expect(dead_code, reason = "the schema asks for an id, which no tie shows yet")]
    pub(super) id: Spanned<String>,
    pub(super) strength: Spanned<String>,
    pub(super) place: Spanned<String>,
    pub(super) words: Vec<Spanned<String>>,
}

/// `context.<lang>.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextFile {
    #[serde(default)]
    pub(super) context: Vec<RawContext>,
}

/// One `[[context]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawContext {
    #[expect(dead_code, reason = "the schema asks for an id, which no tie shows yet")]
    pub(super) id: Spanned<String>,
    pub(super) kind: Spanned<String>,
    pub(super) sector: Option<Spanned<String>>,
    pub(super) rank: Option<Spanned<String>>,
    pub(super) words: Vec<Spanned<String>>,
}

/// `sentence.<lang>.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SentenceFile {
    pub(super) abbreviations: Vec<Spanned<String>>,
    pub(super) closing_abbreviations: Vec<Spanned<String>>,
    pub(super) numbered_abbreviations: Vec<Spanned<String>>,
    pub(super) openers: Vec<Spanned<String>>,
    pub(super) months: Vec<Vec<Spanned<String>>>,
    pub(super) weekdays: Vec<Vec<Spanned<String>>>,
    pub(super) relative_dates: BTreeMap<String, Spanned<String>>,
    pub(super) agent_prepositions: Vec<Spanned<String>>,
    pub(super) to_prepositions: Vec<Spanned<String>>,
    pub(super) from_prepositions: Vec<Spanned<String>>,
    pub(super) with_prepositions: Vec<Spanned<String>>,
    pub(super) in_prepositions: Vec<Spanned<String>>,
    pub(super) against_prepositions: Vec<Spanned<String>>,
    pub(super) of_prepositions: Vec<Spanned<String>>,
    pub(super) conjunctions: Vec<Spanned<String>>,
    pub(super) determiners: Vec<Spanned<String>>,
    pub(super) passive_auxiliaries: Vec<Spanned<String>>,
    pub(super) perfect_auxiliaries: Vec<Spanned<String>>,
    pub(super) past_markers: Vec<Spanned<String>>,
    pub(super) next_markers: Vec<Spanned<String>>,
    pub(super) period_words: Vec<Spanned<String>>,
}
