//! Whole turns told through the real state: what a person does, what the world answers, what is asked and shown.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod ends;

use std::rc::Rc;

use desk::{Desk, grew, text_of};
use sotto::domain::conversation::Context;
use sotto::domain::error::{Fault, Obstacle};
use sotto::domain::id::ConversationId;
use sotto::domain::message::{FinishReason, Interruption, ReplyState, Timing, Usage};
use sotto::domain::parameters::{Hundredths, Parameters};
use sotto::domain::secret::Secret;
use sotto::domain::settings::{ChatDefaults, Settings};
use sotto::protocol::chat_completions::answer::Answer;
use sotto::protocol::chat_completions::{CallFacts, Ending, Growth, NEEDS_REASONING};
use sotto::state::action::Action;
use sotto::state::effect::{Ask, Effect};
use sotto::state::notice::Notice;
use sotto::state::route::Route;

#[test]
fn a_question_is_asked_streamed_finished_titled_and_stored() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("How do lifetimes work?\nShort, please.".into()));
    let turn = desk.asked(&effects);
    assert!(effects.iter().any(|e| matches!(e, Effect::SaveConversation(..))), "the question is stored at once");
    assert!(effects.iter().any(|e| matches!(e, Effect::Go { route: Route::Conversation(_), replace: true })));
    assert_eq!(desk.last().state, ReplyState::Waiting);

    desk.wait(380);
    desk.act(grew(&turn, "A lifetime is "));
    desk.wait(1000);
    let growth = Growth {
        text: "a name.".into(),
        answer_id: Some("c1".into()),
        model: Some("m-2024".into()),
        usage: Some(Usage { input: Some(9), output: Some(40), ..Usage::default() }),
        ..Growth::default()
    };
    desk.act(Action::Grew(turn.clone(), Box::new(growth)));
    assert_eq!((desk.last().state.clone(), text_of(&desk)), (ReplyState::Growing, "A lifetime is a name.".into()));
    let effects = desk.act(Action::Ended(turn.clone(), Ending::Finished(FinishReason::Stop)));
    assert!(effects.iter().any(|e| matches!(e, Effect::SaveConversation(talk, entry)
        if &*talk.title == "How do lifetimes work?" && entry.title == talk.title && talk.messages.len() == 2)));
    let reply = desk.last();
    assert_eq!((&*reply.model, &*reply.answer_id), ("m-2024", "c1"));
    assert_eq!((reply.timing.first_token, reply.timing.total), (Some(380), Some(1380)));
    assert_eq!(reply.timing.tokens_per_second(reply.usage.as_ref()), Some(400));

    desk.act(grew(&turn, " late"));
    assert_eq!(text_of(&desk), "A lifetime is a name.", "what comes for a closed turn is ignored");
}

#[test]
fn the_whole_conversation_goes_along_or_each_question_alone() {
    let mut desk = Desk::with_server();
    desk.turn("one", "first answer");
    let effects = desk.act(Action::Sent("two".into()));
    assert_eq!(desk.messages(&effects), ["user:one", "assistant:first answer", "user:two"]);
    desk.end(&effects, "second answer");
    desk.act(Action::ContextChosen(Context::Alone));
    let effects = desk.act(Action::Sent("three".into()));
    assert_eq!(desk.messages(&effects), ["user:three"]);
}

fn warm() -> Parameters {
    Parameters { temperature: Some(Hundredths(70)), stop: vec!["END".into()], ..Parameters::default() }
}

