//! A member of a stage's group: what it is assigned, its batches, and the one transaction that commits.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::{Event, LogError, Marker, Position, Record, Send, Session, StageSpec, VALUE_BYTES_MAX};

use super::assign::{committed, read_state, signed};
use super::client::{self, Move, Moves, Quiet};
use super::error::{is_fenced, medium};
use super::marker::Markers;
use super::reader::record_of;
use super::transaction::{Failure, Offsets, Transactor};
use super::{ANSWER_MAX, Cluster};

/// How long more records are waited for once there are some.
const LINGER: Duration = Duration::from_millis(2);

/// How many errors one look takes in before others have their turn.
const ERRORS_MAX: usize = 1_000;

/// How long a successor may take between the fencing of our producer and its joining of the group.
const HEARD_MAX: Duration = Duration::from_secs(5);
/// How often the group is looked at meanwhile.
const HEARD_LOOK: Duration = Duration::from_millis(250);

type Place = (String, u32);

/// A stage instance.
pub(super) struct KafkaSession {
    cluster: Arc<Cluster>,
    spec: StageSpec,
    /// None for a stage that neither reads nor remembers.
    consumer: Option<BaseConsumer<Quiet<Moves>>>,
    transactor: Transactor,
    markers: Markers,
    events: VecDeque<Event>,
    /// Partitions of the topic by which the stage is shared.
    owned: BTreeSet<Place>,
    /// The group moved and the state of what is owned now is not yet read.
    unsettled: bool,
    /// Fetched and not yet committed, by partition, in order.
    fetched: BTreeMap<Place, VecDeque<Record>>,
    /// Next offset as committed.
    stored: BTreeMap<Place, u64>,
    /// Next offset after what was given.
    given: BTreeMap<Place, u64>,
    /// Names each commit, so that one whose end was not heard of can be found again.
    commits: u64,
    started: i128,
    /// The commit whose end was not heard of.
    doubt: Option<String>,
    /// The last commit failed, so that the next call may be its repetition.
    is_repeating: bool,
}

impl KafkaSession {
    /// Fences whoever held this instance's name, then becomes a member of the group.
    pub(super) fn join(cluster: Arc<Cluster>, spec: StageSpec) -> Result<KafkaSession, LogError> {
        let mut transactor = Transactor::new(Arc::clone(&cluster), &spec);
        transactor.ready()?;
        let started = jiff::Timestamp::now().as_nanosecond();
        let consumer = become_member(&cluster, &spec, started)?;
        let markers = Markers::of(&cluster.settings.marker_dir, &spec.name, &spec.instance);
        let mut session = KafkaSession {
            cluster,
            spec,
            consumer,
            transactor,
            markers,
            events: VecDeque::new(),
            owned: BTreeSet::new(),
            unsettled: false,
            fetched: BTreeMap::new(),
            stored: BTreeMap::new(),
            given: BTreeMap::new(),
            commits: 0,
            started,
            doubt: None,
            is_repeating: false,
        };
        if session.consumer.is_none() {
            session.events.push_back(Event::Assigned { partitions: vec![0], state: BTreeMap::new() });
        }
        Ok(session)
    }

    /// Takes what has come; waits at most `wait` for a first record.
    fn fetch(&mut self, records_max: usize, wait: Duration) -> Result<(), LogError> {
        let (mut wait, mut errors) = (wait, 0);
        loop {
            let Some(consumer) = &self.consumer else { return Ok(()) };
            let polled = consumer.poll(wait).map(|polled| polled.map(|message| record_of(&message)));
            // What the group decided came before this record.
            self.note_moves();
            match polled {
                None => return Ok(()),
                Some(Ok(record)) => self.keep(record),
                Some(Err(error)) if is_fenced(&error) => return self.fenced_or_again(&error),
                // After an outage many of these wait before what the group decided.
                Some(Err(error)) => {
                    tracing::debug!(%error, stage = %self.spec.name, "Nothing could be fetched.");
                    errors += 1;
                    if errors == ERRORS_MAX {
                        return Ok(());
                    }
                }
            }
            if self.unsettled || self.fetched.values().map(VecDeque::len).sum::<usize>() >= records_max {
                return Ok(());
            }
            wait = wait.min(LINGER);
        }
    }

    fn keep(&mut self, record: Record) {
        let place = (record.topic.clone(), record.partition);
        // A stage that is shared by its state topic reads that one on assignment only.
        if self.spec.inputs.contains(&record.topic) && self.owned.contains(&place) {
            self.fetched.entry(place).or_default().push_back(record);
        }
    }

