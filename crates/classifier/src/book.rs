//! The memory of one CAP status, with the indices that make looking up cheap.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use model::{AlertId, ArticleId, BaseRate, ClassifierClock, Status, Story, TieType};

use crate::StateValue;

/// Stories, base rates and clock of one status.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    clock: Option<ClassifierClock>,
    stories: BTreeMap<AlertId, Arc<Story>>,
    rates: BTreeMap<(String, TieType), BaseRate>,
    /// The stories that each article tells or told.
    by_article: BTreeMap<ArticleId, BTreeSet<AlertId>>,
    /// Stories that may still grow, the longest silent first.
    live: BTreeSet<(Timestamp, AlertId)>,
    /// Stories of which only the id and the articles are left, the longest silent first.
    closed: BTreeSet<(Timestamp, AlertId)>,
}

/// True where the story has been reduced to its id and articles and may not grow any more.
pub(crate) fn is_closed(story: &Story) -> bool {
    story.alert.evidence.is_empty()
}

impl Book {
    /// Sets the clock forward; the new value where it moved.
    pub(crate) fn advance(&mut self, status: Status, now: Timestamp) -> Option<ClassifierClock> {
        let old = self.clock;
        let clock = match old {
            None => ClassifierClock { status, first_at: now, latest_at: now },
            Some(clock) => ClassifierClock { latest_at: clock.latest_at.max(now), ..clock },
        };
        self.clock = Some(clock);
        (old != self.clock).then_some(clock)
    }

    /// The clock; `None` before the first article.
    pub(crate) fn clock(&self) -> Option<ClassifierClock> {
        self.clock
    }

    pub(crate) fn put_clock(&mut self, clock: ClassifierClock) {
        self.clock = Some(clock);
    }

    pub(crate) fn put_rate(&mut self, rate: BaseRate) {
        self.rates.insert((rate.partner.clone(), rate.tie_type), rate);
    }

    pub(crate) fn rate(&self, partner: &str, tie_type: TieType) -> Option<&BaseRate> {
        self.rates.get(&(partner.to_owned(), tie_type))
    }

    /// Takes a story in, in place of the one with the same id.
    pub(crate) fn put_story(&mut self, story: Story) {
        let id = story.alert.id.clone();
        self.forget(&id);
        for member in &story.members {
            self.by_article.entry(member.article.clone()).or_default().insert(id.clone());
        }
        let order = if is_closed(&story) { &mut self.closed } else { &mut self.live };
        order.insert((story.alert.story.last_seen, id.clone()));
        self.stories.insert(id, Arc::new(story));
    }

    /// Forgets a story altogether.
    pub(crate) fn forget(&mut self, id: &AlertId) {
        let Some(story) = self.stories.remove(id) else { return };
        let place = (story.alert.story.last_seen, id.clone());
        self.live.remove(&place);
        self.closed.remove(&place);
        for member in &story.members {
            if let Some(ids) = self.by_article.get_mut(&member.article) {
                ids.remove(id);
                if ids.is_empty() {
                    self.by_article.remove(&member.article);
                }
            }
        }
    }

    pub(crate) fn story(&self, id: &AlertId) -> Option<&Arc<Story>> {
        self.stories.get(id)
    }

    /// Ids of the stories that `article` tells or told.
    pub(crate) fn stories_of(&self, article: &ArticleId) -> Vec<AlertId> {
        self.by_article.get(article).map(|ids| ids.iter().cloned().collect()).unwrap_or_default()
    }

    /// Stories that may still grow.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Arc<Story>> {
        self.live.iter().filter_map(|(_, id)| self.stories.get(id))
    }

    pub(crate) fn live_count(&self) -> usize {
        self.live.len()
    }

    pub(crate) fn closed_count(&self) -> usize {
        self.closed.len()
    }

    /// The live story that has been silent longest.
    pub(crate) fn oldest_live(&self) -> Option<&Arc<Story>> {
        self.live.first().and_then(|(_, id)| self.stories.get(id))
    }

    /// The closed story that has been silent longest.
    pub(crate) fn oldest_closed(&self) -> Option<&Arc<Story>> {
        self.closed.first().and_then(|(_, id)| self.stories.get(id))
    }

    /// All values, for writing down.
    pub(crate) fn values(&self) -> Vec<StateValue> {
        let stories = self.stories.values().map(|story| StateValue::Story(Box::new(Story::clone(story))));
        let rates = self.rates.values().cloned().map(StateValue::BaseRate);
        let clock = self.clock.map(StateValue::Clock);
        stories.chain(rates).chain(clock).collect()
    }
}
