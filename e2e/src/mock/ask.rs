//! What a client asked for, read from the body of a chat-completions request.
//!
//! Promises to read leniently: the mock server judges nothing it was not told to judge. Does not know answers.

use serde_json::Value;

/// A chat-completions request.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The body as it came.
    pub raw: String,
    /// The body as JSON.
    pub body: Value,
}

impl Ask {
    /// Reads a body; `None` if it is not a JSON object.
    pub fn read(raw: &str) -> Option<Self> {
        let body: Value = serde_json::from_str(raw).ok()?;
        body.is_object().then(|| Self { raw: raw.to_owned(), body })
    }

    /// The model asked for.
    pub fn model(&self) -> Option<&str> {
        self.body.get("model").and_then(Value::as_str)
    }

    /// Whether the answer is to be streamed.
    pub fn streams(&self) -> bool {
        self.body.get("stream").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether the stream is to end with the token usage.
    pub fn wants_usage(&self) -> bool {
        self.body.pointer("/stream_options/include_usage").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Role and text of every message.
    pub fn messages(&self) -> Vec<(String, String)> {
        let all = self.body.get("messages").and_then(Value::as_array);
        let read = |message: &Value| {
            let role = message.get("role").and_then(Value::as_str).unwrap_or("").to_owned();
            (role, message.get("content").map(content).unwrap_or_default())
        };
        all.map(|all| all.iter().map(read).collect()).unwrap_or_default()
    }

    /// The text of the last message of that role, empty if there is none.
    pub fn last(&self, role: &str) -> String {
        let mut messages = self.messages();
        messages.retain(|(given, _)| given == role);
        messages.pop().map(|(_, text)| text).unwrap_or_default()
    }

    /// How many words the conversation has: the mock's idea of prompt tokens.
    pub fn words(&self) -> usize {
        self.messages().iter().map(|(_, text)| text.split_whitespace().count()).sum()
    }
}

fn content(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str)).collect(),
        _ => String::new(),
    }
}
