//! `estafeta explain`: why a text has the ties it has, and which it nearly had.

mod html;
mod paint_text;

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use archive::Archive;
use bus::wire;
use extractor::{Input, Output, Shares};
use model::{Alert, EventDate, Lang, Span, Tie};

use crate::cli::ExplainArgs;
use crate::config::Config;
use crate::exit::Exit;
use crate::input::{self, Loose};
use crate::logs;
use crate::rules::RuleSet;
use crate::subscribe;
use crate::terminal::{Paint, shown};

/// Near misses shown of one text; more are noise.
const NEAR_MISSES_MAX: usize = 12;

/// Explains a file, a page on the web, or an alert.
pub(crate) fn run(args: &ExplainArgs, config: &Config, rules: &RuleSet, paint: Paint) -> Result<Exit> {
    let what = args.what.as_str();
    let mut head = String::new();
    let articles = if what.starts_with("http://") || what.starts_with("https://") {
        vec![fetched(what, config)?]
    } else if Path::new(what).exists() {
        let (articles, bad) = input::read(Path::new(what))?;
        for line in bad {
            eprintln!("{what}:{}: {}", line.line, line.message);
        }
        articles
    } else {
        let alert = alert(what, config)?;
        head = subscribe::full(&alert, if args.html { Paint::plain() } else { paint });
        archived(&alert, config)?
    };
    let published = if head.is_empty() { args.published.as_deref() } else { None };
    let explained = articles
        .into_iter()
        .map(|loose| Explained::of(loose, published, rules))
        .collect::<Result<Vec<_>>>()?;
    if args.html {
        print!("{}", html::page(what, &head, &explained, rules));
        return Ok(Exit::Done);
    }
    if !head.is_empty() {
        println!("{head}\n");
    }
    for one in &explained {
        print!("{}", text_of(one, rules, paint)?);
    }
    Ok(Exit::Done)
}

/// An article with what was found in it.
struct Explained {
    loose: Loose,
    published: Option<EventDate>,
    output: Output,
    /// The text that spans count in.
    full: Vec<char>,
}

impl Explained {
    fn of(loose: Loose, published: Option<&str>, rules: &RuleSet) -> Result<Explained> {
        let date = loose.published.as_deref().or(published).map(input::published_of).transpose()?;
        let published: Option<EventDate> = date.map(|(date, _)| date);
        let input =
            Input { title: &loose.title, text: &loose.text, lang: loose.lang, published: published.as_ref() };
        let output = extractor::tag(&rules.extractor, &input);
        let full = format!("{}\n\n{}", loose.title, loose.text).chars().collect();
        Ok(Explained { loose, published, output, full })
    }

    fn dated(&self) -> &str {
        self.published.as_ref().map_or("no publication date", |date| date.value.as_str())
    }
}

fn fetched(url: &str, config: &Config) -> Result<Loose> {
    let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
    Ok(input::of_page(url, runtime.block_on(poller::fetch_page(&config.settings.poller, url))?))
}

/// The alert whose id is, or starts with, `id`.
fn alert(id: &str, config: &Config) -> Result<Alert> {
    if !logs::exists(&config.settings) {
        let place = logs::place(&config.settings);
        bail!("{id:?} is no file, and there is no log at {place} to look for an alert in");
    }
    let log = logs::open_read_only(&config.settings)?;
    let states = log.fold(&logs::topics(&config.settings).alert_state())?;
    let mut found = states.iter().filter(|(key, _)| key.starts_with(id));
    match (found.next(), found.next()) {
        (Some((key, value)), None) => wire::alert::from_json(value).with_context(|| format!("alert {key}")),
        (Some(_), Some(_)) => bail!("several alerts start with {id:?}; give more of the id"),
        (None, _) => bail!("{id:?} is neither a file, an address, nor the start of an alert's id"),
    }
}

/// The archived texts behind an alert.
fn archived(alert: &Alert, config: &Config) -> Result<Vec<Loose>> {
    let archive = Archive::open_read(&config.settings.archive.dir)?;
    let mut texts = Vec::new();
    for evidence in &alert.evidence {
        let Some(pointer) = &evidence.archive else { continue };
        let Some(conversion) = archive.conversion(&pointer.conversion)? else {
            eprintln!("{} is not in the archive at {}", pointer.conversion, archive.dir().display());
            continue;
        };
        let published = evidence.published_at.map(|time| time.to_string());
        let (id, lang) = (evidence.url.to_string(), evidence.lang);
        texts.push(Loose { id, title: conversion.title, text: conversion.text, lang, published });
    }
    Ok(texts)
}

