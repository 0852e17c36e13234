//! One choice of an answer: its text, its thoughts, its tools, and the reason it ended.
//!
//! A server asked for several answers sends each under an index of its own, in any order. Each is read by itself.

use crate::domain::json::{Json, Text};
use crate::domain::message::FinishReason;
use crate::protocol::chat_completions::Growth;
use crate::protocol::chat_completions::halves::Halves;
use crate::protocol::chat_completions::think::Think;
use crate::protocol::chat_completions::tools::Tools;
use crate::protocol::failure;

/// Where the thoughts are, by the names servers use; the first that says something counts.
const REASONING: [&str; 4] = ["reasoning_content", "reasoning", "reasoning_text", "thinking"];

/// A choice that is being read.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// Its number, as the server gave it.
    pub index: u32,
    /// The reason to finish, once there is one.
    pub finish: Option<FinishReason>,
    /// Whether output came after a reason to finish, so that the reason alone proves nothing.
    pub is_doubtful: bool,
    /// Whether it gave any output.
    pub has_output: bool,
    think: Think,
    text_halves: Halves,
    thought_halves: Halves,
    /// Whether there were thoughts, and whether their end was told.
    thought: bool,
    thought_over: bool,
    tools: Tools,
}

/// What a server says about the end of a choice in one value.
#[derive(Debug, Default)]
pub(super) struct Failing {
    /// What the error object states, if there is one.
    pub report: Option<failure::Report>,
    /// The reason that names an error, if there is one.
    pub word: Option<String>,
}

impl Choice {
    /// A choice with this number.
    pub fn new(index: u32) -> Self {
        Self { index, ..Self::default() }
    }

    /// Takes in one entry of `choices`. `cut` says that its end is missing, so that only its text can be trusted.
    pub fn take(&mut self, choice: &Json<'_>, cut: bool, growth: &mut Growth) -> Option<Failing> {
        let message = choice.get("message");
        let delta = match (choice.get("delta"), message) {
            (delta @ Json::Object(..), _) => delta,
            (_, Json::Object(..)) => message,
            _ => choice,
        };
        let before = growth.size();
        self.thoughts(delta, growth);
        self.content(delta.get("content"), growth);
        for name in ["refusal", "text"] {
            if let Json::Text(text) = delta.get(name) {
                self.say(text, growth);
            }
        }
        let report = [choice, delta].into_iter().filter(|json| failure::is_error(json.get("error")));
        let report = report.filter_map(failure::report_in).next();
        let mut failing = Failing { report, word: None };
        if !cut {
            let mut came = growth.size() > before;
            let function = delta.get("function_call");
            for entry in delta.get("tool_calls").list().iter().chain(function.is_something().then_some(function)) {
                self.tools.feed(entry);
                growth.tools = self.tools.calls();
                came |= !growth.tools.is_empty();
            }
            failing.word = self.reason(choice, came);
        }
        (failing.report.is_some() || failing.word.is_some()).then_some(failing)
    }

    /// Takes in the reason to finish. Gives the word for it where it names an error.
    fn reason(&mut self, choice: &Json<'_>, came: bool) -> Option<String> {
        let native = choice.get("native_finish_reason").text().trim();
        let word = choice.get("finish_reason").text().trim();
        if is_error_word(word) || is_error_word(native) {
            // The native word is the provider's own; "error" alone says nothing.
            let telling =
                [native, word].into_iter().find(|word| !word.is_empty() && !word.eq_ignore_ascii_case("error"));
            return Some(telling.unwrap_or_default().to_owned());
        }
        let reason = finish_reason(word)?;
        // A closing `stop` takes nothing back of what was said before it, such as that a limit was met.
        let vague = reason == FinishReason::Stop && !came && !self.is_doubtful;
        if self.finish.is_none() || !vague {
            self.finish = Some(reason);
        }
        None
    }

