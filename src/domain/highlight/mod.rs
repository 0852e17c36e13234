//! Colours for code: cuts a line into tokens, each of a class that a style sheet can colour.
//!
//! What it promises: the tokens of a line are the line, byte for byte, whatever the text; a line is read once, from
//! left to right, in time proportional to its length; what a line leaves open (a comment, a string, the markup around
//! a script) is carried into the next one, so that a block can be coloured while it is being written.
//! It deliberately knows no grammar: one scanner reads every language by a row of rules in `languages.txt`, and what
//! takes more than delimiters and words to tell apart stays plain.

mod code;
mod frame;
pub mod growing;
mod language;
mod line;
mod markup;
mod scanner;
mod span;

#[cfg(test)]
mod tests;

use frame::{Frame, Mode};
use language::Language;
use line::Line;
use scanner::Scanner;

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Everything that is nothing else.
    Plain,
    /// Words of the language, names of elements.
    Keyword,
    /// Types, and what a language brings along.
    Type,
    /// Strings, characters, patterns.
    Text,
    /// Comments.
    Comment,
    /// Numbers, truth values, symbols.
    Number,
    /// What is called or defined.
    Function,
    /// Variables that are marked as such, and what brackets an expression in a string.
    Variable,
    /// Attributes, keys, options.
    Attribute,
    /// A line that a patch adds.
    Added,
    /// A line that a patch takes away.
    Removed,
}

impl Class {
    /// The class of a rule, by its letter.
    fn of(letter: u8) -> Self {
        match letter {
            b'k' => Self::Keyword,
            b't' => Self::Type,
            b's' => Self::Text,
            b'c' => Self::Comment,
            b'n' => Self::Number,
            b'f' => Self::Function,
            b'v' => Self::Variable,
            b'a' => Self::Attribute,
            _ => Self::Plain,
        }
    }
}

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub class: Class,
    /// Bytes; never inside a character.
    pub length: usize,
}

/// Reads code line by line.
#[derive(Debug)]
pub struct Highlighter {
    /// The language asked for, then those it may hold.
    languages: Vec<Language>,
    state: State,
}

/// The name of a file with code in that language.
#[must_use]
pub fn file_name(language: &str) -> String {
    ["code.", language::extension(language).unwrap_or("txt")].concat()
}

/// What is open between two lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Never empty.
    frames: Vec<Frame>,
    /// The word that ends the text which begins with the next line, if one was announced; hashed.
    heredoc: u32,
    /// What was last is a value, so that a slash divides it and a `<` compares it.
    operand: bool,
    /// Nothing but blanks are before this place on the line, or a command may begin here.
    first: bool,
    /// The next name is being defined.
    naming: bool,
    /// Nothing was read so far.
    pristine: bool,
}

impl Highlighter {
    /// The highlighter for a language, by any name that is written after a fence.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let main = Language::of(name)?;
        let mode = if main.has(b'm') { Mode::Markup } else { Mode::Code };
        let embedded = main.embedded.iter().filter_map(|name| Language::of(name)).collect::<Vec<_>>();
        let mut languages = vec![main];
        languages.extend(embedded);
        let frames = vec![Frame::new(mode, 0)];
        let state = State { frames, heredoc: 0, operand: false, first: true, naming: false, pristine: true };
        Some(Self { languages, state })
    }

    /// What is open where the last line ended.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Goes on from where that was the state.
    pub fn resume(&mut self, state: State) {
        self.state = state;
    }

    /// Cuts a line, which is appended to `tokens`: a text that ends in its only line feed, or has none. Of a line in
    /// several pieces, all but the last have none.
    pub fn line(&mut self, text: &str, tokens: &mut Vec<Token>) {
        let [main, ..] = self.languages.as_slice() else { return };
        let line = Line::new(text, tokens);
        Scanner { main, languages: &self.languages, state: &mut self.state, line }.read(text);
    }
}
