//! Clients of librdkafka: their settings, and contexts that keep its chatter out of our log.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::Message as _;
use rdkafka::producer::{DeliveryResult, ProducerContext};

use crate::LogError;

use super::KafkaSettings;

/// A static member that is away for longer loses its partitions.
const SESSION_MS: &str = "10000";
/// Rebalances wait for a heartbeat, so they are frequent: a second member has its share after 1.5 s instead of 4.
const HEARTBEAT_MS: &str = "500";
/// An orphaned transaction hides what comes after it from every reader for so long.
pub(super) const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(10);
/// Below the transaction's, so that a record that cannot be delivered fails before the transaction does.
const DELIVERY_MS: &str = "9000";
/// A producer's connection that does nothing for so long is closed; well below the transaction's timeout.
const IDLE_MS: &str = "4000";

/// A context that passes librdkafka's lines on at debug level: a broker that is away makes it say so every second, and what
/// matters comes back as the error of a call. `T` is what a kind of client collects beside.
#[derive(Default)]
pub(super) struct Quiet<T = ()>(pub(super) T);

/// What a kind of client makes of the errors that come beside its calls; most make nothing.
pub(super) trait Hears: Send + Sync + 'static {
    fn hear(&self, _: &KafkaError, _: &str) {}
}

impl Hears for () {}
impl Hears for Moves {}
impl Hears for Deliveries {}

impl<T: Hears> ClientContext for Quiet<T> {
    fn log(&self, _: RDKafkaLogLevel, facility: &str, line: &str) {
        tracing::debug!(%facility, "{line}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, "{reason}");
        self.0.hear(&error, reason);
    }
}

impl ConsumerContext for Quiet {}

/// Collects what the group decides; the calls come inside `poll`, on the thread that polls.
#[derive(Default)]
pub(super) struct Moves(Mutex<Vec<Move>>);

/// Partitions of a topic that came or went.
pub(super) enum Move {
    Came(Vec<(String, u32)>),
    Went(Vec<(String, u32)>),
}

impl Moves {
    pub(super) fn take(&self) -> Vec<Move> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ConsumerContext for Quiet<Moves> {
    fn pre_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let list = |list: &rdkafka::TopicPartitionList| {
            let named = |element: &rdkafka::topic_partition_list::TopicPartitionListElem<'_>| {
                (element.topic().to_owned(), element.partition().unsigned_abs())
            };
            // An empty list must not be looked into: its array may not exist.
            if list.count() == 0 { Vec::new() } else { list.elements().iter().map(named).collect() }
        };
        let moved = match rebalance {
            Rebalance::Assign(partitions) => Move::Came(list(partitions)),
            Rebalance::Revoke(partitions) => Move::Went(list(partitions)),
            Rebalance::Error(error) => {
                tracing::warn!(%error, "The consumer group could not rebalance.");
                return;
            }
        };
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).push(moved);
    }
}

/// Keeps the first record of a transaction that could not be delivered, with the reason.
#[derive(Default)]
pub(super) struct Deliveries(Mutex<Option<Undelivered>>);

/// A record that the brokers did not take.
pub(super) struct Undelivered {
    pub(super) topic: String,
    pub(super) key: String,
    pub(super) bytes: usize,
    pub(super) code: RDKafkaErrorCode,
}

impl Deliveries {
    pub(super) fn take(&self) -> Option<Undelivered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl ProducerContext for Quiet<Deliveries> {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let Err((error, message)) = result else { return };
        let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Fail);
        // What was thrown away with its transaction tells nothing.
        if matches!(code, RDKafkaErrorCode::PurgeQueue | RDKafkaErrorCode::PurgeInflight) {
            return;
        }
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(Undelivered {
            topic: message.topic().to_owned(),
            key: String::from_utf8_lossy(message.key().unwrap_or_default()).into_owned(),
            bytes: message.payload_len(),
            code,
        });
    }
}

/// Settings of a consumer that belongs to no group.
pub(super) fn reader_config(settings: &KafkaSettings) -> Result<ClientConfig, LogError> {
    let mut config = common(settings)?;
    config
        // The client wants a name even where nothing is ever stored under it.
        .set("group.id", format!("{}.reader", settings.prefix))
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("auto.offset.reset", "earliest")
        .set("isolation.level", "read_committed")
        .set("enable.partition.eof", "true");
    Ok(config)
}

