//! Claude's `conversations.json`: messages in a list, newer ones with their parents, contents in blocks.

use crate::domain::json::Json;
use crate::domain::transfer::import::fields::{any, id, model, time, unmarked};
use crate::domain::transfer::import::parts::Content;
use crate::domain::transfer::import::tale::{ForeignConversation, Tale, Told, Who};
use crate::domain::transfer::import::thoughts::part_with;

/// The conversation of a list of `chat_messages`.
pub fn conversation(value: &Json<'_>, list: &[Json<'_>], text: &str) -> Option<ForeignConversation> {
    let usual = model(value);
    let told: Vec<Told<'_>> = list.iter().enumerate().map(|(at, message)| told(at, message, usual)).collect();
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

fn told<'a>(at: usize, message: &'a Json<'_>, usual: &'a str) -> Told<'a> {
    let who = match message.get("sender").text() {
        "human" => Who::Person,
        // Where nobody is named, they took turns.
        "" if at.is_multiple_of(2) => Who::Person,
        _ => Who::Model,
    };
    let mut content = Content::of(message.get("content"));
    if content.text.is_empty() {
        content.add(message.get("text"));
    }
    for attachment in message.get("attachments").list() {
        content.file(attachment);
    }
    // The older list names what the newer one describes.
    for file in any(message, &["files_v2", "files"]).list() {
        content.file(file);
    }
    content.text = unmarked(&content.text);
    let said = Some(content.text.clone());
    if who == Who::Model {
        part_with(&mut content);
    }
    Told {
        id: id(message.get("uuid")),
        parent: Some(id(message.get("parent_message_uuid"))).filter(|parent| !parent.is_empty()),
        at: time(message.get("created_at")),
        who,
        model: if who == Who::Model { usual } else { "" },
        said,
        ..Told::default()
    }
    .with(content, message)
}
