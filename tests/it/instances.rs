//! What a start says about others, ports and folders, and how it ends.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use crate::support::{Folder, until};

#[test]
fn a_second_instance_says_for_whom_it_waits_and_takes_over() {
    let folder = Folder::seeded();
    let first = folder.start();
    first.page();
    until("the seed site is read", || (folder.tie_records() == Folder::seeds().len()).then_some(()));
    let second = folder.start();
    let waits = second.says("waiting for it to end");
    assert!(waits.contains(&format!("pid {}", first.pid())), "{waits}");
    assert_eq!(first.end(), Some(0), "SIGTERM ends the first with 0");
    let told = folder.alerts().len();
    second.page();
    assert_eq!(second.end(), Some(0), "SIGTERM ends the second with 0");
    assert_eq!(folder.alerts().len(), told, "nothing is told twice");
}

#[test]
fn a_waiting_instance_ends_when_asked_and_leaves_the_first_alone() {
    let folder = Folder::bare();
    let first = folder.start();
    first.page();
    let second = folder.start();
    second.says("waiting for it to end");
    assert_eq!(second.end(), Some(0));
    assert_eq!(first.end(), Some(0));
}

#[test]
fn an_interrupt_in_the_middle_of_the_work_ends_it_in_order_and_soon() {
    let folder = Folder::seeded();
    let running = folder.start();
    running.page();
    let begun = Instant::now();
    assert_eq!(running.end_by("INT"), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let again = folder.start();
    until("what was left is read", || (folder.tie_records() == Folder::seeds().len()).then_some(()));
    assert_eq!(again.end(), Some(0));
    let alerts = folder.alerts();
    let told: BTreeSet<String> =
        alerts.iter().map(|alert| format!("{} {}", alert["alert_id"], alert["revision"])).collect();
    assert_eq!(told.len(), alerts.len(), "nothing is told twice");
}

#[test]
fn a_network_that_is_down_is_one_calm_line_and_stops_nothing() {
    let folder = Folder::seeded();
    folder.append_far_sources(25);
    let running = folder.start();
    let line = "network looks down: 25 of 25 sources unreachable (dns)";
    let said = running.says_until(line, |said| said.starts_with(line));
    until("the seed site is read", || (folder.tie_records() == Folder::seeds().len()).then_some(()));
    let (rest, code) = running.last_words();
    let flood = said.iter().chain(&rest).any(|line| line.contains("far-"));
    assert!(!flood && code == Some(0), "{code:?}: {said:#?} {rest:#?}");
}

#[test]
fn a_taken_port_is_an_error_with_a_mend() {
    let folder = Folder::bare();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let (_, stderr, code) = folder.estafeta(&["run", "--listen", &listen]);
    assert!(code == Some(1) && stderr.contains(&listen) && stderr.contains("mend: "), "{code:?}: {stderr}");
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_that_names_it() {
    let folder = Folder::bare();
    // A file where the folder should be stops root too, whom permissions do not.
    std::fs::write(folder.archive(), "").unwrap();
    std::fs::set_permissions(folder.archive(), std::fs::Permissions::from_mode(0o400)).unwrap();
    let (_, stderr, code) = folder.estafeta(&["run"]);
    let place = folder.archive().display().to_string();
    assert!(code == Some(1) && stderr.contains(&place) && stderr.contains("mend: "), "{code:?}: {stderr}");
}
