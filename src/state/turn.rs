//! A turn: one question and its reply, from asking to its end.
//!
//! While it grows the reply lives here and not in its conversation, so that a delta costs the same however long the
//! conversation is. At the end it takes its place there.

use std::rc::Rc;

use crate::domain::id::{ConversationId, TurnId};
use crate::domain::message::{Body, Message, Reply};
use crate::domain::moment::Moment;

/// Silence after which the page says that it still waits, in milliseconds.
pub const QUIET: u32 = 10_000;

/// A running turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Its name; what comes for another is stale.
    pub id: TurnId,
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// The reply as it is now.
    pub message: Rc<Message>,
    /// When it was asked.
    pub asked: Moment,
    /// When output last came, or when it was asked.
    pub heard: Moment,
    /// When the server last showed that it lives without giving output.
    pub alive: Option<Moment>,
    /// When the model began to think.
    pub thinking: Option<Moment>,
    /// Whether it continues an earlier reply.
    pub continuing: bool,
    /// How often it was tried again by itself.
    pub attempts: u32,
    /// When it will be tried again by itself.
    pub again: Option<Moment>,
    /// The reply as it was when asked for.
    begun: Rc<Message>,
    /// Whether the page shows what comes only at the end.
    pub whole: bool,
    /// What the page says of it.
    pub pulse: Pulse,
}

/// What the page says of a reply that is awaited. Whole seconds, so that it changes once a second at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Seconds without output, once they are worth telling.
    pub silent: Option<u32>,
    /// Whether the server has shown signs of life during that silence.
    pub alive: bool,
    /// Seconds until it is tried again by itself.
    pub again: Option<u32>,
    /// Whether output has come that is shown only at the end.
    pub writing: bool,
}

impl Turn {
    /// A turn that begins now.
    #[must_use]
    pub fn new(id: TurnId, conversation: ConversationId, message: Rc<Message>, now: Moment) -> Self {
        let continuing = message.reply().is_some_and(|reply| !reply.text.is_empty());
        Self {
            id,
            conversation,
            begun: Rc::clone(&message),
            message,
            asked: now,
            heard: now,
            alive: None,
            thinking: None,
            continuing,
            attempts: 0,
            again: None,
            whole: false,
            pulse: Pulse::default(),
        }
    }

    /// Changes the reply.
    pub fn change(&mut self, change: impl FnOnce(&mut Reply)) {
        if let Body::Reply(reply) = &mut Rc::make_mut(&mut self.message).body {
            change(Rc::make_mut(reply));
        }
    }

    /// The reply as the page shows it.
    #[must_use]
    pub fn shown(&self) -> &Rc<Message> {
        if self.whole { &self.begun } else { &self.message }
    }

    /// Whether any output has come.
    #[must_use]
    pub fn has_output(&self) -> bool {
        let output = |message: &Message| {
            let thoughts = |reply: &Reply| reply.reasoning.as_ref().map_or(0, |reasoning| reasoning.text.len());
            message.reply().map_or(0, |reply| reply.text.len() + thoughts(reply) + reply.tools.len())
        };
        output(&self.message) > output(&self.begun)
    }

    /// Brings what the page says up to date.
    pub fn tick(&mut self, now: Moment) {
        let silent = now.since(self.heard);
        self.pulse = Pulse {
            silent: (silent >= QUIET && self.again.is_none()).then_some(silent / 1000),
            // What came before the last output says nothing of the silence since.
            alive: self.alive.is_some_and(|alive| alive.steady > self.heard.steady && now.since(alive) < 40_000),
            again: self.again.map(|again| again.since(now).div_ceil(1000)),
            writing: self.whole && self.has_output(),
        };
    }
}
