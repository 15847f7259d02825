//! The forms of what the classifier remembers: the values of the topic `classifier-state`.

use std::borrow::Cow;

use model::{ArticleId, BaseRate, ClassifierClock, Lang, Polarity, Status, Story, StoryMember, TieType};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::WireError;
use super::alert::AlertForm;
use super::scalar::Time;
use super::tie::DateForm;
use super::word::Word;

/// One value of the classifier's state.
#[derive(Debug, Clone, PartialEq)]
pub enum ClassifierState {
    /// A story.
    Story(Box<Story>),
    /// A base rate.
    BaseRate(BaseRate),
    /// What has been seen of time.
    Clock(ClassifierClock),
}

/// One value of the classifier's state; `kind` tells which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schemars(rename = "ClassifierState")]
pub enum ClassifierStateForm {
    /// One event as told by one or more articles.
    Story(Box<StoryStateForm>),
    /// How often stories of one country and tie type come.
    BaseRate(BaseRateForm),
    /// What has been seen of time, for one status.
    Clock(ClockForm),
}

/// A story behind one alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Story")]
pub struct StoryStateForm {
    /// The alert as last sent; revision 0 while nothing was sent.
    pub alert: AlertForm,
    /// True while the alert stands.
    pub open: bool,
    /// CAP status.
    pub status: Word<Status>,
    /// Type of the founding tie.
    pub tie_type: Word<TieType>,
    /// Partner codes of all its ties, sorted.
    pub partners: Vec<String>,
    /// Polarity of the founding tie.
    pub polarity: Word<Polarity>,
    /// Dates of the event as told.
    pub dates: Vec<DateForm>,
    /// Articles that tell it, the founding one first.
    pub members: Vec<MemberForm>,
}

/// An article's part in a story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "StoryMember")]
pub struct MemberForm {
    /// The article.
    pub article_id: String,
    /// Its newest revision that was read.
    pub revision: u32,
    /// Source id.
    pub source: String,
    /// Language.
    #[serde(default)]
    pub lang: Option<Word<Lang>>,
    /// Trust in the source, 0 to 1.
    pub source_weight: f64,
    /// When it says it was published, else when it was first fetched.
    pub told_at: Time,
    /// When its first revision that was read was fetched.
    pub first_fetched_at: Time,
    /// When its newest revision was fetched.
    pub fetched_at: Time,
    /// Hashes of the shingles of its text, sorted.
    pub shingles: Hashes,
}

/// A decaying count of stories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "BaseRate")]
pub struct BaseRateForm {
    /// CAP status.
    pub status: Word<Status>,
    /// Partner code.
    pub partner: String,
    /// Tie type.
    pub tie_type: Word<TieType>,
    /// Stories so far, decayed to `updated_at`.
    pub weight: f64,
    /// When it was last decayed.
    pub updated_at: Time,
    /// When the latest story was seen.
    #[serde(default)]
    pub last_story_at: Option<Time>,
}

/// What the classifier has seen of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Clock")]
pub struct ClockForm {
    /// CAP status.
    pub status: Word<Status>,
    /// The first time of fetching that was seen.
    pub first_at: Time,
    /// The greatest.
    pub latest_at: Time,
}

/// 64-bit hashes, on the wire 16 hex digits each in one text: half the size of numbers, and safe from readers that keep
/// numbers as floats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashes(Vec<u64>);

impl Serialize for Hashes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text: String = self.0.iter().map(|hash| format!("{hash:016x}")).collect();
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Hashes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hashes, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let mut hashes = Vec::with_capacity(text.len() / 16);
        for digits in text.as_bytes().chunks(16) {
            let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.len() == 16);
            let hash = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
            hashes.push(hash.ok_or_else(|| D::Error::custom("hashes are 16 hex digits each"))?);
        }
        Ok(Hashes(hashes))
    }
}

impl JsonSchema for Hashes {
    fn schema_name() -> Cow<'static, str> {
        "Hashes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^([0-9a-f]{16})*$" })
    }
}

