//! A text that must not be seen: an API key or the value of an extra header.
//! It does not print, and is stored only by the record made for secrets.

use std::fmt;
use std::rc::Rc;

/// A secret text. `Debug` shows its length only; there is no `Display`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Rc<str>);

impl Secret {
    /// Wraps a text, without the white space people paste around keys.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().into())
    }

    /// Wraps a text as it stands in a field: while somebody types, a space at its end stands before the next word.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(text.into())
    }

    /// The text itself, for the request it belongs to and for the secrets' own record. Nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to keep.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a header can carry it: browsers refuse control characters and everything beyond Latin-1.
    /// (<https://fetch.spec.whatwg.org/#concept-header-value>)
    #[must_use]
    pub fn is_sendable(&self) -> bool {
        self.0.chars().all(|c| matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}'))
    }

    /// The last four characters behind dots, to tell keys apart; dots alone for a short one.
    #[must_use]
    pub fn hint(&self) -> String {
        let mut out = String::from("••••");
        let count = self.0.chars().count();
        if count >= 12 {
            out.extend(self.0.chars().skip(count - 4));
        }
        out
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_and_hints_at_its_end_only() {
        let key = Secret::new("  sk-test-0123456789\n");
        assert_eq!(key.reveal(), "sk-test-0123456789");
        assert_eq!(format!("{key:?}"), "Secret(18 bytes)");
        assert_eq!(key.hint(), "••••6789");
        assert_eq!(Secret::new("short").hint(), "••••");
    }

    #[test]
    fn a_space_typed_after_a_word_stays() {
        assert_eq!(Secret::typed("four ").reveal(), "four ");
    }

    #[test]
    fn what_no_header_can_carry_is_known_before_it_is_sent() {
        let check = |text: &str, expected: bool| assert_eq!(Secret::new(text).is_sendable(), expected, "{text:?}");
        check("sk-test", true);
        check("Basic dXNlcg==", true);
        check("naïve", true);
        check("", true);
        check("sk-\u{2022}\u{2022}", false);
        check("열쇠", false);
        check("two\nlines", false);
    }
}
