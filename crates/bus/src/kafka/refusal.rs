//! Why the brokers could not be reached: the client tells it beside its calls, which fail with "transport failure" alone.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::LogError;

use super::client::{Hears, Quiet};
use super::{ANSWER_MAX, KafkaSettings};

/// How long one question waits; what the client tells meanwhile is looked at after each.
const ASK: Duration = Duration::from_millis(500);

/// How long it is listened to.
const LISTEN: Duration = Duration::from_millis(50);

/// Keeps why the client that asks first was refused.
#[derive(Default)]
pub(super) struct Refusals(Mutex<Option<(RDKafkaErrorCode, String)>>);

impl Hears for Refusals {
    fn hear(&self, error: &KafkaError, reason: &str) {
        let Some(code) = error.rdkafka_error_code() else { return };
        // That all are away follows from what was told before.
        if code != RDKafkaErrorCode::AllBrokersDown {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((code, reason.to_owned()));
        }
    }
}

impl ConsumerContext for Quiet<Refusals> {}

/// Waits until a broker answers. A refusal that no waiting can mend (a password, a certificate) is told at once.
pub(super) fn await_answer(
    client: &BaseConsumer<Quiet<Refusals>>,
    settings: &KafkaSettings,
) -> Result<(), LogError> {
    let begun = Instant::now();
    loop {
        let Err(error) = client.fetch_metadata(None, ASK) else { return Ok(()) };
        listen(client);
        let told = client.context().0.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mend = told.as_ref().and_then(|(code, reason)| mend(*code, reason, settings));
        if mend.is_none() && begun.elapsed() < ANSWER_MAX {
            continue;
        }
        // How long it took and how often it was told is nothing to act on.
        let reason = told.map_or_else(|| error.to_string(), |(_, reason)| reason);
        let reason = reason.split(" (after ").next().unwrap_or(&reason);
        let mend = mend.unwrap_or_else(|| unanswered(reason));
        return Err(LogError::Medium {
            action: format!("reach Kafka at {}", settings.brokers),
            message: format!("{reason}\n  mend: {mend}"),
            retriable: false,
        });
    }
}

/// Takes what the client has to tell; a call that does not wait gives one line at most.
fn listen(client: &BaseConsumer<Quiet<Refusals>>) {
    let begun = Instant::now();
    while begun.elapsed() < LISTEN {
        // What it gives is an error that the context has noted, or nothing.
        drop(client.poll(LISTEN));
    }
}

/// The setting that a refusal speaks of; `None` where it may be one of the network, which waiting mends. The texts are
/// librdkafka's: it has one code for all that TLS can refuse.
fn mend(code: RDKafkaErrorCode, reason: &str, settings: &KafkaSettings) -> Option<String> {
    let says = |parts: &[&str]| parts.iter().any(|part| reason.contains(part));
    let security = &settings.security;
    let text = match code {
        _ if says(&["PLAINTEXT broker listener", "wrong version number", "record layer failure"]) => {
            "this port speaks no TLS: let log.kafka.brokers name the port that does, or set log.kafka.tls = false"
        }
        _ if says(&["connecting to a SSL listener"]) && !security.tls => {
            "this port speaks TLS, it seems: set log.kafka.tls = true, or let log.kafka.brokers name the plain port"
        }
        _ if says(&["verify failed", "unknown ca"]) => {
            "the brokers' certificate is not signed by whom we trust, or is for another host: let log.kafka.ca_file name the \
             authority that signed it, and log.kafka.brokers the host as it is written in it"
        }
        RDKafkaErrorCode::SSL => "mend log.kafka.tls, ca_file, cert_file and key_file",
        RDKafkaErrorCode::Authentication if says(&["mechanism handshake failed"]) => {
            "let log.kafka.sasl be a mechanism that the brokers offer: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"
        }
        RDKafkaErrorCode::Authentication => {
            "the brokers refuse this name with this password: mend log.kafka.username, or what log.kafka.password_file or \
             log.kafka.password_env leads to"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// What to do where nobody answered. A port that wants TLS or a password hangs up on who begins otherwise, and says no more.
fn unanswered(reason: &str) -> String {
    let start = "start the brokers, or let log.kafka.brokers name those that run (host:port, comma between)";
    if reason.contains("Connect to") {
        return start.to_owned();
    }
    format!("{start}; where they run and hang up, their port wants another log.kafka.tls or log.kafka.sasl")
}