#[test]
fn a_new_chat_begins_with_the_context_and_parameters_saved_for_new_chats() {
    let mut desk = Desk::with_server();
    desk.turn("one", "first answer");
    desk.act(Action::ContextChosen(Context::Alone));
    desk.act(Action::ParametersChanged(warm()));
    let effects = desk.act(Action::ChatDefaultsSaved);
    assert!(effects.iter().any(|e| matches!(e, Effect::SaveSettings(settings)
        if settings.new_chats.context == Context::Alone && *settings.new_chats.parameters == warm())));
    desk.act(Action::NewChatPressed);
    for question in ["two", "three"] {
        let effects = desk.act(Action::Sent(question.into()));
        assert_eq!(desk.messages(&effects), [format!("user:{question}")], "each question alone");
        let body = desk.body(&effects);
        assert_eq!((&body["temperature"], &body["stop"]), (&serde_json::json!(0.7), &serde_json::json!(["END"])));
        desk.end(&effects, "answer");
    }
    // The chat that waits for its first question after them begins so too.
    desk.act(Action::NewChatPressed);
    assert_eq!(desk.state.conversation().unwrap().context, Context::Alone);
    assert_eq!(*desk.state.conversation().unwrap().parameters, warm());
}

#[test]
fn a_chat_that_has_not_begun_takes_new_defaults_unless_the_person_set_it_otherwise() {
    let mut desk = Desk::with_server();
    let settings = (*desk.state.settings).clone();
    let defaults = |parameters: Parameters| Settings {
        new_chats: ChatDefaults { context: Context::Alone, parameters: Rc::new(parameters) },
        ..settings.clone()
    };
    desk.act(Action::SettingsChanged(defaults(warm())));
    assert_eq!(desk.state.conversation().unwrap().context, Context::Alone);
    let own = Parameters { seed: Some(7), ..Parameters::default() };
    desk.act(Action::ParametersChanged(own.clone()));
    // Another tab saved others.
    desk.act(Action::SettingsCame(settings.clone()));
    assert_eq!(*desk.state.conversation().unwrap().parameters, own);
}

#[test]
fn reset_gives_a_chat_what_new_chats_begin_with_and_keeps_its_system_prompt() {
    let mut desk = Desk::with_server();
    desk.turn("one", "first answer");
    desk.act(Action::SystemPromptChanged(Some("Be brief.".into())));
    desk.act(Action::ParametersChanged(warm()));
    desk.act(Action::ContextChosen(Context::Alone));
    let effects = desk.act(Action::ChatDefaultsRestored);
    assert!(effects.iter().any(|e| matches!(e, Effect::SaveConversation(..))));
    let conversation = desk.state.conversation().unwrap();
    assert_eq!((conversation.context, &*conversation.parameters), (Context::Whole, &Parameters::default()));
    assert_eq!(conversation.system_prompt.as_deref(), Some("Be brief."));
    assert!(desk.act(Action::ChatDefaultsRestored).is_empty(), "nothing is left to reset");
}

#[test]
fn the_system_prompt_is_the_conversations_own_or_the_default_one() {
    let mut desk = Desk::with_server();
    let mut settings = (*desk.state.settings).clone();
    settings.system_prompt = "Be brief.".into();
    desk.act(Action::SettingsChanged(settings));
    let effects = desk.act(Action::Sent("one".into()));
    assert_eq!(desk.messages(&effects), ["system:Be brief.", "user:one"]);
    desk.end(&effects, "a");
    desk.act(Action::SystemPromptChanged(Some("".into())));
    let effects = desk.act(Action::Sent("two".into()));
    assert_eq!(desk.messages(&effects), ["user:one", "assistant:a", "user:two"]);
}

#[test]
fn stop_keeps_the_text_and_a_second_stop_is_harmless() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(grew(&turn, "half"));
    let effects = desk.act(Action::StopPressed);
    assert!(effects.iter().any(|e| matches!(e, Effect::Abort(aborted) if *aborted == turn)));
    assert_eq!((desk.last().state.clone(), text_of(&desk)), (ReplyState::Stopped, "half".into()));
    assert!(desk.act(Action::StopPressed).is_empty());
}

/// Replies of this conversation are shown whole from now on.
fn show_whole(desk: &mut Desk) {
    let parameters = (*desk.state.conversation().unwrap().parameters).clone();
    desk.act(Action::ParametersChanged(Parameters { unstreamed: true, ..parameters }));
}

