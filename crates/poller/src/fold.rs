//! The fold of a poll's events into the feed's next state and the articles to commit. Pure: time and results come in.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use model::{Article, ArticleId, ArticleState, Digest, FeedState, PollError, SeenEntry};

use crate::config::SEEN_MAX;
use crate::event::{Answered, Candidate, Tried};
use crate::schedule::{self, Ending, Pace};
use crate::{Config, Failure, FailureKind, Fetched, Polled, Problem, Source, SourceKind};

/// Latest revision and text of every article in the known states, so that an article that two feeds list is one.
#[derive(Debug, Default)]
pub(crate) struct Revisions {
    latest: HashMap<String, (u32, Digest)>,
    loaded: HashSet<String>,
}

impl Revisions {
    /// Takes in the committed state of a feed, once.
    pub(crate) fn load(&mut self, key: &str, state: &FeedState) {
        if !self.loaded.insert(key.to_owned()) {
            return;
        }
        for seen in state.seen.iter().filter(|seen| seen.revision > 0) {
            self.note(&seen.article, seen.revision, seen.text_digest);
        }
    }

    fn note(&mut self, article: &str, revision: u32, digest: Digest) {
        let latest = self.latest.entry(article.to_owned()).or_insert((revision, digest));
        if latest.0 < revision {
            *latest = (revision, digest);
        }
    }

    /// The revision of `article` with this text, and whether it is new.
    fn number(&mut self, article: &str, digest: Digest) -> (u32, bool) {
        let number = match self.latest.get(article) {
            Some((revision, known)) if *known == digest => return (*revision, false),
            Some((revision, _)) => revision + 1,
            None => 1,
        };
        self.note(article, number, digest);
        (number, true)
    }
}

/// A poll in flight.
#[derive(Debug)]
pub(crate) struct Progress {
    pub(crate) source: Arc<Source>,
    pub(crate) key: String,
    /// Number of the round that it was started in.
    pub(crate) round: u64,
    /// Whether its answer is still awaited.
    pub(crate) awaited: bool,
    /// State as of the events folded so far.
    state: FeedState,
    /// What the last piece will store, if all goes well.
    answer: Option<Answered>,
    missed: bool,
    fetched: Vec<Fetched>,
    fetched_bytes: usize,
    problems: Vec<Problem>,
}

impl Progress {
    pub(crate) fn new(source: Arc<Source>, key: String, round: u64, before: FeedState) -> Progress {
        let state = FeedState { source: source.id.clone(), ..before };
        Progress {
            source,
            key,
            round,
            awaited: true,
            state,
            answer: None,
            missed: false,
            fetched: Vec::new(),
            fetched_bytes: 0,
            problems: Vec::new(),
        }
    }

    /// The feed answered.
    pub(crate) fn answered(&mut self, now: Timestamp, answer: Answered) {
        if let Some(document) = &answer.document {
            let listed: HashSet<&str> = document.listed.iter().map(String::as_str).collect();
            let mut kept = 0;
            for seen in self.state.seen.iter_mut().filter(|seen| listed.contains(seen.key.as_str())) {
                seen.last_seen_at = now;
                kept += 1;
            }
            self.missed = !self.state.seen.is_empty() && !listed.is_empty() && kept == 0;
            for (place, failure) in document.problems.clone() {
                self.tell(place, failure);
            }
            if self.missed {
                let message = "no entry of the last poll is left, some may have been missed".to_owned();
                self.tell("document".to_owned(), Failure::new(FailureKind::Malformed, message));
            }
        } else {
            self.state.unchanged += 1;
        }
        self.answer = Some(answer);
    }

