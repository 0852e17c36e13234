//! An import, and a browser that is killed after any of its writes: all of it is there afterwards, or nothing.

use sotto::domain::archive::durable::Order;
use sotto::domain::conversation::Conversation;
use sotto::domain::error::StorageProblem;
use sotto::domain::history::Entry;
use sotto::domain::id::ConversationId;
use sotto::domain::message::{Body, Message};
use sotto::domain::original::{Original, Unsupported};

use crate::anything::{NOW, talk};
use crate::pages::Desk;
use crate::shelves::{Rows, Shared, carry_out};

fn id(text: &str) -> ConversationId {
    ConversationId::parse(text).unwrap()
}

/// One that is here and gets more, and two that are new.
fn desk() -> (Desk, Vec<(Conversation, bool)>) {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    desk.save(&talk("here", &["one"]));
    desk.save(&talk("other", &["left alone"]));
    desk.settle();
    let mut more = desk.open[&id("here")].clone();
    let parent = more.messages.last().map(|message| message.id.clone());
    more.add(desk.ids.message(), parent, Body::User("two".into()), NOW);
    let coming = vec![(talk("new-1", &["a", "b"]), false), (more, true), (talk("new-2", &["c"]), false)];
    (desk, coming)
}

/// An original for each message.
fn originals(talk: &Conversation) -> Vec<Original> {
    let original = |message: &std::rc::Rc<Message>| Original {
        message: message.id.clone(),
        source: "claude".into(),
        unsupported: Unsupported { pictures: 1, ..Unsupported::default() },
        parts: vec![format!("{{\"of\":\"{}\"}}", message.text())],
    };
    talk.messages.iter().map(original).collect()
}

fn stage(desk: &mut Desk, coming: &[(Conversation, bool)]) {
    for (at, (talk, here)) in coming.iter().enumerate() {
        desk.store.stage(talk, originals(talk), &Entry::of(talk, 100 + at as u64, 0), *here).unwrap();
    }
}

/// What a start on these two levels shows, and whether anything is left over.
fn shown(shelf: &Shared, rows: &Rows, seed: u64) -> (Vec<(String, usize)>, bool) {
    let mut again = Desk::open(shelf.copy(), rows.clone(), seed);
    again.settle();
    let mut shown: Vec<(String, usize)> = again
        .history
        .shown()
        .map(|entry| entry.id.clone())
        .collect::<Vec<_>>()
        .into_iter()
        .map(|id| (id.to_string(), again.load(&id).expect("what is listed is there").messages.len()))
        .collect();
    shown.sort();
    let listed = |key: &&String| {
        let id = key.split('/').nth(1).unwrap();
        key.starts_with("i/") || (key.starts_with(['m', 'o']) && !shown.iter().any(|(held, _)| held == id))
    };
    let left = again.rows.keys().any(|key| listed(&key));
    (shown, left)
}

fn nothing() -> Vec<(String, usize)> {
    vec![("here".into(), 1), ("other".into(), 1)]
}

fn all() -> Vec<(String, usize)> {
    vec![("here".into(), 2), ("new-1".into(), 2), ("new-2".into(), 1), ("other".into(), 1)]
}

#[test]
fn whenever_the_browser_is_killed_all_of_an_import_is_there_or_nothing() {
    let (mut desk, coming) = desk();
    stage(&mut desk, &coming);
    assert!(desk.store.commit().is_none());
    let orders = desk.store.orders();
    let mut kills = 0;
    for order in &orders {
        // Before each transaction, and after the last one.
        assert_eq!(shown(&desk.shelf, &desk.rows, 50 + kills), (nothing(), false), "before {order:?}");
        kills += 1;
        let found = carry_out(&mut desk.rows, order);
        if matches!(order, Order::Commit { .. }) {
            assert_eq!(shown(&desk.shelf, &desk.rows, 99), (all(), false), "before the first level hears of it");
            let entries = desk.store.committed(&found).unwrap();
            assert_eq!(entries.len(), 3);
        }
    }
    assert_eq!(kills, 4);
    while desk.store.flush_some(1).unwrap() {
        assert_eq!(shown(&desk.shelf, &desk.rows, 98), (all(), false));
    }
    desk.settle();
    assert_eq!(shown(&desk.shelf, &desk.rows, 97), (all(), false));
    assert_eq!(shown(&Shared::default(), &desk.rows, 96), (all(), false));
}

#[test]
fn what_was_staged_and_given_up_leaves_nothing() {
    let (mut desk, coming) = desk();
    stage(&mut desk, &coming);
    desk.settle();
    assert!(desk.rows.keys().any(|key| key.starts_with("i/")));
    desk.store.unstage();
    desk.settle();
    assert_eq!(shown(&desk.shelf, &desk.rows, 2), (nothing(), false));
}

#[test]
fn a_commit_of_which_something_was_swept_away_commits_nothing() {
    let (mut desk, coming) = desk();
    stage(&mut desk, &coming);
    desk.settle();
    let gone = desk.rows.keys().find(|key| key.contains("/#/")).unwrap().clone();
    desk.rows.remove(&gone);
    assert!(desk.store.commit().is_none());
    let orders = desk.store.orders();
    let [order] = &orders[..] else { panic!("{orders:?}") };
    assert!(order.is_strict(), "it has reached the disk before it is told");
    let found = carry_out(&mut desk.rows, order);
    assert_eq!(desk.store.committed(&found), Err(StorageProblem::Refused));
    assert_eq!(shown(&desk.shelf, &desk.rows, 2), (nothing(), false));
}

#[test]
fn what_is_written_between_staging_and_commit_stays() {
    let (mut desk, coming) = desk();
    stage(&mut desk, &coming);
    desk.settle();
    let mut talk = desk.open[&id("here")].clone();
    for title in ["first", "second", "third"] {
        talk.title = title.into();
        talk.touch(NOW);
    }
    let parent = talk.messages.last().map(|message| message.id.clone());
    talk.add(desk.ids.message(), parent, Body::User("three".into()), NOW);
    desk.save(&talk);
    desk.settle();
    assert!(desk.store.commit().is_none());
    for order in desk.store.orders() {
        let found = carry_out(&mut desk.rows, &order);
        desk.store.committed(&found).unwrap();
    }
    let loaded = desk.load(&id("here")).unwrap();
    assert_eq!((loaded.title.as_ref(), loaded.messages.len()), ("third", 3));
}

#[test]
fn the_same_import_staged_in_two_tabs_is_there_once_whoever_commits_first() {
    let (mut desk, coming) = desk();
    stage(&mut desk, &coming);
    desk.settle();
    let mut other = Desk::open(desk.shelf.copy(), Rows::new(), 9);
    other.rows = desk.rows.clone();
    stage(&mut other, &coming);
    for order in other.store.orders() {
        carry_out(&mut other.rows, &order);
    }
    desk.rows = other.rows.clone();
    assert!(desk.store.commit().is_none());
    for order in desk.store.orders() {
        let found = carry_out(&mut desk.rows, &order);
        desk.store.committed(&found).unwrap();
    }
    other.rows = desk.rows.clone();
    // The other tab is killed: what it staged goes, what the first one committed stays.
    assert_eq!(shown(&desk.shelf, &other.rows, 12), (all(), false));
}
