//! A field of one line, as all forms have it. One function draws them all: a field of its own in every form would
//! be most of what the forms weigh.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::view::element::{Child, Element, element};

/// A field of one line: what it always has, what it shows, and who hears what is typed.
#[inline(never)]
pub fn text_field(plain: &'static str, value: &Rc<str>, typed: &Callback<Rc<str>>) -> Element {
    element(plain).attr("type", "text").attr("autocomplete", "off").value(Rc::clone(value)).on("input", on_typed(typed))
}

/// Of a field in which no sentence is typed: neither capitals nor spelling are put right.
#[inline(never)]
pub fn verbatim(field: Element) -> Element {
    field.attr("autocapitalize", "off").attr("spellcheck", "false")
}

/// What makes password managers pass a field over, each in its own word: 1Password, LastPass, Bitwarden, Dashlane,
/// Proton Pass.
pub const IGNORED: [(&str, &str); 5] = [
    ("data-1p-ignore", "true"),
    ("data-lpignore", "true"),
    ("data-bwignore", "true"),
    ("data-form-type", "other"),
    ("data-protonpass-ignore", "true"),
];

/// Of a field that holds no name and no password of any account, whatever stands beside it.
pub fn ignored(field: Element) -> Element {
    IGNORED.into_iter().fold(field, |field, (name, value)| field.attr(name, value))
}

/// Of a field that holds what cannot be taken.
#[inline(never)]
pub fn invalid(field: Element, invalid: bool) -> Element {
    field.attr("aria-invalid", invalid.then_some("true"))
}

/// A field under its label, with room for more.
#[inline(never)]
pub fn labelled(id: &'static str, label: &'static str, field: impl Child) -> Element {
    element("div class=field").child(element("label").attr("for", id).child(label)).child(field)
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
