//! Writes the messages of a request so that every chat template accepts them.
//!
//! Many templates (Gemma's, Mistral's, Llama 2's) refuse a request unless its roles alternate, user first. A
//! conversation need not do so: a reply may fail before its first word, a message may be deleted, an imported chat may
//! begin with a reply. So neighbours of one role are joined with an empty line between them, nothing is left out, and
//! where a user message is missing a short one stands in for it.

use crate::domain::json;
use crate::domain::message::Body;
use crate::protocol::chat_completions::{Continuing, NEEDS_REASONING, Question, Turn};

// The sentences below are sent to the model and never shown, so they are in no text table.

/// Asks a model without prefilling to continue the reply that ends the request.
const GO_ON: &str = "Your last message was cut off. Continue it exactly where it stopped, in the same language and \
                     format, with the very next character. Do not repeat any of it and do not mention this request.";
/// Stands before a reply that nothing precedes.
const BEGIN: &str = "Please begin.";
/// Stands after a reply when the question of the next one was deleted.
const NEXT: &str = "Please go on.";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    User,
    Assistant,
}

impl Role {
    fn wire(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// Writes the list of messages, with the system prompt first under the role that the model has for it.
pub(super) fn write(out: &mut String, question: &Question<'_>, system_role: &str) {
    // A long conversation would be copied again and again while its request grows.
    out.reserve(question.messages.iter().map(|turn| turn.size()).sum());
    out.push('[');
    if !question.system_prompt.trim().is_empty() {
        out.push_str("{\"role\":");
        json::write_text(out, system_role);
        out.push_str(",\"content\":");
        json::write_text(out, question.system_prompt);
        out.push('}');
    }
    let demanded = question.connection.refuses(question.model, NEEDS_REASONING);
    let mut messages = Messages { out, last: None, thoughts: String::new() };
    for turn in question.messages {
        match turn {
            Turn::Asked(text) => messages.add(Role::User, text),
            Turn::Said(message) => match &message.body {
                Body::User(text) => messages.add(Role::User, text),
                Body::Reply(reply) => {
                    let said = reply.text.read(|text| {
                        messages.add(Role::Assistant, text);
                        is_something(text)
                    });
                    if let Some(reasoning) = reply.reasoning.as_ref().filter(|_| demanded && said) {
                        reasoning.text.read(|thoughts| messages.add_thoughts(thoughts));
                    }
                }
            },
        }
    }
    match (question.continuing, messages.last) {
        (_, Some(Role::User)) | (Continuing::Prefill, Some(Role::Assistant)) => {}
        (Continuing::InWords, Some(Role::Assistant)) => messages.add(Role::User, GO_ON),
        (Continuing::No, Some(Role::Assistant)) => messages.add(Role::User, NEXT),
        (_, None) => messages.add(Role::User, BEGIN),
    }
    messages.close();
    out.push(']');
}

fn is_something(text: &str) -> bool {
    !text.trim().is_empty()
}

/// The list being written. The text of its last message is still open, so that a neighbour of the same role joins it.
struct Messages<'a> {
    out: &'a mut String,
    /// The role of the open message; none before the first.
    last: Option<Role>,
    /// The open message's reasoning.
    thoughts: String,
}

impl Messages<'_> {
    /// Adds a text. One without a word says nothing to the model, and some servers refuse it.
    fn add(&mut self, role: Role, text: &str) {
        if !is_something(text) {
            return;
        }
        if role == Role::Assistant && self.last.is_none() {
            self.add(Role::User, BEGIN);
        }
        if self.last == Some(role) {
            json::write_escaped(self.out, "\n\n");
        } else {
            self.close();
            if !self.out.ends_with('[') {
                self.out.push(',');
            }
            self.out.push_str("{\"role\":");
            json::write_text(self.out, role.wire());
            self.out.push_str(",\"content\":\"");
            self.last = Some(role);
        }
        json::write_escaped(self.out, text);
    }

    fn add_thoughts(&mut self, thoughts: &str) {
        if !self.thoughts.is_empty() {
            self.thoughts.push_str("\n\n");
        }
        self.thoughts.push_str(thoughts);
    }

    fn close(&mut self) {
        if self.last.is_none() {
            return;
        }
        self.out.push('"');
        if !self.thoughts.is_empty() {
            self.out.push_str(",\"reasoning_content\":");
            json::write_text(self.out, &std::mem::take(&mut self.thoughts));
        }
        self.out.push('}');
    }
}
