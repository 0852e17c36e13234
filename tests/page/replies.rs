//! A reply from waiting to each of its ends.

use sotto::domain::error::Fault;
use sotto::domain::message::{FinishReason, Interruption, ToolCall, Usage};
use sotto::protocol::chat_completions::{Ending, Growth};
use sotto::state::action::Action;

use crate::desk::{Desk, grew};
use crate::drawn::{Drawn, draw};

/// A question was asked and this much has come.
fn growing(answer: &str) -> (Desk, sotto::domain::id::TurnId) {
    let mut desk = Desk::with_server();
    let effects =
        desk.act(Action::Sent("Plan three quiet days in Lisbon for two people who like tiles and trains.".into()));
    let turn = desk.asked(&effects);
    desk.wait(380);
    if !answer.is_empty() {
        desk.act(grew(&turn, answer));
    }
    (desk, turn)
}

fn ended(name: &str, answer: &str, ending: Ending) -> Drawn {
    let (mut desk, turn) = growing(answer);
    desk.wait(2_000);
    desk.act(Action::Ended(turn, ending));
    draw(name, &desk.state)
}

const PART: &str = "**Day 1, Alfama.** Take the 28E tram early, before nine, and get off at Graça. The viewpoint is empty then; walk down through the";

#[test]
fn while_nothing_has_come_the_page_says_for_whom_it_waits_and_offers_to_stop() {
    let (mut desk, _) = growing("");
    let page = draw("waiting", &desk.state);
    page.says("Waiting for m");
    page.has("aria-busy=\"true\"");
    page.control("Stop");
    assert!(page.controls("Send").is_empty() && page.controls("Retry").is_empty());
    desk.wait(31_620);
    desk.act(Action::Ticked);
    draw("waiting-long", &desk.state).says("Still waiting (32 s)");
}

#[test]
fn a_server_that_lives_and_is_silent_is_told_apart() {
    let (mut desk, turn) = growing(PART);
    desk.wait(20_000);
    desk.act(Action::Grew(turn, Box::new(Growth { alive: true, ..Growth::default() })));
    desk.act(Action::Ticked);
    draw("alive", &desk.state).says("The server is alive; no output for 20 s");
}

#[test]
fn a_growing_reply_shows_what_came_and_a_caret() {
    let (desk, _) = growing(PART);
    let page = draw("growing", &desk.state);
    page.has("data-reply=\"growing\"");
    page.has("<strong>Day 1, Alfama.</strong>");
    page.has("class=\"caret\"");
    page.has("aria-label=\"Reply of m\"");
}

#[test]
fn a_reply_that_was_cut_off_says_so_and_offers_two_ways_on() {
    let page = ended("interrupted", PART, Ending::Interrupted(Interruption::ConnectionLost));
    page.says(&format!("The connection was lost after {} characters. What arrived is kept.", PART.chars().count()));
    page.control("Continue");
    assert_eq!(page.controls("Retry").len(), 2, "in the note and among the actions");
    ended("interrupted-early", PART, Ending::Interrupted(Interruption::EndedEarly))
        .says("The server ended the reply early, after");
    let page = ended("interrupted-empty", "", Ending::Interrupted(Interruption::ConnectionLost));
    page.says("The connection was lost before anything arrived.");
    assert!(page.controls("Continue").is_empty());
}

#[test]
fn a_stopped_reply_keeps_what_it_has() {
    let (mut desk, _) = growing(PART);
    desk.act(Action::StopPressed);
    let page = draw("stopped", &desk.state);
    page.says("You stopped this reply. What arrived is kept.");
    page.says("walk down through the");
    page.control("Continue");
    page.control("Send");
}

#[test]
fn a_failed_reply_says_what_happened_and_what_to_do() {
    let fault =
        Fault::KeyRefused { host: "api.groq.com".into(), status: 401, had_key: true, said: "Invalid API Key".into() };
    let page = ended("failed", "", Ending::Failed(fault));
    page.has("data-reply=\"failed\"");
    page.says("api.groq.com");
    assert!(!page.controls("Retry").is_empty());
    page.lacks("sk-secret");
    let refused = Fault::ParameterRefused { parameter: "temperature".into(), said: "Unsupported value".into() };
    ended("failed-parameter", "", Ending::Failed(refused)).control("Retry without temperature");
    let page = ended("failed-midway", PART, Ending::Failed(Fault::ServerTrouble { status: 500, said: "".into() }));
    page.says("walk down through the");
    page.control("Continue");
}

