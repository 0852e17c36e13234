//! Code blocks: their language, their text in chunks, and the open fence that grows line by line without a parser.

use std::rc::Rc;

use super::node::CodeBlock;

/// Lines to a chunk: few enough to lay one out again for each delta, many enough to have few of them.
const CHUNK_LINES: usize = 24;

/// Bytes to a chunk, unless it ends in a line that began before: nothing a delta does depends on how long lines are.
const CHUNK_BYTES: usize = 4096;

/// The first word of an info string; editors put `rust,ignore`, `{.python}` or `js:file.js` there, too.
#[must_use]
pub fn language(info: &str) -> Option<Rc<str>> {
    let info = info.trim_start_matches([' ', '{', '.']);
    let word = info.split([' ', '\t', ',', '{', '}', ':', '(', '=']).next().unwrap_or_default();
    (!word.is_empty()).then(|| word.chars().take(40).collect::<String>().into())
}

/// A text in chunks of whole lines, and the lines that are too long for one in several. Those of a text are those of
/// its beginning, but for the last.
#[must_use]
pub fn chunks(text: &str) -> Vec<Rc<str>> {
    let mut chunks = Vec::new();
    let mut rest = text;
    while let Some(end) = first_chunk(rest, goes_on(&chunks)) {
        let Some((chunk, after)) = rest.split_at_checked(end) else { break };
        chunks.push(Rc::from(chunk));
        rest = after;
    }
    if !rest.is_empty() {
        chunks.push(Rc::from(rest));
    }
    chunks
}

/// Whether the next chunk begins within a line.
fn goes_on(chunks: &[Rc<str>]) -> bool {
    chunks.last().is_some_and(|chunk| !chunk.ends_with('\n'))
}

/// Where the first chunk ends, if more text follows it. It does not end in an empty line, which would not show there,
/// unless there are thousands of them.
fn first_chunk(text: &str, goes_on: bool) -> Option<usize> {
    let mut start = 0;
    for lines in 1.. {
        let line = text.as_bytes().get(start..).unwrap_or_default();
        let length = line.iter().take(CHUNK_BYTES + 1).position(|byte| *byte == b'\n');
        let Some(length) = length else {
            let is_long = line.len() > CHUNK_BYTES;
            let end = if start > 0 { start } else { text.floor_char_boundary(CHUNK_BYTES) };
            return is_long.then_some(end);
        };
        let end = start + length + 1;
        let is_enough = lines >= CHUNK_LINES || end >= CHUNK_BYTES;
        if end < text.len() && (goes_on || (is_enough && length > 0) || end >= 2 * CHUNK_BYTES) {
            return Some(end);
        }
        start = end;
    }
    None
}

/// A fence that is open at the end of the document, not indented, outside any other block.
#[derive(Debug)]
pub struct OpenFence {
    /// Where its first line starts.
    pub start: usize,
    language: Option<Rc<str>>,
    mark: char,
    length: usize,
    /// Everything before is known to be code.
    scanned: usize,
    /// Complete chunks, and where the rest starts.
    chunks: Vec<Rc<str>>,
    rest: usize,
}

impl OpenFence {
    /// Reads the opening line at `start`, if there is a fence that the fast path may take over.
    #[must_use]
    pub fn open(source: &str, start: usize, language: Option<Rc<str>>) -> Option<Self> {
        let text = source.get(start..)?;
        let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let length = text.len() - text.trim_start_matches(mark).len();
        let code = start + text.find('\n')? + 1;
        (length >= 3).then(|| Self { start, language, mark, length, scanned: code, chunks: Vec::new(), rest: code })
    }

    /// Reads on. Returns where the line after the closing fence starts, once there is one.
    pub fn read(&mut self, source: &str) -> Option<usize> {
        let unread = source.get(self.scanned..).unwrap_or_default();
        for line in unread.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            if self.closes(line) {
                return Some(self.scanned + line.len());
            }
            self.scanned += line.len();
        }
        None
    }

    /// The block as it is now; `source` has been read.
    pub fn block(&mut self, source: &str) -> CodeBlock {
        // The beginning of a line that may become the closing fence, or is only its indentation, is not code yet.
        let last = source.get(self.scanned..).unwrap_or_default().split_inclusive('\n').next().unwrap_or_default();
        let held = self.closes(last) || (last.len() <= 3 && last.bytes().all(|b| b == b' '));
        let end = if held { self.scanned } else { self.scanned + last.len() };
        while let Some(length) = source.get(self.rest..end).and_then(|rest| first_chunk(rest, goes_on(&self.chunks))) {
            self.chunks.push(Rc::from(source.get(self.rest..self.rest + length).unwrap_or_default()));
            self.rest += length;
        }
        let mut chunks = self.chunks.clone();
        if let Some(rest) = source.get(self.rest..end).filter(|rest| !rest.is_empty()) {
            chunks.push(Rc::from(rest));
        }
        CodeBlock { language: self.language.clone(), chunks }
    }

    fn closes(&self, line: &str) -> bool {
        let text = line.trim_start_matches(' ');
        let after = text.trim_start_matches(self.mark);
        line.len() - text.len() <= 3
            && text.len() - after.len() >= self.length
            && after.trim_end_matches(['\n', ' ']).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK_BYTES, chunks, language};

    #[test]
    fn the_language_is_the_first_word_of_the_info_string() {
        let check = |info: &str, expected: Option<&str>| assert_eq!(language(info).as_deref(), expected, "{info:?}");
        check("rust", Some("rust"));
        check("rust,ignore", Some("rust"));
        check("{.python .numberLines}", Some("python"));
        check("js:src/a.js", Some("js"));
        check("c++ title=\"x\"", Some("c++"));
        check("", None);
    }

    #[test]
    fn a_growing_text_changes_only_its_last_chunk() {
        let check = |text: &str, step: usize| {
            let whole = chunks(text);
            assert!(whole.len() > 4);
            assert_eq!(whole.concat(), text);
            assert!(whole.iter().all(|chunk| chunk.len() <= 2 * CHUNK_BYTES));
            for (end, _) in text.char_indices().step_by(step) {
                let part = chunks(text.get(..end).unwrap_or_default());
                let finished = part.len().saturating_sub(1);
                assert_eq!(part.get(..finished), whole.get(..finished));
            }
        };
        check(&"one\ntwo\n\n\nfive\n".repeat(40), 1);
        let long =
            ["short\n\n", &"한글 and more ".repeat(900), "\n\nshort\n", &"x".repeat(3 * CHUNK_BYTES), "\nend"].concat();
        check(&long, 13);
        check(&"\n".repeat(10 * CHUNK_BYTES), 1009);
        check(&[&"x".repeat(5000), "\n"].concat().repeat(4), 101);
    }
}
