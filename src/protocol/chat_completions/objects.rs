//! Finds JSON values where they stand: glued together, one a line, behind a prefix, or alone as a whole body.

use crate::domain::json::{self, Json};
use crate::protocol::sse::{LIMIT, TooLarge};

/// What stands in a text.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// An object or a list.
    Value(Json<'a>),
    /// `[DONE]`, standing alone.
    Done,
    /// An object that cannot be read, to the end of the text.
    Broken(&'a str),
}

/// Hands over all that stands in a text. What stands between is passed over: prefixes, comments, pings.
pub(super) fn find(text: &str, mut found: impl FnMut(Found<'_>)) {
    let mut rest = text;
    while let Some(start) = rest.find(['{', '[']) {
        let (before, from) = rest.split_at_checked(start).unwrap_or(("", rest));
        if let Some((value, after)) = json::read(from) {
            found(Found::Value(value));
            rest = after;
            continue;
        }
        let Some(inner) = from.strip_prefix('[') else {
            // An object whose end is missing. What stands within it would be torn out of its meaning.
            found(Found::Broken(from));
            return;
        };
        rest = inner;
        if let Some(after) = inner.strip_prefix("DONE]")
            && before.split_whitespace().all(|word| word == "data:")
            && after.chars().next().is_none_or(char::is_whitespace)
        {
            found(Found::Done);
            rest = after;
        }
    }
}

/// Gathers the bytes of values until each is whole.
#[derive(Debug, Default)]
pub(super) struct Objects {
    gathered: Vec<u8>,
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Objects {
    /// Reads on, and hands over the text up to the end of each value.
    ///
    /// # Errors
    /// A value grew beyond [`LIMIT`].
    pub fn feed(&mut self, bytes: &[u8], mut found: impl FnMut(&str)) -> Result<(), TooLarge> {
        for &byte in bytes {
            self.gathered.push(byte);
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' if self.depth > 0 => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        found(&String::from_utf8_lossy(&self.gathered));
                        self.gathered.clear();
                    }
                }
                _ => {}
            }
        }
        if self.gathered.len() > LIMIT {
            self.gathered = Vec::new();
            return Err(TooLarge);
        }
        Ok(())
    }

    /// The text of a value whose end never came.
    pub fn rest(&self) -> String {
        String::from_utf8_lossy(&self.gathered).into_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn values_are_found_wherever_they_stand() {
        let check = |text: &str, expected: &[&str]| {
            let mut got = Vec::new();
            find(text, |found| match found {
                Found::Value(Json::Object(raw, _)) => got.push(raw.to_owned()),
                Found::Value(_) => got.push("list".to_owned()),
                Found::Done => got.push("done".to_owned()),
                Found::Broken(_) => got.push("broken".to_owned()),
            });
            assert_eq!(got, expected, "{text:?}");
        };
        check("{\"a\":1}", &["{\"a\":1}"]);
        check("data: {\"a\":1}{\"b\":2}\n{\"c\":3}\n[DONE]", &["{\"a\":1}", "{\"b\":2}", "{\"c\":3}", "done"]);
        check(" data: data: [DONE] ", &["done"]);
        check("{\"a\":\"[DONE]\"}", &["{\"a\":\"[DONE]\"}"]);
        check("not [DONE]", &[]);
        check("[DONE]x", &[]);
        check("[DONE", &[]);
        check(": OPENROUTER [PROCESSING] {\"a\":1}", &["{\"a\":1}"]);
        check("{\"choices\":[{\"error\":{}}", &["broken"]);
        check("ping", &[]);
    }

    #[test]
    fn values_are_gathered_however_they_are_cut() {
        let text = "{\"a\":\"}\\\"{\"}\n [1,{\"b\":[]}] data: [DONE]\n{\"c\":";
        for size in 1..=text.len() {
            let (mut objects, mut got) = (Objects::default(), Vec::new());
            for piece in text.as_bytes().chunks(size) {
                objects.feed(piece, |text| got.push(text.to_owned())).unwrap();
            }
            assert_eq!(got, ["{\"a\":\"}\\\"{\"}", "\n [1,{\"b\":[]}]", " data: [DONE]"], "in pieces of {size}");
            assert_eq!(objects.rest(), "\n{\"c\":");
        }
    }
}
