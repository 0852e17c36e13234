//! The key of a connection: typed, never shown again, and where it is kept.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::connection::Keeping;
use crate::state::action::Action;
use crate::view::connection_form::Form;
use crate::view::connection_form::fields::Edit;
use crate::view::controls::{Kind, button};
use crate::view::text_field::{TextField, line, text_field, told};

/// The key.
pub fn key(form: &Form, node: &NodeRef) -> Html {
    let t = &form.ui.texts.connections;
    let fields = form.fields;
    let facts = fields.preset.facts();
    let secrets = form.secrets.filter(|secrets| !secrets.is_empty());
    let keeps = fields.keeps(secrets);
    let stored = secrets.map(|secrets| &secrets.key).filter(|key| keeps && !key.is_empty());
    let stays = match (secrets, fields.target()) {
        (Some(secrets), Ok(address)) if !keeps && fields.key.is_empty() => {
            let old = secrets.origin.split_once("://").map_or(&*secrets.origin, |(_, host)| host);
            Some((t.key_stays)(old, address.host()))
        }
        _ => None,
    };
    let odd = fields.key_is_odd();
    let forget = form.connection.filter(|_| secrets.is_some()).map(|connection| {
        let (ui, edit, id) = (form.ui.clone(), form.edit.clone(), connection.id.clone());
        let onclick = Callback::from(move |_| {
            ui.send(Action::KeyForgotten(id.clone()));
            edit.emit(Edit::SecretsForgotten);
        });
        button(Kind::Quiet, t.forget_key, onclick)
    });
    let field = text_field(TextField {
        node: node.clone(),
        id: Some("connection-key"),
        dir: Some("ltr"),
        secret: true,
        verbatim: true,
        invalid: odd,
        note: Some("connection-key-note".into()),
        value: Rc::clone(&fields.key),
        placeholder: stored.map(|key| (t.key_stored)(&key.hint())).unwrap_or_default().into(),
        typed: form.typed(0, |_, text| Edit::Key(text)),
        ..TextField::default()
    });
    html! {
        <div class="field">
            <label for="connection-key">{ if facts.needs_key { t.key } else { t.key_optional } }</label>
            { field }
            <div id="connection-key-note" class="notes">
                if odd {
                    { line("problem", t.not_sendable) }
                }
                if let Some(stays) = stays {
                    { told("warning", &stays) }
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
    }
}

/// Where it is kept.
pub fn keeping(form: &Form) -> Html {
    let t = &form.ui.texts.connections;
    html! {
        <fieldset class="field choice">
            <legend>{ t.keeping }</legend>
            { place(form, Keeping::Device, t.on_device, t.on_device_about) }
            { place(form, Keeping::Tab, t.in_tab, t.in_tab_about) }
        </fieldset>
    }
}

#[inline(never)]
fn place(form: &Form, keeping: Keeping, label: &'static str, about: &'static str) -> Html {
    let edit = form.edit.clone();
    html! {
        <label class="option">
            <input type="radio" name="keeping" checked={form.fields.keeping == keeping}
                onchange={Callback::from(move |_| edit.emit(Edit::Keeping(keeping)))} />
            <span><strong>{ label }</strong><small>{ about }</small></span>
        </label>
    }
}
