//! The opened picker: a field that searches, connections with their models, and a way to any model by name.
//!
//! The field keeps the focus; arrows move through the options beside it (the combobox pattern of the ARIA guide).

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use crate::domain::connection::Connection;
use crate::domain::error::Fault;
use crate::domain::id::ConnectionId;
use crate::domain::table::Table;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::view::controls::icon_button;
use crate::view::fault::FaultNote;
use crate::view::icons::{Icon, icon};
use crate::view::model_picker::matching::{Group, List, Row};
use crate::view::{Ui, use_ui};

/// Rows moved by Page Up and Page Down.
const PAGE: usize = 8;

/// Properties of [`PickerList`].
#[derive(Clone, PartialEq, Properties)]
pub struct PickerListProps {
    /// All connections.
    pub connections: Rc<Vec<Rc<Connection>>>,
    /// The one that answers.
    pub connection: ConnectionId,
    /// The model that answers.
    pub model: Rc<str>,
    /// Connections whose models are being listed.
    pub listing: Vec<ConnectionId>,
    /// Why the models of connections could not be listed.
    pub unlisted: Table<ConnectionId, Fault>,
    /// Closes the list; `true` gives the focus back.
    pub close: Callback<bool>,
}

/// The list.
#[component]
pub fn PickerList(props: &PickerListProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let typed = use_state_eq(|| Rc::<str>::from(""));
    let active = use_state_eq(|| None::<usize>);
    let (field, place) = (use_node_ref(), use_node_ref());
    {
        let (field, place) = (field.clone(), place.clone());
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                let _ = field.focus();
            }
            // Fewer matches do not make it smaller: its field would move under the hands that type.
            if let Some(place) = place.cast::<HtmlElement>() {
                let height = [&place.offset_height().to_string(), "px"].concat();
                let _ = place.style().set_property("min-block-size", &height);
            }
        });
    }
    use_effect_with(*active, |active| active.map_or((), show_option));

    let keys = (Rc::clone(&props.connections), props.connection.clone(), Rc::clone(&props.model), Rc::clone(&typed));
    let list = use_memo(keys, |(connections, current, model, typed)| List::of(connections, current, model, typed));
    let count = list.rows().count();
    // What is typed is nearly always meant by its first match.
    let at = active.or_else(|| (!typed.is_empty() && count > 0).then_some(0)).filter(|at| *at < count);

    let choose = {
        let (ui, list, close) = (ui.clone(), Rc::clone(&list), props.close.clone());
        Callback::from(move |at: usize| {
            let Some((connection, row)) = list.rows().nth(at) else { return };
            match row {
                Row::Model(model) | Row::Typed(model) => {
                    ui.send(Action::ConnectionChosen(connection.id.clone(), Rc::clone(model)));
                    close.emit(true);
                }
                Row::Unlisted => ui.send(Action::ModelsWanted(connection.id.clone())),
            }
        })
    };
    let oninput = {
        let (typed, active) = (typed.clone(), active.clone());
        Callback::from(move |event: InputEvent| {
            typed.set(event.target_unchecked_into::<HtmlInputElement>().value().into());
            active.set(None);
        })
    };
    let field_keys = {
        let (active, choose) = (active.clone(), choose.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() || event.key_code() == 229 {
                return;
            }
            let to = match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    return at.map_or((), |at| choose.emit(at));
                }
                key => step(key, at, count),
            };
            if to.is_some() {
                event.prevent_default();
                active.set(to);
            }
        })
    };
    let onkeydown = {
        let close = props.close.clone();
        Callback::from(move |event: KeyboardEvent| {
            // The page has its own use for Escape.
            if event.key() == "Escape" {
                event.stop_propagation();
                close.emit(true);
            }
        })
    };

    let current_is_own = props.connections.iter().any(|own| own.id == props.connection && !own.is_demo());
    let wanted = props.connection.clone();
    let refresh = ui.on(move || Action::ModelsWanted(wanted.clone()));
    let mut first = 0;
    let groups = list.groups.iter().map(|group| {
        let start = first;
        first += group.rows.len();
        html! { <div key={group.connection.id.as_str().to_owned()}>{ options(group, start, at, props, &choose, &ui) }</div> }
    });
    let faults = list.groups.iter().filter_map(|group| {
        let id = &group.connection.id;
        let fault = props.unlisted.get(id).filter(|_| !props.listing.contains(id))?.clone();
        Some(html! { <FaultNote key={id.as_str().to_owned()} {fault} connection={id.clone()} /> })
    });
    html! {
        <div ref={place} class="picker-list" role="dialog" aria-label={t.choose_model} {onkeydown}>
            <div class="picker-search">
                { icon(Icon::Search) }
                <input ref={field} type="text" role="combobox" aria-expanded="true" aria-controls="picker-options"
                    aria-autocomplete="list" aria-activedescendant={at.map(option_id)} aria-label={t.search_or_type}
                    placeholder={t.search_or_type} dir="auto" autocomplete="off" autocapitalize="off"
                    spellcheck="false" enterkeyhint="done" value={Rc::clone(&typed)} {oninput} onkeydown={field_keys} />
                if current_is_own {
                    { icon_button(Icon::Retry, t.refresh, refresh) }
                }
            </div>
            <div id="picker-options" class="picker-options" role="listbox" aria-label={t.model}>{ for groups }</div>
            if count == 0 {
                <p class="hint">{ t.no_match }</p>
            }
            { for faults }
            <p class="spoken" aria-live="polite">
                { if props.listing.contains(&props.connection) { t.listing.to_owned() } else { (t.matches)(list.matches()) } }
            </p>
            <div class="picker-foot">
                <a class="button" data-kind="quiet" href={Route::NewConnection.hash()}>{ icon(Icon::Plus) }{ t.add }</a>
            </div>
        </div>
    }
}

