//! What is copied from the alerts: the topics of the channels, and the latest state of each alert.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;
use bus::{Log, LogError, Topics, wire};
use model::Digest;

use super::alerts::Alerts;
use super::report::{Kind, Report};
use super::scan::{self, Kept, Place, place_of};

/// Holds the copies of one channel against the alerts, which were read before.
pub(super) fn check_channel(
    log: &dyn Log,
    topics: &Topics,
    channel: &str,
    alerts: &Alerts,
    report: &mut Report,
) -> Result<()> {
    let topic = topics.channel(channel);
    let mut seen: HashMap<String, BTreeSet<u32>> = HashMap::new();
    let mut first_input: Option<Place> = None;
    let scanned = scan::topic(log, &topic, |record| {
        report.copies += 1;
        let place = place_of(&record);
        let ce_id = wire::headers::find(&record, "ce_id").unwrap_or_default();
        let named =
            ce_id.rsplit_once('.').and_then(|(id, revision)| Some((id, revision.parse::<u32>().ok()?)));
        let Some((id, revision)) = named else {
            report.fault(Kind::Unreadable, place, format!("ce_id {ce_id:?} is no alert revision"));
            return;
        };
        let input = wire::headers::input(&record, "ties");
        first_input = first_input.or(input);
        let revisions = seen.entry(id.to_owned()).or_default();
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
            None if input.is_some_and(|(partition, offset)| {
                alerts.ends.get(&partition).is_none_or(|end| offset > *end)
            }) => {}
            None => report.fault(Kind::CopyWithoutAlert, place, ce_id),
        }
    });
    let kept = match scanned {
        Ok(kept) => kept,
        Err(LogError::NoTopic(_)) => Kept::default(),
        Err(error) => return Err(error.into()),
    };
    for (id, steps) in &alerts.steps {
        for (revision, step) in
            steps.iter().filter(|(_, step)| step.channels.iter().any(|one| one == channel))
        {
            if seen.get(id).is_some_and(|revisions| revisions.contains(revision)) {
                continue;
            }
            // The copies are deleted by the same clock, topic by topic.
            if kept.is_cut() && step.input <= first_input {
                report.past("channel copies of alerts");
            } else {
                report.fault(Kind::CopyMissing, &topic, format!("{id}.{revision}"));
            }
        }
    }
    Ok(())
}

/// The latest state of each alert, read before the alerts and again after them: what is in the first must be among the
/// alerts, and the last of the alerts must be in the second, however much came in between.
pub(super) struct States {
    before: BTreeMap<String, Vec<u8>>,
}

impl States {
    /// The states before the alerts are read.
    pub(super) fn before(log: &dyn Log, topics: &Topics) -> Result<States> {
        Ok(States { before: log.fold(&topics.alert_state())? })
    }

    /// Holds both readings against the alerts.
    pub(super) fn check(
        self,
        log: &dyn Log,
        topics: &Topics,
        alerts: &Alerts,
        report: &mut Report,
    ) -> Result<()> {
        let after = log.fold(&topics.alert_state())?;
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
