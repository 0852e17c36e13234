//! The two levels meet: what the durable one found at the start and in each conversation that is opened, brought into
//! agreement with the one that was there at once. Also what is ordered of the durable level.
//!
//! Promises: of each row the newer one stays in both levels, whichever of their writes were lost; nothing is there
//! twice; what was deleted stays deleted. Without a durable level the first one carries on alone.

use crate::domain::archive::conversation::{self, Loaded};
use crate::domain::archive::durable::{self, HEADS, Order, RECORDS, Row};
use crate::domain::archive::elsewhere::Foreign;
use crate::domain::archive::journal::Journal;
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::{BUDGET, LONGEST, units};
use crate::domain::archive::opening::{Problem, Trouble};
use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet};
use crate::domain::archive::store::{self, Store};
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::message::Message;
use crate::domain::table::{Set, Table, in_order};

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

/// What the durable level had to tell at the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// What it has newer, as if another tab had written it.
    pub news: Vec<Foreign>,
    /// What of it cannot be read.
    pub problems: Vec<Problem>,
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
        let there = self.index.entries().filter(|entry| !entry.deleted).cloned();
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
        self.missing()
    }

    fn missing(&mut self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for id in std::mem::take(&mut self.absent) {
            self.index.forget(&id);
            problems.push(Problem { key: Key::Conversation(id), trouble: Trouble::Missing });
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

    /// Orders a small record to be kept as well. Conversations and the index have their own ways.
    pub(super) fn order_record(&mut self, key: &Key, text: &str) {
        if kind_of(key).is_some() {
            self.order(Order::Record(key.name(), text.to_owned()));
        }
    }

    /// A small record goes: the mark of it must be newer than any copy that comes back.
    pub(super) fn order_removal(&mut self, key: &Key) -> Result<(), StorageProblem> {
        let Some(kind) = kind_of(key) else { return Ok(()) };
        self.stamp += 1;
        let mark = Sheet::new(kind, self.stamp, &self.writer, "null").finish();
        self.order(Order::Record(key.name(), mark));
        Ok(())
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

    /// Takes in what the durable level has: heads and small records.
    pub fn survey(&mut self, found: &[Row]) -> Survey {
        self.durable = Durable::Here;
        let mut survey = Survey::default();
        let mut entries = Vec::new();
        let mut there: Table<ConversationId, (u64, bool)> = Table::new();
        let mut unreadable: Set<ConversationId> = Set::new();
        for (key, text) in found {
            if let Some(name) = key.strip_prefix(RECORDS) {
                survey.news.extend(self.record_found(name, text));
                continue;
            }
            let Some(id) = key.strip_prefix(HEADS).and_then(ConversationId::parse) else { continue };
            let held = self.index.get(&id).cloned();
            let Some(entry) = durable::entry(&id, text) else {
                let trouble = match record::header(text, Kind::Conversation) {
                    Read::Newer { schema } => Trouble::Newer(schema),
                    _ => Trouble::Unreadable(Damage::Body),
                };
                if held.is_none() {
                    survey.problems.push(Problem { key: Key::Conversation(id.clone()), trouble });
                }
                unreadable.insert(id);
                continue;
            };
            there.insert(id, (entry.revision, entry.deleted));
            if held.as_ref().is_none_or(|held| entry.rank() > held.rank()) {
                entries.extend(self.entry_found(entry, held));
            }
        }
        self.absent.retain(|id| !there.contains_key(id) && !unreadable.contains(id));
        let problems = self.missing();
        survey.problems.extend(problems);
        let mut gone = Vec::new();
        for entry in self.index.entries() {
            let (revision, deleted) = there.get(&entry.id).copied().unwrap_or_default();
            if entry.deleted && revision > 0 && !deleted {
                gone.push(entry.clone());
            } else if !entry.deleted && entry.revision > revision && !unreadable.contains(&entry.id) {
                self.behind.insert(entry.id.clone());
            }
        }
        for entry in gone {
            self.order(Order::Bury(entry, self.writer.clone()));
        }
        self.send_records(found);
        self.make_room();
        if !entries.is_empty() {
            survey.news.push(Foreign::Entries(entries));
        }
        self.flush(true);
        survey
    }

    /// The durable level knows better of a conversation.
    fn entry_found(&mut self, mut entry: Entry, held: Option<Entry>) -> Option<Entry> {
        let key = Key::Conversation(entry.id.clone());
        if entry.deleted {
            held.as_ref()?;
            let _ = self.take(&key);
        }
        if let Some(held) = held {
            entry.size = if entry.deleted { 0 } else { held.size };
            entry.order = entry.order.max(held.order);
        }
        self.index.put(entry.clone());
        Some(entry)
    }

    /// The durable level has a small record: the newer one stays.
    fn record_found(&mut self, name: &str, text: &str) -> Option<Foreign> {
        let key = Key::parse(name)?;
        let kind = kind_of(&key)?;
        let Read::Fine(theirs) = record::header(text, kind) else { return None };
        self.stamp = self.stamp.max(theirs.revision);
        let held = self.get(&key).ok()?;
        if held.as_deref().is_some_and(|held| revision(held, kind).is_none_or(|ours| ours >= theirs.revision)) {
            return None;
        }
        // Lists of rows have no body either.
        let removed = matches!(kind, Kind::Draft | Kind::Secrets)
            && matches!(record::read(text, kind), Read::Fine(record) if record.body == "null");
        if removed {
            held.as_ref()?;
            let _ = self.local.remove(name);
            self.ledger.forget(name);
            return self.told(key, None, None);
        }
        let size = units(text);
        if self.ledger.admits(name, size, 0).is_ok() && self.local.set(name, text).is_ok() {
            self.ledger.note(name, size);
        }
        self.told(key, Some(text), Some(text))
    }

    /// Orders the small records that the durable level lacks.
    fn send_records(&mut self, found: &[Row]) {
        for name in self.local.keys() {
            let Some(key) = Key::parse(&name) else { continue };
            let (Some(kind), Ok(Some(text))) = (kind_of(&key), self.get(&key)) else { continue };
            let theirs = durable::text_of(found, &[RECORDS, &name].concat());
            if theirs.is_some_and(|theirs| matches!(record::header(theirs, kind), Read::Newer { .. })) {
                continue;
            }
            if revision(&text, kind) > theirs.and_then(|theirs| revision(theirs, kind)) {
                self.order(Order::Record(name, text));
            }
        }
    }

    /// What a conversation is with all that the durable level found of it. Both levels are brought up to date.
    pub fn found(&mut self, id: &ConversationId, found: &[Row]) -> Option<Loaded> {
        if self.index.get(id).is_some_and(|entry| entry.deleted) {
            return None;
        }
        let here = self.load_conversation(id).ok().flatten();
        let held = durable::assemble(id, found);
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
        Some(loaded)
    }

    /// Writes what the durable level had newer into this one, if it stood here before or there is room.
    fn bring_up(&mut self, conversation: &Conversation, order: u64, stood: bool) {
        let key = Key::Conversation(conversation.id.clone());
        let text = conversation::encode_latest(conversation, order, &self.writer, LONGEST);
        let size = units(&text);
        if (stood || self.used().saturating_add(size) <= BUDGET) && self.put(&key, &text, 0).is_ok() {
            let size = self.ledger.share(&key.name());
            self.index.put(store::entry(conversation, order, size));
            self.flush(true);
        }
    }
}

fn revision(text: &str, kind: Kind) -> Option<u64> {
    match record::header(text, kind) {
        Read::Fine(header) => Some(header.revision),
        _ => None,
    }
}

/// The kind of a small record.
fn kind_of(key: &Key) -> Option<Kind> {
    match key {
        Key::Settings => Some(Kind::Settings),
        Key::Connections => Some(Kind::Connections),
        Key::Secrets(_) => Some(Kind::Secrets),
        Key::Draft(_) => Some(Kind::Draft),
        _ => None,
    }
}
