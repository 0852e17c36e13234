//! Who answers: the chip in the composer's row that shows connection and model, and the list it opens.

pub mod combobox;
pub mod list;
pub mod matching;

use std::rc::Rc;

use web_sys::{FocusEvent, Node, wasm_bindgen::JsCast};
use yew::prelude::*;

use crate::domain::connection::Connection;
use crate::domain::error::Fault;
use crate::domain::id::ConnectionId;
use crate::domain::model_name::short_model_name;
use crate::domain::table::Table;
use crate::state::action::Action;
use crate::view::controls::named;
use crate::view::element::{element, truth};
use crate::view::focus::focus;
use crate::view::hooks::{use_held, use_node};
use crate::view::model_picker::list::PickerList;
use crate::view::part::part;
use crate::view::use_ui;

/// The id of the chip. A press on it opens the list, whoever makes it.
pub const PICKER: &str = "model";

/// The picker.
#[derive(Clone, PartialEq)]
pub struct ModelPicker {
    /// All connections.
    pub connections: Rc<Vec<Rc<Connection>>>,
    /// The one that answers.
    pub connection: ConnectionId,
    /// The model that answers. Empty: none is chosen.
    pub model: Rc<str>,
    /// Connections whose models are being listed.
    pub listing: Vec<ConnectionId>,
    /// Why the models of connections could not be listed.
    pub unlisted: Table<ConnectionId, Fault>,
}

drawn_by!(ModelPicker, use_model_picker);

#[hook]
fn use_model_picker(props: &ModelPicker) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let open = use_held(|| false);
    let (place, chip) = (use_node(), use_node());

    let current = props.connections.iter().find(|connection| connection.id == props.connection);
    let (state, shown) = match current {
        None => ("gone", AttrValue::from(t.choose_model)),
        Some(demo) if demo.is_demo() => ("demo", AttrValue::from(t.demo)),
        Some(_) if props.model.is_empty() => ("unset", AttrValue::from(t.choose_model)),
        Some(_) => ("own", AttrValue::from(short_model_name(&props.model).to_owned())),
    };
    let name = match current {
        Some(own) if state == "own" => AttrValue::from((t.chosen)(&own.name, &props.model)),
        _ => shown.clone(),
    };

    let toggle = {
        let (ui, open) = (ui.clone(), open.clone());
        let wanted = current.filter(|own| !own.is_demo() && own.models.is_empty() && !props.listing.contains(&own.id));
        let wanted = wanted.map(|own| own.id.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(wanted) = wanted.clone().filter(|_| !open.get()) {
                ui.send(Action::ModelsWanted(wanted));
            }
            open.set(!open.get());
        })
    };
    // `true` after a choice or Escape: one goes on writing. Not where the person went elsewhere. The chip has the focus
    // until the composer takes it, and keeps it where that would bring up a keyboard.
    let close = {
        let (ui, open, chip) = (ui.clone(), open.clone(), chip.clone());
        Callback::from(move |back: bool| {
            open.set(false);
            if back {
                focus(&chip);
                ui.send(Action::ComposerWanted);
            }
        })
    };
    let onfocusout = {
        let (close, place) = (close.clone(), place.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            if let (Some(to), Some(place)) = (to, place.cast::<Node>())
                && !place.contains(Some(&to))
            {
                close.emit(false);
            }
        })
    };
    let outside = close.clone();
    let chip = named(element("button type=button class=chip aria-haspopup=dialog"), name)
        .node(&chip)
        .attr("id", PICKER)
        .attr("data-connection", state)
        .attr("data-status", current.filter(|_| state == "own").map(|own| own.status.word()))
        .attr("aria-expanded", truth(open.get()))
        .on("click", toggle)
        .child(element("i aria-hidden=true"))
        .child(element("span dir=auto").child(shown));
    let picker = element("div class=picker").node(&place).on("focusout", onfocusout).child(chip);
    if !open.get() {
        return picker.html();
    }
    let outside = Callback::from(move |_: MouseEvent| outside.emit(false));
    let list = part(PickerList {
        connections: Rc::clone(&props.connections),
        connection: props.connection.clone(),
        model: Rc::clone(&props.model),
        listing: props.listing.clone(),
        unlisted: props.unlisted.clone(),
        close,
    });
    picker.child(element("div class=picker-outside").on("click", outside)).child(list).html()
}
