//! Ends of replies: words and errors that come late, a Continue that brings nothing, other choices of an answer.

use sotto::domain::error::Fault;
use sotto::domain::id::{MessageId, TurnId};
use sotto::domain::message::{FinishReason, Interruption, ReplyState};
use sotto::domain::preset::Preset;
use sotto::protocol::chat_completions::{Ending, Growth, Version};
use sotto::state::action::Action;
use sotto::state::effect::Effect;
use sotto::state::route::Route;

use super::desk::{Desk, grew, text_of};

fn finished(reason: FinishReason) -> Ending {
    Ending::Finished(reason)
}

/// Whether a conversation is stored, and what its last message says there.
fn stored(effects: &[Effect]) -> Option<String> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveConversation(talk, _) => talk.messages.last().map(|message| message.text()),
        _ => None,
    })
}

fn aborts(effects: &[Effect], turn: &TurnId) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Abort(aborted) if aborted == turn))
}

/// A desk whose reply "half" is shown as finished while its connection is still read.
fn settled() -> (Desk, TurnId) {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(grew(&turn, "half"));
    let effects = desk.act(Action::Settled(turn.clone(), finished(FinishReason::Stop)));
    assert_eq!(stored(&effects).as_deref(), Some("half"), "it is stored as finished");
    (desk, turn)
}

#[test]
fn late_words_are_added_to_a_finished_reply_and_stored_and_the_composer_is_free() {
    let (mut desk, turn) = settled();
    assert_eq!(desk.last().state, ReplyState::Finished(FinishReason::Stop));
    assert!(desk.state.chat.turns.is_empty(), "nothing is awaited, and nothing keeps the composer");
    let effects = desk.act(grew(&turn, " and the rest"));
    assert_eq!((text_of(&desk), desk.last().state.is_open()), ("half and the rest".into(), false));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Journal(_, message)
        if message.text() == "half and the rest" && !message.reply().unwrap().state.is_open())));
    let effects = desk.act(Action::Ended(turn.clone(), finished(FinishReason::Length)));
    assert_eq!(desk.last().state, ReplyState::Finished(FinishReason::Length));
    assert_eq!(stored(&effects).as_deref(), Some("half and the rest"));
    assert!(desk.act(grew(&turn, " too late")).is_empty());
    assert_eq!(text_of(&desk), "half and the rest");
}

#[test]
fn a_late_error_is_shown_below_what_came_and_a_quiet_end_changes_nothing() {
    let (mut desk, turn) = settled();
    let fault = Fault::Reported { said: "pool drained".into() };
    desk.act(Action::Ended(turn, Ending::Failed(fault.clone())));
    assert_eq!((text_of(&desk), desk.last().state.clone()), ("half".into(), ReplyState::Failed(fault)));
    let (mut desk, turn) = settled();
    assert!(desk.act(Action::Ended(turn, finished(FinishReason::Stop))).is_empty());
}

#[test]
fn the_next_question_ends_the_reading_and_sends_the_late_words_along() {
    let (mut desk, turn) = settled();
    desk.act(grew(&turn, " more"));
    let effects = desk.act(Action::Sent("next".into()));
    assert!(aborts(&effects, &turn));
    assert_eq!(desk.messages(&effects), ["user:q", "assistant:half more", "user:next"]);
    desk.act(grew(&turn, " lost"));
    assert_eq!(desk.texts(), ["q", "half more", "next", ""]);
}

#[test]
fn whatever_a_person_does_to_a_reply_that_is_read_on_ends_the_reading_or_keeps_its_words() {
    let reply = |desk: &Desk| desk.last_id();
    type Deed = fn(&Desk, MessageId) -> Action;
    let deeds: [Deed; 6] = [
        |_, _| Action::StopPressed,
        |_, _| Action::AllStopped,
        |_, id| Action::RetryPressed(id),
        |_, id| Action::MessageDeleted(id),
        |_, _| Action::ChatCleared,
        |desk, _| Action::Deleted(desk.state.conversation().unwrap().id.clone()),
    ];
    for deed in deeds {
        let (mut desk, turn) = settled();
        desk.act(grew(&turn, " more"));
        let action = deed(&desk, reply(&desk));
        let effects = desk.act(action.clone());
        assert!(aborts(&effects, &turn), "{action:?}");
        assert!(desk.act(grew(&turn, " lost")).is_empty(), "{action:?}");
    }
    let (mut desk, turn) = settled();
    let question = desk.state.chat.thread.rows[0].message.id.clone();
    assert!(aborts(&desk.act(Action::Edited(question, "other".into())), &turn));

    // Elsewhere on the page it is read on, and a hidden page has it stored.
    let (mut desk, turn) = settled();
    let talk = desk.state.conversation().unwrap().id.clone();
    desk.act(Action::NewChatPressed);
    desk.act(grew(&turn, " more"));
    assert_eq!(stored(&desk.act(Action::PageHidden)).as_deref(), Some("half more"));
    assert!(desk.act(Action::PageHidden).is_empty(), "once is enough");
    desk.act(Action::RouteChanged(Route::Conversation(talk.clone())));
    assert_eq!(text_of(&desk), "half more");
    // Another tab that asks ends it as well.
    assert!(aborts(&desk.act(Action::Followed(talk, true)), &turn));
}

/// A desk with a reply that met its limit and is to be continued.
fn continuing() -> (Desk, TurnId) {
    continuing_on(Preset::Groq)
}

