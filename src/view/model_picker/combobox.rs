//! A field with options beside it: it keeps the focus while arrows move through them (the combobox pattern of the ARIA
//! guide).

use std::rc::Rc;

use yew::prelude::*;

use crate::view::Ui;
use crate::view::element::{Element, element, truth};
use crate::view::icons::{Icon, icon};
use crate::view::text_field::text_field;

/// What such a field is like.
pub struct Combobox {
    /// Whether the options are shown.
    pub open: bool,
    /// The id of their list. Theirs begin with it.
    pub list: &'static str,
    /// The option the arrows are at.
    pub at: Option<usize>,
    /// What it shows.
    pub value: Rc<str>,
    /// Something was typed.
    pub typed: Callback<Rc<str>>,
}

/// The field, without what hears its keys.
#[inline(never)]
pub fn combobox(field: &Combobox, ui: &Ui) -> Element {
    text_field("input role=combobox dir=auto autocapitalize=off spellcheck=false", &field.value, &field.typed)
        .attr("aria-expanded", truth(field.open))
        .attr("aria-controls", field.list)
        .attr("aria-autocomplete", "list")
        .attr("aria-activedescendant", field.at.map(|at| option_id(field.list, at)))
        .attr("placeholder", ui.texts.connections.search_or_type)
}

/// One of the options of a list. `done` is the sign of the one that holds, where there is one.
#[inline(never)]
pub fn option(
    list: &'static str,
    at: usize,
    label: AttrValue,
    selected: bool,
    active: bool,
    choose: &Callback<usize>,
    done: Option<Icon>,
) -> Html {
    let choose = choose.clone();
    let id = option_id(list, at);
    element("div role=option class=picker-option dir=auto")
        .key(&id)
        .attr("id", id)
        .attr("aria-selected", truth(selected))
        .attr("data-active", active.then_some(""))
        .on("mousedown", keep_focus())
        .on("click", Callback::from(move |_: MouseEvent| choose.emit(at)))
        .child(element("span").child(label))
        .child(done.filter(|_| selected).map(icon))
        .html()
}

/// The id of an option.
#[must_use]
pub fn option_id(list: &str, at: usize) -> String {
    [list, "-", &at.to_string()].concat()
}

/// A press does not take the focus from the field.
#[inline(never)]
pub fn keep_focus() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| event.prevent_default())
}
