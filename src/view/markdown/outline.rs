//! The outline of a long answer: its headings, each of which leads there.

use std::rc::Rc;

use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::domain::markdown::node::{Block, Kind, Node};
use crate::view::Ui;
use crate::view::element::element;

/// From so many headings on there is an outline.
const ENOUGH: usize = 4;

/// The headings among blocks, with their ranks.
fn headings(blocks: &[Rc<Block>]) -> Vec<(u8, String)> {
    let mut found = Vec::new();
    for node in blocks.iter().flat_map(|block| &block.nodes) {
        if let Node::Element(element) = node
            && let Kind::Heading(rank) = element.kind
        {
            let mut text = String::new();
            node.read_into(&mut text);
            found.push((rank, text));
        }
    }
    found
}

/// The outline of these blocks, if they have headings enough; they stand in `place`.
pub fn outline(blocks: &[Rc<Block>], place: &NodeRef, ui: &Ui) -> Option<Html> {
    let headings = headings(blocks);
    if headings.len() < ENOUGH {
        return None;
    }
    let top = headings.iter().map(|(rank, _)| *rank).min().unwrap_or(1);
    let mut list = element("ul");
    for (index, (rank, text)) in headings.into_iter().enumerate() {
        let place = place.clone();
        let go = Callback::from(move |_: MouseEvent| jump(&place, index));
        let depth = ["0", "1", "2", "3", "4", "5"].get(usize::from(rank - top)).copied().unwrap_or("5");
        let press = element("button type=button").on("click", go).child(text);
        list = list.child(element("li").attr("data-depth", depth).child(press));
    }
    let summary = element("summary").child(ui.texts.markdown.outline);
    Some(element("details class=outline").key("outline").child(summary).child(list).html())
}

/// Brings the heading with that number to the top, and the focus with it.
fn jump(place: &NodeRef, index: usize) {
    let Some(place) = place.cast::<HtmlElement>() else { return };
    let headings = place.query_selector_all(":scope > :is(h2, h3, h4, h5, h6)").ok();
    let number = u32::try_from(index).unwrap_or(u32::MAX);
    let heading =
        headings.and_then(|headings| headings.item(number)).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    if let Some(heading) = heading {
        // Only what can have the focus gets it; it is no stop of the Tab key.
        heading.set_tab_index(-1);
        heading.scroll_into_view();
        let _ = heading.focus();
    }
}
