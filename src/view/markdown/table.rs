//! A table: it scrolls sideways, stands in the order of a column one presses, and can be taken elsewhere.

use std::rc::Rc;

use crate::domain::markdown::node::{Element, Kind, Node};
use crate::view::markdown::node::{Pen, Place, side};
use crate::view::markdown::sheet::{Name, Shape};

impl Pen<'_, '_> {
    /// A table; its rows are its children.
    pub fn table(&mut self, table: &Rc<Element>, place: Place) {
        let t = &self.ui.texts.markdown;
        let (head, body) = table.children.split_at_checked(1).unwrap_or_default();
        let inside = Place { top: false, ..place };
        let auto = [(Name::Dir, "auto")];
        self.sheet.open(Shape::Tabular, if place.top { &auto } else { &[] });
        self.sheet.open(Shape::Scroll, &[(Name::Label, t.table)]);
        let wide = matches!(head, [Node::Element(row)] if row.children.len() > 3);
        self.sheet.open(if wide { Shape::Wide } else { Shape::Table }, &[]);
        self.sheet.open(Shape::Head, &[]);
        match head {
            [Node::Element(row)] if body.len() > 1 => self.heads(&row.children),
            _ => self.children(head, Place { caret: place.caret && body.is_empty(), ..inside }),
        }
        self.sheet.close();
        if !body.is_empty() {
            self.within(Shape::Body, body, inside);
        }
        self.sheet.close();
        self.sheet.close();
        if !place.caret {
            self.sheet.open(Shape::TableTools, &[(Name::Label, t.copy_table)]);
            self.sheet.leaf(Shape::Csv, &[], t.copy_csv);
            self.sheet.leaf(Shape::AsMarkdown, &[], t.copy_markdown);
            self.sheet.close();
        }
        self.sheet.close();
    }

    /// The rows in that order.
    pub fn rows(&mut self, table: &Element, order: &[usize]) {
        for index in order {
            if let Some(row) = table.children.get(index + 1) {
                self.children(std::slice::from_ref(row), Place::default());
            }
        }
    }

    /// Heads that can be pressed; what stands still to grow keeps its order all the same.
    fn heads(&mut self, cells: &[Node]) {
        self.sheet.open(Shape::Row, &[]);
        for cell in cells {
            match cell {
                Node::Element(cell) if is_plain(&cell.children) => {
                    let side = if let Kind::Cell(alignment) = cell.kind { side(alignment) } else { None };
                    let side = side.map(|side| (Name::Class, side));
                    self.sheet.open(Shape::Column, side.as_slice());
                    self.sheet.open(Shape::Sort, &[]);
                    self.children(&cell.children, Place { in_link: true, ..Place::default() });
                    self.sheet.close();
                    self.sheet.close();
                }
                _ => self.children(std::slice::from_ref(cell), Place { in_head: true, ..Place::default() }),
            }
        }
        self.sheet.close();
    }
}

/// Whether there is anything in a node that can be pressed by itself.
fn is_plain(nodes: &[Node]) -> bool {
    !nodes.iter().any(|node| {
        matches!(node, Node::Element(element)
            if matches!(element.kind, Kind::Link(_) | Kind::Image(_) | Kind::FootnoteReference { .. }) || !is_plain(&element.children))
    })
}
