//! What the poller remembers fits into the log.

use bus::{VALUE_BYTES_MAX, wire};
use jiff::Timestamp;
use model::{ArticleId, Digest, FeedState, SeenEntry};

#[test]
fn the_largest_state_of_a_feed_fits_into_a_record() {
    let at: Timestamp = "2026-11-24T18:57:06.123456789Z".parse().unwrap();
    let digest = Digest::of(b"text");
    let seen = |number: usize| SeenEntry {
        key: format!("{number:032x}"),
        entry_digest: digest,
        article: ArticleId::of_url(&format!("https://far.example/{number}")).as_str().to_owned(),
        revision: u32::MAX,
        text_digest: digest,
        first_seen_at: at,
        last_seen_at: at,
        failures: u32::MAX,
    };
    let state = FeedState { seen: (0..poller::SEEN_MAX).map(seen).collect(), ..FeedState::default() };
    // The rest of a state is one header line of the server's, one message and some numbers: well under 100 kB.
    let bytes = wire::poller_state::to_json(&state).len();
    assert!(bytes + 100_000 <= VALUE_BYTES_MAX, "{bytes} bytes");
}
