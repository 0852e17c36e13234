//! The stored form of a conversation: its own facts as the body, one message a row.
//!
//! A damaged row costs that message, damaged facts cost those facts, and both are counted, so that the text as it
//! stood can be kept aside before anything is written over it.

use std::rc::Rc;

use crate::domain::archive::ledger::units;
use crate::domain::archive::message;
use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Fields, Line};
use crate::domain::conversation::{Context, Conversation, Tombstone};
use crate::domain::id::{ConnectionId, ConversationId, MessageId};
use crate::domain::message::Message;
use crate::domain::parameters::{Effort, Hundredths, Parameters};
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
    /// Whether these are its latest messages only; the durable level has the others.
    pub part: bool,
}

/// The record of a conversation. `order` is its place in the history, `writer` the tab's mark.
#[must_use]
pub fn encode(conversation: &Conversation, order: u64, writer: &str) -> String {
    encode_latest(conversation, order, writer, u32::MAX)
}

/// The same with as many of the latest messages as fit into so many UTF-16 units.
#[must_use]
pub fn encode_latest(conversation: &Conversation, order: u64, writer: &str, room: u32) -> String {
    // From the end, so that of a long conversation only what is kept is written.
    let mut rows = Vec::new();
    let mut left = room;
    for message in conversation.messages.iter().rev() {
        let row = message::encode(message);
        let Some(rest) = left.checked_sub(units(&row)) else { break };
        left = rest;
        rows.push(row);
    }
    let cut = conversation.messages.len() - rows.len();
    let mut head = Line::default();
    head.text("title", &conversation.title);
    head.mark("named", conversation.named);
    head.text("connection", conversation.connection.as_str());
    head.said("model", &conversation.model);
    head.some_text("system_prompt", conversation.system_prompt.as_deref());
    if *conversation.parameters != Parameters::default() {
        head.open("parameters", "{");
        write_parameters(&mut head, &conversation.parameters);
        head.close('}');
    }
    // Whether each question is sent alone.
    head.mark("alone", conversation.context == Context::Alone);
    head.signed("created", conversation.created);
    head.signed("updated", conversation.updated);
    head.whole("order", order);
    head.whole("next", conversation.next_sequence);
    if conversation.chosen.iter().next().is_some() {
        head.open("chosen", "[");
        for (parent, child) in conversation.chosen.iter() {
            head.item();
            head.some_text("parent", parent.as_ref().map(MessageId::as_str));
            head.text("child", child.as_str());
            head.close('}');
        }
        head.close(']');
    }
    if !conversation.tombstones.is_empty() {
        head.open("tombstones", "[");
        for stone in &conversation.tombstones {
            head.item();
            head.text("message", stone.message.as_str());
            head.whole("revision", stone.revision);
            head.some_text("parent", stone.parent.as_ref().map(MessageId::as_str));
            head.close('}');
        }
        head.close(']');
    }
    head.mark("part", cut > 0);
    let mut sheet = Sheet::new(Kind::Conversation, conversation.revision, writer, &head.finish());
    rows.iter().rev().for_each(|row| sheet.row(row));
    sheet.finish()
}

pub(super) fn write_parameters(head: &mut Line, parameters: &Parameters) {
    let hundredths = |number: Option<Hundredths>| number.map(|number| i64::from(number.0));
    head.count_or_null("max_tokens", parameters.max_tokens);
    head.signed_or_null("temperature", hundredths(parameters.temperature));
    head.signed_or_null("top_p", hundredths(parameters.top_p));
    head.signed_or_null("presence_penalty", hundredths(parameters.presence_penalty));
    head.signed_or_null("frequency_penalty", hundredths(parameters.frequency_penalty));
    head.signed_or_null("seed", parameters.seed);
    head.open("stop", "[");
    parameters.stop.iter().for_each(|text| head.element(text));
    head.close(']');
    head.text_or_null("reasoning_effort", parameters.reasoning_effort.map(Effort::wire));
    head.text("extra_body", &parameters.extra_body);
    head.flag("unstreamed", parameters.unstreamed);
}

pub(super) fn read_parameters(row: Fields<'_>) -> Parameters {
    let hundredths = |name| {
        let number = row.signed(name)?;
        // One out of range is none that was ever set.
        i32::try_from(number).ok().map(Hundredths)
    };
    let effort = row.some_text("reasoning_effort");
    Parameters {
        max_tokens: row.count("max_tokens"),
        temperature: hundredths("temperature"),
        top_p: hundredths("top_p"),
        presence_penalty: hundredths("presence_penalty"),
        frequency_penalty: hundredths("frequency_penalty"),
        seed: row.signed("seed"),
        stop: row.texts("stop"),
        // A word of a later version reads as not set, so that it does not cost the conversation.
        reasoning_effort: Effort::ALL.into_iter().find(|known| Some(known.wire()) == effort),
        extra_body: row.shared("extra_body"),
        unstreamed: row.flag("unstreamed", false),
    }
}

