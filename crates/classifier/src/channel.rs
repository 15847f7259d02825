//! Which channels hear of an alert, and what it is to each.

use model::{Alert, Transition};

use crate::config::{Channel, Config};
use crate::{ChannelTransition, ChannelledAlert};

/// Names of the channels whose filters the alert passes, sorted.
pub(crate) fn passing(config: &Config, alert: &Alert) -> Vec<String> {
    let mut names: Vec<String> = config
        .channels
        .iter()
        .filter(|channel| passes(channel, alert))
        .map(|channel| channel.name.clone())
        .collect();
    names.sort();
    names
}

/// The alert with what it is in each channel, given the channels of its revision before.
pub(crate) fn channelled(before: &[String], alert: Alert) -> ChannelledAlert {
    let mut channels: Vec<ChannelTransition> = alert
        .channels
        .iter()
        .map(|channel| ChannelTransition {
            channel: channel.clone(),
            transition: match alert.transition {
                Transition::Updated if !before.contains(channel) => Transition::Raised,
                transition => transition,
            },
            left: false,
        })
        .collect();
    let left = before.iter().filter(|channel| !alert.channels.contains(channel));
    channels.extend(left.map(|channel| ChannelTransition {
        channel: channel.clone(),
        transition: Transition::Cancelled,
        left: true,
    }));
    channels.sort_by(|a, b| a.channel.cmp(&b.channel));
    ChannelledAlert { alert, channels }
}

fn passes(channel: &Channel, alert: &Alert) -> bool {
    fn any<T: PartialEq>(allowed: &[T], mut values: impl Iterator<Item = T>) -> bool {
        allowed.is_empty() || values.any(|value| allowed.contains(&value))
    }
    any(&channel.families, std::iter::once(alert.family))
        && any(&channel.tie_types, std::iter::once(alert.tie.tie_type))
        && any(&channel.realis, std::iter::once(alert.tie.realis))
        && any(&channel.countries, alert.tie.partner_codes().into_iter())
        && any(&channel.languages, alert.story.languages.iter().copied())
        && any(&channel.sources, alert.evidence.iter().map(|evidence| evidence.source.clone()))
        && alert.severity.level >= channel.severity
}
