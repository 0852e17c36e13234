//! The settings: connections listed, chosen, edited and checked; and what is never shown.

use sotto::domain::age::Age;
use sotto::domain::connection::Keeping;
use sotto::domain::error::{Cause, Fault};
use sotto::domain::id::ConnectionId;
use sotto::domain::message::FinishReason;
use sotto::domain::preset::Preset;
use sotto::domain::secret::Secret;
use sotto::domain::settings::{Language, Settings, Theme};
use sotto::protocol::chat_completions::Ending;
use sotto::state::action::{Action, ConnectionForm, Healthy};
use sotto::state::connection_check::Check;
use sotto::state::route::Route;
use sotto::state::storage::Step;
use sotto::view::connection_form::outcome::Outcome;
use sotto::view::part::part;
use yew::prelude::Callback;

use crate::desk::Desk;
use crate::drawn::{Drawn, MIDNIGHT, draw, drawn};

fn server() -> ConnectionId {
    ConnectionId::parse("server").unwrap()
}

fn at(desk: &mut Desk, route: Route) {
    desk.act(Action::RouteChanged(route));
}

/// With a second connection, whose long key and headers are kept for the tab.
fn desk_with_two() -> Desk {
    let mut desk = Desk::with_server();
    desk.act(Action::ConnectionSaved(Box::new(ConnectionForm {
        preset: Preset::OpenRouter,
        name: "Work, a name so long that it needs a second line wherever there is little room".into(),
        address: "openrouter.ai/api/v1/".into(),
        key: Secret::new("sk-or-v1-0123456789abcdef"),
        headers: Some(vec![("x-team".into(), Secret::new("blue-secret-value"))]),
        model: "vendor/model-1".into(),
        keeping: Keeping::Tab,
        ..Desk::form(None)
    })));
    desk
}

#[test]
fn connections_are_listed_with_what_is_known_of_them_and_no_key_in_full() {
    let mut desk = desk_with_two();
    at(&mut desk, Route::Settings);
    let page = draw("settings", &desk.state);
    page.has("<h1 id=\"heading\" tabindex=\"-1\" dir=\"auto\">Settings</h1>");
    for known in [
        "api.groq.com",
        "Key ••••, kept on this device",
        "openrouter.ai",
        "vendor/model-1",
        "Key ••••cdef, kept for this tab only",
        "Built in. Needs no key and no network.",
    ] {
        page.says(known);
    }
    for secret in ["sk-secret", "sk-or-v1", "blue-secret-value"] {
        page.lacks(secret);
    }
    assert_eq!(page.text().matches("Used for new chats").count(), 1);
    page.control("Use for new chats: Groq");
    page.control("Edit: Groq");
    assert!(page.controls("Edit: Demo").is_empty());
    assert!(page.control("Add a connection").contains("href=\"#/settings/connect\""));
    assert!(page.control("Back to the chat").contains("href=\"#/\""));
}

#[test]
fn what_is_set_is_marked_and_what_is_kept_where_is_said() {
    let mut desk = Desk::new();
    let set = Settings { theme: Theme::Dark, system_prompt: "Be brief.".into(), ..Settings::default() };
    desk.act(Action::SettingsChanged(set));
    at(&mut desk, Route::Settings);
    let page = draw("settings-of-a-newcomer", &desk.state);
    let themes: Vec<&str> = page.0.split("<input ").filter(|input| input.contains("name=\"theme\"")).collect();
    let marked: Vec<bool> = themes.iter().map(|input| input.starts_with("checked")).collect();
    assert_eq!(marked, [false, false, true], "system, light, dark");
    page.says("Be brief.");
    page.says("All pages of https://sotto.example share one storage.");
    page.says("Nothing is counted, tracked or reported.");
    page.says(concat!("Version ", env!("CARGO_PKG_VERSION")));

    let korean = Settings { language: Language::Korean, ..Settings::default() };
    desk.act(Action::SettingsChanged(korean));
    let page = draw("settings-ko", &desk.state);
    page.says("설정");
    page.says("기본 시스템 프롬프트");
    page.control("연결 추가");
}

#[test]
fn every_kind_of_server_can_be_chosen() {
    let mut desk = Desk::new();
    at(&mut desk, Route::NewConnection);
    let page = draw("kinds", &desk.state);
    page.says("Choose a server");
    assert_eq!(page.0.matches("class=\"kind\"").count(), Preset::CHOICES.len());
    for preset in Preset::CHOICES.into_iter().filter(|preset| *preset != Preset::Custom) {
        page.says(preset.facts().name);
    }
    page.says("Any OpenAI-compatible API");
}

