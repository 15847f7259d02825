//! Alerts: each transition once, in order, with the ties record that made it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;
use bus::{Reader, Record, wire};
use jiff::Timestamp;
use model::{Alert, Digest};

use super::articles::Ties;
use super::evidence::Archived;
use super::report::{Kind, Report};
use super::scan::{self, Kept, Place, place_of};

/// One transition.
pub(super) struct Step {
    /// Digest of the value.
    pub(super) value: Digest,
    /// Channels in which it must have a copy: those it passes, and those it leaves.
    pub(super) channels: Vec<String>,
    /// The ties record that made it.
    pub(super) input: Option<Place>,
    /// When the first article of its story was fetched: it was raised no earlier.
    first_seen: Timestamp,
    place: String,
}

/// All alerts of the log: steps by alert id and revision.
#[derive(Default)]
pub(super) struct Alerts {
    pub(super) steps: HashMap<String, BTreeMap<u32, Step>>,
    kept: Kept,
    /// Input of the first transition that is kept; the outer is `None` where none is kept.
    first_input: Option<Option<Place>>,
    /// Greatest input that was seen, by partition of ties.
    ends: BTreeMap<u32, u64>,
    channels: BTreeSet<String>,
    /// Channels of the latest revision that was read, by alert.
    passing: HashMap<String, (u32, Vec<String>)>,
}

impl Alerts {
    /// Reads the topic and looks at the order; what its alerts rest on goes to `archived`.
    pub(super) fn read(
        reader: Box<dyn Reader>,
        archived: &mut Archived,
        report: &mut Report,
    ) -> Result<Alerts> {
        let mut alerts = Alerts::default();
        let kept = scan::topic(reader, |record| {
            report.transitions += 1;
            match wire::alert::from_json(record.value.as_deref().unwrap_or_default()) {
                Ok(alert) => {
                    archived.add(&alert, &place_of(&record));
                    alerts.take(&alert, &record, report);
                }
                Err(error) => report.fault(Kind::Unreadable, place_of(&record), error.to_string()),
            }
        })?;
        alerts.kept = kept;
        report.alerts = alerts.steps.len() as u64;
        alerts.check_gaps(report);
        Ok(alerts)
    }

    fn take(&mut self, alert: &Alert, record: &Record, report: &mut Report) {
        let (place, named) = (place_of(record), format!("{} revision {}", alert.id, alert.revision));
        let ce_id = format!("{}.{}", alert.id, alert.revision);
        if wire::headers::find(record, "ce_id") != Some(ce_id.as_str()) {
            report.fault(Kind::Unreadable, &place, format!("{named}: ce_id is not {ce_id}"));
        }
        let input = wire::headers::input(record, "ties");
        self.first_input.get_or_insert(input);
        let steps = self.steps.entry(alert.id.to_string()).or_default();
        if steps.contains_key(&alert.revision) {
            report.fault(Kind::AlertDoubled, &place, named);
            return;
        }
        let is_behind = steps.last_key_value().is_some_and(|(last, _)| *last > alert.revision);
        let is_made_before = input
            .is_some_and(|(partition, offset)| self.ends.get(&partition).is_some_and(|end| offset < *end));
        if is_behind || is_made_before {
            report.fault(Kind::AlertOutOfOrder, &place, named);
        }
        if let Some((partition, offset)) = input {
            let end = self.ends.entry(partition).or_default();
            *end = (*end).max(offset);
        }
        let mut channels = alert.channels.clone();
        if let Some((before, passed)) = self.passing.get(alert.id.as_str()) {
            let left = passed.iter().filter(|channel| !alert.channels.contains(channel));
            channels.extend(left.filter(|_| before + 1 == alert.revision).cloned());
        }
        self.channels.extend(channels.iter().cloned());
        self.passing.insert(alert.id.to_string(), (alert.revision, alert.channels.clone()));
        let value = Digest::of(record.value.as_deref().unwrap_or_default());
        let first_seen = alert.story.first_seen;
        steps.insert(alert.revision, Step { value, channels, input, first_seen, place });
    }

    fn check_gaps(&self, report: &mut Report) {
        for (id, steps) in &self.steps {
            let mut before = 0;
            for (revision, step) in steps {
                if *revision != before + 1 {
                    // What lies before the first that is kept may be past its time.
                    if before == 0 && self.may_be_past(step.first_seen) {
                        report.past("earlier transitions of alerts");
                    } else {
                        let what = format!("{id} revision {revision} follows revision {before}");
                        report.fault(Kind::AlertRevisionSkipped, &step.place, what);
                    }
                }
                before = *revision;
            }
        }
    }

    /// Every transition has its ties record; `ties` were read after the alerts.
    pub(super) fn check(&self, ties: &Ties, report: &mut Report) {
        for (id, steps) in &self.steps {
            for (revision, step) in steps {
                match step.input {
                    Some(input) if ties.places.contains(&input) => {}
                    Some(input) if ties.kept.is_past(input) => report.past("ties of alerts"),
                    input => {
                        let named = input.map_or("names no ties record".to_owned(), |(partition, offset)| {
                            format!("ties/{partition}/{offset} is not in the log")
                        });
                        report.fault(
                            Kind::AlertInputMissing,
                            &step.place,
                            format!("{id} revision {revision}: {named}"),
                        );
                    }
                }
            }
        }
    }

    /// Channels that alerts passed.
    pub(super) fn channels(&self) -> &BTreeSet<String> {
        &self.channels
    }

    /// A transition, where it is kept.
    pub(super) fn step(&self, id: &str, revision: u32) -> Option<&Step> {
        self.steps.get(id)?.get(&revision)
    }

    /// Whether a transition that is not there, made at this time of the classifier's clock or later, may have been deleted
    /// when its time was over. The clock is never ahead of the time of appending.
    pub(super) fn may_be_past(&self, at: Timestamp) -> bool {
        self.kept.is_past_time(at)
    }

    /// The same by the ties record that made it: inputs rise, so it lies before those of all that is kept.
    pub(super) fn is_input_past(&self, input: Option<Place>) -> bool {
        self.kept.is_cut() && self.first_input.is_none_or(|first| input <= first)
    }

    /// Whether a transition was made after the alerts were read.
    pub(super) fn is_input_newer(&self, input: Option<Place>) -> bool {
        let is_newer = |(partition, offset): Place| self.ends.get(&partition).is_none_or(|end| offset > *end);
        input.is_some_and(is_newer)
    }
}
