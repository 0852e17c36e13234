//! Another tab receives a reply: here it is seen as it comes in, and nothing is made of it twice.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;

use std::rc::Rc;

use desk::Desk;
use sotto::domain::archive::durable::Order;
use sotto::domain::archive::journal::{self, Journal, Piece};
use sotto::domain::archive::record::Read;
use sotto::domain::conversation::Conversation;
use sotto::domain::error::Obstacle;
use sotto::domain::history::History;
use sotto::domain::id::{ConnectionId, ConversationId, Ids};
use sotto::domain::message::{Body, FinishReason, Interruption, Message, Reply, ReplyState};
use sotto::domain::moment::Moment;
use sotto::domain::parameters::Parameters;
use sotto::protocol::chat_completions::Ending;
use sotto::state::action::Action;
use sotto::state::effect::Effect;
use sotto::state::route::Route;

const NOW: Moment = Moment { wall: 5, steady: 5 };

/// The conversation as the other tab has it: a question and a reply that has just been asked for.
fn theirs() -> Conversation {
    let mut ids = Ids::new(99);
    let mut talk = Conversation::new(ids.conversation(), ConnectionId::demo(), NOW);
    let question = talk.add(ids.message(), None, Body::User("question".into()), NOW).id.clone();
    let reply = Reply::waiting(ConnectionId::demo(), "m".into());
    talk.add(ids.message(), Some(question), Body::Reply(Rc::new(reply)), NOW);
    talk
}

/// As it is read here: what comes in there is cut off.
fn read(talk: &Conversation) -> Conversation {
    let mut read = talk.clone();
    let last = read.messages.last_mut().unwrap();
    if let Body::Reply(reply) = &mut Rc::make_mut(last).body {
        Rc::make_mut(reply).state = ReplyState::Interrupted(Interruption::PageClosed);
    }
    read
}

struct There {
    talk: Conversation,
    journal: Journal,
    now: u64,
}

impl There {
    fn new() -> Self {
        let talk = theirs();
        let journal = Journal::new(&talk.id, talk.messages.last().unwrap());
        Self { talk, journal, now: 0 }
    }

    fn says(&mut self, words: &str) -> Piece {
        let last = self.talk.messages.last_mut().unwrap();
        if let Body::Reply(reply) = &mut Rc::make_mut(last).body {
            Rc::make_mut(reply).text.push(words);
        }
        self.now += 1_000;
        let Some(Order::Append(_, text)) = self.journal.enter(last, "w", self.now) else { panic!() };
        let Read::Fine(piece) = journal::read(&text) else { panic!("{text}") };
        piece
    }

    fn last(&self) -> &Message {
        self.talk.messages.last().unwrap()
    }
}

/// A desk with that conversation open, and told that the other tab writes in it.
fn following(there: &There) -> Desk {
    let mut desk = Desk::new();
    let entry = History::default().note(&there.talk, true);
    desk.act(Action::HistoryCame(vec![(*entry).clone()]));
    let id = there.talk.id.clone();
    desk.act(Action::RouteChanged(Route::Conversation(id.clone())));
    desk.act(Action::Loaded(id.clone(), Some(Box::new(read(&there.talk)))));
    assert!(matches!(shown(&desk).state, ReplyState::Interrupted(_)));
    desk.act(Action::Followed(id, true));
    assert_eq!(shown(&desk).state, ReplyState::Waiting);
    desk
}

fn shown(desk: &Desk) -> Reply {
    (**desk.state.chat.thread.rows.last().unwrap().message.reply().unwrap()).clone()
}

fn came(desk: &mut Desk, there: &There, piece: Piece) -> Vec<Effect> {
    desk.act(Action::PieceCame(there.talk.id.clone(), there.last().id.clone(), Box::new(piece)))
}

#[test]
fn an_unstreamed_reply_that_comes_in_elsewhere_is_shown_here_at_its_end_too() {
    let mut there = There::new();
    there.talk.parameters = Rc::new(Parameters { unstreamed: true, ..Parameters::default() });
    let mut desk = following(&there);
    for words in ["Hello", " there"] {
        let piece = there.says(words);
        assert!(came(&mut desk, &there, piece).is_empty());
        assert_eq!((shown(&desk).state, shown(&desk).text.to_string()), (ReplyState::Waiting, String::new()));
    }
    // The other tab is gone: what came is there.
    desk.act(Action::Followed(there.talk.id.clone(), false));
    assert_eq!(shown(&desk).text.to_string(), "Hello there");
    assert!(matches!(shown(&desk).state, ReplyState::Interrupted(_)));
}

