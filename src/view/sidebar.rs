//! The side of the page: begin, search, the list or what was found, a word about backups, and how much room all takes.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::domain::archive::backups::Backups;
use crate::domain::settings::Sort;
use crate::keyboard::is_composing;
use crate::state::action::Action;
use crate::state::filing;
use crate::state::route::Route;
use crate::state::search::{Found, Step};
use crate::state::shortcut::Shortcut;
use crate::state::{storage, transfer};
use crate::view::controls::{icon_button, pressable};
use crate::view::element::{element, side_by_side};
use crate::view::history_list::HistoryList;
use crate::view::icons::{Icon, icon};
use crate::view::menu::{Item, Menu};
use crate::view::part::part;
use crate::view::picking::picking;
use crate::view::search::results::{Results, enter};
use crate::view::text_field::value;
use crate::view::watch::over;
use crate::view::{Ui, use_ui};

/// The side of the page.
#[derive(Clone, PartialEq)]
pub struct Sidebar {
    /// What is listed.
    pub list: HistoryList,
    /// When everything was last backed up.
    pub backups: Backups,
    /// Room taken, in UTF-16 units.
    pub used: u32,
    /// Whether something could not be stored.
    pub unsaved: bool,
    /// Whether the settings are on the page.
    pub settings: bool,
    /// What was searched and found.
    pub found: Found,
}

drawn_by!(Sidebar, use_sidebar);

#[hook]
fn use_sidebar(props: &Sidebar) -> Html {
    let ui = use_ui();
    let t = &ui.texts.history;
    let searching = !props.found.typed.trim().is_empty();
    let oninput = {
        let ui = ui.clone();
        Callback::from(move |event: InputEvent| ui.send(Action::Search(Step::Typed(value(&event)))))
    };
    let search_keys = {
        let ui = ui.clone();
        Callback::from(move |event: KeyboardEvent| {
            if is_composing(&event) {
                return;
            }
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            match event.key().as_str() {
                "Escape" if !field.value().is_empty() => {
                    field.set_value("");
                    ui.send(Action::Search(Step::Typed(Rc::default())));
                }
                "ArrowDown" | "Enter" if searching => {
                    let found =
                        field.closest("nav").ok().flatten().and_then(|nav| nav.query_selector(".history").ok()?);
                    if let Some(found) = found.and_then(|found| found.dyn_into().ok()) {
                        enter(&found, event.key() == "Enter");
                    }
                }
                "ArrowDown" => enter_list(&field),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let close = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.send(Action::SidebarToggled { narrow: over().list }))
    };
    // Tenths of a million characters: what the browser calls 5 MB holds 5,242,880 of them.
    let used = props.used.saturating_add(52_428) / 104_858;
    let close = pressable("icon")
        .attr("aria-label", t.close)
        .attr("title", Shortcut::List.hint(t.close))
        .on("click", close)
        .child(icon(Icon::List));
    let brand = element("span class=brand").child(icon(Icon::Brand)).child(t.name);
    let begin = pressable("plain")
        .attr("title", Shortcut::NewChat.hint(t.new_chat))
        .on("click", ui.on::<MouseEvent>(|| Action::NewChatPressed))
        .child(icon(Icon::Plus))
        .child(t.new_chat);
    let search = element("input id=search type=search autocomplete=off")
        .attr("placeholder", t.search)
        .attr("aria-label", t.search_label)
        .attr("title", Shortcut::Search.hint(t.search_label))
        .on("input", oninput)
        .on("focus", ui.on::<FocusEvent>(|| Action::Search(Step::Focused)))
        .on("keydown", search_keys);
    let shown = if searching {
        part(Results { found: props.found.clone(), current: props.list.current.clone() })
    } else {
        listed(props, &ui)
    };
    let settings = element("a class=button data-kind=quiet")
        .attr("href", Route::Settings.hash())
        .attr("aria-current", props.settings.then_some("page"))
        .child(icon(Icon::Settings))
        .child(t.settings);
    let stored = if props.unsaved {
        element("strong class=not-saved").child(t.not_saved)
    } else {
        element("span").attr("title", t.used_title).child((t.used)(used))
    };
    element("nav id=list class=side")
        .attr("aria-label", t.conversations)
        .child(element("div class=side-head").child(brand).child(options(props, &ui)).child(close))
        .child(begin)
        .child(element("label class=search").child(icon(Icon::Search)).child(search))
        .child(shown)
        .child(reminder(props, &ui))
        .child(element("div class=foot").child(settings).child(stored))
        .html()
}

/// The list, with what can be done with those picked.
fn listed(props: &Sidebar, ui: &Ui) -> Html {
    let list = &props.list;
    let all = {
        let list = list.clone();
        Callback::from(move |()| list.all())
    };
    let back = list.shelves.archive.then(|| {
        pressable("quiet")
            .on("click", ui.on::<MouseEvent>(|| Action::Filed(filing::Step::ArchiveShown(false))))
            .child(icon(Icon::Previous))
            .child(ui.texts.filing.back)
            .html()
    });
    let picking = picking(&list.history, &list.shelves, &all, ui);
    side_by_side(vec![back.unwrap_or_default(), part(list.clone()), picking])
}

/// A word about backups, where much is in this browser only.
fn reminder(props: &Sidebar, ui: &Ui) -> Option<Html> {
    let t = &ui.texts.storage;
    // How many there are is not known yet.
    if props.list.reading {
        return None;
    }
    // To the day: this is about weeks.
    let count = props.backups.reminder(&props.list.history, props.list.midnight)?;
    let export = pressable("quiet")
        .on("click", ui.on::<MouseEvent>(|| Action::Transfer(transfer::Step::ExportAllPressed(None))))
        .child(t.back_up);
    let leave = ui.on(|| Action::Stored(storage::Step::ReminderLeft));
    let leave = icon_button(Icon::Close, ui.texts.history.dismiss, leave);
    let words = element("span").child((t.reminder)(count));
    Some(element("p class=reminder").child(words).child(export).child(leave).html())
}

/// What can be done with the whole list.
fn options(props: &Sidebar, ui: &Ui) -> Html {
    let t = &ui.texts.filing;
    let step = |make: fn() -> filing::Step| ui.on(move || Action::Filed(make()));
    let mut items = vec![
        Item::new(Icon::Done, t.select, step(|| filing::Step::Picking(true))),
        Item::new(Icon::Folder, t.new_folder, step(|| filing::Step::NameWanted(Vec::new()))),
        Item::new(Icon::Archive, t.archive, step(|| filing::Step::ArchiveShown(true))),
    ];
    for (label, sort) in [(t.by_change, Sort::Changed), (t.by_creation, Sort::Created), (t.by_title, Sort::Title)] {
        let choice = Item::new(Icon::Sort, label, ui.on(move || Action::Filed(filing::Step::Sorted(sort))));
        items.push(Item { checked: Some(props.list.sort == sort), ..choice });
    }
    part(Menu { label: t.options.into(), items, tabbable: true, sign: Icon::More })
}

/// Puts the focus into the list below the field.
fn enter_list(field: &HtmlInputElement) {
    let first = field.owner_document().and_then(|page| page.query_selector(".history [tabindex='0']").ok().flatten());
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        let _ = first.focus();
    }
}