/// The group of a stage.
pub(super) fn group_of(settings: &KafkaSettings, stage: &str) -> String {
    format!("{}.{stage}", settings.prefix)
}

/// Tells one process's members from another's, even where both have the same instance name.
pub(super) fn client_id(instance: &str, started: i128) -> String {
    format!("estafeta.{instance}.{}.{started}", std::process::id())
}

/// Settings of a stage's member of its group; `started` is when the process joined, in nanoseconds.
pub(super) fn member_config(
    settings: &KafkaSettings,
    stage: &str,
    instance: &str,
    started: i128,
) -> Result<ClientConfig, LogError> {
    let mut config = common(settings)?;
    config
        .set("group.id", group_of(settings, stage))
        .set("client.id", client_id(instance, started))
        // The brokers keep the client id of a static member's first process, and take the rack anew with each; that is how
        // one process is told from another of its name. No broker has such a rack, so nothing is placed by it.
        .set("client.rack", client_id(instance, started))
        .set("group.instance.id", instance)
        .set("group.protocol", "classic")
        .set("partition.assignment.strategy", "cooperative-sticky")
        .set("session.timeout.ms", SESSION_MS)
        .set("heartbeat.interval.ms", HEARTBEAT_MS)
        .set("max.poll.interval.ms", "300000")
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("auto.offset.reset", "earliest")
        .set("isolation.level", "read_committed");
    Ok(config)
}

/// Settings of a stage's transactional producer.
pub(super) fn producer_config(
    settings: &KafkaSettings,
    stage: &str,
    instance: &str,
) -> Result<ClientConfig, LogError> {
    let mut config = common(settings)?;
    config
        .set("transactional.id", format!("{}.{stage}.{instance}", settings.prefix))
        .set("transaction.timeout.ms", TRANSACTION_TIMEOUT.as_millis().to_string())
        .set("delivery.timeout.ms", DELIVERY_MS)
        .set("enable.idempotence", "true")
        .set("acks", "all")
        .set("linger.ms", "5")
        // The first call of a transaction is refused while the brokers still write the end of the one before, some
        // milliseconds; the default of 100 ms was the price of one commit in ten.
        .set("retry.backoff.ms", "10")
        // `send_offsets_to_transaction` knows no timeout (librdkafka #5456), and where the group's coordinator died and fell out
        // of the metadata it looks for the new one only when some connection comes or goes (#5511): it hung in one of twenty
        // deaths until that node was back. Connections that do nothing for so long go, and come again when they are needed.
        .set("connections.max.idle.ms", IDLE_MS)
        .set("compression.codec", "zstd")
        .set("batch.size", "1000000")
        .set("queue.buffering.max.kbytes", "65536")
        // As Java's clients place keys, so that theirs and ours are partitioned alike.
        .set("partitioner", "murmur2_random");
    Ok(config)
}

fn common(settings: &KafkaSettings) -> Result<ClientConfig, LogError> {
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", &settings.brokers)
        .set("client.id", "estafeta")
        .set("allow.auto.create.topics", "false")
        .set("fetch.wait.max.ms", "100")
        .set("queued.max.messages.kbytes", "16384")
        .set("queued.min.messages", "10000")
        .set("fetch.queue.backoff.ms", "50")
        .set("reconnect.backoff.max.ms", "1000");
    let security = &settings.security;
    let protocol = match (security.tls, security.sasl.is_some()) {
        (false, false) => "plaintext",
        (true, false) => "ssl",
        (false, true) => "sasl_plaintext",
        (true, true) => "sasl_ssl",
    };
    config.set("security.protocol", protocol);
    let files = [
        ("ssl.ca.location", &security.ca_file),
        ("ssl.certificate.location", &security.cert_file),
        ("ssl.key.location", &security.key_file),
    ];
    for (key, file) in files {
        if let Some(file) = file {
            config.set(key, readable(file)?);
        }
    }
    if let Some(sasl) = &security.sasl {
        config
            .set("sasl.mechanism", &sasl.mechanism)
            .set("sasl.username", &sasl.username)
            .set("sasl.password", &sasl.password);
    }
    Ok(config)
}

/// The path of a file that can be read; librdkafka's own message names no file.
fn readable(file: &Path) -> Result<String, LogError> {
    match std::fs::File::open(file) {
        Ok(_) => Ok(file.display().to_string()),
        Err(error) => Err(LogError::Medium {
            action: format!("read {}", file.display()),
            message: error.to_string(),
            retriable: false,
        }),
    }
}
