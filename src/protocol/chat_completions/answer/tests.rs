//! What becomes of answers that the recorded vectors do not hold.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::domain::error::Fault;
use crate::domain::message::{FinishReason, Interruption, Usage};
use crate::protocol::chat_completions::answer::Answer;
use crate::protocol::chat_completions::{CallFacts, End, Ending, Growth};

const STREAM: &str = "text/event-stream";

fn facts() -> CallFacts {
    CallFacts {
        host: "x.example".into(),
        address: "https://x.example/v1/chat/completions".into(),
        model: "m".into(),
        ..CallFacts::default()
    }
}

/// The answer at every size of pieces up to 9 and whole, all of which must agree.
fn read(content_type: &str, body: &str, how: End) -> (Growth, Ending) {
    let read = |size: usize| {
        let mut answer = Answer::new(200, content_type, facts());
        let mut sum = Growth::default();
        for piece in body.as_bytes().chunks(size) {
            sum.absorb(answer.feed(piece));
        }
        let (last, ending) = answer.end(how);
        sum.absorb(last);
        sum.alive = false;
        (sum, ending)
    };
    let whole = read(body.len().max(1));
    for size in 1..10 {
        assert_eq!(read(size), whole, "{body:?} in pieces of {size}");
    }
    whole
}

fn check(content_type: &str, body: &str, how: End, text: &str, expected: Ending) {
    let (growth, ending) = read(content_type, body, how);
    assert_eq!((growth.text.as_str(), ending), (text, expected), "{body:?}");
}

fn delta(content: &str) -> String {
    format!("data: {{\"choices\":[{{\"delta\":{{\"content\":{content}}}}}]}}\n\n")
}

#[test]
fn an_end_without_a_reason_is_an_interruption() {
    let body = delta("\"Hel\"");
    let stop = format!("{body}data: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"\"}}]}}\n\n");
    check(STREAM, &body, End::Clean, "Hel", Ending::Interrupted(Interruption::EndedEarly));
    check(STREAM, &stop, End::Clean, "Hel", Ending::Interrupted(Interruption::EndedEarly));
    check(STREAM, &body, End::Broken, "Hel", Ending::Interrupted(Interruption::ConnectionLost));
    check(STREAM, ": ping\n\n", End::Broken, "", Ending::Interrupted(Interruption::ConnectionLost));
    check(STREAM, &delta("\"Hel\"}"), End::Clean, "", Ending::Interrupted(Interruption::EndedEarly));
    let nd = "{\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n";
    check("application/x-ndjson", nd, End::Clean, "Hel", Ending::Interrupted(Interruption::EndedEarly));
}

#[test]
fn nothing_at_all_is_an_empty_answer() {
    for (content_type, body) in [(STREAM, ""), (STREAM, ": ping\n\n: ping\n\n"), ("", " \n"), ("text/html", "")] {
        check(content_type, body, End::Clean, "", Ending::Finished(FinishReason::Unsaid));
    }
}

#[test]
fn a_finished_answer_stays_finished_whatever_follows() {
    let body = format!(
        "{}data: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"length\"}}]}}\n\ndata: {{\"error\":{{\"message\":\"late\"}}}}\n\n",
        delta("\"Hi\"")
    );
    for how in [End::Clean, End::Broken, End::Enough] {
        check(STREAM, &body, how, "Hi", Ending::Finished(FinishReason::Length));
    }
}

