//! The opened picker: a field that searches, connections with their models, and a way to any model by name.

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use crate::domain::connection::Connection;
use crate::domain::error::Fault;
use crate::domain::id::ConnectionId;
use crate::domain::table::Table;
use crate::keyboard::is_composing;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::view::controls::icon_button;
use crate::view::element::element;
use crate::view::fault::FaultNote;
use crate::view::focus::focus;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::{Icon, icon};
use crate::view::model_picker::combobox::{Combobox, combobox, option, option_id};
use crate::view::model_picker::matching::{Group, List, Row};
use crate::view::part::keyed;
use crate::view::text_field::line;
use crate::view::{Ui, use_ui};

/// Rows moved by Page Up and Page Down.
const PAGE: usize = 8;

/// The id of the list of options.
const OPTIONS: &str = "picker-options";

/// The list.
#[derive(Clone, PartialEq)]
pub struct PickerList {
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

/// How the list stands.
#[derive(Clone, Default, PartialEq, Eq)]
struct Stand {
    /// What is searched.
    typed: Rc<str>,
    /// The option that the arrows are at.
    active: Option<usize>,
    /// Whether models are shown too that one cannot chat with.
    all: bool,
}

drawn_by!(PickerList, use_picker_list);

#[hook]
fn use_picker_list(props: &PickerList) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let held = use_held(Stand::default);
    let stand = held.get();
    let (field, place) = (use_node(), use_node());
    {
        let (field, place, fresh) = (field.clone(), place.clone(), stand.typed.is_empty());
        let active = stand.active;
        use_effect_on(active, move || match active {
            Some(at) => show_option(at),
            None if fresh => {
                focus(&field);
                // Fewer matches do not make it smaller: its field would move under the hands that type.
                if let Some(place) = place.cast::<HtmlElement>() {
                    let height = [&place.offset_height().to_string(), "px"].concat();
                    let _ = place.style().set_property("min-block-size", &height);
                }
            }
            None => {}
        });
    }

    let list = Rc::new(List::of(&props.connections, &props.connection, &props.model, &stand.typed, stand.all));
    let mut count = 0;
    for group in &list.groups {
        count += group.rows.len();
    }
    // What is typed is nearly always meant by its first match.
    let at = stand.active.or_else(|| (!stand.typed.is_empty()).then_some(0)).filter(|at| *at < count);

    let choose = {
        let (ui, list, close, held) = (ui.clone(), Rc::clone(&list), props.close.clone(), held.clone());
        Callback::from(move |at: usize| {
            let Some((connection, row)) = list.rows().nth(at) else { return };
            match row {
                Row::Model(model) | Row::Typed(model) => {
                    ui.send(Action::ConnectionChosen(connection.id.clone(), Rc::clone(model)));
                    close.emit(true);
                }
                Row::Unlisted => ui.send(Action::ModelsWanted(connection.id.clone())),
                Row::All(_) => held.set(Stand { all: true, active: None, ..held.get() }),
            }
        })
    };
    let typed = {
        let held = held.clone();
        Callback::from(move |typed: Rc<str>| held.set(Stand { typed, active: None, ..held.get() }))
    };
    let onkeydown = {
        let (choose, close) = (choose.clone(), props.close.clone());
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            if key == "Escape" {
                // The page has its own use for it.
                event.stop_propagation();
                return close.emit(true);
            }
            // All other keys are the field's: the buttons beside it have their own use for Enter.
            if is_composing(&event) || event.target_dyn_into::<HtmlInputElement>().is_none() {
                return;
            }
            if key == "Enter" {
                event.prevent_default();
                return at.map_or((), |at| choose.emit(at));
            }
            let to = step(&key, at, count);
            if to.is_some() {
                event.prevent_default();
                held.set(Stand { active: to, ..held.get() });
            }
        })
    };

    let current_is_own = props.connections.iter().any(|own| own.id == props.connection && !own.is_demo());
    let wanted = props.connection.clone();
    let refresh = ui.on(move || Action::ModelsWanted(wanted.clone()));
    let (mut first, mut groups, mut faults) = (0, Vec::new(), Vec::new());
    for group in &list.groups {
        groups.push(options(group, first, at, props, &choose, &ui));
        first += group.rows.len();
        let id = &group.connection.id;
        if let Some(fault) = props.unlisted.get(id).filter(|_| !props.listing.contains(id)) {
            let note = FaultNote { fault: fault.clone(), message: None, connection: Some(id.clone()) };
            faults.push(keyed(id.as_str(), note));
        }
    }
    let told =
        if props.listing.contains(&props.connection) { t.listing.to_owned() } else { (t.matches)(list.matches()) };
    let search = Combobox { open: true, list: OPTIONS, at, value: Rc::clone(&stand.typed), typed };
    let search = combobox(&search, &ui).node(&field).attr("aria-label", t.search_or_type).attr("enterkeyhint", "done");
    let refresh = current_is_own.then(|| icon_button(Icon::Retry, t.refresh, refresh));
    let options =
        element("div class=picker-options role=listbox").attr("id", OPTIONS).attr("aria-label", t.model).child(groups);
    let add = element("a class=button data-kind=quiet")
        .attr("href", Route::NewConnection.hash())
        .child(icon(Icon::Plus))
        .child(t.add);
    element("div class=picker-list role=dialog")
        .node(&place)
        .attr("aria-label", t.choose_model)
        .on("keydown", onkeydown)
        .child(element("div class=picker-search").child(icon(Icon::Search)).child(search).child(refresh))
        .child(options)
        .child((count == 0).then(|| line("hint", t.no_match)))
        .child(faults)
        .child(element("p class=spoken aria-live=polite").child(told))
        .child(element("div class=picker-foot").child(add))
        .html()
}

fn options(
    group: &Group,
    start: usize,
    active: Option<usize>,
    props: &PickerList,
    choose: &Callback<usize>,
    ui: &Ui,
) -> Html {
    let t = &ui.texts.connections;
    let connection = &group.connection;
    let is_current = connection.id == props.connection;
    let name: Rc<str> = if connection.is_demo() { t.demo.into() } else { Rc::clone(&connection.name) };
    let heading = AttrValue::from(["picker-", connection.id.as_str()].concat());
    let mut rows = Vec::with_capacity(group.rows.len());
    for (row, at) in group.rows.iter().zip(start..) {
        let mut selected = false;
        let label = match row {
            Row::Model(model) => {
                selected = is_current && *model == props.model;
                if connection.is_demo() { t.demo_about.into() } else { AttrValue::from(Rc::clone(model)) }
            }
            Row::Typed(model) => (t.use_typed)(model, &name).into(),
            Row::Unlisted if props.listing.contains(&connection.id) => t.listing.into(),
            Row::Unlisted => t.list_models.into(),
            Row::All(count) => (ui.texts.first_visit.show_all)(*count).into(),
        };
        rows.push(option(OPTIONS, at, label, selected, active == Some(at), choose, Some(Icon::Done)));
    }
    let more = (group.more > 0).then(|| element("p class=hint role=presentation").child((t.more)(group.more)));
    let group = element("div role=group")
        .attr("aria-labelledby", heading.clone())
        .child(element("div class=picker-heading dir=auto").attr("id", heading).child(name))
        .child(rows)
        .child(more);
    element("div").key(connection.id.as_str()).child(group).html()
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

/// Brings an option into view.
fn show_option(at: usize) {
    let option = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(&option_id(OPTIONS, at)));
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
