//! A code block: its language, what can be done with it, and its lines in colour, which scroll within.
//!
//! While it grows a delta draws the last lines again, and nothing else of it.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use crate::domain::highlight::file_name;
use crate::domain::highlight::growing::{Chunk, Colours};
use crate::domain::markdown::node::CodeBlock;
use crate::state::action::Action;
use crate::view::Ui;
use crate::view::controls::{CopyButton, icon_button};
use crate::view::element::{element, side_by_side, truth};
use crate::view::hooks::{Held, use_held, use_node};
use crate::view::icons::Icon;
use crate::view::markdown::lines::{Extent, Lines};
use crate::view::part::{keyed, part};

/// How many lines are shown of a block without being asked for, if it has more.
const LONG: usize = 30;

/// How many chunks of lines are compared as one.
const GROUP: usize = 16;

/// A code block.
#[derive(PartialEq)]
pub struct Code {
    /// The code.
    pub code: CodeBlock,
    /// It grows, and the caret stands at its end.
    pub caret: bool,
    /// Where actions go.
    pub ui: Ui,
}

drawn_by!(Code, use_code);

#[hook]
fn use_code(props: &Code) -> Html {
    let Code { code, caret, ui } = props;
    let texts = &ui.texts.markdown;
    let held = use_mut_ref(|| (code.clone(), Colours::default()));
    let wrapped = use_held(|| false);
    // Only one that was long when it was first seen is folded: nothing that was being read folds by itself.
    let lines = if *caret { 0 } else { code.lines() };
    let folded = use_held(|| lines > LONG);
    let node = use_node();

    let mut now = held.borrow_mut();
    now.1.update(code);
    now.0 = code.clone();
    let mut groups = Vec::with_capacity(now.1.chunks().len().div_ceil(GROUP));
    let mut goes_on = false;
    let last = code.chunks.len().saturating_sub(1) / GROUP;
    for (index, chunks) in now.1.chunks().chunks(GROUP).enumerate() {
        let group = Chunks { chunks: chunks.to_vec(), goes_on, last: index == last, caret: *caret };
        goes_on = chunks.last().is_some_and(|chunk| !chunk.text.ends_with('\n'));
        groups.push(keyed(&index.to_string(), group));
    }
    if groups.is_empty() {
        groups.push(element("span").child((*caret).then(super::node::caret)).html());
    }
    drop(now);

    let label = match &code.language {
        Some(language) => (texts.code_in)(language),
        None => texts.code.to_owned(),
    };
    let head = Head {
        held,
        language: code.language.clone(),
        wrapped: wrapped.get(),
        on_wrap: wrapped.clone(),
        ui: ui.clone(),
    };
    let fold = (lines > LONG).then(|| {
        let onclick = {
            let (folded, node) = (folded.clone(), node.clone());
            Callback::from(move |_: MouseEvent| {
                if !folded.get()
                    && let Some(block) = node.cast::<HtmlElement>()
                {
                    // What is above must not leave the reader far below.
                    let options = ScrollIntoViewOptions::new();
                    options.set_block(ScrollLogicalPosition::Nearest);
                    let head = block.first_element_child().unwrap_or(block.into());
                    head.scroll_into_view_with_scroll_into_view_options(&options);
                }
                folded.set(!folded.get());
            })
        };
        let name = if folded.get() { (texts.show_all)(lines) } else { texts.show_less.to_owned() };
        element("button type=button data-kind=quiet")
            .attr("class", "button fold")
            .attr("aria-expanded", truth(!folded.get()))
            .on("click", onclick)
            .child(name)
    });
    let is_folded = fold.is_some() && folded.get();
    let lines = element("pre tabindex=0 role=region").attr("aria-label", label).child(element("code").child(groups));
    element("div class=code dir=ltr")
        .node(&node)
        .attr("data-wrapped", wrapped.get())
        .attr("data-folded", is_folded)
        .child(part(head))
        .child(lines)
        .child(fold)
        .html()
}

/// What stands over the lines; drawn again only when it is asked to look different.
struct Head {
    /// The block as drawn last.
    held: Rc<RefCell<(CodeBlock, Colours)>>,
    language: Option<Rc<str>>,
    wrapped: bool,
    on_wrap: Held<bool>,
    ui: Ui,
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
            && self.wrapped == other.wrapped
            && self.ui == other.ui
            && Rc::ptr_eq(&self.held, &other.held)
    }
}

drawn_by!(Head, use_head);

#[hook]
fn use_head(props: &Head) -> Html {
    let Head { held, language, wrapped, on_wrap, ui } = props;
    let texts = &ui.texts.markdown;
    let wrap = {
        let (on_wrap, wrapped) = (on_wrap.clone(), *wrapped);
        Callback::from(move |_: MouseEvent| on_wrap.set(!wrapped))
    };
    let download = {
        let (ui, held) = (ui.clone(), Rc::clone(held));
        Callback::from(move |_: MouseEvent| {
            let code = &held.borrow().0;
            let name = file_name(code.language.as_deref().unwrap_or_default());
            ui.send(Action::TextDownloaded(name.into(), code.text().into()));
        })
    };
    let copy = {
        let (ui, held) = (ui.clone(), Rc::clone(held));
        Callback::from(move |()| {
            let text = held.borrow().0.text();
            // Without the last line feed: pasted into a terminal it would run the command.
            ui.send(Action::TextCopied(text.strip_suffix('\n').unwrap_or(&text).into()));
        })
    };
    let wrap_name = if *wrapped { texts.no_wrap } else { texts.wrap };
    element("header")
        .child(element("span").child(language.clone().unwrap_or_else(|| texts.code.into())))
        .child(icon_button(Icon::Wrap, wrap_name, wrap))
        .child(icon_button(Icon::Download, texts.download, download))
        .child(part(CopyButton { onclick: copy }))
        .html()
}

/// Neighbouring chunks. No element of its own, so that all chunks are siblings.
#[derive(PartialEq)]
struct Chunks {
    chunks: Vec<Rc<Chunk>>,
    /// The first one begins within a line.
    goes_on: bool,
    /// There is none after the last one.
    last: bool,
    caret: bool,
}

drawn_by!(Chunks, use_chunks);

#[hook]
fn use_chunks(props: &Chunks) -> Html {
    let mut goes_on = props.goes_on;
    let last = props.chunks.len().saturating_sub(1);
    let mut drawn = Vec::with_capacity(props.chunks.len());
    for (index, chunk) in props.chunks.iter().enumerate() {
        let is_last = props.last && index == last;
        let is_open = !chunk.text.ends_with('\n');
        let extent = match () {
            () if goes_on || (is_open && !is_last) => Extent::Piece,
            () if is_last => Extent::Last,
            () => Extent::Whole,
        };
        goes_on = is_open;
        drawn.push(keyed(&index.to_string(), Lines { chunk: Rc::clone(chunk), extent, caret: is_last && props.caret }));
    }
    side_by_side(drawn)
}
