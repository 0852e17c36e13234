//! Order in the history as a person puts it: pins, folders, the archive, many at once, and every undo.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod desk;

use std::rc::Rc;

use desk::Desk;
use sotto::domain::filing::Folder;
use sotto::domain::history::Entry;
use sotto::domain::id::ConversationId;
use sotto::state::action::Action;
use sotto::state::effect::Effect;
use sotto::state::filing::{Done, Step};
use sotto::state::notice::Notice;
use sotto::state::route::Route;
use sotto::state::transfer::{self, Order};

fn step(desk: &mut Desk, step: Step) -> Vec<Effect> {
    desk.act(Action::Filed(step))
}

/// Three chats, the last one on the page.
fn three() -> (Desk, Vec<ConversationId>) {
    let mut desk = Desk::new();
    for question in ["one", "two", "three"] {
        desk.act(Action::NewChatPressed);
        desk.turn(question, "answer");
    }
    let ids = desk.state.history.shown().map(|entry| entry.id.clone()).collect();
    (desk, ids)
}

fn stored(effects: &[Effect]) -> Vec<Rc<Entry>> {
    effects
        .iter()
        .find_map(|effect| if let Effect::File(entries) = effect { Some(entries.clone()) } else { None })
        .unwrap()
}

fn entry(desk: &Desk, id: &ConversationId) -> Rc<Entry> {
    Rc::clone(desk.state.history.entry(id).unwrap())
}

fn folder(desk: &Desk) -> Folder {
    (*desk.state.shelves.folders.shown()[0]).clone()
}

#[test]
fn putting_conversations_somewhere_stores_each_once_and_can_be_undone() {
    let (mut desk, ids) = three();
    let check = |desk: &mut Desk, make: &dyn Fn(bool) -> Step, done: Done, is: &dyn Fn(&Entry) -> bool| {
        let effects = step(desk, make(true));
        assert_eq!(stored(&effects).len(), 3);
        assert!(ids.iter().all(|id| is(&entry(desk, id))));
        assert!(matches!(&desk.state.notice, Some(Notice::Filed(said, before)) if *said == done && before.len() == 3));
        assert!(!step(desk, make(true)).iter().any(|effect| matches!(effect, Effect::File(_))), "nothing changed");
        assert_eq!(stored(&desk.act(Action::UndoPressed)).len(), 3);
        assert!(!ids.iter().any(|id| is(&entry(desk, id))));
    };
    check(&mut desk, &|on| Step::Pinned(ids.clone(), on), Done::Pinned, &|entry| entry.filing.pinned.is_on());
    check(&mut desk, &|on| Step::Archived(ids.clone(), on), Done::Archived, &|entry| entry.filing.archived.is_on());
    step(&mut desk, Step::NameWanted(Vec::new()));
    step(&mut desk, Step::NameGiven(Some(" Work ".into())));
    let id = folder(&desk).id;
    assert_eq!(&*folder(&desk).name, "Work");
    check(&mut desk, &|_| Step::Moved(ids.clone(), Some(id.clone())), Done::Moved, &|entry| {
        entry.filing.folder.is_some()
    });
}

#[test]
fn a_folder_goes_and_comes_back_with_all_that_is_in_it_and_without_a_write_for_any() {
    let (mut desk, ids) = three();
    step(&mut desk, Step::NameWanted(ids.clone()));
    let effects = step(&mut desk, Step::NameGiven(Some("Work".into())));
    assert_eq!(stored(&effects).len(), 3);
    let held = folder(&desk).id;
    let effects = step(&mut desk, Step::FolderDeleted(held.clone()));
    assert!(matches!(&effects[..], [Effect::SaveFolders(_)]), "{effects:?}");
    assert!(desk.state.shelves.folders.get(&held).is_none());
    desk.act(Action::UndoPressed);
    assert_eq!(entry(&desk, &ids[0]).filing.folder.as_ref(), Some(&folder(&desk).id));

    step(&mut desk, Step::FolderRenamed(held.clone(), "Play".into()));
    step(&mut desk, Step::FolderRenamed(held.clone(), "  ".into()));
    step(&mut desk, Step::FolderClosed(held, true));
    assert_eq!((&*folder(&desk).name, folder(&desk).closed), ("Play", true));
    step(&mut desk, Step::NameWanted(vec![ids[0].clone()]));
    step(&mut desk, Step::NameGiven(Some("Play".into())));
    assert_eq!(desk.state.shelves.folders.shown().len(), 1, "no second folder of the same name");
}

