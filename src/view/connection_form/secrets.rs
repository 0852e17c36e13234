//! The key of a connection: typed, never shown again, and where it is kept.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::domain::connection::{Keeping, Secrets};
use crate::domain::id::ConnectionId;
use crate::state::action::Action;
use crate::view::connection_form::fields::{Edit, Fields};
use crate::view::connection_form::typed_in;
use crate::view::controls::{Kind, button};
use crate::view::use_ui;

/// Properties of [`Key`].
#[derive(Clone, PartialEq, Properties)]
pub struct KeyProps {
    /// The form.
    pub fields: Fields,
    /// Takes edits.
    pub edit: UseReducerDispatcher<Fields>,
    /// What is stored.
    pub secrets: Option<Rc<Secrets>>,
    /// The connection edited. None: a new one.
    pub id: Option<ConnectionId>,
}

/// Key and keeping.
#[component]
pub fn Key(props: &KeyProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let fields = &props.fields;
    let facts = fields.preset.facts();
    let node = use_node_ref();
    {
        let (node, wanted) = (node.clone(), props.id.is_none() && facts.needs_key);
        use_effect_with((), move |()| {
            if let Some(node) = node.cast::<HtmlInputElement>().filter(|_| wanted) {
                let _ = node.focus();
            }
        });
    }
    let secrets = props.secrets.as_deref().filter(|secrets| !secrets.is_empty());
    let keeps = fields.keeps(secrets);
    let stored = secrets.map(|secrets| &secrets.key).filter(|key| !key.is_empty());
    let placeholder = stored.filter(|_| keeps).map(|key| (t.key_stored)(&key.hint()));
    let stays = match (secrets, fields.target()) {
        (Some(secrets), Ok(address)) if !keeps && fields.key.is_empty() => {
            let old = secrets.origin.split_once("://").map_or(&*secrets.origin, |(_, host)| host);
            Some((t.key_stays)(old, address.host()))
        }
        _ => None,
    };
    let problem = fields.key_is_odd().then_some(t.not_sendable);
    let forget = props.id.clone().filter(|_| secrets.is_some()).map(|id| {
        let (ui, edit) = (ui.clone(), props.edit.clone());
        let onclick = Callback::from(move |_| {
            ui.send(Action::KeyForgotten(id.clone()));
            edit.dispatch(Edit::SecretsForgotten);
        });
        button(Kind::Quiet, t.forget_key, onclick)
    });
    let typed = props.edit.clone();
    html! {
        <>
            <div class="field">
                <label for="connection-key">{ if facts.needs_key { t.key } else { t.key_optional } }</label>
                <input ref={node} id="connection-key" type="password" dir="ltr" autocomplete="off" autocapitalize="off"
                    spellcheck="false" data-lpignore="true" data-bwignore="true" data-form-type="other"
                    aria-invalid={problem.map(|_| "true")} aria-describedby="connection-key-note"
                    value={Rc::clone(&fields.key)} {placeholder}
                    oninput={Callback::from(move |event| typed.dispatch(Edit::Key(typed_in(&event))))} />
                <div id="connection-key-note" class="notes">
                    if let Some(problem) = problem {
                        <p class="problem">{ problem }</p>
                    }
                    if let Some(stays) = stays {
                        <p class="warning" role="status">{ stays }</p>
                    }
                </div>
                <div class="field-foot">
                    if !facts.keys_page.is_empty() {
                        <a class="button" data-kind="quiet" href={facts.keys_page} target="_blank"
                            rel="noopener noreferrer">
                            { (t.get_key)(facts.name) }
                        </a>
                    }
                    { forget }
                </div>
            </div>
            { keeping(props, &ui) }
        </>
    }
}

fn keeping(props: &KeyProps, ui: &crate::view::Ui) -> Html {
    let t = &ui.texts.connections;
    let choice = |keeping: Keeping, label: &'static str, about: &'static str| {
        let edit = props.edit.clone();
        html! {
            <label class="option">
                <input type="radio" name="keeping" checked={props.fields.keeping == keeping}
                    onchange={Callback::from(move |_| edit.dispatch(Edit::Keeping(keeping)))} />
                <span><strong>{ label }</strong><small>{ about }</small></span>
            </label>
        }
    };
    html! {
        <fieldset class="field choice">
            <legend>{ t.keeping }</legend>
            { choice(Keeping::Device, t.on_device, t.on_device_about) }
            { choice(Keeping::Tab, t.in_tab, t.in_tab_about) }
        </fieldset>
    }
}
