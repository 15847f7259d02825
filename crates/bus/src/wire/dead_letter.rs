//! The headers of a dead letter; its key and value are the refused record's own, untouched.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Headers that [`crate::DeadLetter`] writes, with Kafka Connect's names. All values are text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeadLetterHeaders {
    /// Topic the record came from.
    #[serde(rename = "__connect.errors.topic")]
    pub topic: String,
    /// Its partition, decimal.
    #[serde(rename = "__connect.errors.partition")]
    pub partition: String,
    /// Its offset, decimal.
    #[serde(rename = "__connect.errors.offset")]
    pub offset: String,
    /// The stage that refused it.
    #[serde(rename = "__connect.errors.stage")]
    pub stage: String,
    /// Short class of the reason: `panic`, `killed`, `malformed`, `too_large`.
    #[serde(rename = "__connect.errors.class.name")]
    pub class: String,
    /// The reason, for people.
    #[serde(rename = "__connect.errors.exception.message")]
    pub message: String,
}