#[test]
fn a_reply_that_comes_in_elsewhere_grows_here_and_ends_here_as_it_ended_there() {
    let mut there = There::new();
    let mut desk = following(&there);
    for words in ["Hello", " there,", " 안녕"] {
        let piece = there.says(words);
        assert!(came(&mut desk, &there, piece).is_empty());
    }
    assert_eq!((shown(&desk).state, shown(&desk).text.to_string()), (ReplyState::Growing, "Hello there, 안녕".into()));
    let mut ended = (*there.last()).clone();
    if let Body::Reply(reply) = &mut ended.body {
        Rc::make_mut(reply).state = ReplyState::Finished(FinishReason::Stop);
    }
    there.talk.replace(ended, NOW);
    desk.act(Action::ConversationCame(Box::new(there.talk.clone())));
    desk.act(Action::Followed(there.talk.id.clone(), false));
    assert_eq!(shown(&desk).state, ReplyState::Finished(FinishReason::Stop));
    assert_eq!(shown(&desk).text.to_string(), "Hello there, 안녕");
}

#[test]
fn words_that_come_late_elsewhere_are_added_here_to_the_finished_reply() {
    let mut there = There::new();
    let mut desk = following(&there);
    let piece = there.says("Hello");
    came(&mut desk, &there, piece);
    let mut ended = (*there.last()).clone();
    if let Body::Reply(reply) = &mut ended.body {
        Rc::make_mut(reply).state = ReplyState::Finished(FinishReason::Stop);
    }
    there.talk.replace(ended, NOW);
    desk.act(Action::ConversationCame(Box::new(there.talk.clone())));
    desk.act(Action::Followed(there.talk.id.clone(), false));
    there.journal = Journal::new(&there.talk.id, there.last());
    let piece = there.says(" there.");
    assert!(came(&mut desk, &there, piece).is_empty());
    assert_eq!(
        (shown(&desk).state, shown(&desk).text.to_string()),
        (ReplyState::Finished(FinishReason::Stop), "Hello there.".into())
    );
}

#[test]
fn where_a_piece_is_missing_the_stored_copy_is_read_and_nothing_is_doubled() {
    let mut there = There::new();
    let mut desk = following(&there);
    let first = there.says("one ");
    came(&mut desk, &there, first.clone());
    assert!(came(&mut desk, &there, first).is_empty(), "the same again");
    let _lost = there.says("two ");
    let third = there.says("three");
    let asked = came(&mut desk, &there, third);
    assert!(asked.iter().any(|effect| matches!(effect, Effect::LoadConversation(_))));
    assert_eq!(shown(&desk).text.to_string(), "one ");
    desk.act(Action::ConversationCame(Box::new(read(&there.talk))));
    assert_eq!(shown(&desk).text.to_string(), "one two three");
}

#[test]
fn a_tab_that_died_leaves_an_interrupted_reply_with_what_came() {
    let mut there = There::new();
    let mut desk = following(&there);
    let piece = there.says("half");
    came(&mut desk, &there, piece);
    let effects = desk.act(Action::Followed(there.talk.id.clone(), false));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadConversation(_))));
    assert_eq!(shown(&desk).state, ReplyState::Interrupted(Interruption::PageClosed));
    assert_eq!(shown(&desk).text.to_string(), "half");
}

#[test]
fn what_is_sent_meanwhile_stays_in_the_composer_with_the_reason() {
    let there = There::new();
    let mut desk = following(&there);
    let effects = desk.act(Action::Sent("more".into()));
    assert!(effects.is_empty());
    assert_eq!(desk.state.chat.obstacle, Some(Obstacle::Elsewhere));
    desk.act(Action::Followed(there.talk.id.clone(), false));
    assert_eq!(desk.state.chat.obstacle, None);
    assert!(!desk.act(Action::Sent("more".into())).is_empty());
}

