//! The mock server itself, asked over a bare socket: what it promises to break, it breaks exactly so.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::io::ErrorKind;
use std::sync::Arc;

use e2e::Outcome;
use e2e::mock::Mock;
use e2e::mock::answer::Answer;
use e2e::mock::log::{Entry, Happening};
use e2e::mock::models::{MANY, STRANGE};
use e2e::mock::{replay, texts};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// What came back over the socket.
struct Reply {
    status: u16,
    head: String,
    /// The transfer chunks of the body, in order.
    chunks: Vec<Vec<u8>>,
    /// Whether the last, empty chunk came.
    complete: bool,
    /// How the connection ended, if not in order.
    error: Option<ErrorKind>,
}

impl Reply {
    fn body(&self) -> Vec<u8> {
        self.chunks.concat()
    }

    fn text(&self) -> String {
        String::from_utf8(self.body()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body()).unwrap_or(Value::Null)
    }

    /// The text of a stream's deltas.
    fn said(&self) -> String {
        let text = self.text();
        let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
        data.filter_map(|data| serde_json::from_str::<Value>(data).ok())
            .filter_map(|chunk| Some(chunk.pointer("/choices/0/delta/content")?.as_str()?.to_owned()))
            .collect()
    }
}

async fn connect(mock: &Mock, method: &str, path: &str, headers: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", mock.port())).await.unwrap();
    let length = body.len();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn request(mock: &Mock, method: &str, path: &str, headers: &str, body: &str) -> Reply {
    let mut stream = connect(mock, method, path, headers, body).await;
    let (mut bytes, mut error) = (Vec::new(), None);
    if let Err(broken) = stream.read_to_end(&mut bytes).await {
        error = Some(broken.kind());
    }
    reply(&bytes, error)
}

fn reply(bytes: &[u8], error: Option<ErrorKind>) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let (mut rest, mut chunks, mut complete) = (bytes.get(end + 4..).unwrap_or_default(), Vec::new(), false);
    while let Some(line) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        if length == 0 {
            complete = true;
            break;
        }
        chunks.push(rest[line + 2..line + 2 + length].to_vec());
        rest = &rest[line + 4 + length..];
    }
    Reply { status, head, chunks, complete, error }
}

async fn chat(mock: &Mock, model: &str, question: &str) -> Reply {
    let body = json!({ "model": model, "stream": true, "messages": [{ "role": "user", "content": question }] });
    request(mock, "POST", "/v1/chat/completions", "", &body.to_string()).await
}

#[tokio::test]
async fn echo_streams_the_question_word_by_word_and_ends_in_order() -> Outcome<()> {
    let mock = Mock::start()?;
    let reply = chat(&mock, "echo", "안녕 world\nagain").await;
    assert_eq!((reply.status, reply.complete), (200, true));
    assert_eq!(reply.said(), "안녕 world\nagain");
    assert_eq!(reply.chunks.len(), 6, "role, three words, finish, [DONE]");
    assert!(reply.text().ends_with("data: [DONE]\n\n"));
    assert!(!reply.text().contains("\"usage\""));
    Ok(())
}

#[tokio::test]
async fn usage_comes_when_asked_for_and_always_with_a_whole_answer() -> Outcome<()> {
    let mock = Mock::start()?;
    let ask = |stream: bool| {
        let options = json!({ "include_usage": true });
        let messages = json!([{ "role": "user", "content": "one two" }]);
        json!({ "model": "reasoning", "stream": stream, "stream_options": options, "messages": messages }).to_string()
    };
    let streamed = request(&mock, "POST", "/v1/chat/completions", "", &ask(true)).await.text();
    let tail = streamed.lines().rev().filter_map(|line| line.strip_prefix("data: ")).nth(1).unwrap();
    let tail: Value = serde_json::from_str(tail)?;
    assert_eq!((&tail["choices"], &tail["usage"]["prompt_tokens"]), (&json!([]), &json!(2)));
    let whole = request(&mock, "POST", "/v1/chat/completions", "", &ask(false)).await.json();
    assert_eq!(whole["choices"][0]["message"]["content"], "The answer is **forty-two**.");
    assert_eq!(whole["choices"][0]["message"]["reasoning_content"], texts::THOUGHT);
    assert_eq!(whole["usage"], tail["usage"]);
    Ok(())
}

