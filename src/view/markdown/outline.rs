//! The outline of a long answer: its headings, each of which leads there.

use std::rc::Rc;

use crate::domain::markdown::node::{Block, Kind, Node};
use crate::view::Ui;
use crate::view::markdown::sheet::{Name, Shape, Writer};

/// From so many headings on there is an outline.
const ENOUGH: usize = 4;
/// With more than so many nobody finds anything in it.
const TOO_MANY: usize = 400;

/// The headings among blocks, with their ranks; none if there is to be no outline of them.
pub fn headings(blocks: &[Rc<Block>]) -> Vec<(u8, String)> {
    let mut found: Vec<(u8, String)> = Vec::new();
    for node in blocks.iter().flat_map(|block| &block.nodes) {
        if let Node::Element(element) = node
            && let Kind::Heading(rank) = element.kind
        {
            let mut text = String::new();
            node.read_into(&mut text);
            found.push((rank, text));
        }
    }
    if found.len() < ENOUGH || found.len() > TOO_MANY {
        found.clear();
    }
    found
}

/// Writes the outline of these headings.
pub fn outline(sheet: &mut Writer<'_>, headings: &[(u8, String)], ui: &Ui) {
    let Some(top) = headings.iter().map(|(rank, _)| *rank).min() else { return };
    sheet.open(Shape::Outline, &[]);
    sheet.leaf(Shape::Summary, &[], ui.texts.markdown.outline);
    sheet.open(Shape::Bullets, &[]);
    for (rank, text) in headings {
        let depth = ["0", "1", "2", "3", "4", "5"].get(usize::from(rank - top)).copied().unwrap_or("5");
        sheet.open(Shape::Item, &[(Name::Depth, depth)]);
        sheet.leaf(Shape::Go, &[], text);
        sheet.close();
    }
    sheet.close();
    sheet.close();
}
