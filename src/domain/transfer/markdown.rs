//! A conversation as markdown: the branch that is shown, each message under the name of who says it.

use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::text::Texts;
use crate::domain::transfer::date;
use crate::domain::transfer::embedded::embedded;

/// Level of the headings that name who speaks.
const SPEAKER: usize = 2;

/// The name of who says a message: the model's own where it is known.
#[must_use]
pub fn speaker<'t>(message: &'t Message, texts: &'t Texts) -> &'t str {
    match message.reply() {
        None => texts.chat.you,
        Some(reply) if reply.model.is_empty() => texts.chat.model,
        Some(reply) => &reply.model,
    }
}

/// The days of a conversation: the first, and the last if that is another one. Empty if they are not known.
#[must_use]
pub fn days(talk: &Conversation) -> String {
    let moments = || talk.messages.iter().map(|message| message.created).chain([talk.created]).filter(|at| *at > 0);
    let (Some(first), Some(last)) = (moments().min(), moments().max()) else { return String::new() };
    let (first, last) = (date::day(first), date::day(last));
    if first == last { first } else { format!("{first} – {last}") }
}

/// The conversation as markdown.
#[must_use]
pub fn write(talk: &Conversation, texts: &Texts) -> String {
    let title = if talk.title.is_empty() { texts.history.untitled } else { &talk.title };
    let mut out = format!("# {title}\n");
    let days = days(talk);
    if !days.is_empty() {
        out.push_str(&format!("\n{days}\n"));
    }
    for message in talk.path() {
        let name = escaped(speaker(&message, texts));
        out.push_str(&format!("\n## {name}\n\n{}\n", embedded(&message.text(), SPEAKER)));
    }
    out
}

/// A name that is not read as markdown.
fn escaped(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if matches!(c, '\\' | '`' | '*' | '[' | ']' | '<' | '#') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}
