//! The panel "This conversation".

use std::rc::Rc;

use sotto::domain::conversation::Context;
use sotto::domain::parameters::{Effort, Hundredths, Parameters};
use sotto::domain::settings::{EnterKey, Settings};
use sotto::state::action::Action;

use crate::desk::Desk;
use crate::drawn::draw;

fn desk_with_panel() -> Desk {
    let mut desk = Desk::with_server();
    let settings = Settings { panel: true, system_prompt: "Answer in Latin.".into(), ..(*desk.state.settings).clone() };
    desk.act(Action::SettingsChanged(settings));
    desk
}

#[test]
fn nothing_is_sent_until_it_is_set() {
    let desk = desk_with_panel();
    let page = draw("panel", &desk.state);
    page.says("Only what you set is sent.");
    assert_eq!(page.0.matches("aria-valuetext=\"not sent\"").count(), 4);
    page.lacks("data-set");
    page.has("<option value=\"\" selected=\"selected\">not sent</option>");
    page.has("placeholder=\"Answer in Latin.\"");
    page.has("role=\"switch\"");
    page.has("aria-checked=\"true\"");
    page.control("Send none");
    assert!(page.controls("Do not send: Temperature").is_empty());
}

#[test]
fn what_is_set_shows_and_can_be_unset() {
    let mut desk = desk_with_panel();
    desk.act(Action::ContextChosen(Context::Alone));
    desk.act(Action::SystemPromptChanged(Some("Be brief.".into())));
    desk.act(Action::ParametersChanged(Parameters {
        temperature: Some(Hundredths(70)),
        max_tokens: Some(1024),
        seed: Some(-7),
        stop: vec!["END".into(), "###".into()],
        reasoning_effort: Some(Effort::High),
        extra_body: "{\"top_k\": 40}".into(),
        unstreamed: true,
        ..Parameters::default()
    }));
    let page = draw("panel-set", &desk.state);
    page.says("Only the latest question is sent");
    page.says("Be brief.");
    page.control("Use the default");
    page.has("aria-valuetext=\"0.7\"");
    page.has("value=\"1024\"");
    page.has("value=\"-7\"");
    page.says("END ###");
    page.has("<option value=\"high\" selected=\"selected\">High</option>");
    page.has("aria-checked=\"false\"");
    for label in ["Temperature", "Max tokens", "Seed", "Stop sequences", "Extra body (JSON)"] {
        page.control(&format!("Do not send: {label}"));
    }
}

#[test]
fn a_conversation_may_want_no_system_prompt_at_all() {
    let mut desk = desk_with_panel();
    desk.act(Action::SystemPromptChanged(Some(Rc::default())));
    let page = draw("panel-no-prompt", &desk.state);
    page.says("No system prompt is sent in this chat.");
    page.lacks("placeholder=\"Answer in Latin.\"");
    page.control("Use the default");
}

#[test]
fn what_the_model_refused_is_marked() {
    let mut desk = desk_with_panel();
    desk.act(Action::ParametersChanged(Parameters { top_p: Some(Hundredths(90)), ..Parameters::default() }));
    let effects = desk.act(Action::Sent("Hello".into()));
    let turn = desk.asked(&effects);
    let fault = sotto::domain::error::Fault::ParameterRefused { parameter: "top_p".into(), said: "no".into() };
    desk.act(Action::Ended(turn, sotto::protocol::chat_completions::Ending::Failed(fault)));
    let failed = desk.state.chat.thread.rows.last().unwrap().message.id.clone();
    draw("refused", &desk.state).control("Retry without top_p");
    desk.act(Action::RetriedWithout(failed, "top_p".into()));
    let page = draw("panel-refused", &desk.state);
    assert_eq!(page.text().matches("This model refused it, so it is not sent.").count(), 1);
}

#[test]
fn the_composer_shows_that_each_question_is_sent_alone() {
    let mut desk = Desk::with_server();
    draw("whole", &desk.state).lacks("data-alone");
    desk.act(Action::ContextChosen(Context::Alone));
    let page = draw("alone", &desk.state);
    page.says("Each question alone");
    page.control("Each question is sent alone. Press to send the whole chat again.");
}

#[test]
fn the_panel_offers_its_settings_to_new_chats_and_the_way_back() {
    let mut desk = desk_with_panel();
    let page = draw("panel-defaults", &desk.state);
    for label in ["Use for new chats", "Reset"] {
        assert!(page.control(label).contains("aria-disabled=\"true\""), "nothing to do: {label}");
    }
    desk.act(Action::ParametersChanged(Parameters { temperature: Some(Hundredths(70)), ..Parameters::default() }));
    let page = draw("panel-not-defaults", &desk.state);
    for label in ["Use for new chats", "Reset"] {
        assert!(!page.control(label).contains("aria-disabled"), "{label}");
    }
}

#[test]
fn the_settings_list_what_new_chats_begin_with() {
    let mut desk = desk_with_panel();
    desk.act(Action::RouteChanged(sotto::state::route::Route::Settings));
    draw("settings-defaults-unset", &desk.state).says("Nothing is set: servers use their own values.");
    desk.act(Action::RouteChanged(sotto::state::route::Route::New));
    desk.act(Action::ContextChosen(Context::Alone));
    desk.act(Action::ParametersChanged(Parameters {
        temperature: Some(Hundredths(70)),
        stop: vec!["END".into(), "###".into()],
        unstreamed: true,
        ..Parameters::default()
    }));
    desk.act(Action::ChatDefaultsSaved);
    desk.act(Action::RouteChanged(sotto::state::route::Route::Settings));
    let page = draw("settings-defaults", &desk.state);
    page.says("Context Each question alone Stream the reply Off Temperature 0.7 Stop sequences END, ###");
    assert!(!page.control("Reset").contains("aria-disabled"));
}

#[test]
fn the_hint_below_the_composer_and_the_list_of_shortcuts_say_what_enter_does() {
    let mut desk = Desk::with_server();
    draw("enter-sends", &desk.state).says("Enter sends, Shift+Enter makes a new line");
    let settings = Settings { enter: EnterKey::BreaksLine, ..(*desk.state.settings).clone() };
    desk.act(Action::SettingsChanged(settings));
    let page = draw("enter-breaks", &desk.state);
    page.says("Ctrl+Enter or ⌘+Enter sends, Enter makes a new line");
    page.does_not_say("Enter sends, Shift");
    page.has("title=\"Send (Ctrl/⌘+Enter)\"");
    page.has("enterkeyhint=\"enter\"");
    desk.act(Action::ShortcutsToggled);
    let page = draw("enter-breaks-shortcuts", &desk.state);
    page.says("Send the message Ctrl/⌘ Enter Break the line Enter");
    page.does_not_say("Shift Enter");
}

#[test]
fn a_model_that_is_a_file_is_shown_by_its_name_and_named_by_its_whole_id() {
    let id = "/srv/ada/models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf";
    let mut desk = Desk::with_server();
    let server = sotto::domain::id::ConnectionId::parse("server").unwrap();
    desk.act(Action::ConnectionChosen(server, id.into()));
    desk.turn("one", "Yes.");
    let page = draw("model-path", &desk.state);
    page.has(">Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf</span>");
    page.lacks(&[">", id, "</span>"].concat());
    page.has(&["title=\"", id, "\""].concat());
    assert!(page.0.contains(&[id, "\""].concat()), "the chip's name tells the whole id");
}
