//! Text that only ever grows, and is shared while it does.
//!
//! A reply of 400 KB must not be copied for each delta, yet the state hands out values and compares them.
//! Clones share one buffer and each remembers how much of it is theirs: cloning and growing cost what is new,
//! comparing a text with its own earlier self costs nothing.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// An append-only text. Cheap to clone, cheap to compare with its own past.
#[derive(Clone, Default)]
pub struct GrowingText {
    buffer: Rc<RefCell<String>>,
    length: usize,
}

impl GrowingText {
    /// Appends. Other clones do not see it: they keep the length they had.
    pub fn push(&mut self, more: &str) {
        if more.is_empty() {
            return;
        }
        let ours = self.buffer.borrow().len() == self.length;
        if !ours {
            // A clone has grown since; this one goes its own way from here.
            let own = self.read(str::to_owned);
            self.buffer = Rc::new(RefCell::new(own));
        }
        let mut buffer = self.buffer.borrow_mut();
        buffer.push_str(more);
        self.length = buffer.len();
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is no text yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Reads the text without copying it.
    pub fn read<R>(&self, reader: impl FnOnce(&str) -> R) -> R {
        reader(self.buffer.borrow().get(..self.length).unwrap_or_default())
    }

    /// What was added after the first `bytes` bytes. Empty if `bytes` is not a place in this text.
    pub fn read_since<R>(&self, bytes: usize, reader: impl FnOnce(&str) -> R) -> R {
        self.read(|text| reader(text.get(bytes..).unwrap_or_default()))
    }

    /// Whether `later` is this text grown further (or unchanged), told without comparing text.
    #[must_use]
    pub fn continues_in(&self, later: &Self) -> bool {
        Rc::ptr_eq(&self.buffer, &later.buffer) && self.length <= later.length
    }
}

impl From<&str> for GrowingText {
    fn from(text: &str) -> Self {
        Self { length: text.len(), buffer: Rc::new(RefCell::new(text.to_owned())) }
    }
}

impl PartialEq for GrowingText {
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length
            && (Rc::ptr_eq(&self.buffer, &other.buffer) || self.read(|a| other.read(|b| a == b)))
    }
}

impl Eq for GrowingText {}

impl fmt::Debug for GrowingText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read(|text| fmt::Debug::fmt(text, f))
    }
}

impl fmt::Display for GrowingText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read(|text| f.write_str(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_keeps_what_it_had_while_the_other_grows() {
        let mut text = GrowingText::from("안녕");
        let before = text.clone();
        text.push(" hello");
        assert_eq!(before.to_string(), "안녕");
        assert_eq!(text.to_string(), "안녕 hello");
        assert!(before.continues_in(&text) && !text.continues_in(&before));
        assert_eq!(text.read_since(before.len(), str::to_owned), " hello");
    }

    #[test]
    fn two_clones_that_both_grow_part_ways() {
        let mut one = GrowingText::from("a");
        let mut two = one.clone();
        one.push("b");
        two.push("c");
        assert_eq!((one.to_string(), two.to_string()), ("ab".into(), "ac".into()));
        assert_ne!(one, two);
        assert_eq!(one, GrowingText::from("ab"));
    }
}
