//! How much of a text is formatted, and what becomes of the rest: it is shown as it was written.
//!
//! Promises that the nodes of a text, the words in each of them and what is parsed at a time have bounds, whatever the
//! text is; counted in nodes and bytes, never in time, so that the same text is the same everywhere. Knows nothing of
//! what makes a text expensive.

use std::ops::Range;

use super::node::{Kind, Node};

/// Nodes in one block. A table of so many is one of 1,500 rows.
pub const BLOCK: usize = 20_000;
/// Nodes in a text.
pub const TEXT: usize = 60_000;
/// Bytes in one paragraph, cell or heading, which a browser lays out as one.
pub const WORDS: usize = 32 * 1024;
/// Bytes that are parsed again and again, as nothing of them is settled.
pub const UNSETTLED: usize = 128 * 1024;
/// A text that is longer is parsed as if it came in pieces of so many bytes.
pub const SLICE: usize = 64 * 1024;
/// What is shown as it was written is so much at least: it goes on to the first empty line behind that.
const LEAST: usize = 16 * 1024;
/// Bytes of it that are laid out at a time.
const PIECE: usize = 4 * 1024;
/// What a block costs besides its nodes, and what a formula becomes once it is set, in nodes.
const OWN: usize = 8;
const FORMULA: usize = 8;

/// What a block costs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weight {
    /// Its nodes, and what costs as much as so many more.
    pub nodes: usize,
    /// The bytes of the longest of what is laid out as one.
    pub longest: usize,
}

impl Weight {
    /// Of these nodes, which are a block.
    #[must_use]
    pub fn of(nodes: &[Node]) -> Self {
        let mut weight = Self { nodes: OWN, longest: 0 };
        let words = weight.add(nodes);
        weight.longest = weight.longest.max(words);
        weight
    }

    /// Whether a block may weigh so much.
    #[must_use]
    pub fn is_borne(self) -> bool {
        self.nodes <= BLOCK && self.longest <= WORDS
    }

    /// Counts nodes; says how many bytes of words are in them and not in anything that is laid out by itself.
    fn add(&mut self, nodes: &[Node]) -> usize {
        self.nodes += nodes.len();
        let mut words = 0;
        for node in nodes {
            words += match node {
                Node::Text(text) => text.len(),
                Node::Element(element) => {
                    let inside = self.add(&element.children);
                    match &element.kind {
                        Kind::Emphasis | Kind::Strong | Kind::Strikethrough | Kind::Code | Kind::Link(_) => inside,
                        Kind::Math(math) => {
                            self.nodes += FORMULA;
                            math.tex.len()
                        }
                        _ => {
                            self.longest = self.longest.max(inside);
                            0
                        }
                    }
                }
            };
        }
        words
    }
}

/// A stretch that is shown as it was written, in pieces.
#[derive(Debug)]
pub struct Plain {
    start: usize,
    /// Where the piece begins that is not complete.
    pub at: usize,
    /// From where on an empty line ends it; none: nothing does.
    ends_after: Option<usize>,
}

impl Plain {
    /// From that place on, in bytes of the source.
    #[must_use]
    pub fn new(start: usize, endless: bool) -> Self {
        Self { start, at: start, ends_after: (!endless).then_some(start + LEAST) }
    }

    /// Gives the pieces that came since, and the one that is not complete: where it is, what it is, and whether it is
    /// complete. Where the text goes on behind the stretch, if that has come.
    #[inline(never)]
    pub fn read(&mut self, source: &str, mut take: impl FnMut(Range<usize>, Node, bool)) -> Option<usize> {
        let end = self.end(source);
        let limit = end.unwrap_or(source.len());
        while let Some(rest) = source.get(self.at..limit).filter(|rest| !rest.is_empty()) {
            let last = rest.len() <= PIECE;
            let piece = rest.get(..if last { rest.len() } else { first_piece(rest) })?;
            let kind = Kind::Plain { begins: self.at == self.start, ends: last };
            let complete = !last || end.is_some();
            let range = self.at..self.at + piece.len();
            take(range.clone(), Node::element(kind, vec![Node::text(piece)]), complete);
            if !complete {
                break;
            }
            self.at = range.end;
        }
        end
    }

    /// What was looked through is not looked through again.
    fn end(&mut self, source: &str) -> Option<usize> {
        let from = source.floor_char_boundary(self.ends_after?);
        let rest = source.get(from..).filter(|_| from < source.len())?;
        if let Some(at) = rest.find("\n\n") {
            return Some(from + at + 2);
        }
        self.ends_after = self.ends_after.max(Some(source.len() - 1));
        None
    }
}

/// Where the first of several pieces ends: at a line's end, else between two words, else anywhere.
fn first_piece(text: &str) -> usize {
    let most = text.floor_char_boundary(PIECE);
    let window = text.get(..most).unwrap_or_default();
    let late = |place: &usize| *place >= PIECE / 2;
    window.rfind('\n').filter(late).or_else(|| window.rfind(' ').filter(late)).map_or(most, |at| at + 1)
}
