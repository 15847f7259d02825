//! The form of one line of `estafeta tag`: an article's ties and the alerts it would raise by itself. Outside tools read it.

use model::{Alert, Lang, Level, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tie::TieForm;
use super::word::Word;

/// What `tag` says of one article.
#[derive(Debug, Clone, PartialEq)]
pub struct TagLine {
    /// Id as it came in.
    pub id: String,
    /// Language; `None` where it is none of the four.
    pub lang: Option<Lang>,
    /// The alerts that the article raises by itself, each once per channel; none where it raises nothing.
    pub alerts: Vec<Alert>,
    /// Its ties.
    pub ties: Vec<Tie>,
}

/// One line of `estafeta tag`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TagLine")]
pub struct TagLineForm {
    /// Id as it came in, or the file name.
    pub id: String,
    /// Language; null where it is none of the four.
    #[serde(default)]
    pub lang: Option<Word<Lang>>,
    /// True where the article by itself would raise an alert.
    pub alert: bool,
    /// The alerts, one item per alert and channel.
    pub alerts: Vec<TagAlertForm>,
    /// The ties in order of their evidence.
    pub ties: Vec<TieForm>,
}

/// An alert that an article by itself would raise in one channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TagAlert")]
pub struct TagAlertForm {
    /// The channel; empty where the alert fits none and goes to the topic of all alerts only.
    pub channel: String,
    /// Severity level.
    pub severity: Word<Level>,
    /// Severity score.
    pub score: f64,
    /// Headline.
    pub headline: String,
}

impl TagLine {
    /// The line, without its line feed.
    pub fn to_json(&self) -> String {
        let json = super::write(&TagLineForm::from(self));
        String::from_utf8(json).expect("JSON is UTF-8")
    }
}

impl From<&TagLine> for TagLineForm {
    fn from(line: &TagLine) -> TagLineForm {
        TagLineForm {
            id: line.id.clone(),
            lang: line.lang.map(Word),
            alert: !line.alerts.is_empty(),
            alerts: line.alerts.iter().flat_map(by_channel).collect(),
            ties: line.ties.iter().map(TieForm::from).collect(),
        }
    }
}

fn by_channel(alert: &Alert) -> Vec<TagAlertForm> {
    let item = |channel: &str| TagAlertForm {
        channel: channel.to_owned(),
        severity: Word(alert.severity.level),
        score: alert.severity.score,
        headline: alert.headline.clone(),
    };
    match alert.channels.as_slice() {
        [] => vec![item("")],
        channels => channels.iter().map(|channel| item(channel)).collect(),
    }
}
