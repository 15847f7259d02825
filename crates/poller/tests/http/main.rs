//! The poller against real servers on loopback: honest, changing, hostile.

#![expect(clippy::unwrap_used, reason = "helpers of a test fail it by panicking")]

mod entries;
mod hostile;
mod polite;
mod server;
