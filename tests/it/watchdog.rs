//! A stage that hangs ends the process, and what it had in hand is done by the next one.

use std::process::Command;
use std::time::Duration;

use crate::cluster;
use crate::support::{Folder, until};

/// A stage counts as hung after four minutes.
const HUNG_SECS: u64 = 240;

/// How long the end may take on top.
const END_SECS_MAX: u64 = 30;

/// The hang is a real one: a named pipe that nobody writes to stands where the classifier's marker is read, so its thread never
/// comes back from the system, as from a client library that hangs. A broker that is away or frozen hangs nothing: every call
/// to it has a bound, and is made again.
#[test]
#[ignore = "takes more than four minutes; make soak runs it"]
fn a_process_whose_stage_hangs_ends_with_70_and_says_why_and_the_next_goes_on() {
    let folder = Folder::bare_on_kafka(cluster::brokers(1)).with_all_pages();
    let ties = folder.topics().ties();
    let markers = folder.config().with_file_name("a").join("markers/classify.a");
    std::fs::create_dir_all(&markers).unwrap();
    let pipe = markers.join(format!("{ties}-0.json"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let running = folder.start();
    running.page();
    let hung = Duration::from_secs(HUNG_SECS + END_SECS_MAX);
    let (said, code) = running.words_within(hung);
    let told: Vec<&String> = said.iter().filter(|line| line.contains("has made no progress for")).collect();
    assert_eq!((code, told.len()), (Some(70), 1), "{said:#?}");
    assert!(told[0].contains("stage classify"), "{told:?}");
    assert!(folder.alerts().is_empty());
    std::fs::remove_file(pipe).unwrap();
    let next = folder.start();
    next.page();
    until("the next process classifies", || (folder.alerts().len() > 40).then_some(()));
    assert_eq!(next.end(), Some(0));
}
