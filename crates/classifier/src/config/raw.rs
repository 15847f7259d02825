//! The shape of `channels.toml` as written: words not yet looked up, each with its place.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Novelty, StoryRules};

/// Points by word.
pub(super) type Points = BTreeMap<Spanned<String>, f64>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) levels: Spanned<RawLevels>,
    pub(super) severity: RawSeverity,
    pub(super) stories: Spanned<StoryRules>,
    #[serde(default)]
    pub(super) channel: Vec<RawChannel>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLevels {
    pub(super) moderate: f64,
    pub(super) severe: f64,
    pub(super) extreme: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSeverity {
    pub(super) act_hostile: f64,
    pub(super) act_friendly: f64,
    pub(super) corroboration_each: f64,
    pub(super) corroboration_max: f64,
    pub(super) source_spread: f64,
    pub(super) realis: Points,
    pub(super) polarity: Points,
    pub(super) tie_type: Points,
    pub(super) actors: BTreeMap<String, f64>,
    pub(super) actor_words: BTreeMap<String, f64>,
    pub(super) novelty: Spanned<Novelty>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChannel {
    pub(super) name: Spanned<String>,
    #[serde(default)]
    pub(super) families: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) tie_types: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) countries: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) realis: Vec<Spanned<String>>,
    pub(super) severity: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) languages: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) sources: Vec<String>,
}
