//! A field with options beside it: it keeps the focus while arrows move through them (the combobox pattern of the ARIA
//! guide).

use std::rc::Rc;

use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::view::Ui;
use crate::view::icons::{Icon, icon};
use crate::view::text_field::on_typed;

/// What such a field is like.
pub struct Combobox {
    /// The field itself.
    pub node: NodeRef,
    /// The id its label refers to. Without one it is named by what stands in it while it is empty.
    pub id: Option<&'static str>,
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
    /// It was left.
    pub left: Option<Callback<FocusEvent>>,
    /// A key was pressed.
    pub keydown: Option<Callback<KeyboardEvent>>,
}

/// The field.
#[inline(never)]
pub fn combobox(field: Combobox, ui: &Ui) -> Html {
    let words = ui.texts.connections.search_or_type;
    let alone = field.id.is_none();
    html! {
        <input ref={field.node} id={field.id} type="text" role="combobox"
            aria-expanded={if field.open { "true" } else { "false" }} aria-controls={field.list}
            aria-autocomplete="list" aria-activedescendant={field.at.map(|at| option_id(field.list, at))}
            aria-label={alone.then_some(words)} placeholder={words} dir="auto" autocomplete="off" autocapitalize="off"
            spellcheck="false" enterkeyhint={alone.then_some("done")} value={field.value}
            oninput={on_typed(&field.typed)} onblur={field.left} onkeydown={field.keydown} />
    }
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
    html! {
        <div key={at} id={option_id(list, at)} role="option" class="picker-option" dir="auto"
            aria-selected={if selected { "true" } else { "false" }} data-active={active.then_some("")}
            onmousedown={keep_focus()} onclick={Callback::from(move |_| choose.emit(at))}>
            <span>{ label }</span>
            if let Some(done) = done.filter(|_| selected) {
                { icon(done) }
            }
        </div>
    }
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

/// Whether a key belongs to an input method. Safari says so by the key code alone.
#[inline(never)]
#[must_use]
pub fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}
