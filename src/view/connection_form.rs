//! The form of a connection: address, key, model, headers; checked and saved from here.
//!
//! What is typed is the form's own until saved and survives every redraw. A stored key is never shown, only hinted at.

pub mod fields;
mod headers;
pub mod kinds;
mod model_field;
pub mod outcome;
mod secrets;

use std::rc::Rc;

use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::domain::connection::{Connection, Secrets};
use crate::domain::form_draft::{FormDraft, FormOf};
use crate::domain::preset::Preset;
use crate::keyboard::is_composing;
use crate::state::action::Action;
use crate::state::connection_check::Check;
use crate::state::route::Route;
use crate::state::vault::Vault;
use crate::view::connection_form::fields::{Edit, Fields};
use crate::view::connection_form::headers::headers;
use crate::view::connection_form::model_field::ModelField;
use crate::view::connection_form::outcome::Outcome;
use crate::view::connection_form::secrets::{keeping, key, locked};
use crate::view::controls::{Kind, button, link, pressable};
use crate::view::element::{element, side_by_side, truth};
use crate::view::focus::focus;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::part::part;
use crate::view::text_field::{ignored, invalid, labelled, line, text_field, told, verbatim};
use crate::view::{Ui, use_ui};

/// The form.
#[derive(Clone, PartialEq)]
pub struct ConnectionForm {
    /// The connection edited. None: a new one.
    pub connection: Option<Rc<Connection>>,
    /// The kind of server.
    pub preset: Preset,
    /// What is stored for it.
    pub secrets: Option<Rc<Secrets>>,
    /// The encrypted keys.
    pub vault: Vault,
    /// The check of this form.
    pub check: Option<Check>,
    /// What was typed into it before it was left.
    pub draft: Option<Rc<FormDraft>>,
    /// An address as typed here, and as the browser writes it (none: it cannot).
    pub normalized: Option<(Rc<str>, Option<Rc<str>>)>,
}

/// What a press on a button at the end of the form asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Check,
    Save,
    SaveAnyway,
}

/// What the parts of the form are drawn from.
struct Form<'a> {
    ui: &'a Ui,
    fields: &'a Fields,
    edit: Callback<Edit>,
    secrets: Option<&'a Secrets>,
    vault: &'a Vault,
    /// The connection edited. None: a new one.
    connection: Option<&'a Rc<Connection>>,
}

impl Form<'_> {
    /// A receiver of what is typed into a field, or into one of a row of them.
    #[inline(never)]
    fn typed(&self, row: u32, made: fn(u32, Rc<str>) -> Edit) -> Callback<Rc<str>> {
        let edit = self.edit.clone();
        Callback::from(move |text| edit.emit(made(row, text)))
    }

    /// What a press does.
    #[inline(never)]
    fn pressed(&self, row: u32, made: fn(u32) -> Edit) -> Callback<MouseEvent> {
        let edit = self.edit.clone();
        Callback::from(move |_| edit.emit(made(row)))
    }
}

drawn_by!(ConnectionForm, use_connection_form);

