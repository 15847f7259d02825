//! The archive: every fetched article as WARC 1.1, one gzip member a record, with an index beside it.
//!
//! For each article revision [`Writer::append`] writes four things in a row: the exchange as received (`response`, or
//! `resource` for a file), the feed entry that led to it (`metadata`), and the extracted title and text (`conversion`), the
//! very code points that evidence spans count. [`Writer::sync`] makes a batch durable; only then may the articles be
//! committed to the log, and [`Writer::mark_committed`] notes that they were. Readers ([`Archive`]) never scan: the index
//! leads to the byte.
//!
//! A record whose article was never committed (a crash in between) is legal: it is counted by [`Archive::verify`] and
//! removed by [`Writer::prune`].

mod error;
mod exchange;
mod index;
mod read;
mod record;
mod verify;
mod writer;

pub use error::ArchiveError;
pub use exchange::{Exchange, ExchangeKind};
pub use index::IndexRow;
pub use read::{Archive, Conversion, Segments};
pub use record::{WarcRecord, WarcType};
pub use verify::{Damage, Report};
pub use writer::{Config, Writer};
