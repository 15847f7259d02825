//! Tags JSON lines `{"id","title","text","lang"?,"published"?}` and prints what the scorer reads, with the evidence in words.
//!
//! `cargo run -p extractor --example tag_jsonl -- [--published DATE] [--misses] [--rules DIR] FILE…`; `-` reads standard
//! input, `.gz` goes through zcat, `.txt` is one article with its title in the first line.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::Command;

use extractor::{Input, Output, RuleFile, Rules, tag};
use model::{DateFound, EventDate, Lang, Precision, Span, Tie};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut published = None;
    let mut misses = false;
    let mut rules_dir = None;
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--published" => published = arguments.next(),
            "--rules" => rules_dir = arguments.next(),
            "--misses" => misses = true,
            _ => files.push(argument),
        }
    }
    let rules = match rules_dir {
        Some(dir) => load(Path::new(&dir))?,
        None => Rules::compiled(),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for file in files {
        let text = read(&file)?;
        if file.ends_with(".txt") {
            let (title, body) = text.split_once("\n\n").unwrap_or(("", &text));
            let article = json!({"id": file, "title": title, "text": body});
            writeln!(out, "{}", tag_one(&rules, &article, published.as_deref(), misses))?;
            continue;
        }
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let article: Value = serde_json::from_str(line).map_err(io::Error::other)?;
            writeln!(out, "{}", tag_one(&rules, &article, published.as_deref(), misses))?;
        }
    }
    Ok(())
}

fn load(dir: &Path) -> io::Result<Rules> {
    let folder = |name: &str| -> io::Result<Vec<RuleFile>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(dir.join(name))? {
            let path = entry?.path();
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(RuleFile { name: format!("{name}/{file}"), text: std::fs::read_to_string(&path)? });
        }
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(files)
    };
    Rules::load(&folder("gazetteer")?, &folder("cues")?).map_err(|problems| {
        io::Error::other(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn read(file: &str) -> io::Result<String> {
    if file == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    if file.ends_with(".gz") {
        let output = Command::new("zcat").arg(file).output()?;
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    std::fs::read_to_string(file)
}

fn tag_one(rules: &Rules, article: &Value, published: Option<&str>, misses: bool) -> Value {
    let field = |name: &str| article[name].as_str().unwrap_or("");
    let date = article["published"].as_str().or(published).and_then(event_date);
    let (title, text) = (field("title"), field("text"));
    let lang = article["lang"].as_str().and_then(|lang| lang.parse::<Lang>().ok());
    let output = tag(rules, &Input { title, text, lang, published: date.as_ref() });
    let full: Vec<char> = format!("{title}\n\n{text}").chars().collect();
    let mut value = json!({
        "id": field("id"),
        "lang": output.lang.map(Lang::code),
        "alert": output.ties.iter().any(Tie::may_alert),
        "ties": output.ties.iter().map(|tie| tie_value(tie, &full)).collect::<Vec<_>>(),
    });
    if misses {
        value["misses"] = misses_value(&output, &full);
    }
    value
}

fn event_date(text: &str) -> Option<EventDate> {
    let day = text.get(..10).unwrap_or(text);
    let precision = match day.len() {
        4 => Precision::Year,
        7 => Precision::Month,
        10 => Precision::Day,
        _ => return None,
    };
    Some(EventDate { value: day.to_owned(), precision, found: DateFound::Explicit })
}

fn words(span: Span, full: &[char]) -> String {
    full[span.start..span.end].iter().collect()
}

fn tie_value(tie: &Tie, full: &[char]) -> Value {
    let sentence = tie.evidence.sentence;
    json!({
        "tier": tie.tier.word(),
        "russia": {"kind": tie.russia.kind.word(), "id": tie.russia.id, "name": tie.russia.name},
        "partner": tie.partner.iter().map(|partner| partner.code()).collect::<Vec<_>>(),
        "third": tie.third.iter().map(|third| third.country.as_str()).collect::<Vec<_>>(),
        "tie_type": tie.tie_type.word(),
        "plover": tie.plover.word(),
        "polarity": tie.polarity.word(),
        "direction": tie.direction.word(),
        "realis": tie.realis.word(),
        "attribution": tie.attribution.source,
        "date": tie.date.as_ref().map(|date| date.value.as_str()),
        "start": sentence.start,
        "end": sentence.end,
        "sentence": words(sentence, full),
        "act": tie.evidence.act.map(|act| words(act, full)),
        "topic": tie.evidence.topic.iter().map(|topic| words(*topic, full)).collect::<Vec<_>>(),
        "rules": tie.rules,
        "gazetteer": tie.gazetteer,
        "confidence": tie.confidence,
    })
}

fn misses_value(output: &Output, full: &[char]) -> Value {
    output
        .near_misses
        .iter()
        .map(|miss| {
            json!({
                "partner": miss.partner.map(model::Partner::code),
                "tie_type": miss.tie_type.word(),
                "condition": miss.condition,
                "rule": miss.rule,
                "sentence": words(miss.span, full),
            })
        })
        .collect()
}