#[hook]
fn use_connection_form(props: &ConnectionForm) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let held = use_held(|| {
        let (connection, secrets) = (props.connection.as_deref(), props.secrets.as_deref());
        Rc::new(Fields::new(props.preset, connection, secrets, props.draft.as_deref()))
    });
    let of = match &props.connection {
        Some(connection) => FormOf::Connection(connection.id.clone()),
        None => FormOf::New(props.preset),
    };
    let written = {
        let (held, normalized) = (held.clone(), props.normalized.clone());
        move || Rc::new(held.get().with_normalized(normalized.clone()))
    };
    let fields = written();
    let (address_field, key_field, keep) = (use_node(), use_node(), use_node());
    let edit = {
        let (ui, held, of) = (ui.clone(), held.clone(), of.clone());
        Callback::from(move |what: Edit| {
            let typed = what.is_typed();
            held.replace(Rc::new(held.get().edited(what)));
            if typed {
                ui.send(Action::FormEdited(of.clone(), held.get().draft().map(Box::new)));
            }
        })
    };
    {
        let (new, facts) = (props.connection.is_none(), props.preset.facts());
        let (address_field, key_field, keep) = (address_field.clone(), key_field.clone(), keep.clone());
        let deleting = fields.deleting;
        use_effect_on(deleting, move || {
            if deleting {
                // What was pressed is gone; the harmless answer takes its place.
                focus(&keep);
            } else if new && facts.needs_key {
                // What a newcomer has to type is the key, or for an unknown server the address.
                focus(&key_field);
            } else if new && facts.address.is_empty() {
                focus(&address_field);
            }
        });
    }
    {
        let (edit, known) = (edit.clone(), props.secrets.clone());
        use_effect_on(known.is_some(), move || {
            if let Some(secrets) = known {
                edit.emit(Edit::Known(secrets));
            }
        });
    }

    let press = {
        let (ui, edit, address_field) = (ui.clone(), edit.clone(), address_field.clone());
        let (connection, secrets, vault) = (props.connection.clone(), props.secrets.clone(), props.vault.clone());
        Callback::from(move |pressed: Pressed| {
            let checks = pressed == Pressed::Check;
            edit.emit(if checks { Edit::AddressLeft } else { Edit::Saved });
            let fields = written();
            let Some(form) = fields.form(connection.as_deref(), secrets.as_deref(), &vault, checks).map(Box::new)
            else {
                if fields.target().is_err() {
                    focus(&address_field);
                }
                return;
            };
            // Before the check begins: what is typed from then on is no part of it.
            if pressed != Pressed::SaveAnyway {
                edit.emit(Edit::Checked);
            }
            ui.send(match pressed {
                Pressed::Check => Action::CheckPressed(form),
                Pressed::Save => Action::SavePressed(form),
                Pressed::SaveAnyway => Action::ConnectionSaved(form),
            });
        })
    };
    let shown_check = props.check.clone().filter(|_| !fields.unchecked);
    let models = match shown_check.as_ref().and_then(|check| check.outcome.as_ref()?.as_ref().ok()?.models.clone()) {
        Some(models) => models,
        None => props.connection.as_ref().map(|connection| Rc::clone(&connection.models)).unwrap_or_default(),
    };
    let checking = shown_check.as_ref().is_some_and(|check| check.outcome.is_none());
    let check = {
        let press = press.clone();
        Callback::from(move |()| press.emit(Pressed::Check))
    };
    let onclick = {
        let check = check.clone();
        Callback::from(move |_: MouseEvent| {
            if !checking {
                check.emit(())
            }
        })
    };
    let onsubmit = {
        let press = press.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            press.emit(Pressed::Save);
        })
    };
    let saving = checking && shown_check.as_ref().is_some_and(|check| check.saves);
    let failed = shown_check.as_ref().is_some_and(|check| matches!(check.outcome, Some(Err(_))));
    let anyway = (saving || failed).then(|| {
        let press = Callback::from(move |_: MouseEvent| press.emit(Pressed::SaveAnyway));
        element("div class=anyway")
            .child(button(Kind::Plain, t.save_anyway, press))
            .child(saving.then(|| line("hint", t.saves_then)))
    });
    let form = Form {
        ui: &ui,
        fields: &fields,
        edit,
        secrets: props.secrets.as_deref(),
        vault: &props.vault,
        connection: props.connection.as_ref(),
    };
    let other_kind = props.connection.is_none().then(|| link(Kind::Plain, t.other_kind, Route::NewConnection.hash()));
    let cancel = button(Kind::Plain, t.cancel, ui.on(move || Action::FormCancelled(of.clone())));
    let model = part(ModelField {
        value: Rc::clone(&fields.model),
        models,
        busy: checking,
        list: check,
        onchange: form.typed(0, |_, text| Edit::Model(text)),
    });
    let outcome = part(Outcome {
        check: shown_check,
        model: Rc::clone(&fields.model),
        use_address: form.typed(0, |_, text| Edit::Address(text)),
    });
    let check = pressable("plain").attr("aria-disabled", truth(checking)).on("click", onclick).child(t.check);
    let (secrets, headers, check) = match props.connection.as_ref().filter(|connection| props.vault.locks(connection)) {
        Some(connection) => (locked(&form, connection), Html::default(), Html::default()),
        None => (
            side_by_side(vec![key(&form, &key_field), keeping(&form)]),
            headers(&form),
            element("div class=check").child(check).child(outcome).child(anyway).html(),
        ),
    };
    let save = element("button type=submit class=button data-kind=primary").child(t.save);
    let delete = form.connection.map(|connection| delete(&form, connection, &keep));
    element("form class=connection-form novalidate autocomplete=off")
        .on("submit", onsubmit)
        .on("keydown", keep_composing())
        .child(fields.restored.then(|| line("hint", t.typed_before)))
        .child(address(&form, &address_field))
        .child(secrets)
        .child(model)
        .child(name(&form))
        .child(headers)
        .child(check)
        .child(element("div class=form-actions").child(save).child(cancel).child(other_kind).child(delete))
        .html()
}