/// The reply's text as it would be stored, and whether that was ordered.
fn journaled(effects: &[Effect]) -> Option<String> {
    effects.iter().find_map(|effect| match effect {
        Effect::Journal(_, message) => Some(message.text()),
        Effect::SaveConversation(talk, _) => talk.messages.last().map(|message| message.text()),
        _ => None,
    })
}

#[test]
fn an_unstreamed_reply_is_asked_for_as_a_stream_kept_as_it_comes_and_shown_at_its_end() {
    let mut desk = Desk::with_server();
    show_whole(&mut desk);
    let effects = desk.act(Action::Sent("q".into()));
    assert_eq!(desk.body(&effects)["stream"], true);
    let turn = desk.asked(&effects);
    assert!(!desk.state.chat.turns[0].pulse.writing, "nothing has come");
    let effects = desk.act(grew(&turn, "The tram "));
    assert_eq!(journaled(&effects).as_deref(), Some("The tram "), "a kill keeps it");
    assert_eq!((desk.last().state.clone(), text_of(&desk)), (ReplyState::Waiting, String::new()));
    assert!(desk.state.chat.turns[0].pulse.writing, "the page says that something comes");
    desk.act(grew(&turn, "is yellow."));
    assert_eq!(journaled(&desk.act(Action::PageHidden)).as_deref(), Some("The tram is yellow."));

    // Also for who goes away and comes back meanwhile.
    let here = desk.state.conversation().unwrap().id.clone();
    desk.act(Action::NewChatPressed);
    desk.act(Action::RouteChanged(Route::Conversation(here)));
    assert_eq!(text_of(&desk), "");
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    assert_eq!(text_of(&desk), "The tram is yellow.");
}

#[test]
fn stopping_an_unstreamed_reply_breaks_its_request_off_and_shows_what_came() {
    let mut desk = Desk::with_server();
    show_whole(&mut desk);
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(grew(&turn, "half"));
    let effects = desk.act(Action::StopPressed);
    assert!(effects.iter().any(|e| matches!(e, Effect::Abort(aborted) if *aborted == turn)));
    assert_eq!((desk.last().state.clone(), text_of(&desk)), (ReplyState::Stopped, "half".into()));

    // It goes on: what is there stays on the page, what comes is added at the end.
    let reply = desk.last_id();
    let effects = desk.act(Action::ContinuePressed(reply));
    assert_eq!(desk.body(&effects)["stream"], true);
    let turn = desk.asked(&effects);
    desk.act(grew(&turn, " and half"));
    assert_eq!(text_of(&desk), "half");
    assert!(desk.state.chat.turns[0].pulse.writing);
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    assert_eq!(text_of(&desk), "half and half");
}

#[test]
fn a_server_that_refuses_to_stream_is_asked_without_where_the_reply_is_shown_whole() {
    let refused = || Ending::Failed(Fault::ParameterRefused { parameter: "stream".into(), said: "".into() });
    let mut desk = Desk::with_server();
    show_whole(&mut desk);
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    let effects = desk.act(Action::Ended(turn, refused()));
    assert_eq!(desk.body(&effects)["stream"], false, "nobody has to press for it");
    assert!(effects.iter().any(|e| matches!(e, Effect::SaveConnections(_))), "it is remembered");
    desk.end(&effects, "a");
    let effects = desk.act(Action::Sent("q2".into()));
    assert_eq!(desk.body(&effects)["stream"], false);
    // A server that refuses this too is not asked again and again.
    let turn = desk.asked(&effects);
    desk.act(Action::Ended(turn, refused()));
    assert!(matches!(desk.last().state, ReplyState::Failed(_)));

    // Who wants to see it come is asked first.
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(Action::Ended(turn, refused()));
    assert!(matches!(desk.last().state, ReplyState::Failed(_)));
}

