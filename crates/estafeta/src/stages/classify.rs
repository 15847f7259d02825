//! Ties in, alerts out: the classifier's fold with its state in a compacted topic.

use std::collections::BTreeMap;
use std::sync::Arc;

use bus::wire::ClassifierState;
use bus::{DeadLetter, LogError, Outcome, Record, Send, Stage, Topics, wire};
use classifier::{ChannelledAlert, State, StateChange, StateValue};

use crate::rules::RuleSet;

/// The classifier as a stage.
pub(crate) struct ClassifyStage {
    rules: Arc<RuleSet>,
    topics: Topics,
    source: String,
    state: State,
    /// The state as committed: what an aborted batch falls back to.
    committed: State,
}

impl ClassifyStage {
    pub(crate) fn new(rules: Arc<RuleSet>, topics: Topics, source: String) -> ClassifyStage {
        ClassifyStage { rules, topics, source, state: State::new(), committed: State::new() }
    }

    fn fold(&mut self, record: &Record, sends: &mut Vec<Send>, changed: &mut BTreeMap<String, StateChange>) {
        let tagged = match wire::ties::from_json(record.value.as_deref().unwrap_or_default()) {
            Ok(tagged) => tagged,
            Err(error) => {
                let letter = DeadLetter::of(record, "classify", "malformed", &error.to_string());
                sends.push(letter.into_send(&self.topics.dead_letters(), record));
                return;
            }
        };
        let classified = classifier::classify(&self.rules.channels, &mut self.state, &tagged);
        for channelled in &classified.alerts {
            sends.extend(self.sends_of(channelled, record));
        }
        changed.extend(classified.changed.into_iter().map(|change| (change.key.clone(), change)));
    }

    /// One transition: to `alerts`, to the channels that hear of it, and as the latest state of the alert.
    fn sends_of(&self, channelled: &ChannelledAlert, record: &Record) -> Vec<Send> {
        let alert = &channelled.alert;
        let value = wire::alert::to_json(alert);
        let headers = wire::headers::alert(alert, &self.source, record);
        let send = |topic: String, headers| Send {
            topic,
            partition: None,
            key: alert.id.to_string(),
            value: Some(value.clone()),
            headers,
        };
        let mut sends = vec![send(self.topics.alerts(), headers.clone())];
        for channel in &channelled.channels {
            let headers = wire::headers::channel_copy(&headers, alert, channel.transition, channel.left);
            sends.push(send(self.topics.channel(&channel.channel), headers));
        }
        sends.push(send(self.topics.alert_state(), headers));
        sends
    }

    fn state_send(&self, change: StateChange) -> Send {
        Send {
            topic: self.topics.classifier_state(),
            partition: None,
            value: change.value.map(|value| wire::classifier_state::to_json(&wire_state(value))),
            key: change.key,
            headers: wire::headers::plain(None),
        }
    }
}

/// The state as the topic holds it.
fn wire_state(value: StateValue) -> ClassifierState {
    match value {
        StateValue::Story(story) => ClassifierState::Story(story),
        StateValue::BaseRate(rate) => ClassifierState::BaseRate(rate),
        StateValue::Clock(clock) => ClassifierState::Clock(clock),
    }
}

/// The state as the fold takes it.
fn stage_state(value: ClassifierState) -> StateValue {
    match value {
        ClassifierState::Story(story) => StateValue::Story(story),
        ClassifierState::BaseRate(rate) => StateValue::BaseRate(rate),
        ClassifierState::Clock(clock) => StateValue::Clock(clock),
    }
}

impl Stage for ClassifyStage {
    fn assigned(&mut self, _: &[u32], state: BTreeMap<(String, String), Vec<u8>>) -> Result<(), LogError> {
        let mut values = Vec::new();
        for ((topic, key), value) in state {
            match wire::classifier_state::from_json(&value) {
                Ok(value) => values.push(stage_state(value)),
                Err(error) => {
                    return Err(LogError::Medium {
                        action: format!("read state {key} in {topic}"),
                        message: format!(
                            "{error}; this log was written by another version, use that one or a new log"
                        ),
                        retriable: false,
                    });
                }
            }
        }
        self.state = State::restore(values);
        self.committed = self.state.clone();
        Ok(())
    }

    fn work(&mut self, batch: &[Record]) -> Result<Outcome, LogError> {
        let (mut sends, mut changed) = (Vec::new(), BTreeMap::new());
        for record in batch {
            self.fold(record, &mut sends, &mut changed);
        }
        sends.extend(changed.into_values().map(|change| self.state_send(change)).collect::<Vec<_>>());
        Ok(Outcome { sends })
    }

    fn committed(&mut self) {
        self.committed = self.state.clone();
    }

    fn aborted(&mut self) {
        self.state = self.committed.clone();
    }
}
