//! The list of connections: which there are, what is known of each, and which one new chats begin with.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::settings::Settings;
use crate::state::action::Action;
use crate::state::connections::Connections;
use crate::state::route::Route;
use crate::view::Ui;
use crate::view::icons::{Icon, icon};

/// The list. The settings know the preferred one.
pub fn connection_list(connections: &Connections, settings: &Rc<Settings>, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let preferred = connections.preferred(settings.connection.as_ref());
    let mut rows = Vec::new();
    // A person's own come first; the demo is there for those who have none.
    for demo in [false, true] {
        for connection in connections.all().iter().filter(|connection| connection.is_demo() == demo) {
            let secrets = connections.secrets(connection).map(Rc::as_ref);
            rows.push(row(connection, secrets, connection.id == preferred, settings, ui));
        }
    }
    html! {
        <section aria-labelledby="connections-heading">
            <h2 id="connections-heading">{ t.heading }</h2>
            <ul class="connections">{ rows }</ul>
            <a class="button" data-kind="plain" href={Route::NewConnection.hash()}>
                { icon(Icon::Plus) }{ t.add }
            </a>
        </section>
    }
}

fn row(connection: &Connection, secrets: Option<&Secrets>, preferred: bool, settings: &Rc<Settings>, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let name = if connection.is_demo() { t.demo } else { &connection.name };
    let prefer = {
        let (ui, settings, id) = (ui.clone(), Rc::clone(settings), connection.id.clone());
        Callback::from(move |_: MouseEvent| {
            let chosen = Settings { connection: Some(id.clone()), ..(*settings).clone() };
            ui.send(Action::SettingsChanged(chosen));
        })
    };
    html! {
        <li key={connection.id.as_str().to_owned()} data-connection={if connection.is_demo() { "demo" } else { "own" }}>
            <div class="connection-facts">
                <strong dir="auto">{ name }</strong>
                { facts(connection, secrets, ui) }
            </div>
            <div class="connection-actions">
                if preferred {
                    <span class="badge">{ icon(Icon::Done) }{ t.preferred }</span>
                } else {
                    <button type="button" class="button" data-kind="quiet" aria-label={(t.prefer_named)(name)}
                        onclick={prefer}>
                        { t.prefer }
                    </button>
                }
                if !connection.is_demo() {
                    <a class="button" data-kind="plain" aria-label={(t.edit_named)(name)}
                        href={Route::Connection(connection.id.clone()).hash()}>
                        { t.edit }
                    </a>
                }
            </div>
        </li>
    }
}

fn facts(connection: &Connection, secrets: Option<&Secrets>, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let Some(address) = connection.address.as_ref().filter(|_| !connection.is_demo()) else {
        return html! { <span>{ t.demo_about }</span> };
    };
    let key = match secrets.map(|secrets| &secrets.key).filter(|key| !key.is_empty()) {
        None => t.no_key.to_owned(),
        Some(key) if connection.keeping == Keeping::Tab => (t.key_in_tab)(&key.hint()),
        Some(key) => (t.key_on_device)(&key.hint()),
    };
    let model = if connection.model.is_empty() { t.no_model } else { &connection.model };
    html! {
        <>
            <span dir="ltr">{ address.host() }</span>
            <span dir="auto">{ model }</span>
            <span>{ key }</span>
        </>
    }
}
