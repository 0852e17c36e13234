//! What a page holds of a long history: the rest of it comes later, and conversations that were opened leave again.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;

use std::rc::Rc;

use desk::Desk;
use sotto::domain::conversation::Conversation;
use sotto::domain::error::StorageProblem;
use sotto::domain::filing::Filing;
use sotto::domain::history::Entry;
use sotto::domain::id::{ConnectionId, ConversationId, MessageId};
use sotto::domain::message::Body;
use sotto::state::action::{Action, Saving};
use sotto::state::effect::Effect;
use sotto::state::filing::Step;
use sotto::state::route::Route;

fn id(number: usize) -> ConversationId {
    ConversationId::parse(&["t", &number.to_string()].concat()).unwrap()
}

fn entry(number: usize) -> Rc<Entry> {
    Rc::new(Entry {
        id: id(number),
        title: ["Chat ", &number.to_string()].concat().into(),
        revision: 1,
        order: number as u64,
        created: 1,
        updated: 1,
        active: 0,
        size: 10,
        deleted: false,
        filing: Filing::default(),
    })
}

/// Goes to a conversation that the browser finds, and lets go of what the page does not need, if the storage has it.
fn open(desk: &mut Desk, id: &ConversationId, stored: bool) {
    let effects = desk.act(Action::RouteChanged(Route::Conversation(id.clone())));
    let at = |wanted: &dyn Fn(&Effect) -> bool| effects.iter().position(wanted);
    let let_go = at(&|effect| matches!(effect, Effect::LetGo(_)));
    let load = at(&|effect| matches!(effect, Effect::LoadConversation(_)));
    assert!(let_go.zip(load).is_none_or(|(let_go, load)| let_go < load), "a storage that is busy lets go of nothing");
    for effect in effects {
        match effect {
            Effect::LoadConversation(id) => {
                let mut talk = Conversation::new(id.clone(), ConnectionId::demo(), desk.now);
                talk.revision = 1;
                let message = ["m", id.as_str()].concat();
                let message = MessageId::parse(&message).unwrap();
                talk.add(message, None, Body::User("asked".into()), desk.now);
                desk.act(Action::Loaded(id, Some(Box::new(talk))));
            }
            Effect::LetGo(ids) if stored => drop(desk.act(Action::LetGo(ids))),
            _ => {}
        }
    }
    assert_eq!(desk.texts().first().map(String::as_str), Some("asked"));
}

fn filled() -> Desk {
    let mut desk = Desk::with_server();
    desk.act(Action::HistoryCame((0..60).map(|number| (*entry(number)).clone()).collect()));
    desk
}

fn held(desk: &Desk) -> Vec<ConversationId> {
    desk.state.chat.open.keys().cloned().collect()
}

#[test]
fn of_fifty_conversations_opened_only_the_last_few_stay_in_memory() {
    let mut desk = filled();
    for number in 0..50 {
        open(&mut desk, &id(number), true);
        assert!(held(&desk).len() <= 5, "{:?}", held(&desk));
    }
    assert!(held(&desk).contains(&id(49)));
    // The way back is a load like the first one.
    open(&mut desk, &id(0), true);
    assert!(held(&desk).contains(&id(0)) && !held(&desk).contains(&id(45)));
}

#[test]
fn nothing_leaves_memory_before_the_storage_has_it() {
    let mut desk = filled();
    for number in 0..20 {
        open(&mut desk, &id(number), false);
    }
    assert_eq!(held(&desk).len(), 20, "the storage did not say so");
    open(&mut desk, &id(20), true);
    assert!(held(&desk).len() <= 5);
}

#[test]
fn what_could_not_be_stored_stays_and_so_does_what_a_reply_comes_into() {
    let mut desk = filled();
    open(&mut desk, &id(0), true);
    let asked = desk.act(Action::Sent("running".into()));
    open(&mut desk, &id(1), true);
    desk.act(Action::SaveFailed(Saving::Conversation(id(1)), StorageProblem::Full));
    for number in 2..12 {
        open(&mut desk, &id(number), true);
    }
    assert_eq!(held(&desk).len(), 12, "while a write has failed all stays");
    // It was stored after all.
    desk.act(Action::Saved { conversation: id(1), merged: None, size: 10, used: 100 });
    for number in 12..20 {
        open(&mut desk, &id(number), true);
    }
    assert!(held(&desk).contains(&id(0)) && !held(&desk).contains(&id(1)));
    desk.end(&asked, "the answer");
    for number in 20..30 {
        open(&mut desk, &id(number), true);
    }
    assert!(!held(&desk).contains(&id(0)));
}

#[test]
fn a_chat_that_is_never_stored_and_one_that_can_be_brought_back_stay() {
    let mut desk = filled();
    desk.act(Action::TemporaryToggled);
    desk.turn("secret", "kept nowhere");
    let secret = held(&desk)[0].clone();
    open(&mut desk, &id(0), true);
    desk.act(Action::ChatCleared);
    for number in 1..12 {
        open(&mut desk, &id(number), true);
    }
    assert!(held(&desk).contains(&secret) && held(&desk).contains(&id(0)));
    desk.act(Action::UndoPressed);
    assert_eq!(desk.state.chat.open.get(&id(0)).unwrap().messages.len(), 1);
    open(&mut desk, &id(12), true);
    assert!(held(&desk).contains(&secret) && !held(&desk).contains(&id(0)));
}

#[test]
fn what_was_done_before_all_conversations_were_known_stays_done() {
    let mut desk = Desk::with_server();
    desk.state.storage.reading = true;
    desk.act(Action::HistoryCame((90..100).map(|number| (*entry(number)).clone()).collect()));
    desk.turn("new", "answer");
    desk.act(Action::Filed(Step::Pinned(vec![id(95)], true)));
    desk.act(Action::Filed(Step::Deleted(vec![id(96), id(97)])));
    let mut all: Vec<Rc<Entry>> = (0..100).map(entry).collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    desk.act(Action::HistoryRead { entries: all, unreadable: 1, used: 77 });
    let history = Rc::clone(&desk.state.history);
    assert_eq!(history.shown().count(), 99);
    assert_eq!(history.shown().next().unwrap().title, "new".into(), "the newest stands above");
    assert!(history.entry(&id(95)).unwrap().filing.pinned.is_on());
    assert!(history.is_deleted(&id(96)) && history.entry(&id(0)).is_some());
    let orders: Vec<u64> = history.entries().iter().map(|entry| entry.order).collect();
    assert!(orders.is_sorted_by(|one, other| one >= other));
    assert_eq!((desk.state.storage.reading, desk.state.storage.unreadable, desk.state.storage.used), (false, 1, 77));
    desk.act(Action::UndoPressed);
    assert_eq!(desk.state.history.shown().count(), 101);
}

#[test]
fn where_all_conversations_count_they_are_asked_for_at_once() {
    let asks = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::ReadHistory));
    let mut desk = filled();
    let settings = || Action::RouteChanged(Route::Settings);
    assert!(!asks(&desk.act(settings())), "all are known");
    desk.act(Action::RouteChanged(Route::New));
    desk.state.storage.reading = true;
    assert!(asks(&desk.act(settings())));
    assert!(asks(&desk.act(Action::Filed(Step::Picking(true)))));
    assert!(!asks(&desk.act(Action::Filed(Step::Picking(false)))));
}
