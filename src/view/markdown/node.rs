//! From the tree's nodes to the page's: one arm for each kind. Nothing is ever drawn from a string of markup.

use std::rc::Rc;

use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;
use yew::prelude::*;
use yew::virtual_dom::{Key, VList, VNode, VTag, VText};

use crate::domain::markdown::node::{Alignment, Caution, CodeBlock, Element, Image, Kind, Link, Math, Node, Picture};
use crate::view::Ui;
use crate::view::element::element;
use crate::view::markdown::code::Code;
use crate::view::markdown::preview::{self, Preview};
use crate::view::markdown::table::{Table, is_plain};
use crate::view::part::part;

/// The growing reply's end.
pub fn caret() -> Html {
    html! { <span class="caret" aria-hidden="true"></span> }
}

/// Draws the nodes of one text.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    pub ui: &'a Ui,
    /// What ids begin with.
    pub prefix: &'a AttrValue,
}

/// Where a node stands.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Place {
    /// A link cannot hold another.
    pub in_link: bool,
    pub in_head: bool,
    /// The caret stands at its end.
    pub caret: bool,
    /// It is a block of the text's own, and finds its own direction.
    pub top: bool,
}

/// The order of a table's rows, and who is told which column was pressed.
pub struct Sorted {
    /// The column that leads, and whether from its end.
    pub by: Option<(usize, bool)>,
    pub press: Callback<usize>,
}

impl Place {
    fn direction(self) -> Option<&'static str> {
        self.top.then_some("auto")
    }
}

