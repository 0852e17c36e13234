//! More than the first level has room for, and more than both have.

use sotto::domain::archive::ledger::{BUDGET, units};
use sotto::domain::conversation::Conversation;
use sotto::domain::id::ConversationId;
use sotto::domain::message::Body;

use crate::anything::{NOW, talk};
use crate::pages::Desk;
use crate::shelves::{Rows, Shared};

#[test]
fn what_exceeds_the_budget_lives_in_the_durable_level_alone_and_nothing_shows_it() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let talks: Vec<Conversation> =
        (0..50).map(|n| talk(&["t", &n.to_string()].concat(), &[&"x".repeat(99_000), "and more"])).collect();
    for talk in &talks {
        desk.save(talk);
        desk.settle();
        assert!(desk.store.used() <= BUDGET, "{}", desk.store.used());
        assert_eq!(desk.store.used(), desk.shelf.units());
    }
    let here = desk.shelf.names().iter().filter(|name| name.starts_with("sotto/c/")).count();
    assert!((17..=20).contains(&here), "{here}");
    assert!(
        desk.shelf.text("sotto/c/t0").is_none() && desk.shelf.text("sotto/c/t49").is_some(),
        "the oldest goes first"
    );
    let (store, opened) = desk.shelf.open();
    assert_eq!((opened.history.shown().count(), opened.problems.len(), store.used()), (50, 0, desk.shelf.units()));
    let mut back = Desk::open(desk.shelf.copy(), desk.rows.clone(), 2);
    for talk in &talks {
        assert_eq!(back.load(&talk.id).as_ref(), Some(talk));
    }
    assert!(back.store.used() <= BUDGET, "opening makes no spilled one come back");
    let first = talks.first().unwrap();
    let mut changed = first.clone();
    changed.add(back.ids.message(), None, Body::User("again".into()), NOW);
    back.save(&changed);
    back.settle();
    assert_eq!(back.load(&first.id), Some(changed));
    assert!(back.store.used() <= BUDGET);
}

#[test]
fn of_a_long_conversation_only_the_latest_part_stands_in_the_first_level() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let lines: Vec<String> = (0..60).map(|n| [&n.to_string(), " ", &"y".repeat(9_990)].concat()).collect();
    let mut long = talk("long", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    desk.save(&long);
    desk.settle();
    let part = desk.shelf.text("sotto/c/long").unwrap();
    assert!((180_000..=201_000).contains(&units(&part)), "{}", units(&part));
    assert!(part.contains("59 yyy") && !part.contains("30 yyy"));
    for seed in 2..5 {
        let mut back = Desk::open(desk.shelf.copy(), desk.rows.clone(), seed);
        assert_eq!(back.load(&long.id).as_ref(), Some(&long));
        long.add(back.ids.message(), long.messages.last().map(|m| m.id.clone()), Body::User("more".into()), NOW);
        back.save(&long);
        back.settle();
        desk = back;
    }
    // Without the other level the part is what there is, and it says so.
    let (mut store, _) = desk.shelf.open();
    store.alone();
    let loaded = store.load_conversation(&long.id).unwrap().unwrap();
    assert_eq!(loaded.unread, 1);
    assert!(loaded.conversation.path().len() > 15, "all of the part is in reach");
}

#[test]
fn where_neither_level_has_room_it_is_said_and_made_good_when_there_is() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let one = talk("a", &["hello"]);
    desk.save(&one);
    desk.settle();
    desk.shelf.quota.set(Some(desk.shelf.units()));
    let two = talk("b", &["does not fit"]);
    desk.save(&two);
    // The durable level is full as well.
    let lost: Vec<ConversationId> = desk.store.orders().iter().filter_map(|order| desk.store.failed(order)).collect();
    assert_eq!(lost, std::slice::from_ref(&two.id));
    assert!(desk.open.contains_key(&two.id), "what is on screen stays");
    desk.shelf.quota.set(None);
    desk.save(&two);
    desk.settle();
    assert_eq!(Desk::open(Shared::default(), desk.rows.clone(), 2).load(&two.id), Some(two.clone()));
    // Room in the durable level alone is room enough.
    desk.shelf.quota.set(Some(desk.shelf.units()));
    let three = talk("c", &["deep"]);
    desk.save(&three);
    desk.settle();
    assert_eq!(desk.shelf.text("sotto/c/c"), None);
    assert_eq!(desk.load(&three.id), Some(three));
}
