//! Saving a connection: checked first, saved anyway where the person says so; and what is known of it afterwards.

use sotto::domain::connection_status::ConnectionStatus;
use sotto::domain::error::{Cause, Fault};
use sotto::domain::form_draft::{FormDraft, FormOf};
use sotto::domain::id::ConnectionId;
use sotto::domain::message::FinishReason;
use sotto::domain::preset::Preset;
use sotto::domain::settings::{Language, Settings};
use sotto::protocol::chat_completions::Ending;
use sotto::state::action::{Action, ConnectionForm, Healthy};
use sotto::state::effect::Effect;
use sotto::state::route::Route;

use crate::desk::Desk;
use crate::drawn::draw;

fn server() -> ConnectionId {
    ConnectionId::parse("server").unwrap()
}

fn down() -> Fault {
    Fault::Unreachable { host: "api.groq.com".into(), cause: Cause::Down }
}

fn works() -> Result<Healthy, Fault> {
    Ok(Healthy { models: Some(["m".into(), "n".into()].into()) })
}

fn saves(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::SaveSecrets(..)))
}

/// The number of the check that was begun.
fn check(effects: &[Effect]) -> Option<u32> {
    effects.iter().find_map(|effect| match effect {
        Effect::Check(number, _) => Some(*number),
        _ => None,
    })
}

fn pressed(form: ConnectionForm) -> Action {
    Action::SavePressed(Box::new(form))
}

/// With the form of a new connection, saved once.
fn saving() -> (Desk, u32) {
    let mut desk = Desk::new();
    desk.act(Action::RouteChanged(Route::NewConnectionOf(Preset::Groq)));
    let effects = desk.act(pressed(Desk::form(None)));
    assert!(!saves(&effects), "{effects:?}");
    let number = check(&effects).unwrap();
    (desk, number)
}

fn status(desk: &Desk) -> ConnectionStatus {
    desk.state.connections.all().last().unwrap().status.clone()
}

#[test]
fn a_connection_that_works_is_saved_by_one_press_and_its_models_are_not_asked_for_again() {
    let (mut desk, number) = saving();
    let effects = desk.act(Action::Checked(number, works()));
    assert!(saves(&effects));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::ListModels(_))));
    let held = desk.state.connections.all().last().unwrap().clone();
    assert_eq!((held.models.len(), &held.status), (2, &ConnectionStatus::Worked { at: desk.now.wall }));
    assert_eq!(desk.state.route, Route::New);
}

#[test]
fn a_refused_key_or_a_dead_server_is_told_before_anything_is_saved_and_can_be_saved_anyway() {
    let (mut desk, number) = saving();
    let effects = desk.act(Action::Checked(number, Err(down())));
    assert!(!saves(&effects) && desk.state.connections.all().len() == 1, "{effects:?}");
    assert_eq!(desk.state.route, Route::NewConnectionOf(Preset::Groq));
    let effects = desk.act(Action::ConnectionSaved(Box::new(Desk::form(None))));
    assert!(saves(&effects));
    assert_eq!(status(&desk), ConnectionStatus::Failed { at: desk.now.wall, fault: down() });
    desk.act(Action::RouteChanged(Route::Settings));
    let page = draw("failed-connection", &desk.state);
    page.has("data-status=\"failed\"");
    page.says("Failed today at 22:13: ");

    // Another press of Save tries again.
    let (mut desk, number) = saving();
    desk.act(Action::Checked(number, Err(down())));
    let effects = desk.act(pressed(Desk::form(None)));
    assert!(check(&effects).is_some_and(|again| again != number) && !saves(&effects));
}

#[test]
fn who_does_not_wait_for_the_check_stops_it_and_is_told_that_nothing_is_known() {
    let (mut desk, number) = saving();
    let effects = desk.act(Action::ConnectionSaved(Box::new(Desk::form(None))));
    assert!(saves(&effects));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::StopCheck(stopped) if *stopped == number)));
    assert_eq!(status(&desk), ConnectionStatus::Unchecked);
    assert!(desk.act(Action::Checked(number, works())).is_empty(), "it came too late");
    desk.act(Action::RouteChanged(Route::Settings));
    let page = draw("unchecked-connection", &desk.state);
    page.has("data-status=\"unchecked\"");
    page.says("Not checked yet");
}

