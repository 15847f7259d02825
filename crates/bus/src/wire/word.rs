//! Closed sets as words: every enum of the model travels as the word it has in the taxonomy, and its schema lists them all.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use model::{
    ArticleState, CancelReason, Context, DateFound, Direction, Family, Lang, Level, Mode, Plover, Polarity,
    Precision, Realis, RussianKind, Sector, Status, Strength, TieType, Tier, Transition,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An enum of the model that has a word for each value.
pub(super) trait Worded: Copy + 'static {
    /// Name in schemas.
    const NAME: &'static str;
    /// All values.
    const ALL: &'static [Self];
    /// The word of a value.
    fn word(self) -> &'static str;
}

/// A value of a closed set, on the wire its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T>(pub(super) T);

impl<T: Worded> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Worded> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Word<T>, D::Error> {
        deserializer.deserialize_str(WordVisitor(PhantomData))
    }
}

struct WordVisitor<T>(PhantomData<T>);

impl<T: Worded> Visitor<'_> for WordVisitor<T> {
    type Value = Word<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = T::ALL.iter().map(|value| value.word()).collect();
        write!(f, "one of {}", words.join(", "))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Word<T>, E> {
        let found = T::ALL.iter().copied().find(|value| value.word() == word);
        found.map(Word).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(word), &self))
    }
}

impl<T: Worded> JsonSchema for Word<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = T::ALL.iter().map(|value| value.word()).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}

impl Worded for Context {
    const NAME: &'static str = "Context";
    const ALL: &'static [Context] = &Context::ALL;

    fn word(self) -> &'static str {
        Context::word(self)
    }
}

impl Worded for Direction {
    const NAME: &'static str = "Direction";
    const ALL: &'static [Direction] = &Direction::ALL;

    fn word(self) -> &'static str {
        Direction::word(self)
    }
}

impl Worded for Family {
    const NAME: &'static str = "Family";
    const ALL: &'static [Family] = &Family::ALL;

    fn word(self) -> &'static str {
        Family::word(self)
    }
}

impl Worded for Level {
    const NAME: &'static str = "Level";
    const ALL: &'static [Level] = &Level::ALL;

    fn word(self) -> &'static str {
        Level::word(self)
    }
}

impl Worded for Mode {
    const NAME: &'static str = "Mode";
    const ALL: &'static [Mode] = &Mode::ALL;

    fn word(self) -> &'static str {
        Mode::word(self)
    }
}

impl Worded for Plover {
    const NAME: &'static str = "Plover";
    const ALL: &'static [Plover] = &Plover::ALL;

    fn word(self) -> &'static str {
        Plover::word(self)
    }
}

impl Worded for Polarity {
    const NAME: &'static str = "Polarity";
    const ALL: &'static [Polarity] = &Polarity::ALL;

    fn word(self) -> &'static str {
        Polarity::word(self)
    }
}

impl Worded for Realis {
    const NAME: &'static str = "Realis";
    const ALL: &'static [Realis] = &Realis::ALL;

    fn word(self) -> &'static str {
        Realis::word(self)
    }
}

impl Worded for RussianKind {
    const NAME: &'static str = "RussianKind";
    const ALL: &'static [RussianKind] = &RussianKind::ALL;

    fn word(self) -> &'static str {
        RussianKind::word(self)
    }
}

impl Worded for Sector {
    const NAME: &'static str = "Sector";
    const ALL: &'static [Sector] = &Sector::ALL;

    fn word(self) -> &'static str {
        Sector::word(self)
    }
}

impl Worded for Status {
    const NAME: &'static str = "Status";
    const ALL: &'static [Status] = &Status::ALL;

    fn word(self) -> &'static str {
        Status::word(self)
    }
}

impl Worded for Strength {
    const NAME: &'static str = "Strength";
    const ALL: &'static [Strength] = &Strength::ALL;

    fn word(self) -> &'static str {
        Strength::word(self)
    }
}

impl Worded for TieType {
    const NAME: &'static str = "TieType";
    const ALL: &'static [TieType] = &TieType::ALL;

    fn word(self) -> &'static str {
        TieType::word(self)
    }
}

impl Worded for Tier {
    const NAME: &'static str = "Tier";
    const ALL: &'static [Tier] = &Tier::ALL;

    fn word(self) -> &'static str {
        Tier::word(self)
    }
}

impl Worded for Transition {
    const NAME: &'static str = "Transition";
    const ALL: &'static [Transition] = &Transition::ALL;

    fn word(self) -> &'static str {
        Transition::word(self)
    }
}

impl Worded for Lang {
    const NAME: &'static str = "Lang";
    const ALL: &'static [Lang] = &Lang::ALL;

    fn word(self) -> &'static str {
        self.code()
    }
}

impl Worded for CancelReason {
    const NAME: &'static str = "CancelReason";
    const ALL: &'static [CancelReason] = &[CancelReason::Edited, CancelReason::Withdrawn];

    fn word(self) -> &'static str {
        CancelReason::word(self)
    }
}

impl Worded for DateFound {
    const NAME: &'static str = "DateFound";
    const ALL: &'static [DateFound] = &[DateFound::Explicit, DateFound::YearInferred, DateFound::Relative];

    fn word(self) -> &'static str {
        DateFound::word(self)
    }
}

impl Worded for Precision {
    const NAME: &'static str = "Precision";
    const ALL: &'static [Precision] =
        &[Precision::Day, Precision::Interval, Precision::Month, Precision::Year, Precision::YearOpen];

    fn word(self) -> &'static str {
        Precision::word(self)
    }
}

impl Worded for ArticleState {
    const NAME: &'static str = "ArticleState";
    const ALL: &'static [ArticleState] = &[ArticleState::Present, ArticleState::Withdrawn];

    fn word(self) -> &'static str {
        match self {
            ArticleState::Present => "present",
            ArticleState::Withdrawn => "withdrawn",
        }
    }
}
