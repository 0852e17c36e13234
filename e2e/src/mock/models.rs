//! The list of models, in every shape servers send it.
//!
//! Promises what real servers are known to do: bare arrays, Ollama's names, both keys at once, thousands of entries and
//! ids that are paths, markup or missing.

use serde_json::{Value, json};

use super::answer::{Answer, End};
use super::model::GUIDE;
use super::place::Place;
use super::replay;

/// The ids a `models-strange` place lists, besides an entry without one.
pub const STRANGE: &[&str] = &[
    "meta-llama/Llama-3.1-8B-Instruct:free",
    "accounts/fireworks/models/qwen3-30b-a3b",
    "hf.co/bartowski/Model.gguf:Q4_K_M",
    "<img src=x onerror=\"document.title='caught'\">",
    "\"quoted\" & <b>bold</b>",
    "모델/한국어",
    "twice",
    "twice",
    "a-very-long-name-a-very-long-name-a-very-long-name-a-very-long-name-a-very-long-name-a-very-long-name-a-very-long-name",
];

/// How many a `models-many` place lists.
pub const MANY: usize = 10_000;

/// The answer to `GET /v1/models` at that place.
pub fn list(place: &Place) -> Answer {
    let body = match place.after("models-") {
        Some("missing") => return super::failure(404, "Not Found", "invalid_request_error", None, None),
        Some("silent") => return Answer::empty(200).ending(End::NoAnswer),
        Some("broken") => return Answer::whole(200, "application/json", r#"{"object":"list","data":[{"id":"ech"#),
        Some("array") => Value::Array(usual().iter().map(|id| entry(id)).collect()),
        Some("ollama") => {
            json!({ "models": usual().iter().map(|id| json!({ "name": id, "model": id })).collect::<Vec<_>>() })
        }
        Some("both") => {
            let models: Vec<Value> = usual().iter().map(|id| json!({ "name": id, "model": id })).collect();
            json!({ "models": models, "object": "list", "data": usual().iter().map(|id| entry(id)).collect::<Vec<_>>() })
        }
        Some("empty") => listed(Vec::new()),
        Some("many") => listed((0..MANY).map(|number| entry(&format!("vendor/model-{number:05}"))).collect()),
        Some("strange") => {
            let mut entries: Vec<Value> = STRANGE.iter().map(|id| entry(id)).collect();
            entries.push(json!({ "object": "model" }));
            entries.push(json!({ "id": null }));
            entries.push(json!({ "id": "" }));
            listed(entries)
        }
        _ => listed(usual().iter().map(|id| entry(id)).collect()),
    };
    Answer::whole(200, "application/json", body.to_string())
}

/// The ids of an ordinary place: every kind of model once, then all vectors and recorded streams.
pub fn usual() -> Vec<String> {
    let kinds = GUIDE.iter().map(|(example, _)| (*example).to_owned());
    let vectors = replay::vectors().into_iter().map(|vector| format!("vector:{}", vector.name));
    let recorded = replay::RECORDED.iter().map(|(name, _)| format!("recorded:{name}"));
    kinds.chain(vectors).chain(recorded).collect()
}

fn entry(id: &str) -> Value {
    json!({ "id": id, "object": "model", "created": 1_700_000_000, "owned_by": "mock" })
}

fn listed(entries: Vec<Value>) -> Value {
    json!({ "object": "list", "data": entries })
}
