//! A conversation as the list of messages that OpenAI's interface takes: the branch that is shown, words only.
//!
//! Nothing of ours reads it back, so it is written by types that say what it is.

use serde::Serialize;

use crate::domain::conversation::Conversation;
use crate::domain::message::Body;

/// A message.
#[derive(Serialize)]
struct Said<'a> {
    role: Role,
    content: &'a str,
}

/// Who said it.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    System,
    User,
    Assistant,
}

/// The conversation as JSON, a message a line. `system` is the system prompt of conversations that have none of their own.
#[must_use]
pub fn write(talk: &Conversation, system: &str) -> String {
    let mut lines = Vec::new();
    let mut add = |role, content: &str| {
        if !content.is_empty() {
            // Texts have no form that could fail.
            lines.extend(serde_json::to_string(&Said { role, content }));
        }
    };
    add(Role::System, talk.system_prompt.as_deref().unwrap_or(system));
    for message in talk.path() {
        let role = if matches!(message.body, Body::User(_)) { Role::User } else { Role::Assistant };
        add(role, &message.text());
    }
    ["[\n", &lines.join(",\n"), "\n]\n"].concat()
}
