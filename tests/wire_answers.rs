//! Whole answers, recorded or restated from reports, read however their bytes are cut.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use proptest::collection;
use serde::Deserialize;
use serde_json::Value;
use sotto::domain::error::Fault;
use sotto::domain::message::FinishReason;
use sotto::protocol::chat_completions::answer::Answer;
use sotto::protocol::chat_completions::{CallFacts, End, Ending, Growth};

#[derive(Deserialize)]
struct Vector {
    name: String,
    status: u16,
    content_type: String,
    headers: BTreeMap<String, String>,
    end: String,
    body_b64: String,
    expect: Expected,
}

#[derive(Deserialize)]
struct Expected {
    text: String,
    text_any: Option<Vec<String>>,
    reasoning: String,
    finish: Option<String>,
    outcome: String,
    error: Option<String>,
    tools: Vec<(String, String)>,
    usage_total: Option<u32>,
}

impl Vector {
    fn read(&self, sizes: &[usize]) -> (Growth, Ending) {
        let header = |name: &str| self.headers.get(name).map(String::as_str);
        let answer = Answer::new(self.status, &self.content_type, CallFacts::default())
            .with_wait(header("retry-after-ms"), header("retry-after"));
        let how = match self.end.as_str() {
            "clean" => End::Clean,
            "reset" => End::Broken,
            "hang" => End::Enough,
            other => panic!("{other} is no end"),
        };
        read(answer, &BASE64_STANDARD.decode(&self.body_b64).unwrap(), sizes, how)
    }

    fn check(&self, sizes: &[usize]) {
        let (growth, ending) = self.read(sizes);
        let (name, expected) = (&self.name, &self.expect);
        let texts = expected.text_any.as_ref().map_or(std::slice::from_ref(&expected.text), Vec::as_slice);
        assert!(texts.contains(&growth.text), "{name} at {sizes:?}: {:?}", growth.text);
        assert_eq!(growth.reasoning, expected.reasoning, "{name} at {sizes:?}");
        let tools: Vec<_> = growth.tools.into_iter().map(|call| (call.name.to_string(), call.arguments)).collect();
        assert_eq!(tools, expected.tools, "{name} at {sizes:?}");
        assert_eq!(growth.usage.and_then(|usage| usage.total), expected.usage_total, "{name} at {sizes:?}");
        match (expected.outcome.as_str(), ending) {
            ("complete" | "empty", Ending::Finished(reason)) => {
                assert_eq!(reason, finish(expected.finish.as_deref()), "{name} at {sizes:?}");
            }
            ("truncated", Ending::Interrupted(_)) => {}
            ("error", Ending::Failed(fault)) => {
                let (said, wanted) = (words(&fault), expected.error.as_deref().unwrap());
                assert!(said.contains(wanted), "{name} at {sizes:?}: {wanted:?} is not in {said:?}");
            }
            (outcome, ending) => panic!("{name} at {sizes:?}: {outcome} expected, not {ending:?}"),
        }
    }
}

fn finish(name: Option<&str>) -> FinishReason {
    match name {
        None => FinishReason::Unsaid,
        Some("stop") => FinishReason::Stop,
        Some("length") => FinishReason::Length,
        Some("content_filter") => FinishReason::ContentFilter,
        Some("tool_calls" | "function_call") => FinishReason::ToolCalls,
        Some(other) => panic!("{other} is in no vector"),
    }
}

/// What a person can be told of a fault: status and the server's words.
fn words(fault: &Fault) -> String {
    match fault {
        Fault::KeyRefused { status, said, .. }
        | Fault::Refused { status, said }
        | Fault::ServerTrouble { status, said } => format!("{status} {said}"),
        Fault::WebPage { status, .. } => format!("{status} HTML"),
        Fault::NoCredit { said }
        | Fault::RateLimited { said, .. }
        | Fault::ParameterRefused { said, .. }
        | Fault::TooLong { said, .. }
        | Fault::ModelUnknown { said, .. }
        | Fault::PathUnknown { said, .. }
        | Fault::Reported { said }
        | Fault::NotUnderstood { said } => said.to_string(),
        other => panic!("{other:?} comes of no answer"),
    }
}

/// Reads bytes in pieces of these sizes, over and over.
fn read(mut answer: Answer, bytes: &[u8], sizes: &[usize], how: End) -> (Growth, Ending) {
    let (mut sum, mut rest) = (Growth::default(), bytes);
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at(rest.len().min((*size).max(1)));
        sum.absorb(answer.feed(piece));
        rest = after;
    }
    assert!(how != End::Enough || answer.is_done() || answer.has_finish(), "nobody would have broken this off");
    let (last, ending) = answer.end(how);
    sum.absorb(last);
    (sum, ending)
}