fn options(
    group: &Group,
    start: usize,
    active: Option<usize>,
    props: &PickerListProps,
    choose: &Callback<usize>,
    ui: &Ui,
) -> Html {
    let t = &ui.texts.connections;
    let connection = &group.connection;
    let is_current = connection.id == props.connection;
    let name = if connection.is_demo() { t.demo } else { &connection.name };
    let heading = ["picker-", connection.id.as_str()].concat();
    let rows = group.rows.iter().zip(start..).map(|(row, at)| {
        let choose = choose.clone();
        let selected = is_current && matches!(row, Row::Model(model) if *model == props.model);
        let label = match row {
            Row::Model(_) if connection.is_demo() => t.demo_about.to_owned(),
            Row::Model(model) => model.as_ref().to_owned(),
            Row::Typed(model) => (t.use_typed)(model, name),
            Row::Unlisted if props.listing.contains(&connection.id) => t.listing.to_owned(),
            Row::Unlisted => t.list_models.to_owned(),
        };
        html! {
            <div key={at} id={option_id(at)} role="option" class="picker-option" dir="auto"
                aria-selected={selected.to_string()} data-active={(active == Some(at)).then_some("")}
                onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}
                onclick={Callback::from(move |_| choose.emit(at))}>
                <span>{ label }</span>
                if selected {
                    { icon(Icon::Done) }
                }
            </div>
        }
    });
    html! {
        <div role="group" aria-labelledby={heading.clone()}>
            <div id={heading} class="picker-heading" dir="auto">{ name }</div>
            { for rows }
            if group.more > 0 {
                <p class="hint" role="presentation">{ (t.more)(group.more) }</p>
            }
        </div>
    }
}

/// Where a key leads among `count` options. None: it is not for the list.
fn step(key: &str, at: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowDown" => Some(at.map_or(0, |at| if at >= last { 0 } else { at + 1 })),
        "ArrowUp" => Some(at.map_or(last, |at| at.checked_sub(1).unwrap_or(last))),
        "PageDown" => Some(at.map_or(0, |at| at + PAGE).min(last)),
        "PageUp" => Some(at.map_or(0, |at| at.saturating_sub(PAGE))),
        _ => None,
    }
}

fn option_id(at: usize) -> String {
    ["picker-option-", &at.to_string()].concat()
}

/// Brings an option into view.
fn show_option(at: usize) {
    let option = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(&option_id(at)));
    if let Some(option) = option {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round_and_pages_stop_at_the_ends() {
        let check = |key: &str, at: Option<usize>, count: usize, expected: Option<usize>| {
            assert_eq!(step(key, at, count), expected, "{key} from {at:?} of {count}");
        };
        check("ArrowDown", None, 3, Some(0));
        check("ArrowDown", Some(2), 3, Some(0));
        check("ArrowUp", None, 3, Some(2));
        check("ArrowUp", Some(0), 3, Some(2));
        check("PageDown", Some(1), 3, Some(2));
        check("PageUp", Some(2), 30, Some(0));
        check("ArrowDown", None, 0, None);
        check("a", Some(1), 3, None);
    }
}
