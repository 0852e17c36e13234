//! Names of things: short texts that stay unique across tabs and devices.
//! Made from a seed drawn once when the tab starts and a counter, so the state stays free of randomness.

use std::fmt;
use std::rc::Rc;

/// Longest id accepted from storage, in bytes.
const LONGEST: usize = 64;

macro_rules! id {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Rc<str>);

        impl $name {
            /// The id, if the text could be one: 1 to 64 ASCII letters, digits, `-` or `_`.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let fits = !text.is_empty()
                    && text.len() <= LONGEST
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
                fits.then(|| Self(text.into()))
            }

            /// The id as it stands in addresses and storage keys.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// Names a conversation; stands in its address and its storage key.
    ConversationId
);
id!(
    /// Names a message within all conversations.
    MessageId
);
id!(
    /// Names a connection.
    ConnectionId
);
id!(
    /// Names a folder of the history.
    FolderId
);
id!(
    /// Names one request for a reply, from asking to its end. Never stored.
    TurnId
);

impl ConnectionId {
    /// The built-in demo, which is not stored.
    #[must_use]
    pub fn demo() -> Self {
        Self("demo".into())
    }
}

/// Hands out ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ids {
    seed: u64,
    next: u64,
}

impl Ids {
    /// A new sequence. `seed` is random, one per tab start.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, next: 1 }
    }

    fn text(&mut self) -> Rc<str> {
        let mut out = String::with_capacity(20);
        base36(self.seed, &mut out);
        out.push('-');
        base36(self.next, &mut out);
        self.next += 1;
        out.into()
    }

    /// A new conversation id.
    pub fn conversation(&mut self) -> ConversationId {
        ConversationId(self.text())
    }

    /// A new message id.
    pub fn message(&mut self) -> MessageId {
        MessageId(self.text())
    }

    /// A new connection id.
    pub fn connection(&mut self) -> ConnectionId {
        ConnectionId(self.text())
    }

    /// A new folder id.
    pub fn folder(&mut self) -> FolderId {
        FolderId(self.text())
    }

    /// A new turn id.
    pub fn turn(&mut self) -> TurnId {
        TurnId(self.text())
    }
}

fn base36(mut number: u64, out: &mut String) {
    let start = out.len();
    loop {
        let digit = (number % 36) as u32;
        out.insert(start, char::from_digit(digit, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::archive::row::{self, Line};

    #[test]
    fn ids_of_one_seed_differ_and_read_back() {
        let mut ids = Ids::new(u64::MAX);
        let (a, b) = (ids.conversation(), ids.conversation());
        assert_ne!(a, b);
        assert_eq!(ConversationId::parse(a.as_str()), Some(a.clone()));
        let mut line = Line::default();
        line.text("id", a.as_str());
        assert_eq!(row::read(&line.finish(), |row| row.parsed("id", ConversationId::parse)).unwrap(), a);
    }

    #[test]
    fn a_text_that_could_leave_a_storage_key_or_an_address_is_no_id() {
        for text in ["", "a/b", "a b", "ü", "..", &"x".repeat(65)] {
            assert_eq!(MessageId::parse(text), None, "{text:?}");
        }
    }
}
