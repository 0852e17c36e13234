//! A field of one line, as all forms have it. One function draws them all: a field of its own in every form would
//! be most of what the forms weigh.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::view::element::{Child, Element, element};

/// What a field of one line is like. What is left empty is not there.
#[derive(Default)]
pub struct TextField {
    /// The field itself.
    pub node: NodeRef,
    /// The id its label refers to.
    pub id: Option<&'static str>,
    /// Its name, where it has no label.
    pub label: Option<AttrValue>,
    /// Whether it hides what is typed, also from managers of passwords.
    pub secret: bool,
    /// Whether what is typed is no sentence: neither capitals nor spelling are put right.
    pub verbatim: bool,
    /// The keyboard it wants.
    pub inputmode: Option<&'static str>,
    /// Where its text runs.
    pub dir: Option<&'static str>,
    /// What stands in it while it is empty.
    pub placeholder: AttrValue,
    /// Whether what stands in it cannot be taken.
    pub invalid: bool,
    /// The element that tells more.
    pub note: Option<AttrValue>,
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
pub fn text_field(field: TextField) -> Html {
    let off = field.verbatim.then_some("off");
    let stays_away = field.secret.then_some("true");
    let placeholder = Some(field.placeholder).filter(|text| !text.is_empty());
    let input = element("input autocomplete=off")
        .node(&field.node)
        .attr("id", field.id)
        .attr("type", if field.secret { "password" } else { "text" })
        .attr("inputmode", field.inputmode)
        .attr("dir", field.dir)
        .attr("autocapitalize", off)
        .attr("spellcheck", field.verbatim.then_some("false"))
        .attr("data-lpignore", stays_away)
        .attr("data-bwignore", stays_away)
        .attr("data-form-type", field.secret.then_some("other"))
        .attr("aria-label", field.label)
        .attr("placeholder", placeholder)
        .attr("aria-invalid", field.invalid.then_some("true"))
        .attr("aria-describedby", field.note)
        .value(field.value)
        .on("input", on_typed(&field.typed));
    watched(input, field.left, field.keydown).html()
}

/// A field under its label, with room for more.
#[inline(never)]
pub fn labelled(id: &'static str, label: &'static str, field: Html) -> Element {
    element("div class=field").child(element("label").attr("for", id).child(label)).child(field)
}

/// Has a field tell when it is left, and of its keys, where somebody wants to know.
#[inline(never)]
pub fn watched(
    mut field: Element,
    left: Option<Callback<FocusEvent>>,
    keydown: Option<Callback<KeyboardEvent>>,
) -> Element {
    if let Some(left) = left {
        field = field.on("blur", left);
    }
    if let Some(keydown) = keydown {
        field = field.on("keydown", keydown);
    }
    field
}

/// Hands on what was typed into a field, of one line or more.
#[inline(never)]
pub fn on_typed(typed: &Callback<Rc<str>>) -> Callback<InputEvent> {
    let typed = typed.clone();
    Callback::from(move |event: InputEvent| typed.emit(value(&event)))
}

/// The value of the field, the area or the choice that an event happened to: each has it under the same name.
#[inline(never)]
pub fn value(event: &Event) -> Rc<str> {
    event.target_unchecked_into::<HtmlInputElement>().value().into()
}

/// A paragraph of one sentence.
#[inline(never)]
pub fn line(class: &'static str, words: impl Child) -> Html {
    element("p").attr("class", class).child(words).html()
}

/// A paragraph that is also told when it comes.
#[inline(never)]
pub fn told(class: &'static str, words: impl Child) -> Html {
    element("p role=status").attr("class", class).child(words).html()
}
