//! Any value of the model, for round trips.

use jiff::Timestamp;
use model::{
    Actor, Alert, AlertEvidence, AlertId, AlertStory, ArchivePointer, Article, ArticleId, ArticleState,
    Attribution, CancelReason, CanonicalUrl, Context, Contribution, DateFound, Digest, Direction, EventDate,
    Evidence, Family, FeedState, Lang, Level, Mode, Partner, Plover, Polarity, PollError, PolledBy,
    Precision, Realis, RussianKind, RussianSide, Sector, SeenEntry, Severity, Span, Status, Story,
    StoryMember, Strength, TaggedArticle, Tie, TieType, Tier, Transition, Versions,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[\\PC\u{0}-\u{1f}ñя🚀\"\\\\]{0,12}"]
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_000_000_000_000).prop_map(|ms| Timestamp::from_millisecond(ms).unwrap())
}

fn span() -> impl Strategy<Value = Span> {
    (0_usize..1_000_000, 0_usize..1_000).prop_map(|(start, long)| Span { start, end: start + long })
}

fn digest() -> impl Strategy<Value = Digest> {
    any::<u64>().prop_map(|n| Digest::of(&n.to_le_bytes()))
}

fn url() -> impl Strategy<Value = CanonicalUrl> {
    "[a-z]{1,8}"
        .prop_map(|name| CanonicalUrl::parse(&format!("https://{name}.example/{name}?q=%C3%B1")).unwrap())
}

fn partner() -> impl Strategy<Value = Partner> {
    select(vec!["ECU", "BRA", "LAC", "CELAC", "MERCOSUR"]).prop_map(|code| Partner::from_code(code).unwrap())
}

fn actor() -> impl Strategy<Value = Actor> {
    (text(), text(), text()).prop_map(|(id, name, country)| Actor { id, name, country })
}

fn date() -> impl Strategy<Value = EventDate> {
    let precision = select(vec![
        Precision::Day,
        Precision::Interval,
        Precision::Month,
        Precision::Year,
        Precision::YearOpen,
    ]);
    let found = select(vec![DateFound::Explicit, DateFound::YearInferred, DateFound::Relative]);
    (text(), precision, found).prop_map(|(value, precision, found)| EventDate { value, precision, found })
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let many = || vec(span(), 0..3);
    (span(), many(), many(), many(), option::of(span()), many(), many(), option::of(span())).prop_map(
        |(sentence, russia, partner, third, act, topic, modifier, date)| Evidence {
            sentence,
            russia,
            partner,
            third,
            act,
            topic,
            modifier,
            date,
        },
    )
}

fn russia() -> impl Strategy<Value = RussianSide> {
    (select(RussianKind::ALL.to_vec()), text(), text(), select(Sector::ALL.to_vec()))
        .prop_map(|(kind, id, name, sector)| RussianSide { kind, id, name, sector })
}

pub(super) fn tie() -> impl Strategy<Value = Tie> {
    let closed = (
        select(Tier::ALL.to_vec()),
        select(TieType::ALL.to_vec()),
        select(Plover::ALL.to_vec()),
        option::of(select(Mode::ALL.to_vec())),
        vec(select(Context::ALL.to_vec()), 0..3),
        select(Polarity::ALL.to_vec()),
        select(Direction::ALL.to_vec()),
        select(Realis::ALL.to_vec()),
        select(Strength::ALL.to_vec()),
    );
    let open = (
        russia(),
        vec(partner(), 1..3),
        vec(actor(), 0..2),
        vec(actor(), 0..2),
        text(),
        text(),
        option::of(date()),
        evidence(),
        vec(text(), 0..3),
        0.0..=1.0,
    );
    (closed, open).prop_map(
        |(
            (tier, tie_type, plover, mode, context, polarity, direction, realis, strength),
            (russia, partner, partner_actors, third, cameo, source, date, evidence, rules, confidence),
        )| Tie {
            tier,
            russia,
            partner,
            partner_actors,
            third,
            tie_type,
            plover,
            mode,
            context,
            cameo,
            polarity,
            direction,
            realis,
            attribution: Attribution { source, strength },
            date,
            evidence,
            gazetteer: rules.clone(),
            rules,
            confidence,
        },
    )
}

fn archive() -> impl Strategy<Value = ArchivePointer> {
    (text(), digest(), text(), digest()).prop_map(|(record, payload_digest, conversion, text_digest)| {
        ArchivePointer { record, payload_digest, conversion, text_digest }
    })
}

fn lang() -> impl Strategy<Value = Option<Lang>> {
    option::of(select(Lang::ALL.to_vec()))
}

fn status() -> impl Strategy<Value = Status> {
    select(Status::ALL.to_vec())
}

fn article() -> impl Strategy<Value = Article> {
    let words = (text(), text(), text(), text(), text());
    let times = (option::of(date()), option::of(time()), option::of(time()), time());
    let closed = (status(), select(vec![ArticleState::Present, ArticleState::Withdrawn]), lang());
    (words, times, closed, url(), 1_u32..100, option::of(1_u32..100), option::of(archive())).prop_map(
        |(
            (source, source_name, title, byline, text),
            (published, published_at, updated_at, fetched_at),
            (status, state, lang),
            url,
            revision,
            alert_age_max_hours,
            archive,
        )| Article {
            id: ArticleId::of_url(url.as_str()),
            revision,
            status,
            state,
            url,
            source,
            source_name,
            source_weight: f64::from(revision) / 100.0,
            alert_age_max_hours,
            title,
            byline,
            text,
            lang,
            published,
            published_at,
            updated_at,
            fetched_at,
            archive,
        },
    )
}

