//! What is pressed in drawn markdown. One listener hears all of it; which block it belongs to is told by its place.
//!
//! How a block looks (wrapped, folded, in which order) stands in its own nodes and nowhere else.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::NodeRef;

use crate::domain::highlight::file_name;
use crate::domain::markdown::node::{self as tree, CodeBlock, Kind, Node};
use crate::domain::markdown::table::{csv, markdown, order, texts};
use crate::state::action::Action;
use crate::view::Ui;
use crate::view::controls::SAID;
use crate::view::element::truth;
use crate::view::icons::Icon;
use crate::view::markdown::code::preview;
use crate::view::markdown::node::Pen;
use crate::view::markdown::sheet::{Name, Patch, Shape, Writer};
use crate::view::markdown::{Held, built};

/// Does what was asked for by pressing something.
pub fn pressed(event: &Event, held: &Held, place: &NodeRef) {
    let (Some(root), Some(ui)) = (place.cast::<Element>(), &held.ui) else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(pressed) = target.and_then(|target| target.closest("[data-act], a[href^='#']").ok().flatten()) else {
        return;
    };
    let Some(act) = pressed.get_attribute("data-act") else { return jump(event, &pressed) };
    let block = Pressed { root: &root, pressed: &pressed, held, ui };
    match act.as_str() {
        "go" => block.lead(),
        "sort" | "csv" | "markdown" => block.table(&act),
        "fold" => block.fold(),
        "again" | "run" => block.reload_preview(act == "run"),
        act => block.code(act),
    }
}

/// A link within the text moves the focus itself: the page's own address says which conversation is open.
fn jump(event: &Event, link: &Element) {
    event.prevent_default();
    let target = link.get_attribute("href").unwrap_or_default();
    let page = web_sys::window().and_then(|window| window.document());
    if let Some(found) = page.and_then(|page| page.get_element_by_id(target.trim_start_matches('#'))) {
        // Only fails where the element is gone, and then there is nowhere to go.
        let _ = found.unchecked_into::<HtmlElement>().focus();
    }
}

struct Pressed<'a> {
    root: &'a Element,
    pressed: &'a Element,
    held: &'a Held,
    ui: &'a Ui,
}

