//! What reaches a terminal: colours only where somebody looks, and never a control character from the web.

use std::io::IsTerminal;

/// Longest text of the web that is shown on one line, in characters.
const SHOWN_CHARS_MAX: usize = 300;

/// Colours of one output stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// Colours for stdout: on a terminal, unless `NO_COLOR` is set (no-color.org).
    pub(crate) fn stdout(no_color: bool) -> Paint {
        Paint { on: std::io::stdout().is_terminal() && !no_color }
    }

    /// Without colours.
    pub(crate) fn plain() -> Paint {
        Paint { on: false }
    }

    /// Wraps `text` in an SGR code (ECMA-48), `1;31` for bold red.
    pub(crate) fn code(self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A severity word in its colour.
    pub(crate) fn severity(self, word: &str, width: usize) -> String {
        let shown = format!("{word:<width$}");
        match word {
            "extreme" => self.code("1;97;41", &shown.to_uppercase()),
            "severe" => self.code("1;31", &shown.to_uppercase()),
            "moderate" => self.code("33", &shown),
            _ => self.code("2", &shown),
        }
    }
}

/// Text of the web as one line that cannot drive the terminal: control, bidirectional and zero-width characters are shown
/// as escapes, and it is cut at 300 characters.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::new();
    for (n, c) in text.chars().enumerate() {
        if n == SHOWN_CHARS_MAX {
            out.push('…');
            break;
        }
        push_shown(&mut out, c);
    }
    out
}

/// The same without a cut, line breaks kept.
pub(crate) fn shown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' { out.push(c) } else { push_shown(&mut out, c) }
    }
    out
}

fn push_shown(out: &mut String, c: char) {
    match c {
        '\n' | '\t' | '\u{a0}' => out.push(' '),
        '\u{ad}' => {}
        c if c.is_control() || is_invisible(c) => out.extend(c.escape_unicode()),
        c => out.push(c),
    }
}

/// Bidirectional controls, zero-width characters and tags.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests;