    fn note_moves(&mut self) {
        let Some(consumer) = &self.consumer else { return };
        let mut went = BTreeSet::new();
        for moved in consumer.context().0.take() {
            match moved {
                Move::Came(places) => {
                    self.unsettled |= !places.is_empty();
                    self.owned.extend(places);
                }
                Move::Went(places) => {
                    for place in places {
                        self.unsettled = true;
                        self.owned.remove(&place);
                        self.fetched.remove(&place);
                        self.given.remove(&place);
                        self.stored.remove(&place);
                        went.insert(place.1);
                    }
                }
            }
        }
        if !went.is_empty() {
            self.events.push_back(Event::Revoked(went.into_iter().collect()));
        }
    }

    /// Reads the positions and the state of all that is owned. First the positions: the answer waits until no transaction
    /// with offsets of these partitions is open, so the former owner can change nothing any more.
    fn settle(&mut self) -> Result<(), LogError> {
        let Some(consumer) = &self.consumer else { return Ok(()) };
        if self.spec.inputs.is_empty() {
            // Fetched for nothing otherwise; it is the assignment that counts.
            let mut list = TopicPartitionList::new();
            for (topic, partition) in &self.owned {
                list.add_partition(topic, signed(*partition));
            }
            consumer.pause(&list).map_err(|error| self.failed("pause", &error))?;
        }
        let positions =
            committed(consumer, &self.owned).map_err(|error| self.failed("ask positions of", &error))?;
        let partitions: BTreeSet<u32> = self.owned.iter().map(|(_, partition)| *partition).collect();
        let state = read_state(&self.cluster, &self.spec.state, &partitions)?;
        for place in &self.owned {
            let next = match self.spec.inputs.is_empty() {
                true => state.ends.get(place).copied(),
                false => positions.get(place).map(|(next, _)| *next),
            };
            self.stored.insert(place.clone(), next.unwrap_or(0));
        }
        self.unsettled = false;
        // A commit in doubt is over by now, and in these positions and this state or in none: what is committed next is another.
        self.doubt = None;
        let partitions = partitions.into_iter().collect();
        self.events.push_back(Event::Assigned { partitions, state: state.values });
        Ok(())
    }

    /// Records of the partition whose next record has waited longest.
    fn give(&mut self, records_max: usize) -> Option<Vec<Record>> {
        let waiting =
            self.fetched.iter().filter_map(|(place, records)| Some((records.front()?.appended_at, place)));
        let (_, place) = waiting.min()?;
        let place = place.clone();
        let records: Vec<Record> = self.fetched[&place].iter().take(records_max.max(1)).cloned().collect();
        let next = records.last()?.offset + 1;
        self.given.insert(place, next);
        Some(records)
    }

    fn check(&self, sends: &[Send], positions: &[Position]) -> Result<(), LogError> {
        for send in sends {
            self.cluster.partitions(&send.topic)?;
            let bytes = send.value.as_ref().map_or(0, Vec::len);
            if bytes > VALUE_BYTES_MAX {
                return Err(LogError::TooLarge { topic: send.topic.clone(), key: send.key.clone(), bytes });
            }
        }
        if self.consumer.is_some() && self.owned.is_empty() {
            return Err(self.moved("nothing is assigned"));
        }
        for position in positions {
            let place = (position.topic.clone(), position.partition);
            if !self.owned.contains(&place) {
                return Err(self.moved(&format!("{}/{} is not ours", position.topic, position.partition)));
            }
            let stored = self.stored.get(&place).copied().unwrap_or(0);
            let given = self.given.get(&place).copied().unwrap_or(0);
            if position.next <= stored || position.next > given {
                return Err(LogError::Discontinuous {
                    stage: self.spec.name.clone(),
                    topic: position.topic.clone(),
                    partition: position.partition,
                    stored,
                    wanted: position.next,
                });
            }
        }
        Ok(())
    }

