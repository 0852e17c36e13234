//! The key of a connection: typed, never shown again, and where it is kept.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::connection::Keeping;
use crate::state::action::Action;
use crate::view::connection_form::Form;
use crate::view::connection_form::fields::Edit;
use crate::view::controls::{Kind, button};
use crate::view::element::element;
use crate::view::text_field::{TextField, labelled, line, text_field, told};

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
    let get = (!facts.keys_page.is_empty()).then(|| {
        element("a class=button data-kind=quiet target=_blank")
            .attr("href", facts.keys_page)
            .attr("rel", "noopener noreferrer")
            .child((t.get_key)(facts.name))
    });
    let notes = element("div id=connection-key-note class=notes")
        .child(odd.then(|| line("problem", t.not_sendable)))
        .child(stays.map(|stays| told("warning", stays)));
    labelled("connection-key", if facts.needs_key { t.key } else { t.key_optional }, field)
        .child(notes)
        .child(element("div class=field-foot").child(get).child(forget))
        .html()
}

/// Where it is kept.
pub fn keeping(form: &Form) -> Html {
    let t = &form.ui.texts.connections;
    element("fieldset")
        .attr("class", "field choice")
        .child(element("legend").child(t.keeping))
        .child(place(form, Keeping::Device, t.on_device, t.on_device_about))
        .child(place(form, Keeping::Tab, t.in_tab, t.in_tab_about))
        .html()
}

#[inline(never)]
fn place(form: &Form, keeping: Keeping, label: &'static str, about: &'static str) -> Html {
    let edit = form.edit.clone();
    let choice = element("input type=radio name=keeping")
        .checked(form.fields.keeping == keeping)
        .on("change", Callback::from(move |_: Event| edit.emit(Edit::Keeping(keeping))));
    let words = element("span").child(element("strong").child(label)).child(element("small").child(about));
    element("label class=option").child(choice).child(words).html()
}