impl Pen<'_> {
    /// A top-level block. Each finds its own direction; what is inside follows it.
    pub fn block(self, nodes: &[Node], caret: bool) -> Html {
        let last = nodes.len().saturating_sub(1);
        let nodes = nodes.iter().enumerate().map(|(index, node)| {
            let caret = caret && index == last;
            let drawn = self.node(node, Place { caret, top: true, ..Place::default() });
            let alone = caret && !holds_caret(node);
            html! { <>{ drawn }if alone { <p>{ self::caret() }</p> }</> }
        });
        html! { { for nodes } }
    }

    fn node(self, node: &Node, place: Place) -> VNode {
        match node {
            Node::Text(text) => VText::new(text.clone()).into(),
            Node::Element(element) => self.element(element, place),
        }
    }

    fn element(self, element: &Rc<Element>, place: Place) -> VNode {
        let Element { kind, children } = &**element;
        let texts = &self.ui.texts.markdown;
        let plain = |name: &'static str| self.tag(name, children, place);
        match kind {
            Kind::Paragraph => plain("p").into(),
            // The page's title is the only heading of the first rank.
            Kind::Heading(rank) => plain(["h2", "h3", "h4", "h5"].get(usize::from(*rank) - 1).unwrap_or(&"h6")).into(),
            Kind::Quote => plain("blockquote").into(),
            Kind::List { start: None } => plain("ul").into(),
            Kind::List { start: Some(start) } => {
                let mut list = plain("ol");
                if *start != 1 {
                    list.add_attribute("start", start.to_string());
                }
                if start.saturating_add(children.len() as u64) > 100 {
                    list.add_attribute("class", "hundreds");
                }
                list.into()
            }
            Kind::Item => match plain("li") {
                item if is_task(children) => classed(item, "task"),
                item => item.into(),
            },
            Kind::Task(done) => {
                let name = if *done { texts.done } else { texts.not_done };
                html! { <input type="checkbox" disabled=true checked={*done} aria-label={name} /> }
            }
            Kind::CodeBlock(code) => self.code(code, place),
            Kind::Verbatim => classed(plain("p"), "verbatim"),
            Kind::Table => {
                let (prefix, ui) = (self.prefix.clone(), self.ui.clone());
                part(Table { table: Rc::clone(element), place, prefix, ui })
            }
            Kind::Row { head } => self.tag("tr", children, Place { in_head: *head, ..place }).into(),
            Kind::Cell(alignment) => {
                let mut cell = plain(if place.in_head { "th" } else { "td" });
                if place.in_head {
                    cell.add_attribute("scope", "col");
                }
                match side(*alignment) {
                    Some(side) => classed(cell, side),
                    None => cell.into(),
                }
            }
            Kind::Emphasis => plain("em").into(),
            Kind::Strong => plain("strong").into(),
            Kind::Strikethrough => plain("del").into(),
            Kind::Code => plain("code").into(),
            Kind::Math(math) => formula(math),
            Kind::Link(_) if place.in_link => plain("span").into(),
            Kind::Link(link) => self.link(link, children),
            Kind::Image(image) => self.image(image, place),
            Kind::Picture(picture) => shown(picture),
            Kind::FootnoteReference { label, number, occurrence } => {
                self.footnote_mark(label, *number, *occurrence, place)
            }
            Kind::FootnoteDefinition { label, number } => self.footnote(label, *number, children, place),
            Kind::Rule => VTag::new("hr").into(),
            Kind::Break => VTag::new("br").into(),
        }
    }

    fn tag(self, name: &'static str, children: &[Node], place: Place) -> VTag {
        let mut tag = VTag::new(name);
        if let Some(direction) = place.direction() {
            tag.add_attribute("dir", direction);
        }
        tag.add_children(self.children(children, place));
        tag
    }

    /// Yew aligns children without keys from the end, so that one more would redraw all: where all are elements
    /// (list items, rows, blocks) each has its place as key. So it is beside formulas, which are dear to set again.
    fn children(self, nodes: &[Node], place: Place) -> Vec<VNode> {
        let last = growing(nodes);
        let inside = Place { top: false, ..place };
        let is_formula = |node: &Node| matches!(node, Node::Element(element) if matches!(element.kind, Kind::Math(_)));
        let keyed = nodes.iter().all(|node| matches!(node, Node::Element(_))) || nodes.iter().any(is_formula);
        let mut drawn: Vec<VNode> = Vec::with_capacity(nodes.len() + 1);
        for (index, node) in nodes.iter().enumerate() {
            let caret = place.caret && index == last && holds_caret(node);
            let mut node = self.node(node, Place { caret, ..inside });
            if keyed {
                set_key(&mut node, index);
            }
            drawn.push(node);
        }
        if place.caret && !nodes.last().is_some_and(holds_caret) {
            let mut caret = caret();
            if keyed {
                set_key(&mut caret, nodes.len());
            }
            drawn.push(caret);
        }
        drawn
    }

    /// Rows of a table; in an order of their own, or with heads that can be pressed.
    pub fn rows(
        self,
        name: &'static str,
        rows: &[Node],
        order: Option<&[usize]>,
        place: Place,
        sorted: Option<&Sorted>,
    ) -> VNode {
        let heads = |row: &Node| match (row, sorted) {
            (Node::Element(row), Some(sorted)) => Some(self.heads(&row.children, sorted, place)),
            _ => None,
        };
        let mut tag = VTag::new(name);
        if let Some(heads) = rows.first().and_then(heads) {
            tag.add_child(heads);
        } else if let Some(order) = order {
            for index in order {
                if let Some(row) = rows.get(*index) {
                    let mut row = self.node(row, place);
                    set_key(&mut row, *index);
                    tag.add_child(row);
                }
            }
        } else {
            tag = self.tag(name, rows, place);
        }
        tag.into()
    }

    fn heads(self, cells: &[Node], sorted: &Sorted, place: Place) -> VNode {
        let mut row = VTag::new("tr");
        for (index, cell) in cells.iter().enumerate() {
            let mut drawn = match cell {
                Node::Element(cell) if is_plain(&cell.children) => self.head(cell, index, sorted),
                _ => self.node(cell, Place { in_head: true, ..place }),
            };
            set_key(&mut drawn, index);
            row.add_child(drawn);
        }
        row.into()
    }

    fn head(self, cell: &Element, index: usize, sorted: &Sorted) -> VNode {
        let press = sorted.press.clone();
        let button = element("button type=button class=sort")
            .on("click", Callback::from(move |_: MouseEvent| press.emit(index)))
            .child(self.children(&cell.children, Place { in_link: true, ..Place::default() }));
        let leads = sorted.by.filter(|(column, _)| *column == index);
        let side = if let Kind::Cell(alignment) = cell.kind { side(alignment) } else { None };
        element("th scope=col")
            .attr("class", side)
            .attr("aria-sort", leads.map(|(_, down)| if down { "descending" } else { "ascending" }))
            .child(button)
            .html()
    }

    /// A code block, and what it draws if it is more than code. What grows is only code.
    fn code(self, code: &CodeBlock, place: Place) -> VNode {
        let block = part(Code { code: code.clone(), caret: place.caret, ui: self.ui.clone() });
        match preview::kind(code).filter(|_| !place.caret) {
            Some(kind) => {
                let preview = part(Preview { kind, code: code.clone(), ui: self.ui.clone() });
                VList::with_children(vec![block, preview], None).into()
            }
            None => block,
        }
    }

    fn link(self, link: &Link, children: &[Node]) -> Html {
        let texts = &self.ui.texts.markdown;
        let caution = link.caution.as_ref().map(|caution| match caution {
            Caution::Disguised(host) => (texts.leads_to)(host),
            Caution::Carries { host, characters } => (texts.carries)(host, *characters),
        });
        let title = match &*link.title {
            "" => AttrValue::from(link.address.clone()),
            title => [title, "\n", &link.address].concat().into(),
        };
        let mut content = self.children(children, Place { in_link: true, ..Place::default() });
        if let Some(caution) = caution {
            content.push(html! { <span class="caution">{ [" (", &caution, ")"].concat() }</span> });
        }
        anchor(&link.address, title, None, content)
    }

    fn image(self, image: &Image, place: Place) -> Html {
        let note = (self.ui.texts.markdown.image_from)(&image.host);
        let note = if image.alt.is_empty() { note } else { [" (", &note, ")"].concat() };
        let content = vec![
            html! { <span>{ AttrValue::from(image.alt.clone()) }</span> },
            html! { <span class="from">{ note }</span> },
        ];
        if place.in_link {
            return html! { <span class="image">{ for content }</span> };
        }
        anchor(&image.address, image.address.clone().into(), Some("image"), content)
    }

    fn footnote_mark(self, label: &Rc<str>, number: u32, occurrence: u32, place: Place) -> Html {
        let shown = if number == 0 { AttrValue::from(label.clone()) } else { number.to_string().into() };
        if place.in_link || number == 0 {
            return html! { <sup>{ shown }</sup> };
        }
        let id = (occurrence == 1).then(|| self.id("mark", number));
        let name = (self.ui.texts.markdown.footnote)(number);
        html! { <sup>{ jump(&self.id("note", number), id, name, shown) }</sup> }
    }

    fn footnote(self, label: &Rc<str>, number: Option<u32>, children: &[Node], place: Place) -> Html {
        let text = html! { <div>{ for self.children(children, place) }</div> };
        let dir = place.direction();
        let Some(number) = number else {
            return html! {
                <div class="footnote" role="note" {dir}><span>{ AttrValue::from(label.clone()) }</span>{ text }</div>
            };
        };
        let back = (self.ui.texts.markdown.back)(number);
        html! {
            <div class="footnote" role="note" {dir} tabindex="-1" id={self.id("note", number)}>
                { jump(&self.id("mark", number), None, back, number.to_string().into()) }
                { text }
            </div>
        }
    }

    fn id(self, what: &str, number: u32) -> AttrValue {
        [self.prefix, "-", what, "-", &number.to_string()].concat().into()
    }
}

