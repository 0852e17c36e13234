//! A system prompt as it is typed: the default one or a conversation's own.

use std::rc::Rc;

use yew::prelude::*;

use crate::view::resting::use_resting;
use crate::view::text_field::on_typed;

/// Properties of [`Prompt`].
#[derive(Clone, PartialEq, Properties)]
pub struct PromptProps {
    /// Its element's id.
    pub id: &'static str,
    /// The element that names it, where no label does.
    #[prop_or_default]
    pub named_by: Option<&'static str>,
    /// The element that tells more.
    #[prop_or_default]
    pub note: Option<&'static str>,
    /// What stands in it while it is empty.
    pub placeholder: AttrValue,
    /// What holds.
    pub value: Rc<str>,
    /// Another one was typed.
    pub onchange: Callback<Rc<str>>,
}

/// The field.
#[component]
pub fn Prompt(props: &PromptProps) -> Html {
    let onchange = props.onchange.clone();
    let take = Callback::from(move |typed: Rc<str>| {
        onchange.emit(typed);
        true
    });
    let resting = use_resting(Rc::clone(&props.value), take);
    let left = resting.left;
    html! {
        <textarea id={props.id} rows="4" dir="auto" aria-labelledby={props.named_by} aria-describedby={props.note}
            placeholder={&props.placeholder} value={resting.text} oninput={on_typed(&resting.typed)}
            onblur={Callback::from(move |_| left.emit(()))} onkeydown={resting.keydown} />
    }
}
