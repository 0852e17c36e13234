//! Encrypted keys as the state knows them: what waits for the passphrase, what a wrong one changes, and what a page inside
//! of another one does without.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;

use desk::Desk;
use sotto::domain::archive::vault::Standing;
use sotto::domain::connection::{Keeping, Secrets};
use sotto::domain::error::Obstacle;
use sotto::domain::id::ConnectionId;
use sotto::domain::secret::Secret;
use sotto::state::action::{Action, ConnectionForm};
use sotto::state::effect::Effect;
use sotto::state::route::Route;
use sotto::state::vault::{Order, Said, Step};

fn server() -> ConnectionId {
    ConnectionId::parse("server").unwrap()
}

fn secrets() -> Secrets {
    Secrets { origin: "https://api.groq.com".into(), key: Secret::new("sk-secret"), headers: Vec::new() }
}

/// A desk whose connection has an encrypted key, which is locked.
fn locked() -> Desk {
    let mut desk = Desk::with_server();
    let mut held = (**desk.state.connections.get(&server()).unwrap()).clone();
    held.keeping = Keeping::Encrypted;
    desk.act(Action::ConnectionsCame(vec![held], Vec::new()));
    stand(&mut desk, Standing::Locked);
    desk
}

fn stand(desk: &mut Desk, standing: Standing) {
    let (origin, known) = (secrets().origin, (server(), secrets()));
    let known = if standing == Standing::Open { vec![known] } else { Vec::new() };
    desk.act(Action::Vault(Step::Stands(standing, vec![(server(), origin)], known)));
}

fn unlock(desk: &mut Desk) -> Vec<Effect> {
    let tried = desk.act(Action::Vault(Step::Unlocked(Secret::new("right one"))));
    assert!(matches!(&tried[..], [Effect::Vault(Order::Open(_))]), "{tried:?}");
    stand(desk, Standing::Open);
    desk.act(Action::Vault(Step::Tried(Ok(Said::Nothing))))
}

#[test]
fn a_message_waits_for_the_passphrase_and_a_wrong_one_loses_nothing() {
    let mut desk = locked();
    let effects = desk.act(Action::Sent("Hello".into()));
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(desk.state.chat.obstacle, Some(Obstacle::Locked));
    let tried = desk.act(Action::Vault(Step::Unlocked(Secret::new("wrong"))));
    assert!(desk.state.vault.busy && tried.len() == 1);
    assert!(desk.act(Action::Vault(Step::Unlocked(Secret::new("again")))).is_empty(), "one at a time");
    assert!(desk.act(Action::Vault(Step::Tried(Err(Said::Wrong)))).is_empty());
    assert_eq!((desk.state.vault.said, desk.state.chat.obstacle.clone()), (Said::Wrong, Some(Obstacle::Locked)));
    let effects = unlock(&mut desk);
    assert_eq!(desk.messages(&effects), ["user:Hello"]);
    assert_eq!(desk.state.chat.obstacle, None);
}

#[test]
fn what_was_typed_last_is_sent_and_what_was_left_is_not() {
    let mut desk = locked();
    desk.act(Action::Sent("Hello".into()));
    desk.act(Action::DraftChanged(None, "Hello, you".into()));
    let effects = unlock(&mut desk);
    assert_eq!(desk.messages(&effects), ["user:Hello, you"]);

    let mut desk = locked();
    desk.act(Action::Sent("Hello".into()));
    desk.act(Action::RouteChanged(Route::Settings));
    assert!(unlock(&mut desk).is_empty(), "who went elsewhere did not ask for it any more");
}

#[test]
fn a_key_to_be_encrypted_is_stored_once_there_is_a_passphrase() {
    let mut desk = Desk::new();
    let form = ConnectionForm { keeping: Keeping::Encrypted, passphrase: Secret::new("right one"), ..Desk::form(None) };
    let effects = desk.act(Action::ConnectionSaved(Box::new(form)));
    assert!(matches!(&effects[..], [Effect::Vault(Order::Open(typed))] if typed.reveal() == "right one"));
    desk.act(Action::Vault(Step::Stands(Standing::Open, Vec::new(), Vec::new())));
    let effects = desk.act(Action::Vault(Step::Tried(Ok(Said::Nothing))));
    let kept = effects.iter().any(|effect| {
        matches!(effect, Effect::SaveSecrets(held, Some(secrets))
            if held.keeping == Keeping::Encrypted && secrets.key.reveal() == "sk-new")
    });
    assert!(kept, "{effects:?}");
}

#[test]
fn a_locked_key_that_nobody_touched_stays_when_its_connection_is_saved() {
    let mut desk = locked();
    let mut form = ConnectionForm { key: Secret::default(), keeping: Keeping::Encrypted, ..Desk::form(Some(server())) };
    form.name = "Renamed".into();
    let effects = desk.act(Action::ConnectionSaved(Box::new(form)));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::SaveConnections(_))));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::SaveSecrets(..))), "{effects:?}");
}

#[test]
fn encrypted_keys_that_cannot_be_read_are_told_and_not_asked_for() {
    for standing in [Standing::Newer, Standing::Damaged] {
        let mut desk = locked();
        desk.act(Action::Vault(Step::Stands(standing, Vec::new(), Vec::new())));
        assert!(desk.act(Action::Sent("Hello".into())).is_empty());
        assert_eq!(desk.state.chat.obstacle, Some(Obstacle::KeyUnreadable));
    }
}

#[test]
fn forgetting_is_asked_for_twice() {
    let mut desk = locked();
    assert!(desk.act(Action::Vault(Step::ForgetPressed(true))).is_empty());
    assert!(desk.act(Action::Vault(Step::ForgetPressed(false))).is_empty() && !desk.state.vault.forgetting);
    desk.act(Action::Vault(Step::ForgetPressed(true)));
    let effects = desk.act(Action::Vault(Step::ForgetPressed(true)));
    assert!(matches!(&effects[..], [Effect::Vault(Order::Forget)]), "{effects:?}");
}

#[test]
fn inside_of_another_page_no_key_is_known_and_nothing_is_asked_of_anybody() {
    let mut desk = Desk::with_server();
    desk.state.framed = true;
    let held = (**desk.state.connections.get(&server()).unwrap()).clone();
    desk.act(Action::ConnectionsCame(vec![held.clone()], vec![(server(), secrets())]));
    assert!(desk.state.connections.secrets(&held).is_none());
    stand(&mut desk, Standing::Open);
    assert!(desk.state.connections.secrets(&held).is_none());
    assert!(desk.act(Action::Sent("Hello".into())).is_empty());
    assert_eq!(desk.state.chat.obstacle, Some(Obstacle::Framed));
    assert!(desk.act(Action::ModelsWanted(server())).is_empty());
    assert!(desk.act(Action::CheckPressed(Box::new(Desk::form(None)))).is_empty());
    assert!(desk.act(Action::Vault(Step::Unlocked(Secret::new("right one")))).is_empty());
}
