//! Wire forms: golden files, and that each comes back as it was.

mod arbitrary;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    ClassifierState, SCHEMAS, TagLine, alert, article, classifier_state, headers, poller_state, schema, ties,
};
use crate::Record;

/// Reads a form and writes it again.
type Rewrite = fn(&[u8]) -> Result<Vec<u8>, super::WireError>;

/// Every golden file with its schema and the pair of functions that read and write it.
const GOLDEN: [(&str, &str, Rewrite); 7] = [
    ("alert_v1.json", "alert", |json| alert::from_json(json).map(|alert| alert::to_json(&alert))),
    ("article_v1.json", "article", |json| article::from_json(json).map(|article| article::to_json(&article))),
    ("ties_v1.json", "ties", |json| ties::from_json(json).map(|tagged| ties::to_json(&tagged))),
    ("poller-state_v1.json", "poller-state", |json| {
        poller_state::from_json(json).map(|state| poller_state::to_json(&state))
    }),
    ("classifier-state_v1_story.json", "classifier-state", rewrite_classifier_state),
    ("classifier-state_v1_base-rate.json", "classifier-state", rewrite_classifier_state),
    ("classifier-state_v1_clock.json", "classifier-state", rewrite_classifier_state),
];

fn rewrite_classifier_state(json: &[u8]) -> Result<Vec<u8>, super::WireError> {
    classifier_state::from_json(json).map(|state| classifier_state::to_json(&state))
}

fn golden(file: &str) -> Value {
    let path = format!("{}/test_data/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn assert_valid(schema_name: &str, value: &Value) {
    let schema = schema(schema_name).expect("a known schema");
    let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{schema_name}: {errors:?}");
}

#[test]
fn golden_files_read_write_back_unchanged_and_fit_their_schema() {
    for (file, schema_name, rewrite) in GOLDEN {
        let golden = golden(file);
        assert_valid(schema_name, &golden);
        let written =
            rewrite(golden.to_string().as_bytes()).unwrap_or_else(|error| panic!("{file}: {error}"));
        let written: Value = serde_json::from_slice(&written).unwrap();
        assert_eq!(written, golden, "{file}");
    }
}

/// Adds a field to every object.
fn grow(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(grow);
            fields.insert("field_of_a_later_version".to_owned(), json!({ "x": [1] }));
        }
        Value::Array(items) => items.iter_mut().for_each(grow),
        _ => {}
    }
}

#[test]
fn fields_of_a_later_version_are_ignored() {
    for (file, schema_name, rewrite) in GOLDEN {
        let mut grown = golden(file);
        grow(&mut grown);
        assert_valid(schema_name, &grown);
        let written = rewrite(grown.to_string().as_bytes()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), golden(file), "{file}");
    }
}

/// Removes what is null or empty, as a version that did not know the field would.
fn shrink(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(shrink);
        }
        Value::Array(items) => items.iter_mut().for_each(shrink),
        _ => {}
    }
}

#[test]
fn values_of_an_earlier_version_read_without_the_later_fields() {
    for (file, schema_name, rewrite) in GOLDEN {
        let mut shrunk = golden(file);
        shrink(&mut shrunk);
        assert_valid(schema_name, &shrunk);
        let written =
            rewrite(shrunk.to_string().as_bytes()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), golden(file), "{file}");
    }
}

#[test]
fn a_wrong_field_is_named_by_its_path() {
    let mut broken = golden("alert_v1.json");
    broken["evidence"][0]["tie"]["realis"] = json!("perhaps");
    let error = alert::from_json(broken.to_string().as_bytes()).unwrap_err();
    assert_eq!(error.path, "evidence[0].tie.realis");
    assert!(error.message.contains("perhaps") && error.message.contains("hypothetical"), "{error}");

    let mut broken = golden("article_v1.json");
    broken["url"] = json!("javascript:alert(1)");
    assert_eq!(article::from_json(broken.to_string().as_bytes()).unwrap_err().path, "url");

    let cut = &alert::to_json(&sample_alert())[..100];
    assert!(alert::from_json(cut).is_err());
    let mut twice = alert::to_json(&sample_alert());
    twice.extend_from_slice(b"{}");
    assert!(alert::from_json(&twice).is_err());
}

