//! The two levels after anything: whichever writes of either were lost, the newest of each row stays, nothing is there
//! twice, and what was deleted stays deleted.

use std::collections::BTreeMap;
use std::rc::Rc;

use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use sotto::domain::archive::assembly::assemble;
use sotto::domain::archive::conversation::decode;
use sotto::domain::archive::durable::Order;
use sotto::domain::archive::key::Key;
use sotto::domain::archive::meeting::Durable;
use sotto::domain::archive::record::Read;
use sotto::domain::conversation::Conversation;
use sotto::domain::history::History;
use sotto::domain::id::{ConnectionId, ConversationId, MessageId};
use sotto::domain::message::{Body, FinishReason, Interruption, Message, Reply, ReplyState};
use sotto::domain::settings::{Settings, Theme};

use crate::anything::{NOW, talk};
use crate::pages::{Desk, waiting};
use crate::shelves::{Rows, Shared, carry_out};

fn act(desk: &mut Desk, what: u8, which: u8, now: u64) {
    let listed: Vec<ConversationId> = desk.history.shown().map(|entry| entry.id.clone()).collect();
    let Some(id) = listed.get(usize::from(which) % listed.len().max(1)).filter(|_| !what.is_multiple_of(8)).cloned()
    else {
        let mut talk = Conversation::new(desk.ids.conversation(), ConnectionId::demo(), NOW);
        talk.add(desk.ids.message(), None, Body::User("first".into()), NOW);
        return desk.save(&talk);
    };
    let Some(mut talk) = desk.open.get(&id).cloned().or_else(|| desk.load(&id)) else { return };
    let last = talk.messages.last().cloned();
    match what % 8 {
        1 => drop(desk.history.delete(&id).map(|stone| {
            desk.store.delete_conversation(&stone).unwrap();
            desk.open.remove(&id);
        })),
        2 => {
            if let Some(message) = last {
                talk.delete(&message.id, NOW);
                desk.save(&talk);
            }
        }
        3 => {
            talk.title = "named".into();
            talk.touch(NOW);
            desk.save(&talk);
        }
        4 | 5 => {
            // A reply, with what comes of it.
            waiting(desk, &mut talk);
            desk.save(&talk);
            for step in 0..u64::from(which % 5) {
                desk.grow(&mut talk, "word ", now + step * 600);
            }
            if what % 8 == 5 {
                let whole = (**talk.messages.last().unwrap()).clone();
                talk.replace(whole, NOW);
                desk.save(&talk);
            }
        }
        _ => {
            let parent = last.map(|message| message.id.clone());
            talk.add(desk.ids.message(), parent, Body::User("more".into()), NOW);
            desk.save(&talk);
        }
    }
}

/// Of each message the newest copy, but for deleted ones: revision and text.
fn newest(copies: &[Conversation]) -> BTreeMap<MessageId, (u64, String)> {
    let mut newest: BTreeMap<MessageId, (u64, usize, String)> = BTreeMap::new();
    for message in copies.iter().flat_map(|copy| &copy.messages) {
        let candidate = (message.revision, message.text().len(), message.text());
        let held = newest.entry(message.id.clone()).or_insert_with(|| candidate.clone());
        if candidate > *held {
            *held = candidate;
        }
    }
    for stone in copies.iter().flat_map(|copy| &copy.tombstones) {
        newest.retain(|id, held| *id != stone.message || held.0 > stone.revision);
    }
    newest.into_iter().map(|(id, (revision, _, text))| (id, (revision, text))).collect()
}

fn said(talk: &Conversation) -> BTreeMap<MessageId, (u64, String)> {
    let said: BTreeMap<_, _> =
        talk.messages.iter().map(|message| (message.id.clone(), (message.revision, message.text()))).collect();
    assert_eq!(said.len(), talk.messages.len(), "nothing twice");
    said
}

