//! The difference as a table for people or as JSON.

use std::io::Write as _;

use anyhow::Result;
use bus::wire;
use model::Alert;
use serde_json::{Value, json};

use super::join::{Changed, Difference};
use crate::cli::{DiffArgs, DiffFormat};
use crate::exit::is_closed_pipe;
use crate::subscribe::line;
use crate::terminal::{Paint, shown};

/// Prints the difference; the table ends with a line of figures.
pub(super) fn print(args: &DiffArgs, difference: &Difference<'_>, paint: Paint) -> Result<()> {
    let text = match args.format {
        DiffFormat::Table => table(difference, paint),
        DiffFormat::Json => format!("{:#}\n", as_json(args, difference)?),
    };
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if is_closed_pipe(&written) {
        return Ok(());
    }
    Ok(written?)
}

fn table(difference: &Difference<'_>, paint: Paint) -> String {
    let mut text = String::new();
    for alert in &difference.gone {
        text += &format!("{} {}\n", paint.code("31", "-"), line(alert, paint));
    }
    for alert in &difference.added {
        text += &format!("{} {}\n", paint.code("32", "+"), line(alert, paint));
    }
    for changed in &difference.changed {
        text += &format!("{} {}\n", paint.code("33", "~"), line(changed.after, paint));
        for change in &changed.changes {
            text += &format!("    {}: {} → {}\n", change.what, shown(&change.before), shown(&change.after));
        }
    }
    let Difference { added, gone, changed, same } = difference;
    text += &format!(
        "{} alerts differ: {} gone, {} added, {} changed; {same} are the same\n",
        difference.count(),
        gone.len(),
        added.len(),
        changed.len()
    );
    text
}

fn as_json(args: &DiffArgs, difference: &Difference<'_>) -> Result<Value> {
    let alerts = |alerts: &[&Alert]| alerts.iter().map(|alert| form(alert)).collect::<Result<Vec<_>>>();
    let changed = difference.changed.iter().map(changed_json).collect::<Result<Vec<_>>>()?;
    Ok(json!({
        "a": args.a,
        "b": args.b,
        "added": alerts(&difference.added)?,
        "gone": alerts(&difference.gone)?,
        "changed": changed,
        "same": difference.same,
    }))
}

fn changed_json(changed: &Changed<'_>) -> Result<Value> {
    let changes: Vec<Value> = changed
        .changes
        .iter()
        .map(|change| json!({ "what": change.what, "before": change.before, "after": change.after }))
        .collect();
    Ok(json!({ "before": form(changed.before)?, "after": form(changed.after)?, "changes": changes }))
}

/// An alert in its wire form, which `estafeta schema alert` describes.
fn form(alert: &Alert) -> Result<Value> {
    Ok(serde_json::from_slice(&wire::alert::to_json(alert))?)
}
