//! Articles as people hand them in.

use super::{article_of, json_lines, plain, published_of};

#[test]
fn a_plain_text_keeps_its_offsets() {
    let text = "Headline\n\nFirst paragraph.\n\nSecond.";
    let loose = plain("a.txt", text);
    assert_eq!(format!("{}\n\n{}", loose.title, loose.text), text);
    assert_eq!(article_of(&loose).unwrap().full_text(), text);
}

#[test]
fn a_broken_line_costs_itself_only() {
    let lines = "{\"id\":\"1\",\"text\":\"a\",\"extra\":1}\nnot json\n\n{\"id\":\"2\",\"text\":\"b\",\"published\":\"2024-13\"}\n\
                 {\"id\":\"3\",\"text\":\"c\",\"lang\":\"fr\"}";
    let (articles, bad) = json_lines(lines);
    assert_eq!(articles.iter().map(|article| article.id.as_str()).collect::<Vec<_>>(), ["1", "3"]);
    assert_eq!(bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn dates_of_every_precision_are_taken_and_others_refused() {
    for date in ["2024", "2024-02", "2024-02-08", "2024-02-08T09:00:00Z", "2024-02-08T09:00:00-05:00"] {
        assert!(published_of(date).is_ok(), "{date}");
    }
    for date in ["", "24", "2024-2-8", "2024-02-30", "yesterday"] {
        assert!(published_of(date).is_err(), "{date}");
    }
}