fn copies(shelf: &Shared, rows: &Rows, id: &ConversationId) -> Vec<Conversation> {
    let here = shelf.text(&Key::Conversation(id.clone()).name()).and_then(|text| match decode(id, &text) {
        Read::Fine(loaded) => Some(loaded.conversation),
        _ => None,
    });
    let found = carry_out(&mut rows.clone(), &Order::Load(id.clone()));
    here.into_iter().chain(assemble(id, &found).map(|held| held.conversation)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whichever_writes_of_either_level_are_lost_the_newest_of_each_row_stays(
        lives in proptest::collection::vec((proptest::collection::vec(any::<(u8, u8)>(), 1..12), any::<u8>(), any::<u8>()), 1..4)
            .prop_map(|lives| lives),
    ) {
        let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
        for (number, (acts, here, deep)) in lives.into_iter().enumerate() {
            // The states each level went through; the browser is killed and keeps one of each.
            let mut shelves = vec![desk.shelf.copy()];
            let mut durable = vec![desk.rows.clone()];
            for (at, (what, which)) in acts.into_iter().enumerate() {
                act(&mut desk, what, which, at as u64 * 10_000);
                shelves.push(desk.shelf.copy());
                for order in desk.store.orders() {
                    desk.done(&order);
                    durable.push(desk.rows.clone());
                }
            }
            let shelf = shelves.swap_remove(shelves.len() - 1 - usize::from(here) % shelves.len());
            let rows = durable.swap_remove(durable.len() - 1 - usize::from(deep) % durable.len());
            let (before_shelf, before) = (shelf.copy(), rows.clone());
            desk = Desk::open(shelf, rows, number as u64 + 2);
            let shown: Vec<ConversationId> = desk.history.shown().map(|entry| entry.id.clone()).collect();
            for id in &shown {
                let expected = newest(&copies(&before_shelf, &before, id));
                let loaded = desk.load(id).expect("what is listed is there");
                assert_eq!(said(&loaded), expected);
                assert!(loaded.messages.iter().all(|m| m.reply().is_none_or(|reply| !reply.state.is_open())));
            }
            for (level, listed) in [(0, before_shelf.open().1.history), (1, Desk::open(Shared::default(), before.clone(), 99).history)] {
                for entry in listed.shown() {
                    let gone = !shown.contains(&entry.id);
                    assert!(!gone || desk.history.is_deleted(&entry.id) || desk.store.listed(&entry.id).is_none(), "{level}");
                }
            }
            desk.settle();
            // From now on either level alone has everything.
            for (shelf, rows) in [(desk.shelf.copy(), Rows::new()), (Shared::default(), desk.rows.clone())] {
                let mut alone = Desk::open(shelf, rows, 77);
                let listed: Vec<ConversationId> = alone.history.shown().map(|entry| entry.id.clone()).collect();
                assert_eq!(listed.len(), shown.len());
                for id in &listed {
                    assert_eq!(said(&alone.load(id).unwrap()), said(&desk.load(id).unwrap()));
                }
            }
        }
    }
}

#[test]
fn a_reply_cut_by_a_kill_comes_back_interrupted_with_all_that_was_entered() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let mut talk = talk("a", &["question"]);
    waiting(&mut desk, &mut talk);
    desk.save(&talk);
    let mut expected = String::new();
    for step in 0..100_u64 {
        let word = ["word ", &step.to_string(), " 안녕 "].concat();
        desk.grow(&mut talk, &word, 1_000 + step * 100);
        expected.push_str(&word);
    }
    let orders = desk.store.orders();
    assert!((18..=25).contains(&orders.len()), "{} entries in ten seconds", orders.len());
    orders.iter().for_each(|order| desk.done(order));
    // The first level lost everything.
    let mut back = Desk::open(Shared::default(), desk.rows.clone(), 2);
    let id = back.history.shown().next().unwrap().id.clone();
    let loaded = back.load(&id).unwrap();
    let reply = loaded.messages.last().unwrap();
    assert!(expected.starts_with(&reply.text()) && expected.len() - reply.text().len() < 5 * 20, "{}", reply.text());
    assert_eq!(reply.reply().unwrap().state, ReplyState::Interrupted(Interruption::PageClosed));
    // Once it has an end, the entries are gone.
    let whole = (**talk.messages.last().unwrap()).clone();
    talk.replace(whole, NOW);
    desk.save(&talk);
    desk.settle();
    assert_eq!(desk.rows.keys().filter(|key| key.matches('/').count() > 2).count(), 0);
    assert_eq!(said(&desk.load(&talk.id).unwrap()), said(&talk));
}

#[test]
fn words_that_come_late_are_there_after_a_reload_and_the_reply_stays_finished() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let mut talk = talk("a", &["question"]);
    waiting(&mut desk, &mut talk);
    desk.save(&talk);
    let change = |talk: &mut Conversation, change: fn(&mut Reply)| {
        if let Body::Reply(reply) = &mut Rc::make_mut(talk.messages.last_mut().unwrap()).body {
            change(Rc::make_mut(reply));
        }
    };
    change(&mut talk, |reply| {
        reply.text.push("half");
        reply.state = ReplyState::Finished(FinishReason::Stop);
    });
    let ended = (**talk.messages.last().unwrap()).clone();
    talk.replace(ended, NOW);
    desk.save(&talk);
    desk.settle();
    change(&mut talk, |reply| reply.text.push(" and the rest"));
    let message = Rc::clone(talk.messages.last().unwrap());
    desk.store.journal(&talk.id, &message, 9_000);
    desk.settle();
    let mut back = Desk::open(desk.shelf.copy(), desk.rows.clone(), 2);
    let loaded = back.load(&talk.id).unwrap();
    let reply = loaded.messages.last().unwrap();
    assert_eq!(reply.text(), "half and the rest");
    assert_eq!(reply.reply().unwrap().state, ReplyState::Finished(FinishReason::Stop));
}

