//! What is open: frames lie on each other, an expression on the string that holds it, a script on its page.

/// How the text in a frame is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As a program.
    Code,
    /// Up to its closing mark: a comment or a string.
    Span,
    /// As text between tags.
    Markup,
    /// Inside a tag.
    Tag,
    /// Up to a line that holds a word.
    Heredoc,
}

/// One thing that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// How it is read.
    pub mode: Mode,
    /// Whose rules hold, by its place among the highlighter's languages.
    pub language: usize,
    /// Comments within the comment, brackets within the expression, elements within the element; the hash of the word
    /// that ends a heredoc.
    pub depth: u32,
    /// The rule of a span, by its place among the language's.
    pub rule: usize,
    /// It ends with the line.
    pub single: bool,
    /// It may hold expressions.
    pub holds_code: bool,
    /// The bracket that ends an expression; 0 if none does. In a tag: what kind of tag.
    pub bracket: u8,
    /// The mark that ends a script in a page; empty if none does.
    pub ends: &'static str,
}

impl Frame {
    /// A frame that nothing ends.
    pub const fn new(mode: Mode, language: usize) -> Self {
        Self { mode, language, depth: 0, rule: 0, single: false, holds_code: false, bracket: 0, ends: "" }
    }
}
