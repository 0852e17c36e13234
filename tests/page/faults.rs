//! What went wrong, as it is drawn: what to do, the exact setting, the server's words, and the one thing that helps.

use sotto::domain::error::{Cause, Fault};
use sotto::domain::id::{ConnectionId, MessageId};
use sotto::domain::preset::Preset;
use sotto::view::fault::FaultNote;
use sotto::view::part::part;

use crate::drawn::{Drawn, drawn};

fn note(fault: Fault) -> Drawn {
    let (message, connection) = (MessageId::parse("m-1"), ConnectionId::parse("c-1"));
    drawn(part(FaultNote { fault, message, connection }))
}

#[test]
fn the_exact_setting_can_be_copied() {
    let page = note(Fault::Unreachable { host: "localhost:8000".into(), cause: Cause::Cors(Preset::Vllm) });
    page.has("--allowed-origins '[\"https://sotto.example\"]'");
    page.control("Copy");
    page.lacks("<details");
}

#[test]
fn the_servers_words_are_folded_marked_as_its_own_and_only_text() {
    let page = note(Fault::Refused { status: 418, said: "<img src=x onerror=alert(1)> I am a teapot".into() });
    page.says("The server's own words");
    page.has("&lt;img src=x");
    page.lacks("<img");
}

#[test]
fn each_fault_offers_the_one_thing_that_helps() {
    let said = || "words".into();
    let check = |fault: Fault, control: &str| {
        note(fault).control(control);
    };
    check(Fault::ParameterRefused { parameter: "seed".into(), said: said() }, "Retry without seed");
    check(Fault::ModelUnknown { model: "m".into(), said: said() }, "Choose a model");
    let refused = Fault::KeyRefused { host: "h".into(), status: 401, had_key: true, said: said() };
    let link = note(refused).control("Open the connection");
    assert!(link.contains("href=\"#/settings/connections/c-1\""), "{link}");
}

#[test]
fn on_the_connections_own_page_no_link_leads_to_it() {
    let fault = Fault::KeyRefused { host: "h".into(), status: 401, had_key: true, said: "".into() };
    let note = drawn(part(FaultNote { fault, message: None, connection: None }));
    assert!(note.controls("Open the connection").is_empty());
}
