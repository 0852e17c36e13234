//! Searching, told through the real state: what is stale is left out, the way leads to any version, places are counted.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;

use std::rc::Rc;

use desk::Desk;
use sotto::domain::id::ConversationId;
use sotto::domain::search::found::{Group, group};
use sotto::domain::search::query::Query;
use sotto::state::action::Action;
use sotto::state::effect::Effect;
use sotto::state::route::Route;
use sotto::state::search::{Order, Stage, Step};

fn search(desk: &mut Desk, step: Step) -> Vec<Effect> {
    desk.act(Action::Search(step))
}

/// The number of the search that was ordered; none if none was.
fn ordered(effects: &[Effect]) -> Option<u32> {
    effects.iter().find_map(|effect| match effect {
        Effect::Search(Order::Look(number, _)) => Some(*number),
        _ => None,
    })
}

fn typed(desk: &mut Desk, text: &str) -> Option<u32> {
    ordered(&search(desk, Step::Typed(text.into())))
}

fn found(desk: &mut Desk, number: u32, groups: Vec<Rc<Group>>, stage: Stage) {
    search(desk, Step::Found { number, groups, stage, unread: None });
}

fn here(desk: &Desk) -> ConversationId {
    match &desk.state.route {
        Route::Conversation(id) => id.clone(),
        other => panic!("{other:?}"),
    }
}

fn groups_of(desk: &Desk, text: &str) -> Vec<Rc<Group>> {
    group(&Query::read(text), desk.state.conversation().unwrap()).map(Rc::new).into_iter().collect()
}

#[test]
fn what_an_earlier_key_press_finds_is_left_out_and_the_old_list_stays_until_there_is_a_new_one() {
    let mut desk = Desk::with_server();
    desk.turn("whales", "big ones");
    let first = typed(&mut desk, "wh").unwrap();
    let groups = groups_of(&desk, "wh");
    found(&mut desk, first, groups.clone(), Stage::Done);
    let second = typed(&mut desk, "wha").unwrap();
    assert_eq!(desk.state.search.found.groups.len(), 1, "no flicker");
    assert_eq!(desk.state.search.found.stage, Stage::Looking);
    found(&mut desk, first, groups.clone(), Stage::Done);
    assert_eq!(desk.state.search.found.stage, Stage::Looking, "that was the one before");
    found(&mut desk, second, Vec::new(), Stage::Looking);
    assert!(desk.state.search.found.groups.is_empty());
    found(&mut desk, second, groups, Stage::Paused);
    assert_eq!(desk.state.search.found.groups.len(), 1);
    assert!(matches!(search(&mut desk, Step::MoreWanted)[..], [Effect::Search(Order::More)]));
    assert!(search(&mut desk, Step::MoreWanted).is_empty(), "it is on its way");
    assert_eq!(typed(&mut desk, "WHA "), None, "the same once more");
    let gone = here(&desk);
    desk.act(Action::Deleted(gone));
    assert!(desk.state.search.found.groups.is_empty(), "what is deleted is not offered");
    assert!(matches!(search(&mut desk, Step::Typed("".into()))[..], [Effect::Search(Order::Stop)]));
}

#[test]
fn what_is_chosen_is_shown_whichever_version_it_is_in_also_where_it_has_to_be_read_first() {
    let mut desk = Desk::with_server();
    desk.turn("first wording", "a narwhal");
    let question = desk.state.chat.thread.rows[0].message.id.clone();
    let narwhal = desk.last_id();
    let effects = desk.act(Action::Edited(question, "second wording".into()));
    desk.end(&effects, "no such thing");
    let talk = Rc::clone(desk.state.conversation().unwrap());
    typed(&mut desk, "narwhal");
    search(&mut desk, Step::Chosen(talk.id.clone(), Some(narwhal.clone())));
    assert_eq!(desk.texts(), ["first wording", "a narwhal"]);
    let sought = desk.state.search.sought.clone().unwrap();
    assert_eq!((&sought.message, sought.query.clone()), (&narwhal, Query::read("narwhal")));

    // From elsewhere, and not in memory.
    desk.act(Action::RouteChanged(Route::New));
    assert!(desk.state.search.sought.is_none());
    desk.state.chat.open.remove(&talk.id);
    let effects = search(&mut desk, Step::Chosen(talk.id.clone(), Some(narwhal)));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Go { route: Route::Conversation(_), .. })));
    assert!(desk.state.search.sought.is_none(), "not before it is there");
    desk.act(Action::Loaded(talk.id.clone(), Some(Box::new((*talk).clone()))));
    assert_eq!(desk.texts(), ["first wording", "a narwhal"]);
    assert!(desk.state.search.sought.as_ref().unwrap().number > sought.number);
}

#[test]
fn places_inside_a_conversation_are_counted_and_walked_in_both_directions() {
    let mut desk = Desk::with_server();
    assert!(search(&mut desk, Step::InsideWanted).is_empty());
    assert!(desk.state.search.inside.is_none(), "there is nothing to search");
    desk.turn("고래 and 고래", "none");
    desk.turn("more", "a 고래");
    search(&mut desk, Step::InsideWanted);
    let last = desk.last_id();
    search(&mut desk, Step::InsideTyped("고래".into(), Some(last.clone())));
    let at = |desk: &Desk| {
        let inside = desk.state.search.inside.as_ref().unwrap();
        (inside.at, inside.count, desk.state.search.sought.as_ref().map(|sought| (sought.message.clone(), sought.nth)))
    };
    assert_eq!(at(&desk), (2, 3, Some((last.clone(), 0))), "the first from where one reads");
    search(&mut desk, Step::Moved(true));
    let first = desk.state.chat.thread.rows[0].message.id.clone();
    assert_eq!(at(&desk), (0, 3, Some((first.clone(), 0))));
    search(&mut desk, Step::Moved(true));
    assert_eq!(at(&desk), (1, 3, Some((first, 1))));
    search(&mut desk, Step::Moved(false));
    search(&mut desk, Step::Moved(false));
    assert_eq!(at(&desk), (2, 3, Some((last, 0))));
    desk.turn("고래", "고래");
    search(&mut desk, Step::Moved(true));
    assert_eq!((at(&desk).0, at(&desk).1), (3, 5), "what came meanwhile counts too");
    search(&mut desk, Step::InsideTyped("nowhere".into(), None));
    assert_eq!(at(&desk), (0, 0, None));
    search(&mut desk, Step::InsideLeft);
    assert!(desk.state.search.inside.is_none());
}
