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

/// A chunk with these words and this finish reason, as JSON.
fn finishing(content: &str, reason: &str) -> String {
    format!("data: {{\"choices\":[{{\"delta\":{{\"content\":{content}}},\"finish_reason\":{reason}}}]}}\n\n")
}

#[test]
fn words_and_errors_behind_a_finish_reason_are_added_until_done() {
    let length = || Ending::Finished(FinishReason::Length);
    let error = "data: {\"error\":{\"message\":\"late\"}}\n\n";
    let done = "data: [DONE]\n\n";
    let begun = finishing("\"Hi\"", "\"length\"");
    for how in [End::Clean, End::Broken, End::Enough] {
        check(STREAM, &begun, how, "Hi", length());
        let failed = Ending::Failed(Fault::Reported { said: "late".into() });
        check(STREAM, &format!("{begun}{error}"), how, "Hi", failed.clone());
        check(STREAM, &format!("{begun}{error}{}", delta("\" there\"")), how, "Hi there", failed);
        check(STREAM, &format!("{begun}{done}{error}{}", delta("\"x\"")), how, "Hi", length());
        check(STREAM, &format!("{begun}{}{done}", delta("\" there\"")), how, "Hi there", length());
    }
}

#[test]
fn a_reason_on_every_chunk_proves_nothing_where_the_connection_breaks() {
    let stop = || Ending::Finished(FinishReason::Stop);
    let every = format!("{}{}", finishing("\"Hel\"", "\"stop\""), finishing("\"lo\"", "\"stop\""));
    check(STREAM, &every, End::Clean, "Hello", stop());
    check(STREAM, &every, End::Enough, "Hello", stop());
    check(STREAM, &every, End::Broken, "Hello", Ending::Interrupted(Interruption::ConnectionLost));
    check(STREAM, &format!("{every}data: [DONE]\n\n"), End::Broken, "Hello", stop());
    check(STREAM, &finishing("\"Hello\"", "\"stop\""), End::Broken, "Hello", stop());
}

#[test]
fn a_way_to_write_that_there_is_no_reason_is_none() {
    for none in ["null", "\"null\"", "\"\"", "\"None\"", "\" \"", "0", "false"] {
        let body = format!("{}{}", finishing("\"Hel\"", none), finishing("\"lo\"", none));
        check(STREAM, &body, End::Clean, "Hello", Ending::Interrupted(Interruption::EndedEarly));
        let done = format!("{body}data: [DONE]\n\n");
        check(STREAM, &done, End::Clean, "Hello", Ending::Finished(FinishReason::Unsaid));
    }
}

