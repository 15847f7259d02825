//! The poller against real servers on loopback: honest, changing, hostile.

mod entries;
mod hostile;
mod polite;
mod server;