/// The value of a piece of state.
pub fn to_json(state: &ClassifierState) -> Vec<u8> {
    super::write(&match state {
        ClassifierState::Story(story) => {
            ClassifierStateForm::Story(Box::new(StoryStateForm::from(story.as_ref())))
        }
        ClassifierState::BaseRate(rate) => ClassifierStateForm::BaseRate(BaseRateForm::from(rate)),
        ClassifierState::Clock(clock) => ClassifierStateForm::Clock(ClockForm::from(clock)),
    })
}

/// Reads what [`to_json`] wrote, in this version of the program or an earlier one.
pub fn from_json(json: &[u8]) -> Result<ClassifierState, WireError> {
    Ok(match super::read::<ClassifierStateForm>("classifier-state", json)? {
        ClassifierStateForm::Story(story) => ClassifierState::Story(Box::new(Story::from(*story))),
        ClassifierStateForm::BaseRate(rate) => ClassifierState::BaseRate(rate.into()),
        ClassifierStateForm::Clock(clock) => ClassifierState::Clock(clock.into()),
    })
}

impl From<&Story> for StoryStateForm {
    fn from(story: &Story) -> StoryStateForm {
        StoryStateForm {
            alert: AlertForm::from(&story.alert),
            open: story.open,
            status: Word(story.status),
            tie_type: Word(story.tie_type),
            partners: story.partners.clone(),
            polarity: Word(story.polarity),
            dates: story.dates.iter().map(DateForm::from).collect(),
            members: story.members.iter().map(MemberForm::from).collect(),
        }
    }
}

impl From<StoryStateForm> for Story {
    fn from(form: StoryStateForm) -> Story {
        Story {
            alert: form.alert.into(),
            open: form.open,
            status: form.status.0,
            tie_type: form.tie_type.0,
            partners: form.partners,
            polarity: form.polarity.0,
            dates: form.dates.into_iter().map(Into::into).collect(),
            members: form.members.into_iter().map(StoryMember::from).collect(),
        }
    }
}

impl From<&StoryMember> for MemberForm {
    fn from(member: &StoryMember) -> MemberForm {
        MemberForm {
            article_id: member.article.to_string(),
            revision: member.revision,
            source: member.source.clone(),
            lang: member.lang.map(Word),
            source_weight: member.source_weight,
            told_at: Time(member.told_at),
            first_fetched_at: Time(member.first_fetched_at),
            fetched_at: Time(member.fetched_at),
            shingles: Hashes(member.shingles.clone()),
        }
    }
}

impl From<MemberForm> for StoryMember {
    fn from(form: MemberForm) -> StoryMember {
        StoryMember {
            article: ArticleId::from_text(&form.article_id),
            revision: form.revision,
            source: form.source,
            lang: form.lang.map(|lang| lang.0),
            source_weight: form.source_weight,
            told_at: form.told_at.0,
            first_fetched_at: form.first_fetched_at.0,
            fetched_at: form.fetched_at.0,
            shingles: form.shingles.0,
        }
    }
}

impl From<&BaseRate> for BaseRateForm {
    fn from(rate: &BaseRate) -> BaseRateForm {
        BaseRateForm {
            status: Word(rate.status),
            partner: rate.partner.clone(),
            tie_type: Word(rate.tie_type),
            weight: rate.weight,
            updated_at: Time(rate.updated_at),
            last_story_at: rate.last_story_at.map(Time),
        }
    }
}

impl From<BaseRateForm> for BaseRate {
    fn from(form: BaseRateForm) -> BaseRate {
        BaseRate {
            status: form.status.0,
            partner: form.partner,
            tie_type: form.tie_type.0,
            weight: form.weight,
            updated_at: form.updated_at.0,
            last_story_at: form.last_story_at.map(|time| time.0),
        }
    }
}

impl From<&ClassifierClock> for ClockForm {
    fn from(clock: &ClassifierClock) -> ClockForm {
        ClockForm {
            status: Word(clock.status),
            first_at: Time(clock.first_at),
            latest_at: Time(clock.latest_at),
        }
    }
}

impl From<ClockForm> for ClassifierClock {
    fn from(form: ClockForm) -> ClassifierClock {
        ClassifierClock { status: form.status.0, first_at: form.first_at.0, latest_at: form.latest_at.0 }
    }
}
