//! Turns: asking, growing, ending; and what a person does to a reply.

use std::rc::Rc;

use crate::domain::connection::is_unasked;
use crate::domain::continuation::Manner;
use crate::domain::conversation::Conversation;
use crate::domain::error::{Fault, Obstacle};
use crate::domain::id::{ConversationId, MessageId, TurnId};
use crate::domain::key_shape::redacted;
use crate::domain::message::{Body, FinishReason, Message, Reply, ReplyState};
use crate::domain::moment::Moment;
use crate::domain::table::Table;
use crate::domain::thread::Thread;
use crate::protocol::chat_completions::{Ending, Growth};
use crate::state::State;
use crate::state::effect::{Effect, Place};
use crate::state::held_message::HeldMessage;
use crate::state::turn::{SettledTurn, Turn};

/// How often a rate-limited request is tried again by itself.
const ATTEMPTS: u32 = 2;
/// The longest wait that is taken without asking the person, in milliseconds.
const PATIENCE: u32 = 60_000;

/// Open conversations and running replies.
#[derive(Clone, Debug)]
pub struct Chat {
    /// The chat that has not begun.
    pub fresh: Rc<Conversation>,
    /// Conversations that were read, by name.
    pub open: Table<ConversationId, Rc<Conversation>>,
    /// The conversations shown last, the last one at the end.
    pub(super) shown: Vec<ConversationId>,
    /// The rows of the conversation on the page.
    pub thread: Rc<Thread>,
    /// Running turns, any number at once, at most one a conversation.
    pub turns: Vec<Turn>,
    /// Turns whose reply is shown as ended and whose connection is still read.
    pub(super) settled: Vec<SettledTurn>,
    /// Replies of which the last attempt to continue them brought no word, with how that attempt ended.
    pub(super) unchanged: Table<MessageId, ReplyState>,
    /// Conversations in which another tab writes.
    pub following: Vec<ConversationId>,
    /// Conversations that are never stored.
    pub temporary: Vec<ConversationId>,
    /// What is typed and not sent, by conversation; none is the chat that has not begun.
    pub drafts: Table<Option<ConversationId>, Rc<str>>,
    /// What the composer should show.
    pub composing: Composing,
    /// Why nothing was sent.
    pub obstacle: Option<Obstacle>,
}

/// What the composer should show. It follows only when the version changes: until then its text is its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composing {
    /// Raised when the text below is to be taken over.
    pub version: u32,
    /// The text.
    pub text: Rc<str>,
}

impl Chat {
    /// No conversation open but the one that has not begun.
    pub fn new(fresh: Rc<Conversation>) -> Self {
        Self {
            fresh,
            open: Table::new(),
            shown: Vec::new(),
            thread: Rc::default(),
            turns: Vec::new(),
            settled: Vec::new(),
            unchanged: Table::new(),
            following: Vec::new(),
            temporary: Vec::new(),
            drafts: Table::new(),
            composing: Composing::default(),
            obstacle: None,
        }
    }

    /// The running turn of a conversation.
    #[must_use]
    pub fn turn_of(&self, conversation: &ConversationId) -> Option<&Turn> {
        self.turns.iter().find(|turn| turn.conversation == *conversation)
    }

    pub(super) fn compose(&mut self, text: Rc<str>) {
        self.composing = Composing { version: self.composing.version + 1, text };
    }
}

impl State {
    pub(super) fn sent(&mut self, text: &Rc<str>, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation().cloned() else { return Vec::new() };
        if text.trim().is_empty() || self.holds_back(HeldMessage::Sent(Rc::clone(text))) {
            return Vec::new();
        }
        let parent = talk.path().last().map(|message| message.id.clone());
        let Some(mut effects) = self.question(&talk, parent, text, now) else { return Vec::new() };
        let draft = (talk.id != self.chat.fresh.id).then(|| talk.id.clone());
        self.chat.drafts.remove(&draft);
        self.chat.compose(Rc::default());
        effects.push(Effect::SaveDraft(draft, Rc::default()));
        effects.extend(self.settle(&talk.id, now));
        effects
    }

    #[inline(never)]
    pub(super) fn edited(&mut self, id: &MessageId, text: &Rc<str>, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation().cloned() else { return Vec::new() };
        let Some(parent) = talk.message(id).map(|message| message.parent.clone()) else { return Vec::new() };
        if text.trim().is_empty() || self.holds_back(HeldMessage::Edited(id.clone(), Rc::clone(text))) {
            return Vec::new();
        }
        self.question(&talk, parent, text, now).unwrap_or_default()
    }

