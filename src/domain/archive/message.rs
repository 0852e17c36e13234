//! The stored form of a message: one row of its conversation, readable by itself.
//!
//! Words this version does not know are kept or become the general case; the message is never lost for them. A reply
//! that was still coming in reads as interrupted, with the text it had: whoever reads it is not whom it came to.

use std::rc::Rc;

use crate::domain::archive::fault;
use crate::domain::archive::row::{self, Fields, Line, word_of, worded};
use crate::domain::error::Fault;
use crate::domain::id::{ConnectionId, MessageId};
use crate::domain::message::{
    Body, FinishReason, Interruption, Message, Reasoning, Reply, ReplyState, Timing, ToolCall, Usage,
};

/// Finish reasons by their word; any other is kept as the server said it.
const REASONS: [(&str, FinishReason); 5] = [
    ("stop", FinishReason::Stop),
    ("length", FinishReason::Length),
    ("content-filter", FinishReason::ContentFilter),
    ("tool-calls", FinishReason::ToolCalls),
    ("unsaid", FinishReason::Unsaid),
];

const INTERRUPTIONS: [(&str, Interruption); 3] = [
    ("connection-lost", Interruption::ConnectionLost),
    ("ended-early", Interruption::EndedEarly),
    ("page-closed", Interruption::PageClosed),
];

/// A message as one line of JSON.
#[must_use]
pub fn encode(message: &Message) -> String {
    let mut row = Line::default();
    row.text("id", message.id.as_str());
    row.some_text("parent", message.parent.as_ref().map(MessageId::as_str));
    row.whole("seq", message.sequence);
    row.whole("rev", message.revision);
    row.signed("created", message.created);
    match &message.body {
        Body::User(text) => row.text("text", text),
        Body::Reply(reply) => {
            reply.text.read(|text| row.text("text", text));
            row.open("reply", "{");
            write_reply(&mut row, reply);
            row.close('}');
        }
    }
    row.finish()
}

/// The message of a row; none if it cannot be read.
#[must_use]
pub fn decode(text: &str) -> Option<Message> {
    row::read(text, |row| {
        let text = row.text("text");
        let body = match row.within("reply") {
            None => Body::User(text.into()),
            Some(reply) => Body::Reply(Rc::new(read_reply(reply, text))),
        };
        Some(Message {
            id: row.parsed("id", MessageId::parse)?,
            parent: row.parsed("parent", MessageId::parse),
            sequence: row.whole("seq").unwrap_or_default(),
            revision: row.whole("rev").unwrap_or_default(),
            created: row.signed("created").unwrap_or_default(),
            body,
        })
    })
}

fn write_reply(row: &mut Line, reply: &Reply) {
    let (state, why) = match &reply.state {
        ReplyState::Waiting => ("waiting", ""),
        ReplyState::Growing => ("growing", ""),
        ReplyState::Stopped => ("stopped", ""),
        ReplyState::Finished(reason) => {
            ("finished", REASONS.iter().find(|(_, held)| held == reason).map_or("other", |(word, _)| word))
        }
        ReplyState::Interrupted(kind) => ("interrupted", word_of(&INTERRUPTIONS, *kind)),
        ReplyState::Failed(_) => ("failed", ""),
    };
    row.text("state", state);
    row.said("why", why);
    match &reply.state {
        // A finish reason in the server's own word.
        ReplyState::Finished(FinishReason::Other(said)) => row.said("word", said),
        ReplyState::Failed(fault) => {
            row.open("fault", "{");
            fault::write(row, fault);
            row.close('}');
        }
        _ => {}
    }
    row.some_text("connection", reply.connection.as_ref().map(ConnectionId::as_str));
    row.said("model", &reply.model);
    row.said("answer_id", &reply.answer_id);
    if let Some(reasoning) = &reply.reasoning {
        reasoning.text.read(|text| row.text("reasoning", text));
        row.some_count("thought", reasoning.took);
    }
    if !reply.tools.is_empty() {
        row.open("tools", "[");
        for tool in &reply.tools {
            row.item();
            row.text("id", &tool.id);
            row.text("name", &tool.name);
            row.text("arguments", &tool.arguments);
            row.close('}');
        }
        row.close(']');
    }
    if let Some(Usage { input, output, reasoning, cached, total }) = reply.usage {
        row.open("usage", "{");
        row.count_or_null("input", input);
        row.count_or_null("output", output);
        row.count_or_null("reasoning", reasoning);
        row.count_or_null("cached", cached);
        row.count_or_null("total", total);
        row.close('}');
    }
    row.open("timing", "{");
    row.count_or_null("first_token", reply.timing.first_token);
    row.count_or_null("total", reply.timing.total);
    row.close('}');
}

fn read_reply(row: Fields<'_>, text: &str) -> Reply {
    let why = row.text("why");
    let word = row.text("word");
    let state = match row.text("state") {
        "stopped" => ReplyState::Stopped,
        "finished" => ReplyState::Finished(match REASONS.iter().find(|(held, _)| *held == why) {
            Some((_, reason)) => reason.clone(),
            None => FinishReason::Other(if why == "other" { word } else { why }.into()),
        }),
        "interrupted" => ReplyState::Interrupted(worded(&INTERRUPTIONS, why).unwrap_or(Interruption::EndedEarly)),
        "failed" => ReplyState::Failed(row.within("fault").map_or(Fault::Unknown, fault::read)),
        // Waiting, growing, and whatever a later version has between asking and the end.
        _ => ReplyState::Interrupted(Interruption::PageClosed),
    };
    let tool = |row: Fields<'_>| {
        let arguments = row.text("arguments").to_owned();
        Some(ToolCall { id: row.shared("id"), name: row.shared("name"), arguments })
    };
    Reply {
        text: text.into(),
        reasoning: row.some_text("reasoning").map(|text| Reasoning { text: text.into(), took: row.count("thought") }),
        tools: row.rows("tools", tool),
        state,
        connection: row.parsed("connection", ConnectionId::parse),
        model: row.shared("model"),
        answer_id: row.shared("answer_id"),
        usage: row.within("usage").map(|usage| Usage {
            input: usage.count("input"),
            output: usage.count("output"),
            reasoning: usage.count("reasoning"),
            cached: usage.count("cached"),
            total: usage.count("total"),
        }),
        timing: row.within("timing").map_or_else(Timing::default, |timing| Timing {
            first_token: timing.count("first_token"),
            total: timing.count("total"),
        }),
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
