//! Which charset is believed: mark, header, declaration, guess.

use encoding_rs::{Encoding, IBM866, KOI8_R, WINDOWS_1251, WINDOWS_1252};

use super::decode;

const RUSSIAN: &str = "Лавров провёл переговоры с министром иностранных дел Бразилии о поставках удобрений";

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn check(bytes: &[u8], http: Option<&str>, expected: &str) {
    assert_eq!(decode(bytes, http).text, expected, "{http:?}");
}

#[test]
fn valid_utf_8_wins_over_every_declaration() {
    let text = format!("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>{RUSSIAN}</a>");
    check(text.as_bytes(), Some("koi8-r"), &text);
}

#[test]
fn declared_charsets_are_used_http_first() {
    let xml = format!("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>{RUSSIAN}</a>");
    check(&encoded(WINDOWS_1251, &xml), None, &xml);
    check(&encoded(KOI8_R, &xml), Some("KOI8-R"), &xml);
    let html = format!("<html><head><meta charset='cp866'></head><p>{RUSSIAN}");
    check(&encoded(IBM866, &html), None, &html);
}

#[test]
fn undeclared_charsets_are_guessed() {
    check(&encoded(WINDOWS_1251, RUSSIAN), None, RUSSIAN);
    let spanish =
        "El canciller boliviano anunció en La Paz la construcción de una planta y señaló que el año próximo";
    check(&encoded(WINDOWS_1252, spanish), None, spanish);
}

#[test]
fn one_bad_byte_costs_one_character() {
    let mut bytes = format!("<a>{RUSSIAN}</a>").into_bytes();
    bytes.insert(3, 0xff);
    let decoded = decode(&bytes, None);
    assert_eq!(decoded.text, format!("<a>\u{fffd}{RUSSIAN}</a>"));
    assert!(decoded.replaced);
}

#[test]
fn sixteen_and_thirty_two_bit_texts_are_read_with_and_without_mark() {
    let text = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><a>{RUSSIAN}</a>");
    let sixteen: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let thirty_two: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    check(&sixteen, None, &text);
    check(&thirty_two, None, &text);
    let mut marked = vec![0xfe, 0xff];
    marked.extend(&sixteen);
    check(&marked, Some("windows-1252"), &text);
}
