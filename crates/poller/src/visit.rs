//! The visits of one poll: to the feed, and to the page of an entry.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::{Digest, FeedState, Lang};
use tokio::sync::Semaphore;
use url::Url;

use crate::article::{self, Context};
use crate::event::{Answered, Candidate, Document, Tried};
use crate::feed::{self, Reading};
use crate::fetch::{self, Answer, Authority, Fetcher, Request};
use crate::guarded::Guarded;
use crate::plan::{self, Step};
use crate::poller::Clock;
use crate::{
    Config, Exchange, ExchangeKind, Failure, FailureKind, Source, SourceKind, directory, inflate, schedule,
};

const ACCEPT_FEED: &str =
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5";
const ACCEPT_PAGE: &str = "text/html, application/xhtml+xml, */*;q=0.5";

/// What all polls share.
pub(crate) struct World {
    pub(crate) config: Arc<Config>,
    pub(crate) clock: Clock,
    pub(crate) fetcher: Fetcher,
    pub(crate) guarded: Guarded,
    /// Places for polls in flight.
    pub(crate) places: Semaphore,
}

/// One source to poll, with its committed state.
pub(crate) struct Job {
    pub(crate) source: Arc<Source>,
    pub(crate) key: String,
    pub(crate) state: FeedState,
}

/// One thing to be tried: an entry, or a file that was read already.
#[derive(Debug)]
pub(crate) enum Todo {
    /// An entry whose page is to be fetched.
    Entry(Box<Step>, Option<Lang>),
    /// An article from a folder.
    File(Box<Tried>),
}

impl Job {
    /// The authority that may be private, if the source says so.
    fn own(&self) -> Option<Authority> {
        let url = self.source.fetch_url().filter(|_| self.source.admit_private)?;
        Authority::of(&url)
    }

    fn rebase(&self) -> Option<(Url, Url)> {
        let base = self.source.canonical_base.clone().filter(|_| self.source.admit_private)?;
        Some((self.source.fetch_url()?, base))
    }
}

/// Asks the source what there is: a conditional GET of its feed, or a look into its folder.
pub(crate) async fn ask(world: &World, job: &Job) -> Result<(Answered, Vec<Todo>), Failure> {
    match &job.source.kind {
        SourceKind::Feed { .. } => ask_feed(world, job).await,
        SourceKind::Directory { path } => {
            let (path, source, state) = (path.clone(), Arc::clone(&job.source), job.state.clone());
            let (config, now) = (Arc::clone(&world.config), (world.clock)());
            let reading = move || directory::read(&path, &source, &state, now, &config);
            let read = world.guarded.run(reading).await?;
            Ok((read.0, read.1.into_iter().map(|tried| Todo::File(Box::new(tried))).collect()))
        }
    }
}

async fn ask_feed(world: &World, job: &Job) -> Result<(Answered, Vec<Todo>), Failure> {
    let address = job.source.fetch_url();
    let url =
        address.ok_or_else(|| Failure::new(FailureKind::Refused, format!("{} is not a url", job.key)))?;
    let own = job.own();
    let request = Request {
        url: &url,
        own: own.as_ref(),
        accept: ACCEPT_FEED,
        etag: job.state.etag.as_deref(),
        last_modified: job.state.last_modified.as_deref(),
        spacing: Duration::ZERO,
        wire_bytes_max: world.config.wire_bytes_max,
    };
    let answer = world.fetcher.get(&request).await?;
    let hint_secs = fetch::hint_secs(&answer.headers, answer.at);
    if answer.status.as_u16() == 304 {
        // Both validators are renewed by a 304; one that it leaves out still holds.
        let unchanged = Answered {
            etag: answer.etag().or_else(|| job.state.etag.clone()),
            last_modified: answer.last_modified().or_else(|| job.state.last_modified.clone()),
            moved_to: answer.moved_to.map(String::from),
            hint_secs,
            document: None,
        };
        return Ok((unchanged, Vec::new()));
    }
    read_feed(world, job, answer, hint_secs).await
}

