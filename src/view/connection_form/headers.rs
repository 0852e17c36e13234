//! Extra headers of a connection. Their values are secrets like the key and are never shown again.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::connection::Secrets;
use crate::view::Ui;
use crate::view::connection_form::fields::{Edit, Fields, Header};
use crate::view::connection_form::typed_in;
use crate::view::controls::icon_button;
use crate::view::icons::{Icon, icon};
use crate::view::use_ui;

/// Properties of [`Headers`].
#[derive(Clone, PartialEq, Properties)]
pub struct HeadersProps {
    /// The form.
    pub fields: Fields,
    /// Takes edits.
    pub edit: UseReducerDispatcher<Fields>,
    /// What is stored.
    pub secrets: Option<Rc<Secrets>>,
}

/// The headers, folded as long as there are none.
#[component]
pub fn Headers(props: &HeadersProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let fields = &props.fields;
    let keeps = fields.keeps(props.secrets.as_deref());
    let rows = (1..).zip(&fields.headers).map(|(place, header)| row(place, header, keeps, props, &ui));
    let odd_name = fields.headers.iter().any(Header::name_is_odd);
    let odd_value = fields.headers.iter().any(Header::value_is_odd);
    let edit = props.edit.clone();
    // It opens by itself for headers that are stored, and closes only by hand.
    let open = use_memo((), |()| !fields.headers.is_empty());
    html! {
        <details class="headers" open={*open}>
            <summary>{ t.headers }</summary>
            <div class="field">
            <p class="hint">{ t.headers_about }</p>
            if let Some((name, value)) = fields.preset.facts().header {
                <p class="hint">{ (t.header_always)(name, value) }</p>
            }
            <ul>{ for rows }</ul>
            if odd_name {
                <p class="problem" role="status">{ t.header_malformed }</p>
            }
            if odd_value {
                <p class="problem" role="status">{ t.not_sendable }</p>
            }
            <button type="button" class="button" data-kind="plain"
                onclick={Callback::from(move |_| edit.dispatch(Edit::HeaderAdded))}>
                { icon(Icon::Plus) }{ t.add_header }
            </button>
            </div>
        </details>
    }
}

fn row(place: usize, header: &Header, keeps: bool, props: &HeadersProps, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let at = header.row;
    let (name, value, remove) = (props.edit.clone(), props.edit.clone(), props.edit.clone());
    let stored = header.stored.as_ref().filter(|_| keeps).map(|_| t.value_stored);
    html! {
        <li key={at}>
            <input type="text" dir="ltr" autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-label={(t.header_name)(place)} placeholder={(t.header_name)(place)}
                aria-invalid={header.name_is_odd().then_some("true")} value={Rc::clone(&header.name)}
                oninput={Callback::from(move |event| name.dispatch(Edit::HeaderName(at, typed_in(&event))))} />
            <input type="password" dir="ltr" autocomplete="off" data-lpignore="true" data-bwignore="true"
                data-form-type="other" aria-label={(t.header_value)(place)}
                placeholder={stored.map_or_else(|| (t.header_value)(place), str::to_owned)}
                aria-invalid={header.value_is_odd().then_some("true")} value={Rc::clone(&header.value)}
                oninput={Callback::from(move |event| value.dispatch(Edit::HeaderValue(at, typed_in(&event))))} />
            { icon_button(Icon::Close, (t.remove_header)(place),
                Callback::from(move |_| remove.dispatch(Edit::HeaderRemoved(at)))) }
        </li>
    }
}
