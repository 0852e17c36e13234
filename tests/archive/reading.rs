//! A long history, of which only the newest conversations are known at first: whatever is done before the rest is read
//! comes to the same as if all had been known, and what the durable level has is taken in part by part.

use proptest::prelude::{ProptestConfig, any, proptest};
use sotto::domain::archive::durable::Order;
use sotto::domain::archive::elsewhere::Foreign;
use sotto::domain::archive::index::page_of;
use sotto::domain::archive::key::Key;
use sotto::domain::conversation::Conversation;
use sotto::domain::filing::{Filing, Turned};
use sotto::domain::history::Entry;
use sotto::domain::id::{ConnectionId, ConversationId};
use sotto::domain::message::Body;

use crate::anything::NOW;
use crate::pages::Desk;
use crate::shelves::{Rows, Shared, carry_out};

/// A page that kept so many conversations.
fn kept(count: usize) -> Desk {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    for number in 0..count {
        let mut talk = Conversation::new(desk.ids.conversation(), ConnectionId::demo(), NOW);
        talk.title = ["Chat ", &number.to_string()].concat().into();
        talk.add(desk.ids.message(), None, Body::User("first".into()), NOW);
        desk.save(&talk);
    }
    desk.settle();
    desk
}

fn ids(desk: &Desk) -> Vec<ConversationId> {
    desk.history.shown().map(|entry| entry.id.clone()).collect()
}

/// The conversation as the page opens it.
fn opened(desk: &mut Desk, id: &ConversationId) -> Option<Conversation> {
    if let Some(entry) = desk.store.seek(id) {
        desk.history.absorb(entry);
    }
    desk.load(id)
}

/// Does something with a conversation, by the page or (3) by another tab.
fn act(desk: &mut Desk, what: u8, id: &ConversationId) {
    match what % 6 {
        0 => {
            let mut talk = Conversation::new(desk.ids.conversation(), ConnectionId::demo(), NOW);
            talk.add(desk.ids.message(), None, Body::User("new".into()), NOW);
            desk.save(&talk);
        }
        1 => {
            let Some(mut talk) = opened(desk, id) else { return };
            talk.title = "named".into();
            talk.touch(NOW);
            let entry = desk.history.note(&talk, what >= 128);
            desk.store.save_conversation(&talk, &entry).unwrap();
        }
        2 => {
            if opened(desk, id).is_some() {
                let stone = desk.history.delete(id).unwrap();
                desk.store.delete_conversation(&stone).unwrap();
            }
        }
        3 => {
            let mut other = Desk::open(desk.shelf.clone(), desk.rows.clone(), 50 + u64::from(what));
            let Some(mut talk) = other.load(id) else { return };
            talk.title = "named elsewhere".into();
            talk.touch(NOW);
            other.save(&talk);
            other.settle();
            desk.rows = other.rows;
            let place = other.store.listed(id).unwrap().order;
            for key in [Key::Conversation(id.clone()), Key::Index(page_of(place))] {
                let text = desk.shelf.text(&key.name());
                for news in desk.store.changed_elsewhere(Some(&key.name()), text.as_deref()) {
                    if let Foreign::Entries(entries) = news {
                        for entry in entries {
                            desk.history.absorb(entry);
                        }
                    }
                }
            }
        }
        4 => {
            if opened(desk, id).is_some() {
                let filing = Filing { pinned: Turned(1), ..Filing::default() };
                let filed = desk.history.file(&|entry| (entry.id == *id).then(|| filing.clone()));
                let after: Vec<_> = filed.into_iter().map(|(_, after)| after).collect();
                desk.store.file(&after);
                while desk.store.flush_some(1).unwrap() {}
            }
        }
        _ => drop(desk.store.read_on()),
    }
}

type Fact = (ConversationId, String, bool, Filing);

/// The first fact in which two accounts differ.
fn difference(one: &[Fact], other: &[Fact]) -> Option<(Option<Fact>, Option<Fact>)> {
    let at = (0..one.len().max(other.len())).find(|at| one.get(*at) != other.get(*at))?;
    Some((one.get(at).cloned(), other.get(at).cloned()))
}

/// What is known of all, whoever is asked: the page, its store, and the next start on either level.
fn accounts(desk: &Desk) -> Vec<Vec<Fact>> {
    let fact = |entry: &Entry| (entry.id.clone(), entry.title.to_string(), entry.deleted, entry.filing.clone());
    let sorted = |mut facts: Vec<_>| {
        facts.sort_by(|one: &Fact, other| one.0.cmp(&other.0));
        facts
    };
    let again = Desk::open(desk.shelf.copy(), desk.rows.clone(), 98);
    let durable = Desk::open(Shared::default(), desk.rows.clone(), 99);
    [desk.history.entries(), &desk.store.entries(), again.history.entries()]
        .map(|entries| sorted(entries.iter().map(|entry| fact(entry)).collect()))
        .into_iter()
        .chain([sorted(durable.history.shown().map(|entry| fact(entry)).collect())])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_is_done_before_all_is_known_comes_to_the_same(
        acts in proptest::collection::vec((any::<u8>(), any::<u16>()), 1..10),
    ) {
        let made = kept(260);
        let listed = ids(&made);
        let mut whole = Desk::open(made.shelf.copy(), made.rows.clone(), 7);
        let mut part = Desk::begin(made.shelf.copy(), made.rows.clone(), 7);
        assert!(!part.store.is_whole() && ids(&part).len() < listed.len());
        for (what, which) in &acts {
            let id = &listed[usize::from(*which) % listed.len()];
            act(&mut whole, *what, id);
            act(&mut part, *what, id);
        }
        part.read_all();
        whole.settle();
        part.settle();
        let (expected, got) = (accounts(&whole), accounts(&part));
        for at in 0..got.len() {
            assert_eq!(difference(&got[at], &expected[at]), None, "account {at}");
        }
        assert_eq!(difference(&got[0], &got[1]), None);
        assert_eq!(difference(&got[0], &got[2]), None);
        let alive: Vec<_> = got[0].iter().filter(|fact| !fact.2).cloned().collect();
        assert_eq!(difference(&got[3], &alive), None);
        assert!(ids(&part) == ids(&whole), "in the same order");
    }
}

