//! Replies that are shown as ended while their connection is still read: what comes late is added to them.
//!
//! Some servers give a finish reason early or with every chunk. Such a reply is stored as it ended, the composer is free
//! and no other tab waits; words and errors that come before the connection ends are added, entered in the journal as
//! they come and stored whole at the end. The next question in the conversation ends the reading.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::id::{ConversationId, TurnId};
use crate::domain::message::{Body, Message, ReplyState};
use crate::domain::moment::Moment;
use crate::protocol::chat_completions::{Ending, Growth};
use crate::state::State;
use crate::state::effect::Effect;
use crate::state::turn::{SettledTurn, Turn};

impl From<Ending> for ReplyState {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Finished(reason) => Self::Finished(reason),
            Ending::Interrupted(how) => Self::Interrupted(how),
            Ending::Failed(fault) => Self::Failed(fault),
        }
    }
}

impl State {
    /// The conversations of which a connection is read.
    pub(super) fn being_read(&self) -> Vec<ConversationId> {
        let settled = self.chat.settled.iter().map(|settled| &settled.turn);
        self.chat.turns.iter().chain(settled).map(|turn| turn.conversation.clone()).collect()
    }

    /// Whether a connection is read whose reply in this conversation is shown as ended.
    pub(super) fn is_read_on(&self, conversation: &ConversationId) -> bool {
        self.chat.settled.iter().any(|settled| settled.turn.conversation == *conversation)
    }

    /// Something came for a reply that is shown as ended.
    pub(super) fn grew_late(&mut self, id: &TurnId, growth: Growth, now: Moment) -> Vec<Effect> {
        let Some(settled) = self.chat.settled.iter_mut().find(|settled| settled.turn.id == *id) else {
            return Vec::new();
        };
        let turn = &mut settled.turn;
        let talk = self.chat.open.get_mut(&turn.conversation);
        let held = talk.and_then(|talk| Rc::make_mut(talk).messages.iter_mut().rev().find(|m| m.id == turn.message.id));
        let Some(held) = held else {
            // It was deleted, here or in another tab.
            let gone = turn.id.clone();
            self.chat.settled.retain(|settled| settled.turn.id != gone);
            return vec![Effect::Abort(gone)];
        };
        turn.message = Rc::clone(held);
        let state = turn.message.reply().map(|reply| reply.state.clone());
        let was_in_vain = turn.was_in_vain();
        let (is_shorter, has_usage) = (growth.demoted.is_some(), growth.usage.is_some());
        let output = turn.grow(growth, now);
        let is_continued = was_in_vain && !turn.was_in_vain();
        let ending = settled.ending.clone();
        let (asked, continuing) = (turn.asked, turn.continuing);
        turn.change(|reply| {
            if let Some(state) = state {
                reply.state = if is_continued { ending.into() } else { state };
            }
            if output && !continuing {
                reply.timing.total = Some(now.since(asked));
            }
        });
        *held = Rc::clone(&turn.message);
        settled.has_grown |= output || has_usage;
        let (conversation, message) = (turn.conversation.clone(), Rc::clone(&turn.message));
        if is_continued {
            self.chat.unchanged.remove(&message.id);
            self.show_thread();
        } else if self.conversation().is_some_and(|talk| talk.id == conversation) {
            Rc::make_mut(&mut self.chat.thread).refresh(&message);
        }
        if is_shorter || is_continued {
            return self.save_late(now);
        }
        if output { vec![Effect::Journal(conversation, message)] } else { Vec::new() }
    }

    /// The connection of a reply that is shown as ended came to its end.
    pub(super) fn ended_late(&mut self, id: &TurnId, ending: Ending, now: Moment) -> Vec<Effect> {
        let Some(at) = self.chat.settled.iter().position(|settled| settled.turn.id == *id) else { return Vec::new() };
        let settled = self.chat.settled.swap_remove(at);
        let Some(mut talk) = self.chat.open.get(&settled.turn.conversation).map(|talk| (**talk).clone()) else {
            return Vec::new();
        };
        if !self.take_late(settled, ending, &mut talk, now) {
            return Vec::new();
        }
        self.keep(talk, false)
    }