#[test]
fn an_answer_that_came_at_once_shows_no_speed() {
    let usage = Usage { output: Some(280), ..Usage::default() };
    let body = r#"{"choices":[{"message":{"content":"All of it."},"finish_reason":"stop"}],"usage":{"completion_tokens":280}}"#;
    let mut answer = Answer::new(200, "application/json", CallFacts::default());
    let mut growth = answer.feed(body.as_bytes());
    // A large one is delivered in parts.
    let parts = [growth.first(4), growth];
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.wait(12_000);
    for part in parts {
        desk.act(Action::Grew(turn.clone(), Box::new(part)));
        desk.wait(200);
    }
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    let (reply, timing) = (desk.last(), desk.last().timing);
    assert_eq!((reply.text.to_string(), reply.usage), ("All of it.".into(), Some(usage)));
    assert_eq!((timing.first_token, timing.total), (None, Some(12_400)));
    assert_eq!(timing.tokens_per_second(Some(&usage)), None);
    // One that was stored with such figures, or that a proxy held back until it was complete.
    let held_back = Timing { first_token: Some(12_300), total: Some(12_320) };
    assert_eq!(held_back.tokens_per_second(Some(&usage)), None);
}

#[test]
fn a_retry_stands_beside_the_old_reply_unless_nothing_had_come() {
    let mut desk = Desk::with_server();
    desk.turn("q", "old");
    let reply = desk.last_id();
    let effects = desk.act(Action::RetryPressed(reply.clone()));
    assert_eq!(desk.messages(&effects), ["user:q"]);
    desk.end(&effects, "new");
    assert_eq!(text_of(&desk), "new");
    assert_eq!(desk.state.chat.thread.rows[1].versions.len(), 2);
    desk.act(Action::VersionChosen(reply));
    assert_eq!(text_of(&desk), "old");

    let effects = desk.act(Action::Sent("again".into()));
    let turn = desk.asked(&effects);
    desk.act(Action::Ended(turn, Ending::Failed(Fault::Offline)));
    let reply = desk.last_id();
    let effects = desk.act(Action::RetryPressed(reply));
    desk.end(&effects, "there");
    assert_eq!(desk.state.chat.thread.rows[3].versions.len(), 1, "an empty failure is no version");
}

#[test]
fn an_edited_question_keeps_the_old_one_and_what_followed_it() {
    let mut desk = Desk::with_server();
    desk.turn("first", "a1");
    desk.turn("second", "a2");
    let question = desk.state.chat.thread.rows[0].message.id.clone();
    let effects = desk.act(Action::Edited(question.clone(), "FIRST".into()));
    assert_eq!(desk.messages(&effects), ["user:FIRST"]);
    desk.end(&effects, "b1");
    assert_eq!(desk.texts(), ["FIRST", "b1"]);
    desk.act(Action::VersionChosen(question));
    assert_eq!(desk.texts(), ["first", "a1", "second", "a2"]);
}

#[test]
fn an_interrupted_reply_goes_on_in_the_same_message() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(grew(&turn, "The tram is"));
    desk.act(Action::Ended(turn, Ending::Interrupted(Interruption::ConnectionLost)));
    assert_eq!(desk.last().state, ReplyState::Interrupted(Interruption::ConnectionLost));
    let reply = desk.last_id();
    let effects = desk.act(Action::ContinuePressed(reply.clone()));
    let sent = desk.messages(&effects);
    assert_eq!(&sent[..2], ["user:q", "assistant:The tram is"]);
    desk.end(&effects, " yellow.");
    assert_eq!((desk.last_id(), text_of(&desk)), (reply, "The tram is yellow.".into()));
    assert_eq!(desk.state.chat.thread.rows.len(), 2);
}

#[test]
fn a_rate_limit_is_waited_out_twice_and_then_told() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    let limited = |wait| Ending::Failed(Fault::RateLimited { wait, said: "".into() });
    for wait in [Some(1500), None] {
        let effects = desk.act(Action::Ended(turn.clone(), limited(wait)));
        assert!(matches!(&effects[..], [Effect::Wait(id, ms)] if *id == turn && *ms >= wait.unwrap_or(2000)));
        assert!(desk.state.chat.turns[0].pulse.again.is_some(), "the wait is shown");
        let effects = desk.act(Action::WaitOver(turn.clone()));
        assert_eq!(desk.asked(&effects), turn);
    }
    desk.act(Action::Ended(turn, limited(None)));
    assert!(matches!(desk.last().state, ReplyState::Failed(Fault::RateLimited { .. })));
}