#[test]
fn of_two_tabs_that_ask_at_once_the_second_takes_its_question_back_into_the_composer() {
    let mut desk = Desk::new();
    desk.act(Action::Sent("first".into()));
    let turn = desk.state.chat.turns[0].id.clone();
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    let before = (**desk.state.conversation().unwrap()).clone();
    desk.act(Action::Sent("mine".into()));
    assert_eq!(desk.state.chat.thread.rows.len(), 4);
    let effects = desk.act(Action::TakenElsewhere(before.id.clone()));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Abort(_))));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::SaveDraft(Some(_), text) if &**text == "mine")));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadConversation(_))));
    assert_eq!(&*desk.state.chat.composing.text, "mine");
    assert_eq!(desk.state.chat.obstacle, Some(Obstacle::Elsewhere));
    assert!(desk.state.chat.turns.is_empty());
    // The other tab's question comes, and ours is nowhere, in either copy.
    let mut theirs = before.clone();
    let mut ids = Ids::new(7);
    let parent = theirs.path().last().map(|message| message.id.clone());
    theirs.add(ids.message(), parent, Body::User("theirs".into()), NOW);
    desk.act(Action::ConversationCame(Box::new(theirs)));
    let talk = desk.state.conversation().unwrap();
    let said: Vec<String> =
        talk.messages.iter().map(|message| message.text()).filter(|text| !text.is_empty()).collect();
    assert_eq!(said.last().map(String::as_str), Some("theirs"));
    assert!(!said.contains(&"mine".to_owned()), "{said:?}");
    // And it can be sent after that.
    assert!(!desk.act(Action::Sent("mine".into())).is_empty());
}

#[test]
fn a_reply_that_was_to_be_tried_again_elsewhere_too_stays_as_it_is() {
    let mut desk = Desk::new();
    desk.act(Action::Sent("first".into()));
    let turn = desk.state.chat.turns[0].id.clone();
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    let talk = desk.state.conversation().unwrap().id.clone();
    let reply = desk.state.chat.thread.rows[1].message.id.clone();
    desk.act(Action::RetryPressed(reply));
    desk.act(Action::TakenElsewhere(talk));
    assert_eq!(desk.state.chat.thread.rows.len(), 2);
    assert_eq!(&*desk.state.chat.composing.text, "");
    assert_eq!(desk.state.conversation().unwrap().messages.iter().filter(|m| m.reply().is_none()).count(), 1);
}

#[test]
fn a_temporary_chat_is_listed_and_stored_nowhere() {
    let mut desk = Desk::new();
    desk.act(Action::TemporaryToggled);
    assert!(desk.state.is_temporary());
    let stores = |effect: &Effect| matches!(effect, Effect::SaveConversation(..) | Effect::LoadConversation(_));
    assert!(desk.act(Action::DraftChanged(None, "typed".into())).is_empty());
    let effects = desk.act(Action::Sent("secret".into()));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask(..))));
    assert!(!effects.iter().any(stores));
    assert_eq!(desk.state.history.shown().count(), 0);
    assert!(desk.state.is_temporary() && desk.state.conversation().is_some());
    let id: ConversationId = desk.state.conversation().unwrap().id.clone();
    assert!(!desk.act(Action::PageHidden).iter().any(stores));
    desk.act(Action::Renamed(id.clone(), "named".into()));
    assert_eq!(desk.state.history.shown().count(), 0);
    desk.act(Action::Deleted(id));
    assert_eq!(desk.state.route, Route::New);
    assert!(!desk.state.is_temporary(), "the next chat is an ordinary one");
}

#[test]
fn everything_is_deleted_only_after_a_second_yes() {
    let mut desk = Desk::new();
    let deletes = |effects: Vec<Effect>| effects.iter().any(|effect| matches!(effect, Effect::DeleteEverything));
    assert!(!deletes(desk.act(Action::DeletionWanted(true))));
    assert!(!deletes(desk.act(Action::DeletionWanted(false))));
    assert!(!deletes(desk.act(Action::DeletionWanted(true))));
    assert!(deletes(desk.act(Action::DeletionWanted(true))));
}
