//! The key of a connection: typed, never shown again, and where it is kept.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::archive::vault::Standing;
use crate::domain::connection::{Connection, Keeping};
use crate::state::action::Action;
use crate::view::connection_form::Form;
use crate::view::connection_form::fields::Edit;
use crate::view::controls::{Kind, button};
use crate::view::element::{element, side_by_side};
use crate::view::part::part;
use crate::view::passphrase::{PassphraseForm, Purpose, flaw, passphrase_field, said};
use crate::view::secret_field::SecretField;
use crate::view::text_field::{labelled, line, told};

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
    let typed = form.typed(0, |_, text| Edit::Key(text));
    let field = html! {
        <SecretField
            id="connection-key"
            value={Rc::clone(&fields.key)}
            {typed}
            described_by="connection-key-note"
            placeholder={stored.map(|key| AttrValue::from((t.key_stored)(&key.hint())))}
            invalid={odd}
            node={node.clone()}
        />
    };
    let get = (!facts.keys_page.is_empty()).then(|| {
        element("a class=button data-kind=quiet target=_blank")
            .attr("href", facts.keys_page)
            .attr("rel", "noopener noreferrer")
            .child((t.get_key)(facts.name))
    });
    let notes = element("div id=connection-key-note class=notes")
        .child(odd.then(|| line("problem", t.not_sendable)))
        .child(fields.key_cleaned.then(|| told("hint", form.ui.texts.first_visit.key_cleaned)))
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
        .child(place(form, Keeping::Memory, t.in_memory, t.in_memory_about))
        .child(place(form, Keeping::Tab, t.in_tab, t.in_tab_about))
        .child(place(form, Keeping::Device, t.on_device, t.on_device_about))
        .child(place(form, Keeping::Encrypted, t.encrypted, t.encrypted_about))
        .child((form.fields.keeping == Keeping::Encrypted).then(|| passphrase(form)))
        .html()
}

/// The passphrase that encrypting takes, where this tab has none yet.
fn passphrase(form: &Form) -> Html {
    let (t, fields, vault) = (&form.ui.texts.vault, form.fields, form.vault);
    if !vault.able {
        return line("warning", t.unable);
    }
    let typed = |row| form.typed(row, Edit::Passphrase);
    match vault.standing {
        Standing::Open => Html::default(),
        Standing::Newer => line("problem", t.newer),
        Standing::Damaged => line("problem", t.unreadable),
        Standing::Locked => passphrase_field("passphrase-0", t.passphrase, &fields.passphrase, &typed(0))
            .child(said(vault, form.ui))
            .html(),
        Standing::None => {
            let problem = flaw(&fields.passphrase, &fields.again, form.ui).filter(|_| fields.pressed);
            side_by_side(vec![
                passphrase_field("passphrase-0", t.new, &fields.passphrase, &typed(0)).html(),
                passphrase_field("passphrase-1", t.again, &fields.again, &typed(1)).html(),
                line("hint", t.advice),
                told("problem", problem.unwrap_or_default()),
                said(vault, form.ui),
            ])
        }
    }
}

/// In place of key and headers, while they are locked.
pub fn locked(form: &Form, connection: &Rc<Connection>) -> Html {
    let t = &form.ui.texts;
    let (ui, id) = (form.ui.clone(), connection.id.clone());
    let forget = Callback::from(move |_| ui.send(Action::KeyForgotten(id.clone())));
    let unlocks = form.vault.standing == Standing::Locked;
    let words = match form.vault.standing {
        Standing::Newer => t.vault.newer,
        Standing::Damaged => t.vault.unreadable,
        _ => t.vault.locked_here,
    };
    element("div class=locked")
        .child(line("hint", words))
        .child(unlocks.then(|| part(PassphraseForm { purpose: Purpose::Unlock, vault: form.vault.clone() })))
        .child(unlocks.then(|| button(Kind::Quiet, t.connections.forget_key, forget)))
        .html()
}

#[inline(never)]
fn place(form: &Form, keeping: Keeping, label: &'static str, about: &'static str) -> Html {
    let edit = form.edit.clone();
    let choice = element("input type=radio name=keeping")
        .checked(form.fields.keeping == keeping)
        .attr("disabled", keeping == Keeping::Encrypted && !form.vault.able)
        .on("change", Callback::from(move |_: Event| edit.emit(Edit::Keeping(keeping))));
    let words = element("span").child(element("strong").child(label)).child(element("small").child(about));
    element("label class=option").child(choice).child(words).html()
}
