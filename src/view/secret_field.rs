//! The field for every secret: keys, values of headers, passphrases.
//!
//! Promises that no browser and no password manager fills it, offers to save what is typed, or takes the field beside it
//! for a user name. `autocomplete` does not stop them where a field has the type `password`, so it has the type `text`
//! and the style sheet draws dots. Only a browser that cannot do that gets a field of the type `password`. Nothing of a
//! secret is copied, cut or dragged out of the field, as from one of that type.

use std::rc::Rc;

use yew::prelude::*;

use crate::view::element::element;
use crate::view::text_field::{ignored, invalid, on_typed, verbatim};
use crate::view::use_ui;

/// What a secret field is given.
#[derive(Clone, PartialEq, Properties)]
pub struct SecretFieldProps {
    /// The id of the input.
    pub id: AttrValue,
    /// What is typed.
    pub value: Rc<str>,
    /// Takes what is typed.
    pub typed: Callback<Rc<str>>,
    /// Names the field where no label does.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Shown while nothing is typed.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// The id of an element that says more about it.
    #[prop_or_default]
    pub described_by: Option<&'static str>,
    /// Whether what is typed cannot be taken.
    #[prop_or_default]
    pub invalid: bool,
    /// Refers to the input.
    #[prop_or_default]
    pub node: NodeRef,
}

/// The field.
#[component]
pub fn SecretField(props: &SecretFieldProps) -> Html {
    let ui = use_ui();
    // Without a default action nothing reaches the clipboard or another field; a cut would lose the secret besides.
    let stays = Callback::from(|event: Event| event.prevent_default());
    // Read aloud, the characters of a text field may be spoken: who hears the page is told.
    let about = format!("{}-about", props.id);
    let described_by = match props.described_by {
        Some(more) => format!("{about} {more}"),
        None => about.clone(),
    };
    let plain = "input class=secret dir=ltr autocorrect=off writingsuggestions=false translate=no";
    let input = ignored(verbatim(invalid(element(plain), props.invalid)))
        .attr("id", props.id.clone())
        .attr("type", if ui.masks_text { "text" } else { "password" })
        .attr("autocomplete", if ui.masks_text { "off" } else { "new-password" })
        .attr("aria-label", props.label.clone())
        .attr("aria-describedby", described_by)
        .attr("placeholder", props.placeholder.clone())
        .value(Rc::clone(&props.value))
        .node(&props.node)
        .on("input", on_typed(&props.typed))
        .on("copy", stays.clone())
        .on("cut", stays.clone())
        .on("dragstart", stays)
        .html();
    html! {
        <>
            { input }
            <span id={about} hidden=true>{ ui.texts.connections.secret_about }</span>
        </>
    }
}
