//! JSON as servers really send it.
//!
//! A strict reader drops a whole stream over one `NaN`, one key given twice (the last one counts here) or half an
//! emoji, and typed structs drop it over one null. So there is one lenient reader for everything that comes in: it
//! borrows, keeps what it can read, and never fails on a value it did not expect. What we wrote ourselves is read by
//! the letter, so that damage is noticed. Writing covers strings.

use std::borrow::Cow;

use crate::domain::json::reader::{Manner, Reader};

mod reader;

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
    let mut reader = Reader::new(text, Manner::Lenient);
    let value = reader.value()?;
    Some((value, text.get(reader.at..).unwrap_or_default()))
}

/// Reads the one value that a text is, as leniently as [`read`].
///
/// # Errors
/// After how many bytes it makes no sense any more.
pub fn whole(text: &str) -> Result<Json<'_>, usize> {
    let mut reader = Reader::new(text, Manner::Lenient);
    reader.whole().ok_or(reader.at)
}

/// Reads as much as there is of a value whose end is missing.
#[must_use]
pub fn read_cut(text: &str) -> Option<Json<'_>> {
    Reader::new(text, Manner::Cut).value()
}

/// Reads a text that is JSON by the letter, from its beginning to its end; None otherwise.
#[must_use]
pub fn strict(text: &str) -> Option<Json<'_>> {
    Reader::new(text, Manner::Strict).whole()
}

/// Where a text stops being a JSON object: line and column, from 1. None if it is one.
#[must_use]
pub fn object_problem(text: &str) -> Option<(usize, usize)> {
    let mut reader = Reader::new(text, Manner::Strict);
    reader.skip_space();
    if reader.peek() == Some(b'{') && reader.whole().is_some() {
        return None;
    }
    let before = text.get(..reader.at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Some((before.matches('\n').count() + 1, line.chars().count() + 1))
}

/// The members of an object that is JSON by the letter, each with its value as it was written; None otherwise.
#[must_use]
pub fn members(text: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    strict(text)?;
    let mut reader = Reader::new(text, Manner::Strict);
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

/// Writes a value on one line.
pub fn write(out: &mut String, value: &Json<'_>) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Json::Number(digits) => out.push_str(digits),
        Json::Text(text) => write_text(out, &text.text),
        Json::List(list) => {
            out.push('[');
            for (at, value) in list.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(out, value);
            }
            out.push(']');
        }
        Json::Object(_, members) => {
            out.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_text(out, &name.text);
                out.push(':');
                write(out, value);
            }
            out.push('}');
        }
    }
}

/// Writes a string.
pub fn write_text(out: &mut String, text: &str) {
    out.push('"');
    write_escaped(out, text);
    out.push('"');
}

/// Writes a part of a string, without the quotes around it.
pub fn write_escaped(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut rest = text;
    // Most of a text needs no escape; it is copied in stretches.
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        let Some((plain, from)) = rest.split_at_checked(at) else { break };
        out.push_str(plain);
        let mut after = from.chars();
        match after.next() {
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{c}') => out.push_str("\\f"),
            Some(c) if c < ' ' => {
                let code = c as usize;
                out.push_str("\\u00");
                out.extend([code >> 4, code & 15].iter().filter_map(|digit| HEX.get(*digit)).map(|byte| *byte as char));
            }
            Some(c) => {
                out.push('\\');
                out.push(c);
            }
            None => {}
        }
        rest = after.as_str();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests;