    /// Adds a question and its waiting reply and asks. None, with the obstacle shown, if it cannot be asked.
    fn question(
        &mut self,
        talk: &Rc<Conversation>,
        parent: Option<MessageId>,
        text: &Rc<str>,
        now: Moment,
    ) -> Option<Vec<Effect>> {
        let mut talk = (**talk).clone();
        let question = talk.add(self.ids.message(), parent, Body::User(Rc::clone(text)), now);
        if !talk.named && talk.title.is_empty() {
            let words = redacted(text).unwrap_or_else(|| text.to_string());
            talk.title = crate::domain::history::title(&words).into();
        }
        let reply = Reply::waiting(talk.connection.clone(), self.model_of(&talk));
        let reply = talk.add(self.ids.message(), Some(question.id.clone()), Body::Reply(Rc::new(reply)), now);
        self.begin(talk, &reply.id, true, now)
    }

    #[inline(never)]
    pub(super) fn retry_pressed(&mut self, id: &MessageId, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation().cloned() else { return Vec::new() };
        let Some(message) = talk.message(id).cloned() else { return Vec::new() };
        let Some(old) = message.reply() else { return Vec::new() };
        let mut talk = (*talk).clone();
        let body = Body::Reply(Rc::new(Reply::waiting(talk.connection.clone(), self.model_of(&talk))));
        // A reply of which nothing came is no version worth keeping.
        let empty = old.text.is_empty() && old.reasoning.is_none() && old.tools.is_empty();
        let reply = if empty {
            talk.replace(Message { body, ..(*message).clone() }, now);
            message.id.clone()
        } else {
            talk.add(self.ids.message(), message.parent.clone(), body, now).id.clone()
        };
        self.begin(talk, &reply, true, now).unwrap_or_default()
    }

    #[inline(never)]
    pub(super) fn retried_without(&mut self, id: &MessageId, parameter: Rc<str>, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation().cloned() else { return Vec::new() };
        let mut effects = self.refused(&talk.connection, &self.model_of(&talk), &parameter);
        effects.extend(self.retry_pressed(id, now));
        effects
    }

    pub(super) fn continue_pressed(&mut self, id: &MessageId, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation().cloned() else { return Vec::new() };
        let Some(message) = talk.message(id).cloned() else { return Vec::new() };
        let Some(old) = message.reply().filter(|reply| reply.state.can_continue()) else { return Vec::new() };
        if old.text.is_empty() {
            return self.retry_pressed(id, now);
        }
        let mut talk = (*talk).clone();
        let reply = Reply { state: ReplyState::Growing, usage: None, ..(**old).clone() };
        talk.replace(Message { body: Body::Reply(Rc::new(reply)), ..(*message).clone() }, now);
        let connection = self.connection_of(&talk);
        let prefills = connection.is_some_and(|held| held.is_demo() || held.preset.facts().prefills);
        let Some(effects) = self.begin(talk, id, false, now) else { return Vec::new() };
        if let Some(turn) = self.chat.turns.last_mut() {
            turn.continues(Rc::clone(old), if prefills { Manner::Prefilled } else { Manner::Asked });
        }
        effects
    }

    /// Opens a turn for a reply that stands in `talk` already and asks. `first` moves the conversation to the top.
    fn begin(&mut self, talk: Conversation, reply: &MessageId, first: bool, now: Moment) -> Option<Vec<Effect>> {
        if self.chat.turn_of(&talk.id).is_some() {
            self.chat.obstacle = Some(Obstacle::Busy);
            return None;
        }
        if self.chat.following.contains(&talk.id) {
            self.chat.obstacle = Some(Obstacle::Elsewhere);
            return None;
        }
        let ask = match self.ask(&talk, reply) {
            Ok(ask) => ask,
            Err(obstacle) => {
                self.chat.obstacle = Some(obstacle);
                return None;
            }
        };
        self.chat.obstacle = None;
        let mut talk = talk;
        let mut effects = self.end_reading_into(&mut talk, now);
        self.chat.unchanged.remove(reply);
        let mut turn = Turn::new(self.ids.turn(), talk.id.clone(), Rc::clone(talk.message(reply)?), now);
        turn.whole = talk.parameters.unstreamed;
        effects.push(Effect::Ask(turn.id.clone(), Box::new(ask)));
        if self.chat.turns.is_empty() {
            effects.push(Effect::Tick(true));
        }
        self.chat.turns.push(turn);
        effects.extend(self.keep(talk, first));
        Some(effects)
    }

    pub(super) fn grew(&mut self, id: &TurnId, growth: Growth, now: Moment) -> Vec<Effect> {
        let Some(turn) = self.chat.turns.iter_mut().find(|turn| turn.id == *id) else {
            return self.grew_late(id, growth, now);
        };
        let is_shorter = growth.demoted.is_some();
        let output = turn.grow(growth, now);
        let (conversation, message) = (turn.conversation.clone(), Rc::clone(&turn.message));
        if !turn.whole && self.conversation().is_some_and(|talk| talk.id == conversation) {
            Rc::make_mut(&mut self.chat.thread).refresh(&message);
        }
        if is_shorter {
            return self.store_anew(id, now);
        }
        if output { vec![Effect::Journal(conversation, message)] } else { Vec::new() }
    }

