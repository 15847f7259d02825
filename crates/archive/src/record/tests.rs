//! Records survive the way to disk and back; harm is seen.

use proptest::prelude::*;

use super::WarcRecord;

fn record(block: &[u8]) -> WarcRecord {
    let headers = vec![
        ("WARC-Type".to_owned(), "conversion".to_owned()),
        ("WARC-Block-Digest".to_owned(), model::Digest::of(block).to_string()),
    ];
    WarcRecord { headers, block: block.to_vec() }
}

#[test]
fn a_line_break_in_a_header_cannot_start_a_new_field() {
    let mut hostile = record(b"x");
    hostile
        .headers
        .push(("WARC-Target-URI".to_owned(), "https://a.example/\r\nWARC-Type: response".to_owned()));
    let read = WarcRecord::from_member(&hostile.to_member()).unwrap();
    assert_eq!(read.header("WARC-Target-URI"), Some("https://a.example/  WARC-Type: response"));
    assert_eq!(read.header("WARC-Type"), Some("conversion"));
}

proptest! {
    #[test]
    fn any_block_comes_back(block in proptest::collection::vec(any::<u8>(), 0..4000)) {
        prop_assert_eq!(WarcRecord::from_member(&record(&block).to_member()).unwrap(), record(&block));
    }

    #[test]
    fn any_flipped_byte_is_noticed(block in proptest::collection::vec(any::<u8>(), 1..400), at in 0usize..10_000, bit in 0u8..8) {
        let mut member = record(&block).to_member();
        let at = 10 + at % (member.len() - 10); // the gzip header holds a time and flags that mean nothing here
        member[at] ^= 1 << bit;
        let read = WarcRecord::from_member(&member);
        prop_assert!(read.is_err() || read.unwrap() == record(&block));
    }
}