fn text_of(explained: &Explained, rules: &RuleSet, paint: Paint) -> Result<String> {
    let Explained { loose, output, full, .. } = explained;
    let mut out = String::new();
    writeln!(
        out,
        "{}  {}  {}",
        paint.code("1", &shown(&loose.id)),
        output.lang.map_or("--", Lang::code),
        explained.dated()
    )?;
    writeln!(out, "\n{}\n", paint_text::painted(full, output, paint))?;
    for (n, (tie, shares)) in output.ties.iter().zip(&output.shares).enumerate() {
        out.push_str(&tie_lines(n + 1, tie, shares, explained, rules, paint)?);
    }
    if output.ties.is_empty() {
        writeln!(out, "no tie")?;
    }
    near_misses(&mut out, output, full)?;
    Ok(out)
}

fn tie_lines(
    n: usize,
    tie: &Tie,
    shares: &Shares,
    explained: &Explained,
    rules: &RuleSet,
    paint: Paint,
) -> Result<String> {
    let full = &explained.full;
    let mut out = String::new();
    let head = format!("tie {n}  {}  {}", subscribe::arrow(tie), tie.tie_type);
    writeln!(out, "{}  {}", paint.code("1", &head), slots(tie).join("  "))?;
    writeln!(out, "  “{}”", shown(&slice(full, tie.evidence.sentence)))?;
    for (name, words) in words(tie, full) {
        writeln!(out, "  {name:<9} {words}")?;
    }
    writeln!(out, "  {:<9} {}", "grounded", told(shares))?;
    for (rule, place) in grounds(tie, rules, explained.output.lang) {
        writeln!(out, "  {rule:<36} {place}")?;
    }
    writeln!(out)?;
    Ok(out)
}

/// What the tie says apart from its sides and its topic.
fn slots(tie: &Tie) -> Vec<String> {
    let mode = tie.mode.map_or(String::new(), |mode| format!("/{mode}"));
    let date = tie.date.as_ref().map_or("no date", |date| date.value.as_str());
    vec![
        format!("{}{mode}", tie.plover),
        tie.polarity.to_string(),
        tie.realis.to_string(),
        date.to_owned(),
        format!("tier {}", tie.tier),
        format!("says {} ({})", shown(&tie.attribution.source), tie.attribution.strength),
        format!("confidence {:.2}", tie.confidence),
    ]
}

/// The words of the sentence by what they told; none that told nothing.
fn words(tie: &Tie, full: &[char]) -> Vec<(&'static str, String)> {
    let evidence = &tie.evidence;
    let spans = [
        ("russia", evidence.russia.clone()),
        ("partner", evidence.partner.clone()),
        ("third", evidence.third.clone()),
        ("act", evidence.act.into_iter().collect()),
        ("topic", evidence.topic.clone()),
        ("modifier", evidence.modifier.clone()),
        ("date", evidence.date.into_iter().collect()),
    ];
    let quoted = |span: &Span| format!("“{}”", shown(&slice(full, *span)));
    let told = spans.into_iter().filter(|(_, spans)| !spans.is_empty());
    told.map(|(name, spans)| (name, spans.iter().map(quoted).collect::<Vec<_>>().join(", "))).collect()
}

/// `5: both_sides +4, strong_topic +1`, by the names of weights.toml.
fn told(shares: &Shares) -> String {
    format!("{}: {shares}", shares.total())
}

/// The rules and entries behind a tie, each with its file and line.
fn grounds<'a>(tie: &'a Tie, rules: &RuleSet, lang: Option<Lang>) -> Vec<(&'a str, String)> {
    let rule = |rule: &'a String| {
        let place = rules.extractor.place_of(rule, lang).unwrap_or_else(|| "in the program".to_owned());
        (rule.as_str(), place)
    };
    let entry = |id: &'a String| {
        let entry = rules.extractor.gazetteer().entry(id);
        (id.as_str(), entry.map_or_else(String::new, |entry| format!("{}:{}", entry.file, entry.line)))
    };
    tie.rules.iter().map(rule).chain(tie.gazetteer.iter().map(entry)).collect()
}

fn near_misses(out: &mut String, output: &Output, full: &[char]) -> Result<()> {
    for miss in output.near_misses.iter().take(NEAR_MISSES_MAX) {
        let partner = miss.partner.map_or("-", |partner| partner.code());
        writeln!(out, "near miss  {partner}  {}  {}: {}", miss.tie_type, miss.rule, miss.condition)?;
        writeln!(out, "  “{}”", shown(&slice(full, miss.span)))?;
    }
    if output.near_misses.len() > NEAR_MISSES_MAX {
        writeln!(out, "and {} more near misses", output.near_misses.len() - NEAR_MISSES_MAX)?;
    }
    if output.truncated {
        writeln!(out, "the text is longer than the extractor takes; it was cut")?;
    }
    writeln!(out)?;
    Ok(())
}

fn slice(full: &[char], span: Span) -> String {
    full.get(span.start..span.end).unwrap_or_default().iter().collect()
}
