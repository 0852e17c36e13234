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

use web_sys::{HtmlElement, HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use crate::domain::connection::{Connection, Secrets};
use crate::domain::preset::Preset;
use crate::state::action::{Action, ConnectionForm as Form};
use crate::state::connections::Check;
use crate::state::route::Route;
use crate::view::connection_form::fields::{Edit, Fields};
use crate::view::connection_form::headers::Headers;
use crate::view::connection_form::model_field::ModelField;
use crate::view::connection_form::outcome::Outcome;
use crate::view::connection_form::secrets::Key;
use crate::view::controls::{Kind, button};
use crate::view::{Ui, use_ui};

/// Properties of [`ConnectionForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct ConnectionFormProps {
    /// The connection edited. None: a new one.
    #[prop_or_default]
    pub connection: Option<Rc<Connection>>,
    /// The kind of server.
    pub preset: Preset,
    /// What is stored for it.
    #[prop_or_default]
    pub secrets: Option<Rc<Secrets>>,
    /// The check of this form.
    #[prop_or_default]
    pub check: Option<Check>,
    /// Goes back to the choice of a kind; for a new one.
    #[prop_or_default]
    pub other_kind: Option<Callback<()>>,
}

/// The form.
#[component]
pub fn ConnectionForm(props: &ConnectionFormProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let (connection, secrets) = (props.connection.as_deref(), props.secrets.as_deref());
    let fields = use_reducer(|| Fields::new(props.preset, connection, secrets));
    let edit = fields.dispatcher();
    let address_field = use_node_ref();
    let new = connection.is_none();
    {
        // What a newcomer has to type is the key, or for an unknown server the address.
        let (facts, field) = (props.preset.facts(), address_field.clone());
        use_effect_with((), move |()| {
            if new && !facts.needs_key && facts.address.is_empty() {
                focus(&field);
            }
        });
    }

    let form = fields.form(connection, secrets);
    let with_form = |act: fn(&Ui, Form)| {
        let (ui, form, edit, address_field) = (ui.clone(), form.clone(), edit.clone(), address_field.clone());
        let address_is_odd = fields.target().is_err();
        move || {
            edit.dispatch(Edit::AddressLeft);
            match form.clone() {
                Some(form) => act(&ui, form),
                None if address_is_odd => focus(&address_field),
                None => {}
            }
        }
    };
    let check = {
        let (check, edit) = (with_form(|ui, form| ui.send(Action::CheckPressed(Box::new(form)))), edit.clone());
        Callback::from(move |()| {
            check();
            edit.dispatch(Edit::Checked);
        })
    };
    let save = with_form(|ui, form| ui.send(Action::ConnectionSaved(Box::new(form))));
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        save();
    });

    let shown_check = props.check.clone().filter(|_| !fields.unchecked);
    let models = match shown_check.as_ref().and_then(|check| check.outcome.as_ref()?.as_ref().ok()?.models.clone()) {
        Some(models) => models,
        None => connection.map(|connection| Rc::clone(&connection.models)).unwrap_or_default(),
    };
    let checking = shown_check.as_ref().is_some_and(|check| check.outcome.is_none());
    let (listed, proposed) = (edit.clone(), edit.clone());
    html! {
        <form class="connection-form" novalidate=true autocomplete="off" {onsubmit} onkeydown={keep_composing()}>
            { address(&ui, &fields, &edit, &address_field) }
            <Key fields={(*fields).clone()} edit={edit.clone()} secrets={props.secrets.clone()}
                id={connection.map(|connection| connection.id.clone())} />
            <ModelField value={Rc::clone(&fields.model)} {models} busy={checking} list={check.clone()}
                onchange={Callback::from(move |model| listed.dispatch(Edit::Model(model)))} />
            { name(&ui, &fields, &edit) }
            <Headers fields={(*fields).clone()} edit={edit.clone()} secrets={props.secrets.clone()} />
            <div class="check">
                <button type="button" class="button" data-kind="plain" aria-disabled={checking.to_string()}
                    onclick={Callback::from(move |_| if !checking { check.emit(()) })}>
                    { t.check }
                </button>
                <Outcome check={shown_check} model={Rc::clone(&fields.model)}
                    use_address={Callback::from(move |address| proposed.dispatch(Edit::Address(address)))} />
            </div>
            <div class="form-actions">
                <button type="submit" class="button" data-kind="primary">{ t.save }</button>
                if let Some(other_kind) = props.other_kind.clone() {
                    { button(Kind::Plain, t.other_kind, Callback::from(move |_| other_kind.emit(()))) }
                } else {
                    <a class="button" data-kind="plain" href={Route::Settings.hash()}>{ t.cancel }</a>
                }
                if let Some(connection) = props.connection.clone() {
                    <Delete {connection} />
                }
            </div>
        </form>
    }
}