#[test]
fn many_deleted_come_back_and_are_really_deleted_once_they_cannot() {
    let (mut desk, ids) = three();
    let doomed = |effects: &[Effect]| {
        effects
            .iter()
            .find_map(|effect| if let Effect::DeleteConversations(gone) = effect { Some(gone.len()) } else { None })
    };
    let effects = step(&mut desk, Step::Deleted(ids.clone()));
    assert_eq!((doomed(&effects), desk.state.history.shown().count()), (None, 0));
    assert_eq!(desk.state.route, Route::New, "the one on the page was among them");
    desk.act(Action::UndoPressed);
    assert_eq!(desk.state.history.shown().count(), 3);
    assert_eq!(doomed(&desk.act(Action::PageLeft)), None, "nothing is left to be deleted");

    step(&mut desk, Step::Deleted(ids.clone()));
    assert_eq!(doomed(&desk.act(Action::PageHidden)), None, "another tab may be in front for a while");
    assert_eq!(doomed(&desk.act(Action::NoticeDismissed)), Some(3));

    let (mut desk, ids) = three();
    step(&mut desk, Step::Deleted(ids[..2].to_vec()));
    assert_eq!(doomed(&desk.act(Action::PageLeft)), Some(2));
    desk.act(Action::UndoPressed);
    assert_eq!(desk.state.history.shown().count(), 1);

    let (mut desk, ids) = three();
    step(&mut desk, Step::Deleted(ids[..2].to_vec()));
    let effects = step(&mut desk, Step::Pinned(vec![ids[2].clone()], true));
    assert_eq!(doomed(&effects), Some(2), "another notice takes its place");
}

#[test]
fn picking_goes_on_after_something_was_done_and_takes_any_number() {
    let (mut desk, ids) = three();
    let picked = |desk: &Desk| desk.state.shelves.picked.as_ref().map(|picked| picked.len());
    step(&mut desk, Step::Picked(ids.clone(), true));
    assert_eq!(picked(&desk), None, "nothing is picked while nothing can be");
    step(&mut desk, Step::Picking(true));
    step(&mut desk, Step::Picked(ids.clone(), true));
    step(&mut desk, Step::Picked(vec![ids[1].clone()], false));
    step(&mut desk, Step::Picked(ids[1..].to_vec(), true));
    assert_eq!(picked(&desk), Some(3));
    step(&mut desk, Step::Picked(ids[..2].to_vec(), false));
    assert_eq!(picked(&desk), Some(1));
    step(&mut desk, Step::Archived(ids, true));
    assert_eq!(picked(&desk), Some(0));
    step(&mut desk, Step::Picking(false));
    assert_eq!(picked(&desk), None);
}

#[test]
fn what_is_archived_stays_so_when_something_new_is_written_in_it() {
    let (mut desk, ids) = three();
    step(&mut desk, Step::Archived(vec![ids[0].clone()], true));
    desk.turn("more", "answer");
    assert!(entry(&desk, &ids[0]).filing.archived.is_on());
}

#[test]
fn what_is_picked_goes_out_with_its_folder_and_without_connections() {
    let (mut desk, ids) = three();
    step(&mut desk, Step::NameWanted(ids[..1].to_vec()));
    step(&mut desk, Step::NameGiven(Some("Work".into())));
    let effects = step(&mut desk, Step::Exported(ids[..2].to_vec()));
    let [Effect::Transfer(Order::Forget), Effect::Transfer(Order::Part(head))] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(head.contains("Work") && !head.contains("connections"), "{head}");
    let mut parts = Vec::new();
    let mut step = transfer::Step::PartTaken;
    loop {
        let effects = desk.act(Action::Transfer(step));
        step = transfer::Step::PartTaken;
        match effects.first() {
            Some(Effect::Transfer(Order::Part(part))) => parts.push(part.clone()),
            Some(Effect::Transfer(Order::ReadOriginals(id))) => {
                step = transfer::Step::OriginalsRead(id.clone(), Vec::new());
            }
            Some(Effect::Transfer(Order::Finish(..))) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(parts.len(), 2);
    assert_eq!(parts.iter().filter(|part| part.contains("\"filing\":")).count(), 1);
}
