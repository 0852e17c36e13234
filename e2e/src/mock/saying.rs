//! What a model says, put into the bytes of a chat completion, streamed or whole.
//!
//! Promises the shapes of OpenAI's API: a first chunk with the role, one chunk a piece, the finish reason, the usage if
//! asked for, `[DONE]`; or one `chat.completion` object. Does not know why a model says what it says.

use std::time::Duration;

use serde_json::{Value, json};

use super::answer::{Answer, End, Step};
use super::ask::Ask;

/// A piece of what a model says.
#[derive(Debug, Clone)]
pub enum Piece {
    /// A part of the text.
    Text(String),
    /// A part of the reasoning (`reasoning_content`).
    Reasoning(String),
    /// Stands still here until the gate is opened.
    Gate(String),
    /// An error in the middle of the stream, as a proxy reports it.
    Error(String),
}

/// Everything a model says in one answer.
#[derive(Debug, Clone)]
pub struct Saying {
    /// In order.
    pub pieces: Vec<Piece>,
    /// The finish reason; with `None` the stream ends without one and without `[DONE]`.
    pub finish: Option<&'static str>,
    /// The wait before each piece.
    pub pace: Duration,
    /// How the connection ends.
    pub end: End,
}

impl Saying {
    /// That text, word by word, to its proper end.
    pub fn text(text: &str) -> Self {
        Self {
            pieces: words(text).map(Piece::Text).collect(),
            finish: Some("stop"),
            pace: Duration::ZERO,
            end: End::Clean,
        }
    }

    /// That many words of filler, then this end and no finish reason.
    pub fn broken(count: usize, end: End) -> Self {
        let pieces = filler().take(count).map(|word| Piece::Text(format!("{word} "))).collect();
        Self { pieces, finish: None, pace: Duration::ZERO, end }
    }

    /// The answer to that request; `number` goes into its id.
    pub fn answer(self, ask: &Ask, number: usize) -> Answer {
        let envelope = Envelope { id: format!("chatcmpl-mock-{number}"), model: ask.model().unwrap_or("").to_owned() };
        let usage = self.usage(ask);
        if ask.streams() {
            let usage = ask.wants_usage().then_some(usage);
            let end = self.end;
            Answer::stream(self.steps(&envelope, usage)).ending(end)
        } else {
            self.whole(&envelope, usage)
        }
    }

    fn steps(self, envelope: &Envelope, usage: Option<Value>) -> Vec<Step> {
        let mut steps = vec![Step::Bytes(envelope.chunk(&json!({ "role": "assistant", "content": "" }), None))];
        for piece in self.pieces {
            if !self.pace.is_zero() {
                steps.push(Step::Pause(self.pace));
            }
            steps.push(match piece {
                Piece::Text(text) => {
                    let bytes = envelope.chunk(&json!({ "content": text }), None);
                    Step::Say(text, bytes)
                }
                Piece::Reasoning(text) => {
                    let bytes = envelope.chunk(&json!({ "reasoning_content": text }), None);
                    Step::Say(text, bytes)
                }
                Piece::Gate(gate) => Step::Gate(gate),
                Piece::Error(message) => Step::Bytes(event(
                    &json!({ "error": { "message": message, "type": null, "param": null, "code": "500" } }),
                )),
            });
        }
        if let Some(finish) = self.finish {
            steps.push(Step::Bytes(envelope.chunk(&json!({}), Some(finish))));
            if let Some(usage) = usage {
                let mut tail = envelope.outside("chat.completion.chunk");
                set(&mut tail, "choices", json!([]));
                set(&mut tail, "usage", usage);
                steps.push(Step::Bytes(event(&tail)));
            }
            steps.push(Step::Bytes(b"data: [DONE]\n\n".to_vec()));
        }
        steps
    }

    fn whole(self, envelope: &Envelope, usage: Value) -> Answer {
        let mut message = json!({ "role": "assistant", "content": self.spoken(), "refusal": null });
        let thought = self.thought();
        if !thought.is_empty() {
            set(&mut message, "reasoning_content", Value::String(thought));
        }
        let mut body = envelope.outside("chat.completion");
        set(
            &mut body,
            "choices",
            json!([{ "index": 0, "message": message, "logprobs": null, "finish_reason": self.finish }]),
        );
        set(&mut body, "usage", usage);
        let mut answer = Answer::whole(200, "application/json", body.to_string());
        let waits = self
            .pieces
            .iter()
            .filter_map(|piece| if let Piece::Gate(gate) = piece { Some(gate.clone()) } else { None });
        let waits: Vec<Step> = waits.map(Step::Gate).collect();
        answer.delay = self.pace.saturating_mul(u32::try_from(self.pieces.len()).unwrap_or(u32::MAX));
        answer.end = match self.end {
            // Nothing can be said before all is said.
            End::Hang | End::Comments(_) => End::NoAnswer,
            end => end,
        };
        if self.finish.is_none() {
            // Whatever broke the stream breaks the object in its middle.
            for step in &mut answer.steps {
                if let Step::Bytes(bytes) = step {
                    bytes.truncate(bytes.len() / 2);
                }
            }
        }
        answer.steps.splice(0..0, waits);
        answer
    }

    fn usage(&self, ask: &Ask) -> Value {
        let (spoken, thought) = (self.spoken(), self.thought());
        let (prompt, reasoning) = (ask.words(), thought.split_whitespace().count());
        let completion = spoken.split_whitespace().count() + reasoning;
        json!({
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": { "cached_tokens": 0 },
            "completion_tokens_details": { "reasoning_tokens": reasoning },
        })
    }

    fn spoken(&self) -> String {
        self.pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.as_str() } else { "" }).collect()
    }

    fn thought(&self) -> String {
        self.pieces.iter().map(|piece| if let Piece::Reasoning(text) = piece { text.as_str() } else { "" }).collect()
    }
}

/// Splits a text after each word and its space; joined again it is the same text.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_inclusive([' ', '\n']).map(str::to_owned)
}

/// Words without end, always the same.
pub fn filler() -> impl Iterator<Item = &'static str> {
    "The wind came over the hill and brought the smell of rain with it so we closed the windows one by one and waited"
        .split(' ')
        .cycle()
}

struct Envelope {
    id: String,
    model: String,
}

impl Envelope {
    fn outside(&self, object: &str) -> Value {
        json!({ "id": self.id, "object": object, "created": 1_700_000_000, "model": self.model })
    }

    fn chunk(&self, delta: &Value, finish: Option<&str>) -> Vec<u8> {
        let mut chunk = self.outside("chat.completion.chunk");
        set(&mut chunk, "choices", json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish }]));
        event(&chunk)
    }
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

fn event(value: &Value) -> Vec<u8> {
    format!("data: {value}\n\n").into_bytes()
}
