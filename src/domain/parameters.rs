//! What a person may set for a request. Nothing is sent unless it was set.

use std::rc::Rc;

/// A number with two decimals, kept as whole hundredths so that it can be compared and costs no float code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hundredths(pub i32);

impl Hundredths {
    /// Reads what a person types: `0.7`, `1`, `-.25`, `0,7`. At most two decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(part) || part.len() > 2 || whole.len() > 6 || (whole.is_empty() && part.is_empty()) {
            return None;
        }
        let whole: i32 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let cents: i32 = match part.len() {
            0 => 0,
            1 => part.parse::<i32>().ok()? * 10,
            _ => part.parse().ok()?,
        };
        let value = whole * 100 + cents;
        Some(Self(if negative { -value } else { value }))
    }

    /// As JSON and as shown: `0.7`, `1`, `-0.25`.
    #[must_use]
    pub fn text(self) -> String {
        let size = self.0.unsigned_abs();
        let mut out = String::new();
        if self.0 < 0 {
            out.push('-');
        }
        out.push_str(&(size / 100).to_string());
        let part = size % 100;
        if part != 0 {
            out.push('.');
            if part < 10 {
                out.push('0');
            }
            if part.is_multiple_of(10) {
                out.push_str(&(part / 10).to_string());
            } else {
                out.push_str(&part.to_string());
            }
        }
        out
    }
}

/// How hard a reasoning model should think, as OpenAI names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Effort {
    None,
    Minimal,
    Low,
    Medium,
    High,
    Xhigh,
}

impl Effort {
    /// All of them, in rising order.
    pub const ALL: [Self; 6] = [Self::None, Self::Minimal, Self::Low, Self::Medium, Self::High, Self::Xhigh];

    /// The word on the wire.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
        }
    }
}

/// The parameters of a conversation. `None` and empty mean: not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// Upper bound for the reply, in tokens.
    pub max_tokens: Option<u32>,
    /// 0 to 2.
    pub temperature: Option<Hundredths>,
    /// 0 to 1.
    pub top_p: Option<Hundredths>,
    /// -2 to 2.
    pub presence_penalty: Option<Hundredths>,
    /// -2 to 2.
    pub frequency_penalty: Option<Hundredths>,
    /// For replies that repeat, where the server supports it.
    pub seed: Option<i64>,
    /// Texts that end the reply; most servers take at most four.
    pub stop: Vec<Rc<str>>,
    /// How hard to think.
    pub reasoning_effort: Option<Effort>,
    /// A JSON object merged into the request body, as typed. Empty: none.
    pub extra_body: Rc<str>,
    /// Whether the reply is shown whole at its end instead of word by word. It is asked for as a stream all the same.
    pub unstreamed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_read_what_people_type_and_write_the_shortest_form() {
        let check = |input: &str, expected: Option<&str>| {
            assert_eq!(Hundredths::parse(input).map(Hundredths::text).as_deref(), expected, "{input:?}");
        };
        for (input, expected) in [
            ("0.7", Some("0.7")),
            ("0,7", Some("0.7")),
            ("1", Some("1")),
            ("1.00", Some("1")),
            (".05", Some("0.05")),
            ("-2", Some("-2")),
            ("-0.25", Some("-0.25")),
            ("0.123", None),
            ("", None),
            (".", None),
            ("1e3", None),
            ("99999999999", None),
        ] {
            check(input, expected);
        }
    }
}
