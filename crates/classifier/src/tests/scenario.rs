//! A small language for articles and what they raise.
//!
//! `d<day> <article>.<revision> <source> <lang> [options] | <text> | <tie> ; <tie>` is one article. Options: a status, `withdrawn`,
//! `told=d<day>`, `age=<hours>`, `weight=<0..1>`. A tie: partners, type, PLOVER[/mode], then in any order polarity,
//! direction, realis, a date (`~` before it: counted from publication), `S`, `ru:<id>`, `by:<actor>`, `third:<code>`. What is
//! sent stands indented under the article: alerts are called A, B, C in the order they appear.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{
    Actor, AlertId, Article, ArticleId, ArticleState, Attribution, CanonicalUrl, DateFound, Direction,
    EventDate, Evidence, Mode, Partner, Plover, Polarity, Precision, Realis, RussianKind, RussianSide,
    Sector, Span, Status, Strength, TaggedArticle, Tie, TieType, Tier, Transition, Versions,
};

use crate::{ChannelledAlert, Config, State, StateValue, classify};

/// The compiled configuration with a few names.
pub(crate) fn config() -> Config {
    let names = [
        ("rosselkhoznadzor", "Rosselkhoznadzor"),
        ("lavrov", "Sergey Lavrov"),
        ("shoigu", "Sergei Shoigu"),
        ("noboa", "Daniel Noboa"),
        ("USA", "the United States"),
    ];
    Config::compiled().with_names(names.map(|(id, name)| (id.to_owned(), name.to_owned())).into())
}

/// Runs the articles of `script` and checks that what is sent is what stands under them.
#[track_caller]
pub(super) fn check(script: &str) {
    let told = run(&config(), script);
    assert!(told.trim() == script.trim(), "sent:\n{told}");
}

/// The script with what is sent under each article.
pub(super) fn run(config: &Config, script: &str) -> String {
    let mut state = State::new();
    let mut names: BTreeMap<AlertId, char> = BTreeMap::new();
    let mut told = String::from("\n");
    for line in script.lines().filter(|line| line.starts_with('d')) {
        told.push_str(line);
        told.push('\n');
        for sent in classify(config, &mut state, &tagged(line)).alerts {
            let next = char::from(b'A' + u8::try_from(names.len()).unwrap());
            let name = *names.entry(sent.alert.id.clone()).or_insert(next);
            told.push_str(&format!("  {name} {}\n", render(&sent)));
        }
    }
    told
}

/// The state after all articles of `script`, and the latest value of each key that was written on the way.
pub(super) fn classified(config: &Config, script: &str) -> (State, BTreeMap<String, StateValue>) {
    let mut state = State::new();
    let mut written = BTreeMap::new();
    for line in script.lines().filter(|line| line.starts_with('d')) {
        for change in classify(config, &mut state, &tagged(line)).changed {
            match change.value {
                Some(value) => written.insert(change.key, value),
                None => written.remove(&change.key),
            };
        }
    }
    (state, written)
}

fn render(sent: &ChannelledAlert) -> String {
    let alert = &sent.alert;
    let reason = alert.reason.map(|reason| format!(" ({})", reason.word())).unwrap_or_default();
    let channels: Vec<String> = sent
        .channels
        .iter()
        .map(|channel| {
            let left = if channel.left { " left" } else { "" };
            let same = channel.transition == alert.transition;
            let word = if same { String::new() } else { format!(" {}", channel.transition.word()) };
            format!("{}{word}{left}", channel.channel)
        })
        .collect();
    let sources = match alert.story.sources {
        1 => "1 source".to_owned(),
        sources => format!("{sources} sources"),
    };
    assert_eq!(alert.transition == Transition::Cancelled, alert.reason.is_some());
    format!(
        "r{} {}{reason} [{}] {} {}: {} ({sources})",
        alert.revision,
        alert.transition.word(),
        channels.join(", "),
        alert.severity.level.word(),
        alert.severity.score,
        alert.headline,
    )
}