#[test]
fn what_is_typed_while_the_check_runs_is_not_lost_to_the_save() {
    let (mut desk, number) = saving();
    let of = FormOf::New(Preset::Groq);
    desk.act(Action::FormEdited(of, Some(Box::new(FormDraft { name: "Later".into(), ..FormDraft::default() }))));
    assert!(!saves(&desk.act(Action::Checked(number, works()))));
    assert_eq!(desk.state.route, Route::NewConnectionOf(Preset::Groq));
    // That nothing of a check changed is known: now it is saved at once.
    let named = ConnectionForm { name: "Later".into(), ..Desk::form(None) };
    assert!(saves(&desk.act(pressed(named))));
    assert_eq!(&*desk.state.connections.all().last().unwrap().name, "Later");
}

#[test]
fn leaving_the_form_stops_the_check_and_saves_nothing() {
    let (mut desk, number) = saving();
    let effects = desk.act(Action::RouteChanged(Route::NewConnection));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::StopCheck(stopped) if *stopped == number)));
    assert!(desk.act(Action::Checked(number, works())).is_empty());
}

#[test]
fn a_connection_known_to_work_is_renamed_without_a_check_and_moved_with_one() {
    let mut desk = Desk::with_server();
    desk.turn("q", "a");
    assert!(matches!(status(&desk), ConnectionStatus::Worked { .. }));
    desk.act(Action::RouteChanged(Route::Connection(server())));
    let kept = ConnectionForm { key: sotto::domain::secret::Secret::default(), ..Desk::form(Some(server())) };
    let renamed = ConnectionForm { name: "Work".into(), ..kept.clone() };
    let effects = desk.act(pressed(renamed));
    assert!(saves(&effects) && check(&effects).is_none());
    assert!(matches!(status(&desk), ConnectionStatus::Worked { .. }));
    for changed in [
        ConnectionForm { address: "https://elsewhere.example".into(), ..kept.clone() },
        ConnectionForm { model: "n".into(), ..kept.clone() },
        Desk::form(Some(server())),
    ] {
        desk.act(Action::RouteChanged(Route::Connection(server())));
        assert!(check(&desk.act(pressed(changed))).is_some());
    }
}

#[test]
fn what_is_known_of_a_connection_follows_its_replies_and_no_dot_is_green_before() {
    let mut desk = Desk::with_server();
    let of_the_chip = |desk: &Desk| {
        let chip = draw("chip", &desk.state).control("Model: m, connection: Groq");
        chip.split("data-status=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(of_the_chip(&desk), "unchecked");
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    let refused = Fault::KeyRefused { host: "api.groq.com".into(), status: 401, had_key: true, said: "".into() };
    let effects = desk.act(Action::Ended(turn, Ending::Failed(refused.clone())));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::SaveConnections(_))), "the next visit knows it too");
    assert_eq!(status(&desk), ConnectionStatus::Failed { at: desk.now.wall, fault: refused });
    assert_eq!(of_the_chip(&desk), "failed");
    draw("chip", &desk.state).has("aria-description=\"Failed today at 22:13: ");

    desk.act(Action::NewChatPressed);
    desk.turn("again", "a");
    assert_eq!(of_the_chip(&desk), "worked");
    // What only one request was refused for says nothing of the connection.
    let effects = desk.act(Action::Sent("long".into()));
    let turn = desk.asked(&effects);
    desk.act(Action::Ended(turn, Ending::Failed(Fault::TooLong { used: None, limit: None, said: "".into() })));
    assert_eq!(of_the_chip(&desk), "worked");
    let effects = desk.act(Action::Sent("listed".into()));
    let turn = desk.asked(&effects);
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    desk.act(Action::ModelsWanted(server()));
    desk.act(Action::ModelsListed(server(), Err(down())));
    assert_eq!(of_the_chip(&desk), "failed");
}

#[test]
fn a_check_of_a_stored_connection_tells_the_list_what_it_found() {
    let mut desk = Desk::with_server();
    desk.act(Action::RouteChanged(Route::Connection(server())));
    let kept = ConnectionForm { key: sotto::domain::secret::Secret::default(), ..Desk::form(Some(server())) };
    let effects = desk.act(Action::CheckPressed(Box::new(kept.clone())));
    desk.act(Action::Checked(check(&effects).unwrap(), Err(down())));
    assert!(matches!(status(&desk), ConnectionStatus::Failed { .. }));
    // Of another address nothing is learned about this one.
    let other = ConnectionForm { address: "https://elsewhere.example".into(), ..kept };
    let effects = desk.act(Action::CheckPressed(Box::new(other)));
    desk.act(Action::Checked(check(&effects).unwrap(), works()));
    assert!(matches!(status(&desk), ConnectionStatus::Failed { .. }));

    desk.act(Action::SettingsChanged(Settings { language: Language::Korean, ..Settings::default() }));
    desk.act(Action::RouteChanged(Route::Settings));
    draw("failed-connection-ko", &desk.state).says("오늘 22:13에 실패: ");
}
