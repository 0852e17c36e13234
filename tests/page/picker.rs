//! Who answers: the chip, and the list it opens.

use sotto::domain::table::Table;
use std::rc::Rc;

use sotto::domain::connection::Connection;
use sotto::domain::error::{Cause, Fault};
use sotto::domain::id::ConnectionId;
use sotto::domain::preset::Preset;
use sotto::state::action::Action;
use sotto::view::model_picker::list::PickerList;
use sotto::view::part::part;
use yew::prelude::Callback;

use crate::desk::Desk;
use crate::drawn::{Drawn, draw, drawn};

#[test]
fn the_chip_says_who_answers() {
    let check = |desk: &Desk, name: &str, state: &str| {
        let chip = draw("chip", &desk.state).control(name);
        assert!(chip.contains(&format!("data-connection=\"{state}\"")) && chip.contains("id=\"model\""), "{chip}");
    };
    check(&Desk::with_server(), "Model: m, connection: Groq", "own");
    let mut desk = Desk::with_server();
    let mut form = Desk::form(Some(ConnectionId::parse("server").unwrap()));
    form.model = "".into();
    desk.act(Action::ConnectionSaved(Box::new(form)));
    desk.act(Action::NewChatPressed);
    check(&desk, "Choose a model", "unset");
}

fn list(models: &[&str], listing: bool, fault: Option<Fault>) -> Drawn {
    let id = ConnectionId::parse("a").unwrap();
    let own = Connection {
        models: models.iter().map(|model| Rc::from(*model)).collect(),
        ..Connection::from_preset(id.clone(), Preset::Groq)
    };
    let list = PickerList {
        connections: Rc::new(vec![Rc::new(Connection::demo()), Rc::new(own)]),
        connection: id.clone(),
        model: "m".into(),
        listing: if listing { vec![id.clone()] } else { Vec::new() },
        unlisted: fault.map(|fault| Table::from_iter([(id, fault)])).unwrap_or_default(),
        close: Callback::noop(),
    };
    drawn(part(list))
}

#[test]
fn connections_are_groups_and_the_model_in_use_is_selected() {
    let page = list(&["x", "m"], false, None);
    page.has("role=\"dialog\"");
    page.has("role=\"combobox\"");
    assert_eq!(page.0.matches("role=\"option\"").count(), 3);
    assert_eq!(page.0.matches("aria-selected=\"true\"").count(), 1);
    let text = page.text();
    assert!(text.find("Groq").unwrap() < text.find("Demo").unwrap(), "{text}");
    page.control("List the models again");
    assert!(page.control("Add a connection").contains("href=\"#/settings/connect\""));
}

#[test]
fn a_list_that_has_not_come_is_in_nobodys_way() {
    list(&[], false, None).says("List models");
    list(&[], true, None).says("Listing the models");
    let down = Fault::Unreachable { host: "h.example".into(), cause: Cause::Down };
    let page = list(&[], false, Some(down));
    page.says("h.example does not answer.");
    assert!(page.control("Open the connection").contains("href=\"#/settings/connections/a\""));
}

#[test]
fn ten_thousand_models_are_drawn_as_a_window() {
    let names: Vec<String> = (0..10_000).map(|number| format!("vendor/model-{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let page = list(&names, false, None);
    assert!(page.0.matches("role=\"option\"").count() <= 100);
    page.says("9,951 more. Type to narrow them down.");
}