    /// The positions of everything that is owned, moved where `positions` says so: a member whose partitions went to
    /// another cannot commit them, even where nothing was read.
    fn offsets(&self, positions: &[Position], commit: &str) -> Result<Option<Offsets>, LogError> {
        let Some(consumer) = &self.consumer else { return Ok(None) };
        let mut list = TopicPartitionList::new();
        for place in &self.owned {
            let moved = positions.iter().find(|p| p.topic == place.0 && p.partition == place.1);
            let next = moved.map_or_else(|| self.stored.get(place).copied().unwrap_or(0), |moved| moved.next);
            let offset = Offset::Offset(i64::try_from(next).unwrap_or(i64::MAX));
            list.add_partition_offset(&place.0, signed(place.1), offset)
                .map_err(|error| self.failed("note positions of", &error))?;
            if let Some(mut element) = list.find_partition(&place.0, signed(place.1)) {
                element.set_metadata(commit);
            }
        }
        let group = consumer.group_metadata().ok_or_else(|| self.moved("not a member of the group yet"))?;
        Ok(Some(Offsets { list, group }))
    }

    /// Whether the commit whose end was not heard of is in the log: its predecessor's end is waited for by a new producer,
    /// then the group's positions carry its id or do not.
    fn was_committed(&mut self, commit: &str) -> Result<bool, LogError> {
        self.transactor.ready()?;
        let Some(consumer) = &self.consumer else {
            return Err(LogError::Medium {
                action: format!("commit stage {} at {}", self.spec.name, self.cluster.settings.brokers),
                message: "the end of the last transaction was not heard of, and a stage without state cannot find out"
                    .to_owned(),
                retriable: false,
            });
        };
        let positions =
            committed(consumer, &self.owned).map_err(|error| self.failed("ask positions of", &error))?;
        Ok(positions.values().any(|(_, id)| id == commit))
    }

    /// Lets the group speak between two attempts at a commit: a member that is not heard of for long must join again before it
    /// can commit anything.
    fn serve_group(&mut self) -> Result<(), LogError> {
        let fetched = self.fetched.values().map(VecDeque::len).sum::<usize>();
        self.fetch(fetched + 1, LINGER)
    }

    /// The group has given our name to another member. Where that is a join of our own that the brokers took up late, after
    /// an outage, we join again; another process's is respected.
    fn fenced_or_again(&mut self, error: &KafkaError) -> Result<(), LogError> {
        if self.is_replaced()? {
            return Err(self.transactor.fenced(&error.to_string()));
        }
        tracing::info!(stage = %self.spec.name, "The group lost sight of this member; joining again.");
        let went: BTreeSet<u32> = self.owned.iter().map(|(_, partition)| *partition).collect();
        if !went.is_empty() {
            self.events.push_back(Event::Revoked(went.into_iter().collect()));
        }
        self.owned.clear();
        self.fetched.clear();
        self.given.clear();
        self.stored.clear();
        self.unsettled = false;
        self.consumer = become_member(&self.cluster, &self.spec, self.started)?;
        Ok(())
    }

    /// Whether another process is the member of our name. One that has just fenced our producer may not have joined yet, so
    /// it is waited for. True where there is no group to ask.
    fn is_replaced(&self) -> Result<bool, LogError> {
        let Some(consumer) = &self.consumer else { return Ok(true) };
        let group = client::group_of(&self.cluster.settings, &self.spec.name);
        let own = client::client_id(&self.spec.instance, self.started);
        let end = Instant::now() + HEARD_MAX;
        while Instant::now() < end {
            let list = consumer.fetch_group_list(Some(&group), ANSWER_MAX);
            let list = list.map_err(|error| self.failed("ask for the members of", &error))?;
            let members = list.groups().iter().flat_map(rdkafka::groups::GroupInfo::members);
            // The brokers make a static member's id of its name and a uuid.
            let has_our_name = |id: &str| {
                id.strip_prefix(&self.spec.instance)
                    .is_some_and(|rest| rest.len() == 37 && rest.starts_with('-'))
            };
            // It has the rack in it, and is told only while the group is stable.
            let is_another = |metadata: &[u8]| {
                !metadata.is_empty() && !metadata.windows(own.len()).any(|part| part == own.as_bytes())
            };
            let mut namesakes = members.filter(|member| has_our_name(member.id()));
            if namesakes.any(|member| member.metadata().is_some_and(is_another)) {
                return Ok(true);
            }
            std::thread::sleep(HEARD_LOOK);
        }
        Ok(false)
    }

    fn move_on(&mut self, positions: &[Position]) {
        for position in positions {
            let place = (position.topic.clone(), position.partition);
            if let Some(records) = self.fetched.get_mut(&place) {
                while records.front().is_some_and(|record| record.offset < position.next) {
                    records.pop_front();
                }
            }
            self.stored.insert(place, position.next);
        }
    }

