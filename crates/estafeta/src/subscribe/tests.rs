//! Where `--from` and `--until` point.

use bus::Seek;
use jiff::Timestamp;

use super::place;

#[test]
fn places_are_read_as_people_write_them() {
    let now: Timestamp = "2024-02-08T12:00:00Z".parse().unwrap();
    let check = |text: &str, expected: &str| {
        assert_eq!(place(text, now).unwrap(), Seek::Time(expected.parse().unwrap()));
    };
    check("-24h", "2024-02-07T12:00:00Z");
    check("-7d", "2024-02-01T12:00:00Z");
    check("2024-02-03", "2024-02-03T00:00:00Z");
    check("2024-02-03T10:00:00-05:00", "2024-02-03T15:00:00Z");
    assert_eq!(place("beginning", now).unwrap(), Seek::Beginning);
    for wrong in ["-5w", "-h", "soon", "2024-02-31", "-999999999999999d"] {
        assert!(place(wrong, now).is_err(), "{wrong}");
    }
}
