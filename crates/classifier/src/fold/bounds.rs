//! What is forgotten, and when, so that memory stays bounded and no alert is raised twice.
//!
//! A story without news for `open_days` is closed: its alert expires, and only the alert, its id and its articles are kept,
//! without evidence and shingles, so that an edit of an old article cannot raise the id again. Of the closed ones the oldest
//! are forgotten beyond `closed_max`.

use model::{Story, Transition};

use super::Fold;
use crate::alert::step;

const DAY_SECONDS: i64 = 86_400;

impl Fold<'_> {
    /// Closes the stories that have been silent for too long by now.
    pub(super) fn expire(&mut self) {
        let silent_max = i64::from(self.config.stories.open_days) * DAY_SECONDS;
        while let Some(story) = self.book.oldest_live().cloned() {
            if self.now.as_second() - story.alert.story.last_seen.as_second() <= silent_max {
                break;
            }
            self.close(&story);
        }
    }

    /// Closes or forgets what exceeds the limits.
    pub(super) fn keep_within_bounds(&mut self) {
        while self.book.live_count() > self.config.stories.open_max {
            let Some(story) = self.book.oldest_live().cloned() else { break };
            self.close(&story);
        }
        while self.book.closed_count() > self.config.stories.closed_max {
            let Some(story) = self.book.oldest_closed().cloned() else { break };
            self.forget(&story);
        }
    }

    fn close(&mut self, old: &Story) {
        let mut story = old.clone();
        if old.open {
            step(&mut story, Transition::Expired, None, self.now);
            self.send(&old.alert.channels, &story);
        }
        story.open = false;
        story.alert.evidence.clear();
        for member in &mut story.members {
            member.shingles.clear();
        }
        self.put(story);
    }
}
