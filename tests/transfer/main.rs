//! What goes out into files and comes in from them: every format, every way to be broken, and back again unchanged.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "../archive/anything.rs"]
#[allow(dead_code, reason = "the store's tests use more of it")]
mod anything;
mod broken;
mod contents;
mod flow;
mod formats;
mod house;
mod out;
mod round_trip;
#[path = "../archive/shelves.rs"]
#[allow(dead_code, reason = "as above")]
mod shelves;
mod zips;

use sotto::domain::conversation::Conversation;
use sotto::domain::message::{Body, Message};
use sotto::domain::transfer::import::{Item, Reading};

pub fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/import/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// All that is found in a file that comes in pieces of so many bytes.
pub fn read_by(bytes: &[u8], size: usize) -> Vec<Item> {
    let mut items = Vec::new();
    let mut reading = Reading::new("f.json".into(), false);
    bytes.chunks(size).for_each(|chunk| reading.feed(chunk, &mut |item| items.push(item)));
    reading.finish(&mut |item| items.push(item));
    items
}

pub fn read(bytes: &[u8]) -> Vec<Item> {
    read_by(bytes, 1 << 16)
}

pub fn talks(bytes: &[u8]) -> Vec<Conversation> {
    let talk = |item| match item {
        Item::Conversation(talk, _) => Some(*talk),
        _ => None,
    };
    read(bytes).into_iter().filter_map(talk).collect()
}

/// A conversation as an outline: its title, its system prompt, and every message below what it follows, those on the
/// chosen path with a star.
pub fn outline(talk: &Conversation) -> String {
    let mut out = format!("# {}\n", talk.title);
    if let Some(prompt) = &talk.system_prompt {
        out += &format!("system: {prompt}\n");
    }
    let path = talk.path();
    let mut ahead: Vec<(usize, &std::rc::Rc<Message>)> = talk.children(None).map(|message| (0, message)).collect();
    ahead.reverse();
    while let Some((depth, message)) = ahead.pop() {
        let shown = path.iter().any(|one| one.id == message.id);
        let who = match &message.body {
            Body::User(_) => "user".to_owned(),
            Body::Reply(reply) => {
                let thoughts = reply.reasoning.as_ref().map(|thoughts| format!(" ({})", thoughts.text));
                let tools: String =
                    reply.tools.iter().map(|tool| format!(" {}{}", tool.name, tool.arguments)).collect();
                format!("{}{}{tools}", reply.model, thoughts.unwrap_or_default())
            }
        };
        let star = if shown { "*" } else { "-" };
        out += &format!("{}{star} {who}: {}\n", "  ".repeat(depth), message.text().replace('\n', "⏎"));
        let mut below: Vec<_> = talk.children(Some(&message.id)).map(|message| (depth + 1, message)).collect();
        below.reverse();
        ahead.extend(below);
    }
    out
}
