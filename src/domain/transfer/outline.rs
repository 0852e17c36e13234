//! What two copies of a conversation say, compared message by message.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::transfer::import::tale::name;

/// The contents of a conversation's messages, far smaller than they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline(Vec<Line>);

/// A message as far as two copies of it are compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    /// Its id.
    id: u64,
    revision: u64,
    length: usize,
    /// What it says.
    says: u64,
    /// The id it has beside another one that says something else under the same id.
    other_id: u64,
}

impl Outline {
    /// The outline of a conversation. What was deleted in it counts as known.
    #[must_use]
    pub fn of(conversation: &Conversation) -> Self {
        let deleted = conversation.tombstones.iter().map(|stone| Line {
            id: digest(stone.message.as_str()),
            revision: u64::MAX,
            length: 0,
            says: 0,
            other_id: 0,
        });
        let mut lines: Vec<Line> = conversation.messages.iter().map(|message| line(message)).chain(deleted).collect();
        lines.sort_unstable();
        Self(lines)
    }

    /// Whether the other copy has all that this one says. A message may have grown or changed there since.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.iter().all(|one| {
            let is_same = |held: &Line| held.says == one.says && held.length == one.length;
            other
                .under(one.id)
                .iter()
                .any(|held| is_same(held) || held.length > one.length || held.revision > one.revision)
                || other.under(one.other_id).iter().any(is_same)
        })
    }

    fn under(&self, id: u64) -> &[Line] {
        let first = self.0.partition_point(|line| line.id < id);
        let end = self.0.partition_point(|line| line.id <= id);
        self.0.get(first..end).unwrap_or_default()
    }
}

fn line(message: &Message) -> Line {
    let content = content(message);
    Line {
        id: digest(message.id.as_str()),
        revision: message.revision,
        length: content.len(),
        says: digest(&content),
        other_id: digest(&other_id(message)),
    }
}

/// What a message says, its thoughts included.
#[must_use]
pub fn content(message: &Message) -> String {
    let mut content = message.text();
    if let Some(reasoning) = message.reply().and_then(|reply| reply.reasoning.as_ref()) {
        content.push('\0');
        reasoning.text.read(|text| content.push_str(text));
    }
    content
}

/// The id of a message beside another one that says something else under the same id: always the same one.
#[must_use]
pub fn other_id(message: &Message) -> String {
    name(&["changed", message.id.as_str(), &content(message)])
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
