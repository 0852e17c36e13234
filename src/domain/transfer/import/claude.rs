//! Claude's `conversations.json`: messages in a list, newer ones with their parents, contents in blocks.

use crate::domain::conversation::Conversation;
use crate::domain::json::Json;
use crate::domain::transfer::import::fields::{any, content, id, part, time, unmarked};
use crate::domain::transfer::import::tale::{Tale, Told, Who};

/// The conversation of a list of `chat_messages`.
pub fn conversation(value: &Json<'_>, list: &[Json<'_>], text: &str) -> Option<Conversation> {
    let told: Vec<Told<'_>> = list.iter().enumerate().map(|(at, message)| told(at, message)).collect();
    let key = id(any(value, &["uuid", "conversation_id", "id"]));
    Tale {
        source: "claude",
        key: if key.is_empty() { text } else { key },
        title: any(value, &["name", "title"]).text(),
        created: time(any(value, &["created_at", "create_time"])),
        updated: time(any(value, &["updated_at", "update_time"])),
        current: id(value.get("current_leaf_message_uuid")),
        in_line: told.iter().all(|one| one.parent.is_none()),
        told,
        ..Tale::default()
    }
    .conversation()
}

fn told<'a>(at: usize, message: &'a Json<'_>) -> Told<'a> {
    let who = match message.get("sender").text() {
        "human" => Who::Person,
        // Where nobody is named, they took turns.
        "" if at.is_multiple_of(2) => Who::Person,
        _ => Who::Model,
    };
    let mut one = Told {
        id: id(message.get("uuid")),
        parent: Some(id(message.get("parent_message_uuid"))).filter(|parent| !parent.is_empty()),
        at: time(message.get("created_at")),
        who,
        ..Told::default()
    };
    for block in message.get("content").list() {
        match block.get("type").text() {
            "thinking" => part(block.get("thinking").text(), &mut one.reasoning),
            "tool_use" | "tool_result" => {}
            _ => part(&content(block), &mut one.text),
        }
    }
    if one.text.is_empty() {
        one.text = content(message.get("text"));
    }
    for attachment in message.get("attachments").list() {
        part(attachment.get("extracted_content").text(), &mut one.text);
    }
    one.text = unmarked(&one.text);
    one
}
