//! The model in a connection's form: any name can be typed, and those the server lists are offered below.

use std::rc::Rc;

use yew::prelude::*;

use crate::keyboard::is_composing;
use crate::view::controls::pressable;
use crate::view::element::{element, truth};
use crate::view::focus::focus;
use crate::view::hooks::{use_held, use_node};
use crate::view::model_picker::combobox::{Combobox, combobox, keep_focus, option};
use crate::view::model_picker::matching::{Matches, WINDOW, matching};
use crate::view::text_field::line;
use crate::view::use_ui;

/// The id of the list of models.
const MODELS: &str = "connection-models";

/// The field.
#[derive(Clone, PartialEq)]
pub struct ModelField {
    /// The model typed or chosen.
    pub value: Rc<str>,
    /// The models listed.
    pub models: Rc<[Rc<str>]>,
    /// Whether they are being listed.
    pub busy: bool,
    /// Lists them.
    pub list: Callback<()>,
    /// Something was typed or chosen.
    pub onchange: Callback<Rc<str>>,
}

/// How the list stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Stand {
    open: bool,
    /// The option that the arrows are at.
    active: Option<usize>,
    /// Until something is typed all are offered, also beside a model chosen already.
    searching: bool,
}

drawn_by!(ModelField, use_model_field);

#[hook]
fn use_model_field(props: &ModelField) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let held = use_held(Stand::default);
    let stand = held.get();
    let field = use_node();
    let found = match stand {
        Stand { open: false, .. } => Matches::default(),
        Stand { searching, .. } => matching(&props.models, if searching { &props.value } else { "" }, WINDOW),
    };
    let count = found.shown.len();
    let shows = count > 0;
    let at = stand.active.filter(|at| *at < count);
    let opens = Stand { open: true, ..Stand::default() };

    let typed = {
        let (onchange, held) = (props.onchange.clone(), held.clone());
        Callback::from(move |text: Rc<str>| {
            onchange.emit(text);
            held.set(Stand { searching: true, ..opens });
        })
    };
    let shown: Rc<[Rc<str>]> = found.shown.into();
    let choose = {
        let (shown, onchange, held) = (Rc::clone(&shown), props.onchange.clone(), held.clone());
        Callback::from(move |at: usize| {
            if let Some(model) = shown.get(at) {
                onchange.emit(Rc::clone(model));
            }
            held.set(Stand::default());
        })
    };
    let keydown = {
        let (held, choose, any) = (held.clone(), choose.clone(), !props.models.is_empty());
        Callback::from(move |event: KeyboardEvent| {
            if is_composing(&event) {
                return;
            }
            let to = match (event.key().as_str(), at) {
                ("ArrowDown", None) if shows => Stand { active: Some(0), ..stand },
                ("ArrowDown", None) if any && !stand.open => Stand { active: Some(0), ..opens },
                ("ArrowDown", Some(at)) => Stand { active: Some((at + 1) % count.max(1)), ..stand },
                ("ArrowUp", Some(at)) => Stand { active: at.checked_sub(1).or(count.checked_sub(1)), ..stand },
                ("Enter", Some(at)) => {
                    event.prevent_default();
                    return choose.emit(at);
                }
                ("Escape", _) if shows => {
                    event.stop_propagation();
                    Stand::default()
                }
                _ => return,
            };
            event.prevent_default();
            held.set(to);
        })
    };
    let press_list = {
        let (list, held, busy, field) = (props.list.clone(), held.clone(), props.busy, field.clone());
        Callback::from(move |_: MouseEvent| {
            if !busy {
                list.emit(());
            }
            // They open where they are typed, as soon as they are there.
            held.set(opens);
            focus(&field);
        })
    };
    let left = held.clone();
    let mut options = Vec::with_capacity(count);
    for (place, model) in shown.iter().enumerate() {
        let (label, selected) = (AttrValue::from(Rc::clone(model)), *model == props.value);
        options.push(option(MODELS, place, label, selected, at == Some(place), &choose, None));
    }
    let typing = Combobox { open: shows, list: MODELS, at, value: Rc::clone(&props.value), typed };
    let field = combobox(&typing, &ui)
        .node(&field)
        .attr("id", "connection-model")
        .on("blur", Callback::from(move |_: FocusEvent| left.set(Stand::default())))
        .on("keydown", keydown);
    let press_list = pressable("plain")
        .attr("aria-disabled", truth(props.busy))
        .on("mousedown", keep_focus())
        .on("click", press_list)
        .child(t.list_models);
    let options = element("div class=model-options role=listbox")
        .attr("id", MODELS)
        .attr("aria-label", t.model)
        .attr("hidden", !shows)
        .child(options)
        .child((found.more > 0).then(|| line("hint", (t.more)(found.more))));
    element("div")
        .attr("class", "field model-field")
        .child(element("label for=connection-model").child(t.model))
        .child(element("div class=with-button").child(field).child(press_list))
        .child(options)
        .html()
}
