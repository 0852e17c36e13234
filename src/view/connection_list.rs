//! The list of connections: which there are, what is known of each, and which one new chats begin with.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::connection_status::{ConnectionStatus, When};
use crate::domain::settings::Settings;
use crate::state::action::Action;
use crate::state::connections::Connections;
use crate::state::route::Route;
use crate::state::vault::Vault;
use crate::view::Ui;
use crate::view::controls::pressable;
use crate::view::element::{element, side_by_side};
use crate::view::icons::{Icon, icon};
use crate::view::text_field::line;

/// The list. The settings know the preferred one.
pub fn connection_list(
    connections: &Connections,
    vault: &Vault,
    settings: &Rc<Settings>,
    midnight: i64,
    ui: &Ui,
) -> Html {
    let t = &ui.texts.connections;
    let preferred = connections.preferred(settings.connection.as_ref());
    let mut rows = Vec::new();
    // A person's own come first; the demo is there for those who have none.
    for demo in [false, true] {
        for connection in connections.all().iter().filter(|connection| connection.is_demo() == demo) {
            let secrets = connections.secrets(connection).map(Rc::as_ref);
            let facts = facts(connection, secrets, vault.locks(connection), midnight, ui);
            rows.push(row(connection, facts, connection.id == preferred, settings, ui));
        }
    }
    let add = element("a class=button data-kind=plain")
        .attr("href", Route::NewConnection.hash())
        .child(icon(Icon::Plus))
        .child(t.add);
    element("section aria-labelledby=connections-heading")
        .child(element("h2 id=connections-heading").child(t.heading))
        .child(element("ul class=connections").child(rows))
        .child(add)
        .html()
}

fn row(connection: &Connection, about: Html, preferred: bool, settings: &Rc<Settings>, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let demo = connection.is_demo();
    let name: Rc<str> = if demo { t.demo.into() } else { Rc::clone(&connection.name) };
    let prefer = {
        let (ui, settings, id) = (ui.clone(), Rc::clone(settings), connection.id.clone());
        Callback::from(move |_: MouseEvent| {
            let chosen = Settings { connection: Some(id.clone()), ..(*settings).clone() };
            ui.send(Action::SettingsChanged(chosen));
        })
    };
    let prefer = if preferred {
        element("span class=badge").child(icon(Icon::Done)).child(t.preferred)
    } else {
        pressable("quiet").attr("aria-label", (t.prefer_named)(&name)).on("click", prefer).child(t.prefer)
    };
    let edit = (!demo).then(|| {
        element("a class=button data-kind=plain")
            .attr("aria-label", (t.edit_named)(&name))
            .attr("href", Route::Connection(connection.id.clone()).hash())
            .child(t.edit)
    });
    let name =
        element("strong").child(element("i class=dot aria-hidden=true")).child(element("span dir=auto").child(name));
    let facts = element("div class=connection-facts").child(name).child(about);
    element("li")
        .key(connection.id.as_str())
        .attr("data-connection", if demo { "demo" } else { "own" })
        .attr("data-status", (!demo).then(|| connection.status.word()))
        .child(facts)
        .child(element("div class=connection-actions").child(prefer).child(edit))
        .html()
}

fn facts(connection: &Connection, secrets: Option<&Secrets>, locked: bool, midnight: i64, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    if connection.is_demo() {
        return element("span").child(t.demo_about).html();
    }
    let Some(address) = &connection.address else {
        let raw = connection.raw_address.as_deref().unwrap_or_default();
        return line("problem", (t.address_unusable)(raw));
    };
    let key = match secrets.map(|secrets| &secrets.key).filter(|key| !key.is_empty()) {
        None if locked => t.key_locked.to_owned(),
        None => t.no_key.to_owned(),
        Some(key) if connection.keeping == Keeping::Memory => (t.key_in_memory)(&key.hint()),
        Some(key) if connection.keeping == Keeping::Encrypted => (t.key_encrypted)(&key.hint()),
        Some(key) if connection.keeping == Keeping::Tab => (t.key_in_tab)(&key.hint()),
        Some(key) => (t.key_on_device)(&key.hint()),
    };
    let model: Rc<str> = if connection.model.is_empty() { t.no_model.into() } else { Rc::clone(&connection.model) };
    side_by_side(vec![
        element("span dir=ltr").child(address.host().to_owned()).html(),
        element("span dir=auto").child(model).html(),
        element("span").child(key).html(),
        element("span class=status").child(status(&connection.status, midnight, ui)).html(),
    ])
}

/// What is known of whether a connection works, in words. `midnight` is when today began.
pub fn status(status: &ConnectionStatus, midnight: i64, ui: &Ui) -> String {
    let t = &ui.texts.connections;
    match status {
        ConnectionStatus::Unchecked => t.unchecked.to_owned(),
        ConnectionStatus::Worked { at } => (t.worked)(When::of(*at, midnight)),
        ConnectionStatus::Failed { at, fault } => {
            (t.failed)(When::of(*at, midnight), &(ui.texts.faults.fault)(fault, &ui.origin).sentence)
        }
    }
}