/// A reply that ended at its token limit and is being continued by a server of that kind.
fn continuing_on(preset: Preset) -> (Desk, TurnId) {
    let mut desk = Desk::with_preset(7, preset);
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(grew(&turn, "The tram is"));
    desk.act(Action::Ended(turn, finished(FinishReason::Length)));
    let reply = desk.last_id();
    let effects = desk.act(Action::ContinuePressed(reply));
    let turn = desk.asked(&effects);
    (desk, turn)
}

#[test]
fn a_reply_stays_as_it_ended_where_continue_brings_no_word() {
    let limit = ReplyState::Finished(FinishReason::Length);
    let thoughts = Growth { reasoning: "hm".into(), ..Growth::default() };
    let spaces = Growth { text: " \n\n".into(), ..Growth::default() };
    let fault = Ending::Failed(Fault::Reported { said: "gone".into() });
    for growth in [None, Some(thoughts), Some(spaces)] {
        for ending in [
            finished(FinishReason::Unsaid),
            finished(FinishReason::Stop),
            fault.clone(),
            Ending::Interrupted(Interruption::ConnectionLost),
        ] {
            let (mut desk, turn) = continuing();
            if let Some(growth) = growth.clone() {
                desk.act(Action::Grew(turn.clone(), Box::new(growth)));
            }
            desk.act(Action::Ended(turn, ending.clone()));
            assert_eq!(
                (text_of(&desk), desk.last().state.clone()),
                ("The tram is".into(), limit.clone()),
                "{ending:?}"
            );
            let attempt = desk.state.chat.thread.rows[1].attempt.clone();
            assert_eq!(attempt, Some(ending.into()), "and what became of it is told");
        }
    }
    let (mut desk, _) = continuing();
    desk.act(Action::StopPressed);
    assert_eq!((desk.last().state.clone(), text_of(&desk)), (limit, "The tram is".into()));
    // Another attempt that brings something is told as usual.
    let reply = desk.last_id();
    let effects = desk.act(Action::ContinuePressed(reply));
    assert_eq!(desk.state.chat.thread.rows[1].attempt, None);
    desk.end(&effects, " yellow.");
    assert_eq!(
        (desk.last().state.clone(), text_of(&desk)),
        (ReplyState::Finished(FinishReason::Stop), "The tram is yellow.".into())
    );
}

#[test]
fn late_words_of_a_continuation_that_seemed_to_bring_nothing_count() {
    let (mut desk, turn) = continuing();
    desk.act(Action::Settled(turn.clone(), finished(FinishReason::Stop)));
    assert_eq!(desk.last().state, ReplyState::Finished(FinishReason::Length));
    desk.act(grew(&turn, " yellow."));
    assert_eq!(
        (desk.last().state.clone(), text_of(&desk)),
        (ReplyState::Finished(FinishReason::Stop), "The tram is yellow.".into())
    );
    assert_eq!(desk.state.chat.thread.rows[1].attempt, None);
}

#[test]
fn a_continuation_in_words_leaves_out_what_repeats_and_sets_a_new_beginning_apart() {
    for (pieces, expected) in [
        (&["The tr", "am is yel", "low."][..], "The tram is yellow."),
        (&["tram i", "s yellow."], "The tram is yellow."),
        (&["Sure! Trams", " are yellow."], "The tram is\n\nSure! Trams are yellow."),
        (&[" yel", "low."], "The tram is yellow."),
        (&["The"], "The tram is"),
    ] {
        // OpenAI's servers do not prefill.
        let (mut desk, turn) = continuing_on(Preset::OpenAi);
        for piece in pieces {
            desk.act(grew(&turn, piece));
        }
        desk.act(Action::Ended(turn, finished(FinishReason::Stop)));
        assert_eq!(text_of(&desk), expected);
    }
}

#[test]
fn other_choices_of_an_answer_stand_beside_the_reply_as_versions() {
    let version =
        |index, text: &str| Version { index, growth: Growth { text: text.into(), ..Growth::default() }, ending: None };
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(grew(&turn, "one "));
    let second =
        Growth { text: "zero".into(), demoted: Some(1), versions: vec![version(2, "two")], ..Growth::default() };
    let effects = desk.act(Action::Grew(turn.clone(), Box::new(second)));
    assert_eq!(text_of(&desk), "zero");
    assert_eq!(stored(&effects).as_deref(), Some("zero"), "what is stored does not grow from the other choice");
    let more = Growth { versions: vec![version(1, "more")], ..Growth::default() };
    desk.act(Action::Grew(turn.clone(), Box::new(more)));
    desk.act(Action::Ended(turn, finished(FinishReason::Stop)));
    assert_eq!((text_of(&desk), desk.last().state.clone()), ("zero".into(), ReplyState::Finished(FinishReason::Stop)));
    let talk = desk.state.conversation().unwrap();
    let mut all: Vec<String> = talk.messages.iter().skip(1).map(|message| message.text()).collect();
    all.sort_unstable();
    assert_eq!(all, ["one more", "two", "zero"]);
    assert_eq!(desk.state.chat.thread.rows[1].versions.len(), 3);
    let effects = desk.act(Action::Sent("next".into()));
    assert_eq!(desk.messages(&effects), ["user:q", "assistant:zero", "user:next"]);
}

#[test]
fn a_rate_limit_behind_words_is_told_and_nothing_is_asked_twice() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(grew(&turn, "half"));
    desk.act(Action::Ended(turn, Ending::Failed(Fault::RateLimited { wait: Some(10), said: "".into() })));
    assert!(matches!(desk.last().state, ReplyState::Failed(Fault::RateLimited { .. })));
    assert_eq!(text_of(&desk), "half");
}
