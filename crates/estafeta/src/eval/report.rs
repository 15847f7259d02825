//! The figures of `estafeta eval`, for people and as JSON.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Result;

use super::gold::GoldArticle;
use super::score::{Counts, SLOTS, Totals, Verdict};

/// Prints the figures and, unless `worst` is `None`, that many of the worst items.
pub(crate) fn print(articles: &[GoldArticle], verdicts: &[Verdict], worst: Option<usize>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let (groups, by_type, by_partner) = sums(articles, verdicts);
    for (name, totals) in &groups {
        writeln!(out, "{name}: {} articles", totals.articles)?;
        writeln!(out, "  alert    {}", line(totals.alerts))?;
        writeln!(out, "  country  {}", line(totals.countries))?;
        let more = format!("  (S found {}, duplicates {})", totals.optional, totals.duplicates);
        writeln!(out, "  tie      {}{more}", line(totals.ties))?;
        let slots: Vec<String> = SLOTS.iter().filter_map(|slot| slot_line(totals, slot)).collect();
        writeln!(out, "  slots    {}", slots.join("  "))?;
    }
    for (title, table) in [("tie types", &by_type), ("partners", &by_partner)] {
        writeln!(out, "\nties by {title}")?;
        for (name, counts) in table {
            writeln!(out, "  {name:<26} {}", line(*counts))?;
        }
    }
    match worst {
        Some(worst) => print_worst(&mut out, articles, verdicts, worst),
        None => Ok(()),
    }
}

fn print_worst(
    out: &mut impl Write,
    articles: &[GoldArticle],
    verdicts: &[Verdict],
    worst: usize,
) -> Result<()> {
    let mut order: Vec<usize> = (0..verdicts.len()).filter(|n| !verdicts[*n].faults.is_empty()).collect();
    order.sort_by_key(|n| std::cmp::Reverse((verdicts[*n].weight, verdicts[*n].faults.len())));
    writeln!(out, "\nworst items")?;
    for n in order.into_iter().take(worst) {
        let (article, verdict) = (&articles[n], &verdicts[n]);
        writeln!(out, "- {} [{}] {}", article.id, article.lang, article.title)?;
        for fault in &verdict.faults {
            writeln!(out, "    {fault}")?;
        }
    }
    Ok(())
}

/// Prints the figures of each group as one JSON object.
pub(crate) fn print_json(articles: &[GoldArticle], verdicts: &[Verdict]) -> Result<()> {
    let (groups, ..) = sums(articles, verdicts);
    let counts = |counts: Counts| {
        let (precision, recall, f1) = counts.figures();
        serde_json::json!({"right": counts.right, "extra": counts.extra, "missed": counts.missed,
            "precision": precision, "recall": recall, "f1": f1})
    };
    let groups: BTreeMap<&String, serde_json::Value> = groups
        .iter()
        .map(|(name, totals)| {
            let slots: BTreeMap<&str, serde_json::Value> = totals
                .slots
                .iter()
                .map(|(slot, (right, compared))| {
                    (*slot, serde_json::json!({"right": right, "compared": compared}))
                })
                .collect();
            (
                name,
                serde_json::json!({"articles": totals.articles, "alert": counts(totals.alerts),
                "country": counts(totals.countries), "tie": counts(totals.ties), "slots": slots,
                "optional": totals.optional, "duplicates": totals.duplicates}),
            )
        })
        .collect();
    writeln!(std::io::stdout().lock(), "{}", serde_json::to_string_pretty(&groups)?)?;
    Ok(())
}

type Table = BTreeMap<String, Counts>;

fn sums(articles: &[GoldArticle], verdicts: &[Verdict]) -> (BTreeMap<String, Totals>, Table, Table) {
    let mut groups: BTreeMap<String, Totals> = BTreeMap::new();
    let (mut by_type, mut by_partner) = (Table::new(), Table::new());
    for (article, verdict) in articles.iter().zip(verdicts) {
        for group in ["all", article.lang.as_str()] {
            groups.entry(group.to_owned()).or_default().add(&verdict.totals);
        }
        for (sum, part) in [(&mut by_type, &verdict.by_type), (&mut by_partner, &verdict.by_partner)] {
            for (name, counts) in part {
                sum.entry(name.clone()).or_default().add(*counts);
            }
        }
    }
    (groups, by_type, by_partner)
}

fn line(counts: Counts) -> String {
    let (precision, recall, f1) = counts.figures();
    format!(
        "P {precision:.3}  R {recall:.3}  F1 {f1:.3}  (right {}, false {}, missed {})",
        counts.right, counts.extra, counts.missed
    )
}

fn slot_line(totals: &Totals, slot: &str) -> Option<String> {
    let (right, compared) = totals.slots.get(slot)?;
    Some(format!("{slot} {:.3} ({right}/{compared})", *right as f64 / *compared as f64))
}
