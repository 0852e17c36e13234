//! A conversation put together from the rows that the durable level has of it.
//!
//! Promises that messages speak for themselves: whatever else is damaged or missing, what can be read of them is there,
//! in reach and in order.

use std::rc::Rc;

use crate::domain::archive::conversation;
use crate::domain::archive::durable::{Row, entry, head_key, rows_key, stored, text_of};
use crate::domain::archive::journal::{self, Piece};
use crate::domain::archive::record::{Kind, Read, Sheet};
use crate::domain::conversation::Conversation;
use crate::domain::id::{ConversationId, MessageId};
use crate::domain::message::{Body, Message};
use crate::domain::table::{Table, in_order};

/// A conversation as the durable level has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The conversation, as far as it could be read.
    pub conversation: Conversation,
    /// Its place in the history.
    pub order: u64,
    /// How many parts of it could not be read.
    pub unread: u32,
    /// Whether a newer Sotto wrote some of it.
    pub newer: bool,
}

/// The conversation of the rows found. None: there is nothing of it, or it was deleted.
#[must_use]
pub fn assemble(id: &ConversationId, found: &[Row]) -> Option<Held> {
    let head = text_of(found, &head_key(id));
    if head.and_then(|text| entry(id, text)).is_some_and(|entry| entry.deleted) {
        return None;
    }
    let read = head.map(|text| conversation::decode(id, text));
    let newer = matches!(read, Some(Read::Newer { .. }));
    let sound = matches!(read, Some(Read::Fine(_)));
    let mut held = match read {
        Some(Read::Fine(loaded)) => {
            Held { conversation: loaded.conversation, order: loaded.order, unread: loaded.unread, newer }
        }
        _ => {
            // Messages speak for themselves even where nothing says what they belong to.
            let Read::Fine(bare) = conversation::decode(id, &Sheet::new(Kind::Conversation, 0, "", "{}").finish())
            else {
                return None;
            };
            Held { conversation: bare.conversation, order: 0, unread: u32::from(head.is_some() && !newer), newer }
        }
    };
    let under = rows_key(id);
    let mut messages: Vec<Message> = Vec::new();
    // Keys come in order, so that each message is followed by what came of it.
    for (key, text) in in_order(found.iter().filter(|(key, _)| key.starts_with(&under)), |(key, _)| key.clone()) {
        let name = key.get(under.len()..).unwrap_or_default();
        let Some((owner, _)) = name.split_once('/') else {
            match stored(text) {
                Read::Fine(message) => messages.push(message),
                Read::Newer { .. } => held.newer = true,
                Read::Corrupt { .. } => held.unread += 1,
            }
            continue;
        };
        match journal::read(text) {
            Read::Fine(piece) => {
                let grown = messages.last_mut().filter(|message| message.id.as_str() == owner);
                held.unread += u32::from(grown.is_some_and(|message| !grow(message, &piece)));
            }
            Read::Newer { .. } => held.newer = true,
            Read::Corrupt { .. } => held.unread += 1,
        }
    }
    if messages.is_empty() && !sound {
        return None;
    }
    let stones: Table<&MessageId, u64> =
        held.conversation.tombstones.iter().map(|stone| (&stone.message, stone.revision)).collect();
    messages.retain(|message| stones.get(&message.id).is_none_or(|revision| message.revision > *revision));
    let messages = in_order(messages.into_iter().map(Rc::new), |message| (message.sequence, message.id.clone()));
    let after = messages.last().map_or(1, |message| message.sequence.saturating_add(1));
    held.conversation.next_sequence = held.conversation.next_sequence.max(after);
    held.conversation.messages = messages;
    if held.unread > 0 || held.newer {
        held.conversation.reattach();
    }
    Some(held)
}

/// Adds a piece to a reply. False where something between is missing; what came is added all the same.
fn grow(message: &mut Message, piece: &Piece) -> bool {
    if piece.revision != message.revision {
        return true;
    }
    match &mut message.body {
        Body::Reply(reply) => journal::grow(Rc::make_mut(reply), piece),
        Body::User(_) => true,
    }
}
