//! Open WebUI: messages by id with parent and children, inside `chat` in its full export, by itself in a single one.

use crate::domain::conversation::Conversation;
use crate::domain::json::Json;
use crate::domain::transfer::import::fields::{any, content, id, part, time};
use crate::domain::transfer::import::list;
use crate::domain::transfer::import::tale::{Tale, Told, Who};

/// The conversation of a `chat` or a `history`.
pub fn conversation(value: &Json<'_>, text: &str) -> Option<Conversation> {
    let chat = if matches!(value.get("chat"), Json::Object(..)) { value.get("chat") } else { value };
    let history = chat.get("history");
    let Json::Object(_, messages) = history.get("messages") else {
        // Its oldest chats are plain lists.
        return list::conversation(chat, chat.get("messages").list(), text);
    };
    let key = [value, chat].into_iter().map(|value| id(value.get("id"))).find(|id| !id.is_empty());
    let told: Vec<Told<'_>> = messages.iter().map(|(name, message)| told(&name.text, message)).collect();
    // A single chat is told by its first message where it has no id.
    let key = key.or_else(|| told.first().map(|one| one.id)).unwrap_or(text);
    Tale {
        source: "open-webui",
        key,
        title: any(chat, &["title"]).text(),
        system: content(any(chat.get("params"), &["system"])),
        created: time(any(value, &["created_at", "timestamp"])),
        updated: time(value.get("updated_at")),
        current: id(history.get("currentId")),
        told,
        ..Tale::default()
    }
    .conversation()
}

fn told<'a>(name: &'a str, message: &'a Json<'_>) -> Told<'a> {
    let mut text = content(message.get("content"));
    let mut reasoning = String::new();
    // Thoughts are kept as markup in front of the words.
    if let Some((inside, after)) =
        text.strip_prefix("<details type=\"reasoning\"").and_then(|rest| rest.split_once("</details>"))
    {
        let thoughts = inside.split_once("</summary>").map_or("", |(_, thoughts)| thoughts);
        for line in thoughts.trim().lines() {
            let line = line.strip_prefix("&gt;").or(line.strip_prefix('>')).unwrap_or(line).trim_start();
            reasoning.push_str(line);
            reasoning.push('\n');
        }
        let after = after.trim_start().to_owned();
        text = after;
    }
    let files = message.get("files").list().iter().filter(|file| file.get("type").text() == "image");
    files.for_each(|_| part("[image]", &mut text));
    Told {
        id: name,
        parent: Some(id(message.get("parentId"))).filter(|parent| !parent.is_empty()),
        next: message.get("childrenIds").list().iter().map(id).collect(),
        who: Who::of(message.get("role").text()),
        text,
        reasoning: reasoning.trim_end().to_owned(),
        model: message.get("model").text(),
        at: time(message.get("timestamp")),
        ..Told::default()
    }
}
