//! Which alerts a page shows: a filter that lives in the address, so that a view can be kept and sent.

use model::Alert;
use serde::Deserialize;

/// A filter; an empty field lets everything pass, an unknown word nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Filter {
    pub(crate) channel: String,
    pub(crate) country: String,
    #[serde(rename = "type")]
    pub(crate) tie_type: String,
    pub(crate) severity: String,
    pub(crate) lang: String,
    pub(crate) realis: String,
    pub(crate) status: String,
    /// How many alerts to skip: the page of the list.
    pub(crate) skip: String,
}

impl Filter {
    /// Whether an alert is shown.
    pub(crate) fn passes(&self, alert: &Alert) -> bool {
        let is = |wanted: &str, word: &str| wanted.is_empty() || wanted == word;
        let tie = &alert.tie;
        is(&self.tie_type, tie.tie_type.word())
            && is(&self.severity, alert.severity.level.word())
            && is(&self.realis, tie.realis.word())
            && is(&self.status, alert.status.word())
            && (self.channel.is_empty() || alert.channels.contains(&self.channel))
            && (self.country.is_empty() || tie.partner.iter().any(|partner| partner.code() == self.country))
            && (self.lang.is_empty() || alert.story.languages.iter().any(|lang| lang.code() == self.lang))
    }

    /// Alerts to skip.
    pub(crate) fn skipped(&self) -> usize {
        self.skip.parse().unwrap_or(0)
    }

    /// Fields by their names in the address, those of the form in its order.
    pub(crate) fn fields(&self) -> [(&'static str, &str); 7] {
        [
            ("channel", &self.channel),
            ("country", &self.country),
            ("type", &self.tie_type),
            ("severity", &self.severity),
            ("lang", &self.lang),
            ("realis", &self.realis),
            ("status", &self.status),
        ]
    }

    /// True where everything passes.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_empty())
    }

    /// The address of this view from the `skip`-th alert on.
    pub(crate) fn address(&self, skip: usize) -> String {
        let mut pairs: Vec<String> = self
            .fields()
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        if skip > 0 {
            pairs.push(format!("skip={skip}"));
        }
        if pairs.is_empty() { "/".to_owned() } else { format!("/?{}", pairs.join("&")) }
    }
}

/// Percent-encodes all but what may stand in a query as it is.
fn escaped(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    value
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