    /// Stores a reply that has become shorter, which its journal cannot tell.
    fn store_anew(&mut self, id: &TurnId, now: Moment) -> Vec<Effect> {
        let Some(turn) = self.chat.turns.iter_mut().find(|turn| turn.id == *id) else { return Vec::new() };
        let Some(talk) = self.chat.open.get(&turn.conversation) else { return Vec::new() };
        let mut talk = (**talk).clone();
        talk.replace((*turn.message).clone(), now);
        if let Some(message) = talk.message(&turn.message.id) {
            turn.message = Rc::clone(message);
        }
        self.keep(talk, false)
    }

    pub(super) fn ended(&mut self, id: &TurnId, ending: Ending, now: Moment) -> Vec<Effect> {
        if self.chat.settled.iter().any(|settled| settled.turn.id == *id) {
            return self.ended_late(id, ending, now);
        }
        self.ended_so_far(id, ending, false, now)
    }

    /// A reply ended; or it is shown as ended, and its connection is read on.
    pub(super) fn ended_so_far(&mut self, id: &TurnId, ending: Ending, reads_on: bool, now: Moment) -> Vec<Effect> {
        let Some(turn) = self.chat.turns.iter().find(|turn| turn.id == *id).cloned() else { return Vec::new() };
        let mut effects = Vec::new();
        // Asked once more, a reply of which some came would begin a second time behind it.
        if let Ending::Failed(fault) = &ending
            && !turn.has_grown()
        {
            if let Some(again) = self.again_by_itself(&turn, fault, now) {
                return again;
            }
            // What we send unasked is dropped unasked where a server refuses it, and sent where it is demanded.
            // A stream is unasked too where the reply is shown whole anyway.
            if let Fault::ParameterRefused { parameter, .. } = fault
                && (is_unasked(parameter) || turn.whole && &**parameter == "stream")
                && let Some(talk) = self.chat.open.get(&turn.conversation).cloned()
                && !self.connections.get(&talk.connection).is_some_and(|c| c.refuses(&self.model_of(&talk), parameter))
            {
                effects.extend(self.refused(&talk.connection, &self.model_of(&talk), parameter));
                effects.extend(self.ask_again(&turn, now));
                return effects;
            }
        }
        let connection = turn.message.reply().and_then(|reply| reply.connection.clone());
        if let Some(connection) = connection {
            effects.extend(match &ending {
                Ending::Finished(_) => self.learned(&connection, Ok(()), now),
                Ending::Failed(fault) => self.learned(&connection, Err(fault), now),
                Ending::Interrupted(_) => Vec::new(),
            });
        }
        let (turn, ended) = self.finish(&turn, now, ending.clone().into());
        effects.extend(ended);
        if reads_on {
            self.chat.settled.push(SettledTurn { turn, ending, has_grown: false });
        }
        effects
    }

    pub(super) fn stop_pressed(&mut self, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation().map(|talk| talk.id.clone()) else { return Vec::new() };
        let Some(turn) = self.chat.turn_of(&talk).cloned() else { return self.end_reading(&talk, now) };
        let mut effects = vec![Effect::Abort(turn.id.clone())];
        effects.extend(self.finish(&turn, now, ReplyState::Stopped).1);
        effects.push(Effect::Focus(Place::Composer));
        effects
    }

    pub(super) fn all_stopped(&mut self, now: Moment) -> Vec<Effect> {
        self.being_read().iter().flat_map(|id| self.abandon(id, now)).collect()
    }

    /// Stops a conversation's turn because its reply goes away.
    pub(super) fn abandon(&mut self, conversation: &ConversationId, now: Moment) -> Vec<Effect> {
        let mut effects = self.end_reading(conversation, now);
        let Some(turn) = self.chat.turn_of(conversation).cloned() else { return effects };
        effects.push(Effect::Abort(turn.id.clone()));
        effects.extend(self.finish(&turn, now, ReplyState::Stopped).1);
        effects
    }