    /// Content: a text, or a list of parts of text and thought.
    fn content(&mut self, content: &Json<'_>, growth: &mut Growth) {
        match content {
            Json::Text(text) => self.say(text, growth),
            Json::List(parts) => {
                for part in parts {
                    match part {
                        Json::Text(text) => self.say(text, growth),
                        part => {
                            self.thinking(part.get("thinking"), growth);
                            if let Json::Text(text) = part.get("text") {
                                self.say(text, growth);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// Thoughts that the server gives in a field of their own, under one name or under several at once.
    fn thoughts(&mut self, delta: &Json<'_>, growth: &mut Growth) {
        let said = |json: &Json<'_>| matches!(json, Json::Text(text) if !text.text.is_empty());
        if let Some(field) = REASONING.iter().map(|name| delta.get(name)).find(|field| said(field)) {
            self.thinking(field, growth);
            return;
        }
        for detail in delta.get("reasoning_details").list() {
            let field = ["text", "summary"].iter().map(|name| detail.get(name)).find(|field| said(field));
            self.thinking(field.unwrap_or(&Json::Null), growth);
        }
    }

    /// A thought: a text, or a list of texts.
    fn thinking(&mut self, thought: &Json<'_>, growth: &mut Growth) {
        match thought {
            Json::Text(text) if !text.text.is_empty() => {
                self.thought = true;
                self.think.stop();
                self.thought_halves.join(text, &mut growth.reasoning);
            }
            Json::List(parts) => {
                for part in parts {
                    self.thinking(if matches!(part, Json::Text(_)) { part } else { part.get("text") }, growth);
                }
            }
            _ => {}
        }
    }

    /// Whether what comes as words is shown as words: no thoughts among them, no half of a letter, and no end yet.
    pub fn is_plain(&self) -> bool {
        self.finish.is_none() && !self.text_halves.waits() && !self.think.is_open()
    }

    /// Takes in words.
    pub fn say(&mut self, piece: &Text<'_>, growth: &mut Growth) {
        let mut joined = String::new();
        self.text_halves.join(piece, &mut joined);
        self.sort(&joined, false, growth);
    }

    /// Gives out what was held back, now that nothing follows.
    pub fn end(&mut self, growth: &mut Growth) {
        self.thought_halves.end(&mut growth.reasoning);
        let mut text = String::new();
        self.text_halves.end(&mut text);
        self.sort(&text, true, growth);
    }

    /// Tells thoughts from text, and notes where the thoughts end.
    fn sort(&mut self, text: &str, last: bool, growth: &mut Growth) {
        let (thoughts, said, was_open) = (growth.reasoning.len(), growth.text.len(), self.think.is_open());
        self.think.feed(text, &mut growth.reasoning, &mut growth.text);
        let closed = was_open && !self.think.is_open();
        if last {
            self.think.end(&mut growth.reasoning, &mut growth.text);
        }
        self.thought |= growth.reasoning.len() > thoughts;
        if self.thought && !self.thought_over && (closed || growth.text.len() > said) {
            self.thought_over = true;
            growth.reasoning_over = true;
        }
    }
}

/// Whether a finish reason is an error by another name.
fn is_error_word(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["error", "fail", "exception", "malformed"].iter().any(|part| word.contains(part))
}

/// The reason by any of the names servers give it. None: a way to write that there is none.
fn finish_reason(name: &str) -> Option<FinishReason> {
    Some(match name.to_ascii_lowercase().as_str() {
        "" | "null" | "none" | "nil" | "undefined" | "unspecified" | "finish_reason_unspecified" => return None,
        "stop" | "end_turn" | "stop_sequence" | "eos" | "eos_token" => FinishReason::Stop,
        "length" | "max_tokens" | "model_length" => FinishReason::Length,
        "content_filter" | "safety" => FinishReason::ContentFilter,
        "tool_calls" | "function_call" | "tool_use" => FinishReason::ToolCalls,
        _ => FinishReason::Other(name.chars().take(60).collect::<String>().into()),
    })
}
