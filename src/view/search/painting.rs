//! Marks what was found where it is drawn, without touching the document: ranges, painted by the browser.
//!
//! A browser that cannot paint ranges has the message marked instead. What is drawn is not letter by letter what was
//! stored (markdown has marks of its own), so what is found here is looked for once more, in what is seen.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Node, Range};

use crate::domain::search::finding::find;
use crate::domain::search::query::Query;

/// The most places marked in one message.
const MOST: usize = 1_000;
/// Marks all places.
pub const ALL: &str = "found";
/// Marks the one place one was sent to.
pub const HERE: &str = "found-here";

/// What an element shows, and the nodes that say it.
#[derive(Default)]
struct Shown {
    text: String,
    nodes: Vec<(usize, Node)>,
}

impl Shown {
    fn read(&mut self, node: &Node) {
        let mut next = node.first_child();
        while let Some(child) = next {
            if child.node_type() == Node::TEXT_NODE {
                self.nodes.push((self.text.len(), child.clone()));
                self.text.push_str(&child.node_value().unwrap_or_default());
            } else if let Some(element) = child.dyn_ref::<Element>() {
                let inline = matches!(
                    element.local_name().as_str(),
                    "a" | "b" | "code" | "del" | "em" | "i" | "ins" | "kbd" | "s" | "span" | "strong" | "sub" | "sup"
                );
                if element.local_name() != "button" {
                    // Words in neighbouring paragraphs do not touch.
                    self.gap(inline);
                    self.read(&child);
                    self.gap(inline);
                }
            }
            next = child.next_sibling();
        }
    }

    fn gap(&mut self, inline: bool) {
        if !inline {
            self.text.push('\n');
        }
    }

    /// The node and the UTF-16 unit in it at which a byte of the text stands.
    fn place(&self, byte: usize) -> Option<(&Node, u32)> {
        let at = self.nodes.partition_point(|(start, _)| *start <= byte).checked_sub(1)?;
        let (start, node) = self.nodes.get(at)?;
        let units = self.text.get(*start..byte)?.encode_utf16().count();
        let length = node.node_value().unwrap_or_default().encode_utf16().count();
        Some((node, u32::try_from(units.min(length)).ok()?))
    }
}

/// Where in an element something is seen, in order.
pub fn places(document: &Document, element: &Element, query: &Query) -> Vec<Range> {
    let mut shown = Shown::default();
    shown.read(element);
    let (_, spans) = find(&shown.text, query, MOST);
    let range = |(from, to): (usize, usize)| {
        let range = document.create_range().ok()?;
        // The end belongs to the node in which the last letter stands.
        let last = shown.text.get(from..to)?.chars().next_back()?.len_utf8();
        let ((start, at), (end, before)) = (shown.place(from)?, shown.place(to - last)?);
        range.set_start(start, at).ok()?;
        let units = if last > 3 { 2 } else { 1 };
        range.set_end(end, before + units).ok()?;
        Some(range)
    };
    spans.into_iter().filter_map(range).collect()
}

/// Paints ranges, in place of those painted under that name before. False: this browser cannot.
pub fn paint(name: &str, ranges: &[Range]) -> bool {
    let painted = || -> Result<JsValue, JsValue> {
        let window = js_sys::global();
        let all = Reflect::get(&Reflect::get(&window, &"CSS".into())?, &"highlights".into())?;
        let make: Function = Reflect::get(&window, &"Highlight".into())?.dyn_into()?;
        let highlight = Reflect::construct(&make, &ranges.iter().collect::<Array>())?;
        let set: Function = Reflect::get(&all, &"set".into())?.dyn_into()?;
        set.call2(&all, &name.into(), &highlight)
    };
    painted().is_ok()
}
