//! One message: what a person asked, or a reply with all that is known of it.

use std::rc::Rc;

use crate::domain::error::Fault;
use crate::domain::growing_text::GrowingText;
use crate::domain::id::{ConnectionId, MessageId};

/// A message of a conversation's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its name.
    pub id: MessageId,
    /// The message it answers or follows; none at the beginning.
    pub parent: Option<MessageId>,
    /// Its place in the order of making. Order comes from here, never from clocks.
    pub sequence: u64,
    /// Raised by each stored change, so that the newer of two copies is known.
    pub revision: u64,
    /// When it was made, in milliseconds since 1970. For showing only.
    pub created: i64,
    /// What it says.
    pub body: Body,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A person's own words.
    User(Rc<str>),
    /// A model's reply.
    Reply(Rc<Reply>),
}

impl Message {
    /// The reply, if this is one.
    #[must_use]
    pub fn reply(&self) -> Option<&Rc<Reply>> {
        match &self.body {
            Body::Reply(reply) => Some(reply),
            Body::User(_) => None,
        }
    }

    /// Of two copies the higher one is right. At the same revision it is the one that is still coming in, for its
    /// stored copy reads as interrupted; else the longer one, for a reply grows without a new revision.
    #[must_use]
    pub fn rank(&self) -> (u64, bool, usize) {
        let (open, length) = match &self.body {
            Body::User(_) => (false, 0),
            Body::Reply(reply) => {
                let thoughts = reply.reasoning.as_ref().map_or(0, |reasoning| reasoning.text.len());
                (reply.state.is_open(), reply.text.len() + thoughts)
            }
        };
        (self.revision, open, length)
    }

    /// Its words as plain text (markdown source for a reply).
    #[must_use]
    pub fn text(&self) -> String {
        match &self.body {
            Body::User(text) => text.as_ref().to_owned(),
            Body::Reply(reply) => reply.text.to_string(),
        }
    }
}

/// A model's reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The answer, as markdown.
    pub text: GrowingText,
    /// What the model thought first, if it said so.
    pub reasoning: Option<Reasoning>,
    /// Tools the model asked for.
    pub tools: Vec<ToolCall>,
    /// How far it got.
    pub state: ReplyState,
    /// The connection asked.
    pub connection: Option<ConnectionId>,
    /// The model: as the server named it, else as asked for.
    pub model: Rc<str>,
    /// The server's id of the answer (`chatcmpl-…`). Empty if none came.
    pub answer_id: Rc<str>,
    /// Tokens, if the server counted them.
    pub usage: Option<Usage>,
    /// How long it took.
    pub timing: Timing,
}

impl Reply {
    /// A reply that has been asked for and has not begun.
    #[must_use]
    pub fn waiting(connection: ConnectionId, model: Rc<str>) -> Self {
        Self {
            text: GrowingText::default(),
            reasoning: None,
            tools: Vec::new(),
            state: ReplyState::Waiting,
            connection: Some(connection),
            model,
            answer_id: Rc::default(),
            usage: None,
            timing: Timing::default(),
        }
    }
}

/// How far a reply got. The text it has is kept in every state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyState {
    /// Asked for; nothing has come.
    Waiting,
    /// Coming in.
    Growing,
    /// Complete, with the reason the server gave.
    Finished(FinishReason),
    /// Stopped by the person.
    Stopped,
    /// Ended without the server saying that it was done.
    Interrupted(Interruption),
    /// An error ended it.
    Failed(Fault),
}

impl ReplyState {
    /// Whether more may still come.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Waiting | Self::Growing)
    }

    /// Whether going on where it ended makes sense.
    #[must_use]
    pub fn can_continue(&self) -> bool {
        matches!(
            self,
            Self::Finished(FinishReason::Length | FinishReason::Unsaid | FinishReason::Other(_))
                | Self::Stopped
                | Self::Interrupted(_)
                | Self::Failed(_)
        )
    }
}

/// Why a server says a reply is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FinishReason {
    /// It came to its end or to a stop sequence.
    Stop,
    /// It reached the limit of tokens.
    Length,
    /// The server withheld the rest.
    ContentFilter,
    /// The model wants a tool.
    ToolCalls,
    /// The server said that it was done, and not why.
    Unsaid,
    /// A word this version does not know, shown as it came.
    Other(Rc<str>),
}

/// How a reply ended without being complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// The connection broke.
    ConnectionLost,
    /// The server closed the answer early.
    EndedEarly,
    /// The page was closed or frozen while it came.
    PageClosed,
}

/// A model's thoughts before the answer. Never sent back unless the server demands it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasoning {
    /// The thoughts, as markdown.
    pub text: GrowingText,
    /// How long it thought, in milliseconds; none while it still does.
    pub took: Option<u32>,
}

/// A tool the model asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolCall {
    /// The server's id of the call.
    pub id: Rc<str>,
    /// The tool's name.
    pub name: Rc<str>,
    /// JSON text, as the model wrote it.
    pub arguments: String,
}

/// Tokens as the server counted them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens sent (`prompt_tokens`).
    pub input: Option<u32>,
    /// Tokens received (`completion_tokens`), thoughts included.
    pub output: Option<u32>,
    /// Tokens of thought among the received.
    pub reasoning: Option<u32>,
    /// Tokens sent that the server had cached.
    pub cached: Option<u32>,
    /// All together.
    pub total: Option<u32>,
}

/// How long a reply took, in milliseconds from asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// To the first token, thoughts included. None if the answer came whole.
    pub first_token: Option<u32>,
    /// To the end.
    pub total: Option<u32>,
}

impl Timing {
    /// Output tokens a second in tenths, counted from the first token on. None where all came at once, as an answer does
    /// that was not streamed or that a proxy held back: how long the model took for it is not known.
    #[must_use]
    pub fn tokens_per_second(&self, usage: Option<&Usage>) -> Option<u32> {
        /// What comes in less than this came at once, in milliseconds.
        const AT_ONCE: u64 = 100;
        let tokens = u64::from(usage?.output?);
        let span = u64::from(self.total?.checked_sub(self.first_token?)?);
        if span < AT_ONCE || tokens == 0 {
            return None;
        }
        u32::try_from(tokens * 10_000 / span).ok()
    }
}
