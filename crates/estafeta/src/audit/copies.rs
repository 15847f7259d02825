//! What is copied from the alerts: the topics of the channels, and the latest state of each alert.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;
use bus::{Log, LogError, Reader, Record, Seek, Topics, wire};
use model::Digest;

use super::alerts::{Alerts, Step};
use super::report::{Kind, Report};
use super::scan::{self, Kept, Place, place_of};

/// The copies in one channel.
#[derive(Default)]
struct Channel {
    name: String,
    seen: HashMap<String, BTreeSet<u32>>,
    /// Input of the first copy that is kept.
    first_input: Option<Place>,
    kept: Kept,
}

/// Holds the copies in the channels against the alerts, which were read before.
pub(super) fn check_channels(
    log: &dyn Log,
    topics: &Topics,
    names: &BTreeSet<String>,
    alerts: &Alerts,
    report: &mut Report,
) -> Result<()> {
    let channel =
        |name: &String| (topics.channel(name), Channel { name: name.clone(), ..Channel::default() });
    let mut channels: BTreeMap<String, Channel> = names.iter().map(channel).collect();
    let mut there: Vec<String> = channels.keys().cloned().collect();
    let reader = loop {
        match log.reader(&there, Seek::Beginning) {
            Ok(reader) => break reader,
            // A channel that was never written is empty.
            Err(LogError::NoTopic(gone)) if there.contains(&gone) => there.retain(|topic| *topic != gone),
            Err(error) => return Err(error.into()),
        }
    };
    scan::to_the_end(reader, |record| {
        if let Some(channel) = channels.get_mut(&record.topic) {
            channel.take(&record, alerts, report);
        }
    })?;
    for (topic, channel) in &channels {
        channel.check(topic, alerts, report);
    }
    Ok(())
}

impl Channel {
    /// A copy is the alert of its id, once and in order.
    fn take(&mut self, record: &Record, alerts: &Alerts, report: &mut Report) {
        report.copies += 1;
        self.kept.note(record);
        let place = place_of(record);
        let ce_id = wire::headers::find(record, "ce_id").unwrap_or_default();
        let named =
            ce_id.rsplit_once('.').and_then(|(id, revision)| Some((id, revision.parse::<u32>().ok()?)));
        let Some((id, revision)) = named else {
            report.fault(Kind::Unreadable, place, format!("ce_id {ce_id:?} is no alert revision"));
            return;
        };
        let input = wire::headers::input(record, "ties");
        self.first_input = self.first_input.or(input);
        let revisions = self.seen.entry(id.to_owned()).or_default();
        if revisions.last().is_some_and(|last| *last > revision) {
            report.fault(Kind::CopyOutOfOrder, &place, ce_id);
        }
        if !revisions.insert(revision) {
            report.fault(Kind::CopyDoubled, &place, ce_id);
        }
        let value = Digest::of(record.value.as_deref().unwrap_or_default());
        match alerts.step(id, revision) {
            Some(step) if step.value == value => {}
            Some(_) => report.fault(Kind::CopyDiffers, place, ce_id),
            None if alerts.is_input_past(input) => report.past("alerts of channel copies"),
            // What came after the alerts were read is for the next audit.
            None if alerts.is_input_newer(input) => {}
            None => report.fault(Kind::CopyWithoutAlert, place, ce_id),
        }
    }

    /// Every alert that must have a copy has it.
    fn check(&self, topic: &str, alerts: &Alerts, report: &mut Report) {
        let is_here = |step: &Step| step.channels.contains(&self.name);
        for (id, steps) in &alerts.steps {
            for (revision, step) in steps.iter().filter(|(_, step)| is_here(step)) {
                if self.seen.get(id).is_some_and(|revisions| revisions.contains(revision)) {
                    continue;
                }
                // The copies are deleted by the same clock, topic by topic.
                if self.kept.is_cut() && !self.seen.is_empty() && step.input <= self.first_input {
                    report.past("channel copies of alerts");
                } else {
                    report.fault(Kind::CopyMissing, topic, format!("{id}.{revision}"));
                }
            }
        }
    }
}

/// The latest state of each alert, read before the alerts and again after them: what is in the first must be among the
/// alerts, and the last of the alerts must be in the second, however much came in between.
pub(super) struct States {
    before: BTreeMap<String, Vec<u8>>,
}

impl States {
    /// The states before the alerts are read.
    pub(super) fn before(states: Box<dyn Reader>) -> Result<States> {
        Ok(States { before: scan::fold(states)? })
    }

    /// Holds both readings against the alerts.
    pub(super) fn check(
        self,
        states: Box<dyn Reader>,
        topics: &Topics,
        alerts: &Alerts,
        report: &mut Report,
    ) -> Result<()> {
        let after = scan::fold(states)?;
        report.states = after.len() as u64;
        let topic = topics.alert_state();
        for (id, value) in &self.before {
            let Ok(alert) = wire::alert::from_json(value) else {
                report.fault(Kind::Unreadable, &topic, id);
                continue;
            };
            match alerts.step(id, alert.revision) {
                Some(step) if step.value == Digest::of(value) => {}
                None if alerts.may_be_past(alert.at) => report.past("alerts of latest states"),
                _ => report.fault(Kind::StateDiffers, &topic, format!("{id} revision {}", alert.revision)),
            }
        }
        for (id, steps) in &alerts.steps {
            let Some((last, step)) = steps.last_key_value() else { continue };
            let state = after.get(id).map(|value| (wire::alert::from_json(value), Digest::of(value)));
            match state {
                None => report.fault(Kind::StateMissing, &topic, format!("{id} revision {last}")),
                Some((Ok(alert), _)) if alert.revision > *last => {}
                Some((Ok(alert), value)) if alert.revision == *last && step.value == value => {}
                Some(_) => {
                    let what = format!("{id}: the last transition is revision {last}");
                    report.fault(Kind::StateDiffers, &topic, what);
                }
            }
        }
        Ok(())
    }
}
