//! The settings, as a page of their own: connections, looks, language, default system prompt, privacy, about.

mod backup_keys;
mod clean_up;
mod general;
mod new_chats;
mod privacy;
mod storage;
mod transfer;
mod vault;

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::form_draft::FormOf;
use crate::domain::id::ConnectionId;
use crate::domain::preset::Preset;
use crate::state::State;
use crate::state::action::Action;
use crate::state::connections::Connections;
use crate::state::route::Route;
use crate::state::vault::Vault;
use crate::view::Ui;
use crate::view::connection_form::ConnectionForm;
use crate::view::connection_form::kinds::kinds;
use crate::view::connection_list::connection_list;
use crate::view::controls::{Kind, button};
use crate::view::element::{element, side_by_side};
use crate::view::first_visit::entry::EntryForm;
use crate::view::header::ListButton;
use crate::view::icons::{Icon, icon};
use crate::view::part::{keyed, part};
use crate::view::settings::general::general;
use crate::view::settings::privacy::privacy;
use crate::view::settings::storage::storage;
use crate::view::settings::transfer::transfer;
use crate::view::settings::vault::vault;
use crate::view::text_field::line;

/// The page. `list` is whether the list of conversations is shown, beside the page and over it.
pub fn settings_page(state: &State, list: (bool, bool), midnight: i64, ui: &Ui) -> Html {
    let page = match &state.route {
        _ if state.must_reload() => reloading(state, ui),
        Route::NewConnection | Route::Connection(_) | Route::NewConnectionOf(_) if state.framed => framed_form(ui),
        Route::NewConnection => chooser(state, ui),
        Route::NewConnectionOf(preset) => new_connection(*preset, &state.connections, &state.vault, ui),
        Route::Connection(id) => old_connection(id, &state.connections, &state.vault, ui),
        _ => overview(state, list, midnight, ui),
    };
    element("div class=settings").child(element("div class=settings-column").child(page)).html()
}

/// Shown while the page is loaded again, or waits for that because a reply is coming in.
fn reloading(state: &State, ui: &Ui) -> Html {
    let t = &ui.texts.settings;
    let top = top(ui.texts.connections.heading.into(), t.back_to_settings, &Route::Settings, Html::default());
    if state.chat.turns.is_empty() {
        return top;
    }
    let stop = button(Kind::Plain, t.stop_all, ui.on(|| Action::AllStopped));
    side_by_side(vec![top, element("p role=status").child(t.replies_first).html(), stop])
}

fn overview(state: &State, list: (bool, bool), midnight: i64, ui: &Ui) -> Html {
    let t = &ui.texts.settings;
    let about = element("section aria-labelledby=about-heading")
        .child(element("h2 id=about-heading").child(t.about))
        .child(element("p").child(t.about_sotto))
        .child(line("hint", (t.version)(env!("CARGO_PKG_VERSION"))));
    side_by_side(vec![
        top(t.heading.into(), t.back_to_chat, &state.back(), part(ListButton { list })),
        connection_list(&state.connections, &state.vault, &state.settings, midnight, ui),
        if state.framed { Html::default() } else { vault(&state.vault, ui) },
        general(&state.settings, ui),
        transfer(&state.transfer, (!state.framed).then_some(&state.vault), state.storage.fragile, ui),
        storage(&state.storage, &state.history, midnight, ui),
        privacy(ui),
        about.html(),
    ])
}

/// The choice of the kind of server.
fn chooser(state: &State, ui: &Ui) -> Html {
    let top = top(
        ui.texts.connections.choose_kind.into(),
        ui.texts.settings.back_to_settings,
        &Route::Settings,
        Html::default(),
    );
    let entry = html! { <EntryForm visit={state.first_visit.clone()} vault={state.vault.clone()} page_ends={true} /> };
    side_by_side(vec![top, entry, kinds(ui)])
}

/// The form of a new connection of a kind.
fn new_connection(preset: Preset, connections: &Connections, vault: &Vault, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let name = preset.facts().name;
    let heading = if name.is_empty() { AttrValue::from(t.connect_to_other) } else { (t.connect_to)(name).into() };
    let form = ConnectionForm {
        connection: None,
        preset,
        secrets: None,
        vault: vault.clone(),
        check: connections.check.clone(),
        draft: connections.drafts.get(&FormOf::New(preset)).cloned(),
        normalized: connections.normalized.clone(),
    };
    let top = top(heading, ui.texts.settings.back_to_settings, &Route::Settings, Html::default());
    side_by_side(vec![top, keyed(preset.word(), form)])
}

/// Keys are neither shown nor taken where another page may lie over this one.
fn framed_form(ui: &Ui) -> Html {
    let top =
        top(ui.texts.connections.heading.into(), ui.texts.settings.back_to_settings, &Route::Settings, Html::default());
    side_by_side(vec![top, line("hint", ui.texts.vault.framed)])
}

fn old_connection(id: &ConnectionId, connections: &Connections, vault: &Vault, ui: &Ui) -> Html {
    let back = ui.texts.settings.back_to_settings;
    let Some(connection) = connections.get(id).filter(|connection| !connection.is_demo()) else {
        let top = top(ui.texts.connections.heading.into(), back, &Route::Settings, Html::default());
        return side_by_side(vec![top, element("p").child(ui.texts.connections.not_found).html()]);
    };
    let form = ConnectionForm {
        connection: Some(Rc::clone(connection)),
        preset: connection.preset,
        secrets: connections.secrets(connection).cloned(),
        vault: vault.clone(),
        check: connections.check.clone(),
        draft: connections.drafts.get(&FormOf::Connection(id.clone())).cloned(),
        normalized: connections.normalized.clone(),
    };
    let top = top(Rc::clone(&connection.name).into(), back, &Route::Settings, Html::default());
    side_by_side(vec![top, keyed(id.as_str(), form)])
}

#[inline(never)]
fn top(heading: AttrValue, back: &'static str, to: &Route, before: Html) -> Html {
    let back =
        element("a class=button data-kind=quiet").attr("href", to.hash()).child(icon(Icon::Previous)).child(back);
    element("header class=settings-top")
        .child(element("div").child(before).child(back))
        .child(element("h1 id=heading tabindex=-1 dir=auto").child(heading))
        .html()
}