    /// Stores what came late so far.
    pub(super) fn save_late(&mut self, now: Moment) -> Vec<Effect> {
        let grown = self.chat.settled.iter_mut().filter_map(|settled| {
            let turn = &settled.turn;
            std::mem::take(&mut settled.has_grown).then(|| (turn.conversation.clone(), Rc::clone(&turn.message)))
        });
        let grown: Vec<_> = grown.collect();
        let mut effects = Vec::new();
        for (conversation, message) in grown {
            let Some(mut talk) = self.chat.open.get(&conversation).map(|talk| (**talk).clone()) else { continue };
            talk.replace((*message).clone(), now);
            effects.extend(self.keep(talk, false));
        }
        effects
    }

    /// Ends the reading of connections whose reply in this conversation is shown as ended.
    pub(super) fn end_reading(&mut self, conversation: &ConversationId, now: Moment) -> Vec<Effect> {
        if !self.is_read_on(conversation) {
            return Vec::new();
        }
        let Some(mut talk) = self.chat.open.get(conversation).map(|talk| (**talk).clone()) else { return Vec::new() };
        let revision = talk.revision;
        let mut effects = self.end_reading_into(&mut talk, now);
        if talk.revision > revision {
            effects.extend(self.keep(talk, false));
        }
        effects
    }

    /// The same, where the conversation is about to be stored anyway.
    pub(super) fn end_reading_into(&mut self, talk: &mut Conversation, now: Moment) -> Vec<Effect> {
        let all = std::mem::take(&mut self.chat.settled);
        let (ended, kept) = all.into_iter().partition(|settled| settled.turn.conversation == talk.id);
        self.chat.settled = kept;
        let ended: Vec<SettledTurn> = ended;
        let mut effects = Vec::new();
        for settled in ended {
            effects.push(Effect::Abort(settled.turn.id.clone()));
            let ending = settled.ending.clone();
            self.take_late(settled, ending, talk, now);
        }
        effects
    }

    /// Puts what came late into the conversation that is to be stored. Says whether there was anything.
    fn take_late(&mut self, settled: SettledTurn, ending: Ending, talk: &mut Conversation, now: Moment) -> bool {
        let SettledTurn { mut turn, ending: shown, has_grown } = settled;
        let Some(held) = talk.message(&turn.message.id).cloned() else { return false };
        let is_new_ending = ending != shown && !turn.was_in_vain();
        let state = ReplyState::from(ending);
        if has_grown || is_new_ending {
            let mut message: Message = (*held).clone();
            if let Body::Reply(reply) = &mut message.body
                && is_new_ending
            {
                Rc::make_mut(reply).state = state.clone();
            }
            talk.replace(message, now);
        }
        let revision = talk.revision;
        self.keep_versions(&mut turn, talk, &state, now);
        has_grown || is_new_ending || talk.revision > revision
    }

    /// Puts the other choices of an answer into the conversation, beside the reply and not in its place.
    pub(super) fn keep_versions(&mut self, turn: &mut Turn, talk: &mut Conversation, state: &ReplyState, now: Moment) {
        let parent = turn.message.parent.clone();
        let shown = talk.chosen.get(&parent).cloned().or(talk.children(parent.as_ref()).last().map(|m| m.id.clone()));
        for version in turn.other_versions() {
            let mut reply = version.reply.clone();
            reply.state = version.ending.clone().map_or_else(|| state.clone(), ReplyState::from);
            let body = Body::Reply(Rc::new(reply));
            match version.message.as_ref().and_then(|id| talk.message(id)).cloned() {
                Some(held) if held.body == body => {}
                Some(held) => talk.replace(Message { body, ..(*held).clone() }, now),
                // One that is stored and gone was deleted.
                None if version.message.is_some() => {}
                None => {
                    let added = talk.add(self.ids.message(), parent.clone(), body, now);
                    version.message = Some(added.id.clone());
                }
            }
        }
        if let Some(shown) = shown.filter(|_| !turn.versions.is_empty()) {
            talk.choose(&shown, now);
        }
    }
}
