//! A line being cut: where one stands in it, and the tokens so far.

use super::{Class, Token};

#[cfg(test)]
std::thread_local! {
    /// How often a byte was looked at, in all lines.
    pub static LOOKS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// A line, read from left to right.
pub struct Line<'a> {
    bytes: &'a [u8],
    /// Where one stands.
    at: usize,
    /// What is before is in a token.
    done: usize,
    tokens: &'a mut Vec<Token>,
    /// Where the tokens of this line begin.
    start: usize,
    /// No pattern in slashes ends on the rest of this line.
    pub no_pattern: bool,
    /// How often a byte was looked at.
    #[cfg(test)]
    looks: std::cell::Cell<usize>,
}

impl<'a> Line<'a> {
    pub fn new(text: &'a str, tokens: &'a mut Vec<Token>) -> Self {
        let start = tokens.len();
        Self {
            bytes: text.as_bytes(),
            at: 0,
            done: 0,
            tokens,
            start,
            no_pattern: false,
            #[cfg(test)]
            looks: std::cell::Cell::default(),
        }
    }

    pub fn is_over(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// The byte that far on; 0 after the end.
    pub fn byte(&self, ahead: usize) -> u8 {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The byte before this place; a blank where the line begins.
    pub fn before(&self, back: usize) -> u8 {
        self.at.checked_sub(back).and_then(|at| self.bytes.get(at)).copied().unwrap_or(b' ')
    }

    /// The rest of the line.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The next bytes, as many as there are.
    pub fn ahead(&self, length: usize) -> &'a [u8] {
        self.rest().get(..length).unwrap_or_else(|| self.rest())
    }

    pub fn starts_with(&self, mark: &str) -> bool {
        self.rest().starts_with(mark.as_bytes())
    }

    /// As [`Self::starts_with`], whatever the case of letters.
    pub fn starts_with_any_case(&self, mark: &str) -> bool {
        self.ahead(mark.len()).eq_ignore_ascii_case(mark.as_bytes())
    }

    /// Where the letters, digits and low lines from `from` on end, and what else is in names.
    #[inline(never)]
    pub fn after_word(&self, from: usize, extra: &[u8]) -> usize {
        let mut end = from;
        while self.byte(end).is_ascii_alphanumeric() || self.byte(end) == b'_' || extra.contains(&self.byte(end)) {
            end += 1;
        }
        end
    }

    /// Where the first of these bytes is, from `from` on, or the line ends.
    #[inline(never)]
    pub fn until(&self, from: usize, stops: &[u8]) -> usize {
        let mut end = from;
        while self.at + end < self.bytes.len() && !stops.contains(&self.byte(end)) {
            end += 1;
        }
        end
    }

    /// Where the character ends whose first byte is before `from`: its others are 0x80 to 0xbf.
    #[inline(never)]
    pub fn after_character(&self, from: usize) -> usize {
        let mut end = from;
        while self.byte(end) & 0xc0 == 0x80 {
            end += 1;
        }
        end
    }

    /// The first byte from `from` on that is no blank.
    #[inline(never)]
    pub fn after_blanks(&self, from: usize) -> usize {
        let mut end = from;
        while matches!(self.byte(end), b' ' | b'\t') {
            end += 1;
        }
        end
    }

    /// Goes on, leaving open what that was.
    pub fn skip(&mut self, length: usize) {
        self.at = (self.at + length).min(self.bytes.len());
    }

    /// The next bytes are a token. What was skipped before is plain.
    pub fn take(&mut self, class: Class, length: usize) {
        self.add(Class::Plain, self.at);
        self.skip(length);
        self.add(class, self.at);
    }

    /// What was skipped is a token.
    pub fn close(&mut self, class: Class) {
        self.add(class, self.at);
    }

    /// What was skipped last is plain.
    pub fn finish(self) {
        #[cfg(test)]
        LOOKS.set(LOOKS.get() + self.looks.get());
        let Self { bytes, done, tokens, start, .. } = self;
        add(tokens, start, Class::Plain, bytes.len() - done);
    }

    fn add(&mut self, class: Class, end: usize) {
        add(self.tokens, self.start, class, end.saturating_sub(self.done));
        self.done = end;
    }
}

/// Neighbours of one class are one token.
fn add(tokens: &mut Vec<Token>, start: usize, class: Class, length: usize) {
    let is_first = tokens.len() <= start;
    match tokens.last_mut() {
        _ if length == 0 => {}
        Some(last) if last.class == class && !is_first => last.length += length,
        _ => tokens.push(Token { class, length }),
    }
}
