//! Open WebUI: messages by id with parent and children, inside `chat` in its full export, by itself in a single one.

use crate::domain::json::Json;
use crate::domain::transfer::import::fields::{any, content, id, model, part, time};
use crate::domain::transfer::import::list;
use crate::domain::transfer::import::parts::Content;
use crate::domain::transfer::import::tale::{ForeignConversation, Tale, Told, Who};
use crate::domain::transfer::import::thoughts::part_with;

/// The conversation of a `chat` or a `history`.
pub fn conversation(value: &Json<'_>, text: &str) -> Option<ForeignConversation> {
    let chat = if matches!(value.get("chat"), Json::Object(..)) { value.get("chat") } else { value };
    let history = chat.get("history");
    let Json::Object(_, messages) = history.get("messages") else {
        // Its oldest chats are plain lists.
        return list::conversation(chat, chat.get("messages").list(), text);
    };
    let key = [value, chat].into_iter().map(|value| id(value.get("id"))).find(|id| !id.is_empty());
    let mut system = content(any(chat.get("params"), &["system"]));
    for (_, message) in messages.iter().filter(|(_, message)| message.get("role").text() == "system") {
        part(&content(message.get("content")), &mut system);
    }
    let told: Vec<Told<'_>> = messages.iter().map(|(name, message)| told(&name.text, message)).collect();
    // A single chat is told by its first message where it has no id.
    let key = key.or_else(|| told.first().map(|one| one.id)).unwrap_or(text);
    Tale {
        source: "open-webui",
        key,
        title: any(chat, &["title"]).text(),
        system,
        created: time(any(value, &["created_at", "timestamp"])),
        updated: time(value.get("updated_at")),
        current: id(history.get("currentId")),
        told,
        ..Tale::default()
    }
    .conversation()
}

fn told<'a>(name: &'a str, message: &'a Json<'_>) -> Told<'a> {
    let who = Who::of(message.get("role").text());
    let mut found = Content::of(message.get("content"));
    message.get("files").list().iter().for_each(|file| found.file(file));
    if who == Who::Model {
        part_with(&mut found);
    }
    if found.text.trim().is_empty() {
        let error = message.get("error");
        part(any(error, &["content", "message", "detail"]).text(), &mut found.text);
    }
    if who == Who::Nobody {
        found.text.clear();
    }
    Told {
        id: name,
        parent: Some(id(message.get("parentId"))).filter(|parent| !parent.is_empty()),
        next: message.get("childrenIds").list().iter().map(id).collect(),
        who,
        model: model(message),
        at: time(message.get("timestamp")),
        ..Told::default()
    }
    .with(found, message)
}
