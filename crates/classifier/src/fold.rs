//! The fold: one article revision into the memory of its status.

mod assign;
mod bounds;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use model::{AlertId, Article, ArticleState, CancelReason, Story, StoryMember, TaggedArticle, Transition};

use crate::alert::{founded, looks_the_same, refresh, step, telling_at};
use crate::book::{Book, is_closed};
use crate::candidate::{Candidate, candidates, member_of};
use crate::channel::channelled;
use crate::config::Config;
use crate::likeness::MEMBERS_WITH_SHINGLES;
use crate::novelty;
use crate::state::{State, StateChange, StateValue};
use crate::telling::{Fit, fit};
use crate::{ChannelledAlert, Classified};

/// Folds one article revision into the state.
pub(crate) fn fold(config: &Config, state: &mut State, tagged: &TaggedArticle) -> Classified {
    let article = &tagged.article;
    let book = state.book(article.status);
    let clock = book.advance(article.status, article.fetched_at);
    let now = book.clock().map_or(article.fetched_at, |clock| clock.latest_at);
    let mut fold = Fold { config, book, tagged, now, alerts: Vec::new(), changed: BTreeMap::new() };
    fold.changed.extend(clock.map(StateValue::Clock).map(|value| (value.key(), Some(value))));
    fold.expire();
    if fold.is_news() {
        fold.read();
        fold.keep_within_bounds();
    }
    let changed = fold.changed.into_iter().map(|(key, value)| StateChange { key, value }).collect();
    Classified { alerts: fold.alerts, changed }
}

/// One article on its way into the memory.
struct Fold<'a> {
    config: &'a Config,
    book: &'a mut Book,
    tagged: &'a TaggedArticle,
    now: Timestamp,
    alerts: Vec<ChannelledAlert>,
    changed: BTreeMap<String, Option<StateValue>>,
}

