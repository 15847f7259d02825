//! The nouns of Estafeta, shared by every crate: what an article, a tie and an alert are, who can be named in them, and how
//! their ids come about.
//!
//! An [`Article`] is what the poller archived. The extractor turns it into [`Tie`]s, the classifier folds those into
//! [`Alert`]s. Nothing here does I/O, reads a clock or knows a wire form.

mod alert;
mod article;
mod canonical_url;
mod country;
mod date;
mod feed_state;
mod id;
mod lang;
mod plover;
mod problem;
mod score;
mod story;
mod tagged;
mod tie;
mod tie_type;

pub use alert::{
    Alert, AlertEvidence, AlertStory, CancelReason, Contribution, Family, Level, Severity, Transition,
    Versions,
};
pub use article::{ArchivePointer, Article, ArticleState, Status};
pub use canonical_url::{CanonicalUrl, URL_BYTES_MAX, UrlError, registrable_domain};
pub use country::{Bloc, Partner, REGION_CODE, STATES, State, bloc_codes, state};
pub use date::{DateFound, EventDate, Precision};
pub use feed_state::{FeedState, PollError, PolledBy, SeenEntry};
pub use id::{AlertId, ArticleId, Digest, uuid_v5};
pub use lang::{Lang, UnknownLang};
pub use plover::{Context, Mode, Plover};
pub use problem::Problem;
pub use score::{cameo, goldstein, plover_score};
pub use story::{BaseRate, ClassifierClock, Story, StoryMember};
pub use tagged::TaggedArticle;
pub use tie::{
    Actor, Attribution, Direction, Evidence, Polarity, Realis, RussianKind, RussianSide, Sector, Span,
    Strength, Tie, Tier,
};
pub use tie_type::TieType;
