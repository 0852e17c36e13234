//! A table: it scrolls sideways, stands in the order of a column one presses, and can be taken elsewhere.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::markdown::node::{Element, Node};
use crate::domain::markdown::table::{csv, markdown, order, texts};
use crate::state::action::Action;
use crate::view::Ui;
use crate::view::controls::{Kind, button};
use crate::view::element::element;
use crate::view::hooks::use_held;
use crate::view::markdown::node::{Pen, Place, Sorted};

/// A table.
pub struct Table {
    /// The table; its rows are its children.
    pub table: Rc<Element>,
    /// Where it stands.
    pub place: Place,
    /// What the ids in it begin with.
    pub prefix: AttrValue,
    /// Where actions go.
    pub ui: Ui,
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.table, &other.table)
            && self.place == other.place
            && self.prefix == other.prefix
            && self.ui == other.ui
    }
}

drawn_by!(Table, use_table);

#[hook]
fn use_table(props: &Table) -> Html {
    let Table { table, place, prefix, ui } = props;
    let t = &ui.texts.markdown;
    // The column that leads, and whether from its end.
    let sorted = use_held(|| None::<(usize, bool)>);
    let (head, body) = table.children.split_at_checked(1).unwrap_or_default();
    let inside = Place { top: false, ..*place };
    let pen = Pen { ui, prefix };

    let press = {
        let sorted = sorted.clone();
        Callback::from(move |column: usize| {
            sorted.set(match sorted.get() {
                Some((leading, false)) if leading == column => Some((column, true)),
                Some((leading, true)) if leading == column => None,
                _ => Some((column, false)),
            });
        })
    };
    // What grows stays as it comes.
    let order = sorted.get().filter(|_| !place.caret).map(|(column, down)| order(&texts(table), column, down));
    let wide = matches!(table.children.first(), Some(Node::Element(row)) if row.children.len() > 3);
    let heads = (!place.caret && body.len() > 1).then(|| Sorted { by: sorted.get(), press });
    let head = pen.rows("thead", head, None, Place { caret: place.caret && body.is_empty(), ..inside }, heads.as_ref());
    let rows = (!body.is_empty()).then(|| pen.rows("tbody", body, order.as_deref(), inside, None));
    let scroll = element("div class=table tabindex=0 role=region")
        .attr("aria-label", t.table)
        .child(element("table").attr("class", wide.then_some("wide")).child(head).child(rows));
    let copy = |take: fn(&[Vec<String>]) -> String| {
        let (ui, table) = (ui.clone(), Rc::clone(table));
        Callback::from(move |_: MouseEvent| ui.send(Action::TextCopied(take(&texts(&table)).into())))
    };
    let tools = (!place.caret).then(|| {
        element("div class=table-tools role=group")
            .attr("aria-label", t.copy_table)
            .child(button(Kind::Quiet, t.copy_csv, copy(csv)))
            .child(button(Kind::Quiet, t.copy_markdown, copy(markdown)))
    });
    element("div class=tabular").attr("dir", place.top.then_some("auto")).child(scroll).child(tools).html()
}

/// Whether there is anything in a node that can be pressed by itself.
pub fn is_plain(nodes: &[Node]) -> bool {
    use crate::domain::markdown::node::Kind;
    !nodes.iter().any(|node| {
        matches!(node, Node::Element(element)
            if matches!(element.kind, Kind::Link(_) | Kind::Image(_) | Kind::FootnoteReference { .. }) || !is_plain(&element.children))
    })
}
