//! What is kept where: secrets, drafts, settings, deletions, ten thousand conversations, and nothing at all.

use std::collections::BTreeSet;
use std::rc::Rc;

use sotto::domain::address::Address;
use sotto::domain::archive::conversation::encode;
use sotto::domain::archive::elsewhere::Foreign;
use sotto::domain::archive::index::Index;
use sotto::domain::archive::key::Key;
use sotto::domain::archive::ledger::{BUDGET, units};
use sotto::domain::archive::store::Store;
use sotto::domain::connection::{Connection, Keeping, Secrets};
use sotto::domain::conversation::Conversation;
use sotto::domain::filing::Filing;
use sotto::domain::history::{Entry, History};
use sotto::domain::id::{ConnectionId, ConversationId, MessageId};
use sotto::domain::message::Body;
use sotto::domain::preset::Preset;
use sotto::domain::secret::Secret;
use sotto::domain::settings::{Settings, Theme};

use crate::anything::{NOW, talk};
use crate::shelves::Shared;

fn connection(id: &str, address: &str, keeping: Keeping) -> Rc<Connection> {
    let mut made = Connection::from_preset(ConnectionId::parse(id).unwrap(), Preset::Custom);
    made.address = Address::parse(address).ok();
    made.keeping = keeping;
    Rc::new(made)
}

fn secrets(origin: &str) -> Secrets {
    Secrets {
        origin: origin.into(),
        key: Secret::new("sk-very-secret"),
        headers: vec![("x-team".into(), Secret::new("sk-very-secret-too"))],
    }
}

