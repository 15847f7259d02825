//! Which of the stories that an article told before each of its acts goes on telling, after an edit.

use std::sync::Arc;

use model::{AlertId, Article, Story};

use crate::act;
use crate::alert::telling_at;
use crate::candidate::Candidate;

/// Whether a candidate goes on telling a story.
type Rule<'a> = &'a dyn Fn(&Candidate, &Story) -> bool;

/// Gives each candidate at most one of the article's own stories, and each story at most one candidate: by the same id
/// first, then by the same act, then, where the article alone tells the story, by type and partners, because then the edit
/// changed what the story is.
pub(super) fn to_own_stories(
    candidates: Vec<Candidate>,
    own: &[Arc<Story>],
    article: &Article,
) -> Vec<(Candidate, Option<AlertId>)> {
    let mut given: Vec<Option<AlertId>> = vec![None; candidates.len()];
    let rules: [Rule<'_>; 3] = [
        &|candidate, story| story.alert.id == candidate.id,
        &|candidate, story| is_about(candidate, story) && is_same_act(candidate, story, article),
        &|candidate, story| is_about(candidate, story) && is_sole_teller(story, article),
    ];
    for rule in rules {
        for (at, candidate) in candidates.iter().enumerate() {
            if given[at].is_some() {
                continue;
            }
            let free = |story: &&Arc<Story>| !given.iter().flatten().any(|id| *id == story.alert.id);
            let found = own.iter().filter(free).find(|story| rule(candidate, story));
            given[at] = found.map(|story| story.alert.id.clone());
        }
    }
    candidates.into_iter().zip(given).collect()
}

fn is_about(candidate: &Candidate, story: &Story) -> bool {
    story.tie_type == candidate.evidence.tie.tie_type
        && act::partners_overlap(&story.partners, &candidate.partners)
}

fn is_same_act(candidate: &Candidate, story: &Story, article: &Article) -> bool {
    let tie = &candidate.evidence.tie;
    let told = telling_at(&story.alert.evidence, &article.id).map(|at| &story.alert.evidence[at].tie);
    let told = told.unwrap_or(&story.alert.tie);
    act::polarities_agree(told.polarity, tie.polarity) && act::same_act(told, tie)
}

fn is_sole_teller(story: &Story, article: &Article) -> bool {
    !story.alert.evidence.is_empty() && story.alert.evidence.iter().all(|told| told.article == article.id)
}
