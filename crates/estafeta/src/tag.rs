//! `estafeta tag`: articles in, one JSON line with their ties out, in order.

use std::io::Write as _;

use anyhow::{Context as _, Result};
use bus::wire::TagLine;
use rayon::prelude::*;

use crate::cli::TagArgs;
use crate::exit::{self, Exit};
use crate::input::{self, Loose, article_of};
use crate::rules::RuleSet;

/// Articles that are tagged at once and then printed: spreads over the cores, and a reader of the pipe need not wait.
const CHUNK: usize = 256;

/// Tags the articles of a file. Broken lines are told on stderr by number; the others are tagged still.
pub(crate) fn run(args: &TagArgs, rules: &RuleSet) -> Result<Exit> {
    if let Some(date) = &args.published {
        input::published_of(date).context("--published")?;
    }
    let (articles, bad) = input::read(&args.file)?;
    for line in &bad {
        eprintln!("{}:{}: {}", args.file.display(), line.line, line.message);
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for chunk in articles.chunks(CHUNK) {
        let lines: Vec<Result<String>> =
            chunk.par_iter().map(|loose| line_of(rules, loose, args.published.as_deref())).collect();
        for line in lines {
            let written = writeln!(out, "{}", line?);
            if exit::is_closed_pipe(&written) {
                return Ok(Exit::Done);
            }
            written?;
        }
    }
    out.flush()?;
    Ok(if bad.is_empty() { Exit::Done } else { Exit::SomeBad })
}

fn line_of(rules: &RuleSet, loose: &Loose, published: Option<&str>) -> Result<String> {
    let published = loose.published.clone().or_else(|| published.map(str::to_owned));
    let article = article_of(&Loose { published, ..loose.clone() })?;
    let tagged = extractor::tag_article(&rules.extractor, &article);
    let alerts = classifier::alone(&rules.channels, &tagged);
    Ok(TagLine { id: loose.id.clone(), lang: tagged.article.lang, alerts, ties: tagged.ties }.to_json())
}
