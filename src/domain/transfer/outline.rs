//! What two copies of a conversation say, compared message by message.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::conversation::Conversation;
use crate::domain::message::{Body, Message};

/// The contents of a conversation's messages, far smaller than they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline(Vec<Line>);

/// A message: its id, how long it is, and a digest of what it says.
type Line = (u64, usize, u64);

impl Outline {
    /// The outline of a conversation. What was deleted in it counts as known.
    #[must_use]
    pub fn of(conversation: &Conversation) -> Self {
        let deleted = conversation.tombstones.iter().map(|stone| (digest(stone.message.as_str()), usize::MAX, 0));
        let mut lines: Vec<Line> = conversation.messages.iter().map(|message| line(message)).chain(deleted).collect();
        lines.sort_unstable();
        Self(lines)
    }

    /// Whether the other copy has all that this one says. A message may have grown there.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.iter().all(|(id, length, digest)| {
            let first = other.0.partition_point(|line| line.0 < *id);
            let same = other.0.get(first..).unwrap_or_default().iter().take_while(|line| line.0 == *id);
            same.into_iter().any(|(_, held, says)| (says == digest && held == length) || held > length)
        })
    }
}

fn line(message: &Message) -> Line {
    let id = digest(message.id.as_str());
    match &message.body {
        Body::User(text) => (id, text.len(), digest(text)),
        Body::Reply(reply) => {
            let thoughts = reply.reasoning.as_ref().map(|reasoning| reasoning.text.to_string()).unwrap_or_default();
            let text = reply.text.to_string();
            (id, text.len() + thoughts.len(), digest(&format!("{text}\0{thoughts}")))
        }
    }
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
