//! Single values with a form of their own: times, digests, addresses, partner codes and spans.

use std::borrow::Cow;

use jiff::Timestamp;
use model::{CanonicalUrl, Digest, Partner, REGION_CODE, STATES, Span, bloc_codes};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC, RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub(super) Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map(Time).map_err(|_| D::Error::custom(format!("{text:?} is not an RFC 3339 time")))
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// A digest, `sha256:` and 64 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sha(pub(super) Digest);

impl Serialize for Sha {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Sha {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Sha, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Digest::parse(&text)
            .map(Sha)
            .ok_or_else(|| D::Error::custom(format!("{text:?} is not a sha256 digest")))
    }
}

impl JsonSchema for Sha {
    fn schema_name() -> Cow<'static, str> {
        "Digest".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" })
    }
}

/// A canonical http(s) address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(pub(super) CanonicalUrl);

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        CanonicalUrl::parse(&text).map(Address).map_err(D::Error::custom)
    }
}

impl JsonSchema for Address {
    fn schema_name() -> Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uri", "pattern": "^https?://", "maxLength": 8192 })
    }
}

/// A partner: alpha-3 code of a state, `LAC`, or the code of a bloc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartnerCode(pub(super) Partner);

impl Serialize for PartnerCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code())
    }
}

impl<'de> Deserialize<'de> for PartnerCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PartnerCode, D::Error> {
        let code = Cow::<str>::deserialize(deserializer)?;
        Partner::from_code(&code)
            .map(PartnerCode)
            .ok_or_else(|| D::Error::custom(format!("{code:?} is not the code of a partner")))
    }
}

impl JsonSchema for PartnerCode {
    fn schema_name() -> Cow<'static, str> {
        "PartnerCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let states = STATES.iter().map(|state| state.code);
        let codes: Vec<&str> = states.chain([REGION_CODE]).chain(bloc_codes()).collect();
        json_schema!({ "type": "string", "enum": codes })
    }
}

/// A span, `[start, end)` in code points of `title + "\n\n" + text`, on the wire an array of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Range([usize; 2]);

impl From<Span> for Range {
    fn from(span: Span) -> Range {
        Range([span.start, span.end])
    }
}

impl From<Range> for Span {
    fn from(Range([start, end]): Range) -> Span {
        Span { start, end }
    }
}

pub(super) fn ranges(spans: &[Span]) -> Vec<Range> {
    spans.iter().copied().map(Range::from).collect()
}

pub(super) fn spans(ranges: Vec<Range>) -> Vec<Span> {
    ranges.into_iter().map(Span::from).collect()
}
