//! Dates as feeds write them, in four languages.

use super::parse;
use crate::page::When;

fn told(text: &str) -> String {
    match parse(text, true) {
        Some(When::Instant(instant)) => instant.to_string(),
        Some(When::Day(day)) => day.to_string(),
        None => "-".to_owned(),
    }
}

#[test]
fn spellings_of_feeds_in_four_languages() {
    let cases = [
        ("Mon, 06 Sep 2021 00:01:00 +0000", "2021-09-06T00:01:00Z"),
        ("Tue, 06 Sep 2021 00:01:00 GMT", "2021-09-06T00:01:00Z"),
        ("Mon, 6 Sep 21 00:01 MSK", "2021-09-05T21:01:00Z"),
        ("Mon, 06 Sep 2021 00:01:00 BRT", "2021-09-06T03:01:00Z"),
        ("Mon, 06 Sep 2021 00:01:00 ART", "2021-09-06T03:01:00Z"),
        ("Mon, 06 Sep 2021 00:01:00 EST", "2021-09-06T05:01:00Z"),
        ("2021-09-06T00:01:00Z", "2021-09-06T00:01:00Z"),
        ("2021-09-06T00:01:00.123-03:00", "2021-09-06T03:01:00Z"),
        ("2021-09-06T00:01:00-0300", "2021-09-06T03:01:00Z"),
        ("2021-09-06T00:01+03", "2021-09-05T21:01:00Z"),
        ("2021-09-06 00:01:00", "2021-09-06"),
        ("2021-09-06", "2021-09-06"),
        ("20210906", "2021-09-06"),
        ("2021/09/06", "2021-09-06"),
        ("06.09.2021 00:01", "2021-09-06"),
        ("06/09/2021", "2021-09-06"),
        ("6 de septiembre de 2021", "2021-09-06"),
        ("lunes, 6 septiembre 2021 - 00:01", "2021-09-06"),
        ("martes, 7 de septiembre de 2021", "2021-09-07"),
        ("Seg, 06 Set 2021 00:01:00 -0300", "2021-09-06T03:01:00Z"),
        ("segunda-feira, 6 de setembro de 2021 00:01 BRT", "2021-09-06T03:01:00Z"),
        ("6 сентября 2021, 00:01", "2021-09-06"),
        ("Пн, 06 сен 2021 00:01:00 +0300", "2021-09-05T21:01:00Z"),
        ("6 сентября 2021 г. 00:01 МСК", "2021-09-05T21:01:00Z"),
        ("September 6, 2021 12:01 AM GMT+3", "2021-09-05T21:01:00Z"),
        ("Sep 6 2021", "2021-09-06"),
        ("Mon Sep  6 00:01:00 UTC 2021", "2021-09-06T00:01:00Z"),
        ("Mon, 06 Sep 2021 24:00:00 GMT", "2021-09-07T00:00:00Z"),
        ("Mon, 06 Sep 2021 00:01:00 GMT-04:00", "2021-09-06T04:01:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn nothing_is_invented() {
    for text in
        ["", "yesterday", "00:01", "6 September", "31.02.2021", "99/99/9999", "2021", "Mon, 06 Sep 0021"]
    {
        assert_eq!(told(text), "-", "{text}");
    }
}

#[test]
fn the_slash_is_read_by_the_country() {
    assert_eq!(parse("03/04/2024", true), parse("2024-04-03", true));
    assert_eq!(parse("03/04/2024", false), parse("2024-03-04", true));
    assert_eq!(parse("25/04/2024", false), parse("2024-04-25", true));
}

proptest::proptest! {
    #[test]
    fn any_text_is_survived(text in "\\PC{0,60}") {
        let _ = parse(&text, true);
    }

    #[test]
    fn any_shape_of_date_is_survived(text in "[0-9:./+ TZ,-]{0,40}") {
        let _ = parse(&text, false);
    }
}
