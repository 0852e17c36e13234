//! Extra headers of a connection. Their values are secrets like the key and are never shown again.

use std::rc::Rc;

use yew::prelude::*;

use crate::view::connection_form::Form;
use crate::view::connection_form::fields::{Edit, Header};
use crate::view::controls::icon_button;
use crate::view::icons::{Icon, icon};
use crate::view::text_field::{TextField, line, text_field, told};

/// The headers, folded as long as there are none.
pub fn headers(form: &Form) -> Html {
    let t = &form.ui.texts.connections;
    let fields = form.fields;
    let keeps = fields.keeps(form.secrets);
    let (mut rows, mut odd_name, mut odd_value) = (Vec::new(), false, false);
    for (place, header) in (1..).zip(&fields.headers) {
        odd_name |= header.name_is_odd();
        odd_value |= header.value_is_odd();
        rows.push(row(place, header, keeps, form));
    }
    // It opens by itself for headers that are stored, and closes only by hand.
    html! {
        <details class="headers" open={fields.headers_open}>
            <summary>{ t.headers }</summary>
            <div class="field">
            { line("hint", t.headers_about) }
            if let Some((name, value)) = fields.preset.facts().header {
                { line("hint", &(t.header_always)(name, value)) }
            }
            <ul>{ rows }</ul>
            if odd_name {
                { told("problem", t.header_malformed) }
            }
            if odd_value {
                { told("problem", t.not_sendable) }
            }
            <button type="button" class="button" data-kind="plain" onclick={form.pressed(0, |_| Edit::HeaderAdded)}>
                { icon(Icon::Plus) }{ t.add_header }
            </button>
            </div>
        </details>
    }
}

fn row(place: usize, header: &Header, keeps: bool, form: &Form) -> Html {
    let t = &form.ui.texts.connections;
    let at = header.row;
    let label = AttrValue::from((t.header_name)(place));
    let name = text_field(TextField {
        dir: Some("ltr"),
        verbatim: true,
        label: Some(label.clone()),
        placeholder: label,
        invalid: header.name_is_odd(),
        value: Rc::clone(&header.name),
        typed: form.typed(at, Edit::HeaderName),
        ..TextField::default()
    });
    let label = AttrValue::from((t.header_value)(place));
    let value = text_field(TextField {
        dir: Some("ltr"),
        secret: true,
        label: Some(label.clone()),
        placeholder: if header.stored.is_some() && keeps { t.value_stored.into() } else { label },
        invalid: header.value_is_odd(),
        value: Rc::clone(&header.value),
        typed: form.typed(at, Edit::HeaderValue),
        ..TextField::default()
    });
    html! {
        <li key={at}>
            { name }
            { value }
            { icon_button(Icon::Close, (t.remove_header)(place), form.pressed(at, Edit::HeaderRemoved)) }
        </li>
    }
}
