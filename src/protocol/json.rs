//! JSON as servers really send it.
//!
//! A strict reader drops a whole stream over one `NaN`, one key given twice (the last one counts here) or half an
//! emoji, and typed structs drop it over one null. So there is one lenient reader for everything that comes in: it
//! borrows, keeps what it can read, and never fails on a value it did not expect. Writing covers what requests need.

use std::borrow::Cow;

/// Deepest nesting that is read. Deeper is hostile.
const DEPTH: u8 = 100;

/// A value. Numbers stay text, so that none is changed and no float code is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'a> {
    /// `null`, and the numbers JSON does not have (`NaN`, `Infinity`).
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// Digits as they came.
    Number(&'a str),
    /// A string.
    Text(Text<'a>),
    /// A list, in order.
    List(Vec<Json<'a>>),
    /// An object: its own text, and its members in order.
    Object(&'a str, Vec<(Text<'a>, Json<'a>)>),
}

/// A string. Escaped halves of a surrogate pair that stand alone are U+FFFD in it; one at its very start or end is
/// remembered, because servers split an emoji over two deltas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// The low half that the U+FFFD at its start stands for.
    pub low: Option<u16>,
    /// The high half that the U+FFFD at its end stands for.
    pub high: Option<u16>,
}

static NOTHING: Json<'static> = Json::Null;

impl<'a> Json<'a> {
    /// A member of an object, the last of that name; null if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &Json<'a> {
        match self {
            Self::Object(_, members) => {
                members.iter().rev().find(|(key, _)| key.text == name).map_or(&NOTHING, |(_, value)| value)
            }
            _ => &NOTHING,
        }
    }

    /// The text of a string; empty for anything else.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => &text.text,
            _ => "",
        }
    }

    /// The members of a list; none for anything else.
    #[must_use]
    pub fn list(&self) -> &[Json<'a>] {
        match self {
            Self::List(list) => list,
            _ => &[],
        }
    }

    /// A count: a number that is whole and not negative, also one written as `12.0` or `"12"`.
    #[must_use]
    pub fn count(&self) -> Option<u32> {
        let digits = match self {
            Self::Number(digits) => digits,
            other => other.text(),
        };
        digits.strip_suffix(".0").unwrap_or(digits).parse().ok()
    }

    /// Whether it says anything: not null, false, or empty.
    #[must_use]
    pub fn is_something(&self) -> bool {
        match self {
            Self::Null | Self::Bool(false) => false,
            Self::Bool(true) | Self::Number(_) => true,
            Self::Text(text) => !text.text.trim().is_empty(),
            Self::List(list) => !list.is_empty(),
            Self::Object(_, members) => !members.is_empty(),
        }
    }
}

/// Reads the value at the beginning of a text, and gives what follows it.
#[must_use]
pub fn read(text: &str) -> Option<(Json<'_>, &str)> {
    let mut reader = Reader { text, at: 0, depth: 0, cut: false };
    let value = reader.value()?;
    Some((value, text.get(reader.at..).unwrap_or_default()))
}

/// Reads as much as there is of a value whose end is missing.
#[must_use]
pub fn read_cut(text: &str) -> Option<Json<'_>> {
    Reader { text, at: 0, depth: 0, cut: true }.value()
}

/// The members of an object that is JSON by the letter, each with its value as it was written; None otherwise.
#[must_use]
pub fn members(text: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut reader = Reader { text, at: 0, depth: 0, cut: false };
    reader.expect(b'{')?;
    let mut members = Vec::new();
    while let Some(key) = reader.key()? {
        reader.skip_space();
        let start = reader.at;
        reader.value()?;
        members.push((key.text, text.get(start..reader.at)?));
        reader.comma()?;
    }
    Some(members)
}

/// Writes a string.
pub fn write_text(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let code = c as usize;
                out.push_str("\\u00");
                out.extend([code >> 4, code & 15].iter().filter_map(|digit| HEX.get(*digit)).map(|byte| *byte as char));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
    /// Whether the end of the text ends everything that is open.
    cut: bool,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.skip_space();
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    /// Whether the end came where it may.
    fn over(&self) -> bool {
        self.cut && self.at >= self.text.len()
    }

    fn value(&mut self) -> Option<Json<'a>> {
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
                    "null" | "NaN" | "Infinity" | "-Infinity" | "nan" | "None" => Some(Json::Null),
                    number if number.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                        Some(Json::Number(number))
                    }
                    _ => None,
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
    fn key(&mut self) -> Option<Option<Text<'a>>> {
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
    fn comma(&mut self) -> Option<()> {
        self.skip_space();
        match self.peek() {
            Some(b',') => self.at += 1,
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
            let plain = rest.bytes().position(|byte| byte == b'"' || byte == b'\\');
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
                _ if self.cut => break,
                _ => return None,
            }
        }
        out.high = high.filter(|(_, length)| *length == out.text.len()).map(|(half, _)| half);
        Some(out)
    }

    fn escape(&mut self, out: &mut Text<'a>, high: &mut Option<(u16, usize)>) -> Option<()> {
        self.at += 1;
        let Some(escaped) = self.text.get(self.at..)?.chars().next() else {
            return self.cut.then_some(());
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
                    if self.cut {
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

#[cfg(test)]
mod tests;