fn address(ui: &Ui, fields: &Fields, edit: &UseReducerDispatcher<Fields>, node: &NodeRef) -> Html {
    let t = &ui.texts.connections;
    let target = fields.target();
    let problem =
        target.as_ref().err().filter(|_| fields.address_left).map(|problem| (ui.texts.faults.address)(*problem));
    let clear = target.as_ref().is_ok_and(|target| target.is_plain_http() && !target.is_local());
    let (typed, left) = (edit.clone(), edit.clone());
    html! {
        <div class="field">
            <label for="connection-address">{ t.address }</label>
            <input ref={node} id="connection-address" type="text" inputmode="url" dir="ltr" autocomplete="off"
                autocapitalize="off" spellcheck="false" value={Rc::clone(&fields.address)}
                aria-invalid={problem.map(|_| "true")} aria-describedby="connection-address-note"
                oninput={Callback::from(move |event| typed.dispatch(Edit::Address(typed_in(&event))))}
                onblur={Callback::from(move |_| left.dispatch(Edit::AddressLeft))} />
            <p id="connection-address-note" class={if problem.is_some() { "problem" } else { "hint" }}>
                if let Some(problem) = problem {
                    { problem }
                } else if let Ok(target) = target {
                    { (t.requests_go_to)(&target.endpoint("chat/completions")) }
                }
            </p>
            if clear {
                <p class="warning" role="status">{ t.in_the_clear }</p>
            }
        </div>
    }
}

fn name(ui: &Ui, fields: &Fields, edit: &UseReducerDispatcher<Fields>) -> Html {
    let edit = edit.clone();
    // What it is called if nothing is typed.
    let placeholder = match fields.preset.facts().name {
        "" => fields.target().map(|address| address.host().to_owned()).unwrap_or_default(),
        name => name.to_owned(),
    };
    html! {
        <div class="field">
            <label for="connection-name">{ ui.texts.connections.name }</label>
            <input id="connection-name" type="text" dir="auto" autocomplete="off" {placeholder}
                value={Rc::clone(&fields.name)}
                oninput={Callback::from(move |event| edit.dispatch(Edit::Name(typed_in(&event))))} />
        </div>
    }
}

/// Properties of [`Delete`].
#[derive(Clone, PartialEq, Properties)]
struct DeleteProps {
    connection: Rc<Connection>,
}

/// Deletes a connection after asking.
#[component]
fn Delete(props: &DeleteProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let asking = use_state_eq(|| false);
    let ask = |asks: bool| {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| asking.set(asks))
    };
    let keep = use_node_ref();
    {
        // What was pressed is gone; the harmless answer takes its place.
        let keep = keep.clone();
        use_effect_with(*asking, move |asking| {
            if let Some(keep) = keep.cast::<HtmlElement>().filter(|_| *asking) {
                let _ = keep.focus();
            }
        });
    }
    if !*asking {
        return html! { <span class="apart">{ button(Kind::Quiet, t.delete, ask(true)) }</span> };
    }
    let id = props.connection.id.clone();
    html! {
        <div class="really" role="alert">
            <p>{ (t.delete_really)(&props.connection.name) }</p>
            <button type="button" class="button" data-kind="danger"
                onclick={ui.on(move || Action::ConnectionDeleted(id.clone()))}>
                { t.delete }
            </button>
            <button ref={keep} type="button" class="button" data-kind="plain" onclick={ask(false)}>{ t.keep }</button>
        </div>
    }
}

/// What was typed into the field of an event.
fn typed_in(event: &InputEvent) -> Rc<str> {
    event.target_unchecked_into::<HtmlInputElement>().value().into()
}

/// Enter that confirms what an input method composed does not submit. Safari says so by the key code alone.
fn keep_composing() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        if event.key() == "Enter" && (event.is_composing() || event.key_code() == 229) {
            event.prevent_default();
        }
    })
}

fn focus(field: &NodeRef) {
    if let Some(field) = field.cast::<HtmlInputElement>() {
        let _ = field.focus();
    }
}
