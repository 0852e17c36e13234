//! The list of conversations: begin, search, open, rename, delete; and how much room they take.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::domain::history::{Entry, History};
use crate::domain::id::ConversationId;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::state::search::{Found, Step};
use crate::state::shortcut::Shortcut;
use crate::view::controls::{Kind, button, pressable};
use crate::view::element::element;
use crate::view::entry::EntryRow;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::{Icon, icon};
use crate::view::idle::Idle;
use crate::view::part::{keyed, part};
use crate::view::search::results::{Results, enter};
use crate::view::text_field::{told, value};
use crate::view::use_ui;
use crate::view::watch::over;

/// How many conversations are drawn at once; the rest comes on demand.
const PAGE: usize = 200;
/// How many are drawn before anything else: as many as a tall page shows. The others follow in an idle moment.
const FIRST: usize = 40;

/// The list of conversations.
#[derive(Clone, PartialEq)]
pub struct Sidebar {
    /// All conversations.
    pub history: Rc<History>,
    /// The one on the page.
    pub current: Option<ConversationId>,
    /// Those whose reply is coming in.
    pub live: Vec<ConversationId>,
    /// When today began, in milliseconds since 1970.
    pub midnight: i64,
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
    let shown = use_held(|| FIRST);
    {
        let shown = shown.clone();
        use_effect_on((), move || {
            let idle = Idle::soon(move || shown.set(shown.get().max(PAGE)));
            move || drop(idle)
        });
    }
    // The row the Tab key comes by; the arrows move on from there.
    let active = use_held(|| None::<ConversationId>);
    let list = use_node();

    let searching = !props.found.typed.trim().is_empty();
    let room = shown.get();
    let found: Vec<&Rc<Entry>> = props.history.shown().take(room + 1).collect();
    let more = found.len() > room;
    let found = found.get(..room).unwrap_or(&found);
    let tabbable = [active.get().as_ref(), props.current.as_ref()]
        .into_iter()
        .flatten()
        .find(|id| found.iter().any(|entry| entry.id == **id))
        .or_else(|| found.first().map(|entry| &entry.id))
        .cloned();

    let row = |entry: &Rc<Entry>| {
        let id = &entry.id;
        let row = EntryRow {
            entry: Rc::clone(entry),
            current: props.current.as_ref() == Some(id),
            live: props.live.contains(id),
            tabbable: tabbable.as_ref() == Some(id),
        };
        keyed(id.as_str(), row)
    };
    let today = found.iter().take_while(|entry| entry.updated >= props.midnight).count();
    let (new, old) = found.split_at_checked(today).unwrap_or_default();
    let group = |heading: &'static str, entries: &[&Rc<Entry>]| {
        if entries.is_empty() {
            return Html::default();
        }
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            rows.push(row(entry));
        }
        element("section")
            .key(heading)
            .attr("aria-label", heading)
            .child(element("h2").child(heading))
            .child(element("ul").child(rows))
            .html()
    };

    let oninput = {
        let ui = ui.clone();
        Callback::from(move |event: InputEvent| ui.send(Action::Search(Step::Typed(value(&event)))))
    };
    let search_keys = {
        let (ui, list) = (ui.clone(), list.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>().filter(|_| !event.is_composing()) else {
                return;
            };
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
                "ArrowDown" => walk(&list, |_, _| 0),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let onfocusin = {
        let active = active.clone();
        Callback::from(move |event: FocusEvent| {
            let row = event.target_dyn_into::<HtmlElement>().and_then(|at| at.closest("[data-entry]").ok().flatten());
            if let Some(id) = row.and_then(|row| ConversationId::parse(&row.get_attribute("data-entry")?)) {
                active.set(Some(id));
            }
        })
    };
    let onkeydown = {
        let list = list.clone();
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => walk(&list, |at, count| (at + 1).min(count - 1)),
                "ArrowUp" => walk(&list, |at, _| at.saturating_sub(1)),
                "Home" => walk(&list, |_, _| 0),
                "End" => walk(&list, |_, count| count - 1),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let show_more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(shown.get() + PAGE))
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
    let history = element("div class=history")
        .node(&list)
        .on("focusin", onfocusin)
        .on("keydown", onkeydown)
        .child(group(t.today, new))
        .child(group(t.earlier, old))
        .child(more.then(|| button(Kind::Quiet, t.show_more, show_more)))
        .child(found.is_empty().then(|| told("none", t.nothing_yet)))
        .html();
    let shown =
        if searching { part(Results { found: props.found.clone(), current: props.current.clone() }) } else { history };
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
        .child(element("div class=side-head").child(brand).child(close))
        .child(begin)
        .child(element("label class=search").child(icon(Icon::Search)).child(search))
        .child(shown)
        .child(element("div class=foot").child(settings).child(stored))
        .html()
}

/// Moves the focus among the conversations: from the place of the focused one to the place `to` names.
fn walk(list: &NodeRef, to: impl FnOnce(u32, u32) -> u32) {
    let Some(list) = list.cast::<HtmlElement>() else { return };
    let Ok(links) = list.query_selector_all("a[href]") else { return };
    let focused = list.owner_document().and_then(|document| document.active_element());
    let row = focused.and_then(|focused| focused.closest("[data-entry]").ok().flatten());
    let at = (0..links.length())
        .find(|at| row.as_ref().is_some_and(|row| links.item(*at).is_some_and(|link| row.contains(Some(&link)))));
    if links.length() == 0 {
        return;
    }
    let next = links.item(to(at.unwrap_or(0), links.length())).and_then(|link| link.dyn_into::<HtmlElement>().ok());
    if let Some(next) = next {
        let _ = next.focus();
    }
}
