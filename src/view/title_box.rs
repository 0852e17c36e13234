//! The field in which a title is edited: Enter and leaving keep it, Escape does not.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::keyboard::is_composing;
use crate::view::element::element;
use crate::view::hooks::{use_effect_on, use_node};

/// A field for a title. It takes the focus.
#[derive(Clone, PartialEq)]
pub struct TitleBox {
    /// The title as it is.
    pub title: AttrValue,
    /// The name of the field.
    pub label: &'static str,
    /// Told when editing ends; none if nothing is to be changed.
    pub done: Callback<Option<String>>,
}

drawn_by!(TitleBox, use_title_box);

#[hook]
fn use_title_box(props: &TitleBox) -> Html {
    let field = use_node();
    // Leaving the field follows on Enter and Escape, and must not count twice.
    let over = use_mut_ref(|| false);
    {
        let (field, title) = (field.clone(), props.title.clone());
        use_effect_on((), move || {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.set_value(&title);
                let _ = field.focus();
                field.select();
            }
        });
    }
    let finish = {
        let (field, done, before) = (field.clone(), props.done.clone(), props.title.clone());
        move |keep: bool| {
            if std::mem::replace(&mut *over.borrow_mut(), true) {
                return;
            }
            let typed = field.cast::<HtmlInputElement>().map(|field| field.value());
            done.emit(typed.filter(|typed| keep && !typed.trim().is_empty() && **typed != *before));
        }
    };
    let onkeydown = {
        let finish = finish.clone();
        Callback::from(move |event: KeyboardEvent| {
            // While an input method composes, Enter and Escape are its own.
            if is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Enter" => finish(true),
                "Escape" => finish(false),
                // The arrows belong to the text here, not to the list around it.
                "ArrowUp" | "ArrowDown" | "Home" | "End" | "Delete" | "F2" => return event.stop_propagation(),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let onblur = Callback::from(move |_: FocusEvent| finish(true));
    element("input class=title-box type=text dir=auto autocomplete=off")
        .node(&field)
        .attr("aria-label", props.label)
        .on("keydown", onkeydown)
        .on("blur", onblur)
        .html()
}