    /// Ends a turn: its reply and the other versions of it take their places. Gives the turn as it ended.
    fn finish(&mut self, turn: &Turn, now: Moment, state: ReplyState) -> (Turn, Vec<Effect>) {
        self.chat.turns.retain(|running| running.id != turn.id);
        let mut effects = Vec::new();
        if self.chat.turns.is_empty() {
            effects.push(Effect::Tick(false));
        }
        let mut turn = turn.clone();
        turn.flush();
        let (asked, thinking, continuing) = (turn.asked, turn.thinking, turn.continuing);
        let before = turn.before.clone().filter(|_| turn.was_in_vain());
        if before.is_some() {
            self.chat.unchanged.insert(turn.message.id.clone(), state.clone());
        }
        turn.change(|reply| {
            if !continuing {
                reply.timing.total = Some(now.since(asked));
            }
            if let (Some(reasoning), Some(began)) = (&mut reply.reasoning, thinking) {
                reasoning.took.get_or_insert(now.since(began));
            }
            reply.state = state.clone();
            // What ended as it did before is not complete because nothing more came.
            if let Some(before) = before {
                reply.state = before.state.clone();
                reply.usage = before.usage;
            }
        });
        if let Some(talk) = self.chat.open.get(&turn.conversation) {
            let mut talk = (**talk).clone();
            talk.replace((*turn.message).clone(), now);
            self.keep_versions(&mut turn, &mut talk, &state, now);
            effects.extend(self.keep(talk, false));
        }
        (turn, effects)
    }

    /// Waits and tries again where a server asked for patience and nothing has come yet.
    fn again_by_itself(&mut self, turn: &Turn, fault: &Fault, now: Moment) -> Option<Vec<Effect>> {
        let Fault::RateLimited { wait, .. } = fault else { return None };
        let own_clock = 2_000_u32 << turn.attempts.min(4);
        // Spread, so that several tabs do not all come back at once. The id is as good as random.
        let jitter = turn.id.as_str().bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte)) % 500;
        let wait = wait.unwrap_or(own_clock) + jitter;
        let running = self.chat.turns.iter_mut().find(|running| running.id == turn.id)?;
        if running.attempts >= ATTEMPTS || wait > PATIENCE {
            return None;
        }
        running.attempts += 1;
        running.again = Some(Moment { wall: now.wall + i64::from(wait), steady: now.steady + u64::from(wait) });
        running.tick(now);
        Some(vec![Effect::Wait(turn.id.clone(), wait)])
    }

    pub(super) fn wait_over(&mut self, id: &TurnId, now: Moment) -> Vec<Effect> {
        let waits = self.chat.turns.iter().find(|turn| turn.id == *id && turn.again.is_some()).cloned();
        waits.map(|turn| self.ask_again(&turn, now)).unwrap_or_default()
    }

    fn ask_again(&mut self, turn: &Turn, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.chat.open.get(&turn.conversation).cloned() else { return Vec::new() };
        let ask = self.ask(&talk, &turn.message.id);
        let Some(running) = self.chat.turns.iter_mut().find(|running| running.id == turn.id) else { return Vec::new() };
        running.again = None;
        running.heard = now;
        running.tick(now);
        match ask {
            Ok(ask) => vec![Effect::Ask(turn.id.clone(), Box::new(ask))],
            Err(obstacle) => {
                self.chat.obstacle = Some(obstacle);
                self.finish(turn, now, ReplyState::Stopped).1
            }
        }
    }

    pub(super) fn ticked(&mut self, now: Moment) -> Vec<Effect> {
        for turn in &mut self.chat.turns {
            turn.tick(now);
        }
        Vec::new()
    }

    #[inline(never)]
    pub(super) fn page_hidden(&mut self, now: Moment) -> Vec<Effect> {
        let running: Vec<ConversationId> = self.chat.turns.iter().map(|turn| turn.conversation.clone()).collect();
        let mut effects: Vec<Effect> = running.iter().flat_map(|id| self.save(id)).collect();
        effects.extend(self.save_late(now));
        effects
    }

    #[inline(never)]
    pub(super) fn saved(
        &mut self,
        id: &ConversationId,
        merged: Option<Box<Conversation>>,
        size: u32,
        used: u32,
    ) -> Vec<Effect> {
        self.storage.used = used;
        self.storage.problem = None;
        self.storage.unsaved.retain(|unsaved| unsaved != id);
        Rc::make_mut(&mut self.history).measured(id, size);
        let mut effects = merged.map(|merged| self.conversation_came(*merged)).unwrap_or_default();
        effects.extend(self.save_again());
        effects
    }

    /// Tries again what could not be stored before.
    pub(super) fn save_again(&mut self) -> Vec<Effect> {
        let unsaved = std::mem::take(&mut self.storage.unsaved);
        unsaved.iter().flat_map(|id| self.save(id)).collect()
    }
}

/// Whether a finished reply has nothing to show.
#[must_use]
pub fn is_empty(reply: &Reply) -> bool {
    reply.text.is_empty()
        && reply.tools.is_empty()
        && reply.reasoning.as_ref().is_none_or(|reasoning| reasoning.text.is_empty())
        && matches!(reply.state, ReplyState::Finished(FinishReason::Stop | FinishReason::Unsaid | FinishReason::Length))
}
