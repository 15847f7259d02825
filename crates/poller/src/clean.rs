//! Text of feeds made fit to be kept and shown: no control characters, no marks that turn or hide text, white space folded.

/// Removes control, bidirectional, zero-width and tag characters and folds white space; the result is one line.
pub(crate) fn line(text: &str, chars_max: usize) -> String {
    let mut line = String::with_capacity(text.len().min(chars_max));
    let mut chars = 0;
    for c in text.chars() {
        let c = if c.is_whitespace() || c == '\u{85}' { ' ' } else { c };
        if is_unseen(c) || (c == ' ' && (line.is_empty() || line.ends_with(' '))) {
            continue;
        }
        if chars == chars_max {
            break;
        }
        line.push(c);
        chars += 1;
    }
    line.truncate(line.trim_end().len());
    line
}

/// The text of an HTML fragment, one line: tags out, entities decoded.
pub(crate) fn html_line(html: &str, chars_max: usize) -> String {
    line(&htmlize::unescape(without_tags(html)), chars_max)
}

/// A title may be plain text, text with entities, or markup, whatever its feed declares.
pub(crate) fn title(text: &str, chars_max: usize) -> String {
    let once = html_line(text, chars_max);
    // `&amp;quot;` and the like: decoded a second time only where it still looks encoded.
    let looks_encoded = once.split('&').skip(1).any(|rest| {
        let name = rest.split(';').next().unwrap_or("");
        rest.len() > name.len()
            && (2..=8).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    });
    if looks_encoded { line(&htmlize::unescape(&once), chars_max) } else { once }
}

/// Replaces each tag by a space. A `<` that no letter, `/`, `!` or `?` follows is text.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        let opens = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        match tag.find('>').filter(|_| opens) {
            Some(end) => {
                text.push(' ');
                rest = &tag[end + 1..];
            }
            None => {
                text.push('<');
                rest = &tag[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests;
