//! What a source of feeds.toml becomes, and what is refused.

use url::Url;

use super::{Source, SourceKind, SourceSpec};

fn spec(more: &str) -> SourceSpec {
    let text = format!("{{\"id\":\"seed-a\",\"name\":\"A\",\"kind\":\"feed\",{more}}}");
    serde_json::from_str(&text).unwrap()
}

fn error(more: &str) -> String {
    spec(more).source(None).unwrap_err().to_string()
}

#[test]
fn a_seed_address_is_fetched_at_the_served_base_and_keyed_as_configured() {
    let base = Url::parse("http://127.0.0.1:4711/").unwrap();
    let source: Source =
        spec("\"url\":\"seed-site:/a/rss.xml\",\"admit_private\":true").source(Some(&base)).unwrap();
    assert_eq!(source.key(), "seed-site:/a/rss.xml");
    assert_eq!(source.fetch_url().unwrap().as_str(), "http://127.0.0.1:4711/a/rss.xml");
    assert!(matches!(source.kind, SourceKind::Feed { .. }));
    assert_eq!(source.alert_age_max_hours, Some(72));
}

#[test]
fn broken_specs_name_the_source_and_the_key() {
    assert_eq!(
        error("\"url\":\"seed-site:/a\""),
        "source \"seed-a\", url: names the seed site, which is not served here"
    );
    assert!(error("\"url\":\"ftp://x.example/\"").contains("url: "));
    assert!(error("\"url\":\"http://u:p@x.example/\"").contains("user name"));
    assert!(error("\"url\":\"https://x.example/\",\"weight\":7").contains("weight: 7"));
    assert!(error("\"url\":\"https://x.example/\",\"lang\":\"xx\"").contains("lang: "));
    assert!(error("\"url\":\"https://x.example/\",\"status\":\"Real\"").contains("Exercise"));
    assert!(
        error("\"url\":\"https://x.example/\",\"canonical_base\":\"https://y.example/\"")
            .contains("admit_private")
    );
}
