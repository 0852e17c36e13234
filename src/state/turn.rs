//! A turn: one question and its reply, from asking to its end.

use crate::domain::id::{ConversationId, MessageId, TurnId};
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
    /// The reply that grows.
    pub reply: MessageId,
    /// When it was asked.
    pub asked: Moment,
    /// When output last came, or when it was asked.
    pub heard: Moment,
    /// When the server last showed that it lives without giving output.
    pub alive: Option<Moment>,
    /// When the model began to think.
    pub thinking: Option<Moment>,
    /// Text length at the start, in bytes: what was there before a continuation.
    pub had: usize,
    /// Whether it continues an earlier reply.
    pub continuing: bool,
    /// How often it was tried again by itself.
    pub attempts: u32,
    /// When it will be tried again by itself.
    pub again: Option<Moment>,
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
}

impl Turn {
    /// A turn that begins now.
    #[must_use]
    pub fn new(id: TurnId, conversation: ConversationId, reply: MessageId, now: Moment) -> Self {
        Self {
            id,
            conversation,
            reply,
            asked: now,
            heard: now,
            alive: None,
            thinking: None,
            had: 0,
            continuing: false,
            attempts: 0,
            again: None,
            pulse: Pulse::default(),
        }
    }

    /// Brings what the page says up to date.
    pub fn tick(&mut self, now: Moment) {
        let silent = now.since(self.heard);
        self.pulse = Pulse {
            silent: (silent >= QUIET && self.again.is_none()).then_some(silent / 1000),
            alive: self.alive.is_some_and(|alive| now.since(alive) < 40_000),
            again: self.again.map(|again| again.since(now).div_ceil(1000)),
        };
    }
}
