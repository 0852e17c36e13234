//! Where one is and how far the page reaches, told through the real state.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;

use desk::Desk;
use sotto::state::action::Action;
use sotto::state::effect::Effect;
use sotto::state::route::Route;

#[test]
fn the_settings_lead_back_to_where_one_was() {
    let mut desk = Desk::with_server();
    desk.turn("q", "a");
    let here = desk.state.route.clone();
    assert_ne!(here, Route::New);
    desk.act(Action::RouteChanged(Route::Settings));
    desk.act(Action::RouteChanged(Route::NewConnection));
    desk.act(Action::RouteChanged(Route::Settings));
    assert_eq!(desk.state.back(), here);
    let id = desk.state.history.entries().first().unwrap().id.clone();
    desk.act(Action::Deleted(id));
    assert_eq!(desk.state.back(), Route::New, "it is not there any more");
}

#[test]
fn before_words_of_a_model_are_shown_the_page_is_narrowed_to_the_servers_connected() {
    let narrowed = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Narrow(origins) => Some(origins.iter().map(ToString::to_string).collect::<Vec<_>>()),
            _ => None,
        })
    };
    let reloads = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Reload(_)));
    let mut desk = Desk::with_server();
    assert!(!reloads(&desk.act(Action::RouteChanged(Route::NewConnection))), "nothing was shown yet");
    assert!(!desk.state.must_reload());
    desk.act(Action::RouteChanged(Route::New));
    let effects = desk.act(Action::Sent("q".into()));
    assert_eq!(narrowed(&effects).as_deref(), Some(&["https://api.groq.com".to_owned()][..]));
    assert!(matches!(effects.first(), Some(Effect::Narrow(_))), "before the server is asked");
    assert_eq!(narrowed(&desk.act(Action::Sent("again".into()))), None, "once is enough");

    let turn = desk.asked(&effects);
    assert!(!reloads(&desk.act(Action::RouteChanged(Route::Settings))));
    assert!(!reloads(&desk.act(Action::RouteChanged(Route::NewConnection))), "a reply is coming in");
    assert!(desk.state.must_reload());
    let effects = desk.act(Action::AllStopped);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Abort(aborted) if *aborted == turn)));
    assert!(reloads(&effects));
    assert!(!reloads(&desk.act(Action::Ticked)), "it is on its way");
}
