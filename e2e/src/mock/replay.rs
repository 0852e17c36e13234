//! Answers somebody really sent: wire vectors and recorded provider streams, replayed to the byte.
//!
//! Promises the body exactly as it is in `data/`, only cut. Does not look at the request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::answer::{Answer, End, Step};

/// The lengths recorded streams are cut into unless others are asked for: inside characters, names and line ends.
const AWKWARD: &[usize] = &[1, 7, 2, 13, 3, 1_021, 5];

/// The recorded provider streams: name, and one JSON chunk a line.
pub const RECORDED: &[(&str, &str)] = &[
    ("alibaba__alibaba-reasoning", include_str!("../../data/recorded/alibaba__alibaba-reasoning.chunks.txt")),
    ("alibaba__alibaba-tool-call", include_str!("../../data/recorded/alibaba__alibaba-tool-call.chunks.txt")),
    (
        "azure__azure-deepseek-reasoning.1",
        include_str!("../../data/recorded/azure__azure-deepseek-reasoning.1.chunks.txt"),
    ),
    ("deepseek__deepseek-reasoning", include_str!("../../data/recorded/deepseek__deepseek-reasoning.chunks.txt")),
    ("deepseek__deepseek-text", include_str!("../../data/recorded/deepseek__deepseek-text.chunks.txt")),
    ("groq__groq-reasoning", include_str!("../../data/recorded/groq__groq-reasoning.chunks.txt")),
    ("groq__groq-text", include_str!("../../data/recorded/groq__groq-text.chunks.txt")),
    (
        "mistral__mistral-incremental-tool-call",
        include_str!("../../data/recorded/mistral__mistral-incremental-tool-call.chunks.txt"),
    ),
    ("mistral__mistral-reasoning", include_str!("../../data/recorded/mistral__mistral-reasoning.chunks.txt")),
    ("mistral__mistral-tool-call", include_str!("../../data/recorded/mistral__mistral-tool-call.chunks.txt")),
    ("moonshotai__moonshotai-stream", include_str!("../../data/recorded/moonshotai__moonshotai-stream.chunks.txt")),
    (
        "openai-compatible__xai-tool-call",
        include_str!("../../data/recorded/openai-compatible__xai-tool-call.chunks.txt"),
    ),
    ("openai__azure-model-router.1", include_str!("../../data/recorded/openai__azure-model-router.1.chunks.txt")),
    ("openai__openai-text", include_str!("../../data/recorded/openai__openai-text.chunks.txt")),
    (
        "perplexity__perplexity-citations",
        include_str!("../../data/recorded/perplexity__perplexity-citations.chunks.txt"),
    ),
    ("xai__xai-text", include_str!("../../data/recorded/xai__xai-text.chunks.txt")),
    ("xai__xai-tool-call", include_str!("../../data/recorded/xai__xai-tool-call.chunks.txt")),
];

const VECTORS: &str = include_str!("../../data/chat-wire-vectors.json");

/// One whole answer and what a client should make of it.
#[derive(Debug, Clone)]
pub struct Vector {
    /// Its name in `vector:NAME`.
    pub name: String,
    /// What a client should make of it: `text`, `reasoning`, `finish`, `outcome`, `error`, `tools`, sometimes more.
    pub expect: Value,
    /// The body, to the byte.
    pub body: Vec<u8>,
    answer: Answer,
}

/// All vectors, in the order of the file.
pub fn vectors() -> Vec<Vector> {
    let all: Vec<Value> = serde_json::from_str(VECTORS).unwrap_or_default();
    all.into_iter().filter_map(vector).collect()
}

fn vector(value: Value) -> Option<Vector> {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let body = STANDARD.decode(text("body_b64")?).ok()?;
    let mut headers = Vec::new();
    if let Some(kind) = text("content_type").filter(|kind| !kind.is_empty()) {
        headers.push(("content-type".to_owned(), kind.to_owned()));
    }
    for (name, value) in value.get("headers").and_then(Value::as_object)? {
        headers.push((name.clone(), value.as_str()?.to_owned()));
    }
    let end = match text("end")? {
        "reset" => End::Reset,
        "hang" => End::Hang,
        _ => End::Clean,
    };
    let status = value.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok())?;
    let answer = Answer { headers, steps: vec![Step::Bytes(body.clone())], end, ..Answer::empty(status) };
    Some(Vector { name: text("name")?.to_owned(), expect: value.get("expect")?.clone(), body, answer })
}

/// The answer of that vector, in one piece.
pub fn vector_answer(name: &str) -> Option<Answer> {
    vectors().into_iter().find(|vector| vector.name == name).map(|vector| vector.answer)
}

/// The stream of that recording, cut at awkward places.
pub fn recorded_answer(name: &str) -> Option<Answer> {
    let body = recorded_body(name)?;
    Some(Answer { cuts: AWKWARD.to_vec(), ..Answer::stream(vec![Step::Bytes(body.into_bytes())]) })
}

/// The body of that recording: every chunk as an event, then `[DONE]`.
pub fn recorded_body(name: &str) -> Option<String> {
    let (_, chunks) = RECORDED.iter().find(|(known, _)| *known == name)?;
    let mut body = String::new();
    for chunk in chunks.lines().filter(|line| !line.trim().is_empty()) {
        body.push_str("data: ");
        body.push_str(chunk);
        body.push_str("\n\n");
    }
    body.push_str("data: [DONE]\n\n");
    Some(body)
}
