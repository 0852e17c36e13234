//! The page as a whole: picks from the state what each part needs, so that each is drawn only when its own part changes.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::conversation::{Context, Conversation};
use crate::state::State;
use crate::state::action::{Action, Dispatch};
use crate::state::filing::Step;
use crate::state::notice::Notice;
use crate::state::route::Route;
use crate::view::Ui;
use crate::view::announcer::Announcer;
use crate::view::composer::Composer;
use crate::view::connection_list::status;
use crate::view::controls::{Kind, button};
use crate::view::element::{element, side_by_side};
use crate::view::first_visit::first_top;
use crate::view::frame::Frame;
use crate::view::header::Header;
use crate::view::history_list::HistoryList;
use crate::view::notice::{NoticeBar, words};
use crate::view::panel::panel;
use crate::view::part::{keyed, part};
use crate::view::passphrase::own_tab;
use crate::view::search::arrival::Arrival;
use crate::view::search::inside::InsideBar;
use crate::view::settings::settings_page;
use crate::view::shortcuts::ShortcutsDialog;
use crate::view::sidebar::Sidebar;
use crate::view::stretch::LENGTH;
use crate::view::transcript::Transcript;
use crate::view::welcome::welcome;

/// Draws the page. `midnight` is when today began here, in milliseconds since 1970.
pub fn shell(state: &State, midnight: i64, dispatch: &Dispatch) -> Html {
    let ui = Ui {
        dispatch: dispatch.clone(),
        texts: state.texts(),
        origin: Rc::clone(&state.origin),
        masks_text: state.masks_text,
    };
    // Nothing is listed yet, and nobody can answer.
    let first = state.is_first_visit();
    let listless = first && state.history.entries().is_empty();
    let list = if listless { (false, false) } else { (state.settings.sidebar, state.page.drawer) };
    let settings = state.route.is_settings();
    let panel = if settings || first { (false, false) } else { (state.settings.panel, state.page.sheet) };
    let main =
        if settings { settings_page(state, list, midnight, &ui) } else { chat(state, list, panel, midnight, &ui) };
    let aside = if panel == (false, false) { Html::default() } else { panel_of(state) };
    let over = side_by_side(vec![
        part(NoticeBar {
            text: state.notice.as_ref().map(|notice| words(notice, &ui)),
            undo: state.notice.as_ref().is_some_and(Notice::can_undo),
        }),
        part(ShortcutsDialog { open: state.page.shortcuts, enter: state.settings.enter }),
        part(Announcer {
            message: state.chat.thread.rows.last().map(|row| Rc::clone(&row.message)),
            attempt: state.chat.thread.rows.last().and_then(|row| row.attempt.clone()),
            pulse: state.conversation().and_then(|talk| state.chat.turn_of(&talk.id)).map(|turn| turn.pulse),
        }),
    ]);
    let main = side_by_side(vec![storage(state, &ui), main]);
    let frame = part(Frame { list, panel, side: sidebar(state, midnight), main, aside, over });
    html! { <ContextProvider<Ui> context={ui}>{ frame }</ContextProvider<Ui>> }
}

fn sidebar(state: &State, midnight: i64) -> Html {
    let current = match &state.route {
        Route::Conversation(id) => Some(id.clone()),
        _ => None,
    };
    let list = HistoryList {
        history: Rc::clone(&state.history),
        shelves: state.shelves.clone(),
        sort: state.settings.sort,
        current,
        live: state.chat.turns.iter().map(|turn| turn.conversation.clone()).collect(),
        midnight,
        reading: state.storage.reading,
    };
    part(Sidebar {
        list,
        backups: state.storage.backups,
        used: state.storage.used,
        unsaved: state.storage.problem.is_some() || !state.storage.unsaved.is_empty(),
        settings: state.route.is_settings(),
        found: state.search.found.clone(),
    })
}

/// The conversation whose settings count: while one is read, those of a new chat.
fn talk(state: &State) -> &Rc<Conversation> {
    state.conversation().unwrap_or(&state.chat.fresh)
}

