//! A conversation as markdown: the branch that is shown, each message under the name of who says it.

use crate::domain::conversation::Conversation;
use crate::domain::message::{Body, Message};
use crate::domain::text::Texts;

/// The name of who says a message.
#[must_use]
pub fn speaker<'t>(message: &Message, texts: &'t Texts) -> &'t str {
    if matches!(message.body, Body::User(_)) { texts.chat.you } else { texts.chat.model }
}

/// The conversation as markdown.
#[must_use]
pub fn write(talk: &Conversation, texts: &Texts) -> String {
    let mut out = ["# ", &talk.title, "\n"].concat();
    for message in talk.path() {
        out.push_str("\n## ");
        out.push_str(speaker(&message, texts));
        out.push_str("\n\n");
        out.push_str(message.text().trim_end());
        out.push('\n');
    }
    out
}