#[test]
fn a_refused_parameter_is_left_out_with_one_click_and_remembered() {
    let mut desk = Desk::with_server();
    let mut parameters = (*desk.state.conversation().unwrap().parameters).clone();
    parameters.temperature = Some(Hundredths(30));
    desk.act(Action::ParametersChanged(parameters));
    let effects = desk.act(Action::Sent("q".into()));
    assert_eq!(desk.body(&effects)["temperature"], 0.3);
    let turn = desk.asked(&effects);
    let refused = |parameter: &str| Fault::ParameterRefused { parameter: parameter.into(), said: "".into() };
    desk.act(Action::Ended(turn, Ending::Failed(refused("temperature"))));
    let reply = desk.last_id();
    let effects = desk.act(Action::RetriedWithout(reply, "temperature".into()));
    assert!(desk.body(&effects).get("temperature").is_none());
    assert!(effects.iter().any(|e| matches!(e, Effect::SaveConnections(_))), "it is remembered");
    desk.end(&effects, "ok");
    let effects = desk.act(Action::Sent("q2".into()));
    assert!(desk.body(&effects).get("temperature").is_none());
    assert!(desk.body(&effects).get("stream_options").is_some());

    let turn = desk.asked(&effects);
    let effects = desk.act(Action::Ended(turn, Ending::Failed(refused("stream_options"))));
    assert!(desk.body(&effects).get("stream_options").is_none(), "what nobody set is dropped by itself");
    desk.end(&effects, "ok");

    desk.act(Action::RefusalsForgotten);
    let effects = desk.act(Action::Sent("q3".into()));
    assert_eq!(desk.body(&effects)["temperature"], 0.3, "what was refused is tried again");
    assert!(desk.body(&effects).get("stream_options").is_none(), "what nobody set stays dropped");
}

#[test]
fn thoughts_stay_here_until_a_server_demands_them_back() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    let growth = Growth { reasoning: "hmm".into(), text: "a".into(), ..Growth::default() };
    desk.act(Action::Grew(turn.clone(), Box::new(growth)));
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    let effects = desk.act(Action::Sent("q2".into()));
    assert!(!desk.body(&effects).to_string().contains("hmm"));
    let turn = desk.asked(&effects);
    let demanded = Fault::ParameterRefused { parameter: NEEDS_REASONING.into(), said: "".into() };
    let effects = desk.act(Action::Ended(turn, Ending::Failed(demanded)));
    assert_eq!(desk.body(&effects)["messages"][1]["reasoning_content"], "hmm");
}

#[test]
fn clearing_and_deleting_can_be_undone_and_beats_the_tombstones() {
    let mut desk = Desk::with_server();
    desk.turn("one", "a");
    desk.turn("two", "b");
    let before = desk.texts();
    desk.act(Action::ChatCleared);
    assert!(desk.texts().is_empty());
    desk.act(Action::UndoPressed);
    assert_eq!(desk.texts(), before);

    let question = desk.state.chat.thread.rows[2].message.id.clone();
    desk.act(Action::MessageDeleted(question));
    assert_eq!(desk.texts(), ["one", "a", "b"]);
    desk.act(Action::UndoPressed);
    assert_eq!(desk.texts(), before);

    let id = desk.state.conversation().unwrap().id.clone();
    let effects = desk.act(Action::Deleted(id.clone()));
    assert!(effects.iter().any(|e| matches!(e, Effect::DeleteConversation(_))));
    assert_eq!(desk.state.route, Route::New);
    assert_eq!(desk.state.history.shown().count(), 0);
    let stone = desk.state.history.entries()[0].revision;
    desk.act(Action::UndoPressed);
    assert_eq!(desk.texts(), before);
    assert!(desk.state.history.entry(&id).unwrap().revision > stone);
}