/// A picture that is in the text itself: nothing is loaded.
fn shown(picture: &Picture) -> VNode {
    let image = element("img class=picture decoding=async").attr("src", Rc::clone(&picture.address));
    image.attr("alt", Rc::clone(&picture.alt)).html()
}

/// A formula, for as long as it is TeX. The page's own script sets it behind its source, once it is whole.
fn formula(math: &Math) -> VNode {
    let mut tag = VTag::new(if math.open { "span" } else { "sotto-formula" });
    tag.add_attribute("dir", "ltr");
    if math.open {
        tag.add_attribute("class", "formula");
    } else {
        tag.add_attribute("source", AttrValue::from(math.tex.clone()));
    }
    if math.display {
        tag.add_attribute("data-display", "");
    }
    let mut source = VTag::new("code");
    source.add_child(VText::new(math.tex.clone()).into());
    tag.add_child(source.into());
    tag.into()
}

/// A link out of the page, which tells the other side nothing and gives it no hold on this one.
fn anchor(address: &Rc<str>, title: AttrValue, class: Option<&'static str>, content: Vec<VNode>) -> Html {
    let mail = address.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    html! {
        <a {class} href={AttrValue::from(address.clone())} target={(!mail).then_some("_blank")}
            rel="noopener noreferrer nofollow" referrerpolicy="no-referrer" {title}>{ for content }</a>
    }
}

