//! A turn: one question and its reply, from asking to its end.
//!
//! While it grows the reply lives here and not in its conversation, so that a delta costs the same however long the
//! conversation is. At the end it takes its place there.

use std::rc::Rc;

use crate::domain::continuation::{Continuation, Manner};
use crate::domain::id::{ConversationId, MessageId, TurnId};
use crate::domain::message::{Body, Message, Reply, ReplyState};
use crate::domain::moment::Moment;
use crate::protocol::chat_completions::{Ending, Growth, Version};

/// Silence after which the page says that it still waits, in milliseconds.
pub const QUIET: u32 = 10_000;

/// A running turn.
#[derive(Clone, Debug)]
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
    /// The reply that it continues, as it ended.
    pub before: Option<Rc<Reply>>,
    /// The reply as it was when it was asked for.
    begun: Rc<Message>,
    /// Joins what comes to what was there.
    continuation: Option<Continuation>,
    /// The other choices of the answer.
    pub versions: Vec<OtherVersion>,
    /// How often it was tried again by itself.
    pub attempts: u32,
    /// When it will be tried again by itself.
    pub again: Option<Moment>,
    /// Whether the page shows what comes only at the end.
    pub whole: bool,
    /// What the page says of it.
    pub pulse: Pulse,
}

/// Another choice of the same answer.
#[derive(Clone, Debug)]
pub struct OtherVersion {
    /// Its number, as the server gave it.
    index: u32,
    /// The message it is stored as, once it is.
    pub message: Option<MessageId>,
    /// The reply as it is now.
    pub reply: Reply,
    /// How it ended, where the server said so.
    pub ending: Option<Ending>,
    continuation: Option<Continuation>,
}

/// A turn whose reply is shown as ended, while its connection is still read.
#[derive(Clone, Debug)]
pub struct SettledTurn {
    /// The turn.
    pub turn: Turn,
    /// How it ended.
    pub ending: Ending,
    /// Whether something came since its conversation was stored.
    pub has_grown: bool,
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
            before: None,
            continuation: None,
            versions: Vec::new(),
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

    /// Continues the earlier reply that its message holds, which ended as `before` says.
    pub fn continues(&mut self, before: Rc<Reply>, manner: Manner) {
        self.continuation = Some(Continuation::new(&before.text, manner));
        self.before = Some(before);
    }

    /// Takes in what came. Says whether there was any output.
    pub fn grow(&mut self, growth: Growth, now: Moment) -> bool {
        if growth.alive {
            self.alive = Some(now);
        }
        let output = growth.has_output();
        if output {
            self.heard = now;
        }
        if let Some(index) = growth.demoted {
            self.demote(index);
        }
        if !growth.reasoning.is_empty() && self.thinking.is_none() {
            self.thinking = Some(now);
        }
        let mut growth = growth;
        for version in std::mem::take(&mut growth.versions) {
            self.grow_version(version, now);
        }
        let (asked, thinking, continuing, whole) = (self.asked, self.thinking, self.continuing, growth.whole);
        if let Some(continuation) = &mut self.continuation
            && !growth.text.is_empty()
        {
            growth.text = continuation.feed(&growth.text);
        }
        self.change(|reply| {
            if output {
                reply.state = ReplyState::Growing;
                if reply.timing.first_token.is_none() && !continuing && !whole {
                    reply.timing.first_token = Some(now.since(asked));
                }
            }
            add(reply, growth, thinking, now);
        });
        if output {
            self.tick(now);
        }
        output
    }

    /// What was the reply so far is another version of it; the reply begins anew.
    fn demote(&mut self, index: u32) {
        let Some(begun) = self.begun.reply().cloned() else { return };
        let message = std::mem::replace(&mut self.message, Rc::clone(&self.begun));
        let Some(reply) = message.reply() else { return };
        let continuation = self.continuation.take();
        self.continuation = continuation.as_ref().map(Continuation::restarted);
        let reply = (**reply).clone();
        if has_more(&reply, &begun) {
            self.versions.push(OtherVersion { index, message: None, reply, ending: None, continuation });
        }
        // The copy that is stored shows more than this one, which is the newer all the same.
        self.change(|begun| begun.state = ReplyState::Growing);
    }

