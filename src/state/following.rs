//! Replies that another tab receives, followed here as they come in.
//!
//! Here such a reply is stored as interrupted, with what has come of it so far; only the page shows it as coming in. So
//! what the other tab stores takes its place in any order, and if that tab dies nothing has to be put right.

use std::rc::Rc;

use crate::domain::archive::journal::{self, Piece};
use crate::domain::error::Obstacle;
use crate::domain::growing_text::GrowingText;
use crate::domain::id::{ConversationId, MessageId};
use crate::domain::message::{Body, Interruption, Message, ReplyState};
use crate::domain::moment::Moment;
use crate::domain::thread::Thread;
use crate::state::State;
use crate::state::effect::Effect;

impl State {
    /// Another tab began or ended to write in a conversation.
    #[inline(never)]
    pub(super) fn followed(&mut self, id: &ConversationId, writes: bool, now: Moment) -> Vec<Effect> {
        // What another tab asks ends the reading here as a question of this one does.
        let mut effects = if writes { self.end_reading(id, now) } else { Vec::new() };
        let following = &mut self.chat.following;
        following.retain(|held| held != id);
        if writes {
            following.push(id.clone());
        } else {
            self.chat.obstacle.take_if(|obstacle| *obstacle == Obstacle::Elsewhere);
            // What it stored last, or left behind.
            effects.push(Effect::LoadConversation(id.clone()));
        }
        self.show_thread();
        effects
    }

    /// Another tab was first, by an instant. What was to be asked here is taken back, and its words stand where they were
    /// typed, as if the other tab's reply had been seen to come in before they were sent.
    #[inline(never)]
    pub(super) fn taken_elsewhere(&mut self, id: &ConversationId, now: Moment) -> Vec<Effect> {
        let Some(turn) = self.chat.turn_of(id).cloned() else { return Vec::new() };
        let mut effects = self.abandon(id, now);
        let Some(talk) = self.chat.open.get(id).cloned() else { return effects };
        let reply = &turn.message;
        self.chat.unchanged.remove(&turn.message.id);
        // Of a reply that stood here before, which was to be continued or tried again, all is as it was.
        if !turn.continuing && reply.revision == 1 {
            let mut talk = (*talk).clone();
            talk.delete(&reply.id, now);
            let asked = reply.parent.clone().filter(|asked| talk.children(Some(asked)).next().is_none());
            let words = asked.as_ref().and_then(|asked| talk.message(asked)).map(|message| Rc::from(message.text()));
            if let Some(asked) = asked {
                talk.delete(&asked, now);
            }
            effects.extend(self.keep(talk, false));
            if let Some(words) = words {
                effects.push(Effect::SaveDraft(Some(id.clone()), Rc::clone(&words)));
                if self.conversation().is_some_and(|talk| talk.id == *id) {
                    self.chat.compose(Rc::clone(&words));
                }
                self.chat.drafts.insert(Some(id.clone()), words);
            }
        }
        if self.conversation().is_some_and(|talk| talk.id == *id) {
            self.chat.obstacle = Some(Obstacle::Elsewhere);
        }
        // What the other tab asked is to be seen, and followed.
        effects.push(Effect::LoadConversation(id.clone()));
        effects
    }

    /// A piece of a reply came, from the tab that receives it.
    #[inline(never)]
    pub(super) fn piece_came(&mut self, id: &ConversationId, message: &MessageId, piece: &Piece) -> Vec<Effect> {
        if self.chat.turn_of(id).is_some() {
            return Vec::new();
        }
        let Some(talk) = self.chat.open.get_mut(id) else { return Vec::new() };
        let held = Rc::make_mut(talk).messages.iter_mut().rev().find(|held| held.id == *message);
        let Some(held) = held.filter(|held| held.revision == piece.revision && may_grow(held)) else {
            return Vec::new();
        };
        let mut grown = (**held).clone();
        if let Body::Reply(reply) = &mut grown.body
            && journal::grow(Rc::make_mut(reply), piece)
        {
            *held = Rc::new(grown);
            self.show_thread();
            return Vec::new();
        }
        // Something before it was missed; the durable level has it.
        vec![Effect::LoadConversation(id.clone())]
    }

    /// Shows what another tab receives as coming in.
    pub(super) fn show_followed(&self, id: &ConversationId, thread: &mut Thread) {
        if !self.chat.following.contains(id) {
            return;
        }
        let whole = self.chat.open.get(id).is_some_and(|talk| talk.parameters.unstreamed);
        for row in &mut thread.rows {
            if is_cut(&row.message)
                && let Body::Reply(reply) = &mut Rc::make_mut(&mut row.message).body
            {
                let begun = !reply.text.is_empty() || reply.reasoning.is_some();
                let reply = Rc::make_mut(reply);
                reply.state = if begun && !whole { ReplyState::Growing } else { ReplyState::Waiting };
                if whole {
                    (reply.text, reply.reasoning, reply.tools) = (GrowingText::default(), None, Vec::new());
                }
            }
        }
    }
}

/// Whether another tab may add to a reply: one that comes in there, or whose connection it still reads.
fn may_grow(message: &Message) -> bool {
    let ended = |state: &ReplyState| matches!(state, ReplyState::Finished(_) | ReplyState::Failed(_));
    is_cut(message) || message.reply().is_some_and(|reply| ended(&reply.state))
}

fn is_cut(message: &Message) -> bool {
    message.reply().is_some_and(|reply| reply.state == ReplyState::Interrupted(Interruption::PageClosed))
}
