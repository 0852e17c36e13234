//! The reader behind every way of reading JSON: one pass over the bytes, by the letter or leniently.

use std::borrow::Cow;

use crate::domain::json::{Json, Text};

/// Deepest nesting that is read. Deeper is hostile.
const DEPTH: u8 = 100;

/// How a text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// As much of it as makes sense.
    Lenient,
    /// The same, and the end of the text ends everything that is open.
    Cut,
    /// By the letter (<https://www.rfc-editor.org/rfc/rfc8259>).
    Strict,
}

pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) at: usize,
    depth: u8,
    manner: Manner,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, manner: Manner) -> Self {
        Self { text, at: 0, depth: 0, manner }
    }

    fn is_strict(&self) -> bool {
        self.manner == Manner::Strict
    }

    /// The one value that the text is.
    pub(super) fn whole(&mut self) -> Option<Json<'a>> {
        let value = self.value()?;
        self.skip_space();
        self.peek().is_none().then_some(value)
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() && (byte != 0xC || !self.is_strict())) {
            self.at += 1;
        }
    }

    pub(super) fn expect(&mut self, byte: u8) -> Option<()> {
        self.skip_space();
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    /// Whether the end came where it may.
    fn over(&self) -> bool {
        self.manner == Manner::Cut && self.at >= self.text.len()
    }

    pub(super) fn value(&mut self) -> Option<Json<'a>> {
        self.skip_space();
        let start = self.at;
        match self.peek()? {
            b'"' => self.string().map(Json::Text),
            open @ (b'{' | b'[') => {
                if self.depth >= DEPTH {
                    return None;
                }
                self.depth += 1;
                self.at += 1;
                let value = if open == b'{' { self.object(start) } else { self.list() };
                self.depth -= 1;
                value
            }
            _ => {
                while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.')) {
                    self.at += 1;
                }
                match self.text.get(start..self.at)? {
                    "true" => Some(Json::Bool(true)),
                    "false" => Some(Json::Bool(false)),
                    "null" => Some(Json::Null),
                    number if self.is_strict() && is_number(number) => Some(Json::Number(number)),
                    _ if self.is_strict() => {
                        // What is no value is pointed at where it begins.
                        self.at = start;
                        None
                    }
                    "NaN" | "Infinity" | "-Infinity" | "nan" | "None" => Some(Json::Null),
                    number if number.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                        Some(Json::Number(number))
                    }
                    _ => {
                        if !self.over() {
                            self.at = start;
                        }
                        None
                    }
                }
            }
        }
    }

    fn object(&mut self, start: usize) -> Option<Json<'a>> {
        let mut members = Vec::new();
        loop {
            let key = match self.key() {
                Some(Some(key)) => key,
                Some(None) => break,
                None if self.over() => break,
                None => return None,
            };
            match self.value() {
                Some(value) => members.push((key, value)),
                None if self.over() => break,
                None => return None,
            }
            self.comma()?;
        }
        Some(Json::Object(self.text.get(start..self.at)?, members))
    }

    /// The next key with its colon; `Some(None)` at the end of the object.
    pub(super) fn key(&mut self) -> Option<Option<Text<'a>>> {
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Some(None);
        }
        let key = self.string()?;
        self.expect(b':')?;
        Some(Some(key))
    }

    /// Passes a comma, or stays before the closing bracket.
    pub(super) fn comma(&mut self) -> Option<()> {
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                if self.is_strict() {
                    self.skip_space();
                    if matches!(self.peek(), Some(b'}' | b']')) {
                        return None;
                    }
                }
            }
            Some(b'}' | b']') => {}
            _ if self.over() => {}
            _ => return None,
        }
        Some(())
    }

    fn list(&mut self) -> Option<Json<'a>> {
        let mut list = Vec::new();
        loop {
            self.skip_space();
            if self.peek() == Some(b']') {
                self.at += 1;
                break;
            }
            match self.value() {
                Some(value) => list.push(value),
                None if self.over() => break,
                None => return None,
            }
            self.comma()?;
        }
        Some(Json::List(list))
    }

    fn string(&mut self) -> Option<Text<'a>> {
        if self.peek() != Some(b'"') {
            return None;
        }
        self.at += 1;
        let mut out = Text::default();
        // Where the text was long after a high half was added: only if nothing followed does it stand at the end.
        let mut high = None;
        loop {
            let rest = self.text.get(self.at..)?;
            let strict = self.is_strict();
            let plain = rest.bytes().position(|byte| byte == b'"' || byte == b'\\' || (strict && byte < b' '));
            let (piece, rest) = rest.split_at_checked(plain.unwrap_or(rest.len()))?;
            self.at += piece.len();
            if out.text.is_empty() {
                out.text = Cow::Borrowed(piece);
            } else if !piece.is_empty() {
                out.text.to_mut().push_str(piece);
            }
            match rest.as_bytes() {
                [b'"', ..] => {
                    self.at += 1;
                    break;
                }
                [b'\\', ..] => self.escape(&mut out, &mut high)?,
                _ if self.manner == Manner::Cut => break,
                _ => return None,
            }
        }
        out.high = high.filter(|(_, length)| *length == out.text.len()).map(|(half, _)| half);
        Some(out)
    }

    fn escape(&mut self, out: &mut Text<'a>, high: &mut Option<(u16, usize)>) -> Option<()> {
        self.at += 1;
        let Some(escaped) = self.text.get(self.at..)?.chars().next() else {
            return (self.manner == Manner::Cut).then_some(());
        };
        self.at += escaped.len_utf8();
        let c = match escaped {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let Some(unit) = self.hex() else {
                    if self.manner == Manner::Cut {
                        self.at = self.text.len();
                        return Some(());
                    }
                    return None;
                };
                let low = if (0xD800..0xDC00).contains(&unit) { self.low_half() } else { None };
                match char::decode_utf16([unit].into_iter().chain(low)).next()? {
                    Ok(c) => c,
                    Err(half) => {
                        let half = half.unpaired_surrogate();
                        if half >= 0xDC00 && out.text.is_empty() {
                            out.low = Some(half);
                        }
                        out.text.to_mut().push(char::REPLACEMENT_CHARACTER);
                        if half < 0xDC00 {
                            *high = Some((half, out.text.len()));
                        }
                        return Some(());
                    }
                }
            }
            '"' | '\\' | '/' => escaped,
            _ if self.is_strict() => return None,
            other => other,
        };
        out.text.to_mut().push(c);
        Some(())
    }

    /// The escape of a low half, if that is what comes next.
    fn low_half(&mut self) -> Option<u16> {
        let before = self.at;
        let low = self.text.get(before..)?.starts_with("\\u").then(|| self.at += 2).and_then(|()| self.hex());
        let low = low.filter(|low| (0xDC00..0xE000).contains(low));
        if low.is_none() {
            self.at = before;
        }
        low
    }

    fn hex(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }
}

/// Whether it is a number as JSON has them.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && digits(part) && digits(exponent)
}
