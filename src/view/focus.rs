//! Puts the focus back where it came from when what had it goes away.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::state::action::Action;
use crate::view::Ui;
use crate::view::watch::{TOUCH, matches};

/// Gives an element the focus.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Gives an element the focus, unless the person has put it somewhere meanwhile.
pub fn focus_again(node: &NodeRef) {
    let Some(element) = node.cast::<HtmlElement>() else { return };
    let Some(document) = element.owner_document() else { return };
    let body = document.body();
    if document.active_element().is_none_or(|focused| body.is_some_and(|body| focused == *body)) {
        let _ = element.focus();
    }
}

/// For actions whose control goes away with them: one goes on at the composer, unless that would open a keyboard over
/// the answer.
pub fn then_write<E>(ui: &Ui, action: impl Fn() -> Action + 'static) -> Callback<E> {
    let ui = ui.clone();
    Callback::from(move |_| {
        ui.send(action());
        if !matches(TOUCH) {
            ui.send(Action::ComposerWanted);
        }
    })
}
