//! The search inside a conversation, on the keys of the browser's own: for conversations so long that the browser does
//! not see all of them. Pressing the keys once more gives the browser's own.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::domain::id::MessageId;
use crate::keyboard::is_composing;
use crate::state::action::Action;
use crate::state::search::{Inside, Step};
use crate::state::shortcut::{Press, Shortcut};
use crate::view::controls::icon_button;
use crate::view::element::element;
use crate::view::hooks::{use_effect_on, use_node};
use crate::view::icons::Icon;
use crate::view::search::arrival::first_in_view;
use crate::view::text_field::value;
use crate::view::use_ui;
use crate::view::watch::use_window_event;

/// The bar in which one searches.
#[derive(Clone, PartialEq)]
pub struct InsideBar {
    /// What is searched, while it is open.
    pub inside: Option<Inside>,
    /// Whether the conversation is so long that the browser does not see all of it.
    pub long: bool,
}

drawn_by!(InsideBar, use_inside_bar);

#[hook]
fn use_inside_bar(props: &InsideBar) -> Html {
    let ui = use_ui();
    let t = &ui.texts.search;
    let field = use_node();
    let open = props.inside.is_some();
    let step = |step: fn() -> Step| ui.on::<MouseEvent>(move || Action::Search(step()));

    use_window_event("keydown", open || props.long, {
        let (ui, field) = (ui.clone(), field.clone());
        Callback::from(move |event: Event| {
            let event: &KeyboardEvent = event.unchecked_ref();
            let (key, code) = (event.key(), event.code());
            let press = Press {
                key: &key,
                code: &code,
                ctrl: event.ctrl_key(),
                meta: event.meta_key(),
                shift: event.shift_key(),
                alt: event.alt_key(),
                typing: true,
                ..Press::default()
            };
            let here = field.cast::<HtmlElement>();
            let focused = here.as_ref().and_then(|field| field.owner_document()?.active_element());
            let again = here.zip(focused).is_some_and(|(here, focused)| here.is_same_node(Some(&focused)));
            if Shortcut::of(&press) == Some(Shortcut::Find) && !again && !event.default_prevented() {
                event.prevent_default();
                ui.send(Action::Search(Step::InsideWanted));
            }
        })
    });
    {
        let field = field.clone();
        use_effect_on(props.inside.as_ref().map(|inside| inside.asked), move || {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                let _ = field.focus();
                field.select();
            }
        });
    }
    let Some(inside) = &props.inside else { return Html::default() };

    let oninput = {
        let ui = ui.clone();
        Callback::from(move |event: InputEvent| {
            let first = first_in_view().and_then(|name| MessageId::parse(&name));
            ui.send(Action::Search(Step::InsideTyped(value(&event), first)));
        })
    };
    let onkeydown = {
        let ui = ui.clone();
        Callback::from(move |event: KeyboardEvent| {
            if is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Enter" => ui.send(Action::Search(Step::Moved(!event.shift_key()))),
                "Escape" => ui.send(Action::Search(Step::InsideLeft)),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let place = match inside.count {
        _ if inside.typed.trim().is_empty() => String::new(),
        0 => t.no_place.to_owned(),
        count => (t.place)(inside.at + 1, count, inside.is_cut),
    };
    let input = element("input type=search autocomplete=off")
        .node(&field)
        .attr("aria-label", t.inside)
        .attr("placeholder", t.inside_field)
        .on("input", oninput);
    element("div class=inside role=search")
        .attr("aria-label", t.inside)
        .on("keydown", onkeydown)
        .child(input)
        .child(element("span role=status").child(place))
        .child(icon_button(Icon::Previous, t.previous, step(|| Step::Moved(false))))
        .child(icon_button(Icon::Next, t.next, step(|| Step::Moved(true))))
        .child(icon_button(Icon::Close, t.close, step(|| Step::InsideLeft)))
        .html()
}
