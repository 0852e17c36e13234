//! Server-sent events as WHATWG HTML 9.2.6 defines them, fed as bytes however they were cut.
//!
//! Linear in the number of bytes even when they come one by one; bounded in memory. What the events mean is not
//! known here. Two things are told beyond the standard, because chat servers need them: that a comment came (the
//! server is alive), and a line that is no field (an error some servers write between events, or last).

use std::mem;

/// The most bytes one event may have.
pub const LIMIT: usize = 16 * 1024 * 1024;

/// What a stream consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// An event.
    Event(Event),
    /// A comment, which servers send to keep the connection open.
    Comment,
    /// A line that is no field of the standard.
    Stray(String),
}

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its type; `message` where the stream names none.
    pub event: String,
    /// Its data lines, joined by newlines.
    pub data: String,
    /// The last id the stream named; empty if none.
    pub id: String,
}

/// One event was larger than [`LIMIT`]. Nothing more can be read from the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Turns bytes into events.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The line being read, without its end.
    line: Vec<u8>,
    /// Whether a first line was read, which alone may begin with a byte order mark.
    begun: bool,
    /// Whether the last byte was CR, so that a LF now belongs to it.
    after_cr: bool,
    /// Each data line with a newline.
    data: String,
    event: String,
    id: String,
    too_large: bool,
}

impl Decoder {
    /// Reads on, and hands over what became complete.
    ///
    /// # Errors
    /// An event grew beyond [`LIMIT`]; so it stays from then on.
    pub fn feed(&mut self, mut bytes: &[u8], mut found: impl FnMut(Item)) -> Result<(), TooLarge> {
        if self.too_large {
            return Err(TooLarge);
        }
        if self.after_cr && !bytes.is_empty() {
            self.after_cr = false;
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(length) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (line, rest) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
            self.take(line)?;
            if let Some(item) = self.end_line() {
                found(item);
            }
            bytes = match rest {
                [b'\r', b'\n', rest @ ..] => rest,
                [b'\r'] => {
                    self.after_cr = true;
                    &[]
                }
                [_, rest @ ..] => rest,
                [] => &[],
            };
        }
        self.take(bytes)
    }

    /// Hands over what the end of the bytes cut short: a last line, and an event whose blank line is missing. The
    /// standard drops both; some servers leave the blank line out.
    pub fn finish(&mut self, mut found: impl FnMut(Item)) {
        if self.too_large {
            return;
        }
        // Half the name of a field is no line of its own.
        let fields = ["data:", "event:", "id:", "retry:"];
        let is_cut = fields.iter().any(|field| field.as_bytes().starts_with(&self.line));
        if !is_cut && let Some(item) = self.end_line() {
            found(item);
        }
        self.line.clear();
        if let Some(event) = self.dispatch() {
            found(Item::Event(event));
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        if self.line.len() + self.data.len() + bytes.len() > LIMIT && self.line.first() != Some(&b':') {
            self.too_large = true;
            self.line = Vec::new();
            self.data = String::new();
            return Err(TooLarge);
        }
        // Of a comment only that it is one is kept.
        match self.line.first().or(bytes.first()) {
            Some(b':') if self.line.is_empty() => self.line.push(b':'),
            Some(b':') => {}
            _ => self.line.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn end_line(&mut self) -> Option<Item> {
        let taken = mem::take(&mut self.line);
        let mut bytes = taken.as_slice();
        if !mem::replace(&mut self.begun, true) {
            bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        if bytes.is_empty() {
            return self.dispatch().map(Item::Event);
        }
        let line = String::from_utf8_lossy(bytes);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        let mut item = None;
        match field {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "" => item = Some(Item::Comment),
            "id" | "retry" => {}
            _ => item = Some(Item::Stray(line.into_owned())),
        }
        // The line's memory serves the next one, unless it was a giant's.
        if taken.capacity() <= 64 * 1024 {
            self.line = taken;
            self.line.clear();
        }
        item
    }

    fn dispatch(&mut self) -> Option<Event> {
        let event = mem::take(&mut self.event);
        let mut data = mem::take(&mut self.data);
        data.pop()?;
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(Event { event, data, id: self.id.clone() })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn items(bytes: &[u8], piece: usize) -> Vec<Item> {
        let mut decoder = Decoder::default();
        let mut items = Vec::new();
        for bytes in bytes.chunks(piece) {
            decoder.feed(bytes, |item| items.push(item)).unwrap();
        }
        items
    }

    fn message(data: &str) -> Item {
        Item::Event(Event { event: "message".into(), data: data.into(), id: String::new() })
    }

    #[test]
    fn comments_and_bare_json_lines_are_told_apart_from_events() {
        let stray = Item::Stray("{\"error\":\"x\"}".into());
        let expected = [Item::Comment, message("a"), stray, Item::Comment];
        let bytes = b": ping\r\ndata: a\r\n\r\n{\"error\":\"x\"}\r\n:\r\n";
        for piece in 1..=bytes.len() {
            assert_eq!(items(bytes, piece), expected, "in pieces of {piece}");
        }
    }

    #[test]
    fn what_the_end_cut_short_is_handed_over_on_request_only() {
        let mut decoder = Decoder::default();
        let mut count = 0;
        decoder.feed(b"data: a\n\ndata: b", |_| count += 1).unwrap();
        assert_eq!(count, 1);
        let finish = |decoder: &mut Decoder| {
            let mut items = Vec::new();
            decoder.finish(|item| items.push(item));
            items
        };
        assert_eq!(finish(&mut decoder), [message("b")]);
        assert_eq!(finish(&mut decoder), []);
        decoder.feed(b"data: c\n{\"error\":1}", |_| ()).unwrap();
        assert_eq!(finish(&mut decoder), [Item::Stray("{\"error\":1}".into()), message("c")]);
    }

    #[test]
    fn sixteen_mebibytes_byte_by_byte_are_read_and_one_more_is_refused() {
        let mut decoder = Decoder::default();
        let mut seen = 0;
        decoder.feed(b"data:", |_| ()).unwrap();
        for _ in 5..LIMIT {
            decoder.feed(b"x", |_| ()).unwrap();
        }
        assert_eq!(decoder.feed(b"x", |_| ()), Err(TooLarge));
        assert_eq!(decoder.feed(b"\n\n", |_| seen += 1), Err(TooLarge));
        decoder.finish(|_| seen += 1);
        assert_eq!(seen, 0);
    }

    #[test]
    fn an_endless_comment_takes_no_memory() {
        let mut decoder = Decoder::default();
        let block = vec![b'c'; 1024 * 1024];
        decoder.feed(b":", |_| ()).unwrap();
        for _ in 0..20 {
            decoder.feed(&block, |_| ()).unwrap();
        }
        assert!(decoder.line.capacity() < 1024);
        let mut items = Vec::new();
        decoder.feed(b"\ndata: a\n\n", |item| items.push(item)).unwrap();
        assert_eq!(items, [Item::Comment, message("a")]);
    }
}
