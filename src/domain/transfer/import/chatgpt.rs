//! ChatGPT's `conversations.json`: a tree of nodes by id, most of which a person sees, and one marked as current.
//!
//! Hidden, system and tool nodes are passed over; what the model wrote for a tool becomes a code block of the reply
//! that follows, and its thoughts the thoughts of that reply.

use crate::domain::conversation::Conversation;
use crate::domain::json::Json;
use crate::domain::message::{FinishReason, ReplyState};
use crate::domain::transfer::import::fields::{any, content, id, part, time, unmarked};
use crate::domain::transfer::import::tale::{Tale, Told, Who};

/// The conversation of a `mapping`.
pub fn conversation(value: &Json<'_>, text: &str) -> Option<Conversation> {
    let Json::Object(_, nodes) = value.get("mapping") else { return None };
    let usual = value.get("default_model_slug").text();
    let told: Vec<Told<'_>> = nodes.iter().map(|(name, node)| told(&name.text, node, usual)).collect();
    let key = id(any(value, &["conversation_id", "id"]));
    // Old exports have no id; when it began and with which node is as good.
    let began;
    let key = if key.is_empty() {
        let first = told.iter().find(|one| one.who != Who::Nobody).map_or(text, |one| one.id);
        began = [id(value.get("create_time")), " ", first].concat();
        began.as_str()
    } else {
        key
    };
    Tale {
        source: "chatgpt",
        key,
        title: value.get("title").text(),
        created: time(value.get("create_time")),
        updated: time(value.get("update_time")),
        current: id(value.get("current_node")),
        told,
        ..Tale::default()
    }
    .conversation()
}

fn told<'a>(name: &'a str, node: &'a Json<'_>, usual: &'a str) -> Told<'a> {
    let parent = Some(id(node.get("parent"))).filter(|parent| !parent.is_empty());
    let next = node.get("children").list().iter().map(id).collect();
    let message = node.get("message");
    let about = message.get("metadata");
    let place = Told { id: name, parent, next, at: time(message.get("create_time")), ..Told::default() };
    if matches!(about.get("is_visually_hidden_from_conversation"), Json::Bool(true)) {
        return place;
    }
    let who = Who::of(message.get("author").get("role").text());
    if who == Who::Nobody || matches!(message, Json::Null) {
        return place;
    }
    let said = message.get("content");
    let kind = said.get("content_type").text();
    let words = || unmarked(&content(any(said, &["parts", "text", "result"])));
    let model = if who == Who::Model { about.get("model_slug").text() } else { "" };
    let model = if who == Who::Model && model.is_empty() { usual } else { model };
    let end = match about.get("finish_details").get("type").text() {
        "max_tokens" => Some(ReplyState::Finished(FinishReason::Length)),
        "interrupted" => Some(ReplyState::Stopped),
        _ => None,
    };
    let place = Told { model, end, ..place };
    match kind {
        "thoughts" => Told { who: Who::Underway, reasoning: thoughts(said), ..place },
        "reasoning_recap" | "user_editable_context" | "model_editable_context" => place,
        _ if who == Who::Model && (kind == "code" || !matches!(id(message.get("recipient")), "" | "all")) => {
            Told { who: Who::Underway, text: fenced(said.get("language").text(), &words()), ..place }
        }
        _ => Told { who, text: words(), ..place },
    }
}

fn thoughts(said: &Json<'_>) -> String {
    let mut out = String::new();
    for thought in said.get("thoughts").list() {
        part(any(thought, &["content", "summary"]).text(), &mut out);
    }
    out
}

/// A code block that no line of the text can end.
fn fenced(language: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let mut fence = String::from("```");
    while text.contains(&fence) {
        fence.push('`');
    }
    let plain = language.bytes().all(|byte| byte.is_ascii_alphanumeric()) && language != "unknown";
    [fence.as_str(), if plain { language } else { "" }, "\n", text.trim_end(), "\n", &fence].concat()
}