fn chat(state: &State, list: (bool, bool), panel: (bool, bool), midnight: i64, ui: &Ui) -> Html {
    let talk = talk(state);
    let (begun, title) = match &state.route {
        Route::Conversation(id) => {
            let entry = state.history.entry(id);
            (Some(id.clone()), entry.map(|entry| Rc::clone(&entry.title)).unwrap_or_default())
        }
        _ => (None, Rc::default()),
    };
    let connection = state.connection_of(talk).cloned();
    let status = connection.as_deref().map(|own| status(&own.status, midnight, ui)).unwrap_or_default();
    let model = state.model_of(talk);
    let turn = state.chat.turn_of(&talk.id);
    let empty = state.chat.thread.rows.is_empty();
    let here = state.conversation().is_some();
    let reading = if empty && here {
        welcome(connection.as_deref(), &model, state, ui)
    } else {
        let conversation = begun.clone().unwrap_or_else(|| talk.id.clone());
        let running = turn.map(|turn| (turn.message.id.clone(), turn.pulse));
        let sought = state.search.sought.as_ref().map(|sought| (sought.number, sought.message.clone()));
        keyed(conversation.as_str(), Transcript { thread: Rc::clone(&state.chat.thread), running, sought })
    };
    if state.is_first_visit() {
        let top = first_top(&state.settings, list, state.history.entries().is_empty(), ui);
        return side_by_side(vec![top, reading]);
    }
    let inside = InsideBar { inside: state.search.inside.clone(), long: state.chat.thread.rows.len() > LENGTH };
    let arrival = Arrival { sought: state.search.sought.clone(), stays: inside.inside.is_some() };
    side_by_side(vec![
        part(Header {
            conversation: begun.clone(),
            title,
            empty,
            connection,
            status,
            list,
            panel,
            temporary: state.is_temporary(),
        }),
        part(inside),
        reading,
        part(arrival),
        part(Composer {
            conversation: begun,
            composing: state.chat.composing.clone(),
            running: turn.is_some(),
            obstacle: state.chat.obstacle.clone(),
            vault: state.vault.clone(),
            offline: state.page.offline,
            connections: Rc::clone(state.connections.all()),
            connection: talk.connection.clone(),
            model,
            listing: state.connections.listing.clone(),
            unlisted: state.connections.unlisted.clone(),
            enter: state.settings.enter,
            alone: talk.context == Context::Alone,
        }),
    ])
}

fn panel_of(state: &State) -> Html {
    let talk = talk(state);
    panel(talk, &state.settings, state.connection_of(talk).map(Rc::as_ref), &state.model_of(talk))
}

/// What could not be stored, said where it cannot be overlooked. Its place is always there for screen readers.
fn storage(state: &State, ui: &Ui) -> Html {
    let unreadable = state.storage.unreadable;
    let problem = state
        .storage
        .problem
        .map(|problem| element("p data-tone=danger").child((ui.texts.faults.storage)(problem).text()));
    let lost = (unreadable > 0).then(|| element("p data-tone=warn").child((ui.texts.history.unreadable)(unreadable)));
    let fragile = state.storage.fragile && state.storage.problem.is_none();
    let fragile = fragile.then(|| element("p data-tone=warn").child(ui.texts.history.fragile));
    let temporary = (state.is_temporary() && !state.route.is_settings())
        .then(|| element("p data-tone=quiet").child(ui.texts.history.temporary_about));
    let framed = state
        .framed
        .then(|| element("p data-tone=danger").child(ui.texts.vault.framed).child(own_tab(&state.route, ui)));
    let here = state.conversation().and_then(|talk| state.history.entry(&talk.id));
    let archived = here.filter(|entry| entry.filing.archived.is_on() && !state.route.is_settings()).map(|entry| {
        let (t, id) = (&ui.texts.filing, entry.id.clone());
        let take_out = ui.on(move || Action::Filed(Step::Archived(vec![id.clone()], false)));
        element("p data-tone=quiet class=row").child(t.is_archived).child(button(Kind::Quiet, t.take_out, take_out))
    });
    element("div class=storage role=status")
        .child(framed)
        .child(temporary)
        .child(archived)
        .child(problem)
        .child(fragile)
        .child(lost)
        .html()
}