#[test]
fn much_text_is_entered_sooner_but_never_oftener_than_each_quarter_second() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let mut talk = talk("a", &["question"]);
    waiting(&mut desk, &mut talk);
    desk.save(&talk);
    desk.settle();
    let mut check = |text: &str, now: u64, entries: usize| {
        desk.grow(&mut talk, text, now);
        assert_eq!(desk.store.orders().len(), entries, "at {now}");
    };
    check("a", 1_000, 1);
    check("b", 1_400, 0);
    check("c", 1_500, 1);
    check(&"d".repeat(3_000), 1_749, 0);
    check("e", 1_750, 1);
    check(&"f".repeat(2_047), 2_100, 0);
    check("g", 2_101, 1);
}

#[test]
fn what_a_newer_sotto_wrote_in_the_durable_level_is_never_touched() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let mut talk = talk("a", &["one", "two"]);
    desk.save(&talk);
    desk.settle();
    let future = "{\"sotto\":9999,\"anything\":[";
    for key in desk.rows.keys().cloned().collect::<Vec<_>>() {
        let mut desk = Desk::open(desk.shelf.copy(), desk.rows.clone(), 3);
        desk.rows.insert(key.clone(), future.to_owned());
        let loaded = desk.load(&talk.id).unwrap();
        assert_eq!(said(&loaded), said(&talk), "{key}");
        for round in 0..3 {
            let mut changed = loaded.clone();
            let messages: Vec<Rc<Message>> = changed.messages.clone();
            messages.iter().for_each(|message| changed.replace((**message).clone(), NOW));
            if round == 1 {
                changed.clear(NOW);
            }
            desk.save(&changed);
            desk.settle();
        }
        assert_eq!(desk.rows.get(&key).map(String::as_str), Some(future), "{key}");
    }
    talk.touch(NOW);
}

#[test]
fn a_broken_row_is_kept_aside_and_made_good_from_the_other_level() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let talk = talk("a", &["one", "two", "three"]);
    desk.save(&talk);
    desk.settle();
    for key in
        desk.rows.keys().filter(|key| key.starts_with("m/") || key.starts_with("h/")).cloned().collect::<Vec<_>>()
    {
        let mut rows = desk.rows.clone();
        rows.insert(key.clone(), "{\"sotto\":1,garbage".to_owned());
        let mut back = Desk::open(desk.shelf.copy(), rows, 3);
        assert_eq!(said(&back.load(&talk.id).unwrap()), said(&talk), "{key}");
        back.settle();
        assert!(back.rows.contains_key(&["q/", &key].concat()), "{key} was kept aside");
        let mut alone = Desk::open(Shared::default(), back.rows, 4);
        assert_eq!(said(&alone.load(&talk.id).unwrap()), said(&talk), "{key}");
    }
}

#[test]
fn settings_and_drafts_that_the_first_level_lost_come_back_and_what_was_removed_stays_removed() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let before = desk.shelf.copy();
    desk.store.save_settings(&Settings { theme: Theme::Dark, ..Settings::default() }).unwrap();
    desk.store.save_draft(None, "typed").unwrap();
    desk.settle();
    let typed = desk.shelf.copy();
    let back = Desk::open(before, desk.rows.clone(), 2);
    assert_eq!(back.store.load_draft(None).as_deref(), Some("typed"));
    assert_eq!(back.shelf.open().1.settings.theme, Theme::Dark);
    desk.store.save_draft(None, "").unwrap();
    desk.settle();
    let back = Desk::open(typed, desk.rows.clone(), 2);
    assert_eq!(back.store.load_draft(None), None, "sent, not typed again");
    assert_eq!(back.shelf.text("sotto/draft/*"), None);
}

#[test]
fn without_a_durable_level_the_first_one_carries_on_alone_and_orders_nothing() {
    let shelf = Shared::default();
    let (mut store, _) = shelf.open();
    assert_eq!(store.alone(), []);
    assert_eq!(store.durable(), Durable::Refused);
    let talk = talk("a", &["hello"]);
    store.save_conversation(&talk, &History::default().note(&talk, true)).unwrap();
    store.save_draft(None, "typed").unwrap();
    assert_eq!(store.orders(), []);
    assert_eq!(shelf.open().0.load_conversation(&talk.id).unwrap().unwrap().conversation, talk);
}
