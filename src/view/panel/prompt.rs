//! The system prompt of one conversation: its own, the default, or deliberately none.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::state::action::Action;
use crate::view::controls::{Kind, button};
use crate::view::resting::use_resting;
use crate::view::use_ui;

/// Properties of [`Prompt`].
#[derive(Clone, PartialEq, Properties)]
pub struct PromptProps {
    /// The conversation's own. None: the default one holds.
    pub own: Option<Rc<str>>,
    /// The default one.
    pub default: Rc<str>,
}

/// The field.
#[component]
pub fn Prompt(props: &PromptProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.panel;
    let take = {
        let (ui, own) = (ui.clone(), props.own.clone());
        Callback::from(move |typed: Rc<str>| {
            // Emptied by hand it is the default again; a conversation that wants none has a button.
            let changed = Some(typed).filter(|typed| !typed.is_empty());
            if changed != own {
                ui.send(Action::SystemPromptChanged(changed));
            }
            true
        })
    };
    let resting = use_resting(props.own.clone().unwrap_or_default(), take);
    let placeholder = if props.own.as_deref() == Some("") || props.default.is_empty() {
        AttrValue::from(t.no_system_prompt)
    } else {
        AttrValue::from(Rc::clone(&props.default))
    };
    let (typed, left) = (resting.typed.clone(), resting.left.clone());
    let back =
        props.own.is_some().then(|| button(Kind::Quiet, t.use_default, ui.on(|| Action::SystemPromptChanged(None))));
    let none = (props.own.is_none() && !props.default.is_empty())
        .then(|| button(Kind::Quiet, t.send_none, ui.on(|| Action::SystemPromptChanged(Some(Rc::default())))));
    html! {
        <div class="field">
            <label for="system-prompt">{ t.system_prompt }</label>
            <textarea id="system-prompt" rows="4" dir="auto" {placeholder} value={resting.text}
                oninput={Callback::from(move |event: InputEvent| {
                    typed.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value().into());
                })}
                onblur={Callback::from(move |_| left.emit(()))} onkeydown={resting.keydown} />
            if props.own.as_deref() == Some("") {
                <p class="hint">{ t.system_prompt_off }</p>
            }
            if back.is_some() || none.is_some() {
                <div class="field-foot">{ back }{ none }</div>
            }
        </div>
    }
}