/// The article of one line.
pub(super) fn tagged(line: &str) -> TaggedArticle {
    let mut parts = line.splitn(3, " | ");
    let (head, text, ties) = (parts.next().unwrap(), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let mut head = head.split_whitespace();
    let fetched_at = day(head.next().unwrap());
    let (name, revision) = head.next().unwrap().split_once('.').unwrap();
    let url = CanonicalUrl::parse(&format!("https://{name}.example/")).unwrap();
    let text = text.trim_end_matches(" |").trim();
    let mut article = Article {
        id: ArticleId::of_url(url.as_str()),
        revision: revision.parse().unwrap(),
        status: Status::Actual,
        state: ArticleState::Present,
        url,
        source: head.next().unwrap().to_owned(),
        source_name: "A paper".to_owned(),
        source_weight: 0.5,
        alert_age_max_hours: None,
        title: String::new(),
        byline: String::new(),
        text: text.to_owned(),
        lang: head.next().unwrap().parse().ok(),
        published: None,
        published_at: None,
        updated_at: None,
        fetched_at,
        archive: None,
    };
    for option in head {
        set(&mut article, option);
    }
    let ties = ties.split(';').map(str::trim).filter(|tie| !tie.is_empty());
    let ties = ties.map(|words| tie(words, text.chars().count())).collect();
    TaggedArticle { article, ties, truncated: false, versions: Versions::default() }
}

fn set(article: &mut Article, option: &str) {
    match option.split_once('=') {
        Some(("told", told)) => article.published_at = Some(day(told)),
        Some(("age", hours)) => article.alert_age_max_hours = Some(hours.parse().unwrap()),
        Some(("weight", weight)) => article.source_weight = weight.parse().unwrap(),
        None if option == "withdrawn" => article.state = ArticleState::Withdrawn,
        None => article.status = Status::from_word(option).unwrap(),
        Some(_) => panic!("unknown option {option}"),
    }
}

fn day(day: &str) -> Timestamp {
    let day: f64 = day.strip_prefix('d').unwrap().parse().unwrap();
    let start: Timestamp = "2024-02-01T00:00:00Z".parse().unwrap();
    Timestamp::from_second(start.as_second() + (day * 86_400.0) as i64).unwrap()
}

fn tie(words: &str, chars: usize) -> Tie {
    let mut words = words.split_whitespace();
    let partner = words.next().unwrap().split(',').map(|code| Partner::from_code(code).unwrap()).collect();
    let tie_type = TieType::from_word(words.next().unwrap()).unwrap();
    let act = words.next().unwrap();
    let (plover, mode) = act.split_once('/').map_or((act, None), |(plover, mode)| (plover, Some(mode)));
    let plover = Plover::from_word(plover).unwrap();
    let mode = mode.map(|mode| Mode::from_word(mode).unwrap());
    let mut tie = plain_tie(partner, tie_type, plover, mode, chars);
    for word in words {
        fill(&mut tie, word);
    }
    tie
}

/// A firm, actual, cooperative tie from Russia to the partner, evidence over the whole text after an empty title.
pub(crate) fn plain_tie(
    partner: Vec<Partner>,
    tie_type: TieType,
    plover: Plover,
    mode: Option<Mode>,
    chars: usize,
) -> Tie {
    Tie {
        tier: Tier::M,
        russia: RussianSide {
            kind: RussianKind::Actor,
            id: "RUS".to_owned(),
            name: "Россия".to_owned(),
            sector: Sector::Gov,
        },
        partner,
        partner_actors: Vec::new(),
        third: Vec::new(),
        tie_type,
        plover,
        mode,
        context: Vec::new(),
        cameo: model::cameo(tie_type, plover, mode).to_owned(),
        polarity: Polarity::Cooperation,
        direction: Direction::RusToX,
        realis: Realis::Actual,
        attribution: Attribution { source: "author".to_owned(), strength: Strength::Plain },
        date: None,
        evidence: Evidence {
            sentence: Span { start: 2, end: 2 + chars },
            russia: Vec::new(),
            partner: Vec::new(),
            third: Vec::new(),
            act: None,
            topic: Vec::new(),
            modifier: Vec::new(),
            date: None,
        },
        rules: Vec::new(),
        gazetteer: Vec::new(),
        confidence: 0.9,
    }
}

fn fill(tie: &mut Tie, word: &str) {
    if let Some(polarity) = Polarity::from_word(word) {
        tie.polarity = polarity;
    } else if let Some(direction) = Direction::from_word(word) {
        tie.direction = direction;
    } else if let Some(realis) = Realis::from_word(word) {
        tie.realis = realis;
    } else if word == "S" {
        tie.tier = Tier::S;
    } else if let Some(id) = word.strip_prefix("ru:") {
        tie.russia.id = id.to_owned();
    } else if let Some(id) = word.strip_prefix("by:") {
        let country = tie.partner[0].code().to_owned();
        tie.partner_actors.push(Actor { id: id.to_owned(), name: id.to_owned(), country });
    } else if let Some(code) = word.strip_prefix("third:") {
        tie.third.push(Actor { id: code.to_owned(), name: code.to_owned(), country: code.to_owned() });
    } else {
        tie.date = Some(date(word));
    }
}

fn date(word: &str) -> EventDate {
    let (value, found) = match word.strip_prefix('~') {
        Some(value) => (value, DateFound::Relative),
        None => (word, DateFound::Explicit),
    };
    let precision = match value.len() {
        _ if value.starts_with("--") => Precision::YearOpen,
        4 => Precision::Year,
        7 => Precision::Month,
        10 => Precision::Day,
        _ => Precision::Interval,
    };
    EventDate { value: value.to_owned(), precision, found }
}
