//! Where conversations were put, in both levels and over tabs: pinned, archived, in folders; many of them deleted at once.

use std::rc::Rc;

use sotto::domain::archive::durable::Order;
use sotto::domain::archive::elsewhere::Foreign;
use sotto::domain::archive::key::Key;
use sotto::domain::filing::{Filing, Folder, Folders};
use sotto::domain::history::Entry;
use sotto::domain::id::{ConversationId, FolderId};

use crate::anything::talk;
use crate::pages::Desk;
use crate::shelves::{Rows, Shared};

fn folders(name: &str) -> Folders {
    let mut folders = Folders::default();
    let id = FolderId::parse("f-1").unwrap();
    folders.set(Folder { id, revision: 0, name: name.into(), closed: false, deleted: false });
    folders
}

fn id(text: &str) -> ConversationId {
    ConversationId::parse(text).unwrap()
}

/// Has the page put a conversation somewhere.
fn file(desk: &mut Desk, name: &str, change: &dyn Fn(&Filing) -> Filing) {
    let filed = desk.history.file(&|entry: &Entry| (entry.id == id(name)).then(|| change(&entry.filing)));
    let entries: Vec<Rc<Entry>> = filed.into_iter().map(|(_, after)| after).collect();
    desk.store.file(&entries);
    while desk.store.flush_some(1).unwrap() {}
}

fn pinned(filing: &Filing) -> Filing {
    Filing { pinned: filing.pinned.to(true), ..filing.clone() }
}

fn archived(filing: &Filing) -> Filing {
    Filing { archived: filing.archived.to(true), ..filing.clone() }
}

fn three() -> Desk {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    for name in ["a-1", "b-1", "c-1"] {
        desk.save(&talk(name, &["question"]));
    }
    desk.settle();
    desk
}

fn found(desk: &Desk, name: &str) -> (bool, bool, bool) {
    let filing = &desk.history.entry(&id(name)).unwrap().filing;
    (filing.pinned.is_on(), filing.archived.is_on(), filing.folder.is_some())
}

#[test]
fn whichever_level_is_lost_the_other_knows_where_everything_was_put() {
    let mut desk = three();
    let folder = FolderId::parse("f-1").unwrap();
    file(&mut desk, "a-1", &pinned);
    file(&mut desk, "b-1", &archived);
    file(&mut desk, "c-1", &|filing| filing.into_folder(Some(&folder)));
    assert_eq!(desk.store.save_folders(&folders("Work")), Ok(None));
    desk.settle();
    let check = |shelf: Shared, rows: Rows| {
        let mut again = Desk::open(shelf.copy(), rows, 2);
        assert_eq!(found(&again, "a-1"), (true, false, false));
        assert_eq!(found(&again, "b-1"), (false, true, false));
        assert_eq!(found(&again, "c-1"), (false, false, true));
        again.settle();
        let (_, opened) = again.shelf.open();
        assert_eq!(opened.folders.get(&folder).unwrap().name.as_ref(), "Work");
        assert!(again.rows.contains_key("f/a-1") && again.rows.contains_key("r/sotto/folders"));
        let alone = Desk::open(again.shelf.copy(), Rows::new(), 3);
        assert_eq!(found(&alone, "b-1"), (false, true, false));
    };
    check(desk.shelf.copy(), desk.rows.clone());
    check(Shared::default(), desk.rows.clone());
    check(desk.shelf.copy(), Rows::new());
}

#[test]
fn what_is_written_in_a_conversation_does_not_move_it() {
    let mut desk = three();
    file(&mut desk, "a-1", &archived);
    let mut talk = desk.open[&id("a-1")].clone();
    talk.title = "changed".into();
    talk.revision += 1;
    desk.save(&talk);
    desk.settle();
    let again = Desk::open(desk.shelf.copy(), desk.rows.clone(), 2);
    assert_eq!(found(&again, "a-1"), (false, true, false));
    assert_eq!(again.history.entry(&id("a-1")).unwrap().title.as_ref(), "changed");
}

