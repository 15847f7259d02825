//! `estafeta diff`: what other rules made of the same articles. Alerts of two runs, or of a run and the live log, joined on
//! their evidence: added, gone, changed.

mod join;
mod render;
mod side;

use anyhow::Result;

use crate::cli::DiffArgs;
use crate::config::Config;
use crate::exit::Exit;
use crate::terminal::Paint;

use side::{Common, Side};

/// Compares and prints; fails where more alerts differ than `--fail-above` allows.
pub(crate) fn run(args: &DiffArgs, config: &Config, paint: Paint) -> Result<Exit> {
    let (a, b) = (Side::open(config, &args.a)?, Side::open(config, &args.b)?);
    let common = Common::of(&a, &b);
    common.announce(&a, &b);
    let (a, b) = (a.alerts(&common)?, b.alerts(&common)?);
    let difference = join::compare(&a, &b);
    render::print(args, &difference, paint)?;
    let is_above = args.fail_above.is_some_and(|limit| difference.count() > limit);
    Ok(if is_above { Exit::Failed } else { Exit::Done })
}
