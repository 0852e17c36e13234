//! What refusals of every known shape mean.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::domain::error::Fault;
use crate::domain::json;
use crate::domain::secret::Secret;
use crate::protocol::chat_completions::{CallFacts, NEEDS_REASONING};
use crate::protocol::failure::{fault, report_in, reported, wait};

fn facts() -> CallFacts {
    CallFacts {
        host: "x.example".into(),
        address: "https://x.example/v1/chat/completions".into(),
        model: "m-1".into(),
        had_key: true,
        streamed: true,
        secrets: vec![Secret::new("my-own-key-123")],
        extra: vec!["min_P".into(), "mirostat".into(), "provider".into()],
    }
}

/// The fault as a word with its facts, and what was said.
fn told(fault: &Fault) -> (String, String) {
    let (word, said) = match fault {
        Fault::KeyRefused { status, had_key, said, .. } => (format!("key {status} {had_key}"), said),
        Fault::NoCredit { said } => ("credit".into(), said),
        Fault::RateLimited { wait, said } => (format!("rate {wait:?}"), said),
        Fault::ParameterRefused { parameter, said } => (format!("parameter {parameter}"), said),
        Fault::TooLong { used, limit, said } => (format!("long {used:?} {limit:?}"), said),
        Fault::ModelUnknown { model, said } => (format!("model {model}"), said),
        Fault::PathUnknown { said, .. } => ("path".into(), said),
        Fault::Refused { status, said } => (format!("refused {status}"), said),
        Fault::ServerTrouble { status, said } => (format!("server {status}"), said),
        Fault::Reported { said } => ("reported".into(), said),
        Fault::WebPage { status, address } => (format!("page {status}"), address),
        other => panic!("{other:?}"),
    };
    (word, said.to_string())
}

fn check(status: u16, body: &str, word: &str, words: &str) {
    let fault = fault(status, "application/json", body.as_bytes(), &facts(), None);
    assert_eq!(told(&fault), (word.to_owned(), words.to_owned()), "{status} {body}");
}

