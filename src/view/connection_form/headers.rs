//! Extra headers of a connection. Their values are secrets like the key and are never shown again.

use std::rc::Rc;

use yew::prelude::*;

use crate::view::connection_form::Form;
use crate::view::connection_form::fields::{Edit, Header};
use crate::view::controls::{icon_button, pressable};
use crate::view::element::element;
use crate::view::icons::{Icon, icon};
use crate::view::secret_field::SecretField;
use crate::view::text_field::{ignored, invalid, line, text_field, told, verbatim};

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
    let always = fields.preset.facts().header.map(|(name, value)| line("hint", (t.header_always)(name, value)));
    let add = pressable("plain").on("click", form.pressed(0, |_| Edit::HeaderAdded));
    let unfolded = element("div class=field")
        .child(line("hint", t.headers_about))
        .child(always)
        .child(element("ul").child(rows))
        .child(odd_name.then(|| told("problem", t.header_malformed)))
        .child(odd_value.then(|| told("problem", t.not_sendable)))
        .child(add.child(icon(Icon::Plus)).child(t.add_header));
    element("details class=headers")
        .attr("open", fields.headers_open)
        .child(element("summary").child(t.headers))
        .child(unfolded)
        .html()
}

fn row(place: usize, header: &Header, keeps: bool, form: &Form) -> Html {
    let t = &form.ui.texts.connections;
    let at = header.row;
    let label = AttrValue::from((t.header_name)(place));
    let name = verbatim(text_field("input dir=ltr", &header.name, &form.typed(at, Edit::HeaderName)));
    let name =
        invalid(ignored(name), header.name_is_odd()).attr("aria-label", label.clone()).attr("placeholder", label);
    let label = AttrValue::from((t.header_value)(place));
    let placeholder = if header.stored.is_some() && keeps { t.value_stored.into() } else { label.clone() };
    let value = html! {
        <SecretField
            id={format!("header-value-{at}")}
            value={Rc::clone(&header.value)}
            typed={form.typed(at, Edit::HeaderValue)}
            {label}
            {placeholder}
            invalid={header.value_is_odd()}
        />
    };
    let remove = icon_button(Icon::Close, (t.remove_header)(place), form.pressed(at, Edit::HeaderRemoved));
    element("li").key(&at.to_string()).child(name).child(value).child(remove).html()
}