fn address(form: &Form, node: &NodeRef) -> Html {
    let t = &form.ui.texts.connections;
    let fields = form.fields;
    let (class, note) = match fields.target() {
        Err(problem) if fields.address_left => ("problem", (form.ui.texts.faults.address)(problem).to_owned()),
        Err(_) => ("hint", String::new()),
        Ok(target) => ("hint", (t.requests_go_to)(&target.endpoint("chat/completions"))),
    };
    let clear = fields.target().is_ok_and(|target| target.is_plain_http() && !target.is_local());
    let edit = form.edit.clone();
    let typed = form.typed(0, |_, text| Edit::Address(text));
    let field = "input id=connection-address inputmode=url dir=ltr aria-describedby=connection-address-note";
    let field = invalid(ignored(verbatim(text_field(field, &fields.address, &typed))), class == "problem")
        .node(node)
        .on("blur", Callback::from(move |_: FocusEvent| edit.emit(Edit::AddressLeft)));
    let note = element("p id=connection-address-note").attr("class", class).child(note);
    let warning = clear.then(|| told("warning", t.in_the_clear));
    labelled("connection-address", t.address, field).child(note).child(warning).html()
}

fn name(form: &Form) -> Html {
    // What it is called if nothing is typed.
    let placeholder = match form.fields.preset.facts().name {
        "" => form.fields.target().map(|address| address.host().to_owned()).unwrap_or_default(),
        name => name.to_owned(),
    };
    let typed = form.typed(0, |_, text| Edit::Name(text));
    let field = ignored(text_field("input id=connection-name dir=auto", &form.fields.name, &typed));
    let field = field.attr("placeholder", placeholder);
    labelled("connection-name", form.ui.texts.connections.name, field).html()
}

/// Deletes the connection after asking.
fn delete(form: &Form, connection: &Connection, keep: &NodeRef) -> Html {
    let t = &form.ui.texts.connections;
    if !form.fields.deleting {
        let ask = form.pressed(0, |_| Edit::Deleting(true));
        return element("span class=apart").child(button(Kind::Quiet, t.delete, ask)).html();
    }
    let id = connection.id.clone();
    let delete = form.ui.on::<MouseEvent>(move || Action::ConnectionDeleted(id.clone()));
    let stay = form.pressed(0, |_| Edit::Deleting(false));
    element("div class=really role=alert")
        .child(element("p").child((t.delete_really)(&connection.name)))
        .child(pressable("danger").on("click", delete).child(t.delete))
        .child(pressable("plain").node(keep).on("click", stay).child(t.keep))
        .html()
}

/// Enter that confirms what an input method composed does not submit.
fn keep_composing() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        if event.key() == "Enter" && is_composing(&event) {
            event.prevent_default();
        }
    })
}