    fn moved(&self, reason: &str) -> LogError {
        LogError::Moved { stage: self.spec.name.clone(), reason: reason.to_owned() }
    }

    fn failed(&self, what: &str, error: &KafkaError) -> LogError {
        medium(format!("{what} stage {} at {}", self.spec.name, self.cluster.settings.brokers), error)
    }
}

/// A member of the stage's group; none for a stage that neither reads nor remembers.
fn become_member(
    cluster: &Cluster,
    spec: &StageSpec,
    started: i128,
) -> Result<Option<BaseConsumer<Quiet<Moves>>>, LogError> {
    let Some(topic) = ownership(spec)? else { return Ok(None) };
    cluster.partitions(topic)?;
    let action = || format!("join stage {} at {}", spec.name, cluster.settings.brokers);
    let config = client::member_config(&cluster.settings, &spec.name, &spec.instance, started)?;
    let consumer: BaseConsumer<Quiet<Moves>> =
        config.create_with_context(Quiet::default()).map_err(|error| medium(action(), &error))?;
    consumer.subscribe(&[topic]).map_err(|error| medium(action(), &error))?;
    Ok(Some(consumer))
}

/// The topic whose partitions the group shares: the input, or for a stage without one the state.
fn ownership(spec: &StageSpec) -> Result<Option<&str>, LogError> {
    match (&spec.inputs[..], &spec.state[..]) {
        ([], []) => Ok(None),
        ([], [first, ..]) => Ok(Some(first)),
        ([input], _) => Ok(Some(input)),
        (inputs, _) => Err(LogError::Medium {
            action: format!("join stage {}", spec.name),
            message: format!("{} inputs cannot be shared alike; a stage reads one topic", inputs.len()),
            retriable: false,
        }),
    }
}

impl Session for KafkaSession {
    fn next(&mut self, records_max: usize, wait: Duration) -> Result<Event, LogError> {
        let deadline = Instant::now() + wait;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let has_work =
                !self.events.is_empty() || self.fetched.values().any(|records| !records.is_empty());
            self.fetch(records_max.max(1), if has_work { Duration::ZERO } else { left })?;
            if self.unsettled {
                self.settle()?;
            }
            if let Some(event) = self.events.pop_front() {
                return Ok(event);
            }
            if let Some(batch) = self.give(records_max) {
                return Ok(Event::Batch(batch));
            }
            if Instant::now() >= deadline {
                return Ok(Event::Idle);
            }
            if self.consumer.is_none() {
                std::thread::sleep(left);
            }
        }
    }

    fn commit(&mut self, sends: &[Send], positions: &[Position]) -> Result<(), LogError> {
        if std::mem::take(&mut self.is_repeating) {
            self.serve_group()?;
        }
        self.check(sends, positions)?;
        if let Some(commit) = self.doubt.clone() {
            let was_committed = self.was_committed(&commit)?;
            self.doubt = None;
            if was_committed {
                self.move_on(positions);
                return Ok(());
            }
        }
        self.commits += 1;
        let commit = format!("{}.{}.{}", self.spec.instance, self.started, self.commits);
        if self.unsettled {
            return Err(self.moved("the group decided anew"));
        }
        let offsets = self.offsets(positions, &commit)?;
        self.is_repeating = true;
        match self.transactor.run(sends, offsets.as_ref()) {
            Ok(()) => {
                self.is_repeating = false;
                self.move_on(positions);
                Ok(())
            }
            Err(Failure::InDoubt(error)) => {
                self.doubt = Some(commit);
                Err(error)
            }
            Err(Failure::Overdue(error)) => {
                if self.is_replaced()? {
                    return Err(error);
                }
                self.doubt = Some(commit);
                Err(LogError::Medium {
                    action: format!("commit stage {} at {}", self.spec.name, self.cluster.settings.brokers),
                    message: "the brokers ended the transaction by its timeout".to_owned(),
                    retriable: true,
                })
            }
            Err(Failure::Aborted(error) | Failure::Final(error)) => Err(error),
        }
    }

    fn position(&self, topic: &str, partition: u32) -> Option<u64> {
        let place = (topic.to_owned(), partition);
        self.owned.contains(&place).then(|| self.stored.get(&place).copied().unwrap_or(0))
    }

    fn marker(&mut self, topic: &str, partition: u32) -> Result<Option<Marker>, LogError> {
        Ok(self.markers.read(topic, partition))
    }

    fn mark(&mut self, marker: &Marker) -> Result<(), LogError> {
        self.markers.write(marker)
    }
}
