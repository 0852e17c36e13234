//! Conversations that are lists of messages with roles: BetterChatGPT, NextChat, hollama, and OpenAI's own form, as a
//! list of messages or with one conversation a line.

use std::rc::Rc;

use crate::domain::json::Json;
use crate::domain::message::ToolCall;
use crate::domain::transfer::import::fields::{any, content, id, model, part, time};
use crate::domain::transfer::import::parts::{Content, fenced, is_call, is_result};
use crate::domain::transfer::import::tale::{ForeignConversation, Tale, Told, Who, name};
use crate::domain::transfer::import::thoughts::part_with;

/// The conversation around a list of `messages`.
pub fn conversation(value: &Json<'_>, list: &[Json<'_>], text: &str) -> Option<ForeignConversation> {
    let mask = value.get("mask");
    let configs = [value, value.get("config"), mask.get("modelConfig")];
    let usual = configs.into_iter().map(model).find(|m| !m.is_empty()).unwrap_or_default();
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
    let role = message.get("role").text();
    let kind = message.get("type").text();
    // The items of OpenAI's newer interface have a type in place of a role.
    let mut who = match role {
        "" if is_call(kind) || is_result(kind) || kind == "reasoning" => Who::Underway,
        _ => Who::of(role),
    };
    let is_result = matches!(role, "tool" | "function");
    let mut found = Content::default();
    let mut said = None;
    if role.is_empty() && who == Who::Underway {
        found.add(message);
    } else if is_result {
        let tool = message.get("name").text();
        part(&if tool.is_empty() { String::new() } else { format!("**{tool}**") }, &mut found.text);
        found.result(message.get("content"));
    } else {
        found.add(message.get("content"));
        message.get("images").list().iter().for_each(|_| found.picture());
        said = Some(found.text.clone());
        files(message, &mut found);
    }
    let tools: Vec<ToolCall> = match message.get("function_call") {
        call @ Json::Object(..) => vec![tool(call)],
        _ => any(message, &["tool_calls", "tools"]).list().iter().map(tool).collect(),
    };
    if who == Who::Model {
        part_with(&mut found);
        for call in message.get("tools").list() {
            // NextChat keeps what a tool gave with its call.
            let gave = any(call, &["content", "errorMsg"]).text();
            if !gave.is_empty() {
                found.unsupported.tool_results += 1;
                let words = std::mem::take(&mut found.text);
                part(&fenced("", gave), &mut found.text);
                part(&words, &mut found.text);
            }
        }
        if found.text.is_empty() && !tools.is_empty() {
            who = Who::Underway;
        }
    }
    let mut reasoning = content(any(message, &["reasoning", "reasoning_content", "thinking"]));
    part(&found.reasoning, &mut reasoning);
    found.reasoning = reasoning;
    Told {
        id: id(message.get("id")),
        who,
        tools,
        model: model(message),
        at: time(any(message, &["createdAt", "created_at", "timestamp", "create_time", "date"])),
        said,
        ..Told::default()
    }
    .with(found, message)
}

/// What a message holds beside its content, in the words of several programs.
fn files(message: &Json<'_>, found: &mut Content) {
    for name in ["files", "attachments", "experimental_attachments"] {
        message.get(name).list().iter().for_each(|file| found.file(file));
    }
    let audio = message.get("audio");
    if matches!(audio, Json::Object(..)) || !message.get("audio_url").text().is_empty() {
        found.sound();
        part(audio.get("transcript").text(), &mut found.text);
    }
    part(message.get("refusal").text(), &mut found.text);
}

fn tool(call: &Json<'_>) -> ToolCall {
    let function = if matches!(call.get("function"), Json::Object(..)) { call.get("function") } else { call };
    let text = |value: &Json<'_>| Rc::from(value.text());
    ToolCall {
        id: text(call.get("id")),
        name: text(function.get("name")),
        arguments: match function.get("arguments") {
            // As Ollama's own interface has it.
            Json::Object(raw, _) => (*raw).to_owned(),
            arguments => arguments.text().to_owned(),
        },
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
    pub fn finish(mut self) -> Option<ForeignConversation> {
        self.texts.push_str("]}");
        let value = crate::domain::json::whole(&self.texts).ok()?;
        conversation(&value, value.get("messages").list(), &self.texts)
    }
}