fn vectors() -> Vec<Vector> {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../e2e/data/chat-wire-vectors.json")).unwrap();
    assert_eq!(vectors.len(), 70);
    vectors
}

#[test]
fn every_answer_is_met_whole_and_in_pieces() {
    for vector in vectors() {
        for size in [usize::MAX, 1, 2, 3, 5, 7] {
            vector.check(&[size]);
        }
    }
}

#[test]
fn every_short_answer_is_met_at_every_single_cut() {
    for vector in vectors().iter().filter(|vector| vector.body_b64.len() < 4000) {
        for cut in 1..vector.body_b64.len() / 4 * 3 {
            vector.check(&[cut, usize::MAX]);
        }
    }
}

#[test]
fn the_wait_of_a_rate_limit_is_read_from_headers() {
    let vector = vectors().into_iter().find(|vector| vector.name == "429-openai").unwrap();
    assert!(matches!(vector.read(&[9]).1, Ending::Failed(Fault::RateLimited { wait: Some(6200), .. })));
}

struct Recording {
    path: PathBuf,
    /// As it came over the wire.
    bytes: Vec<u8>,
    text: String,
    reasoning: String,
    finish: String,
    tool: String,
    total: Option<u64>,
}

/// The recorded streams, with what a strict reader that sees whole chunks adds up.
fn recordings() -> Vec<Recording> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/data/recorded");
    let mut list = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_string_lossy().ends_with(".chunks.txt") {
            continue;
        }
        let chunks = fs::read_to_string(&path).unwrap();
        let mut recording = Recording {
            path,
            bytes: Vec::new(),
            text: String::new(),
            reasoning: String::new(),
            finish: String::new(),
            tool: String::new(),
            total: None,
        };
        for line in chunks.lines().filter(|line| !line.trim().is_empty()) {
            recording.bytes.extend_from_slice(format!("data: {line}\n\n").as_bytes());
            add(&mut recording, &serde_json::from_str(line).unwrap());
        }
        recording.bytes.extend_from_slice(b"data: [DONE]\n\n");
        list.push(recording);
    }
    assert_eq!(list.len(), 17);
    list
}

fn add(recording: &mut Recording, chunk: &Value) {
    recording.total = chunk["usage"]["total_tokens"].as_u64().or(recording.total);
    let choice = &chunk["choices"][0];
    let delta = &choice["delta"];
    let thought = delta["reasoning_content"].as_str().or(delta["reasoning"].as_str());
    recording.reasoning.push_str(thought.unwrap_or_default());
    recording.text.push_str(delta["content"].as_str().unwrap_or_default());
    for part in delta["content"].as_array().into_iter().flatten() {
        recording.text.push_str(part["text"].as_str().unwrap_or_default());
        recording.reasoning.push_str(part["thinking"][0]["text"].as_str().unwrap_or_default());
    }
    for call in delta["tool_calls"].as_array().into_iter().flatten() {
        recording.tool.push_str(call["function"]["name"].as_str().unwrap_or_default());
        recording.tool.push_str(call["function"]["arguments"].as_str().unwrap_or_default());
    }
    if let Some(reason) = choice["finish_reason"].as_str() {
        recording.finish = reason.to_owned();
    }
}

impl Recording {
    fn check(&self, sizes: &[usize]) {
        let answer = Answer::new(200, "text/event-stream", CallFacts::default());
        let (growth, ending) = read(answer, &self.bytes, sizes, End::Clean);
        let name = self.path.display();
        assert_eq!(growth.text, self.text, "{name} at {sizes:?}");
        assert_eq!(growth.reasoning, self.reasoning, "{name} at {sizes:?}");
        let tool: String = growth.tools.iter().map(|call| [&*call.name, &*call.arguments].concat()).collect();
        assert_eq!(tool, self.tool, "{name} at {sizes:?}");
        assert_eq!(ending, Ending::Finished(finish(Some(&self.finish))), "{name} at {sizes:?}");
        assert_eq!(growth.usage.and_then(|usage| usage.total).map(u64::from), self.total, "{name} at {sizes:?}");
        assert!(growth.model.is_some() && growth.answer_id.is_some(), "{name}");
    }
}

#[test]
fn recorded_streams_add_up_whole_and_in_pieces() {
    for recording in recordings() {
        for size in [usize::MAX, 1, 2, 3, 5, 7] {
            recording.check(&[size]);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn every_answer_is_met_at_random_cuts(sizes in collection::vec(1usize..200, 1..20)) {
        for vector in vectors() {
            vector.check(&sizes);
        }
    }

    #[test]
    fn recorded_streams_add_up_at_random_cuts(sizes in collection::vec(1usize..2000, 1..20)) {
        for recording in recordings() {
            recording.check(&sizes);
        }
    }
}