#[test]
fn of_two_reasons_the_later_counts_unless_it_says_less() {
    let check = |first: &str, second: &str, words: &str, expected: FinishReason| {
        let body = format!("{}{}", finishing("\"a\"", first), finishing(words, second));
        super::tests::check(
            STREAM,
            &body,
            End::Clean,
            &format!("a{}", words.trim_matches('"')),
            Ending::Finished(expected),
        );
    };
    check("\"stop\"", "\"length\"", "\"\"", FinishReason::Length);
    check("\"length\"", "\"stop\"", "\"\"", FinishReason::Length);
    check("\"length\"", "\"stop\"", "\"b\"", FinishReason::Stop);
    check("\"stop\"", "\"content_filter\"", "\"b\"", FinishReason::ContentFilter);
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

/// One chunk with one choice.
fn choice(index: u32, content: &str, reason: &str) -> String {
    let delta = format!("{{\"content\":\"{content}\"}}");
    format!("data: {{\"choices\":[{{\"index\":{index},\"delta\":{delta},\"finish_reason\":{reason}}}]}}\n\n")
}

#[test]
fn choice_0_is_the_reply_in_whatever_order_choices_come_and_no_text_is_lost() {
    let check = |chunks: &[(u32, &str)], reply: &str, versions: &[(u32, &str)]| {
        let mut body: String = chunks.iter().map(|(index, text)| choice(*index, text, "null")).collect();
        body.push_str("data: [DONE]\n\n");
        let (growth, _) = read(STREAM, &body, End::Clean);
        let got = growth.versions.iter().filter(|version| version.growth.has_output());
        let mut got: Vec<_> = got.map(|version| (version.index, version.growth.text.as_str())).collect();
        got.sort_unstable();
        assert_eq!((growth.text.as_str(), got.as_slice()), (reply, versions), "{chunks:?}");
    };
    check(&[(0, "a"), (0, "b")], "ab", &[]);
    check(&[(1, "x"), (0, "a"), (1, "y"), (0, "b")], "ab", &[(1, "xy")]);
    check(&[(1, "x"), (1, "y"), (0, "a"), (0, "b")], "ab", &[(1, "xy")]);
    check(&[(0, "a"), (1, "x"), (0, "b"), (1, "y")], "ab", &[(1, "xy")]);
    check(&[(2, "p"), (1, "x"), (2, "q"), (0, "a"), (1, "y")], "a", &[(1, "xy"), (2, "pq")]);
    check(&[(1, "x"), (1, "y")], "xy", &[]);
    // Choice 0 is there and says nothing.
    check(&[(0, ""), (1, "x"), (0, ""), (1, "y")], "xy", &[]);
    let whole = "{\"choices\":[{\"index\":1,\"message\":{\"content\":\"b\"},\"finish_reason\":\"length\"},\
                 {\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}";
    let (growth, ending) = read("application/json", whole, End::Clean);
    assert_eq!((growth.text.as_str(), ending), ("a", Ending::Finished(FinishReason::Stop)));
    let version = growth.versions.first().unwrap();
    assert_eq!((version.growth.text.as_str(), &version.ending), ("b", &Some(Ending::Finished(FinishReason::Length))));
}

#[test]
fn an_answer_of_several_choices_is_finished_when_all_of_them_are() {
    let mut answer = Answer::new(200, STREAM, facts());
    answer.feed(choice(1, "x", "null").as_bytes());
    answer.feed(choice(1, "y", "\"stop\"").as_bytes());
    assert!(answer.has_finish(), "there is no other so far");
    answer.feed(choice(0, "a", "null").as_bytes());
    assert!(!answer.has_finish());
    answer.feed(choice(0, "b", "\"stop\"").as_bytes());
    assert!(answer.has_finish());
    // Where one choice says everything its reason may come under another number.
    let mut answer = Answer::new(200, STREAM, facts());
    answer.feed(choice(1, "x", "null").as_bytes());
    answer.feed(b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n");
    assert_eq!(answer.end(End::Clean).1, Ending::Finished(FinishReason::Length));
}

#[test]
fn a_servers_words_about_an_error_are_shown_wherever_they_stand() {
    let said = |said: &str| Ending::Failed(Fault::Reported { said: said.into() });
    let begun = delta("\"Hi\"");
    let chunk = |choice: &str| format!("{begun}data: {{\"choices\":[{choice}]}}\n\ndata: [DONE]\n\n");
    let error = "\"error\":{\"code\":502,\"message\":\"pool drained\"}";
    for (choice, words) in [
        (format!("{{\"delta\":{{\"content\":\"\"}},\"finish_reason\":\"error\",{error}}}"), "pool drained"),
        (format!("{{\"delta\":{{}},\"finish_reason\":\"stop\",{error}}}"), "pool drained"),
        (format!("{{\"delta\":{{{error}}},\"finish_reason\":null}}"), "pool drained"),
        (format!("{{{error}}}"), "pool drained"),
        ("{\"error\":\"gone\"}".to_owned(), "gone"),
        ("{\"finish_reason\":\"stop\",\"native_finish_reason\":\"upstream_error\"}".to_owned(), "upstream_error"),
        (
            "{\"finish_reason\":\"error\",\"native_finish_reason\":\"MALFORMED_RESPONSE\"}".to_owned(),
            "MALFORMED_RESPONSE",
        ),
        ("{\"finish_reason\":null,\"native_finish_reason\":\"error\"}".to_owned(), ""),
        ("{\"finish_reason\":\"server_error\"}".to_owned(), "server_error"),
    ] {
        check(STREAM, &chunk(&choice), End::Clean, "Hi", said(words));
    }
    // Beside words, behind the finish reason, and as the last line without an end.
    let beside = format!("{begun}data: {{\"choices\":[{{\"delta\":{{\"content\":\"!\"}}}}],{error}}}\n\n");
    check(STREAM, &beside, End::Clean, "Hi!", said("pool drained"));
    let behind = format!("{}data: {{{error}}}\n\n", finishing("\"Hi\"", "\"stop\""));
    check(STREAM, &behind, End::Clean, "Hi", said("pool drained"));
    for end in ["", "\n", "\r\n", "\n\n"] {
        check(STREAM, &format!("{begun}{{{error}}}{end}"), End::Clean, "Hi", said("pool drained"));
    }
    let pretty = format!("{begun}{{\n  \"error\": {{\n    \"message\": \"gone\"\n  }}\n}}\n");
    check(STREAM, &pretty, End::Clean, "Hi", said("gone"));
    check(STREAM, &format!("{begun}Internal Server Error"), End::Clean, "Hi", said("Internal Server Error"));
    check(STREAM, &format!("{begun}error: pool drained\n"), End::Clean, "Hi", said("error: pool drained"));
    let page = "<html><title>502 Bad Gateway</title></html>";
    check(STREAM, &format!("{begun}{page}\n"), End::Clean, "Hi", said("502 Bad Gateway"));
    // An error in words, and then words of the reply.
    let goes_on = format!("{begun}data: {{{error}}}\n\n{}data: [DONE]\n\n", delta("\" there\""));
    check(STREAM, &goes_on, End::Clean, "Hi there", said("pool drained"));
    // None of these is one.
    for nothing in ["null", "{}", "\"\"", "0", "false", "[]", "{\"code\":0,\"message\":\"success\"}"] {
        let fine = chunk(&format!("{{\"delta\":{{}},\"finish_reason\":\"stop\",\"error\":{nothing}}}"));
        check(STREAM, &fine, End::Clean, "Hi", Ending::Finished(FinishReason::Stop));
    }
}

#[test]
fn a_body_that_is_broken_json_is_shown_as_it_came() {
    let check = |kind: &str, body: &str, text: &str, words: &str| {
        let (growth, ending) = read(kind, body, End::Clean);
        let said = match ending {
            Ending::Failed(Fault::Reported { said } | Fault::NotUnderstood { said }) => said,
            other => panic!("{other:?} for {body}"),
        };
        assert_eq!((growth.text.as_str(), &*said), (text, words), "{body}");
    };
    let json = "application/json";
    check(json, "{\"error\":{\"message\":\"pool drained\"", "", "pool drained");
    check(json, "{'error': 'pool drained'}", "", "{'error': 'pool drained'}");
    check(json, "{\"error\": \"the \"big\" pool\"}", "", "{\"error\": \"the \"big\" pool\"}");
    check(json, "{pool drained}", "", "{pool drained}");
    check(json, "{\"status\": \"pool drained\", }}", "", "{\"status\": \"pool drained\", }");
    let begun = delta("\"Hi\"");
    let event = format!("{begun}data: {{\"error\": {{\"message\": \"a \"b\" c\"}}}}\n\ndata: [DONE]\n\n");
    check(STREAM, &event, "Hi", "{\"error\": {\"message\": \"a \"b\" c\"}}");
    check(STREAM, &format!("{begun}data: {{\"error\":{{\"message\":\"pool drai"), "Hi", "pool drai");
    check(STREAM, &format!("{begun}{{\"error\":{{\"message\":\"pool drai"), "Hi", "pool drai");
}

#[test]
fn half_a_line_of_a_connection_that_broke_is_no_word_of_the_server() {
    for half in ["d", "da", "data", "data:", "data: {\"choices\":[{\"delta\":{\"con", "event", ": pi"] {
        let body = format!("{}{half}", delta("\"Hi\""));
        check(STREAM, &body, End::Broken, "Hi", Ending::Interrupted(Interruption::ConnectionLost));
        check(STREAM, &body, End::Clean, "Hi", Ending::Interrupted(Interruption::EndedEarly));
    }
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
fn it_is_done_at_done_and_not_before() {
    let mut answer = Answer::new(200, STREAM, facts());
    answer.feed(b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n");
    assert!(answer.has_finish() && !answer.is_done());
    answer.feed(b"data: [DONE]\n\n");
    assert!(answer.is_done());
    assert!(answer.feed(&delta("\"ignored\"").into_bytes()).is_empty());
    let mut answer = Answer::new(200, STREAM, facts());
    answer.feed(b"data: {\"error\":\"x\"}\n\n");
    assert!(answer.has_error() && !answer.is_done() && !answer.has_finish());
    assert_eq!(answer.feed(&delta("\"more\"").into_bytes()).text, "more");
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
