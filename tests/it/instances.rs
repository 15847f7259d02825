//! What a start says about others, ports and folders, and how it ends.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

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
