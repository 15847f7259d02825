//! Looks up the words of a raw `channels.toml` and checks what they mean together.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use model::{Family, Lang, Level, Partner, Polarity, Realis, TieType};
use toml::Spanned;

use super::raw::{Points, Raw, RawChannel};
use super::{Channel, Config, Levels, Novelty, StoryRules, Weights};
use crate::Problem;

/// Longest name of a channel: it becomes part of a topic name, which Kafka limits to 249 characters.
const CHANNEL_NAME_BYTES_MAX: usize = 64;
/// Most channels: each is a topic.
const CHANNELS_MAX: usize = 200;
/// Most points that one line of the severity may give, so that a slip of the pen does not drown the others.
const POINTS_MAX: f64 = 100.0;

/// The problem of a text that does not parse.
pub(super) fn unreadable(name: &str, text: &str, error: &toml::de::Error) -> Problem {
    let hint = if error.message().starts_with("unknown field") {
        "correct the spelling or remove the key"
    } else {
        "compare with the commented config/channels.toml"
    };
    Problem {
        file: name.to_owned(),
        line: error.span().map_or(1, |span| line_at(text, span.start)),
        message: error.message().lines().next().unwrap_or("not readable").to_owned(),
        hint: hint.to_owned(),
    }
}

/// Turns the raw file into a [`Config`], or tells everything that is wrong in it.
pub(super) fn check(name: &str, text: &str, raw: Raw) -> Result<Config, Vec<Problem>> {
    let mut problems = Problems { file: name, text, found: Vec::new() };
    let levels_at = raw.levels.span();
    let levels = raw.levels.into_inner();
    if !(levels.moderate < levels.severe && levels.severe < levels.extreme) {
        problems.add(&levels_at, "levels do not rise", "write moderate < severe < extreme");
    }
    let severity = raw.severity;
    let novelty_at = severity.novelty.span();
    let novelty = severity.novelty.into_inner();
    check_novelty(&mut problems, &novelty_at, novelty);
    let stories_at = raw.stories.span();
    let stories = raw.stories.into_inner();
    check_stories(&mut problems, &stories_at, stories);
    let weights = Weights {
        act_hostile: severity.act_hostile,
        act_friendly: severity.act_friendly,
        corroboration_each: severity.corroboration_each,
        corroboration_max: severity.corroboration_max,
        source_spread: severity.source_spread,
        realis: problems.points(
            severity.realis,
            "realis",
            Realis::from_word,
            &words(Realis::ALL, Realis::word),
        ),
        polarity: problems.points(
            severity.polarity,
            "polarity",
            Polarity::from_word,
            &words(Polarity::ALL, Polarity::word),
        ),
        tie_type: problems.points(
            severity.tie_type,
            "tie type",
            TieType::from_word,
            &words(TieType::ALL, TieType::word),
        ),
        actors: severity.actors,
        actor_words: severity
            .actor_words
            .into_iter()
            .map(|(word, points)| (word.to_lowercase(), points))
            .collect(),
        novelty,
    };
    let channels = channels(&mut problems, raw.channel);
    let levels = Levels { moderate: levels.moderate, severe: levels.severe, extreme: levels.extreme };
    let config = Config { levels, weights, stories, channels, names: BTreeMap::new() };
    problems.found.sort_by_key(|problem| problem.line);
    if problems.found.is_empty() { Ok(config) } else { Err(problems.found) }
}

struct Problems<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<Problem>,
}