/// The facts of a conversation, without what its record says elsewhere, and its place in the history.
fn head(id: &ConversationId, head: Fields<'_>) -> (Conversation, u64, bool) {
    let choice =
        |row: Fields<'_>| Some((row.parsed("parent", MessageId::parse), row.parsed("child", MessageId::parse)?));
    let stone = |row: Fields<'_>| {
        Some(Tombstone {
            message: row.parsed("message", MessageId::parse)?,
            revision: row.whole("revision")?,
            parent: row.parsed("parent", MessageId::parse),
        })
    };
    let conversation = Conversation {
        id: id.clone(),
        revision: 0,
        title: head.shared("title"),
        named: head.flag("named", false),
        connection: head.parsed("connection", ConnectionId::parse).unwrap_or_else(ConnectionId::demo),
        model: head.shared("model"),
        system_prompt: head.some_text("system_prompt").map(Rc::from),
        parameters: Rc::new(head.within("parameters").map(read_parameters).unwrap_or_default()),
        context: if head.flag("alone", false) { Context::Alone } else { Context::Whole },
        created: head.signed("created").unwrap_or_default(),
        updated: head.signed("updated").unwrap_or_default(),
        next_sequence: head.whole("next").unwrap_or_default(),
        messages: Vec::new(),
        chosen: head.rows("chosen", choice).into_iter().collect(),
        tombstones: head.rows("tombstones", stone),
    };
    (conversation, head.whole("order").unwrap_or_default(), head.flag("part", false))
}

/// Reads the record of the conversation `id`.
#[must_use]
pub fn decode(id: &ConversationId, text: &str) -> Read<Loaded> {
    let (read, revision, rows, whole) = match record::read(text, Kind::Conversation) {
        Read::Fine(record) => {
            (row::read(record.body, |row| Some(head(id, row))), record.header.revision, record.rows, record.whole)
        }
        // Messages speak for themselves even where nothing says what they belong to.
        Read::Corrupt { .. } => {
            let (rows, whole) = record::rows(text);
            (None, 0, rows, whole)
        }
        Read::Newer { schema } => return Read::Newer { schema },
    };
    let mut messages: Vec<Rc<Message>> = Vec::with_capacity(rows.len());
    let mut unread = u32::from(!whole) + u32::from(read.is_none());
    for row in rows {
        match message::decode(row) {
            Some(message) => messages.push(Rc::new(message)),
            None => unread += 1,
        }
    }
    if read.is_none() && messages.is_empty() {
        return Read::Corrupt { reason: Damage::Body };
    }
    let messages = in_order(messages, |message| message.sequence);
    let after_last = messages.last().map_or(1, |message| message.sequence.saturating_add(1));
    // Without its facts it is as if they were all missing.
    let Some((mut conversation, order, part)) = read.or_else(|| row::read("{}", |row| Some(head(id, row)))) else {
        return Read::Corrupt { reason: Damage::Body };
    };
    conversation.revision = revision;
    conversation.next_sequence = conversation.next_sequence.max(after_last);
    conversation.messages = messages;
    if unread > 0 {
        // What followed a message that cannot be read would be out of reach with it.
        conversation.reattach();
    }
    Read::Fine(Loaded { conversation, order, unread, part })
}

/// Whether `held` has messages, newer states of messages or deletions that `other` lacks. Of a `part` only its latest
/// messages are expected.
#[must_use]
pub fn lacks(other: &Conversation, part: bool, held: &Conversation) -> bool {
    let first = other.messages.first().map_or(u64::MAX, |message| message.sequence);
    let expected = |m: &&Rc<Message>| !part || m.sequence >= first;
    let messages: Table<&MessageId, u64> = other.messages.iter().map(|m| (&m.id, m.revision)).collect();
    let stones: Table<&MessageId, u64> = other.tombstones.iter().map(|t| (&t.message, t.revision)).collect();
    held.messages.iter().filter(expected).any(|m| messages.get(&m.id).is_none_or(|revision| *revision < m.revision))
        || held.tombstones.iter().any(|t| stones.get(&t.message).is_none_or(|revision| *revision < t.revision))
}
