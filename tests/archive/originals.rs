//! The originals of imported messages: in the database only, through everything, and gone with their conversation.

use std::rc::Rc;

use sotto::domain::archive::durable::Order;
use sotto::domain::archive::originals::decode;
use sotto::domain::conversation::Conversation;
use sotto::domain::history::Entry;
use sotto::domain::message::Body;
use sotto::domain::original::{Original, Unsupported};

use crate::anything::{NOW, talk};
use crate::pages::Desk;
use crate::shelves::{Rows, Shared, carry_out};

const PICTURE: &str = "{\"type\":\"image\",\"data\":\"AAAA\"}";

/// A page on which a conversation with an original was imported.
fn imported() -> (Desk, Conversation, Original) {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    let talk = talk("new-1", &["a", "b"]);
    let original = Original {
        message: talk.messages[0].id.clone(),
        source: "claude".into(),
        unsupported: Unsupported { pictures: 1, ..Unsupported::default() },
        parts: vec![PICTURE.to_owned()],
    };
    desk.store.stage(&talk, vec![original.clone()], &Entry::of(&talk, 1, 0), false).unwrap();
    assert!(desk.store.commit().is_none());
    for order in desk.store.orders() {
        let found = carry_out(&mut desk.rows, &order);
        if matches!(order, Order::Commit { .. }) {
            for entry in desk.store.committed(&found).unwrap() {
                desk.history.absorb(entry);
            }
        }
    }
    desk.settle();
    (desk, talk, original)
}

/// What an export reads.
fn kept(desk: &mut Desk, talk: &Conversation) -> Vec<Original> {
    let found = carry_out(&mut desk.rows, &Order::Originals(talk.id.clone()));
    found.iter().map(|(_, text)| decode(text).unwrap()).collect()
}

#[test]
fn an_original_stays_when_its_conversation_goes_on_and_the_page_starts_again_and_is_never_in_the_first_level() {
    let (mut desk, mut talk, original) = imported();
    assert_eq!(kept(&mut desk, &talk), std::slice::from_ref(&original));
    let parent = talk.messages.last().map(|message| message.id.clone());
    talk.add(desk.ids.message(), parent, Body::User("c".into()), NOW);
    let changed = Rc::make_mut(&mut talk.messages[0]);
    changed.body = Body::User("edited".into());
    changed.revision += 1;
    talk.touch(NOW);
    desk.save(&talk);
    desk.settle();
    assert!(desk.shelf.texts.borrow().values().all(|text| !text.contains("AAAA")));
    let mut again = Desk::open(desk.shelf.copy(), desk.rows.clone(), 2);
    assert_eq!(kept(&mut again, &talk), std::slice::from_ref(&original));
    // The local copy is lost.
    let mut again = Desk::open(Shared::default(), desk.rows.clone(), 3);
    assert_eq!((again.load(&talk.id).unwrap().messages.len(), kept(&mut again, &talk)), (3, vec![original]));
}

#[test]
fn neither_a_start_nor_the_opening_of_a_conversation_reads_originals() {
    let (mut desk, talk, _) = imported();
    for order in [Order::Survey(String::new()), Order::Load(talk.id.clone())] {
        let found = carry_out(&mut desk.rows, &order);
        assert!(!found.is_empty() && found.iter().all(|(_, text)| !text.contains("AAAA")), "{order:?}");
    }
}

#[test]
fn an_original_goes_with_its_conversation_and_comes_back_when_that_is_undone() {
    // The deletion is undone after the database carried it out, and before.
    for early in [false, true] {
        let (mut desk, talk, original) = imported();
        let stone = desk.history.delete(&talk.id).unwrap();
        desk.store.delete_conversation(&stone).unwrap();
        if !early {
            desk.settle();
            assert!(desk.rows.values().all(|text| !text.contains("AAAA")), "nothing is left of it");
        }
        desk.save(&talk);
        desk.settle();
        assert_eq!(kept(&mut desk, &talk), [original], "{early}");
    }
}

#[test]
fn of_many_conversations_that_are_deleted_no_original_is_left() {
    let (mut desk, talk, _) = imported();
    let other = crate::anything::talk("other", &["x"]);
    desk.save(&other);
    desk.settle();
    let gone = [desk.history.delete(&talk.id).unwrap(), desk.history.delete(&other.id).unwrap()];
    desk.store.delete_conversations(&gone);
    desk.settle();
    assert!(desk.rows.values().all(|text| !text.contains("AAAA")));
}

#[test]
fn an_original_does_not_come_back_when_a_start_carries_out_what_a_killed_page_deleted() {
    let (mut desk, talk, _) = imported();
    let stone = desk.history.delete(&talk.id).unwrap();
    desk.store.delete_conversation(&stone).unwrap();
    // Killed before the database heard of it.
    let mut again = Desk::open(desk.shelf.copy(), desk.rows.clone(), 2);
    again.settle();
    assert!(kept(&mut again, &talk).is_empty());
}
