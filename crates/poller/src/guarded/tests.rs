//! What becomes of a parser that panics or does not end.

use std::sync::mpsc::channel;
use std::time::Duration;

use super::Guarded;
use crate::FailureKind;

#[tokio::test]
async fn a_panic_is_the_failure_of_its_document_and_tells_what_it_said() {
    let guarded = Guarded::new(Duration::from_secs(10));
    let text = "Иван";
    let failure = guarded.run(move || Ok(text[1..].len())).await.expect_err("1 is inside a letter");
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(failure.message.starts_with("the parser panicked: "), "{failure}");
    assert!(failure.message.contains("char boundary"), "{failure}");
    assert_eq!(guarded.run(|| Ok(1)).await, Ok(1), "the next document is read");
}

#[tokio::test]
async fn a_parse_that_does_not_end_is_left_alone() {
    let guarded = Guarded::new(Duration::from_millis(50));
    let (release, wait) = channel::<()>();
    let failure = guarded.run(move || Ok(wait.recv().is_ok())).await.expect_err("nobody releases it in time");
    assert_eq!(failure.kind, FailureKind::TooComplex);
    drop(release);
}
