//! A block of code that grows, in chunks of lines with their tokens.
//!
//! What it promises: a finished line is read once; a chunk that did not change is the same `Rc` as before; at every
//! moment the tokens are those of the same text read at once.

use std::rc::Rc;

use super::{Highlighter, State, Token};
use crate::domain::markdown::node::CodeBlock;

/// A chunk of lines and what they consist of.
#[derive(Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The text.
    pub text: Rc<str>,
    /// The tokens of the text, none over the end of a line. None at all where the language is not known.
    pub tokens: Vec<Token>,
}

/// A block of code and the tokens in it.
#[derive(Debug, Default)]
pub struct Colours {
    language: Option<Rc<str>>,
    /// None where the language is not known.
    highlighter: Option<Highlighter>,
    chunks: Vec<Rc<Chunk>>,
    /// What of the last chunk is in finished lines: bytes, tokens, and the state after them.
    finished: usize,
    finished_tokens: usize,
    state: Option<State>,
    /// How many bytes were read so far: the cost of having grown.
    read: usize,
}

impl Colours {
    /// The chunks as of the last [`Self::update`].
    #[must_use]
    pub fn chunks(&self) -> &[Rc<Chunk>] {
        &self.chunks
    }

    /// How many bytes have been read so far, all updates together.
    #[must_use]
    pub fn read_bytes(&self) -> usize {
        self.read
    }

    /// Brings the tokens up to date with the block.
    pub fn update(&mut self, code: &CodeBlock) {
        if !self.continues_in(code) {
            *self = Self {
                language: code.language.clone(),
                highlighter: code.language.as_deref().and_then(Highlighter::of),
                read: self.read,
                ..Self::default()
            };
            self.state = self.highlighter.as_ref().map(|highlighter| highlighter.state().clone());
        }
        let known = self.chunks.len().saturating_sub(1);
        for (index, text) in code.chunks.iter().enumerate().skip(known) {
            let is_last = index + 1 == code.chunks.len();
            self.chunk(index, text, is_last);
        }
    }

    /// Whether all that is finished is the beginning of the block as it is now.
    fn continues_in(&self, code: &CodeBlock) -> bool {
        let Some((last, complete)) = self.chunks.split_last() else { return false };
        let Some((now, before)) =
            code.chunks.split_at_checked(complete.len()).and_then(|(before, rest)| Some((rest.first()?, before)))
        else {
            return false;
        };
        self.language == code.language
            && complete.iter().zip(before).all(|(chunk, now)| Rc::ptr_eq(&chunk.text, now) || chunk.text == *now)
            && last.text.get(..self.finished).is_some_and(|finished| now.starts_with(finished))
    }

