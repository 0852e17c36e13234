//! A field of one line, as all forms have it. One function draws them all: a field of its own in every form would
//! be most of what the forms weigh.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

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
    html! {
        <input ref={field.node} id={field.id} type={if field.secret { "password" } else { "text" }}
            inputmode={field.inputmode} dir={field.dir} autocomplete="off" autocapitalize={off}
            spellcheck={field.verbatim.then_some("false")} data-lpignore={stays_away} data-bwignore={stays_away}
            data-form-type={field.secret.then_some("other")} aria-label={field.label} {placeholder}
            aria-invalid={field.invalid.then_some("true")} aria-describedby={field.note} value={field.value}
            oninput={on_typed(&field.typed)} onblur={field.left} onkeydown={field.keydown} />
    }
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
pub fn line(class: &'static str, words: &str) -> Html {
    html! { <p {class}>{ words }</p> }
}

/// A paragraph that is also told when it comes.
#[inline(never)]
pub fn told(class: &'static str, words: &str) -> Html {
    html! { <p {class} role="status">{ words }</p> }
}