#[test]
fn the_newest_are_known_at_once_and_the_others_when_they_are_asked_for() {
    let made = kept(300);
    let listed = ids(&made);
    made.shelf.reads.borrow_mut().clear();
    let mut desk = Desk::begin(made.shelf.copy(), made.rows, 2);
    let known = ids(&desk);
    assert!((60..=120).contains(&known.len()), "{}", known.len());
    assert!(known == listed[..known.len()]);
    let oldest = listed.last().unwrap();
    assert_eq!(desk.store.listed(oldest), None);
    assert_eq!(desk.store.seek(oldest).unwrap().title, "Chat 0".into());
    assert_eq!(desk.store.seek(oldest), None, "told once");
    assert_eq!(desk.store.seek(&ConversationId::parse("nowhere").unwrap()), None);
    assert!(desk.store.orders().is_empty(), "the durable level is asked once all is known");
    desk.read_all();
    assert!(ids(&desk) == listed);
    assert_eq!(desk.store.orders(), [Order::Survey(String::new())]);
}

#[test]
fn what_is_pinned_is_known_before_the_rest() {
    let mut made = kept(300);
    let oldest = ids(&made).last().unwrap().clone();
    act(&mut made, 4, &oldest);
    made.settle();
    let mut desk = Desk::begin(made.shelf.copy(), made.rows, 2);
    let found = desk.store.read_marked();
    assert!(found.iter().any(|entry| entry.id == oldest && entry.filing.pinned.is_on()));
    assert!(found.len() <= 50, "one page");
    assert_eq!(desk.store.read_marked(), []);
}

#[test]
fn an_index_that_a_newer_sotto_wrote_is_noticed_before_anything_is_written_into_it() {
    let made = kept(300);
    let page = Key::Index(0).name();
    made.shelf.put(&page, "{\"sotto\":9999,\"anything\":1}");
    let before = made.shelf.text(&Key::Index(6).name());
    let mut desk = Desk::begin(made.shelf.copy(), made.rows, 2);
    let mut talk = Conversation::new(desk.ids.conversation(), ConnectionId::demo(), NOW);
    talk.add(desk.ids.message(), None, Body::User("new".into()), NOW);
    let entry = desk.history.note(&talk, true);
    let _ = desk.store.save_conversation(&talk, &entry);
    assert_eq!(desk.shelf.text(&page).as_deref(), Some("{\"sotto\":9999,\"anything\":1}"));
    assert_eq!(desk.shelf.text(&Key::Index(6).name()), before);
    assert_eq!(desk.store.read_all().len(), 1, "it is told");
}

#[test]
fn the_durable_level_is_read_part_by_part_and_what_happens_between_two_parts_is_kept() {
    let made = kept(700);
    let listed = ids(&made);
    for lost in [false, true] {
        let shelf = if lost { Shared::default() } else { made.shelf.copy() };
        let mut desk = Desk::begin(shelf, made.rows.clone(), 2);
        desk.read_all();
        let (mut parts, mut orders) = (0, desk.store.orders());
        while !orders.is_empty() {
            for order in orders {
                parts += usize::from(matches!(order, Order::Survey(_)));
                desk.done(&order);
            }
            // Changed, deleted, made: in what was read already and in what was not.
            if parts == 2 {
                for (what, id) in
                    [(1, &listed[0]), (1, &listed[699]), (2, &listed[5]), (2, &listed[690]), (0, &listed[0])]
                {
                    act(&mut desk, what, id);
                }
            }
            orders = desk.store.orders();
        }
        desk.settle();
        assert_eq!(parts, 3, "300 at a time");
        let got = accounts(&desk);
        assert_eq!(got[0].iter().filter(|fact| !fact.2).count(), 699);
        assert_eq!(difference(&got[0], &got[1]), None);
        for id in [&listed[0], &listed[699]] {
            assert_eq!(got[0].iter().find(|fact| fact.0 == *id).unwrap().1, "named");
        }
        for account in &got {
            assert!(!account.iter().any(|fact| !fact.2 && (fact.0 == listed[5] || fact.0 == listed[690])));
        }
        assert_eq!(got[3].len(), 699);
        // A part of a survey that was begun anew meanwhile changes nothing.
        let late = Order::Survey("h/zzz".to_owned());
        let found = carry_out(&mut desk.rows, &late);
        assert_eq!(desk.store.survey("h/zzz", &found), None);
        assert_eq!(ids(&desk).len(), 699);
    }
}
