//! The first visit, from an empty page to a chat, and messages with a key in them.

use std::rc::Rc;

use sotto::domain::error::{Cause, Fault, Obstacle};
use sotto::domain::model_choice::ListedModel;
use sotto::domain::preset::Preset;
use sotto::domain::secret::Secret;
use sotto::state::action::Action;
use sotto::state::effect::{Effect, Place, Subject};
use sotto::state::first_visit::{Command, Listed, Step};
use sotto::state::held_message::Answer;
use sotto::state::route::Route;

use crate::desk::Desk;
use crate::drawn::draw;

const OPENROUTER: &str = "sk-or-v1-0123456789abcdef0123456789abcdef4f2c";
const PLAIN: &str = "sk-0123456789abcdef0123456789abcdef";

fn step(desk: &mut Desk, step: Step) -> Vec<Effect> {
    desk.act(Action::FirstVisit(step))
}

fn paste(desk: &mut Desk, text: &str) -> Vec<Effect> {
    step(desk, Step::Typed { text: Secret::new(text), pasted: true })
}

/// The servers that are asked for their models: host and key.
fn asked(effects: &[Effect]) -> Vec<(u32, String, String)> {
    let told = |number: u32, subject: &Subject| {
        let host = subject.connection.address.as_ref().unwrap().host().to_owned();
        let key = subject.secrets.as_ref().map(|secrets| secrets.key.reveal().to_owned()).unwrap_or_default();
        (number, host, key)
    };
    let listings = effects.iter().filter_map(|effect| match effect {
        Effect::FirstVisit(Command::List(number, subject)) => Some(told(*number, subject)),
        _ => None,
    });
    listings.collect()
}

fn sends_nothing(effects: &[Effect]) -> bool {
    let sends = |effect: &Effect| {
        matches!(
            effect,
            Effect::FirstVisit(Command::List(..)) | Effect::Check(..) | Effect::ListModels(_) | Effect::Ask(..)
        )
    };
    !effects.iter().any(sends)
}

fn models(ids: &[&str]) -> Listed {
    Ok(ids.iter().map(|id| ListedModel { id: (*id).into(), created: 0, chats: None }).collect())
}

/// What is carried over a load, if the page is loaded again.
fn carried(effects: &[Effect]) -> Option<Secret> {
    let carried = effects.iter().find_map(|effect| match effect {
        Effect::FirstVisit(Command::Carry(text)) => Some(text.clone()),
        _ => None,
    });
    carried.filter(|_| effects.iter().any(|effect| matches!(effect, Effect::Reload(_))))
}

#[test]
fn a_newcomer_sees_one_field_and_neither_a_list_nor_a_composer() {
    let desk = Desk::new();
    let page = draw("first-visit", &desk.state);
    page.says("Chat quietly.");
    page.says("Sotto runs in this page alone.");
    page.control("Start");
    page.control("Look for a server on this computer");
    page.control("Try the demo");
    page.has("id=\"entry\"");
    page.has("data-list=\"hidden\"");
    assert!(!page.0.contains("id=\"composer\""), "nobody can answer yet");
    let mut desk = desk;
    let effects = desk.act(Action::ComposerWanted);
    assert!(matches!(effects[..], [Effect::Focus(Place::Entry)]), "{effects:?}");
}

#[test]
fn the_demo_answers_after_one_press_and_a_connection_can_still_be_made() {
    let mut desk = Desk::new();
    let effects = step(&mut desk, Step::DemoPressed);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Focus(Place::Composer))));
    let page = draw("demo-chosen", &desk.state);
    page.has("id=\"composer\"");
    page.has("id=\"entry\"");
    page.control("Markdown tour");
    desk.turn("Hello", "Hello");
    desk.act(Action::NewChatPressed);
    desk.act(Action::RouteChanged(Route::New));
    draw("after-demo", &desk.state).has("id=\"entry\"");
}