    /// An entry was tried.
    pub(crate) fn tried(&mut self, now: Timestamp, tried: Tried, revisions: &mut Revisions, config: &Config) {
        if let Some(failure) = tried.besides {
            self.tell(tried.place.clone(), failure);
        }
        let before = self.state.seen.iter().position(|seen| seen.key == tried.entry_key);
        let mut seen = before.map(|at| self.state.seen.remove(at)).unwrap_or_else(|| SeenEntry {
            key: tried.entry_key,
            entry_digest: tried.entry_digest,
            article: String::new(),
            revision: 0,
            text_digest: tried.entry_digest,
            first_seen_at: now,
            last_seen_at: now,
            failures: 0,
        });
        if seen.entry_digest != tried.entry_digest {
            seen.failures = 0;
        }
        seen.entry_digest = tried.entry_digest;
        seen.last_seen_at = now;
        match tried.outcome {
            Ok(candidate) => self.keep(&mut seen, candidate, revisions),
            Err(failure) => {
                seen.failures = if is_final(&failure) { config.entry_tries_max } else { seen.failures + 1 };
                self.state.dropped += u64::from(seen.failures >= config.entry_tries_max);
                self.tell(tried.place, failure);
            }
        }
        self.state.seen.push(seen);
        // A poll of a folder may try more entries than are remembered afterwards, and hands out its state in between.
        if self.state.seen.len() > SEEN_MAX {
            bound(&mut self.state.seen, SEEN_MAX);
        }
    }

    fn keep(&mut self, seen: &mut SeenEntry, candidate: Candidate, revisions: &mut Revisions) {
        let id = ArticleId::of_url(candidate.url.as_str());
        let digest = candidate.text_digest();
        let (revision, is_new) = revisions.number(id.as_str(), digest);
        seen.failures = 0;
        seen.article = id.as_str().to_owned();
        seen.revision = revision;
        seen.text_digest = digest;
        if is_new {
            self.state.articles += 1;
            self.fetched_bytes += candidate.exchange.body.len();
            self.fetched.push(fetched(&self.source, id, revision, candidate));
        }
    }

    /// The poll is over. `Err` where the feed failed, with whether our own network looks down.
    pub(crate) fn finish(&mut self, now: Timestamp, result: Result<(), (Failure, bool)>, config: &Config) {
        self.state.polls += 1;
        let before = schedule::hint_before(&self.state);
        self.state.polled_at = Some(now);
        bound(&mut self.state.seen, config.seen_max);
        let (next_poll_at, reason) = match &result {
            Ok(()) => self.worked(now, before, config),
            Err((failure, network_down)) => self.failed(now, failure, *network_down, config),
        };
        self.state.next_poll_at = Some(next_poll_at);
        self.state.next_poll_reason = reason.word().to_owned();
        if let Err((failure, false)) = result {
            let place = self.key.clone();
            self.tell(place, failure);
        }
    }

    fn worked(
        &mut self,
        now: Timestamp,
        hint: Option<u32>,
        config: &Config,
    ) -> (Timestamp, schedule::Reason) {
        self.state.errors = 0;
        self.state.error = None;
        self.state.succeeded_at = Some(now);
        let answer = self.answer.take();
        self.moved(answer.as_ref().and_then(|answer| answer.moved_to.clone()));
        let validators = answer.as_ref().is_some_and(|a| a.etag.is_some() || a.last_modified.is_some());
        let hint_secs = match &answer {
            Some(answer) if answer.document.is_none() => answer.hint_secs.or(hint),
            answer => answer.as_ref().and_then(|answer| answer.hint_secs),
        };
        self.store(answer, config);
        let ending = Ending::Worked { hint_secs, missed: self.missed, validators };
        schedule::next_poll(now, self.pace(), ending, config)
    }

    /// Notes where permanent redirects led, and how often in a row.
    fn moved(&mut self, to: Option<String>) {
        self.state.moved_times = match &to {
            Some(_) if to == self.state.moved_to => self.state.moved_times.saturating_add(1),
            to => to.is_some().into(),
        };
        self.state.moved_to = to;
    }