#[test]
fn a_form_shows_where_requests_go_and_hints_at_the_key_only() {
    let mut desk = desk_with_two();
    let other = desk.state.connections.all().last().unwrap().id.clone();
    at(&mut desk, Route::Connection(other));
    let page = draw("connection", &desk.state);
    page.says("Requests go to https://openrouter.ai/api/v1/chat/completions");
    page.has("placeholder=\"Stored: ••••cdef. Type to replace.\"");
    page.has("value=\"x-team\"");
    page.has("placeholder=\"Stored. Type to replace.\"");
    page.has("value=\"vendor/model-1\"");
    for secret in ["sk-or-v1", "blue-secret-value"] {
        page.lacks(secret);
    }
    for action in ["Check connection", "Save", "Cancel", "Forget key and headers", "Delete connection", "Add a header"]
    {
        page.control(action);
    }
    assert!(page.control("Get a key from OpenRouter").contains("href=\"https://openrouter.ai/keys\""));
}

#[test]
fn an_address_that_names_no_connection_says_so() {
    let mut desk = Desk::new();
    for id in ["gone", "demo"] {
        at(&mut desk, Route::Connection(ConnectionId::parse(id).unwrap()));
        draw("no-connection", &desk.state).says("There is no connection here.");
    }
}

fn outcome(found: Option<Result<Option<&[&str]>, Fault>>, model: &str) -> Drawn {
    let outcome = found.map(|found| {
        found
            .map(|models| Healthy { models: models.map(|models| models.iter().map(|model| (*model).into()).collect()) })
    });
    let mut check = Check::new(1, Desk::form(Some(server())), false);
    check.outcome = outcome;
    drawn(part(Outcome { check: Some(check), model: model.into(), use_address: Callback::noop() }))
}

#[test]
fn a_check_says_in_one_sentence_what_it_found() {
    outcome(None, "").says("Checking the connection");
    outcome(Some(Ok(Some(&["a"]))), "").says("Works. The server lists 1 model.");
    let two: Option<&[&str]> = Some(&["a", "b"]);
    outcome(Some(Ok(two)), " b ").says("Works. The server lists 2 models.");
    outcome(Some(Ok(two)), " b ").does_not_say("is not among");
    outcome(Some(Ok(two)), "c").says("“c” is not among the models listed.");
    outcome(Some(Ok(None)), "").says("Type the model's name.");
    let cors = Fault::Unreachable { host: "localhost:11434".into(), cause: Cause::Cors(Preset::Ollama) };
    outcome(Some(Err(cors)), "").says("OLLAMA_ORIGINS=https://sotto.example");
}

#[test]
fn a_better_address_can_be_taken_with_one_press() {
    let path = |address: &str| Fault::PathUnknown { address: address.into(), said: "".into() };
    outcome(Some(Err(path("http://localhost:11434/api/chat/completions"))), "").control("Use this address");
    let page = outcome(Some(Err(path("http://localhost:11434/v1/chat/completions"))), "");
    assert!(page.controls("Use this address").is_empty());
    assert!(outcome(Some(Err(Fault::Offline)), "").controls("Use this address").is_empty());
}

#[test]
fn what_has_not_changed_for_as_long_as_one_says_can_go() {
    let mut desk = Desk::new();
    at(&mut desk, Route::Settings);
    // The page is drawn on a day some time after; this one is as old as can be told by any of the ages.
    let told = |desk: &Desk| draw("clean-up", &desk.state).controls("Delete these (1)").len();
    assert_eq!(told(&desk), 0);
    draw("clean-up", &desk.state).says("There are none.");
    desk.now.wall = MIDNIGHT - 40 * 86_400_000;
    at(&mut desk, Route::New);
    let effects = desk.act(Action::Sent("old".into()));
    let turn = desk.asked(&effects);
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    at(&mut desk, Route::Settings);
    for (age, count) in [(Age::Year, 0), (Age::HalfYear, 0), (Age::Quarter, 0), (Age::Month, 1)] {
        desk.act(Action::Stored(Step::AgeChosen(age)));
        assert_eq!(told(&desk), count, "{age:?}");
        let chosen = format!("<option value=\"{}\" selected", age.days());
        draw("clean-up", &desk.state).has(&chosen);
    }
}