#[test]
fn answers_that_are_no_stream_are_read_for_what_they_are() {
    let stopped = || Ending::Finished(FinishReason::Stop);
    let whole = "{\n \"choices\": [\n {\"message\": {\"content\": \"{Hi}\"}, \"finish_reason\": \"stop\"}]}\n";
    check("application/json", whole, End::Clean, "{Hi}", stopped());
    check("", &whole.replace("\"stop\"", "null"), End::Clean, "{Hi}", Ending::Finished(FinishReason::Unsaid));
    let lines = "{\"choices\":[{\"delta\":{\"content\":\"H\"}}]}\n{\"choices\":[{\"delta\":{\"content\":\"i\"},\"finish_reason\":\"stop\"}]}\n";
    check("application/x-ndjson", lines, End::Clean, "Hi", stopped());
    check(
        "",
        &format!("\u{feff}\n{}data: [DONE]", delta("\"Hi\"")),
        End::Clean,
        "Hi",
        Ending::Finished(FinishReason::Unsaid),
    );
    let cut = "{\"choices\":[{\"message\":{\"content\":\"half an ans";
    check("application/json", cut, End::Clean, "half an ans", Ending::Interrupted(Interruption::EndedEarly));
    check("application/json", cut, End::Broken, "half an ans", Ending::Interrupted(Interruption::ConnectionLost));
    let said = |said: &str| Ending::Failed(Fault::NotUnderstood { said: said.into() });
    check("application/json", "{\"status\":\"ok\"}", End::Clean, "", said("{\"status\":\"ok\"}"));
    check("text/plain", "data is not here", End::Clean, "", said("data is not here"));
    check("", "<?xml version='1.0'?><a/>", End::Clean, "", said("<?xml version='1.0'?><a/>"));
    let page = Ending::Failed(Fault::WebPage { status: 200, address: facts().address });
    check(STREAM, "<!DOCTYPE html><title>Login</title>", End::Clean, "", page);
}

