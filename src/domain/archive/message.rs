//! The stored form of a message: one row of its conversation, readable by itself.
//!
//! Words this version does not know are kept or become the general case; the message is never lost for them. A reply
//! that was still coming in reads as interrupted, with the text it had: whoever reads it is not whom it came to.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::domain::archive::fault::FaultRow;
use crate::domain::archive::record::{is_default, json};
use crate::domain::growing_text::GrowingText;
use crate::domain::id::{ConnectionId, MessageId};
use crate::domain::message::{
    Body, FinishReason, Interruption, Message, Reasoning, Reply, ReplyState, Timing, ToolCall, Usage,
};

#[derive(Serialize, Deserialize)]
struct MessageRow {
    id: MessageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<MessageId>,
    #[serde(default, rename = "seq")]
    sequence: u64,
    #[serde(default, rename = "rev")]
    revision: u64,
    #[serde(default)]
    created: i64,
    #[serde(default)]
    text: GrowingText,
    /// None: a person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply: Option<ReplyRow>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct ReplyRow {
    state: String,
    /// The finish reason or the kind of interruption.
    #[serde(skip_serializing_if = "is_default")]
    why: String,
    /// A finish reason in the server's own word.
    #[serde(skip_serializing_if = "is_default")]
    word: Rc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<FaultRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<ConnectionId>,
    #[serde(skip_serializing_if = "is_default")]
    model: Rc<str>,
    #[serde(skip_serializing_if = "is_default")]
    answer_id: Rc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<GrowingText>,
    /// How long it thought, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    thought: Option<u32>,
    #[serde(skip_serializing_if = "is_default")]
    tools: Vec<ToolCall>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
    timing: Timing,
}

/// A message as one line of JSON.
#[must_use]
pub fn encode(message: &Message) -> String {
    let (text, reply) = match &message.body {
        Body::User(text) => (GrowingText::from(&**text), None),
        Body::Reply(reply) => (reply.text.clone(), Some(row(reply))),
    };
    json(&MessageRow {
        id: message.id.clone(),
        parent: message.parent.clone(),
        sequence: message.sequence,
        revision: message.revision,
        created: message.created,
        text,
        reply,
    })
}

/// The message of a row; none if it cannot be read.
#[must_use]
pub fn decode(row: &str) -> Option<Message> {
    let MessageRow { id, parent, sequence, revision, created, text, reply } = serde_json::from_str(row).ok()?;
    let body = match reply {
        None => Body::User(text.read(|text| text.into())),
        Some(row) => Body::Reply(Rc::new(reply_of(row, text))),
    };
    Some(Message { id, parent, sequence, revision, created, body })
}

fn row(reply: &Reply) -> ReplyRow {
    let mut word = Rc::default();
    let mut fault = None;
    let (state, why) = match &reply.state {
        ReplyState::Waiting => ("waiting", ""),
        ReplyState::Growing => ("growing", ""),
        ReplyState::Stopped => ("stopped", ""),
        ReplyState::Finished(reason) => (
            "finished",
            match reason {
                FinishReason::Stop => "stop",
                FinishReason::Length => "length",
                FinishReason::ContentFilter => "content-filter",
                FinishReason::ToolCalls => "tool-calls",
                FinishReason::Unsaid => "unsaid",
                FinishReason::Other(said) => {
                    word = Rc::clone(said);
                    "other"
                }
            },
        ),
        ReplyState::Interrupted(kind) => (
            "interrupted",
            match kind {
                Interruption::ConnectionLost => "connection-lost",
                Interruption::EndedEarly => "ended-early",
                Interruption::PageClosed => "page-closed",
            },
        ),
        ReplyState::Failed(of) => {
            fault = Some(FaultRow::of(of));
            ("failed", "")
        }
    };
    ReplyRow {
        state: state.to_owned(),
        why: why.to_owned(),
        word,
        fault,
        connection: reply.connection.clone(),
        model: Rc::clone(&reply.model),
        answer_id: Rc::clone(&reply.answer_id),
        reasoning: reply.reasoning.as_ref().map(|reasoning| reasoning.text.clone()),
        thought: reply.reasoning.as_ref().and_then(|reasoning| reasoning.took),
        tools: reply.tools.clone(),
        usage: reply.usage,
        timing: reply.timing,
    }
}

fn reply_of(row: ReplyRow, text: GrowingText) -> Reply {
    let state = match row.state.as_str() {
        "stopped" => ReplyState::Stopped,
        "finished" => ReplyState::Finished(match row.why.as_str() {
            "stop" => FinishReason::Stop,
            "length" => FinishReason::Length,
            "content-filter" => FinishReason::ContentFilter,
            "tool-calls" => FinishReason::ToolCalls,
            "unsaid" => FinishReason::Unsaid,
            "other" => FinishReason::Other(row.word),
            later => FinishReason::Other(later.into()),
        }),
        "interrupted" => ReplyState::Interrupted(match row.why.as_str() {
            "connection-lost" => Interruption::ConnectionLost,
            "page-closed" => Interruption::PageClosed,
            _ => Interruption::EndedEarly,
        }),
        "failed" => ReplyState::Failed(row.fault.unwrap_or_default().fault()),
        // Waiting, growing, and whatever a later version has between asking and the end.
        _ => ReplyState::Interrupted(Interruption::PageClosed),
    };
    Reply {
        text,
        reasoning: row.reasoning.map(|text| Reasoning { text, took: row.thought }),
        tools: row.tools,
        state,
        connection: row.connection,
        model: row.model,
        answer_id: row.answer_id,
        usage: row.usage,
        timing: row.timing,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_reply_that_was_coming_in_reads_as_interrupted_with_its_text() {
        let mut reply = Reply::waiting(ConnectionId::demo(), "m".into());
        reply.text = "half an ans".into();
        reply.state = ReplyState::Growing;
        let message = Message {
            id: MessageId::parse("a").unwrap(),
            parent: None,
            sequence: 1,
            revision: 3,
            created: 5,
            body: Body::Reply(Rc::new(reply)),
        };
        let back = decode(&encode(&message)).unwrap();
        assert_eq!(back.text(), "half an ans");
        assert_eq!(back.reply().unwrap().state, ReplyState::Interrupted(Interruption::PageClosed));
    }

    #[test]
    fn words_of_a_later_version_do_not_cost_the_message() {
        let check = |json: &str, expected: ReplyState| {
            let message = decode(json).unwrap();
            assert_eq!(message.text(), "kept", "{json}");
            assert_eq!(message.reply().unwrap().state, expected, "{json}");
        };
        check(
            r#"{"id":"a","text":"kept","mood":{"x":[1]},"reply":{"state":"finished","why":"bored"}}"#,
            ReplyState::Finished(FinishReason::Other("bored".into())),
        );
        check(
            r#"{"id":"a","text":"kept","reply":{"state":"pondering"}}"#,
            ReplyState::Interrupted(Interruption::PageClosed),
        );
        check(
            r#"{"id":"a","text":"kept","reply":{"state":"interrupted","why":"eclipse"}}"#,
            ReplyState::Interrupted(Interruption::EndedEarly),
        );
        check(
            r#"{"id":"a","text":"kept","reply":{"state":"failed","fault":{"kind":"new"}}}"#,
            ReplyState::Failed(crate::domain::error::Fault::Unknown),
        );
    }
}