/// A link within the text. It moves the focus itself: the page's own address says which conversation is open.
fn jump(target: &AttrValue, id: Option<AttrValue>, name: String, shown: AttrValue) -> Html {
    let href = ["#", target].concat();
    let target = target.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        let page = web_sys::window().and_then(|window| window.document());
        let found = page.and_then(|page| page.get_element_by_id(&target));
        if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // Only fails where the element is gone, and then there is nowhere to go.
            let _ = element.focus();
        }
    });
    html! { <a {href} {id} aria-label={name} {onclick}>{ shown }</a> }
}

fn side(alignment: Alignment) -> Option<&'static str> {
    match alignment {
        Alignment::Natural => None,
        Alignment::Left => Some("left"),
        Alignment::Center => Some("center"),
        Alignment::Right => Some("right"),
    }
}

fn classed(mut tag: VTag, class: &'static str) -> VNode {
    tag.add_attribute("class", class);
    tag.into()
}

fn set_key(node: &mut VNode, index: usize) {
    let key = Some(Key::from(index));
    match node {
        VNode::VTag(tag) => Rc::make_mut(tag).key = key,
        // A component takes its key only where it is written down; a list around it does as well.
        other => *other = VList::with_children(vec![std::mem::take(other)], key).into(),
    }
}

/// Whether the caret belongs inside this node rather than behind it.
fn holds_caret(node: &Node) -> bool {
    matches!(node, Node::Element(element) if matches!(
        element.kind,
        Kind::Paragraph | Kind::Heading(_) | Kind::Quote | Kind::List { .. } | Kind::Item | Kind::CodeBlock(_)
            | Kind::Verbatim | Kind::Table | Kind::Row { .. } | Kind::Cell(_) | Kind::FootnoteDefinition { .. }
    ))
}

/// Which of the children grows: the last; but the parser fills up a row with empty cells.
fn growing(nodes: &[Node]) -> usize {
    let is_filling = |node: &Node| matches!(node, Node::Element(element) if matches!(element.kind, Kind::Cell(_)) && element.children.is_empty());
    nodes.iter().rposition(|node| !is_filling(node)).unwrap_or(0)
}

/// Whether an item is a task: its box comes first, in its paragraph if the list is loose.
fn is_task(children: &[Node]) -> bool {
    match children.first() {
        Some(Node::Element(first)) if first.kind == Kind::Paragraph => is_task(&first.children),
        Some(Node::Element(first)) => matches!(first.kind, Kind::Task(_)),
        _ => false,
    }
}
