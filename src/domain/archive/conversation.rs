//! The stored form of a conversation: its own facts as the body, one message a row.
//!
//! A damaged row costs that message, damaged facts cost those facts, and both are counted, so that the text as it
//! stood can be kept aside before anything is written over it.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::domain::archive::message;
use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet, is_default};
use crate::domain::conversation::{Context, Conversation, Tombstone};
use crate::domain::id::{ConnectionId, ConversationId, MessageId};
use crate::domain::message::Message;
use crate::domain::parameters::Parameters;
use crate::domain::table::{Table, in_order};

/// A conversation as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The conversation, as far as it could be read.
    pub conversation: Conversation,
    /// Its place in the history, so that a lost index can be made anew.
    pub order: u64,
    /// How many parts of it could not be read. Their text is kept aside before the record is written again.
    pub unread: u32,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Head {
    title: Rc<str>,
    #[serde(skip_serializing_if = "is_default")]
    named: bool,
    connection: Option<ConnectionId>,
    #[serde(skip_serializing_if = "is_default")]
    model: Rc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system_prompt: Option<Rc<str>>,
    #[serde(skip_serializing_if = "is_default")]
    parameters: Rc<Parameters>,
    /// Whether each question is sent alone.
    #[serde(skip_serializing_if = "is_default")]
    alone: bool,
    created: i64,
    updated: i64,
    order: u64,
    next: u64,
    #[serde(skip_serializing_if = "is_default")]
    chosen: Vec<Choice>,
    #[serde(skip_serializing_if = "is_default")]
    tombstones: Vec<Tombstone>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct Choice {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<MessageId>,
    child: MessageId,
}

/// The record of a conversation. `order` is its place in the history, `writer` the tab's mark.
#[must_use]
pub fn encode(conversation: &Conversation, order: u64, writer: &str) -> String {
    let head = Head {
        title: Rc::clone(&conversation.title),
        named: conversation.named,
        connection: Some(conversation.connection.clone()),
        model: Rc::clone(&conversation.model),
        system_prompt: conversation.system_prompt.clone(),
        parameters: Rc::clone(&conversation.parameters),
        alone: conversation.context == Context::Alone,
        created: conversation.created,
        updated: conversation.updated,
        order,
        next: conversation.next_sequence,
        chosen: conversation
            .chosen
            .iter()
            .map(|(parent, child)| Choice { parent: parent.clone(), child: child.clone() })
            .collect(),
        tombstones: conversation.tombstones.clone(),
    };
    let mut sheet = Sheet::new(Kind::Conversation, conversation.revision, writer, &head);
    for message in &conversation.messages {
        sheet.row(&message::encode(message));
    }
    sheet.finish()
}

/// Reads the record of the conversation `id`.
#[must_use]
pub fn decode(id: &ConversationId, text: &str) -> Read<Loaded> {
    let (head, revision, rows, whole) = match record::read(text, Kind::Conversation) {
        Read::Fine(record) => {
            (serde_json::from_str::<Head>(record.body).ok(), record.header.revision, record.rows, record.whole)
        }
        // Messages speak for themselves even where nothing says what they belong to.
        Read::Corrupt { .. } => {
            let (rows, whole) = record::rows(text);
            (None, 0, rows, whole)
        }
        Read::Newer { schema } => return Read::Newer { schema },
    };
    let mut messages: Vec<Rc<Message>> = Vec::with_capacity(rows.len());
    let mut unread = u32::from(!whole) + u32::from(head.is_none());
    for row in rows {
        match message::decode(row) {
            Some(message) => messages.push(Rc::new(message)),
            None => unread += 1,
        }
    }
    if head.is_none() && messages.is_empty() {
        return Read::Corrupt { reason: Damage::Body };
    }
    let messages = in_order(messages, |message| message.sequence);
    let after_last = messages.last().map_or(1, |message| message.sequence.saturating_add(1));
    let head = head.unwrap_or_default();
    let mut conversation = Conversation {
        id: id.clone(),
        revision,
        title: head.title,
        named: head.named,
        connection: head.connection.unwrap_or_else(ConnectionId::demo),
        model: head.model,
        system_prompt: head.system_prompt,
        parameters: head.parameters,
        context: if head.alone { Context::Alone } else { Context::Whole },
        created: head.created,
        updated: head.updated,
        next_sequence: head.next.max(after_last),
        messages,
        chosen: head.chosen.into_iter().map(|choice| (choice.parent, choice.child)).collect(),
        tombstones: head.tombstones,
    };
    if unread > 0 {
        // What followed a message that cannot be read would be out of reach with it.
        conversation.reattach();
    }
    Read::Fine(Loaded { conversation, order: head.order, unread })
}

/// Whether `held` has messages, newer states of messages or deletions that `other` lacks.
#[must_use]
pub fn lacks(other: &Conversation, held: &Conversation) -> bool {
    let messages: Table<&MessageId, u64> = other.messages.iter().map(|m| (&m.id, m.revision)).collect();
    let stones: Table<&MessageId, u64> = other.tombstones.iter().map(|t| (&t.message, t.revision)).collect();
    held.messages.iter().any(|m| messages.get(&m.id).is_none_or(|revision| *revision < m.revision))
        || held.tombstones.iter().any(|t| stones.get(&t.message).is_none_or(|revision| *revision < t.revision))
}