#[test]
fn a_key_stands_in_its_own_record_and_nowhere_else() {
    let (local, tab) = (Shared::default(), Shared::default());
    let open = || Store::open(Box::new(local.clone()), Box::new(tab.clone()), 1);
    let holders = |shelf: &Shared| {
        let texts = shelf.texts.borrow();
        texts.iter().filter(|(_, text)| text.contains("very-secret")).map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    let (mut store, _) = open();
    let device = connection("d", "https://a.example/v1", Keeping::Device);
    let fleeting = connection("t", "https://b.example/v1", Keeping::Tab);
    store.save_connections(&[device.clone(), fleeting.clone()]).unwrap();
    store.save_secrets(&device, &secrets("https://a.example")).unwrap();
    store.save_secrets(&fleeting, &secrets("https://b.example")).unwrap();
    assert_eq!((holders(&local), holders(&tab)), (vec!["sotto/secrets/d".into()], vec!["sotto/secrets/t".into()]));
    let (mut store, opened) = open();
    let kept = [("d", "https://a.example"), ("t", "https://b.example")]
        .map(|(id, origin)| (ConnectionId::parse(id).unwrap(), secrets(origin)));
    assert_eq!(opened.secrets, kept);

    let moved = connection("d", "https://a.example/v1", Keeping::Tab);
    store.save_secrets(&moved, &secrets("https://a.example")).unwrap();
    assert_eq!(holders(&local), Vec::<String>::new(), "kept in the tab, it leaves the device");
    store.drop_connection(&device.id).unwrap();
    store.save_secrets(&fleeting, &Secrets::default()).unwrap();
    assert_eq!(holders(&tab), Vec::<String>::new());
    assert_eq!(open().1.connections.len(), 1);
}

#[test]
fn a_key_does_not_follow_its_connection_to_another_server() {
    let shelf = Shared::default();
    let (mut store, _) = shelf.open();
    let old = connection("a", "https://a.example/v1", Keeping::Device);
    store.save_connections(std::slice::from_ref(&old)).unwrap();
    store.save_secrets(&old, &secrets("https://a.example")).unwrap();
    let mut path = (*connection("a", "https://a.example/v2", Keeping::Device)).clone();
    path.revision = 1;
    store.save_connections(&[Rc::new(path)]).unwrap();
    assert_eq!(shelf.open().1.secrets.len(), 1, "another path of the same server keeps the key");
    let mut away = (*connection("a", "https://evil.example/v1", Keeping::Device)).clone();
    away.revision = 2;
    store.save_connections(&[Rc::new(away)]).unwrap();
    assert_eq!(shelf.text("sotto/secrets/a"), None);

    shelf.put("sotto/secrets/a", &sotto::domain::archive::secrets::encode(&secrets("https://a.example"), 1, "w"));
    assert_eq!(shelf.open().1.secrets, []);
}

#[test]
fn without_storage_everything_works_until_the_page_is_closed() {
    let shelf = Shared::default();
    shelf.refusing.set(true);
    let (mut store, opened) = shelf.open();
    assert!(!opened.usable);
    let talk = talk("a", &["hello"]);
    store.save_conversation(&talk, &History::default().note(&talk, true)).unwrap();
    store.save_draft(None, "typed").unwrap();
    assert_eq!(store.load_conversation(&talk.id).unwrap().unwrap().conversation, talk);
    assert_eq!(store.load_draft(None).as_deref(), Some("typed"));
    assert_eq!(shelf.names(), Vec::<String>::new());
}

#[test]
fn an_empty_storage_that_is_full_keeps_nothing_and_a_filled_one_can_still_be_read() {
    let shelf = Shared::default();
    shelf.quota.set(Some(0));
    assert!(!shelf.open().1.usable);
    shelf.put("other", "x");
    assert!(shelf.open().1.usable);
}

#[test]
fn what_is_shown_is_read_again_before_it_is_written_only_if_another_tab_wrote() {
    let shelf = Shared::default();
    let start = talk("a", &["hello"]);
    let add = |talk: &mut Conversation, text: &str| {
        let last = talk.messages.last().map(|message| message.id.clone());
        let id = MessageId::parse(text).unwrap();
        talk.add(id, last, Body::User(text.into()), NOW);
    };
    let save = |store: &mut Store, talk: &Conversation| {
        shelf.reads.borrow_mut().clear();
        let merged = store.save_conversation(talk, &History::default().note(talk, false)).unwrap().merged;
        (merged, shelf.reads.borrow().iter().filter(|name| name.contains("/c/")).count())
    };
    save(&mut shelf.open_as(1).0, &start);

    let (mut here, _) = shelf.open_as(2);
    let mut talk = here.show_conversation(&start.id).unwrap().conversation;
    for text in ["one", "two"] {
        add(&mut talk, text);
        assert_eq!(save(&mut here, &talk), (None, 0));
    }

    let (mut there, _) = shelf.open_as(3);
    let mut theirs = there.show_conversation(&start.id).unwrap().conversation;
    add(&mut theirs, "theirs");
    assert_eq!(save(&mut there, &theirs), (None, 0));
    add(&mut talk, "three");
    let (merged, reads) = save(&mut here, &talk);
    let merged = merged.unwrap();
    assert_eq!(reads, 1);
    let texts: BTreeSet<String> = merged.messages.iter().map(|message| message.text()).collect();
    assert_eq!(texts, ["hello", "one", "two", "theirs", "three"].map(str::to_owned).into());
    assert_eq!(shelf.open().0.load_conversation(&start.id).unwrap().unwrap().conversation, merged);
}

#[test]
fn drafts_are_kept_apart_and_an_empty_one_is_gone() {
    let shelf = Shared::default();
    let (mut store, _) = shelf.open();
    let id = ConversationId::parse("new").unwrap();
    store.save_draft(None, "one\n\"two\"").unwrap();
    store.save_draft(Some(&id), "안녕").unwrap();
    let (mut store, _) = shelf.open();
    assert_eq!(store.load_draft(None).as_deref(), Some("one\n\"two\""));
    assert_eq!(store.load_draft(Some(&id)).as_deref(), Some("안녕"));
    store.save_draft(None, "").unwrap();
    store.save_draft(Some(&id), "").unwrap();
    assert_eq!((shelf.units(), store.used()), (0, 0));
}

#[test]
fn a_deleted_conversation_stays_deleted_unless_the_deletion_is_undone() {
    let shelf = Shared::default();
    let (mut store, _) = shelf.open();
    let mut history = History::default();
    let talk = talk("a", &["hello"]);
    let entry = history.note(&talk, true);
    store.save_conversation(&talk, &entry).unwrap();
    // Open before the deletion, and never told of it.
    let (mut elsewhere, _) = shelf.open_as(2);
    store.delete_conversation(&history.delete(&talk.id).unwrap()).unwrap();
    assert_eq!(shelf.text("sotto/c/a"), None);
    assert_eq!(shelf.open().1.history.shown().count(), 0);

    let saved = elsewhere.save_conversation(&talk, &entry).unwrap();
    assert!(saved.entry.is_some_and(|stone| stone.deleted), "a tab with nothing new does not bring it back");
    assert_eq!(shelf.text("sotto/c/a"), None);

    let saved = store.save_conversation(&talk, &entry).unwrap();
    assert!(saved.merged.unwrap().revision > history.entries()[0].revision, "above the deletion");
    assert_eq!(shelf.open().1.history.shown().count(), 1);

    store.delete_conversation(&history.delete(&talk.id).unwrap()).unwrap();
    let mut changed = talk.clone();
    (0..9).for_each(|_| changed.touch(NOW));
    assert!(elsewhere.save_conversation(&changed, &entry).unwrap().entry.is_none_or(|entry| !entry.deleted));
    assert_eq!(shelf.open().1.history.shown().count(), 1, "what another tab still writes in is kept");
}

#[test]
fn a_page_closed_in_the_middle_of_a_write_leaves_nothing_half_done() {
    let shelf = Shared::default();
    let (mut store, _) = shelf.open();
    let mut history = History::default();
    let talk = talk("a", &["hello"]);
    let entry = history.note(&talk, true);
    let before = shelf.copy();
    store.save_conversation(&talk, &entry).unwrap();
    before.put("sotto/c/a", &shelf.text("sotto/c/a").unwrap());
    assert_eq!(before.open().1.history.entry(&talk.id).unwrap().title, talk.title, "saved, not yet indexed");

    let record = shelf.text("sotto/c/a").unwrap();
    store.delete_conversation(&history.delete(&talk.id).unwrap()).unwrap();
    shelf.put("sotto/c/a", &record);
    assert_eq!(shelf.open().1.history.shown().count(), 0, "marked as deleted, not yet removed");
    assert_eq!(shelf.text("sotto/c/a"), None);

    shelf.put("sotto/index/0", &before.text("sotto/index/0").unwrap());
    let (mut store, _) = shelf.open();
    assert_eq!(store.alone().len(), 1, "listed, but gone");
    assert_eq!(shelf.open().1.problems, []);
}

#[test]
fn ten_thousand_conversations_open_without_reading_one_and_fit_the_budget_with_their_index() {
    let shelf = Shared::default();
    let mut index = Index::default();
    for order in 0..10_000 {
        let talk = talk(&["k3x9q2m1-", &order.to_string()].concat(), &["A question of the usual length?"]);
        let (name, text) = (Key::Conversation(talk.id.clone()).name(), encode(&talk, order, "w"));
        shelf.put(&name, &text);
        let (id, title, size) = (talk.id, talk.title, units(&name) + units(&text));
        let filing = Filing::default();
        let (created, updated) = (NOW.wall, NOW.wall);
        index.put(Entry { id, title, revision: 1, order, created, updated, active: 0, size, deleted: false, filing });
    }
    let mut room = 0;
    for number in index.stale.clone() {
        let page = index.encode(number).unwrap();
        room += units(&page);
        shelf.put(&Key::Index(number).name(), &page);
    }
    assert!(room < BUDGET / 3 * 2, "{room} units of index");
    shelf.reads.borrow_mut().clear();
    let (store, opened) = shelf.open();
    assert_eq!(opened.history.shown().count(), 10_000);
    assert!(!shelf.reads.borrow().iter().any(|name| name.starts_with("sotto/c/")));
    assert_eq!(store.used(), shelf.units());
}

#[test]
fn another_tab_is_told_what_changed() {
    let shelf = Shared::default();
    let (mut here, _) = shelf.open_as(1);
    let (mut there, _) = shelf.open_as(2);
    let mut tell = |name: &str| there.changed_elsewhere(Some(name), shelf.text(name).as_deref());

    let settings = Settings { theme: Theme::Dark, ..Settings::default() };
    here.save_settings(&settings).unwrap();
    assert_eq!(tell("sotto/settings"), [Foreign::Settings(settings)]);

    let made = connection("a", "https://a.example/v1", Keeping::Device);
    here.save_connections(std::slice::from_ref(&made)).unwrap();
    assert_eq!(tell("sotto/connections"), [Foreign::Connections(vec![(*made).clone()])]);
    here.save_secrets(&made, &secrets("https://a.example")).unwrap();
    let told = Foreign::Secrets(made.id.clone(), Some(secrets("https://a.example")));
    assert_eq!(tell("sotto/secrets/a"), [told]);

    let mut history = History::default();
    let talk = talk("x", &["hello"]);
    let entry = history.note(&talk, true);
    let size = here.save_conversation(&talk, &entry).unwrap().size_units;
    assert_eq!(tell("sotto/c/x"), [Foreign::Conversation(Box::new(talk.clone()))]);
    history.measured(&talk.id, size);
    let entries = history.entries().iter().map(|entry| (**entry).clone()).collect();
    assert_eq!(tell("sotto/index/0"), [Foreign::Entries(entries)]);
    here.save_draft(Some(&talk.id), "more").unwrap();
    assert_eq!(tell("sotto/draft/x"), [Foreign::Draft(Some(talk.id.clone()), "more".into())]);
    here.save_draft(Some(&talk.id), "").unwrap();
    assert_eq!(tell("sotto/draft/x"), [Foreign::Draft(Some(talk.id.clone()), String::new())]);

    assert_eq!(tell("somebody/else"), []);
    shelf.put("sotto/settings", "{\"sotto\":9999,");
    assert_eq!(tell("sotto/settings"), [Foreign::Newer]);
    shelf.texts.borrow_mut().clear();
    assert_eq!(there.changed_elsewhere(None, None), [Foreign::Cleared]);
    assert_eq!(there.used(), 0);
}

#[test]
fn where_one_tab_erased_everything_the_others_follow_and_put_nothing_back() {
    let shelf = Shared::default();
    let (mut here, mut there) = (shelf.open_as(1).0, shelf.open_as(2).0);
    let mut history = History::default();
    let talk = talk("x", &["hello"]);
    let entry = history.note(&talk, true);
    here.save_conversation(&talk, &entry).unwrap();
    there.changed_elsewhere(Some("sotto/c/x"), shelf.text("sotto/c/x").as_deref());
    here.clear();
    assert!(shelf.texts.borrow().is_empty(), "all is gone");

    // The first that the others hear of it is the mark; whatever they do from then on is kept nowhere.
    assert_eq!(there.changed_elsewhere(Some("sotto/cleared"), Some("1")), [Foreign::Cleared]);
    assert!(there.is_closed());
    assert_eq!(there.changed_elsewhere(Some("sotto/c/x"), None), []);
    assert_eq!(there.changed_elsewhere(Some("sotto/index/0"), None), []);
    let _ = there.save_conversation(&talk, &entry);
    let _ = there.save_draft(Some(&talk.id), "typed");
    let _ = there.save_settings(&Settings { theme: Theme::Dark, ..Settings::default() });
    let _ = there.save_connections(&[connection("a", "https://a.example/v1", Keeping::Device)]);
    let _ =
        there.save_secrets(&connection("a", "https://a.example/v1", Keeping::Device), &secrets("https://a.example"));
    let _ = here.save_conversation(&talk, &entry);
    assert!(shelf.texts.borrow().is_empty(), "{:?}", shelf.texts.borrow().keys());
    assert!(there.orders().is_empty(), "and nothing is ordered of the durable level");
    assert_eq!(shelf.open().1.history.shown().count(), 0);
}

#[test]
fn two_tabs_that_never_hear_of_each_other_keep_both_their_conversations_listed() {
    let shelf = Shared::default();
    let mut stores = [shelf.open_as(1).0, shelf.open_as(2).0];
    for (tab, id) in [(0, "a"), (1, "b"), (0, "c")] {
        let talk = talk(id, &["hello"]);
        stores[tab].save_conversation(&talk, &History::default().note(&talk, true)).unwrap();
    }
    shelf.reads.borrow_mut().clear();
    assert_eq!(shelf.open().1.history.shown().count(), 3);
    assert!(!shelf.reads.borrow().iter().any(|name| name.starts_with("sotto/c/")), "the index itself had all three");
}
