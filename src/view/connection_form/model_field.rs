//! The model in a connection's form: any name can be typed, and those the server lists are offered below.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::view::model_picker::matching::{WINDOW, matching};
use crate::view::use_ui;

/// Properties of [`ModelField`].
#[derive(Clone, PartialEq, Properties)]
pub struct ModelFieldProps {
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

/// The field.
#[component]
pub fn ModelField(props: &ModelFieldProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let open = use_state_eq(|| false);
    let active = use_state_eq(|| None::<usize>);
    let field = use_node_ref();
    // Until something is typed all are offered, also beside a model chosen already.
    let searching = use_state_eq(|| false);
    let keys = (Rc::clone(&props.models), searching.then(|| Rc::clone(&props.value)));
    let found = use_memo(keys, |(models, typed)| matching(models, typed.as_deref().unwrap_or_default(), WINDOW));
    let shows = *open && !found.shown.is_empty();
    let at = active.filter(|at| shows && *at < found.shown.len());

    let set_open = {
        let (open, active, searching) = (open.clone(), active.clone(), searching.clone());
        move |opens: bool| {
            open.set(opens);
            active.set(None);
            searching.set(false);
        }
    };
    let choose = {
        let (found, onchange, set_open) = (Rc::clone(&found), props.onchange.clone(), set_open.clone());
        Callback::from(move |at: usize| {
            if let Some(model) = found.shown.get(at) {
                onchange.emit(Rc::clone(model));
            }
            set_open(false);
        })
    };
    let oninput = {
        let (onchange, set_open, searching) = (props.onchange.clone(), set_open.clone(), searching.clone());
        Callback::from(move |event: InputEvent| {
            onchange.emit(event.target_unchecked_into::<HtmlInputElement>().value().into());
            set_open(true);
            searching.set(true);
        })
    };
    let onkeydown = {
        let (active, choose, set_open, count) = (active.clone(), choose.clone(), set_open.clone(), found.shown.len());
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() || event.key_code() == 229 {
                return;
            }
            match (event.key().as_str(), at) {
                ("ArrowDown", None) if shows => active.set(Some(0)),
                ("ArrowDown", None) if count > 0 => {
                    set_open(true);
                    active.set(Some(0));
                }
                ("ArrowDown", Some(at)) => active.set(Some((at + 1) % count.max(1))),
                ("ArrowUp", Some(at)) => active.set(Some(at.checked_sub(1).unwrap_or(count.saturating_sub(1)))),
                ("Enter", Some(at)) => choose.emit(at),
                ("Escape", _) if shows => {
                    event.stop_propagation();
                    set_open(false);
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let press_list = {
        let (list, set_open, busy, field) = (props.list.clone(), set_open.clone(), props.busy, field.clone());
        Callback::from(move |_: MouseEvent| {
            if !busy {
                list.emit(());
            }
            // They open where they are typed, as soon as they are there.
            set_open(true);
            if let Some(field) = field.cast::<HtmlInputElement>() {
                let _ = field.focus();
            }
        })
    };
    let blur = set_open.clone();
    let options = found.shown.iter().enumerate().map(|(place, model)| {
        let choose = choose.clone();
        html! {
            <div key={place} id={option_id(place)} role="option" class="picker-option" dir="auto"
                aria-selected={(*model == props.value).to_string()} data-active={(at == Some(place)).then_some("")}
                onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}
                onclick={Callback::from(move |_| choose.emit(place))}>
                <span>{ Rc::clone(model) }</span>
            </div>
        }
    });
    html! {
        <div class="field model-field">
            <label for="connection-model">{ t.model }</label>
            <div class="with-button">
                <input ref={field} id="connection-model" type="text" role="combobox" aria-expanded={shows.to_string()}
                    aria-controls="connection-models" aria-autocomplete="list" aria-activedescendant={at.map(option_id)}
                    dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false"
                    placeholder={t.search_or_type} value={Rc::clone(&props.value)} {oninput} {onkeydown}
                    onblur={Callback::from(move |_| blur(false))} />
                <button type="button" class="button" data-kind="plain" aria-disabled={props.busy.to_string()}
                    onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())} onclick={press_list}>
                    { t.list_models }
                </button>
            </div>
            <div id="connection-models" class="model-options" role="listbox" aria-label={t.model} hidden={!shows}>
                if shows {
                    { for options }
                }
                if shows && found.more > 0 {
                    <p class="hint">{ (t.more)(found.more) }</p>
                }
            </div>
        </div>
    }
}

fn option_id(at: usize) -> String {
    ["connection-model-", &at.to_string()].concat()
}
