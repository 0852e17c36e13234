//! What a check found: works, and with how many models, or what is wrong and how to right it.

use std::rc::Rc;

use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use crate::domain::error::Fault;
use crate::state::connection_check::Check;
use crate::view::controls::{Kind, button};
use crate::view::element::{element, side_by_side};
use crate::view::fault::FaultNote;
use crate::view::hooks::{use_effect_on, use_node};
use crate::view::part::part;
use crate::view::text_field::line;
use crate::view::{Ui, use_ui};

/// The outcome, told politely when it comes.
#[derive(Clone, PartialEq)]
pub struct Outcome {
    /// The check. None: none was made of the form as it stands.
    pub check: Option<Check>,
    /// The model in the form.
    pub model: Rc<str>,
    /// Takes an address that was proposed.
    pub use_address: Callback<Rc<str>>,
}

drawn_by!(Outcome, use_outcome);

#[hook]
fn use_outcome(props: &Outcome) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let model = props.model.trim();
    let node = use_node();
    {
        let node = node.clone();
        let come = props.check.as_ref().is_some_and(|check| check.outcome.is_some());
        use_effect_on(come, move || {
            if let Some(node) = node.cast::<Element>().filter(|_| come) {
                let nearest = ScrollIntoViewOptions::new();
                nearest.set_block(ScrollLogicalPosition::Nearest);
                node.scroll_into_view_with_scroll_into_view_options(&nearest);
            }
        });
    }
    let found = match props.check.as_ref().map(|check| &check.outcome) {
        None => Html::default(),
        Some(None) => line("busy", t.checking),
        // Another model was typed since.
        Some(Some(Err(Fault::ModelUnknown { model: unknown, .. }))) if **unknown != *model => Html::default(),
        Some(Some(Err(fault))) => {
            let note = part(FaultNote { fault: fault.clone(), message: None, connection: None });
            side_by_side(vec![note, proposed(fault, &props.use_address, &ui)])
        }
        Some(Some(Ok(healthy))) => match &healthy.models {
            None => line("works", t.works_unlisted),
            Some(models) => {
                let listed = model.is_empty() || models.iter().any(|listed| **listed == *model);
                let works = line("works", (t.works)(models.len()));
                if listed { works } else { side_by_side(vec![works, line("warning", (t.not_listed)(model))]) }
            }
        },
    };
    element("div class=outcome aria-live=polite").node(&node).child(found).html()
}

/// Where the fault proposes another address, a button that takes it.
fn proposed(fault: &Fault, take: &Callback<Rc<str>>, ui: &Ui) -> Html {
    if !matches!(fault, Fault::PathUnknown { .. } | Fault::WebPage { .. }) {
        return Html::default();
    }
    let Some(address) = (ui.texts.faults.fault)(fault, &ui.origin).command else { return Html::default() };
    let address: Rc<str> = address.into();
    let take = take.clone();
    let onclick = Callback::from(move |_| take.emit(Rc::clone(&address)));
    button(Kind::Plain, ui.texts.connections.use_address, onclick)
}
