//! Conversations that are lists of messages with roles: BetterChatGPT, NextChat, hollama, and OpenAI's own form, as a
//! list of messages or with one conversation a line.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::json::Json;
use crate::domain::message::ToolCall;
use crate::domain::transfer::import::fields::{any, content, id, part, time};
use crate::domain::transfer::import::tale::{Tale, Told, Who, name};

/// The conversation around a list of `messages`.
pub fn conversation(value: &Json<'_>, list: &[Json<'_>], text: &str) -> Option<Conversation> {
    let mask = value.get("mask");
    let configs = [value, value.get("config"), mask.get("modelConfig")];
    let usual =
        configs.into_iter().map(|config| config.get("model").text()).find(|m| !m.is_empty()).unwrap_or_default();
    let mut system = content(any(value, &["systemPrompt"]).get("content"));
    if system.is_empty() {
        system = content(value.get("systemPrompt"));
    }
    let mut told: Vec<Told<'_>> = Vec::with_capacity(list.len());
    for message in list {
        let role = message.get("role").text();
        if matches!(role, "system" | "developer") {
            part(&content(message.get("content")), &mut system);
        } else {
            let one = one(message);
            told.push(Told { model: if one.model.is_empty() { usual } else { one.model }, ..one });
        }
    }
    let key = id(value.get("id"));
    // A list without a name is told by all it says, so that only the same file is the same conversation.
    let hash;
    let key = if key.is_empty() {
        hash = name(&[text]);
        hash.as_str()
    } else {
        key
    };
    let updated = time(any(value, &["lastUpdate", "updatedAt", "updated_at", "update_time"]));
    Tale {
        source: "messages",
        key,
        title: any(value, &["title", "topic", "name"]).text(),
        system,
        created: time(any(value, &["created_at", "createdAt", "create_time"])).or(updated),
        updated,
        told,
        in_line: true,
        ..Tale::default()
    }
    .conversation()
}

fn one<'a>(message: &'a Json<'_>) -> Told<'a> {
    let mut who = Who::of(message.get("role").text());
    let mut text = content(message.get("content"));
    for _ in message.get("images").list() {
        part("[image]", &mut text);
    }
    let tools: Vec<ToolCall> = message.get("tool_calls").list().iter().map(tool).collect();
    if who == Who::Model && text.is_empty() && !tools.is_empty() {
        who = Who::Underway;
    }
    Told {
        id: id(message.get("id")),
        who,
        text,
        reasoning: content(any(message, &["reasoning", "reasoning_content"])),
        tools,
        model: message.get("model").text(),
        at: time(any(message, &["createdAt", "created_at", "timestamp", "create_time"])),
        ..Told::default()
    }
}

fn tool(call: &Json<'_>) -> ToolCall {
    let function = call.get("function");
    let text = |value: &Json<'_>| Rc::from(value.text());
    ToolCall {
        id: text(call.get("id")),
        name: text(function.get("name")),
        arguments: function.get("arguments").text().to_owned(),
    }
}

/// Messages that stand in a file without a conversation around them: together they are one.
#[derive(Debug, Default)]
pub struct Loose {
    texts: String,
}

impl Loose {
    /// Adds a message.
    pub fn add(&mut self, message: &Json<'_>) {
        if let Json::Object(text, _) = message {
            self.texts.push_str(if self.texts.is_empty() { "{\"messages\":[" } else { "," });
            self.texts.push_str(text);
        }
    }

    /// The conversation they are, if there are any.
    pub fn finish(mut self) -> Option<Conversation> {
        self.texts.push_str("]}");
        let value = crate::domain::json::whole(&self.texts).ok()?;
        conversation(&value, value.get("messages").list(), &self.texts)
    }
}