#[test]
fn an_unopened_conversation_is_read_before_it_is_deleted_so_that_it_can_come_back() {
    let mut desk = Desk::with_server();
    desk.turn("one", "a");
    let talk = desk.state.conversation().unwrap().clone();
    let mut other = Desk::with_server();
    other.act(Action::HistoryCame(vec![(**desk.state.history.entry(&talk.id).unwrap()).clone()]));
    let effects = other.act(Action::Deleted(talk.id.clone()));
    assert!(matches!(&effects[..], [Effect::LoadConversation(id)] if *id == talk.id));
    other.act(Action::Loaded(talk.id.clone(), Some(Box::new((*talk).clone()))));
    assert!(matches!(&other.state.notice, Some(Notice::ConversationDeleted(gone)) if gone.messages.len() == 2));
}

#[test]
fn another_conversation_is_written_in_while_a_reply_runs() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("slow".into()));
    let slow = desk.asked(&effects);
    let first = desk.state.conversation().unwrap().id.clone();
    desk.act(Action::NewChatPressed);
    assert_eq!(desk.state.route, Route::New);
    desk.turn("quick", "done");
    desk.act(grew(&slow, "meanwhile"));
    assert_eq!(desk.texts(), ["quick", "done"]);
    desk.act(Action::RouteChanged(Route::Conversation(first)));
    assert_eq!(desk.texts(), ["slow", "meanwhile"]);
    desk.act(Action::Ended(slow, Ending::Finished(FinishReason::Stop)));
    assert_eq!(desk.last().state, ReplyState::Finished(FinishReason::Stop));
}

#[test]
fn what_has_come_is_stored_when_the_page_goes() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(grew(&turn, "so far"));
    let effects = desk.act(Action::PageHidden);
    assert!(matches!(&effects[..], [Effect::SaveConversation(talk, _)]
        if talk.messages.last().unwrap().text() == "so far"));
}

#[test]
fn silence_is_told_and_signs_of_life_are_told_apart() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.wait(32_000);
    desk.act(Action::Ticked);
    let pulse = desk.state.chat.turns[0].pulse;
    assert_eq!((pulse.silent, pulse.alive), (Some(32), false));
    desk.act(Action::Grew(turn.clone(), Box::new(Growth { alive: true, ..Growth::default() })));
    desk.act(Action::Ticked);
    assert!(desk.state.chat.turns[0].pulse.alive);
    desk.act(grew(&turn, "x"));
    assert_eq!(desk.state.chat.turns[0].pulse.silent, None);
    desk.wait(12_000);
    desk.act(Action::Ticked);
    let pulse = desk.state.chat.turns[0].pulse;
    assert_eq!((pulse.silent, pulse.alive), (Some(12), false), "a sign from before the last word is none");
}

#[test]
fn nothing_is_sent_and_nothing_is_lost_where_something_is_missing() {
    let mut desk = Desk::with_server();
    let connection = desk.state.conversation().unwrap().connection.clone();
    desk.act(Action::KeyForgotten(connection));
    let version = desk.state.chat.composing.version;
    assert!(desk.act(Action::Sent("q".into())).is_empty());
    assert_eq!(desk.state.chat.obstacle, Some(Obstacle::KeyMissing));
    assert_eq!(desk.state.chat.composing.version, version, "the composer keeps its text");
    assert_eq!(desk.state.history.shown().count(), 0);
}

#[test]
fn a_key_goes_nowhere_but_to_the_origin_it_was_typed_for() {
    let mut desk = Desk::with_server();
    let id = desk.state.conversation().unwrap().connection.clone();
    let mut form = Desk::form(Some(id.clone()));
    form.address = "https://evil.example/v1".into();
    form.key = Secret::default();
    desk.act(Action::ConnectionSaved(Box::new(form)));
    let connection = desk.state.connections.get(&id).unwrap().clone();
    assert!(desk.state.connections.secrets(&connection).is_none());
    desk.act(Action::RouteChanged(Route::New));
    desk.act(Action::Sent("q".into()));
    assert_eq!(desk.state.chat.obstacle, Some(Obstacle::KeyMissing));
}

