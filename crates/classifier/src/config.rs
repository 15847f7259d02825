//! The rules of the classifier, as `config/channels.toml` has them.

mod check;
mod raw;

use std::collections::BTreeMap;

use model::{Family, Lang, Level, Polarity, Realis, TieType};

use crate::Problem;

/// Weights, thresholds and channels, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    pub(crate) levels: Levels,
    pub(crate) weights: Weights,
    pub(crate) stories: StoryRules,
    pub(crate) channels: Vec<Channel>,
    /// English names by gazetteer id, for headlines.
    pub(crate) names: BTreeMap<String, String>,
}

/// The scores from which a level counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Levels {
    pub(crate) moderate: f64,
    pub(crate) severe: f64,
    pub(crate) extreme: f64,
}

/// Points of the severity score.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    pub(crate) act_hostile: f64,
    pub(crate) act_friendly: f64,
    pub(crate) corroboration_each: f64,
    pub(crate) corroboration_max: f64,
    pub(crate) source_spread: f64,
    pub(crate) realis: BTreeMap<Realis, f64>,
    pub(crate) polarity: BTreeMap<Polarity, f64>,
    pub(crate) tie_type: BTreeMap<TieType, f64>,
    /// By gazetteer id.
    pub(crate) actors: BTreeMap<String, f64>,
    /// By word, lower case.
    pub(crate) actor_words: BTreeMap<String, f64>,
    pub(crate) novelty: Novelty,
}

/// How novelty and bursts are counted.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Novelty {
    pub(crate) scale: f64,
    pub(crate) max: f64,
    pub(crate) days_seen_min: u32,
    pub(crate) half_life_days: u32,
    pub(crate) first_days: u32,
    pub(crate) burst_days: u32,
    pub(crate) burst_stories: u32,
    pub(crate) burst_log10: f64,
    pub(crate) burst_points: f64,
}

/// Which tellings are one story, and how much is remembered.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoryRules {
    pub(crate) window_days: u32,
    pub(crate) copy: f64,
    pub(crate) same: f64,
    pub(crate) like: f64,
    pub(crate) sentence_like: f64,
    pub(crate) open_days: u32,
    pub(crate) open_max: usize,
    pub(crate) members_max: usize,
    pub(crate) closed_max: usize,
}

/// A filter with a topic; an empty list lets all pass.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Channel {
    pub(crate) name: String,
    pub(crate) families: Vec<Family>,
    pub(crate) tie_types: Vec<TieType>,
    pub(crate) countries: Vec<String>,
    pub(crate) realis: Vec<Realis>,
    pub(crate) severity: Level,
    pub(crate) languages: Vec<Lang>,
    pub(crate) sources: Vec<String>,
}

const COMPILED: &str = include_str!("../../../config/channels.toml");

impl Config {
    /// Reads the text of a `channels.toml`; `name` is what messages call the file.
    ///
    /// # Errors
    ///
    /// Every problem found, by line; a text that is no TOML or has an unknown or missing key gives that one alone.
    pub fn parse(name: &str, text: &str) -> Result<Config, Vec<Problem>> {
        let raw: raw::Raw =
            toml::from_str(text).map_err(|error| vec![check::unreadable(name, text, &error)])?;
        check::check(name, text, raw)
    }

    /// The configuration that is compiled in.
    pub fn compiled() -> Config {
        Config::parse("channels.toml", COMPILED).expect("the compiled channels.toml is read by a test")
    }

    /// The same with English names by gazetteer id, which headlines use.
    #[must_use]
    pub fn with_names(mut self, names: BTreeMap<String, String>) -> Config {
        self.names = names;
        self
    }

    /// Names of the channels, each a topic `alerts.<name>`, in the order of the file.
    pub fn channel_names(&self) -> impl Iterator<Item = &str> {
        self.channels.iter().map(|channel| channel.name.as_str())
    }
}

#[cfg(test)]
mod tests;