#[test]
fn two_tabs_that_put_the_same_conversation_somewhere_lose_nothing() {
    let desk = three();
    let mut one = Desk::open(desk.shelf.clone(), desk.rows.clone(), 2);
    let mut two = Desk::open(desk.shelf.clone(), desk.rows.clone(), 3);
    // Neither has heard of the other.
    file(&mut one, "a-1", &pinned);
    file(&mut two, "a-1", &archived);
    let text = two.shelf.text("sotto/index/0").unwrap();
    for news in one.store.changed_elsewhere(Some("sotto/index/0"), Some(&text)) {
        let Foreign::Entries(entries) = news else { panic!("{news:?}") };
        entries.into_iter().for_each(|entry| {
            one.history.absorb(entry);
        });
    }
    assert_eq!(found(&one, "a-1"), (true, true, false));
    let again = Desk::open(desk.shelf.copy(), Rows::new(), 4);
    assert_eq!(found(&again, "a-1"), (true, true, false));

    assert_eq!(one.store.save_folders(&folders("Mine")), Ok(None));
    let mut theirs = Folders::default();
    let other = FolderId::parse("f-2").unwrap();
    theirs.set(Folder { id: other.clone(), revision: 0, name: "Theirs".into(), closed: true, deleted: false });
    let merged = two.store.save_folders(&theirs).unwrap().unwrap();
    assert_eq!(merged.shown().len(), 2);
    assert!(merged.get(&other).unwrap().closed);
}

#[test]
fn what_an_older_sotto_wrote_reads_and_what_a_newer_one_wrote_stays() {
    let mut desk = three();
    let page = desk.shelf.text("sotto/index/0").unwrap();
    assert!(!page.contains("pin") && !page.contains("folder"), "what was never put anywhere takes no room: {page}");
    let newer = "{\"sotto\":9,\"kind\":\"filing\",\"rev\":0,\"by\":\"\",\"body\":[\"new\"]}";
    desk.rows.insert("f/a-1".into(), newer.into());
    file(&mut desk, "a-1", &pinned);
    desk.settle();
    assert_eq!(desk.rows["f/a-1"], newer);
    let again = Desk::open(Shared::default(), desk.rows.clone(), 2);
    assert_eq!(again.rows["f/a-1"], newer);

    let older: String = page.replace(",\"made\":", ",\"unknown\":");
    assert_ne!(older, page);
    desk.shelf.put("sotto/index/0", &older);
    let again = Desk::open(desk.shelf.copy(), desk.rows.clone(), 2);
    assert_ne!(again.history.entry(&id("b-1")).unwrap().created, 0, "the durable level knows when it began");
}

#[test]
fn thousands_deleted_at_once_are_gone_from_both_levels_and_stay_gone() {
    let mut desk = Desk::open(Shared::default(), Rows::new(), 1);
    for number in 0..600 {
        desk.save(&talk(&format!("n-{number}"), &["question"]));
    }
    desk.settle();
    let kept = id("n-7");
    let ids = desk.history.shown().map(|entry| entry.id.clone()).filter(|id| *id != kept).collect();
    let gone: Vec<Rc<Entry>> = desk.history.delete_all(&ids).into_iter().map(|(_, stone)| stone).collect();
    for some in gone.chunks(100) {
        desk.store.delete_conversations(some);
    }
    while desk.store.flush_some(10).unwrap() {}
    // The browser is killed before the durable level hears of it.
    let (shelf, rows) = (desk.shelf.copy(), desk.rows.clone());
    for (shelf, rows) in [
        (shelf.copy(), rows),
        (shelf, {
            desk.settle();
            desk.rows.clone()
        }),
    ] {
        let mut again = Desk::open(shelf, rows, 2);
        again.settle();
        assert_eq!(again.history.shown().count(), 1);
        assert!(again.load(&kept).is_some());
        assert_eq!(again.rows.keys().filter(|key| key.starts_with("m/")).count(), 1);
        let third = Desk::open(again.shelf.copy(), again.rows.clone(), 3);
        let fourth = Desk::open(third.shelf.copy(), third.rows.clone(), 4);
        assert!(fourth.history.entries().len() < 500);
        assert_eq!(fourth.history.shown().count(), 1, "also once the deletions are forgotten");
    }
}

#[test]
fn putting_many_somewhere_writes_one_small_row_each_and_reads_no_conversation() {
    let mut desk = three();
    desk.shelf.reads.borrow_mut().clear();
    let filed = desk.history.file(&|entry: &Entry| Some(pinned(&entry.filing)));
    let entries: Vec<Rc<Entry>> = filed.into_iter().map(|(_, after)| after).collect();
    desk.store.file(&entries);
    while desk.store.flush_some(1).unwrap() {}
    let read = desk.shelf.reads.borrow().clone();
    assert!(read.iter().all(|name| !name.starts_with("sotto/c/")), "{read:?}");
    let orders = desk.store.orders();
    let [order @ Order::File(..)] = &orders[..] else { panic!("{orders:?}") };
    assert_eq!(order.changes(&[]).len(), 3);
    assert!(desk.shelf.text(&Key::Conversation(id("a-1")).name()).is_some());
}