#[tokio::test]
async fn every_vector_is_replayed_to_the_byte_whole_and_in_pieces() -> Outcome<()> {
    let mock = Arc::new(Mock::start()?);
    let vectors = replay::vectors();
    assert_eq!(vectors.len(), 70);
    let mut running = JoinSet::new();
    for vector in vectors.into_iter().filter(|vector| vector.name != "finish-then-hang") {
        for (cut, most) in [("", usize::MAX), ("@3", 3), ("@1", 1)] {
            let (mock, vector) = (Arc::clone(&mock), vector.clone());
            running.spawn(async move {
                let name = format!("vector:{}{cut}", vector.name);
                let reply = chat(&mock, &name, "").await;
                assert!(reply.body() == vector.body, "{name}");
                let longest = reply.chunks.iter().map(Vec::len).max().unwrap_or(0);
                assert!(longest <= most, "{name} has a piece of {longest} bytes");
                let reset = vector.name == "reset-mid-event";
                assert_eq!(reply.error, reset.then_some(ErrorKind::ConnectionReset), "{name}");
                assert_eq!(reply.complete, !reset, "{name}");
            });
        }
    }
    running.join_all().await;
    let limited = chat(&mock, "vector:429-openai", "").await;
    assert_eq!(limited.status, 429);
    assert!(limited.head.contains("retry-after-ms: 6200"));
    Ok(())
}

