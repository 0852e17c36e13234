//! Footnotes get their numbers by order of first mention, which can change while a document grows.

use std::rc::Rc;

use super::definitions::{Labels, folded};
use super::node::{Block, Kind, Node};

/// A reference to a footnote, or its definition, within a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The folded label.
    label: String,
    /// The number shown; 0 for none.
    number: u32,
    /// Which reference it is, from 1; 0 for a definition.
    occurrence: u32,
}

impl Mention {
    /// A reference, not numbered yet.
    #[must_use]
    pub fn reference(label: &str) -> Self {
        Self { label: folded(label), number: 0, occurrence: 1 }
    }

    /// A definition, not numbered yet.
    #[must_use]
    pub fn definition(label: &str) -> Self {
        Self { label: folded(label), number: 0, occurrence: 0 }
    }
}

#[derive(Clone, Default)]
struct Count {
    number: u32,
    references: u32,
    defined: bool,
}

/// What is known of the footnotes, by label.
#[derive(Default)]
struct Counts {
    labels: Labels,
    counts: Vec<Count>,
}

impl Counts {
    fn of(&mut self, mention: &Mention) -> &mut Count {
        let place = self.labels.place(&mention.label);
        if place >= self.counts.len() {
            self.counts.resize(place + 1, Count::default());
        }
        // There is one at this place since the line before.
        #[allow(clippy::indexing_slicing)]
        &mut self.counts[place]
    }
}

/// Numbers the footnotes of a document. Blocks whose numbers stay are not touched.
pub fn number(blocks: &mut [Rc<Block>]) {
    let mut counts = Counts::default();
    let mut last = 0;
    for mention in blocks.iter().flat_map(|block| &block.footnotes).filter(|mention| mention.occurrence > 0) {
        let count = counts.of(mention);
        if count.number == 0 {
            last += 1;
            count.number = last;
        }
    }
    for block in blocks.iter_mut().filter(|block| !block.footnotes.is_empty()) {
        let mut mentions = block.footnotes.clone();
        for mention in &mut mentions {
            let count = counts.of(mention);
            if mention.occurrence > 0 {
                count.references += 1;
                mention.occurrence = count.references;
                mention.number = count.number;
            } else {
                mention.number = if count.defined { 0 } else { count.number };
                count.defined = true;
            }
        }
        if mentions != block.footnotes {
            let block = Rc::make_mut(block);
            let mut order = mentions.iter();
            block.nodes.iter_mut().for_each(|node| write(node, &mut order));
            block.footnotes = mentions;
        }
    }
}

/// Writes the numbers into the nodes, in the order in which they were collected.
fn write<'a>(node: &mut Node, order: &mut impl Iterator<Item = &'a Mention>) {
    let Node::Element(element) = node else { return };
    let element = Rc::make_mut(element);
    match &mut element.kind {
        Kind::FootnoteReference { number, occurrence, .. } => {
            if let Some(mention) = order.next() {
                (*number, *occurrence) = (mention.number, mention.occurrence);
            }
        }
        Kind::FootnoteDefinition { number, .. } => {
            if let Some(mention) = order.next() {
                *number = (mention.number > 0).then_some(mention.number);
            }
        }
        _ => {}
    }
    element.children.iter_mut().for_each(|child| write(child, order));
}
