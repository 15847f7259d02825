//! The hand's weights, read from `weights.toml`, and the shares they give an act.

use std::fmt;

use serde::Deserialize;

/// All weights.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    pub(crate) wanted: Wanted,
    pub(crate) ground: Ground,
    pub(crate) topic: TopicWeights,
}

/// How well an act must be grounded, by how plainly the article is about the two sides.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    pub(crate) plain: i32,
    pub(crate) likely: i32,
    pub(crate) passing: i32,
}

/// What grounds an act as a tie of the two sides; the file says what each is.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ground {
    pub(crate) both_sides: i32,
    pub(crate) side_apart: i32,
    pub(crate) carried: i32,
    pub(crate) strong_topic: i32,
    pub(crate) stance: i32,
    pub(crate) many_thirds: i32,
    pub(crate) third_beside: i32,
    pub(crate) loose_form: i32,
    pub(crate) general_act: i32,
    pub(crate) vague_russia: i32,
    pub(crate) sides_far_apart: i32,
    pub(crate) told_in_passing: i32,
    pub(crate) sport: i32,
    pub(crate) market: i32,
    pub(crate) culture_aside: i32,
    pub(crate) joint_subject: i32,
    pub(crate) third_is_subject: i32,
    pub(crate) third_is_subject_severe: i32,
    pub(crate) loose_sanctions: i32,
    pub(crate) thirds_deed: i32,
    pub(crate) loose_journey: i32,
    pub(crate) agentless_blame: i32,
    pub(crate) private_crime: i32,
    pub(crate) third_is_party: i32,
    pub(crate) no_actor: i32,
    pub(crate) happens_apart: i32,
    pub(crate) subject_matter: i32,
    pub(crate) voiced_there: i32,
    pub(crate) russia_is_venue: i32,
    pub(crate) partner_is_venue: i32,
    pub(crate) met_there: i32,
}

/// What decides which topic an act is about.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TopicWeights {
    pub(crate) class: i32,
    pub(crate) weight: i32,
    pub(crate) same_clause: i32,
    pub(crate) distance: i32,
    pub(crate) behind_other_act: i32,
    pub(crate) before_verb: i32,
    pub(crate) before_gerund: i32,
    pub(crate) blame_with_sanctions: i32,
    pub(crate) venue: i32,
    pub(crate) own_type: i32,
}

/// What each weight gave an act, by the names of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shares(Vec<(&'static str, i32)>);

impl Shares {
    /// Notes that `name` counts `times` its weight.
    pub(crate) fn add(&mut self, name: &'static str, weight: i32, times: i32) {
        if times != 0 {
            self.0.push((name, weight * times));
        }
    }

    /// Notes that `name` counts, where it holds.
    pub(crate) fn add_if(&mut self, name: &'static str, weight: i32, holds: bool) {
        self.add(name, weight, i32::from(holds));
    }

    /// How well the act is grounded.
    pub fn total(&self) -> i32 {
        self.0.iter().map(|(_, share)| share).sum()
    }
}

/// `both_sides +4, carried -1`
impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (name, share)) in self.0.iter().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            write!(f, "{comma}{name} {share:+}")?;
        }
        Ok(())
    }
}
