//! What the classifier remembers, and how that is written down: values with stable keys, for a compacted topic.

use std::collections::BTreeMap;

use model::{BaseRate, ClassifierClock, Status, Story};

use crate::book::Book;

/// The memory of the fold: stories, base rates and the clock, for each CAP status apart, so that drills touch nothing real.
///
/// Cloning shares the stories and copies no text.
#[derive(Debug, Clone, Default)]
pub struct State {
    books: BTreeMap<Status, Book>,
}

/// One value of the state.
#[derive(Debug, Clone, PartialEq)]
pub enum StateValue {
    /// A story and its alert.
    Story(Box<Story>),
    /// How often stories of one country and tie type come.
    BaseRate(BaseRate),
    /// What time it is, for one status.
    Clock(ClassifierClock),
}

/// A change to write: the latest value of a key wins.
#[derive(Debug, Clone, PartialEq)]
pub struct StateChange {
    /// `<status>/story/<alert id>`, `<status>/rate/<partner>/<tie type>` or `<status>/clock`.
    pub key: String,
    /// The new value; `None` forgets the key.
    pub value: Option<StateValue>,
}

impl StateValue {
    /// The key that this value is stored under.
    pub fn key(&self) -> String {
        match self {
            StateValue::Story(story) => format!("{}/story/{}", story.status.word(), story.alert.id),
            StateValue::BaseRate(rate) => {
                format!("{}/rate/{}/{}", rate.status.word(), rate.partner, rate.tie_type.word())
            }
            StateValue::Clock(clock) => format!("{}/clock", clock.status.word()),
        }
    }
}

impl State {
    /// An empty memory.
    pub fn new() -> State {
        State::default()
    }

    /// The memory that the latest values of all keys tell, in any order.
    pub fn restore(values: Vec<StateValue>) -> State {
        let mut state = State::new();
        for value in values {
            match value {
                StateValue::Story(story) => state.book(story.status).put_story(*story),
                StateValue::BaseRate(rate) => state.book(rate.status).put_rate(rate),
                StateValue::Clock(clock) => state.book(clock.status).put_clock(clock),
            }
        }
        state
    }

    /// All values, as [`State::restore`] takes them.
    pub fn values(&self) -> Vec<StateValue> {
        self.books.values().flat_map(Book::values).collect()
    }

    pub(crate) fn book(&mut self, status: Status) -> &mut Book {
        self.books.entry(status).or_default()
    }
}