impl Pressed<'_> {
    /// Brings the heading of that line of the outline to the top, and the focus with it.
    fn lead(&self) {
        let Some(line) = self.pressed.parent_element() else { return };
        let headings = self.root.query_selector_all(":scope > :is(h2, h3, h4, h5, h6)").ok();
        if let Some(heading) = headings.and_then(|headings| headings.item(before(&line))) {
            let heading: HtmlElement = heading.unchecked_into();
            // Only what can have the focus gets it; it is no stop of the Tab key.
            heading.set_tab_index(-1);
            heading.scroll_into_view();
            let _ = heading.focus();
        }
    }

    /// The element of the tree that an element of the page shows: the one with that number of its kind in its block.
    fn shown(&self, element: &Element, selector: &str, is: fn(&Kind) -> bool) -> Option<&Rc<tree::Element>> {
        let mut child = element.clone();
        while let Some(parent) = child.parent_element().filter(|parent| parent != self.root) {
            child = parent;
        }
        let block = self.held.block_at(before(&child))?;
        let mut number = 0;
        if child != *element {
            let all = child.query_selector_all(selector).ok()?;
            number = (0..all.length()).position(|at| all.item(at).as_ref() == Some(element.as_ref()))?;
        }
        find(&block.nodes, &mut number, is)
    }

    /// Folds a block of code or unfolds it.
    fn fold(&self) {
        let (Some(block), texts) = (self.pressed.parent_element(), &self.ui.texts.markdown) else { return };
        let is_code = |kind: &Kind| matches!(kind, Kind::CodeBlock(_));
        let Some(Kind::CodeBlock(code)) = self.shown(&block, ".code", is_code).map(|shown| &shown.kind) else { return };
        let folds = !block.has_attribute("data-folded");
        if folds {
            // What is above must not leave the reader far below.
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            let head = block.first_element_child().unwrap_or_else(|| block.clone());
            head.scroll_into_view_with_scroll_into_view_options(&options);
        }
        let _ = block.toggle_attribute_with_force("data-folded", folds);
        let name = if folds { (texts.show_all)(code.lines()) } else { texts.show_less.to_owned() };
        say(self.pressed, !folds, &name);
    }

    /// What is asked of a block of code.
    fn code(&self, act: &str) {
        let texts = &self.ui.texts.markdown;
        let block = match act {
            "show" => self.pressed.parent_element().and_then(|preview| preview.previous_element_sibling()),
            _ => self.pressed.closest(".code").ok().flatten(),
        };
        let is_code = |kind: &Kind| matches!(kind, Kind::CodeBlock(_));
        let shown = block.as_ref().and_then(|block| self.shown(block, ".code", is_code));
        let (Some(block), Some(Kind::CodeBlock(code))) = (&block, shown.map(|shown| &shown.kind)) else { return };
        match act {
            "wrap" => {
                let wrapped = !block.has_attribute("data-wrapped");
                let _ = block.toggle_attribute_with_force("data-wrapped", wrapped);
                name(self.pressed, if wrapped { texts.no_wrap } else { texts.wrap });
            }
            "save" => {
                let name = file_name(code.language.as_deref().unwrap_or_default());
                self.ui.send(Action::TextDownloaded(name.into(), code.text().into()));
            }
            "show" => self.preview(code),
            _ => {
                let text = code.text();
                // Without the last line feed: pasted into a terminal it would run the command.
                self.ui.send(Action::TextCopied(text.strip_suffix('\n').unwrap_or(&text).into()));
                self.copied();
            }
        }
    }

    /// Says for a moment that it was copied.
    fn copied(&self) {
        let (button, texts) = (self.pressed.clone(), self.ui.texts);
        let show = move |icon: Icon, word: &str| {
            name(&button, word);
            if let Some(sign) = button.query_selector(".icon").ok().flatten() {
                let _ = sign.set_attribute("data-icon", icon.name());
            }
        };
        show(Icon::Done, texts.chat.copied);
        Timeout::new(SAID, move || show(Icon::Copy, texts.chat.copy)).forget();
    }

    /// Shows what a block of code draws, in a frame of its own that the page's script `previews.js` makes: cut off from
    /// this page and from the web. Nothing is loaded before somebody asks.
    fn preview(&self, code: &CodeBlock) {
        let t = &self.ui.texts.markdown;
        let (Some(kind), Some(place)) = (preview(code), self.pressed.parent_element()) else { return };
        let (show, hide) =
            if kind == "mermaid" { (t.show_diagram, t.hide_diagram) } else { (t.preview, t.hide_preview) };
        let frame = place.query_selector("sotto-preview").ok().flatten();
        say(self.pressed, frame.is_none(), if frame.is_none() { hide } else { show });
        let Some(frame) = frame else {
            let mut patch = Patch::default();
            let mut sheet = Writer::new(&mut patch, 1, 0, None, false);
            let told = [(Name::Kind, kind), (Name::Named, t.preview), (Name::Source, &code.text())];
            sheet.open(Shape::Frame, &told);
            sheet.leaf(Shape::Undrawn, &[], t.preview_failed);
            sheet.open(Shape::Unstarted, &[]);
            sheet.leaf(Shape::Status, &[], t.preview_not_started);
            sheet.leaf(Shape::Again, &[], t.start_preview_again);
            sheet.close();
            if kind == "html" {
                sheet.open(Shape::ScriptsOff, &[]);
                sheet.leaf(Shape::P, &[], t.scripts_off);
                sheet.leaf(Shape::RunScripts, &[], t.run_scripts);
                sheet.close();
            }
            sheet.close();
            sheet.finish();
            built::carry_out(&place, &patch);
            return;
        };
        frame.remove();
    }

    /// Loads a preview's frame again: after a failure, or so that the scripts of the page in it run.
    fn reload_preview(&self, runs_scripts: bool) {
        let Some(preview) = self.pressed.closest("sotto-preview").ok().flatten() else { return };
        if runs_scripts {
            let _ = preview.set_attribute("scripts", "");
        }
        // The element reacts to its source being set, also to the same one.
        let source = preview.get_attribute("source").unwrap_or_default();
        let _ = preview.set_attribute("source", &source);
    }

    /// What is asked of a table.
    fn table(&self, act: &str) {
        let Some(element) = self.pressed.closest(".tabular").ok().flatten() else { return };
        let Some(table) = self.shown(&element, ".tabular", |kind| *kind == Kind::Table) else { return };
        let rows = texts(table);
        match act {
            "csv" => self.ui.send(Action::TextCopied(csv(&rows).into())),
            "markdown" => self.ui.send(Action::TextCopied(markdown(&rows).into())),
            // What grows stays as it comes.
            _ if element.last_element_child().is_none_or(|last| last.class_name() == "table") => {}
            _ => self.sort(&element, table, &rows),
        }
    }

    /// Puts a table in the order of the column pressed; pressed again from its end, and again as it came.
    fn sort(&self, element: &Element, table: &tree::Element, rows: &[Vec<String>]) {
        let (Some(head), Some(body)) = (self.pressed.parent_element(), element.query_selector("tbody").ok().flatten())
        else {
            return;
        };
        let next = match head.get_attribute("aria-sort").as_deref() {
            None => Some("ascending"),
            Some("ascending") => Some("descending"),
            _ => None,
        };
        if let Some(leading) = element.query_selector("[aria-sort]").ok().flatten() {
            let _ = leading.remove_attribute("aria-sort");
        }
        let column = before(&head) as usize;
        let order = match next {
            Some(next) => {
                let _ = head.set_attribute("aria-sort", next);
                order(rows, column, next == "descending")
            }
            None => (0..table.children.len().saturating_sub(1)).collect(),
        };
        let mut patch = Patch::default();
        let mut pen = Pen {
            sheet: Writer::new(&mut patch, 0, body.child_element_count(), None, false),
            ui: self.ui,
            prefix: &self.held.prefix,
            watched: true,
            colours: (&mut Vec::new(), 0),
        };
        pen.rows(table, &order);
        pen.sheet.finish();
        built::carry_out(&body, &patch);
    }
}

/// How many siblings stand before an element.
fn before(element: &Element) -> u32 {
    let mut count = 0;
    let mut at = element.clone();
    while let Some(previous) = at.previous_element_sibling() {
        at = previous;
        count += 1;
    }
    count
}

/// The element with that number among those that are meant, in reading order.
fn find<'a>(nodes: &'a [Node], number: &mut usize, is: fn(&Kind) -> bool) -> Option<&'a Rc<tree::Element>> {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        if is(&element.kind) {
            if *number == 0 {
                return Some(element);
            }
            *number -= 1;
        }
        if let Some(found) = find(&element.children, number, is) {
            return Some(found);
        }
    }
    None
}

/// Gives a button its name, which a pointer shows too.
fn name(button: &Element, name: &str) {
    let _ = button.set_attribute("aria-label", name);
    let _ = button.set_attribute("title", name);
}

/// Gives a button its words, and whether what it shows is shown.
fn say(button: &Element, expanded: bool, words: &str) {
    let _ = button.set_attribute("aria-expanded", truth(expanded));
    button.set_text_content(Some(words));
}
