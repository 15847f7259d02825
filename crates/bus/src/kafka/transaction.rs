//! The transactional producer of one stage instance, and what to do when a call of a transaction fails.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::util::Timeout;

use crate::{LogError, Send, StageSpec};

use super::client::{Deliveries, Quiet, TRANSACTION_TIMEOUT, Undelivered, producer_config};
use super::error::{Remedy, medium, remedy};
use super::{ANSWER_MAX, Cluster};

/// How long a new producer may take: it waits for the end of its predecessor's transaction, 17 s were seen after a broker
/// was killed.
const INIT_MAX: Duration = Duration::from_secs(40);
/// How long records may take to be delivered, a little above `delivery.timeout.ms`.
const DELIVERY_MAX: Duration = Duration::from_secs(12);
/// How long an abort may take.
const ABORT_MAX: Duration = Duration::from_secs(15);
/// How long the producer waits for deliveries between two looks. `commit_transaction` itself looks every 100 ms only, which
/// would be the price of every transaction.
const DRAIN_WAIT: Duration = Duration::from_millis(1);

/// Where a group has read to, for the transaction that moves it.
pub(super) struct Offsets {
    pub(super) list: TopicPartitionList,
    pub(super) group: ConsumerGroupMetadata,
}

/// Why a transaction was not committed.
pub(super) enum Failure {
    /// Nothing was kept; says why and whether the same may work later.
    Aborted(LogError),
    /// It may have been committed or not.
    InDoubt(LogError),
    /// Nothing was kept and nothing ever will be.
    Final(LogError),
    /// Fenced, but only after the brokers had time to end the transaction by its timeout, which looks the same to the client
    /// (librdkafka #3928): another process has our name, or our own transaction was too slow.
    Overdue(LogError),
}

/// Makes and keeps the producer.
pub(super) struct Transactor {
    cluster: Arc<Cluster>,
    stage: String,
    instance: String,
    producer: Option<BaseProducer<Quiet<Deliveries>>>,
    /// When the first transaction began of those that failed since the last that was committed.
    troubled_since: Option<Instant>,
}

impl Transactor {
    pub(super) fn new(cluster: Arc<Cluster>, spec: &StageSpec) -> Transactor {
        Transactor {
            cluster,
            stage: spec.name.clone(),
            instance: spec.instance.clone(),
            producer: None,
            troubled_since: None,
        }
    }

    /// Makes sure that there is a producer whose predecessor is fenced and whose predecessor's transaction is over.
    pub(super) fn ready(&mut self) -> Result<&BaseProducer<Quiet<Deliveries>>, LogError> {
        if self.producer.is_none() {
            self.producer = Some(self.make()?);
        }
        Ok(self.producer.as_ref().expect("it was just made"))
    }

    fn make(&self) -> Result<BaseProducer<Quiet<Deliveries>>, LogError> {
        let config = producer_config(&self.cluster.settings, &self.stage, &self.instance)?;
        let action =
            || format!("start the producer of stage {} at {}", self.stage, self.cluster.settings.brokers);
        let producer: BaseProducer<Quiet<Deliveries>> =
            config.create_with_context(Quiet::default()).map_err(|error| medium(action(), &error))?;
        producer.init_transactions(INIT_MAX).map_err(|error| match remedy(&error) {
            Remedy::Stop if !self.is_overdue() => self.fenced(&error.to_string()),
            _ => LogError::Medium { action: action(), message: error.to_string(), retriable: true },
        })?;
        Ok(producer)
    }

    /// Sends `sends` and moves the group's positions, all or nothing.
    pub(super) fn run(&mut self, sends: &[Send], offsets: Option<&Offsets>) -> Result<(), Failure> {
        self.ready().map_err(sorted)?;
        self.troubled_since.get_or_insert_with(Instant::now);
        let producer = self.producer.as_ref().expect("it is ready");
        // What an earlier transaction could not deliver is told already.
        drop(producer.context().0.take());
        let prepared = prepare(producer, sends, offsets);
        let was_asked = prepared.is_ok();
        // Never: what is left of the transaction's own timeout.
        match prepared.and_then(|()| producer.commit_transaction(Timeout::Never)) {
            Ok(()) => {
                self.troubled_since = None;
                Ok(())
            }
            Err(error) => Err(self.recover(&error, was_asked)),
        }
    }

