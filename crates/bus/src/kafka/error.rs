//! librdkafka's errors as the log's, sorted by what may be done about them.

use std::time::{Duration, Instant};

use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};

use crate::LogError;

use super::ANSWER_MAX;

/// How long a question waits to be asked again while the leader of its partition moves.
const LEADER_LOOK: Duration = Duration::from_millis(100);

/// What a failed call of a transaction leaves to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// A newer instance has our name: stop. A new producer in its place would fence its successor in turn.
    Stop,
    /// Abort, and the same may be tried again.
    Abort,
    /// The partitions are no longer ours: abort, and leave them.
    AbortAndLeave,
    /// Unknown outcome, timeout or fatal: this producer must never be used again. Its straggling end of the transaction is
    /// fenced by the next one's epoch; librdkafka knows no other protection (KIP-890).
    Replace,
}

/// Sorts a failure. The order matters: a fenced producer's error may also ask for an abort.
pub(super) fn remedy(error: &KafkaError) -> Remedy {
    use RDKafkaErrorCode as Code;
    if let Some(Code::Fenced | Code::InvalidProducerEpoch | Code::ProducerFenced) = error.rdkafka_error_code()
    {
        return Remedy::Stop;
    }
    let KafkaError::Transaction(transaction) = error else { return Remedy::Replace };
    if transaction.is_fatal() || !transaction.txn_requires_abort() {
        return Remedy::Replace;
    }
    match transaction.code() {
        // Our name in the group may have gone to ourselves: after an outage the brokers take up a join late. The member hears of
        // it too, and finds out; a successor that is another process has fenced the producer before it joins.
        Code::FencedInstanceId
        | Code::IllegalGeneration
        | Code::UnknownMemberId
        | Code::RebalanceInProgress => Remedy::AbortAndLeave,
        _ => Remedy::Abort,
    }
}

/// True where a consumer says that another member took its static name.
pub(super) fn is_fenced(error: &KafkaError) -> bool {
    matches!(
        error,
        KafkaError::MessageConsumptionFatal(RDKafkaErrorCode::FencedInstanceId)
            | KafkaError::MessageConsumption(RDKafkaErrorCode::FencedInstanceId)
    )
}

/// A failure of the medium; tried again unless the brokers refuse us or our settings are wrong.
pub(super) fn medium(action: String, error: &KafkaError) -> LogError {
    use RDKafkaErrorCode as Code;
    let refused = matches!(
        error.rdkafka_error_code(),
        Some(
            Code::Authentication
                | Code::SaslAuthenticationFailed
                | Code::TopicAuthorizationFailed
                | Code::GroupAuthorizationFailed
                | Code::ClusterAuthorizationFailed
                | Code::TransactionalIdAuthorizationFailed
                | Code::UnsupportedFeature
        )
    );
    let is_setting = matches!(error, KafkaError::ClientConfig(..) | KafkaError::ClientCreation(_));
    LogError::Medium { action, message: error.to_string(), retriable: !refused && !is_setting }
}

/// Asks about a partition, and again while its leader moves, as it does when a node has died or come back.
pub(super) fn ask_leader<T>(ask: impl Fn() -> KafkaResult<T>) -> KafkaResult<T> {
    use RDKafkaErrorCode as Code;
    let deadline = Instant::now() + ANSWER_MAX;
    loop {
        let answer = ask();
        let code = answer.as_ref().err().and_then(KafkaError::rdkafka_error_code);
        let moves = matches!(
            code,
            Some(
                Code::NotLeaderForPartition
                    | Code::LeaderNotAvailable
                    | Code::ReplicaNotAvailable
                    | Code::FencedLeaderEpoch
                    | Code::UnknownLeaderEpoch
                    | Code::OffsetNotAvailable
                    | Code::BrokerTransportFailure
            )
        );
        if !moves || Instant::now() >= deadline {
            return answer;
        }
        std::thread::sleep(LEADER_LOOK);
    }
}