fn versions() -> impl Strategy<Value = Versions> {
    (text(), text(), text()).prop_map(|(code, rules, gazetteer)| Versions { code, rules, gazetteer })
}

pub(super) fn tagged() -> impl Strategy<Value = TaggedArticle> {
    (article(), vec(tie(), 0..3), any::<bool>(), versions())
        .prop_map(|(article, ties, truncated, versions)| TaggedArticle { article, ties, truncated, versions })
}

fn alert_evidence() -> impl Strategy<Value = AlertEvidence> {
    let words = (text(), text(), text(), text());
    (words, url(), lang(), option::of(time()), time(), span(), option::of(archive()), tie(), 1_u32..9)
        .prop_map(
            |(
                (source, source_name, title, sentence),
                url,
                lang,
                published_at,
                fetched_at,
                span,
                archive,
                tie,
                revision,
            )| AlertEvidence {
                article: ArticleId::of_url(url.as_str()),
                revision,
                source,
                source_name,
                lang,
                url,
                title,
                published_at,
                fetched_at,
                sentence,
                span,
                archive,
                tie,
            },
        )
}

fn severity() -> impl Strategy<Value = Severity> {
    (select(Level::ALL.to_vec()), -100_i32..100, vec((text(), -50_i32..50), 0..4)).prop_map(
        |(level, score, parts)| Severity {
            level,
            score: f64::from(score) / 10.0,
            contributions: parts
                .into_iter()
                .map(|(name, value)| Contribution { name, value: f64::from(value) / 10.0 })
                .collect(),
        },
    )
}

fn alert_story() -> impl Strategy<Value = AlertStory> {
    (0_usize..99, 0_usize..99, vec(select(Lang::ALL.to_vec()), 0..3), time(), time()).prop_map(
        |(articles, sources, languages, first_seen, last_seen)| AlertStory {
            articles,
            sources,
            languages,
            first_seen,
            last_seen,
        },
    )
}

pub(super) fn alert() -> impl Strategy<Value = Alert> {
    let closed = (
        select(Transition::ALL.to_vec()),
        option::of(select(vec![CancelReason::Edited, CancelReason::Withdrawn])),
        status(),
        select(Family::ALL.to_vec()),
    );
    let open = (text(), vec(text(), 0..3), text(), severity(), tie(), vec(alert_evidence(), 0..3));
    (closed, open, alert_story(), time(), versions(), 0_u32..9).prop_map(
        |(
            (transition, reason, status, family),
            (id, channels, headline, severity, tie, evidence),
            story,
            at,
            versions,
            revision,
        )| Alert {
            id: AlertId::from_text(&id),
            revision,
            transition,
            reason,
            status,
            family,
            channels,
            headline,
            severity,
            tie,
            evidence,
            story,
            at,
            versions,
        },
    )
}

fn member() -> impl Strategy<Value = StoryMember> {
    (text(), text(), lang(), (time(), time(), time()), vec(any::<u64>(), 0..4), 1_u32..9).prop_map(
        |(id, source, lang, (told_at, first_fetched_at, fetched_at), shingles, revision)| StoryMember {
            article: ArticleId::from_text(&id),
            revision,
            source,
            lang,
            source_weight: f64::from(revision) / 10.0,
            told_at,
            first_fetched_at,
            fetched_at,
            shingles,
        },
    )
}

pub(super) fn story() -> impl Strategy<Value = Story> {
    let closed = (status(), select(TieType::ALL.to_vec()), select(Polarity::ALL.to_vec()), any::<bool>());
    (alert(), closed, vec(text(), 0..3), vec(date(), 0..3), vec(member(), 0..3)).prop_map(
        |(alert, (status, tie_type, polarity, open), partners, dates, members)| Story {
            alert,
            open,
            status,
            tie_type,
            partners,
            polarity,
            dates,
            members,
        },
    )
}

fn seen() -> impl Strategy<Value = SeenEntry> {
    (text(), digest(), text(), digest(), time(), time(), 0_u32..9).prop_map(
        |(key, entry_digest, article, text_digest, first_seen_at, last_seen_at, revision)| SeenEntry {
            key,
            entry_digest,
            article,
            revision,
            text_digest,
            first_seen_at,
            last_seen_at,
            failures: revision,
        },
    )
}

pub(super) fn feed_state() -> impl Strategy<Value = FeedState> {
    let error = (text(), text(), time()).prop_map(|(kind, message, at)| PollError { kind, message, at });
    let times = (option::of(time()), option::of(time()), option::of(time()));
    let words = (text(), option::of(text()), option::of(text()), text(), option::of(text()));
    let by = option::of((text(), digest()).prop_map(|(instance, feeds)| PolledBy { instance, feeds }));
    (words, times, by, option::of(digest()), option::of(error), any::<u32>(), vec(seen(), 0..3)).prop_map(
        |(
            (source, etag, last_modified, next_poll_reason, moved_to),
            (polled_at, succeeded_at, next_poll_at),
            polled_by,
            body_digest,
            error,
            count,
            seen,
        )| FeedState {
            source,
            etag,
            last_modified,
            body_digest,
            polled_at,
            polled_by,
            succeeded_at,
            next_poll_at,
            next_poll_reason,
            moved_to,
            moved_times: count,
            errors: count,
            error,
            polls: count.into(),
            unchanged: count.into(),
            articles: count.into(),
            dropped: count.into(),
            seen,
        },
    )
}
