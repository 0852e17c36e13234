//! Some lines of code in their colours: one element for the lines, one for each line, one for each coloured piece.

use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, Listeners, VList, VNode, VTag, VText};

use crate::domain::highlight::Class;
use crate::domain::highlight::growing::Chunk;
use crate::view::markdown::node::caret;

/// Lines, drawn again only when they are others.
#[derive(PartialEq)]
pub struct Lines {
    /// The lines.
    pub chunk: Rc<Chunk>,
    /// Which part of the block they are.
    pub extent: Extent,
    /// The caret stands at the end.
    pub caret: bool,
}

drawn_by!(Lines, use_lines);

/// What a chunk is to its block. Told by a class: a rule for the last child would have the browser look at all others
/// when there is one more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Whole lines, and others follow.
    Whole,
    /// The last lines.
    Last,
    /// A part of a line that is too long for one.
    Piece,
}

type Named = [(&'static str, AttributeOrProperty); 1];

const fn class(name: &'static str) -> Named {
    [("class", AttributeOrProperty::Static(name))]
}

/// The classes of `styles/code.css`.
const CLASSES: [&Named; 10] = [
    &class("k"),
    &class("t"),
    &class("s"),
    &class("c"),
    &class("n"),
    &class("f"),
    &class("v"),
    &class("a"),
    &class("ins"),
    &class("del"),
];

const WHOLE: &Named = &class("whole");

const PIECE: &Named = &class("piece");

fn attributes(of: Class) -> Option<&'static Named> {
    // In the order in which the classes are declared; the first has no element.
    (of as usize).checked_sub(1).and_then(|at| CLASSES.get(at)).copied()
}

#[hook]
fn use_lines(props: &Lines) -> Html {
    let Lines { chunk, extent, caret } = props;
    let text = shown(&chunk.text);
    let mut lines = Vec::new();
    if chunk.tokens.is_empty() {
        lines.push(words(text));
        if *caret {
            lines.push(self::caret());
        }
    } else {
        let mut line = Vec::new();
        let mut rest = text;
        for token in &chunk.tokens {
            let Some((now, after)) = rest.split_at_checked(token.length.min(rest.len())) else { break };
            rest = after;
            if !now.is_empty() {
                line.push(match attributes(token.class) {
                    Some(class) => span(None, class, vec![words(now)]),
                    None => words(now),
                });
            }
            if now.ends_with('\n') {
                lines.push(span(Some(lines.len()), &[], std::mem::take(&mut line)));
            }
        }
        if *caret {
            line.push(self::caret());
        }
        if !line.is_empty() {
            lines.push(span(Some(lines.len()), &[], line));
        }
    }
    let class: &'static [(&'static str, AttributeOrProperty)] = match extent {
        Extent::Whole => WHOLE,
        Extent::Last => &[],
        Extent::Piece => PIECE,
    };
    span(None, class, lines)
}

/// The line feed at the end is the element's own, which is a block; but not that of an empty line.
fn shown(text: &str) -> &str {
    match text.strip_suffix('\n') {
        Some(text) if !text.is_empty() && !text.ends_with('\n') => text,
        _ => text,
    }
}

fn words(text: &str) -> VNode {
    VText::new(AttrValue::from(Rc::<str>::from(text))).into()
}

/// As the macro makes it: a tenth of the work that it takes to add an attribute to an element that is there.
fn span(key: Option<usize>, attributes: &'static [(&'static str, AttributeOrProperty)], children: Vec<VNode>) -> VNode {
    let children = VList::with_children(children, None).into();
    let attributes = Attributes::Static(attributes);
    let key = key.map(Key::from);
    VTag::__new_other(AttrValue::Static("span"), NodeRef::default(), key, attributes, Listeners::None, children).into()
}
