//! The name of a subscriber in its group on Kafka.
//!
//! A member with a name of its own has its place back at once after a restart, but two under one name throw each other out.
//! So the subscribers of one group on one host take numbers: the first that is free, held by a lock that the operating system
//! frees however the process ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// Most subscribers of one group on one host; only one works, the others wait to take over.
const SLOTS_MAX: u32 = 100;

/// A number that no other process of this host has.
pub(super) struct Slot {
    pub(super) number: u32,
    _lock: File,
}

impl Slot {
    /// Takes the first free number of `group`; the locks are files in `dir`, which is made where it is missing.
    pub(super) fn take(dir: &Path, group: &str) -> Result<Slot> {
        std::fs::create_dir_all(dir).with_context(|| {
            format!("make folder {}\n  mend: let log.path name a place this user may write to", dir.display())
        })?;
        for number in 0..SLOTS_MAX {
            let path = dir.join(format!("subscribe.{group}.{number}.lock"));
            let lock = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
            let lock = lock.with_context(|| format!("open {}", path.display()))?;
            match lock.try_lock() {
                Ok(()) => return Ok(Slot { number, _lock: lock }),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => {
                    return Err(error).with_context(|| format!("lock {}", path.display()));
                }
            }
        }
        bail!("{SLOTS_MAX} subscribers of group {group:?} run on this host already\n  mend: end some")
    }
}
