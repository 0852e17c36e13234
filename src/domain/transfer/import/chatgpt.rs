//! ChatGPT's `conversations.json`: a tree of nodes by id, most of which a person sees, and one marked as current.
//!
//! What the model wrote for a tool and what the tool gave become code blocks of the reply that follows, and its thoughts
//! the thoughts of that reply. Hidden nodes are not shown; they are counted and kept as they are.

use crate::domain::json::{self, Json};
use crate::domain::message::{FinishReason, ReplyState};
use crate::domain::original::Unsupported;
use crate::domain::transfer::import::fields::{any, id, part, time, unmarked};
use crate::domain::transfer::import::parts::{Content, fenced};
use crate::domain::transfer::import::tale::{ForeignConversation, Tale, Told, Who};
use crate::domain::transfer::import::thoughts::part_with;

/// The conversation of a `mapping`.
pub fn conversation(value: &Json<'_>, text: &str) -> Option<ForeignConversation> {
    let Json::Object(_, nodes) = value.get("mapping") else { return None };
    let usual = value.get("default_model_slug").text();
    let mut system = String::new();
    let told: Vec<Told<'_>> = nodes.iter().map(|(name, node)| told(&name.text, node, usual, &mut system)).collect();
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
        system,
        created: time(value.get("create_time")),
        updated: time(value.get("update_time")),
        current: id(value.get("current_node")),
        told,
        ..Tale::default()
    }
    .conversation()
}

fn told<'a>(name: &'a str, node: &'a Json<'_>, usual: &'a str, system: &mut String) -> Told<'a> {
    let parent = Some(id(node.get("parent"))).filter(|parent| !parent.is_empty());
    let next = node.get("children").list().iter().map(id).collect();
    let message = node.get("message");
    let about = message.get("metadata");
    let place = Told { id: name, parent, next, at: time(message.get("create_time")), ..Told::default() };
    let Json::Object(raw, _) = message else { return place };
    let role = message.get("author").get("role").text();
    let who = Who::of(role);
    let said = message.get("content");
    let kind = said.get("content_type").text();
    let is_context = matches!(kind, "user_editable_context" | "model_editable_context");
    if matches!(about.get("is_visually_hidden_from_conversation"), Json::Bool(true)) || is_context {
        let words = ["parts", "text", "result", "content", "user_profile", "user_instructions", "model_set_context"];
        let says = words.iter().any(|name| !Content::of(said.get(name)).text.trim().is_empty());
        return if says {
            let unsupported = Unsupported { other: 1, ..Unsupported::default() };
            Told { unsupported, original: vec![raw], ..place }
        } else {
            place
        };
    }
    let mut content = Content::default();
    let to = id(message.get("recipient"));
    match kind {
        _ if who == Who::Nobody => {
            part(unmarked(&Content::of(said).text).trim(), system);
            return place;
        }
        "thoughts" => {
            content.reasoning = thoughts(said);
            return Told { who: Who::Underway, ..place }.with(content, message);
        }
        "reasoning_recap" => {
            part(said.get("content").text(), &mut content.reasoning);
            return Told { who: Who::Underway, ..place }.with(content, message);
        }
        _ if who == Who::Underway => {
            let tool = message.get("author").get("name").text();
            match kind {
                "" | "text" | "multimodal_text" => {
                    let found = Content::of(any(said, &["parts", "text", "result"]));
                    content.unsupported = found.unsupported;
                    content.unsupported.tool_results += 1;
                    if !found.text.trim().is_empty() {
                        part(&if tool.is_empty() { String::new() } else { format!("**{tool}**") }, &mut content.text);
                        part(&fenced("", &found.text), &mut content.text);
                    }
                }
                _ => content.add(said),
            }
        }
        _ if who == Who::Model && (kind == "code" || !matches!(to, "" | "all")) => {
            let words = Content::of(any(said, &["parts", "text", "result"])).text;
            if to.starts_with("canmore.") {
                // A document beside the chat, and its changes.
                match json::whole(&words) {
                    Ok(given) => content.call_with(to, &given),
                    Err(_) => content.call_text(to, &words),
                }
            } else {
                content.unsupported.tool_calls += u32::from(!matches!(to, "" | "all"));
                part(&fenced(said.get("language").text(), &unmarked(&words)), &mut content.text);
            }
            return Told { who: Who::Underway, model: model(about, usual), ..place }.with(content, message);
        }
        _ => content.add(said),
    }
    for attachment in about.get("attachments").list() {
        // Pictures stand in the content as well.
        if !any(attachment, &["mime_type", "mimeType"]).text().starts_with("image/") {
            content.file(attachment);
        }
    }
    content.text = unmarked(&content.text);
    let is_model = who == Who::Model;
    if is_model {
        part_with(&mut content);
    }
    let end = match about.get("finish_details").get("type").text() {
        "max_tokens" => Some(ReplyState::Finished(FinishReason::Length)),
        "interrupted" => Some(ReplyState::Stopped),
        _ => None,
    };
    Told { who, model: if is_model { model(about, usual) } else { "" }, end, ..place }.with(content, message)
}

fn model<'a>(about: &'a Json<'_>, usual: &'a str) -> &'a str {
    let model = about.get("model_slug").text();
    if model.is_empty() { usual } else { model }
}

fn thoughts(said: &Json<'_>) -> String {
    let mut out = String::new();
    for thought in said.get("thoughts").list() {
        part(any(thought, &["content", "summary"]).text(), &mut out);
    }
    out
}