    /// Ends a transaction that failed, so that the next one can begin. Only one whose commit was asked for can be in doubt.
    fn recover(&mut self, error: &KafkaError, was_asked: bool) -> Failure {
        let action = format!("commit stage {} at {}", self.stage, self.cluster.settings.brokers);
        let undelivered = self.producer.as_ref().and_then(|producer| producer.context().0.take());
        let remedy = remedy(error);
        let is_over = match remedy {
            Remedy::Stop => return self.cut_off(error),
            Remedy::Replace => false,
            Remedy::Abort | Remedy::AbortAndLeave => match self.abort() {
                Ok(()) => true,
                Err(Remedy::Stop) => return self.cut_off(error),
                Err(_) => false,
            },
        };
        if !is_over {
            self.producer = None;
        }
        if was_asked && !is_over {
            return Failure::InDoubt(medium(action, error));
        }
        if remedy == Remedy::AbortAndLeave {
            return Failure::Final(LogError::Moved { stage: self.stage.clone(), reason: error.to_string() });
        }
        match undelivered {
            Some(undelivered) => refusal(undelivered, action),
            None => Failure::Aborted(medium(action, error)),
        }
    }

    /// A producer that the brokers take for an old one is of no use any more, whoever is to blame.
    fn cut_off(&mut self, error: &KafkaError) -> Failure {
        self.producer = None;
        let fenced = self.fenced(&error.to_string());
        if self.is_overdue() { Failure::Overdue(fenced) } else { Failure::Final(fenced) }
    }

    /// Whether the brokers may have ended a transaction of ours by its timeout.
    fn is_overdue(&self) -> bool {
        self.troubled_since
            .is_some_and(|since| since.elapsed() + Duration::from_secs(1) >= TRANSACTION_TIMEOUT)
    }

    fn abort(&self) -> Result<(), Remedy> {
        let Some(producer) = &self.producer else { return Ok(()) };
        producer.abort_transaction(ABORT_MAX).map_err(|error| remedy(&error))
    }

    pub(super) fn fenced(&self, said: &str) -> LogError {
        let by = format!("another process with the instance name {:?} ({said})", self.instance);
        LogError::Fenced { stage: self.stage.clone(), by }
    }
}

/// The refusal of one record by the brokers, which undid the whole transaction.
fn refusal(undelivered: Undelivered, action: String) -> Failure {
    let Undelivered { topic, key, bytes, code } = undelivered;
    match code {
        RDKafkaErrorCode::MessageSizeTooLarge | RDKafkaErrorCode::InvalidMessageSize => {
            Failure::Final(LogError::TooLarge { topic, key, bytes })
        }
        RDKafkaErrorCode::UnknownTopicOrPartition
        | RDKafkaErrorCode::UnknownTopic
        | RDKafkaErrorCode::UnknownPartition => Failure::Final(LogError::NoTopic(topic)),
        code => {
            let message = format!("key {key} of {topic} was not delivered: {code}");
            Failure::Aborted(LogError::Medium { action, message, retriable: true })
        }
    }
}

fn sorted(error: LogError) -> Failure {
    match error {
        LogError::Medium { retriable: true, .. } => Failure::Aborted(error),
        error => Failure::Final(error),
    }
}

/// Everything of a transaction but its commit.
fn prepare(
    producer: &BaseProducer<Quiet<Deliveries>>,
    sends: &[Send],
    offsets: Option<&Offsets>,
) -> KafkaResult<()> {
    producer.begin_transaction()?;
    for send in sends {
        enqueue(producer, send)?;
    }
    if let Some(Offsets { list, group }) = offsets {
        producer.send_offsets_to_transaction(list, group, ANSWER_MAX)?;
    }
    drain(producer)
}

fn enqueue(producer: &BaseProducer<Quiet<Deliveries>>, send: &Send) -> KafkaResult<()> {
    let deadline = Instant::now() + DELIVERY_MAX;
    let mut record: BaseRecord<'_, str, [u8]> = BaseRecord::to(&send.topic).key(&send.key);
    if let Some(value) = &send.value {
        record = record.payload(value);
    }
    if let Some(partition) = send.partition {
        record = record.partition(i32::try_from(partition).unwrap_or(i32::MAX));
    }
    if !send.headers.is_empty() {
        let headers = send.headers.iter().fold(OwnedHeaders::new(), |headers, (key, value)| {
            headers.insert(Header { key, value: Some(value) })
        });
        record = record.headers(headers);
    }
    loop {
        match producer.send(record) {
            Ok(()) => return Ok(()),
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), refused))
                if Instant::now() < deadline =>
            {
                record = refused;
                producer.poll(DRAIN_WAIT);
            }
            Err((error, _)) => return Err(error),
        }
    }
}

fn drain(producer: &BaseProducer<Quiet<Deliveries>>) -> KafkaResult<()> {
    let deadline = Instant::now() + DELIVERY_MAX;
    while producer.in_flight_count() > 0 {
        if Instant::now() >= deadline {
            return Err(KafkaError::Flush(RDKafkaErrorCode::OperationTimedOut));
        }
        producer.poll(DRAIN_WAIT);
    }
    Ok(())
}
