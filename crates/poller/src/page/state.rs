//! The article inside a page's state: pages of Next.js and the like carry their data as one JSON text and build the page
//! from it by script.

use serde_json::Value;

/// The most bytes of state that are parsed.
const BYTES_MAX: usize = 4 * 1024 * 1024;
/// The most values looked at.
const VALUES_MAX: usize = 200_000;
/// Strings shorter than this are labels, not paragraphs.
const PARAGRAPH_BYTES_MIN: usize = 60;

/// The longest text of a page's state, as paragraphs of plain text or HTML: one long string, or the strings of one list.
/// Empty when there is none.
pub(super) fn state_body(state: &str) -> String {
    if state.is_empty() || state.len() > BYTES_MAX {
        return String::new();
    }
    let Ok(value) = serde_json::from_str::<Value>(state) else { return String::new() };
    let mut best: (usize, Vec<&str>) = (0, Vec::new());
    let mut waiting = vec![&value];
    let mut looked_at = 0;
    while let Some(value) = waiting.pop() {
        looked_at += 1;
        if looked_at > VALUES_MAX {
            break;
        }
        let texts: Vec<&str> = match value {
            Value::Array(items) => {
                waiting.extend(items);
                items.iter().flat_map(own_texts).collect()
            }
            Value::Object(fields) => {
                waiting.extend(fields.values());
                Vec::new()
            }
            Value::String(text) if is_prose(text) => vec![text],
            _ => continue,
        };
        let length = texts.iter().map(|text| text.len()).sum();
        if length > best.0 {
            best = (length, texts);
        }
    }
    best.1.join("\n\n")
}

/// The paragraphs that an item of a list is or holds.
fn own_texts(item: &Value) -> Vec<&str> {
    match item {
        Value::String(text) if is_prose(text) => vec![text],
        Value::Object(fields) => {
            fields.values().filter_map(Value::as_str).filter(|text| is_prose(text)).take(1).collect()
        }
        _ => Vec::new(),
    }
}

fn is_prose(text: &str) -> bool {
    let words = text.split_whitespace().take(8).count();
    text.len() >= PARAGRAPH_BYTES_MIN
        && words == 8
        && text.contains(['.', '!', '?', '…'])
        && !text.starts_with(['{', '[', '/'])
}
