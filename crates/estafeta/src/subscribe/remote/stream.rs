//! Reads a stream of server-sent events (WHATWG HTML, section 9.2), as far as our own page writes them.

use anyhow::{Result, bail};

/// Longest event, in bytes: the largest record and some room.
const EVENT_BYTES_MAX: usize = 2 << 20;

/// An event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ServerEvent {
    /// Names the event to a page that is asked to go on after it.
    pub(super) id: Option<String>,
    /// Kind of event; empty where none is named.
    pub(super) name: String,
    /// Lines of data, joined.
    pub(super) data: String,
}

/// Collects pieces of the stream until events are whole.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// The line that is not yet whole.
    line: Vec<u8>,
    event: ServerEvent,
}

impl Events {
    /// The events that this piece completes. Fails where one grows too long.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<Vec<ServerEvent>> {
        let mut whole = Vec::new();
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if self.line.len() + self.event.data.len() > EVENT_BYTES_MAX {
                bail!(
                    "an event of more than {EVENT_BYTES_MAX} bytes; is this the page of an `estafeta run`?"
                );
            }
            if part.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                whole.extend(self.take(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n'])));
            }
        }
        Ok(whole)
    }

    fn take(&mut self, line: &str) -> Option<ServerEvent> {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return (event != ServerEvent::default()).then_some(event);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => self.event.id = Some(value.to_owned()),
            "event" => value.clone_into(&mut self.event.name),
            "data" => {
                if !self.event.data.is_empty() {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            // A comment keeps the connection alive; other fields are not ours.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests;