    fn chunk(&mut self, index: usize, text: &Rc<str>, is_last: bool) {
        let old = self.chunks.get(index);
        let was_whole = old.is_some_and(|old| old.text == *text);
        if was_whole && is_last {
            return;
        }
        let mut tokens = old.map(|old| old.tokens.clone()).unwrap_or_default();
        tokens.truncate(self.finished_tokens);
        if let (Some(highlighter), Some(state)) = (&mut self.highlighter, &self.state) {
            highlighter.resume(state.clone());
            for line in text.get(self.finished..).unwrap_or_default().split_inclusive('\n') {
                highlighter.line(line, &mut tokens);
                self.read += line.len();
                // The last line is read again when there is more of it, unless the rest of it is in the next chunk.
                if line.ends_with('\n') || !is_last {
                    self.finished += line.len();
                    self.finished_tokens = tokens.len();
                    self.state = Some(highlighter.state().clone());
                }
            }
        }
        let chunk = Rc::new(Chunk { text: text.clone(), tokens });
        match self.chunks.get_mut(index) {
            Some(old) if was_whole && old.tokens == chunk.tokens => {}
            Some(old) => *old = chunk,
            None => self.chunks.push(chunk),
        }
        if !is_last {
            (self.finished, self.finished_tokens) = (0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

    use super::*;
    use crate::domain::markdown::document::Document;
    use crate::domain::markdown::node::{Kind, Node};

    fn code(document: &Document) -> CodeBlock {
        let Node::Element(element) = &document.blocks()[0].nodes[0] else { panic!("no element") };
        let Kind::CodeBlock(code) = &element.kind else { panic!("no code") };
        code.clone()
    }

    fn whole(code: &CodeBlock) -> Colours {
        let mut whole = Colours::default();
        whole.update(code);
        whole
    }

    fn source(language: &str, line: impl Fn(usize) -> String, lines: usize) -> String {
        let body: String = (0..lines).map(line).collect();
        format!("```{language}\n{body}```\n")
    }

    #[test]
    fn a_growing_block_has_at_every_moment_the_tokens_of_the_whole_one() {
        let line = |n: usize| match n % 9 {
            0 => "/* a comment\n".to_owned(),
            2 => "over lines */ let x = 1;\n".to_owned(),
            4 => format!("let text = `${{{n}}} and\n"),
            6 => "more`;\n".to_owned(),
            7 => "\n".to_owned(),
            _ => format!("const name{n} = call({n}, 'text');\n"),
        };
        let text = source("js", line, 90);
        let mut document = Document::new();
        let mut grown = Colours::default();
        for (at, letter) in text.char_indices() {
            document.push(&text[at..at + letter.len_utf8()]);
            document.update();
            if at < 6 {
                continue;
            }
            let before: Vec<Rc<Chunk>> = grown.chunks().to_vec();
            let code = code(&document);
            grown.update(&code);
            if at % 7 == 0 {
                assert_eq!(grown.chunks(), whole(&code).chunks(), "{:?}", &text[..at]);
            }
            for (one, two) in before.iter().zip(grown.chunks()).rev().skip(2) {
                assert!(Rc::ptr_eq(one, two), "a chunk that was complete was made again");
            }
        }
        let code = code(&document);
        assert_eq!(grown.chunks().iter().map(|chunk| &*chunk.text).collect::<String>(), code.text());
        assert_eq!(grown.chunks(), whole(&code).chunks());
    }

    #[test]
    fn growing_reads_no_more_than_the_lines_that_were_not_finished() {
        let check = |text: String| {
            let mut document = Document::new();
            let mut grown = Colours::default();
            let bytes = text.as_bytes().chunks(20).map(|piece| std::str::from_utf8(piece).unwrap());
            for piece in bytes {
                document.push(piece);
                document.update();
                if matches!(&document.blocks()[0].nodes[0], Node::Element(e) if matches!(e.kind, Kind::CodeBlock(_))) {
                    grown.update(&code(&document));
                }
            }
            assert!(grown.read_bytes() < text.len() * 4, "{} for {}", grown.read_bytes(), text.len());
        };
        check(source("rust", |n| format!("    let value_{n} = call({n}, \"text\");\n"), 2_000));
    }

    #[test]
    fn a_line_without_end_costs_what_it_is_long() {
        let line = "var a=[1,\"b\",function(c){return c}];".repeat(3_000);
        let text = format!("```js\n{line}\nlet x = 1;\n```\n");
        let mut document = Document::new();
        let mut grown = Colours::default();
        let mut drawn = 0;
        for piece in text.as_bytes().chunks(500) {
            document.push(std::str::from_utf8(piece).unwrap());
            document.update();
            let before = grown.chunks().len();
            grown.update(&code(&document));
            drawn += grown.chunks().iter().skip(before.saturating_sub(1)).map(|chunk| chunk.text.len()).sum::<usize>();
        }
        assert!(drawn < text.len() * 10, "{drawn} bytes drawn for {}", text.len());
        assert!(grown.read_bytes() < text.len() * 10, "{} for {}", grown.read_bytes(), text.len());
        assert_eq!(grown.chunks().iter().map(|chunk| &*chunk.text).collect::<String>(), code(&document).text());
    }

    #[test]
    fn another_text_or_language_begins_anew() {
        let block =
            |language: &str, text: &str| CodeBlock { language: Some(language.into()), chunks: vec![text.into()] };
        let mut colours = Colours::default();
        for code in [block("rust", "fn a() {}\n"), block("rust", "fn b() {}\nlet"), block("py", "fn b() {}\nlet x")] {
            colours.update(&code);
            assert_eq!(colours.chunks(), whole(&code).chunks());
        }
        let empty = CodeBlock { language: None, chunks: Vec::new() };
        colours.update(&empty);
        assert!(colours.chunks().is_empty());
    }
}