#[test]
fn a_server_that_asks_for_patience_is_tried_again_visibly() {
    let (mut desk, turn) = growing("");
    desk.act(Action::Ended(turn, Ending::Failed(Fault::RateLimited { wait: Some(5_000), said: "slow down".into() })));
    let page = draw("again", &desk.state);
    page.says("Trying again in");
    assert_eq!(page.controls("Stop").len(), 2, "at the countdown and in the composer");
}

#[test]
fn a_finished_reply_shows_its_figures_in_short() {
    let (mut desk, turn) = growing("");
    let usage = Usage { input: Some(36), output: Some(1412), reasoning: Some(128), cached: Some(0), total: Some(1448) };
    let answer = include_str!("../data/tour.md");
    desk.act(Action::Grew(turn.clone(), Box::new(Growth { reasoning: "Think.".into(), ..Growth::default() })));
    desk.wait(4_200);
    desk.act(Action::Grew(
        turn.clone(),
        Box::new(Growth { text: answer.into(), usage: Some(usage), ..Growth::default() }),
    ));
    desk.wait(5_000);
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    desk.act(Action::Sent("그럼 구조체에서는 언제 필요해?".into()));
    desk.act(Action::StopPressed);
    let page = draw("finished", &desk.state);
    page.says("Thought for 4 s");
    page.says("1,412 tokens");
    page.says("9.5 s");
    assert!(!page.controls("Details").is_empty());
}

#[test]
fn ends_that_are_no_errors_are_said_in_words() {
    let page = ended("length", PART, Ending::Finished(FinishReason::Length));
    page.says("The reply reached the token limit.");
    page.control("Continue");
    ended("filtered", PART, Ending::Finished(FinishReason::ContentFilter)).says("content filter");
    ended("other", PART, Ending::Finished(FinishReason::Other("eos".into()))).says("“eos”");
    ended("empty", "", Ending::Finished(FinishReason::Stop)).says("An empty answer came back.");
    let page = ended("well", PART, Ending::Finished(FinishReason::Stop));
    page.lacks("class=\"ending\"");
    assert!(page.controls("Continue").is_empty());
}

#[test]
fn thoughts_are_folded_and_say_how_long_they_took() {
    let (mut desk, turn) = growing("");
    desk.act(Action::Grew(turn.clone(), Box::new(Growth { reasoning: "Let me see.".into(), ..Growth::default() })));
    let page = draw("thinking", &desk.state);
    page.says("Thinking");
    page.does_not_say("Let me see.");
    page.does_not_say("Waiting for");
    desk.wait(4_100);
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    let page = draw("thought", &desk.state);
    page.says("Thought for 4 s");
    page.says("The model thought, and gave no answer.");
}

#[test]
fn a_tool_the_model_asks_for_is_named() {
    let (mut desk, turn) = growing("");
    let tools =
        vec![ToolCall { id: "1".into(), name: "get_weather".into(), arguments: "{\"city\":\"Lisbon\"}".into() }];
    desk.act(Action::Grew(turn.clone(), Box::new(Growth { tools, ..Growth::default() })));
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::ToolCalls)));
    let page = draw("tool", &desk.state);
    page.says("The model asked for the tool get_weather");
    page.says("{\"city\":\"Lisbon\"}");
}

#[test]
fn versions_stand_beside_each_other() {
    let (mut desk, turn) = growing("One.");
    desk.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    let effects = desk.act(Action::RetryPressed(desk.last_id()));
    desk.end(&effects, "Two.");
    let page = draw("versions", &desk.state);
    page.says("2/2");
    page.has("aria-label=\"Version 2 of 2\"");
    assert!(page.control("Next version").contains("aria-disabled"));
    assert!(!page.control("Previous version").contains("aria-disabled"));
    page.does_not_say("One.");
}

#[test]
fn markup_in_a_message_stays_text() {
    let mut desk = Desk::with_server();
    desk.turn("<img src=x onerror=alert(1)>", "<script>alert(1)</script>");
    let page = draw("markup", &desk.state);
    page.lacks("<img");
    page.lacks("<script");
}