impl Problems<'_> {
    fn add(&mut self, at: &Range<usize>, message: &str, hint: &str) {
        self.found.push(Problem {
            file: self.file.to_owned(),
            line: line_at(self.text, at.start),
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
    }

    fn word<T>(
        &mut self,
        word: &Spanned<String>,
        what: &str,
        from_word: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> Option<T> {
        let value = from_word(word.get_ref());
        if value.is_none() {
            self.add(
                &word.span(),
                &format!("unknown {what} {:?}", word.get_ref()),
                &format!("write one of: {known}"),
            );
        }
        value
    }

    fn words<T>(
        &mut self,
        words: &[Spanned<String>],
        what: &str,
        from_word: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> Vec<T> {
        words.iter().filter_map(|word| self.word(word, what, &from_word, known)).collect()
    }

    fn points<T: Ord>(
        &mut self,
        points: Points,
        what: &str,
        from_word: impl Fn(&str) -> Option<T>,
        known: &str,
    ) -> BTreeMap<T, f64> {
        let mut read = BTreeMap::new();
        for (word, value) in points {
            if !(value.is_finite() && value.abs() <= POINTS_MAX) {
                self.add(&word.span(), "points out of range", "write a number between -100 and 100");
            }
            if let Some(key) = self.word(&word, what, &from_word, known) {
                read.insert(key, value);
            }
        }
        read
    }
}

fn channels(problems: &mut Problems<'_>, raw: Vec<RawChannel>) -> Vec<Channel> {
    let mut names = BTreeSet::new();
    let mut channels = Vec::new();
    for channel in raw {
        let name = channel.name.get_ref().clone();
        let at = channel.name.span();
        if !is_channel_name(&name) {
            problems.add(
                &at,
                &format!("channel name {name:?} cannot be part of a topic name"),
                "use lower-case letters, digits and hyphens, at most 64",
            );
        }
        if !names.insert(name.clone()) {
            problems.add(
                &at,
                &format!("channel {name:?} stands twice"),
                "give each channel a name of its own",
            );
        }
        if names.len() > CHANNELS_MAX {
            problems.add(
                &at,
                "more than 200 channels",
                "each channel is a topic; let subscribers filter instead",
            );
        }
        channels.push(channel_of(problems, name, &channel));
    }
    channels
}

fn channel_of(problems: &mut Problems<'_>, name: String, raw: &RawChannel) -> Channel {
    let severity = raw.severity.as_ref().and_then(|level| {
        problems.word(level, "severity", Level::from_word, &words(Level::ALL, Level::word))
    });
    Channel {
        name,
        families: problems.words(
            &raw.families,
            "family",
            Family::from_word,
            &words(Family::ALL, Family::word),
        ),
        tie_types: problems.words(
            &raw.tie_types,
            "tie type",
            TieType::from_word,
            &words(TieType::ALL, TieType::word),
        ),
        countries: problems.words(
            &raw.countries,
            "country",
            |code| Partner::from_code(code).map(|partner| partner.code().to_owned()),
            "the alpha-3 code of one of the 33 states, LAC, or a bloc such as CELAC",
        ),
        realis: problems.words(&raw.realis, "realis", Realis::from_word, &words(Realis::ALL, Realis::word)),
        severity: severity.unwrap_or(Level::Minor),
        languages: problems.words(
            &raw.languages,
            "language",
            |code| Lang::ALL.into_iter().find(|lang| lang.code() == code),
            &words(Lang::ALL, Lang::code),
        ),
        sources: raw.sources.clone(),
    }
}

fn check_novelty(problems: &mut Problems<'_>, at: &Range<usize>, novelty: Novelty) {
    if novelty.half_life_days == 0 || novelty.burst_days == 0 || novelty.burst_stories == 0 {
        problems.add(
            at,
            "half_life_days, burst_days or burst_stories is 0",
            "write 1 or more; to switch bursts off set burst_points = 0",
        );
    }
    if novelty.max < 0.0 || novelty.scale < 0.0 {
        problems.add(at, "novelty scale or max is negative", "write 0 to switch novelty off");
    }
}

fn check_stories(problems: &mut Problems<'_>, at: &Range<usize>, stories: StoryRules) {
    let rising = 0.0 < stories.like && stories.like <= stories.same && stories.same <= stories.copy;
    if !rising || stories.copy > 1.0 {
        problems.add(at, "likeness thresholds do not rise", "write 0 < like <= same <= copy <= 1");
    }
    if stories.open_days < stories.window_days {
        problems.add(at, "stories expire within the window of one event", "write open_days >= window_days");
    }
    if stories.open_max == 0 || stories.members_max == 0 {
        problems.add(at, "open_max or members_max is 0", "write 1 or more");
    }
}

fn is_channel_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty()
        && name.len() <= CHANNEL_NAME_BYTES_MAX
        && name.bytes().all(allowed)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

fn words<T: Copy, const N: usize>(all: [T; N], word: impl Fn(T) -> &'static str) -> String {
    all.map(word).join(", ")
}

fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|&byte| byte == b'\n').count() + 1
}