#[test]
fn a_pasted_key_is_taken_by_its_service_with_a_model_chosen_and_one_press_begins() {
    let mut desk = Desk::new();
    let effects = paste(&mut desk, &format!("export OPENROUTER_API_KEY=\"{OPENROUTER}\""));
    let [(number, host, key)] = &asked(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((host.as_str(), key.as_str()), ("openrouter.ai", OPENROUTER));
    let page = draw("asking", &desk.state);
    page.says("Asking openrouter.ai…");
    page.says("Only the key itself was taken.");
    page.says("sent only to openrouter.ai.");
    assert!(!page.0.contains(OPENROUTER), "the key is masked");
    page.has("sk-or-v1-••••••••••4f2c");

    step(
        &mut desk,
        Step::Listed(*number, models(&["openai/whisper-1", "meta-llama/llama-3.3-70b-instruct:free", "a/b"])),
    );
    let page = draw("takes-key", &desk.state);
    page.says("takes this key. 3 models.");
    page.does_not_say("openai/whisper-1");
    let effects = step(&mut desk, Step::StartPressed);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Focus(Place::Composer))));
    let made = desk.state.connections.all().last().unwrap().clone();
    assert_eq!((made.preset, &*made.model), (Preset::OpenRouter, "meta-llama/llama-3.3-70b-instruct:free"));
    assert_eq!(made.models.len(), 3);
    assert_eq!(desk.state.connections.secrets(&made).unwrap().key.reveal(), OPENROUTER);
    let effects = desk.act(Action::Sent("Hello".into()));
    desk.asked(&effects);
}

