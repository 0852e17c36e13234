//! The state and the line in hand: reads the line by what is open, and keeps what stays open.

use super::frame::{Frame, Mode};
use super::language::Language;
use super::line::Line;
use super::{Class, State};

/// Expressions in strings in expressions: how deep they are followed.
const DEEPEST: usize = 24;

/// Reads one line.
pub struct Scanner<'a, 't> {
    /// The language asked for, which is the first of the languages.
    pub main: &'a Language,
    pub languages: &'a [Language],
    pub state: &'a mut State,
    pub line: Line<'t>,
}

impl<'a> Scanner<'a, '_> {
    pub fn read(mut self, text: &str) {
        if self.main.has(b'd') {
            self.line.take(patch(text), text.len());
        }
        if self.state.pristine && !text.trim().is_empty() {
            self.state.pristine = false;
            // A snippet of PHP without its opening tag.
            if self.main.has(b'x') && !text.trim_start().starts_with('<') {
                self.push(Frame { ends: "?>", ..Frame::new(Mode::Code, 0) });
            }
        }
        while !self.line.is_over() {
            match self.top().mode {
                Mode::Code => self.code(),
                Mode::Span => self.span(),
                Mode::Markup => self.markup(),
                Mode::Tag => self.tag(),
                Mode::Heredoc => self.heredoc(),
            }
        }
        self.line.finish();
        if text.ends_with('\n') {
            end_line(self.state);
        }
    }

    /// What is open innermost.
    pub fn top(&self) -> Frame {
        self.state.frames.last().copied().unwrap_or(Frame::new(Mode::Code, 0))
    }

    /// Whose rules hold.
    pub fn language(&self) -> &'a Language {
        self.languages.get(self.top().language).unwrap_or(self.main)
    }

    /// Opens something, unless too much is open.
    pub fn push(&mut self, frame: Frame) -> bool {
        let fits = self.state.frames.len() < DEEPEST;
        if fits {
            self.state.frames.push(frame);
        }
        fits
    }

    /// The outermost frame stays.
    pub fn pop(&mut self) {
        if self.state.frames.len() > 1 {
            self.state.frames.pop();
        }
    }

    /// Counts what is open within the innermost frame.
    pub fn deepen(&mut self, by: i32) {
        if let Some(frame) = self.state.frames.last_mut() {
            frame.depth = frame.depth.saturating_add_signed(by);
        }
    }

    /// Opens code in a string, in markup or on a page.
    pub fn push_code(&mut self, mark: usize, frame: Frame) {
        if self.push(frame) {
            self.line.take(Class::Variable, mark);
            self.state.operand = false;
            self.state.first = frame.bracket == b')';
        } else {
            self.line.skip(mark);
        }
    }

    /// Announces that a text begins with the next line: `<<END`, `<<-'END'`, `<<~END`, `<<<END`.
    pub fn announces_heredoc(&mut self, is_shell: bool) -> bool {
        if !self.line.starts_with("<<") {
            return false;
        }
        let mut at = 2;
        if self.line.byte(at) == b'<' {
            at += 1;
        }
        if is_shell && at == 3 {
            return false;
        }
        at += usize::from(matches!(self.line.byte(at), b'-' | b'~'));
        if is_shell {
            at = self.line.after_blanks(at);
        }
        let quoted = usize::from(matches!(self.line.byte(at), b'"' | b'\'' | b'`'));
        at += quoted;
        let first = self.line.byte(at);
        let end = self.line.after_word(at, b"");
        let is_name = first.is_ascii_uppercase() || first == b'_' || quoted == 1;
        if end == at || first.is_ascii_digit() || !(is_shell || is_name) {
            return false;
        }
        self.state.heredoc = hash(self.line.ahead(end).get(at..).unwrap_or_default());
        self.line.take(Class::Text, end + quoted);
        true
    }

    fn heredoc(&mut self) {
        let start = self.line.after_blanks(0);
        let end = self.line.after_word(start, b"");
        let word = self.line.ahead(end).get(start..).unwrap_or_default();
        if hash(word) == self.top().depth {
            self.line.take(Class::Text, end);
            self.pop();
            self.state.first = false;
        } else {
            let rest = self.line.rest().len();
            self.line.take(Class::Text, rest);
        }
    }
}

fn end_line(state: &mut State) {
    // What does not go on in the next line ends here, with all that was open in it.
    let ends = |frame: &Frame| frame.mode == Mode::Span && frame.single;
    if let Some(lowest) = state.frames.iter().position(ends) {
        state.frames.truncate(lowest.max(1));
    }
    if state.heredoc != 0 && state.frames.len() < DEEPEST {
        let language = state.frames.last().map_or(0, |frame| frame.language);
        state.frames.push(Frame { depth: state.heredoc, ..Frame::new(Mode::Heredoc, language) });
    }
    state.heredoc = 0;
    state.first = true;
    state.naming = false;
}

/// FNV-1a, never 0.
fn hash(word: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in word {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    hash | 1
}

/// The class of a line of a patch.
fn patch(line: &str) -> Class {
    let is_head = ["+++ ", "--- ", "diff ", "index "].iter().any(|head| line.starts_with(head));
    match line.bytes().next() {
        _ if is_head => Class::Comment,
        Some(b'+') => Class::Added,
        Some(b'-') => Class::Removed,
        Some(b'@') => Class::Attribute,
        _ => Class::Plain,
    }
}