    /// Stores validators, unless an entry is still to be tried: a 304 would hide it.
    fn store(&mut self, answer: Option<Answered>, config: &Config) {
        let Some(answer) = answer else { return };
        let is_open = |seen: &SeenEntry| seen.failures > 0 && seen.failures < config.entry_tries_max;
        let Some(document) = answer.document else {
            self.state.etag = answer.etag;
            self.state.last_modified = answer.last_modified;
            return;
        };
        let listed: HashSet<&str> = document.listed.iter().map(String::as_str).collect();
        let open = self.state.seen.iter().any(|seen| listed.contains(seen.key.as_str()) && is_open(seen));
        self.state.etag = answer.etag.filter(|_| !open);
        self.state.last_modified = answer.last_modified.filter(|_| !open);
        self.state.body_digest = (!open).then_some(document.digest);
    }

    fn failed(
        &mut self,
        now: Timestamp,
        failure: &Failure,
        network_down: bool,
        config: &Config,
    ) -> (Timestamp, schedule::Reason) {
        let kind = failure.kind.word().to_owned();
        self.state.error = Some(PollError { kind, message: failure.message.clone(), at: now });
        if network_down {
            return schedule::next_poll(now, self.pace(), Ending::NetworkDown, config);
        }
        self.state.errors = self.state.errors.saturating_add(1);
        let (at, reason) = schedule::next_poll(now, self.pace(), Ending::Failed(failure), config);
        if at == schedule::NEVER
            && let Some(error) = &mut self.state.error
        {
            error.message.push_str(" again; it is polled no more until its source has another address");
        }
        (at, reason)
    }

    fn pace(&self) -> Pace<'_> {
        Pace {
            state: &self.state,
            key: &self.key,
            poll_secs_min: self.source.poll_secs_min,
            own_server: self.source.admit_private || matches!(self.source.kind, SourceKind::Directory { .. }),
        }
    }

    fn tell(&mut self, place: String, failure: Failure) {
        self.problems.push(Problem { source: self.source.id.clone(), place, failure });
    }

    /// Whether enough has gathered for a piece.
    pub(crate) fn is_full(&self, config: &Config) -> bool {
        self.fetched.len() >= config.piece_articles_max || self.fetched_bytes >= config.piece_bytes_max
    }

    /// Whether anything waits to be handed out.
    pub(crate) fn has_articles(&self) -> bool {
        !self.fetched.is_empty()
    }

    /// Takes out what has gathered.
    pub(crate) fn piece(&mut self, finished: bool) -> Polled {
        self.fetched_bytes = 0;
        Polled {
            source: self.source.id.clone(),
            key: self.key.clone(),
            state: self.state.clone(),
            fetched: std::mem::take(&mut self.fetched),
            problems: std::mem::take(&mut self.problems),
            finished,
        }
    }
}

/// Failures that another try cannot mend.
fn is_final(failure: &Failure) -> bool {
    match failure.kind {
        FailureKind::Refused | FailureKind::TooComplex | FailureKind::Malformed => true,
        // With a status, robots.txt itself could not be had.
        FailureKind::Robots => failure.status.is_none(),
        FailureKind::Status => failure.status == Some(410),
        _ => false,
    }
}

/// Forgets the entries that were in the feed longest ago.
fn bound(seen: &mut Vec<SeenEntry>, seen_max: usize) {
    seen.sort_by_key(|seen| (seen.last_seen_at, seen.first_seen_at));
    seen.drain(..seen.len().saturating_sub(seen_max));
}

fn fetched(source: &Source, id: ArticleId, revision: u32, candidate: Candidate) -> Fetched {
    let article = Article {
        id,
        revision,
        status: source.status,
        state: ArticleState::Present,
        url: candidate.url,
        source: source.id.clone(),
        source_name: source.name.clone(),
        source_weight: source.weight,
        alert_age_max_hours: source.alert_age_max_hours,
        title: candidate.title,
        byline: candidate.byline,
        text: candidate.text,
        lang: candidate.lang,
        published: candidate.published,
        published_at: candidate.published_at,
        updated_at: candidate.updated_at,
        fetched_at: candidate.exchange.fetched_at,
        archive: None,
    };
    Fetched {
        article,
        exchange: candidate.exchange,
        feed_entry: candidate.feed_entry,
        text_from: candidate.text_from,
    }
}

#[cfg(test)]
mod tests;