#[test]
fn start_pressed_while_the_models_are_listed_begins_as_soon_as_they_are_there() {
    let mut desk = Desk::new();
    let effects = paste(&mut desk, "http://127.0.0.1:8000/v1");
    let [(number, host, key)] = &asked(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((host.as_str(), key.as_str()), ("127.0.0.1:8000", ""));
    assert!(sends_nothing(&step(&mut desk, Step::StartPressed)));
    step(&mut desk, Step::Listed(*number, models(&["m.gguf"])));
    assert_eq!(desk.state.connections.all().last().unwrap().preset, Preset::LlamaCppPython);
}

#[test]
fn a_key_of_several_services_is_sent_nowhere_until_one_is_chosen() {
    for text in [PLAIN, "pplx-0123456789abcdef0123456789", "0123456789abcdef0123456789abcdef", "api.groq.com"] {
        let mut desk = Desk::new();
        assert!(sends_nothing(&paste(&mut desk, text)), "{text}");
        assert!(sends_nothing(&step(&mut desk, Step::Rested)), "{text}");
    }
    let mut desk = Desk::new();
    paste(&mut desk, PLAIN);
    assert!(sends_nothing(&step(&mut desk, Step::StartPressed)));
    let page = draw("whose-key", &desk.state);
    page.says("so nothing was sent. Whose key is it?");
    page.says("api.deepseek.com");
    let effects = step(&mut desk, Step::ProviderChosen(Preset::DeepSeek));
    let [(_, host, key)] = &asked(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((host.as_str(), key.as_str()), ("api.deepseek.com", PLAIN));
    // Another text is another key.
    assert!(sends_nothing(&paste(&mut desk, "sk-fedcba9876543210fedcba9876543210")));
}

#[test]
fn a_key_beside_the_address_of_another_server_is_sent_nowhere_until_one_is_chosen() {
    let mut desk = Desk::new();
    let text = format!("curl https://proxy.example/v1/models -H 'Authorization: Bearer {OPENROUTER}'");
    assert!(sends_nothing(&paste(&mut desk, &text)));
    draw("which-server", &desk.state).says("proxy.example stands beside it");
    let effects = step(&mut desk, Step::ProviderChosen(Preset::Custom));
    assert_eq!(asked(&effects)[0].1, "proxy.example");
}

#[test]
fn what_is_typed_is_sent_only_once_it_rests() {
    let mut desk = Desk::new();
    for end in 1..OPENROUTER.len() {
        let text = Secret::new(&OPENROUTER[..end]);
        assert!(sends_nothing(&step(&mut desk, Step::Typed { text, pasted: false })), "{end}");
    }
    assert_eq!(asked(&step(&mut desk, Step::Rested)).len(), 1);
    // Half an address would be somebody else's.
    let text = Secret::new("http://exam");
    step(&mut desk, Step::Typed { text, pasted: false });
    assert!(sends_nothing(&step(&mut desk, Step::Rested)));
    draw("press-start", &desk.state).says("Press Start to ask exam for its models.");
    assert_eq!(asked(&step(&mut desk, Step::StartPressed)).len(), 1);
}

#[test]
fn a_refused_key_stays_in_the_field_and_is_told_in_words() {
    let mut desk = Desk::new();
    let number = asked(&paste(&mut desk, OPENROUTER))[0].0;
    let refused = Fault::KeyRefused { host: "openrouter.ai".into(), status: 401, had_key: true, said: "".into() };
    step(&mut desk, Step::Listed(number, Err(refused)));
    let page = draw("refused", &desk.state);
    page.says("openrouter.ai refused the key (401).");
    page.has("sk-or-v1-••••••••••4f2c");
    assert_eq!(desk.state.connections.all().len(), 1, "nothing was saved");
}

#[test]
fn a_server_that_asks_for_a_key_gets_a_field_for_it() {
    let mut desk = Desk::new();
    let number = asked(&paste(&mut desk, "https://llm.example.com/v1"))[0].0;
    let refused = Fault::KeyRefused { host: "llm.example.com".into(), status: 401, had_key: false, said: "".into() };
    step(&mut desk, Step::Listed(number, Err(refused)));
    draw("second-field", &desk.state).says("API key for llm.example.com");
    step(&mut desk, Step::SecondTyped(Secret::new("Bearer abcdef0123456789abcdef")));
    let effects = step(&mut desk, Step::StartPressed);
    assert_eq!(asked(&effects)[0].2, "abcdef0123456789abcdef");
}

#[test]
fn servers_on_this_computer_are_asked_only_on_a_press() {
    let mut desk = Desk::new();
    let effects = step(&mut desk, Step::LookPressed);
    let asked = asked(&effects);
    let hosts: Vec<&str> = asked.iter().map(|(_, host, _)| host.as_str()).collect();
    assert_eq!(hosts, ["localhost:11434", "localhost:8080", "localhost:1234", "localhost:8000"]);
    let outcomes = [
        models(&["llama3.2:latest", "nomic-embed-text"]),
        models(&["gemma-3-12b.gguf"]),
        Err(Fault::Unreachable { host: "localhost:1234".into(), cause: Cause::Cors(Preset::LmStudio) }),
        Err(Fault::Unreachable { host: "localhost:8000".into(), cause: Cause::Down }),
    ];
    for ((number, ..), outcome) in asked.iter().zip(outcomes) {
        step(&mut desk, Step::Listed(*number, outcome));
    }
    let page = draw("found", &desk.state);
    page.says("On this computer, 2 models");
    page.says("On this computer, gemma-3-12b");
    page.says("Runs, but lets no page in yet");
    page.says("Not running on port 8000");
    step(&mut desk, Step::LocalChosen(Preset::Ollama));
    let made = desk.state.connections.all().last().unwrap().clone();
    assert_eq!((made.preset, &*made.model), (Preset::Ollama, "llama3.2:latest"));
    draw("chat-with-ollama", &desk.state).has("id=\"composer\"");
}

#[test]
fn after_a_demo_chat_the_page_loads_again_and_carries_the_key_over() {
    let mut desk = Desk::new();
    step(&mut desk, Step::DemoPressed);
    desk.turn("Hello", "Hello");
    desk.act(Action::NewChatPressed);
    desk.act(Action::RouteChanged(Route::New));
    let effects = paste(&mut desk, OPENROUTER);
    assert!(sends_nothing(&effects), "the page may not reach it yet");
    let text = carried(&effects).expect("the page is loaded again");

    let mut desk = Desk::new();
    let effects = step(&mut desk, Step::Carried(text));
    assert_eq!(asked(&effects)[0].2, OPENROUTER);

    // The same for servers on this computer, and for a key that names no service.
    let mut desk = Desk::new();
    step(&mut desk, Step::DemoPressed);
    desk.turn("Hello", "Hello");
    desk.act(Action::RouteChanged(Route::New));
    let text = carried(&step(&mut desk, Step::LookPressed)).expect("the page is loaded again");
    assert_eq!(asked(&step(&mut Desk::new(), Step::Carried(text))).len(), 4);
}

#[test]
fn a_page_shown_inside_of_another_takes_no_key() {
    let mut desk = Desk::new();
    desk.state.framed = true;
    assert!(sends_nothing(&paste(&mut desk, OPENROUTER)));
    assert!(sends_nothing(&step(&mut desk, Step::LookPressed)));
    assert!(!draw("first-visit-framed", &desk.state).0.contains("id=\"entry\""));
}

fn saved_drafts(effects: &[Effect]) -> Vec<Rc<str>> {
    let drafts = effects.iter().filter_map(|effect| match effect {
        Effect::SaveDraft(_, text) => Some(Rc::clone(text)),
        _ => None,
    });
    drafts.collect()
}

#[test]
fn a_message_with_a_key_is_held_back_with_one_question() {
    let text = format!("why is {OPENROUTER} refused?");
    for mut desk in [Desk::new(), Desk::with_server()] {
        step(&mut desk, Step::DemoPressed);
        let drafts = saved_drafts(&desk.act(Action::DraftChanged(None, text.as_str().into())));
        assert_eq!(drafts, ["why is sk-or-v1-… refused?".into()], "no stored draft has it");
        let effects = desk.act(Action::Sent(text.as_str().into()));
        assert!(effects.is_empty(), "{effects:?}");
        assert_eq!(desk.state.chat.obstacle, Some(Obstacle::HoldsKey));
        let page = draw("held-back", &desk.state);
        page.says("There is an API key in this message.");
        for answer in ["Send anyway", "Make a connection with it", "Keep editing"] {
            page.control(answer);
        }
        desk.act(Action::HeldMessage(Answer::Edit));
        assert_eq!(desk.state.chat.obstacle, None);
        assert!(desk.state.history.entries().is_empty(), "no title was made");

        desk.act(Action::Sent(text.as_str().into()));
        let effects = desk.act(Action::HeldMessage(Answer::Send));
        desk.asked(&effects);
        let title = desk.state.history.entries().first().unwrap().title.clone();
        assert!(!title.contains("0123456789"), "{title}");
    }
}

#[test]
fn an_edited_message_with_a_key_is_held_back_too() {
    let mut desk = Desk::with_server();
    desk.turn("q", "a");
    let question = desk.state.chat.thread.rows[0].message.id.clone();
    assert!(desk.act(Action::Edited(question.clone(), PLAIN.into())).is_empty());
    assert_eq!(desk.state.chat.obstacle, Some(Obstacle::HoldsKey));
    let effects = desk.act(Action::HeldMessage(Answer::Send));
    desk.asked(&effects);
}

#[test]
fn a_key_in_a_message_becomes_a_connection_and_the_other_words_stay() {
    let mut desk = Desk::with_server();
    desk.act(Action::Sent(format!("use {OPENROUTER} please").into()));
    let effects = desk.act(Action::HeldMessage(Answer::Connect));
    assert_eq!(saved_drafts(&effects), ["use sk-or-v1-… please".into()]);
    assert_eq!(desk.state.route, Route::NewConnection);
    assert_eq!(asked(&effects)[0].2, OPENROUTER);
    draw("connect-with-key", &desk.state).has("sk-or-v1-••••••••••4f2c");
}

#[test]
fn ordinary_words_are_not_held_back() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("what is sk-learn, and task-0123456789abcdef0123456789?".into()));
    desk.asked(&effects);
}