async fn read_feed(
    world: &World,
    job: &Job,
    answer: Answer,
    hint_secs: Option<u32>,
) -> Result<(Answered, Vec<Todo>), Failure> {
    let (etag, last_modified) = (answer.etag(), answer.last_modified());
    let moved_to = answer.moved_to.clone().map(String::from);
    let known = job.state.body_digest;
    let (state, config) = (job.state.clone(), Arc::clone(&world.config));
    let source_lang = job.source.lang;
    let day_first = job.source.country != "USA";
    let parsed = move || {
        let body = inflate::inflate(&answer.body, &answer.coding(), config.feed_bytes_max)?;
        let digest = Digest::of(&body);
        if known == Some(digest) {
            return Ok(None);
        }
        let (_, http_charset) = fetch::media_type(&answer.headers);
        let base = answer.url.clone();
        let reading = Reading { base, http_charset, day_first, items_max: config.feed_items_max };
        let feed = feed::read(&body, &reading)?;
        let lang: Option<Lang> = feed.lang.parse().ok();
        let plan = plan::plan(feed.entries, &state, &config);
        let document = Document { digest, listed: plan.listed, problems: feed.problems };
        Ok(Some((document, plan.steps, feed.ttl_secs, lang)))
    };
    let Some((document, steps, ttl_secs, lang)) = world.guarded.run(parsed).await? else {
        let hint_secs = hint_secs.max(schedule::hint_before(&job.state));
        return Ok((Answered { etag, last_modified, moved_to, hint_secs, document: None }, Vec::new()));
    };
    let hint_secs = hint_secs.max(ttl_secs);
    let lang = source_lang.or(lang);
    let todo = steps.into_iter().map(|step| Todo::Entry(Box::new(step), lang)).collect();
    Ok((Answered { etag, last_modified, moved_to, hint_secs, document: Some(document) }, todo))
}

/// Tries one entry: its page, and where that cannot be had at all, the content that the feed carries.
pub(crate) async fn try_entry(world: &World, job: &Job, todo: Todo) -> Tried {
    let (step, lang) = match todo {
        Todo::File(tried) => return *tried,
        Todo::Entry(step, lang) => (*step, lang),
    };
    let Step { key, digest, entry, known, last_try } = step;
    let place = entry.link.as_ref().map_or_else(|| format!("entry {:?}", entry.title), fetch::short);
    let context = Context { entry, lang, rebase: job.rebase() };
    let tried = |outcome, besides| Tried { entry_key: key, entry_digest: digest, place, outcome, besides };
    let failure = match visit_page(world, job, &context).await {
        Ok(mut candidate) => {
            let doubt = candidate.doubt.take();
            return tried(Ok(candidate), doubt);
        }
        Err(failure) => failure,
    };
    let final_try = last_try || matches!(failure.kind, FailureKind::Robots | FailureKind::TooComplex);
    let now = (world.clock)();
    // A revision that was read from the page is never replaced by what the feed says of it.
    match article::of_feed_content(&context, now, &world.config).filter(|_| final_try && !known) {
        Some(candidate) => tried(Ok(candidate), Some(failure)),
        None => tried(Err(failure), None),
    }
}

async fn visit_page(world: &World, job: &Job, context: &Context) -> Result<Candidate, Failure> {
    let link = context.entry.link.clone();
    let url = link.ok_or_else(|| Failure::new(FailureKind::Malformed, "entry has no link"))?;
    let own = job.own();
    let spacing = world.fetcher.robots(&url, own.as_ref()).await?;
    let request = Request {
        url: &url,
        own: own.as_ref(),
        accept: ACCEPT_PAGE,
        etag: None,
        last_modified: None,
        spacing,
        wire_bytes_max: world.config.wire_bytes_max,
    };
    let answer = world.fetcher.get(&request).await?;
    let (media_type, charset) = fetch::media_type(&answer.headers);
    if !matches!(media_type.as_str(), "" | "text/html" | "application/xhtml+xml" | "text/plain") {
        let message = format!("{} is {media_type}, not a page", fetch::short(&answer.url));
        return Err(Failure::new(FailureKind::Malformed, message));
    }
    let (context, config) = (context.clone(), Arc::clone(&world.config));
    let parsed = move || {
        let html = inflate::inflate(&answer.body, &answer.coding(), config.page_bytes_max)?.into_owned();
        let exchange = exchange(&url, answer);
        article::of_page(&context, &html, charset.as_deref(), exchange, &config)
    };
    world.guarded.run(parsed).await
}

fn exchange(requested: &Url, answer: Answer) -> Exchange {
    let fetched_at: Timestamp = answer.at;
    Exchange {
        kind: ExchangeKind::Response,
        requested_url: requested.to_string(),
        url: answer.url.to_string(),
        http_head: fetch::http_head(answer.version, answer.status, &answer.headers),
        media_type: fetch::media_type(&answer.headers).0,
        body: answer.body,
        fetched_at,
    }
}
