//! A conversation as the list of messages that OpenAI's interface takes: the branch that is shown, words only.

use crate::domain::conversation::Conversation;
use crate::domain::json::write_text;
use crate::domain::message::Body;

/// The conversation as JSON. `system` is the system prompt of conversations that have none of their own.
#[must_use]
pub fn write(talk: &Conversation, system: &str) -> String {
    let mut out = String::from("[");
    let system = talk.system_prompt.as_deref().unwrap_or(system);
    if !system.is_empty() {
        add(&mut out, "system", system);
    }
    for message in talk.path() {
        let text = message.text();
        let role = if matches!(message.body, Body::User(_)) { "user" } else { "assistant" };
        if !text.is_empty() {
            add(&mut out, role, &text);
        }
    }
    out.push_str("\n]\n");
    out
}

fn add(out: &mut String, role: &str, text: &str) {
    out.push_str(if out.len() > 1 { ",\n{\"role\":\"" } else { "\n{\"role\":\"" });
    out.push_str(role);
    out.push_str("\",\"content\":");
    write_text(out, text);
    out.push('}');
}