#[test]
fn every_schema_is_2020_12_and_describes_its_fields() {
    for name in SCHEMAS {
        let schema = schema(name).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = schema.to_string();
        assert!(text.contains("description"), "{name}");
    }
    assert!(schema("no-such-form").is_none());
}

fn sample_alert() -> model::Alert {
    alert::from_json(golden("alert_v1.json").to_string().as_bytes()).unwrap()
}

fn ties_record() -> Record {
    Record {
        topic: "estafeta.ties.v1".to_owned(),
        partition: 0,
        offset: 18_211,
        key: "k".to_owned(),
        value: None,
        headers: Vec::new(),
        appended_at: jiff::Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn alert_headers_are_cloud_events_in_binary_mode() {
    let alert = sample_alert();
    let sent = headers::alert(&alert, "/estafeta", &ties_record());
    let shown: Vec<String> = sent.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    insta::assert_snapshot!(shown.join("\n"));
    let copy = headers::channel_copy(&sent, &alert, model::Transition::Cancelled, true);
    let own: Vec<_> =
        copy[sent.len()..].iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(own, [("estafeta-transition", "cancelled"), ("estafeta-reason", "left_channel")]);
    assert!(
        copy.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>()
            < crate::stage::HEADERS_BYTES_MAX
    );
}

#[test]
fn a_tag_line_has_one_alert_item_per_channel() {
    let mut alert = sample_alert();
    alert.channels = vec!["arms".to_owned(), "economy".to_owned()];
    let ties = vec![alert.tie.clone()];
    let line = TagLine { id: "a".to_owned(), lang: None, alerts: vec![alert], ties };
    let json: Value = serde_json::from_str(&line.to_json()).unwrap();
    assert_valid("tag", &json);
    assert_eq!(json["alert"], true);
    assert_eq!(json["lang"], Value::Null);
    let channels: Vec<&Value> =
        json["alerts"].as_array().unwrap().iter().map(|alert| &alert["channel"]).collect();
    assert_eq!(channels, ["arms", "economy"]);
    assert!(!line.to_json().contains('\n'));
    let quiet =
        TagLine { id: "b".to_owned(), lang: Some(model::Lang::Ru), alerts: Vec::new(), ties: Vec::new() };
    assert_eq!(quiet.to_json(), r#"{"id":"b","lang":"ru","alert":false,"alerts":[],"ties":[]}"#);
}

#[test]
fn long_text_is_cut_between_characters_and_flagged_in_ties() {
    let json = golden("ties_v1.json").to_string();
    let mut tagged = ties::from_json(json.as_bytes()).unwrap();
    tagged.article.text = "я".repeat(ties::TEXT_BYTES_MAX);
    tagged.truncated = false;
    let read = ties::from_json(&ties::to_json(&tagged)).unwrap();
    assert_eq!(read.article.text.len(), ties::TEXT_BYTES_MAX);
    assert!(read.truncated);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_alert_comes_back_as_it_was(alert in arbitrary::alert()) {
        let json = alert::to_json(&alert);
        assert_valid("alert", &serde_json::from_slice(&json).unwrap());
        prop_assert_eq!(alert::from_json(&json).unwrap(), alert);
    }

    #[test]
    fn any_tagged_article_comes_back_as_it_was(tagged in arbitrary::tagged()) {
        let json = ties::to_json(&tagged);
        prop_assert_eq!(ties::from_json(&json).unwrap(), tagged.clone());
        let json = article::to_json(&tagged.article);
        prop_assert_eq!(article::from_json(&json).unwrap(), tagged.article);
    }

    #[test]
    fn any_article_comes_back_from_what_the_archive_keeps(tagged in arbitrary::tagged()) {
        let article = tagged.article;
        let fields = article::archived_fields(&article);
        prop_assert!(!fields.contains('\n'));
        let (title, text) = (article.title.clone(), article.text.clone());
        if let Some(pointer) = article.archive.clone() {
            prop_assert_eq!(article::from_archived(&fields, title, text, pointer).unwrap(), article);
        }
    }

    #[test]
    fn any_state_comes_back_as_it_was(story in arbitrary::story(), feed in arbitrary::feed_state()) {
        let state = ClassifierState::Story(Box::new(story));
        prop_assert_eq!(classifier_state::from_json(&classifier_state::to_json(&state)).unwrap(), state);
        prop_assert_eq!(poller_state::from_json(&poller_state::to_json(&feed)).unwrap(), feed);
    }
}
