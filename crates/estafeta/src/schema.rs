//! `estafeta schema`: the JSON Schema of a wire form.

use std::io::Write as _;

use anyhow::{Result, bail};
use bus::wire;

use crate::cli::SchemaArgs;

/// Prints the schema, or the names of all.
pub(crate) fn run(args: &SchemaArgs) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let Some(name) = &args.name else {
        for name in wire::SCHEMAS {
            writeln!(out, "{name}")?;
        }
        return Ok(());
    };
    let Some(schema) = wire::schema(name) else {
        bail!("there is no schema {name:?}; there are {}", wire::SCHEMAS.join(", "));
    };
    writeln!(out, "{}", serde_json::to_string_pretty(&schema)?)?;
    Ok(())
}
