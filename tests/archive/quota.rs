//! Writes that fail: for want of room, in the browser or by the ledger, once or for good, at any moment.

use sotto::domain::archive::ledger::{QUOTA, RESERVE};
use sotto::domain::connection::Connection;
use sotto::domain::conversation::Conversation;
use sotto::domain::error::StorageProblem;
use sotto::domain::history::History;
use sotto::domain::id::{ConnectionId, MessageId};
use sotto::domain::message::Body;
use sotto::domain::preset::Preset;
use sotto::domain::settings::{Settings, Theme};

use crate::anything::{NOW, talk};
use crate::shelves::Shared;

/// What the storage has to give back, because saving it was reported as done.
#[derive(Default)]
struct Promised {
    talks: Vec<Conversation>,
    settings: Settings,
    connections: usize,
    draft: Option<String>,
}

/// Saves, changes and deletes a dozen things, some of them failing.
fn busy(shelf: &Shared) -> (Promised, u32) {
    let mut promised = Promised::default();
    let mut failures = 0;
    let mut history = History::default();
    let (mut store, opened) = shelf.open();
    if !opened.usable {
        return (promised, 1);
    }
    let mut done = |result: Result<(), StorageProblem>| {
        assert!(matches!(result, Ok(()) | Err(StorageProblem::Full)), "{result:?}");
        failures += u32::from(result.is_err());
        result.is_ok()
    };
    let mut talks: Vec<Conversation> = ["a", "b", "c", "d"].map(|id| talk(id, &["one", "two"])).into();
    for round in 0..3 {
        for talk in &mut talks {
            let name = [talk.id.as_str(), "-r", &round.to_string()].concat();
            talk.add(MessageId::parse(&name).unwrap(), None, Body::User("more".into()), NOW);
            let entry = history.note(talk, round == 1);
            if done(store.save_conversation(talk, &entry).map(drop)) {
                promised.talks.retain(|held| held.id != talk.id);
                promised.talks.push(talk.clone());
            }
        }
        let text = ["draft ", &round.to_string()].concat();
        if done(store.save_draft(None, &text)) {
            promised.draft = Some(text);
        }
    }
    let settings = Settings { theme: Theme::Dark, ..Settings::default() };
    if done(store.save_settings(&settings).map(drop)) {
        promised.settings = settings;
    }
    let connection = Connection::from_preset(ConnectionId::parse("k").unwrap(), Preset::Groq);
    promised.connections = usize::from(done(store.save_connections(&[connection.into()]).map(drop)));
    let gone = talks.remove(1);
    let stone = history.delete(&gone.id).unwrap();
    if done(store.delete_conversation(&stone)) {
        promised.talks.retain(|held| held.id != gone.id);
    }
    (promised, failures)
}

fn check(shelf: &Shared, promised: &Promised, when: &str) {
    let (mut store, opened) = shelf.copy().open();
    for talk in &promised.talks {
        let loaded = store.load_conversation(&talk.id).unwrap().unwrap();
        assert_eq!((&loaded.conversation, loaded.unread), (talk, 0), "{when}");
        assert!(opened.history.entry(&talk.id).is_some(), "{when}");
    }
    // One whose mark of deletion found no room is listed until it is known to be nowhere.
    let nowhere = store.alone().len();
    assert_eq!(opened.history.shown().count() - nowhere, promised.talks.len(), "{when}");
    assert_eq!(opened.settings, promised.settings, "{when}");
    assert_eq!(opened.connections.len(), promised.connections, "{when}");
    assert_eq!(store.load_draft(None), promised.draft, "{when}");
}

#[test]
fn whichever_write_fails_what_was_there_stays_and_what_was_reported_as_saved_is() {
    for failing in [1, 2, u32::MAX] {
        let mut clean = 0;
        for fuse in 0..200 {
            let shelf = Shared::default();
            shelf.fuse.set(Some(fuse));
            shelf.failing.set(failing);
            let (promised, failures) = busy(&shelf);
            check(&shelf, &promised, &["after ", &fuse.to_string(), " writes"].concat());
            clean += u32::from(failures == 0);
        }
        assert!((1..200).contains(&clean), "the failures must begin within what is written");
    }
}

#[test]
fn wherever_the_wall_stands_nothing_that_was_saved_is_lost() {
    for quota in (0..6_000).step_by(53) {
        let shelf = Shared::default();
        shelf.put("other/app", "x");
        shelf.quota.set(Some(quota));
        let (promised, _) = busy(&shelf);
        check(&shelf, &promised, &["with ", &quota.to_string(), " units"].concat());
    }
}

#[test]
fn a_write_past_the_quota_is_refused_before_the_browser_has_to() {
    let shelf = Shared::default();
    let (mut store, _) = shelf.open();
    let mut history = History::default();
    let small = talk("small", &["hello"]);
    store.save_conversation(&small, &history.note(&small, true)).unwrap();
    let big = talk("big", &[&"x".repeat((QUOTA - RESERVE) as usize)]);
    let entry = history.note(&big, true);
    assert_eq!(store.save_conversation(&big, &entry), Err(StorageProblem::Full));
    assert_eq!(shelf.text("sotto/c/big"), None);
    let fits = talk("big", &[&"x".repeat((QUOTA - RESERVE - 2_000) as usize)]);
    store.save_conversation(&fits, &entry).unwrap();
    assert_eq!(store.used(), shelf.units());
    assert!(store.used() <= QUOTA);

    assert_eq!(store.save_draft(None, &"x".repeat(3_000)), Err(StorageProblem::Full));
    store.save_settings(&Settings::default()).unwrap();
    store.delete_conversation(&history.delete(&big.id).unwrap()).unwrap();
    store.save_draft(None, &"x".repeat(3_000)).unwrap();
    assert_eq!(store.used(), shelf.units());
}

#[test]
fn a_full_browser_still_lets_a_conversation_be_deleted() {
    let shelf = Shared::default();
    let (mut store, _) = shelf.open();
    let mut history = History::default();
    let talk = talk("a", &["hello"]);
    store.save_conversation(&talk, &history.note(&talk, true)).unwrap();
    shelf.fuse.set(Some(0));
    shelf.failing.set(1);
    store.delete_conversation(&history.delete(&talk.id).unwrap()).unwrap();
    assert_eq!(shelf.text("sotto/c/a"), None);
    let (_, opened) = shelf.open();
    assert_eq!((opened.history.shown().count(), opened.problems.len()), (0, 0));
}