#[test]
fn errors_inside_an_answer_are_told_with_their_kind() {
    let said = |said: &str| Ending::Failed(Fault::Reported { said: said.into() });
    let stray = format!("{}{{\"error\":{{\"message\":\"gone\"}}}}\n\n", delta("\"Hi\""));
    check(STREAM, &stray, End::Clean, "Hi", said("gone"));
    check(STREAM, "{\"detail\":\"gone\"}", End::Clean, "", said("gone"));
    check("application/json", "[{\"error\":{\"message\":\"gone\"}}]", End::Clean, "", said("gone"));
    check(STREAM, "data: {\"type\":\"error\",\"message\":\"gone\"}\n\n", End::Clean, "", said("gone"));
    check(STREAM, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\n", End::Clean, "", said(""));
    let long = "event: error\ndata: {\"error\":{\"message\":\"x\",\"code\":\"context_length_exceeded\"}}\n\n";
    let fault = Fault::TooLong { used: None, limit: None, said: "x".into() };
    check(STREAM, long, End::Clean, "", Ending::Failed(fault));
    // An ordinary message with a name that errors have elsewhere.
    let ping = format!("data: {{\"message\":\"ping\"}}\n\n{}data: [DONE]\n\n", delta("\"Hi\""));
    check(STREAM, &ping, End::Clean, "Hi", Ending::Finished(FinishReason::Unsaid));
}

#[test]
fn thoughts_come_from_any_field_and_their_end_is_told_once() {
    let check = |deltas: &[&str], reasoning: &str, text: &str| {
        let body: String = deltas.iter().map(|d| format!("data: {{\"choices\":[{{\"delta\":{d}}}]}}\n\n")).collect();
        let (growth, _) = read(STREAM, &body, End::Clean);
        assert_eq!((growth.reasoning.as_str(), growth.text.as_str()), (reasoning, text), "{deltas:?}");
        assert_eq!(growth.reasoning_over, !reasoning.is_empty() && !text.is_empty(), "{deltas:?}");
    };
    check(&[r#"{"reasoning_content":"a","content":null}"#, r#"{"reasoning_content":null,"content":"b"}"#], "a", "b");
    check(&[r#"{"reasoning_content":"","reasoning":"a"}"#], "a", "");
    check(
        &[
            r#"{"reasoning_details":[{"type":"reasoning.text","text":"a"},{"type":"reasoning.summary","summary":"b"}]}"#,
            r#"{"reasoning":"c","reasoning_details":[{"type":"reasoning.text","text":"c"}]}"#,
            r#"{"content":"d"}"#,
        ],
        "abc",
        "d",
    );
    check(&[r#"{"reasoning":"a"}"#, r#"{"content":"<think>b</think>"}"#], "a", "<think>b</think>");
    check(&[r#"{"content":"<thi"}"#, r#"{"content":"nk>a</think>b"}"#], "a", "b");
    check(&[r#"{"content":["x",{"type":"text","text":"y"},{"type":"image_url"}]}"#], "", "xy");
    check(&[r#"{"reasoning":"\ud83d"}"#, r#"{"reasoning":"\ude00"}"#, r#"{"content":"\ud83d"}"#], "😀", "�");
}

#[test]
fn only_the_first_of_several_choices_is_read() {
    let body = "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}},{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    assert_eq!(read(STREAM, body, End::Clean).0.text, "b");
}

#[test]
fn facts_about_the_answer_are_told_once_and_tokens_as_they_change() {
    let mut answer = Answer::new(200, STREAM, facts());
    let first =
        answer.feed(b"data: {\"id\":\"1\",\"model\":\"big\",\"choices\":[],\"usage\":{\"prompt_tokens\":7}}\n\n");
    assert_eq!((first.answer_id.as_deref(), first.model.as_deref(), first.alive), (Some("1"), Some("big"), true));
    assert_eq!(first.usage, Some(Usage { input: Some(7), ..Usage::default() }));
    let last = answer.feed(
        b"data: {\"id\":\"2\",\"choices\":[],\"x_groq\":{\"usage\":{\"completion_tokens\":5,\"total_tokens\":12.0,\
          \"completion_tokens_details\":{\"reasoning_tokens\":3},\"prompt_cache_hit_tokens\":2}}}\n\n",
    );
    assert_eq!((last.answer_id, last.model), (None, None));
    let usage = Usage { input: Some(7), output: Some(5), reasoning: Some(3), cached: Some(2), total: Some(12) };
    assert_eq!(last.usage, Some(usage));
}

#[test]
fn signs_of_life_are_told_apart_from_output() {
    let mut answer = Answer::new(200, STREAM, facts());
    for (bytes, alive) in
        [(": ping\n\n", true), ("data:\n\n", true), (&*delta("\"\""), true), (&*delta("\"x\""), false), ("", false)]
    {
        assert_eq!(answer.feed(bytes.as_bytes()).alive, alive, "{bytes:?}");
    }
    assert!(Answer::new(200, "application/json", facts()).feed(b"\n\n").alive);
}

#[test]
fn it_is_done_at_done_or_an_error_and_not_before() {
    let mut answer = Answer::new(200, STREAM, facts());
    answer.feed(b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n");
    assert!(answer.has_finish() && !answer.is_done());
    answer.feed(b"data: [DONE]\n\n");
    assert!(answer.is_done());
    assert!(answer.feed(&delta("\"ignored\"").into_bytes()).is_empty());
    let mut answer = Answer::new(200, STREAM, facts());
    answer.feed(b"data: {\"error\":\"x\"}\n\n");
    assert!(answer.is_done() && !answer.has_finish());
}

#[test]
fn one_piece_beyond_sixteen_mebibytes_ends_it() {
    for start in ["data: {\"choices\":[{\"delta\":{\"content\":\"", "{\"choices\":[{\"message\":{\"content\":\""] {
        let mut answer = Answer::new(200, "", facts());
        answer.feed(start.as_bytes());
        let block = vec![b'y'; 1024 * 1024];
        for _ in 0..16 {
            answer.feed(&block);
        }
        assert!(answer.is_done());
        assert_eq!(answer.end(End::Enough).1, Ending::Failed(Fault::TooLarge));
    }
}

#[test]
fn a_refusal_is_read_up_to_a_bound_and_its_wait_comes_from_headers_or_text() {
    let mut answer = Answer::new(429, "application/json", facts()).with_wait(Some("6200"), Some("7"));
    answer.feed(b"{\"error\":\"Slow down. Try again in 9s\"}");
    let fault = Fault::RateLimited { wait: Some(6200), said: "Slow down. Try again in 9s".into() };
    assert_eq!(answer.end(End::Clean).1, Ending::Failed(fault));
    let mut answer = Answer::new(500, "", facts());
    while !answer.is_done() {
        answer.feed(&[b'x'; 1000]);
    }
    assert!(matches!(answer.end(End::Enough).1, Ending::Failed(Fault::ServerTrouble { status: 500, .. })));
    let moved = Answer::new(0, "", facts()).end(End::Clean).1;
    assert_eq!(moved, Ending::Failed(Fault::Redirected { host: "x.example".into() }));
}