#[test]
fn the_demo_answers_a_newcomer() {
    let mut desk = Desk::new();
    let effects = desk.act(Action::Sent("hello".into()));
    assert!(effects.iter().any(|e| matches!(e, Effect::Ask(_, ask)
        if matches!(&**ask, Ask::Demo { text, questions: 1, .. } if &**text == "hello"))));
}

#[test]
fn drafts_stay_with_their_conversation() {
    let mut desk = Desk::with_server();
    desk.turn("one", "a");
    let first = desk.state.conversation().unwrap().id.clone();
    desk.act(Action::DraftChanged(Some(first.clone()), "half a thought".into()));
    desk.act(Action::NewChatPressed);
    assert_eq!(&*desk.state.chat.composing.text, "");
    desk.act(Action::DraftChanged(None, "another".into()));
    desk.act(Action::RouteChanged(Route::Conversation(first)));
    assert_eq!(&*desk.state.chat.composing.text, "half a thought");
    desk.act(Action::RouteChanged(Route::New));
    assert_eq!(&*desk.state.chat.composing.text, "another");
}

#[test]
fn what_another_tab_added_is_merged_in() {
    let mut here = Desk::with_server();
    here.turn("one", "a");
    let talk = here.state.conversation().unwrap().clone();
    let mut there = Desk::with_seed(99);
    there.act(Action::HistoryCame(vec![(**here.state.history.entry(&talk.id).unwrap()).clone()]));
    there.act(Action::RouteChanged(Route::Conversation(talk.id.clone())));
    there.act(Action::Loaded(talk.id.clone(), Some(Box::new((*talk).clone()))));
    there.turn("from there", "b");
    let theirs = there.state.conversation().unwrap().clone();
    here.act(Action::ConversationCame(Box::new((*theirs).clone())));
    assert_eq!(here.texts(), ["one", "a", "from there", "b"]);
    assert_eq!(Rc::clone(&here.state.chat.thread), there.state.chat.thread);
}

#[test]
fn a_conversation_that_is_not_there_and_one_that_cannot_be_read_are_told_apart() {
    let mut desk = Desk::with_server();
    let effects = desk.act(Action::Sent("q".into()));
    let turn = desk.asked(&effects);
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    let kept = desk.state.conversation().unwrap().id.clone();
    let stranger = ConversationId::parse("nobody-1").unwrap();
    desk.act(Action::RouteChanged(Route::Conversation(stranger.clone())));
    desk.act(Action::Loaded(stranger.clone(), None));
    assert_eq!((&desk.state.route, &desk.state.notice), (&Route::New, &Some(Notice::NotFound(stranger))));
    desk.act(Action::RouteChanged(Route::Conversation(kept.clone())));
    assert_eq!(desk.state.notice, None);

    desk.act(Action::RouteChanged(Route::New));
    desk.state.chat.open.remove(&kept);
    desk.act(Action::RouteChanged(Route::Conversation(kept.clone())));
    desk.act(Action::Loaded(kept.clone(), None));
    assert_eq!((&desk.state.route, &desk.state.notice, desk.state.storage.unreadable), (&Route::New, &None, 1));
}

#[test]
fn a_clock_that_goes_back_ten_years_changes_no_order_and_no_duration() {
    let mut desk = Desk::with_server();
    desk.turn("one", "first");
    desk.now.wall -= 10 * 365 * 24 * 60 * 60 * 1000;
    let effects = desk.act(Action::Sent("two".into()));
    desk.wait(1_500);
    desk.end(&effects, "second");
    let sequences: Vec<_> = desk.state.chat.thread.rows.iter().map(|row| row.message.sequence).collect();
    assert!(sequences.len() == 4 && sequences.is_sorted(), "{sequences:?}");
    assert_eq!((text_of(&desk).as_str(), desk.last().timing.total), ("second", Some(1_500)));
}