impl Fold<'_> {
    /// False where this revision, or a later one, was read before.
    fn is_news(&self) -> bool {
        let article = &self.tagged.article;
        let stories = self.stories_of_article();
        let known =
            stories.iter().filter_map(|story| member(story, article)).map(|member| member.revision).max();
        let withdrawn_now = article.state == ArticleState::Withdrawn
            && stories.iter().any(|story| story.open && tells(story, article));
        match known {
            None => true,
            Some(known) => article.revision > known || (article.revision == known && withdrawn_now),
        }
    }

    /// Every act finds its story or founds one; stories that the article told and tells no more lose it.
    fn read(&mut self) {
        let article = &self.tagged.article;
        let own = self.stories_of_article();
        let first_fetched_at =
            own.iter().filter_map(|story| member(story, article)).map(|member| member.first_fetched_at);
        let member = member_of(article, first_fetched_at.min().unwrap_or(article.fetched_at));
        let mut told: Vec<AlertId> = Vec::new();
        for (candidate, story) in assign::to_own_stories(candidates(self.tagged), &own, article) {
            let story = story.or_else(|| self.best_fit(&candidate, &member, &told));
            let id = match story {
                Some(id) => {
                    self.tell(&id, candidate, &member);
                    id
                }
                None => self.found(candidate, member.clone()),
            };
            told.push(id);
        }
        for story in own.iter().filter(|story| !told.contains(&story.alert.id)) {
            self.untell(story);
        }
    }

    fn stories_of_article(&self) -> Vec<Arc<Story>> {
        let ids = self.book.stories_of(&self.tagged.article.id);
        ids.iter().filter_map(|id| self.book.story(id).cloned()).collect()
    }

    /// The live story that fits best; of equals the one with the smallest id. Stories that the article knows already were
    /// looked at before.
    fn best_fit(&self, candidate: &Candidate, member: &StoryMember, told: &[AlertId]) -> Option<AlertId> {
        let mut best: Option<(Fit, &AlertId)> = None;
        for story in self.book.live() {
            let known = story.members.iter().any(|other| other.article == member.article);
            if known || told.contains(&story.alert.id) {
                continue;
            }
            let Some(fit) = fit(&self.config.stories, story, candidate, member) else { continue };
            let better = best.is_none_or(|(other, id)| {
                (fit, std::cmp::Reverse(&story.alert.id)) > (other, std::cmp::Reverse(id))
            });
            if better {
                best = Some((fit, &story.alert.id));
            }
        }
        best.map(|(_, id)| id.clone())
    }

    fn found(&mut self, candidate: Candidate, member: StoryMember) -> AlertId {
        let partners = candidate.partners.clone();
        let tie_type = candidate.evidence.tie.tie_type;
        let rules = &self.config.weights.novelty;
        let history = novelty::contributions(rules, self.book, &partners, tie_type);
        for partner in &partners {
            let old = self.book.rate(partner, tie_type);
            let rate = novelty::counted(rules, self.tagged.article.status, old, partner, tie_type, self.now);
            let value = StateValue::BaseRate(rate.clone());
            self.changed.insert(value.key(), Some(value));
            self.book.put_rate(rate);
        }
        let is_fresh = is_fresh(&self.tagged.article, &member);
        let mut story = founded(self.config, self.tagged, candidate, member, history, self.now);
        let id = story.alert.id.clone();
        if is_fresh {
            step(&mut story, Transition::Raised, None, self.now);
            self.send(&[], &story);
        }
        self.put(story);
        id
    }

    /// Lets the article tell the story with `id`: its evidence joins or is replaced.
    fn tell(&mut self, id: &AlertId, candidate: Candidate, member: &StoryMember) {
        let Some(old) = self.book.story(id).cloned() else { return };
        let mut story = Story::clone(&old);
        if is_closed(&story) {
            self.remember_revision(story);
            return;
        }
        let limit = self.config.stories.members_max;
        let article = &self.tagged.article;
        if !put_member(&mut story, member.clone(), limit) {
            return;
        }
        if !old.open && old.alert.revision > 0 {
            // What stands in a cancelled alert is what was told before.
            story.alert.evidence.clear();
        }
        let sole = story.alert.evidence.iter().all(|told| told.article == article.id);
        if sole {
            story.polarity = candidate.evidence.tie.polarity;
        }
        match telling_at(&story.alert.evidence, &article.id) {
            Some(at) => story.alert.evidence[at] = candidate.evidence,
            None => story.alert.evidence.push(candidate.evidence),
        }
        refresh(self.config, &mut story, self.now, &self.tagged.versions);
        if old.alert.revision == 0 {
            if is_fresh(article, member) {
                step(&mut story, Transition::Raised, None, self.now);
                self.send(&[], &story);
            }
            self.put(story);
        } else {
            self.update(&old, story);
        }
    }

    /// Takes the article's evidence out of a story that it tells no more.
    fn untell(&mut self, old: &Story) {
        let article = &self.tagged.article;
        let mut story = old.clone();
        if is_closed(old) || !tells(old, article) || (!old.open && old.alert.revision > 0) {
            self.remember_revision(story);
            return;
        }
        set_revision(&mut story, article);
        story.alert.evidence.retain(|told| told.article != article.id);
        let is_told = !story.alert.evidence.is_empty();
        match (is_told, old.open) {
            (true, true) => {
                refresh(self.config, &mut story, self.now, &self.tagged.versions);
                self.update(old, story);
            }
            (true, false) => {
                refresh(self.config, &mut story, self.now, &self.tagged.versions);
                self.put(story);
            }
            (false, true) => self.cancel(old, story),
            // Nothing was ever sent of it; without evidence it is closed.
            (false, false) => self.put(story),
        }
    }

    /// Sends the story's new revision if subscribers would see a difference, and keeps it in any case.
    fn update(&mut self, old: &Story, mut story: Story) {
        if old.open && looks_the_same(&old.alert, &story.alert) {
            story.alert.at = old.alert.at;
        } else {
            step(&mut story, Transition::Updated, None, self.now);
            self.send(&old.alert.channels, &story);
        }
        self.put(story);
    }

    /// Cancels the story; the alert keeps the evidence that no longer stands, so that readers see what was cancelled.
    fn cancel(&mut self, old: &Story, mut story: Story) {
        let reason = match self.tagged.article.state {
            ArticleState::Withdrawn => CancelReason::Withdrawn,
            ArticleState::Present => CancelReason::Edited,
        };
        story.alert.evidence.clone_from(&old.alert.evidence);
        step(&mut story, Transition::Cancelled, Some(reason), self.now);
        self.send(&old.alert.channels, &story);
        self.put(story);
    }

    fn remember_revision(&mut self, mut story: Story) {
        set_revision(&mut story, &self.tagged.article);
        self.put(story);
    }

    fn send(&mut self, channels_before: &[String], story: &Story) {
        self.alerts.push(channelled(channels_before, story.alert.clone()));
    }

    fn put(&mut self, story: Story) {
        let value = StateValue::Story(Box::new(story.clone()));
        self.changed.insert(value.key(), Some(value));
        self.book.put_story(story);
    }

    fn forget(&mut self, story: &Story) {
        let key = StateValue::Story(Box::new(story.clone())).key();
        self.changed.insert(key, None);
        self.book.forget(&story.alert.id);
    }
}

/// True where the article was young enough, when it was first fetched, to raise.
fn is_fresh(article: &Article, member: &StoryMember) -> bool {
    article.alert_age_max_hours.is_none_or(|hours| {
        let age = member.first_fetched_at.as_second() - member.told_at.as_second();
        age <= i64::from(hours) * 3600
    })
}

fn member<'a>(story: &'a Story, article: &Article) -> Option<&'a StoryMember> {
    story.members.iter().find(|member| member.article == article.id)
}

fn tells(story: &Story, article: &Article) -> bool {
    telling_at(&story.alert.evidence, &article.id).is_some()
}

fn set_revision(story: &mut Story, article: &Article) {
    if let Some(member) = story.members.iter_mut().find(|member| member.article == article.id) {
        member.revision = article.revision;
    }
}

/// Adds or replaces a member; false where the story is full.
fn put_member(story: &mut Story, mut member: StoryMember, members_max: usize) -> bool {
    let at = story.members.iter().position(|other| other.article == member.article);
    if at.is_none() && story.members.len() >= members_max {
        return false;
    }
    let place = at.unwrap_or(story.members.len());
    if place >= MEMBERS_WITH_SHINGLES {
        member.shingles.clear();
    }
    match at {
        Some(at) => story.members[at] = member,
        None => story.members.push(member),
    }
    true
}
