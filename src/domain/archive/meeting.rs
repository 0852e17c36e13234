//! The two levels meet: what the durable one found at the start and in each conversation that is opened, brought into
//! agreement with the one that was there at once. Also what is ordered of the durable level.
//!
//! Promises: of each row the newer one stays in both levels, whichever of their writes were lost; nothing is there
//! twice; what was deleted stays deleted. Without a durable level the first one carries on alone.

use crate::domain::archive::assembly;
use crate::domain::archive::conversation::{self, Loaded};
use crate::domain::archive::durable::{self, Order, Row};
use crate::domain::archive::journal::Journal;
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::{BUDGET, LONGEST, units};
use crate::domain::archive::opening::{Problem, Trouble};
use crate::domain::archive::store::Store;
use crate::domain::archive::survey::Surveying;
use crate::domain::conversation::Conversation;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::message::Message;
use crate::domain::table::in_order;

/// Of how many conversations it is remembered what the durable level has.
const KNOWN: usize = 8;

/// Whether there is a durable level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durable {
    /// It has not answered yet.
    Asked,
    /// It works.
    Here,
    /// The browser has none, or refuses it.
    Refused,
}

impl Store {
    /// What the durable level has to do now, oldest first.
    pub fn orders(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.orders)
    }

    /// What the index knows of a conversation.
    #[must_use]
    pub fn listed(&self, id: &ConversationId) -> Option<Entry> {
        self.index.get(id).cloned()
    }

    /// What the index knows of all conversations that are there, newest first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<Entry> {
        let there = self.index.entries().filter(|entry| !entry.deleted).map(|entry| (**entry).clone());
        in_order(there, |entry| std::cmp::Reverse(entry.order))
    }

    /// Whether the durable level has less of a conversation than this one.
    #[must_use]
    pub fn lacks(&self, id: &ConversationId) -> bool {
        self.behind.contains(id)
    }

    /// Whether the latest state of a conversation stands in the durable level alone.
    #[must_use]
    pub fn is_deep(&self, id: &ConversationId) -> bool {
        self.deep.contains(id)
    }

    /// Whether there is a durable level.
    #[must_use]
    pub fn durable(&self) -> Durable {
        self.durable
    }

    /// There is no durable level: this one carries on alone. Says what is listed and not there.
    pub fn alone(&mut self) -> Vec<Problem> {
        self.durable = Durable::Refused;
        self.orders.clear();
        self.known.clear();
        self.surveying = Surveying::default();
        self.forget_deletions(&|_| false);
        self.missing()
    }

    pub(super) fn missing(&mut self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for id in std::mem::take(&mut self.absent) {
            let key = Key::Conversation(id.clone());
            // Another tab may have brought it meanwhile.
            if self.ledger.share(&key.name()) == 0 {
                self.index.forget(&id);
                problems.push(Problem { key, trouble: Trouble::Missing });
            }
        }
        self.flush(true);
        problems
    }

    pub(super) fn order(&mut self, order: Order) {
        if self.durable != Durable::Refused && !self.closed {
            self.orders.push(order);
        }
    }

    pub(super) fn forget_known(&mut self, id: &ConversationId) {
        self.known.retain(|held| held.id != *id);
        self.journals.retain(|journal| !journal.is_in(id));
    }

    fn know(&mut self, conversation: Conversation) {
        self.known.retain(|held| held.id != conversation.id);
        self.known.truncate(KNOWN - 1);
        self.known.insert(0, conversation);
    }

    /// Orders a conversation to be kept, but for what is known to be there.
    pub(super) fn order_conversation(&mut self, conversation: &Conversation, order: u64) {
        if self.durable == Durable::Refused || self.closed {
            return;
        }
        let known = self.known.iter().find(|held| held.id == conversation.id).cloned().map(Box::new);
        self.orders.push(Order::Keep {
            conversation: Box::new(conversation.clone()),
            order,
            known,
            writer: self.writer.clone(),
        });
        self.behind.remove(&conversation.id);
        self.know(conversation.clone());
    }

    /// A reply came in further. Gives the milliseconds after which to ask again, if something of it waits for its entry.
    pub fn journal(&mut self, id: &ConversationId, message: &Message, now: u64) -> Option<u64> {
        if self.durable == Durable::Refused || self.closed {
            return None;
        }
        let mut journal = match self.journals.iter().position(|journal| journal.is_of(message)) {
            Some(at) => self.journals.swap_remove(at),
            None => {
                // What is there already need not be entered.
                let known = self.known.iter().find(|held| held.id == *id)?;
                self.journals.retain(|journal| !journal.is_in(id));
                let stored = known.message(&message.id).filter(|stored| stored.revision == message.revision)?;
                Journal::new(id, stored)
            }
        };
        let mut wait = journal.due(message, now);
        if wait == Some(0) {
            let order = journal.enter(message, &self.writer, now);
            self.orders.extend(order);
            wait = None;
        }
        self.journals.push(journal);
        wait
    }

    /// Whether there is a durable level that works.
    #[must_use]
    pub fn has_durable(&self) -> bool {
        self.durable == Durable::Here
    }

    /// An order could not be carried out. Gives the conversation whose latest state is now nowhere.
    pub fn failed(&mut self, order: &Order) -> Option<ConversationId> {
        let id = match order {
            Order::Keep { conversation, .. } => &conversation.id,
            Order::Secure(_) => {
                self.spilling = false;
                return None;
            }
            _ => return None,
        };
        self.forget_known(id);
        if self.deep.contains(id) {
            return Some(id.clone());
        }
        self.behind.insert(id.clone());
        None
    }

    /// Whether the durable level lacks conversations.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        !self.behind.is_empty()
    }

    /// Orders the next conversation that the durable level lacks, when it has nothing else to do.
    pub fn catch_up(&mut self) {
        while self.orders.is_empty()
            && let Some(id) = self.behind.pop_last()
        {
            if let Ok(Some(loaded)) = self.load_conversation(&id)
                && !(loaded.part && self.deep.contains(&id))
            {
                self.order_conversation(&loaded.conversation, loaded.order);
            }
        }
    }

    /// What a conversation is with all that the durable level found of it. Both levels are brought up to date.
    pub fn found(&mut self, id: &ConversationId, found: &[Row]) -> Option<Loaded> {
        if self.index.get(id).is_some_and(|entry| entry.deleted) {
            return None;
        }
        let shown = self.shown.take_if(|shown| shown.conversation.id == *id);
        let noted = self.local.is_noted(&Key::Conversation(id.clone()).name());
        let taken = shown.is_some();
        let here = shown.filter(|_| noted).or_else(|| self.load_conversation(id).ok().flatten());
        let held = assembly::assemble(id, found);
        let order = self.index.get(id).map(|entry| entry.order);
        let (loaded, held) = match (here, held) {
            (None, None) => return None,
            (Some(mut here), None) => {
                if here.part {
                    // What came before is nowhere.
                    here.conversation.reattach();
                    here.unread += 1;
                }
                (here, None)
            }
            (here, Some(held)) => {
                let theirs = held.conversation.clone();
                let (conversation, unread) = match &here {
                    Some(here) => (theirs.merge(&here.conversation), held.unread.min(here.unread)),
                    None => (theirs, held.unread),
                };
                let order = order.unwrap_or(held.order);
                let same = |here: &Loaded| {
                    let part = here.part && here.conversation.revision == conversation.revision;
                    part || here.conversation == conversation
                };
                if !here.as_ref().is_some_and(same) {
                    self.bring_up(&conversation, order, here.is_some());
                }
                (Loaded { conversation, order, unread, part: false }, Some(held))
            }
        };
        let newer = held.as_ref().is_some_and(|held| held.newer);
        let lacking = held.as_ref().is_none_or(|held| durable::differs(&loaded.conversation, &held.conversation));
        if let Some(held) = held {
            self.know(held.conversation);
        }
        if lacking && !newer {
            self.order_conversation(&loaded.conversation, loaded.order);
        }
        if taken {
            self.note(id, loaded.unread);
        }
        Some(loaded)
    }

    /// Writes what the durable level had newer into this one, if it stood here before or there is room.
    fn bring_up(&mut self, conversation: &Conversation, order: u64, stood: bool) {
        let key = Key::Conversation(conversation.id.clone());
        let text = conversation::encode_latest(conversation, order, &self.writer, LONGEST);
        let size = units(&text);
        if (stood || self.used().saturating_add(size) <= BUDGET) && self.put(&key, &text, 0).is_ok() {
            let size = self.ledger.share(&key.name());
            self.index.put(Entry::of(conversation, order, size));
            self.flush(true);
        }
    }
}
