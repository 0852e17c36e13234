//! Folds the JSON values of an answer into what is new, whatever shape each has.
//!
//! Chunks with `delta`, whole completions with `message`, the older `text`; fields that are null, missing, doubled or
//! of another type; content as text or as a list of parts. What is not known is passed over, never a reason to stop.

use crate::domain::error::{EXCERPT, Fault};
use crate::domain::json::{Json, Text};
use crate::domain::message::{FinishReason, Usage};
use crate::protocol::chat_completions::halves::Halves;
use crate::protocol::chat_completions::think::Think;
use crate::protocol::chat_completions::tools::Tools;
use crate::protocol::chat_completions::{CallFacts, Growth};
use crate::protocol::failure;

/// Where the thoughts are, by the names servers use; the first that says something counts.
const REASONING: [&str; 4] = ["reasoning_content", "reasoning", "reasoning_text", "thinking"];

/// What is known of an answer so far.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    /// The reason to finish, once there is one.
    pub finish: Option<FinishReason>,
    /// What went wrong, once something did.
    pub fault: Option<Fault>,
    /// Whether there was a whole message, which needs no reason to finish.
    pub whole: bool,
    /// Whether any value made sense as an answer.
    pub understood: bool,
    /// The beginning of the first value that did not.
    pub odd: String,
    /// Whether the value being read has lost its end, so that only its text can be trusted.
    pub cut: bool,
    /// Which of several choices is read: the first that came.
    choice: Option<u32>,
    think: Think,
    text_halves: Halves,
    thought_halves: Halves,
    /// Whether there were thoughts, and whether their end was told.
    thought: bool,
    thought_over: bool,
    tools: Tools,
    tools_changed: bool,
    usage: Usage,
    told_id: bool,
    told_model: bool,
}

impl Chunks {
    /// Takes in one value. `alone` says that it is a body of its own, where any error shape counts.
    pub fn value(&mut self, json: &Json<'_>, alone: bool, facts: &CallFacts, growth: &mut Growth) {
        if let Json::List(list) = json {
            for json in list {
                self.value(json, alone, facts, growth);
            }
            return;
        }
        let choices = json.get("choices");
        if matches!(choices, Json::List(_)) || json.get("usage").is_something() {
            self.understood = true;
        } else if let Json::Object(raw, _) = json
            && self.odd.is_empty()
        {
            self.odd = raw.chars().take(EXCERPT * 2).collect();
        }
        let once = |told: &mut bool, name: &str| {
            let text = json.get(name).text();
            (!*told && !text.is_empty()).then(|| {
                *told = true;
                text.into()
            })
        };
        growth.answer_id = once(&mut self.told_id, "id").or(growth.answer_id.take());
        growth.model = once(&mut self.told_model, "model").or(growth.model.take());
        for choice in choices.list() {
            let index = choice.get("index").count().unwrap_or(0);
            if *self.choice.get_or_insert(index) == index {
                self.choice(choice, growth);
            }
        }
        if !self.cut {
            self.count(json, growth);
        }
        let error = json.get("error").is_something()
            || (choices.list().is_empty()
                && (alone || json.get("object").text() == "error" || json.get("type").text() == "error"));
        if error
            && !self.is_finished()
            && let Some(report) = failure::report_in(json)
        {
            self.fault = Some(failure::reported(&report, facts));
        }
        if std::mem::take(&mut self.tools_changed) {
            growth.tools = self.tools.calls();
        }
    }

    /// Gives out what was held back, now that nothing follows.
    pub fn end(&mut self, growth: &mut Growth) {
        self.thought_halves.end(&mut growth.reasoning);
        let mut text = String::new();
        self.text_halves.end(&mut text);
        self.sort(&text, true, growth);
    }

    /// Whether the server said that the answer is complete, and not by way of an error.
    pub fn is_finished(&self) -> bool {
        self.finish.as_ref().is_some_and(|reason| *reason != FinishReason::Other("error".into()))
    }

    fn choice(&mut self, choice: &Json<'_>, growth: &mut Growth) {
        let message = choice.get("message");
        let delta = match (choice.get("delta"), message) {
            (delta @ Json::Object(..), _) => delta,
            (_, Json::Object(..)) => message,
            _ => choice,
        };
        self.whole |= !self.cut && matches!(message, Json::Object(..));
        self.thoughts(delta, growth);
        self.content(delta.get("content"), growth);
        for name in ["refusal", "text"] {
            if let Json::Text(text) = delta.get(name) {
                self.say(text, growth);
            }
        }
        if self.cut {
            return;
        }
        let function = delta.get("function_call");
        for entry in delta.get("tool_calls").list().iter().chain(function.is_something().then_some(function)) {
            self.tools.feed(entry);
            self.tools_changed = true;
        }
        let reason = choice.get("finish_reason").text().trim();
        if !reason.is_empty() {
            self.finish = Some(finish_reason(reason));
        }
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
        self.finish.is_none() && self.fault.is_none() && !self.text_halves.waits() && !self.think.is_open()
    }

    /// Takes in words.
    pub fn say(&mut self, piece: &Text<'_>, growth: &mut Growth) {
        let mut joined = String::new();
        self.text_halves.join(piece, &mut joined);
        self.sort(&joined, false, growth);
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

    /// Tokens; each count as it was told last.
    fn count(&mut self, json: &Json<'_>, growth: &mut Growth) {
        let usage = match json.get("usage") {
            usage @ Json::Object(..) => usage,
            _ => json.get("x_groq").get("usage"),
        };
        if !matches!(usage, Json::Object(..)) {
            return;
        }
        let (sent, made) = (usage.get("prompt_tokens_details"), usage.get("completion_tokens_details"));
        let known = &mut self.usage;
        let newer = |slot: &mut Option<u32>, told: Option<u32>| *slot = told.or(*slot);
        newer(&mut known.input, usage.get("prompt_tokens").count());
        newer(&mut known.output, usage.get("completion_tokens").count());
        newer(&mut known.total, usage.get("total_tokens").count());
        newer(&mut known.reasoning, made.get("reasoning_tokens").count());
        newer(&mut known.cached, sent.get("cached_tokens").count().or(usage.get("prompt_cache_hit_tokens").count()));
        growth.usage = Some(*known);
    }
}

/// The reason by any of the names servers give it.
fn finish_reason(name: &str) -> FinishReason {
    match name.to_ascii_lowercase().as_str() {
        "stop" | "end_turn" | "stop_sequence" | "eos" | "eos_token" => FinishReason::Stop,
        "length" | "max_tokens" | "model_length" => FinishReason::Length,
        "content_filter" | "safety" => FinishReason::ContentFilter,
        "tool_calls" | "function_call" | "tool_use" => FinishReason::ToolCalls,
        "error" => FinishReason::Other("error".into()),
        _ => FinishReason::Other(name.chars().take(60).collect::<String>().into()),
    }
}
