//! Draws markdown, finished or growing.
//!
//! Each top-level block is a component that is drawn again only when its block is another one, and sixteen of them
//! are one that is compared by pointers: a delta costs one block, whatever the length of the answer.

mod code;
mod lines;
mod node;
mod outline;
mod preview;
mod table;

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::growing_text::GrowingText;
use crate::domain::markdown::document::Document;
use crate::domain::markdown::node as tree;
use crate::view::{Ui, use_ui};

/// How many blocks are compared as one.
const GROUP: usize = 16;

/// What [`Markdown`] takes.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct MarkdownProps {
    /// The source.
    pub text: GrowingText,
    /// Whether more is coming: a caret breathes at the end.
    #[prop_or_default]
    pub growing: bool,
    /// What the ids of footnotes begin with; different for every text on the page, as a message's id is.
    pub prefix: AttrValue,
}

/// Markdown as nodes, in an element of class `md`.
#[component]
pub fn Markdown(props: &MarkdownProps) -> Html {
    let ui = use_ui();
    let held = use_mut_ref(Held::default);
    let place = use_node_ref();
    let mut held = held.borrow_mut();
    let blocks = held.blocks(&props.text, props.growing);
    if props.growing && blocks.is_empty() {
        return html! { <div class="md"><p>{ node::caret() }</p></div> };
    }
    let last = blocks.len().div_ceil(GROUP).saturating_sub(1);
    let groups = blocks.chunks(GROUP).enumerate().map(|(index, blocks)| {
        let caret = props.growing && index == last;
        html! { <Group key={index} blocks={blocks.to_vec()} {caret} prefix={props.prefix.clone()} ui={ui.clone()} /> }
    });
    let outline = if props.growing { None } else { outline::outline(blocks, &place, &ui) };
    // Nothing without a key may stand beside the groups: Yew would align all of them from the end.
    html! { <div class="md" ref={place}>{ for outline.into_iter().chain(groups) }</div> }
}

/// The document of the text drawn last.
#[derive(Default)]
struct Held {
    text: GrowingText,
    /// None once the text is finished: its blocks are all that is needed.
    document: Option<Document>,
    blocks: Vec<Rc<tree::Block>>,
}

impl Held {
    fn blocks(&mut self, text: &GrowingText, growing: bool) -> &[Rc<tree::Block>] {
        let known = self.text.continues_in(text);
        if !known || (self.document.is_none() && self.text.len() != text.len()) {
            self.text = GrowingText::default();
            self.document = Some(Document::new());
            self.blocks.clear();
        }
        if let Some(document) = &mut self.document {
            text.read_since(self.text.len(), |more| document.push(more));
            document.update();
            self.blocks.clear();
            self.blocks.extend_from_slice(document.blocks());
        }
        if !growing {
            self.document = None;
        }
        self.text = text.clone();
        &self.blocks
    }
}

#[derive(Properties)]
struct GroupProps {
    blocks: Vec<Rc<tree::Block>>,
    caret: bool,
    prefix: AttrValue,
    ui: Ui,
}

impl PartialEq for GroupProps {
    fn eq(&self, other: &Self) -> bool {
        self.caret == other.caret
            && self.blocks.len() == other.blocks.len()
            && self.blocks.iter().zip(&other.blocks).all(|(one, two)| Rc::ptr_eq(one, two))
            && self.prefix == other.prefix
            && self.ui == other.ui
    }
}

/// Neighbouring blocks. No element of its own, so that all blocks are siblings.
#[component]
fn Group(props: &GroupProps) -> Html {
    let last = props.blocks.len().saturating_sub(1);
    let blocks = props.blocks.iter().enumerate().map(|(index, block)| {
        let caret = props.caret && index == last;
        let (prefix, ui) = (props.prefix.clone(), props.ui.clone());
        html! { <Block key={block.key} block={block.clone()} {caret} {prefix} {ui} /> }
    });
    html! { { for blocks } }
}

#[derive(Properties)]
struct BlockProps {
    block: Rc<tree::Block>,
    caret: bool,
    prefix: AttrValue,
    ui: Ui,
}

impl PartialEq for BlockProps {
    fn eq(&self, other: &Self) -> bool {
        self.caret == other.caret
            && Rc::ptr_eq(&self.block, &other.block)
            && self.prefix == other.prefix
            && self.ui == other.ui
    }
}

/// One top-level block.
#[component]
fn Block(props: &BlockProps) -> Html {
    node::Pen { ui: &props.ui, prefix: &props.prefix }.block(&props.block.nodes, props.caret)
}