    fn grow_version(&mut self, version: Version, now: Moment) {
        let at = self.versions.iter().position(|held| held.index == version.index);
        let held = match at.and_then(|at| self.versions.get_mut(at)) {
            Some(held) => held,
            None => {
                let Some(reply) = self.begun.reply() else { return };
                let continuation = self.continuation.as_ref().map(Continuation::restarted);
                let (index, reply) = (version.index, (**reply).clone());
                self.versions.push(OtherVersion { index, message: None, reply, ending: None, continuation });
                let Some(held) = self.versions.last_mut() else { return };
                held
            }
        };
        let mut growth = version.growth;
        if let Some(continuation) = &mut held.continuation
            && !growth.text.is_empty()
        {
            growth.text = continuation.feed(&growth.text);
        }
        add(&mut held.reply, growth, None, now);
        held.ending = version.ending.or(held.ending.take());
    }

    /// Gives out what was held back, now that nothing follows.
    pub fn flush(&mut self) {
        let text = self.continuation.as_mut().map(Continuation::end).unwrap_or_default();
        self.change(|reply| reply.text.push(&text));
        for version in &mut self.versions {
            let text = version.continuation.as_mut().map(Continuation::end).unwrap_or_default();
            version.reply.text.push(&text);
        }
    }

    /// Whether anything of an answer came.
    #[must_use]
    pub fn has_grown(&self) -> bool {
        let (Some(now), Some(begun)) = (self.message.reply(), self.begun.reply()) else { return false };
        has_more(now, begun) || self.versions.iter().any(|version| has_more(&version.reply, begun))
    }

    /// Whether it was to continue a reply, and no word of it came.
    #[must_use]
    pub fn was_in_vain(&self) -> bool {
        let (Some(now), Some(before)) = (self.message.reply(), &self.before) else { return false };
        now.text.len() == before.text.len() && now.tools == before.tools
    }

    /// The versions of which something came.
    pub fn other_versions(&mut self) -> impl Iterator<Item = &mut OtherVersion> {
        let begun = self.begun.reply().cloned();
        self.versions.iter_mut().filter(move |held| begun.as_ref().is_some_and(|begun| has_more(&held.reply, begun)))
    }

    /// Brings what the page says up to date.
    pub fn tick(&mut self, now: Moment) {
        let silent = now.since(self.heard);
        self.pulse = Pulse {
            silent: (silent >= QUIET && self.again.is_none()).then_some(silent / 1000),
            // What came before the last output says nothing of the silence since.
            alive: self.alive.is_some_and(|alive| alive.steady > self.heard.steady && now.since(alive) < 40_000),
            again: self.again.map(|again| again.since(now).div_ceil(1000)),
            writing: self.whole && self.has_grown(),
        };
    }
}

/// Adds what came to a reply.
fn add(reply: &mut Reply, growth: Growth, thinking: Option<Moment>, now: Moment) {
    if !growth.reasoning.is_empty() {
        reply.reasoning.get_or_insert_default().text.push(&growth.reasoning);
    }
    let thought_over = growth.reasoning_over || !growth.text.is_empty();
    if thought_over && let (Some(reasoning), Some(began)) = (&mut reply.reasoning, thinking) {
        reasoning.took.get_or_insert(now.since(began));
    }
    reply.text.push(&growth.text);
    if !growth.tools.is_empty() {
        reply.tools = growth.tools;
    }
    if let Some(answer_id) = growth.answer_id {
        reply.answer_id = answer_id;
    }
    if let Some(model) = growth.model.filter(|model| !model.is_empty()) {
        reply.model = model;
    }
    reply.usage = growth.usage.or(reply.usage);
}

/// Whether a reply has more than it began with.
fn has_more(now: &Reply, begun: &Reply) -> bool {
    let thoughts = |reply: &Reply| reply.reasoning.as_ref().map_or(0, |reasoning| reasoning.text.len());
    now.text.len() > begun.text.len() || thoughts(now) > thoughts(begun) || now.tools != begun.tools
}
