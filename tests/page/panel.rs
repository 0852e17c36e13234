//! The panel "This conversation".

use std::rc::Rc;

use sotto::domain::conversation::Context;
use sotto::domain::parameters::{Effort, Hundredths, Parameters};
use sotto::domain::settings::Settings;
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