#[tokio::test]
async fn recorded_streams_are_cut_at_awkward_bytes_and_lose_none() -> Outcome<()> {
    let mock = Mock::start()?;
    for (name, _) in replay::RECORDED {
        let reply = chat(&mock, &format!("recorded:{name}"), "").await;
        assert_eq!(reply.text(), replay::recorded_body(name).unwrap(), "{name}");
        let lengths: Vec<usize> = reply.chunks.iter().take(5).map(Vec::len).collect();
        assert_eq!(lengths, [1, 7, 2, 13, 3], "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn the_four_ways_to_break_off_differ_on_the_wire() -> Outcome<()> {
    let mock = Mock::start()?;
    let check = async |model: &str, complete: bool, error: Option<ErrorKind>, last: Happening| {
        mock.reset();
        let reply = chat(&mock, model, "").await;
        assert_eq!((reply.complete, reply.error), (complete, error), "{model}");
        assert_eq!(reply.said().split_whitespace().count(), 3, "{model}");
        assert!(!reply.text().contains("[DONE]"), "{model}");
        let ended = |entries: &[Entry]| entries.first()?.events.last().filter(|event| event.what == last).map(drop);
        mock.wait(&format!("{model} ending in {last:?}"), ended).await.unwrap();
    };
    check("eof:3", true, None, Happening::Finished).await;
    check("error:3", true, None, Happening::Finished).await;
    check("cut:3", false, None, Happening::Cut).await;
    check("reset:3", false, Some(ErrorKind::ConnectionReset), Happening::Reset).await;
    Ok(())
}

#[tokio::test]
async fn a_client_that_leaves_a_silent_or_held_answer_is_noticed_at_once() -> Outcome<()> {
    let mock = Mock::start()?;
    for model in ["hang", "stall:2", "keepalive:2", "gate:door", "paced:1000:50", "late:60000"] {
        mock.reset();
        let body = json!({ "model": model, "stream": true, "messages": [] }).to_string();
        let stream = connect(&mock, "POST", "/v1/chat/completions", "", &body).await;
        mock.chat(1).await?;
        assert_eq!(mock.chats()[0].client_gone_at(), None, "{model}");
        let left_at = mock.log().now_ms();
        drop(stream);
        let noticed = mock.abort().await?;
        assert!(noticed.saturating_sub(left_at) < 1000, "{model}: noticed after {} ms", noticed - left_at);
    }
    Ok(())
}

#[tokio::test]
async fn a_gate_holds_the_answer_until_it_is_opened() -> Outcome<()> {
    let mock = Mock::start()?;
    let (reply, ()) = tokio::join!(chat(&mock, "gate:door", ""), async {
        mock.held("door").await.unwrap();
        let said = |what: &Happening| matches!(what, Happening::Said { text } if text == "four ");
        assert_eq!(mock.chats()[0].when(said), None);
        mock.open("door");
    });
    assert_eq!(reply.said(), "One two three four five six.");
    Ok(())
}

#[tokio::test]
async fn the_log_tells_when_each_paced_word_went_out() -> Outcome<()> {
    let mock = Mock::start()?;
    let reply = chat(&mock, "paced:5:20", "").await;
    assert_eq!(reply.said(), "word1 word2 word3 word4 word5 ");
    let entry = mock.chat(1).await?;
    let at = |word: &str| entry.when(|what| matches!(what, Happening::Said { text } if text == word)).unwrap();
    assert!(at("word5 ") - at("word1 ") >= 80, "four waits of 20 ms");
    assert_eq!(entry.bytes_sent(), reply.body().len());
    Ok(())
}

#[tokio::test]
async fn the_exact_request_comes_back_in_a_fence() -> Outcome<()> {
    let mock = Mock::start()?;
    let body = r#"{"model":"echo-request", "stream":true,"messages":[{"role":"user","content":"a ``` b"}],"x":1.50}"#;
    let reply = request(&mock, "POST", "/v1/chat/completions", "", body).await;
    assert_eq!(reply.said(), format!("````json\n{body}\n````"));
    assert_eq!(mock.chat(1).await?.body, body);
    Ok(())
}

#[tokio::test]
async fn length_stops_halfway_and_goes_on_however_it_is_asked_to() -> Outcome<()> {
    let mock = Mock::start()?;
    let (first, second) = texts::HALVES;
    let reply = chat(&mock, "length", "tea?").await;
    assert_eq!(reply.said(), first);
    assert!(reply.text().contains(r#""finish_reason":"length""#));
    let check = async |more: Value, expected: &str| {
        let mut messages = vec![json!({ "role": "user", "content": "tea?" })];
        messages.extend(more.as_array().unwrap().iter().cloned());
        let body = json!({ "model": "length", "stream": true, "messages": messages }).to_string();
        let reply = request(&mock, "POST", "/v1/chat/completions", "", &body).await;
        assert_eq!(reply.said(), expected);
        assert!(reply.text().contains(r#""finish_reason":"stop""#));
    };
    check(json!([{ "role": "assistant", "content": first }]), second).await;
    let on = json!({ "role": "user", "content": "Go on exactly where you stopped." });
    check(json!([{ "role": "assistant", "content": first }, on]), second).await;
    check(
        json!([{ "role": "assistant", "content": "Three things" }]),
        &format!("{first}{second}")["Three things".len()..],
    )
    .await;
    Ok(())
}

#[tokio::test]
async fn keys_parameters_and_limits_are_refused_as_servers_refuse_them() -> Outcome<()> {
    let mock = Mock::start()?;
    let ask = async |path: &str, headers: &str, body: Value| {
        let path = format!("{path}/v1/chat/completions");
        request(&mock, "POST", &path, headers, &body.to_string()).await
    };
    let echo = json!({ "model": "echo", "messages": [{ "role": "user", "content": "hi" }] });
    let refused = ask("/keyed", "Authorization: Bearer sk-wrong\r\n", echo.clone()).await;
    assert_eq!((refused.status, refused.json()["error"]["code"].clone()), (401, json!("invalid_api_key")));
    assert_eq!(ask("/keyed", "", echo.clone()).await.status, 401);
    assert_eq!(ask("/keyed", "Authorization: Bearer sk-test-right\r\n", echo.clone()).await.status, 200);
    assert_eq!(ask("/down", "", echo.clone()).await.status, 500);
    assert_eq!(ask("/elsewhere", "", echo).await.status, 404);

    let refused = ask("", "", json!({ "model": "refuse:max_tokens", "max_tokens": 5, "messages": [] })).await;
    assert_eq!((refused.status, refused.json()["error"]["param"].clone()), (400, json!("max_tokens")));
    assert_eq!(ask("", "", json!({ "model": "refuse:max_tokens", "messages": [] })).await.status, 200);
    assert_eq!(
        ask("", "", json!({ "model": "gone", "messages": [] })).await.json()["error"]["code"],
        "model_not_found"
    );
    assert_eq!(ask("", "", json!([])).await.status, 400);

    for (question, expected) in [("a", 429), ("b", 429), ("a", 429), ("a", 200), ("b", 429), ("b", 200)] {
        assert_eq!(chat(&mock, "ratelimit:2", question).await.status, expected, "{question}");
    }
    Ok(())
}

#[tokio::test]
async fn models_come_in_every_shape() -> Outcome<()> {
    let mock = Mock::start()?;
    let get = async |place: &str| request(&mock, "GET", &format!("{place}/v1/models"), "", "").await;
    let count = |list: &Value| list.as_array().map_or(0, Vec::len);
    let usual = get("").await.json();
    assert!(count(&usual["data"]) > 100);
    assert_eq!(get("/models-array").await.json(), usual["data"]);
    assert_eq!(get("/models-ollama").await.json()["models"][0]["name"], "echo");
    let both = get("/models-both").await.json();
    assert_eq!((count(&both["data"]), count(&both["models"])), (count(&usual["data"]), count(&usual["data"])));
    assert_eq!(get("/models-missing").await.status, 404);
    assert_eq!(count(&get("/models-many").await.json()["data"]), MANY);
    assert_eq!(count(&get("/models-strange").await.json()["data"]), STRANGE.len() + 3);
    assert_eq!(get("/models-broken").await.json(), Value::Null);
    assert_eq!(get("/keyed").await.status, 401);
    Ok(())
}

#[tokio::test]
async fn cors_is_given_withheld_or_forgotten() -> Outcome<()> {
    let mock = Mock::start()?;
    let check = async |place: &str, method: &str, status: u16, allowed: bool| {
        let headers = "Origin: http://page\r\nAccess-Control-Request-Headers: authorization\r\n";
        let reply = request(&mock, method, &format!("{place}/v1/models"), headers, "").await;
        assert_eq!(reply.status, status, "{method} {place}");
        let given = reply.head.contains("access-control-allow-origin: http://page\r\n");
        assert_eq!(given, allowed, "{method} {place}");
        if method == "OPTIONS" && allowed {
            let named = reply.head.contains("access-control-allow-headers: authorization");
            assert_eq!(named, place != "/cors-json-only", "{place}");
        }
    };
    check("", "OPTIONS", 204, true).await;
    check("", "GET", 200, true).await;
    check("/keyed", "GET", 401, true).await;
    check("/nocors", "OPTIONS", 405, false).await;
    check("/nocors", "GET", 200, false).await;
    check("/ollama403", "OPTIONS", 403, false).await;
    check("/ollama403", "GET", 403, false).await;
    check("/down", "OPTIONS", 204, true).await;
    check("/down", "GET", 500, false).await;
    check("/cors-json-only", "OPTIONS", 204, true).await;
    check("/cors-direct", "OPTIONS", 204, false).await;
    assert_eq!(request(&mock, "GET", "/ollama403/v1/models", "", "").await.status, 200, "without an Origin");
    Ok(())
}

#[tokio::test]
async fn redirects_lead_to_another_port_that_logs_too() -> Outcome<()> {
    let mock = Mock::start()?;
    let expected = format!("location: http://127.0.0.1:{}/v1/chat/completions", mock.other_port());
    let reply = chat(&mock, "redirect", "").await;
    assert_eq!(reply.status, 307);
    assert!(reply.head.contains(&expected), "{}", reply.head);
    let reply = request(&mock, "POST", "/redirect/v1/chat/completions", "", "{}").await;
    assert!(reply.head.contains(&expected), "{}", reply.head);
    let mut stream = TcpStream::connect(("127.0.0.1", mock.other_port())).await?;
    stream.write_all(b"GET /v1/models HTTP/1.1\r\n\r\n").await?;
    let port = mock.other_port();
    mock.wait("a request elsewhere", |entries| entries.iter().any(|entry| entry.port == port).then_some(())).await
}

#[tokio::test]
async fn a_stopped_server_cuts_its_streams_refuses_new_ones_and_can_come_back() -> Outcome<()> {
    let mut mock = Mock::start()?;
    let body = json!({ "model": "stall:2", "stream": true, "messages": [] }).to_string();
    let mut stream = connect(&mock, "POST", "/v1/chat/completions", "", &body).await;
    mock.wait("silence", |entries| entries.first()?.when(|what| *what == Happening::Silent)).await?;
    mock.stop();
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).await;
    assert!(!reply(&bytes, ended.err().map(|error| error.kind())).complete);
    assert!(TcpStream::connect(("127.0.0.1", mock.port())).await.is_err());
    mock.restart()?;
    assert_eq!(chat(&mock, "echo", "back").await.said(), "back");
    assert_eq!(mock.chats().len(), 2);
    Ok(())
}

#[tokio::test]
async fn tests_can_script_answers_and_people_can_read_the_log() -> Outcome<()> {
    let mock = Mock::start()?;
    mock.script("mine", vec![Answer::whole(502, "text/plain", "first"), Answer::whole(200, "text/plain", "then")]);
    let mut bodies = Vec::new();
    for _ in 0..3 {
        bodies.push(chat(&mock, "mine", "").await.text());
    }
    assert_eq!(bodies, ["first", "then", "then"]);
    let log = request(&mock, "GET", "/__log", "", "").await.json();
    assert_eq!(log["requests"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        log["requests"][0]["events"][0],
        json!({ "at_ms": log["requests"][0]["events"][0]["at_ms"], "what": "answered", "status": 502 })
    );
    request(&mock, "GET", "/__reset", "", "").await;
    assert!(mock.requests().is_empty());
    assert!(request(&mock, "GET", "/", "", "").await.text().contains("vector:NAME"));
    Ok(())
}
