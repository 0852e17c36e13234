//! Conversations in the store: read, written and deleted one by one, each write merged with what another tab wrote.
//!
//! The record goes first and the index after it, so that a page closed in between leaves a conversation that the
//! next start finds; with a deletion it is the other way round, and the next start finishes it.

use std::rc::Rc;

use crate::domain::archive::conversation::{self, Loaded};
use crate::domain::archive::durable::Order;
use crate::domain::archive::index::page_of;
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::{LONGEST, RESERVE, units};
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::opening::{Problem, Trouble, trouble};
use crate::domain::archive::record::{self, Kind, Read};
use crate::domain::archive::store::{Store, deletion};
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::table::Set;

/// How many conversations written last are remembered. News from other tabs take milliseconds.
const RECENT: usize = 8;

/// Deletions that the durable level makes in one go.
const BURIALS: usize = 100;

/// What came of saving a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The conversation as it now stands, where another tab's changes were merged in.
    pub merged: Option<Conversation>,
    /// Room it takes, in UTF-16 units, its name included.
    pub size_units: u32,
    /// The entry for the history to absorb, where it is not the one given: something was merged in, or another tab
    /// deleted the conversation as it stands here and nothing was written.
    pub entry: Option<Entry>,
}

impl Store {
    /// Reads a conversation. A part of it that cannot be read is counted and left where it is.
    ///
    /// # Errors
    /// Says why none of it can be read.
    pub fn load_conversation(&mut self, id: &ConversationId) -> Result<Option<Loaded>, Problem> {
        let key = Key::Conversation(id.clone());
        let text = match self.get(&key) {
            Ok(Some(text)) => text,
            Ok(None) => return Ok(None),
            Err(_) => return Err(Problem { key, trouble: Trouble::Refused }),
        };
        let mut loaded = match conversation::decode(id, &text) {
            Read::Fine(loaded) => loaded,
            read => return Err(Problem { key, trouble: trouble(&read).unwrap_or(Trouble::Refused) }),
        };
        if loaded.part && self.durable == Durable::Refused {
            // What came before is nowhere.
            loaded.conversation.reattach();
            loaded.unread += 1;
        }
        if let Some(entry) = self.index.get(id)
            && loaded.unread > 0
        {
            // What the damage took, the index may still know.
            let conversation = &mut loaded.conversation;
            conversation.revision = conversation.revision.max(entry.revision);
            if conversation.title.is_empty() {
                conversation.title = entry.title.clone();
            }
        }
        Ok(Some(loaded))
    }

    /// Reads a conversation into which the page takes all that comes of it here and of the durable level: what it then
    /// writes need not be merged with what it read.
    pub fn show_conversation(&mut self, id: &ConversationId) -> Option<Loaded> {
        let loaded = self.load_conversation(id).ok().flatten();
        self.shown.clone_from(&loaded);
        // What could not be read is to be kept aside before it is written over.
        self.note(id, loaded.as_ref().map_or(1, |loaded| loaded.unread));
        loaded
    }

    /// Takes down that the page has all that stands under a conversation here, unless some of it could not be read.
    pub(super) fn note(&mut self, id: &ConversationId, unread: u32) {
        if unread == 0 {
            self.local.note(&Key::Conversation(id.clone()).name());
        }
    }

    /// Keeps a conversation and its entry in the history. What another tab wrote into it meanwhile is merged in.
    ///
    /// A conversation that was deleted in this tab is brought back by this; one that another tab deleted only if it
    /// changed here since.
    ///
    /// # Errors
    /// Nothing was written, and what was there still is.
    pub fn save_conversation(&mut self, conversation: &Conversation, listed: &Entry) -> Result<Saved, StorageProblem> {
        let id = &conversation.id;
        let known = self.known(id, listed)?;
        let mut merged = conversation.clone();
        if let Some(stone) = known.as_ref().filter(|entry| entry.deleted) {
            if conversation.revision < stone.revision && !self.deleted_here.contains(id) {
                return Ok(Saved { merged: None, size_units: 0, entry: known });
            }
            merged.revision = merged.revision.max(stone.revision + 1);
        }
        let key = Key::Conversation(id.clone());
        // What the page already has need not be read again, which takes longer than all else here.
        let noted = self.local.is_noted(&key.name());
        if !noted && let Some(text) = self.get(&key)? {
            merged = self.merged_with(&key, merged, &text)?;
        }
        let mut order = listed.order;
        if let Some(entry) = known.filter(|entry| !entry.deleted) {
            order = order.max(entry.order);
            // The index can be ahead of the record, after a deletion that lost.
            if entry.revision >= merged.revision && entry.title != merged.title {
                merged.revision = entry.revision + 1;
            }
        }
        let size_units = self.write_conversation(&merged, order)?;
        let merged = (merged != *conversation).then_some(merged);
        if merged.is_none() {
            // The next one comes from this one, and can be written over it unread.
            self.written.insert(id.clone(), conversation.revision);
            self.note(id, 0);
        }
        let entry = self.index.get(id).filter(|_| merged.is_some()).cloned();
        Ok(Saved { merged, size_units, entry })
    }

