//! Commands that do not behave.

use std::time::Duration;

use super::Exec;

fn give(argv: &[&str], time_max: Duration) -> Result<(), String> {
    let argv = argv.iter().map(|word| (*word).to_owned()).collect();
    // More than a pipe holds: whoever does not read must not hold us up.
    Exec { argv, time_max }.give(&vec![b'x'; 1 << 20])
}

#[test]
fn a_command_may_read_or_not() {
    let time_max = Duration::from_secs(60);
    assert_eq!(give(&["sh", "-c", "test $(wc -c) -eq 1048577"], time_max), Ok(()));
    assert_eq!(give(&["true"], time_max), Ok(()));
}

#[test]
fn what_a_command_did_wrong_is_told() {
    let time_max = Duration::from_secs(60);
    assert_eq!(give(&["false"], time_max), Err("false ended with exit status: 1".to_owned()));
    let missing = give(&["/no/such/program"], time_max).unwrap_err();
    assert!(missing.starts_with("/no/such/program cannot be started: "), "{missing}");
    let slow = give(&["sleep", "600"], Duration::from_millis(20)).unwrap_err();
    assert!(slow.starts_with("sleep was killed after "), "{slow}");
}