#[test]
fn every_shape_of_refusal_gives_its_words() {
    check(418, r#"{"error":{"message":"text","type":"x","param":null,"code":9}}"#, "refused 418", "text");
    check(418, r#"{"error":"text"}"#, "refused 418", "text");
    check(418, r#"{"detail":"text"}"#, "refused 418", "text");
    check(418, r#"{"detail":{"error":"text"}}"#, "refused 418", "text");
    check(418, r#"{"detail":[{"loc":["body","messages",0],"msg":"text"}]}"#, "refused 418", "messages: text");
    check(418, r#"{"object":"error","message":"text","type":"x"}"#, "refused 418", "text");
    check(418, r#"{"message":{"detail":[{"loc":["body","n"],"msg":"text"}]}}"#, "refused 418", "n: text");
    check(418, r#"[{"error":{"message":"text"}}]"#, "refused 418", "text");
    check(418, r#"{"message":"text"}"#, "refused 418", "text");
    check(418, r#"{"errors":[{"message":"text"}]}"#, "refused 418", "text");
    check(418, r#"{"error":{"foo":1}}"#, "refused 418", "{\"foo\":1}");
    check(418, r#"{"error":true,"message":"text"}"#, "refused 418", "text");
    check(418, "{\"what\":NaN}", "refused 418", "{\"what\":NaN}");
    check(418, "plain\r\n text", "refused 418", "plain text");
    check(418, "", "refused 418", "");
    check(502, "<html><title>502 Bad Gateway</title>cloudflare", "server 502", "502 Bad Gateway");
    check(404, "<html><title>Nothing</title>", "path", "Nothing");
    check(403, "<!DOCTYPE html>Just a moment", "page 403", "https://x.example/v1/chat/completions");
    check(500, "bad key my-own-key-123 and sk-0123456", "server 500", "bad key ••• and •••");
    let openrouter = r#"{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"too hot\",\"code\":\"x\"}}"}}}"#;
    check(400, openrouter, "refused 400", "Provider returned error: too hot");
}

#[test]
fn status_and_fields_tell_the_kind() {
    check(401, r#"{"error":{"message":"no"}}"#, "key 401 true", "no");
    check(
        400,
        r#"{"error":{"message":"No connected db.","type":"no_db_connection","code":"400"}}"#,
        "key 400 true",
        "No connected db.",
    );
    check(
        400,
        r#"[{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT"}}]"#,
        "key 400 true",
        "API key not valid.",
    );
    check(403, r#"{"error":"permission denied"}"#, "key 403 true", "permission denied");
    check(403, r#"{"error":"origin not allowed"}"#, "refused 403", "origin not allowed");
    check(402, r#"{"error":{"message":"Insufficient credits","code":402}}"#, "credit", "Insufficient credits");
    check(429, r#"{"error":{"message":"quota","code":"insufficient_quota"}}"#, "credit", "quota");
    check(
        429,
        r#"{"error":{"message":"Please retry in 34.07s.","status":"RESOURCE_EXHAUSTED"}}"#,
        "rate Some(34070)",
        "Please retry in 34.07s.",
    );
    check(429, "", "rate None", "");
    check(
        529,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
        "server 529",
        "Overloaded",
    );
    check(
        503,
        r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
        "server 503",
        "Loading model",
    );
    check(
        404,
        r#"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#,
        "model m-1",
        "The model `x` does not exist",
    );
    check(
        404,
        r#"{"error":{"message":"model \"x\" not found, try pulling it first"}}"#,
        "model m-1",
        "model \"x\" not found, try pulling it first",
    );
    check(
        400,
        r#"{"error":{"message":"Model Not Exist","type":"invalid_request_error"}}"#,
        "model m-1",
        "Model Not Exist",
    );
    check(404, r#"{"detail":"Not Found"}"#, "path", "Not Found");
    check(405, r#"{"detail":"Method Not Allowed"}"#, "path", "Method Not Allowed");
    check(
        413,
        "<html><head><title>413 Request Entity Too Large</title>",
        "refused 413",
        "413 Request Entity Too Large",
    );
}

#[test]
fn a_refused_parameter_is_named() {
    let check = |status: u16, body: &str, parameter: &str| {
        let fault = fault(status, "", body.as_bytes(), &facts(), None);
        assert_eq!(told(&fault).0, format!("parameter {parameter}"), "{body}");
    };
    check(400, r#"{"error":{"message":"Unrecognized request argument supplied: min_P"}}"#, "min_P");
    check(422, r#"{"detail":[{"loc":["body","mirostat"],"msg":"Extra inputs are not permitted"}]}"#, "mirostat");
    check(
        400,
        r#"{"error":{"message":"Unsupported parameter","param":"max_tokens","code":"unsupported_parameter"}}"#,
        "max_tokens",
    );
    check(400, r#"{"error":{"message":"x","param":"stream_options.include_usage"}}"#, "stream_options");
    check(
        422,
        r#"{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}"#,
        "seed",
    );
    check(422, r#"{"object":"error","message":{"detail":[{"loc":["body","top_k"],"msg":"no"}]}}"#, "top_k");
    check(400, r#"{"error":{"message":"property 'stop' is unsupported"}}"#, "stop");
    check(
        400,
        r#"{"error":{"message":"max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens"}}"#,
        "max_tokens",
    );
    let budget = r#"{"error":{"message":"30000 tokens exceed the maximum of 8192","param":"thinking.budget_tokens"}}"#;
    check(400, budget, "thinking");
    let deepseek =
        r#"{"error":{"message":"The reasoning_content in the thinking mode must be passed back to the API."}}"#;
    check(400, deepseek, NEEDS_REASONING);
}

#[test]
fn a_conversation_that_is_too_long_is_told_with_its_numbers() {
    let check = |status: u16, body: &str, used: Option<u32>, limit: Option<u32>| {
        let fault = fault(status, "", body.as_bytes(), &facts(), None);
        assert_eq!(told(&fault).0, format!("long {used:?} {limit:?}"), "{body}");
    };
    check(
        400,
        r#"{"error":{"code":400,"message":"exceeds","type":"exceed_context_size_error","n_prompt_tokens":36017,"n_ctx":2048}}"#,
        Some(36017),
        Some(2048),
    );
    check(
        400,
        r#"{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","param":"messages","code":"context_length_exceeded"}}"#,
        Some(9000),
        Some(8192),
    );
    check(
        400,
        r#"{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4500 in the messages, 500 in the completion).","type":"BadRequestError","param":null,"code":400}"#,
        Some(5000),
        Some(4096),
    );
    check(
        500,
        r#"{"error":{"message":"Requested tokens (36017) exceed context window of 2048"}}"#,
        Some(36017),
        Some(2048),
    );
    check(
        400,
        r#"{"error":{"message":"litellm.ContextWindowExceededError: too long","type":"ContextWindowExceededError"}}"#,
        None,
        None,
    );
    check(
        413,
        r#"{"error":{"message":"Request too large on tokens per minute (TPM): Limit 6000, Requested 7000","code":"rate_limit_exceeded"}}"#,
        Some(7000),
        Some(6000),
    );
}

#[test]
fn an_error_inside_an_answer_has_the_kind_it_states() {
    let check = |body: &str, word: &str| {
        let (json, _) = json::read(body).unwrap();
        assert_eq!(told(&reported(&report_in(&json).unwrap(), &facts())).0, word, "{body}");
    };
    check(r#"{"error":{"message":"quota exceeded"}}"#, "reported");
    check(r#"{"error":{"message":"Provider disconnected","code":502}}"#, "reported");
    check(r#"{"error":{"message":"slow down","code":429}}"#, "rate None");
    check(r#"{"error":{"message":"slow down","code":"429"}}"#, "rate None");
    check(r#"{"error":{"message":"Invalid API key","type":"auth"}}"#, "key 401 true");
    check(
        r#"{"error":{"message":"loaded with context length of only 4096 tokens, but 5000 tokens"}}"#,
        "long Some(5000) Some(4096)",
    );
    check(r#"{"error":{"message":"x","code":404}}"#, "reported");
}

#[test]
fn no_error_is_seen_where_there_is_none() {
    for body in [
        r#"{"error":null}"#,
        r#"{"error":{}}"#,
        r#"{"error":""}"#,
        r#"{"error":false}"#,
        r#"{"choices":[{}],"message":"x"}"#,
        "[]",
        "1",
    ] {
        let (json, _) = json::read(body).unwrap();
        assert_eq!(report_in(&json), None, "{body}");
    }
}

#[test]
fn headers_say_when_to_come_again() {
    let check = |ms: Option<&str>, seconds: Option<&str>, expected: Option<u32>| {
        assert_eq!(wait(ms, seconds), expected, "{ms:?} {seconds:?}");
    };
    check(Some("6200"), Some("7"), Some(6200));
    check(None, Some("7"), Some(7000));
    check(None, Some(" 1.5 "), Some(1500));
    check(Some("x"), Some("0"), Some(0));
    check(None, Some("Wed, 21 Oct 2026 07:28:00 GMT"), None);
    check(None, None, None);
}
