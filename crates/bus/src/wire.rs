//! The wire forms: what stands in the value of each topic, as JSON, with a JSON Schema.
//!
//! Domain types never derive `Serialize`; a wire form is a separate struct, written down field by field, and the two are
//! turned into each other here. The version of a form is the `.v1` of its topic. Inside a version forms only grow: a reader
//! ignores fields it does not know, and every field that came later has a default. A change that an old reader would
//! misread makes a new topic. Golden files of every form ever sent stand in `test_data/`.

pub mod alert;
pub mod article;
pub mod classifier_state;
mod dead_letter;
pub mod headers;
pub mod poller_state;
mod scalar;
pub mod tag_line;
pub mod ties;

mod tie;
mod word;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use classifier_state::ClassifierState;
pub use dead_letter::DeadLetterHeaders;
pub use tag_line::TagLine;

/// A value that is not the form it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read {form} at {path}: {message}")]
pub struct WireError {
    /// The form that was expected: `alert`, `article`, …
    pub form: &'static str,
    /// Path of the field, `evidence[0].tie.realis`; `.` for the whole.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// Names of the schemas that [`schema`] knows.
pub const SCHEMAS: [&str; 8] =
    ["alert", "alert-state", "article", "classifier-state", "dead-letter", "poller-state", "tag", "ties"];

/// The JSON Schema (2020-12) of a wire form; `None` for an unknown name.
pub fn schema(name: &str) -> Option<Value> {
    let of = match name {
        "alert" | "alert-state" => schema_of::<alert::AlertForm>,
        "article" => schema_of::<article::ArticleForm>,
        "classifier-state" => schema_of::<classifier_state::ClassifierStateForm>,
        "dead-letter" => schema_of::<DeadLetterHeaders>,
        "poller-state" => schema_of::<poller_state::FeedStateForm>,
        "tag" => schema_of::<tag_line::TagLineForm>,
        "ties" => schema_of::<ties::TiesForm>,
        _ => return None,
    };
    let mut schema = of();
    schema["$id"] = Value::String(headers::schema_id(name));
    Some(schema)
}

fn schema_of<T: JsonSchema>() -> Value {
    schemars::schema_for!(T).to_value()
}

fn write<T: Serialize>(form: &T) -> Vec<u8> {
    serde_json::to_vec(form).expect("wire forms hold nothing that JSON cannot")
}

fn read<T: DeserializeOwned>(form: &'static str, json: &[u8]) -> Result<T, WireError> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| WireError {
        form,
        path: error.path().to_string(),
        message: error.inner().to_string(),
    })?;
    deserializer.end().map_err(|error| WireError {
        form,
        path: ".".to_owned(),
        message: error.to_string(),
    })?;
    Ok(value)
}

/// The longest head of `text` of at most `bytes_max` bytes that ends between two characters.
pub(crate) fn clip(text: &str, bytes_max: usize) -> &str {
    let end = (0..=bytes_max.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.expect("0 is a boundary")]
}

#[cfg(test)]
mod tests;