    /// Deletes a conversation for every tab. The draft in it stays until the next start, for the undo.
    ///
    /// # Errors
    /// It was not deleted.
    pub fn delete_conversation(&mut self, listed: &Entry) -> Result<(), StorageProblem> {
        let id = &listed.id;
        let known = self.known(id, listed)?;
        let key = Key::Conversation(id.clone());
        let text = self.get(&key)?.unwrap_or_default();
        let stored = match record::header(&text, Kind::Conversation) {
            Read::Fine(header) => header.revision,
            Read::Newer { .. } => return Err(StorageProblem::Newer),
            Read::Corrupt { .. } => 0,
        };
        let (known, order) = known.map_or((0, listed.order), |entry| (entry.revision, entry.order));
        let revision = listed.revision.max(stored.max(known) + 1);
        let stone = Entry { order, ..deletion(listed, revision) };
        self.order_burials(std::slice::from_ref(&stone));
        self.index.put(stone);
        self.flush(true);
        self.take(&key)?;
        // Where there was no room for the mark of a deletion there is now.
        self.flush(true);
        self.deleted_here.insert(id.clone());
        self.written.remove(id);
        self.recent.retain(|held| held.id != *id);
        self.forget_known(id);
        Ok(())
    }

    /// Deletes many conversations: their pages of the index first, each once, and then they themselves. What a newer
    /// Sotto wrote stays. The pages are written with the next [`Store::flush_some`].
    pub fn delete_conversations(&mut self, listed: &[Rc<Entry>]) {
        let mut pages = Set::new();
        let mut stones = Vec::new();
        for entry in listed {
            let place = self.index.get(&entry.id).map_or(entry.order, |entry| entry.order);
            if pages.insert(page_of(place)) {
                let _ = self.refresh(page_of(place));
            }
            let key = Key::Conversation(entry.id.clone());
            let text = self.get(&key).ok().flatten().unwrap_or_default();
            let stored = match record::header(&text, Kind::Conversation) {
                Read::Fine(header) => header.revision,
                Read::Newer { .. } => continue,
                Read::Corrupt { .. } => 0,
            };
            let known = self.index.get(&entry.id).map_or((0, entry.order), |entry| (entry.revision, entry.order));
            let stone = Entry { order: known.1, ..deletion(entry, entry.revision.max(stored.max(known.0) + 1)) };
            self.index.put(stone.clone());
            stones.push(stone);
        }
        self.order_burials(&stones);
        let _ = self.flush_some(pages.len());
        for stone in stones {
            let _ = self.take(&Key::Conversation(stone.id.clone()));
            self.deleted_here.insert(stone.id.clone());
            self.written.remove(&stone.id);
            self.recent.retain(|held| held.id != stone.id);
            self.forget_known(&stone.id);
        }
    }

    pub(super) fn order_burials(&mut self, stones: &[Entry]) {
        for some in stones.chunks(BURIALS) {
            self.order(Order::Bury(some.to_vec(), self.writer.clone()));
        }
    }

    /// What the index knows of a conversation, another tab's latest word included.
    fn known(&mut self, id: &ConversationId, listed: &Entry) -> Result<Option<Entry>, StorageProblem> {
        let place = self.index.get(id).map_or(listed.order, |entry| entry.order);
        self.refresh(page_of(place))?;
        if self.sealed { Err(StorageProblem::Newer) } else { Ok(self.index.get(id).cloned()) }
    }

    /// `ours` with what the stored text has, unless this tab wrote it. Keeps aside what it cannot read.
    pub(super) fn merged_with(
        &mut self,
        key: &Key,
        ours: Conversation,
        text: &str,
    ) -> Result<Conversation, StorageProblem> {
        if let Read::Fine(header) = record::header(text, Kind::Conversation)
            && header.writer == self.writer
            && self.written.get(&ours.id) == Some(&header.revision)
        {
            return Ok(ours);
        }
        match conversation::decode(&ours.id, text) {
            Read::Fine(Loaded { conversation: theirs, unread, .. }) => {
                if unread > 0 {
                    self.set_aside(key, text)?;
                }
                Ok(ours.merge(&theirs))
            }
            Read::Newer { .. } => Err(StorageProblem::Newer),
            Read::Corrupt { .. } => {
                self.set_aside(key, text)?;
                Ok(ours)
            }
        }
    }

    /// Writes the record. Where there is no room for it the durable level holds it alone, and what stood here stays.
    fn write_record(&mut self, conversation: &Conversation, order: u64) -> Result<u32, StorageProblem> {
        let key = Key::Conversation(conversation.id.clone());
        let here = self.durable == Durable::Here;
        let room = if here && !self.ledger.is_unlimited() { LONGEST } else { u32::MAX };
        let text = conversation::encode_latest(conversation, order, &self.writer, room);
        let written = match self.put(&key, &text, RESERVE) {
            Err(StorageProblem::Full) if here => {
                self.deep.insert(conversation.id.clone());
                Ok(units(&key.name()) + units(&text))
            }
            // Memory keeps nothing.
            put if here && self.ledger.is_unlimited() => {
                self.deep.insert(conversation.id.clone());
                put
            }
            put => {
                self.deep.remove(&conversation.id);
                put
            }
        };
        self.make_room();
        written
    }

    /// Writes the record, then the index.
    pub(super) fn write_conversation(
        &mut self,
        conversation: &Conversation,
        order: u64,
    ) -> Result<u32, StorageProblem> {
        let id = &conversation.id;
        self.order_conversation(conversation, order);
        self.undelete_originals(id);
        let size = self.write_record(conversation, order)?;
        self.deleted_here.remove(id);
        self.written.remove(id);
        self.recent.retain(|held| held.id != *id);
        self.recent.truncate(RECENT - 1);
        self.recent.insert(0, conversation.clone());
        self.index.put(Entry::of(conversation, order, size));
        self.flush(true);
        Ok(size)
    }
}
