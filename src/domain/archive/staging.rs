//! An import in the storage: staged conversation by conversation, and there all at once with one commit.
//!
//! Promises that whenever the browser is killed, all of an import is there afterwards or nothing. In the durable level a
//! new conversation's messages are written where they belong, which nobody sees without its head; heads, and whatever
//! belongs to conversations that are here already, wait under `i/IMPORT/`. The commit is one transaction that moves them
//! to their places. What waits without a commit is swept away at the next start, unless the tab that staged it still
//! lives. Without a durable level all waits in memory, and is written in one go.

use crate::domain::archive::conversation;
use crate::domain::archive::durable::{self, Change, HEADS, Order, Row, head_key, rows_key};
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::{BUDGET, LONGEST, QUOTA, RESERVE, units};
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::originals::originals_key;
use crate::domain::archive::record::{self, Kind, Read};
use crate::domain::archive::store::Store;
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::original::Original;

/// Under which it waits.
pub const STAGED: &str = "i/";

/// The mark that a conversation was staged.
const MARK: &str = "#/";

/// An import that is being staged.
#[derive(Debug)]
pub(super) struct Staging {
    id: ConversationId,
    entries: Vec<Entry>,
    /// Those that were not here before.
    new: Vec<ConversationId>,
    /// Those that were.
    here: Vec<ConversationId>,
    /// What the first level has room for.
    texts: Vec<(ConversationId, String)>,
    units: u32,
    /// Without a durable level: all of it.
    alone: Vec<(Conversation, Entry)>,
}

/// Staged by a tab that may live no more: the import, and its conversations.
pub type Leftover = (ConversationId, Vec<ConversationId>);

fn under(import: &ConversationId) -> String {
    [STAGED, import.as_str(), "/"].concat()
}

/// What staging writes, given what it would write in place.
pub(super) fn staged(import: &ConversationId, id: &ConversationId, here: bool, changes: Vec<Change>) -> Vec<Change> {
    let place = under(import);
    let mut staged = vec![Change::Put([&place, MARK, id.as_str()].concat(), String::new())];
    for change in changes {
        if let Change::Put(key, text) = change {
            let waits = here || key.starts_with(HEADS);
            staged.push(Change::Put(if waits { [&place, &*key].concat() } else { key }, text));
        }
    }
    staged
}

/// How many conversations of it were found.
fn marks(import: &ConversationId, found: &[Row]) -> usize {
    let mark = [&under(import), MARK].concat();
    found.iter().filter(|(key, _)| key.starts_with(&mark)).count()
}

/// What the commit writes: nothing, unless all is there.
pub(super) fn moved(import: &ConversationId, count: usize, found: &[Row]) -> Vec<Change> {
    if marks(import, found) < count {
        return Vec::new();
    }
    let place = under(import);
    let standing: Vec<Row> = found.iter().filter(|(key, _)| key.starts_with(HEADS)).cloned().collect();
    let mut changes = Vec::new();
    for (key, text) in found {
        let Some(to) = key.strip_prefix(&place).filter(|to| !to.starts_with(MARK)) else { continue };
        let stands = durable::text_of(&standing, to).map(|text| record::header(text, Kind::Conversation));
        let ours = record::header(text, Kind::Conversation);
        let stays = match (stands, ours) {
            (Some(Read::Newer { .. }), _) => true,
            // Somebody wrote in it meanwhile.
            (Some(Read::Fine(stands)), Read::Fine(ours)) => to.starts_with(HEADS) && stands.revision > ours.revision,
            _ => false,
        };
        if !stays {
            changes.push(Change::Put(to.to_owned(), text.clone()));
        }
    }
    changes.push(Change::TakeUnder(place));
    changes
}

/// What sweeping removes: all that waits, and the messages of conversations that never came to be.
pub(super) fn swept(import: &ConversationId, ids: &[ConversationId], found: &[Row]) -> Vec<Change> {
    let mut changes = vec![Change::TakeUnder(under(import))];
    for id in ids {
        let head = durable::text_of(found, &head_key(id));
        let lives = head.is_some_and(|text| durable::entry(id, text).is_none_or(|entry| !entry.deleted));
        if !lives {
            changes.push(Change::TakeUnder(rows_key(id)));
            changes.push(Change::TakeUnder(originals_key(id)));
        }
    }
    changes
}

/// The imports that were left behind.
pub(super) fn leftovers(found: &[Row]) -> Vec<Leftover> {
    let mut left: Vec<Leftover> = Vec::new();
    for (key, _) in found {
        let Some((import, rest)) = key.strip_prefix(STAGED).and_then(|rest| rest.split_once('/')) else { continue };
        let Some(import) = ConversationId::parse(import) else { continue };
        if left.last().is_none_or(|(last, _)| *last != import) {
            left.push((import, Vec::new()));
        }
        let id = rest.strip_prefix(MARK).and_then(ConversationId::parse);
        if let (Some(id), Some((_, ids))) = (id, left.last_mut()) {
            ids.push(id);
        }
    }
    left
}

impl Store {
    /// The import that is being staged, to be held by this tab as long as it is.
    #[must_use]
    pub fn importing(&self) -> Option<ConversationId> {
        self.staging.as_ref().map(|staging| staging.id.clone())
    }

    /// Stages a conversation, of which `here` says whether it is here already. Gives the room it takes. The originals
    /// of its messages are kept in the database only.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn stage(
        &mut self,
        conversation: &Conversation,
        originals: Vec<Original>,
        entry: &Entry,
        here: bool,
    ) -> Result<u32, StorageProblem> {
        let import = match &self.staging {
            Some(staging) => staging.id.clone(),
            None => {
                self.stamp += 1;
                let id = ["import-", &self.writer, "-", &self.stamp.to_string()].concat();
                ConversationId::parse(&id).ok_or(StorageProblem::Refused)?
            }
        };
        let (used, alone) = (self.used(), self.durable == Durable::Refused);
        let unlimited = self.ledger.is_unlimited();
        let staging = self.staging.get_or_insert_with(|| Staging {
            id: import.clone(),
            entries: Vec::new(),
            new: Vec::new(),
            here: Vec::new(),
            texts: Vec::new(),
            units: 0,
            alone: Vec::new(),
        });
        let room = if alone { u32::MAX } else { LONGEST };
        let text = conversation::encode_latest(conversation, entry.order, &self.writer, room);
        let name = Key::Conversation(conversation.id.clone()).name();
        let size = units(&name).saturating_add(units(&text));
        let after = used.saturating_add(staging.units).saturating_add(size);
        if alone {
            if after > QUOTA - RESERVE && !unlimited {
                return Err(StorageProblem::Full);
            }
            staging.units += size;
            staging.alone.push((conversation.clone(), entry.clone()));
            return Ok(size);
        }
        let listed = Entry { filing: entry.filing.clone(), ..Entry::of(conversation, entry.order, size) };
        staging.entries.push(listed);
        let (new, old) = (&mut staging.new, &mut staging.here);
        if here { old } else { new }.push(conversation.id.clone());
        if after <= BUDGET {
            staging.units += size;
            staging.texts.push((conversation.id.clone(), text));
        }
        self.order(Order::Stage {
            import,
            conversation: Box::new(conversation.clone()),
            order: entry.order,
            originals,
            here,
            writer: self.writer.clone(),
        });
        Ok(size)
    }

    /// Has all that was staged be there. None: the durable level was ordered to; see [`Store::committed`].
    pub fn commit(&mut self) -> Option<Result<Vec<Entry>, StorageProblem>> {
        let Some(staging) = &mut self.staging else { return Some(Ok(Vec::new())) };
        if self.durable == Durable::Refused {
            let all = std::mem::take(&mut staging.alone);
            // What was ordered before it turned out that there is no durable level is nowhere.
            let lost = !staging.entries.is_empty();
            self.staging = None;
            return Some(if lost { Err(StorageProblem::Refused) } else { self.write_all(&all) });
        }
        let order =
            Order::Commit { import: staging.id.clone(), count: staging.entries.len(), here: staging.here.clone() };
        self.order(order);
        None
    }

    /// The durable level carried the commit out: this is what is listed now.
    ///
    /// # Errors
    /// Something of it was missing, so that nothing was committed.
    pub fn committed(&mut self, found: &[Row]) -> Result<Vec<Entry>, StorageProblem> {
        let Some(staging) = self.staging.take() else { return Ok(Vec::new()) };
        if marks(&staging.id, found) < staging.entries.len() {
            return Err(StorageProblem::Refused);
        }
        for entry in &staging.entries {
            self.deleted_here.remove(&entry.id);
            self.forget_known(&entry.id);
            self.index.put(entry.clone());
        }
        for (id, text) in staging.texts {
            let _ = self.put(&Key::Conversation(id), &text, RESERVE);
        }
        Ok(staging.entries)
    }

    /// Nothing of what was staged is to be there.
    pub fn unstage(&mut self) {
        if let Some(staging) = self.staging.take() {
            self.order(Order::Sweep(staging.id, staging.new));
        }
    }

    /// Removes what a tab that lives no more had staged.
    pub fn sweep(&mut self, left: Leftover) {
        self.order(Order::Sweep(left.0, left.1));
    }

    /// Writes all, or leaves everything as it was.
    fn write_all(&mut self, all: &[(Conversation, Entry)]) -> Result<Vec<Entry>, StorageProblem> {
        let mut before = Vec::new();
        let mut entries = Vec::new();
        for (conversation, entry) in all {
            let key = Key::Conversation(conversation.id.clone());
            let stood = self.get(&key)?;
            before.push((key, stood, self.index.get(&conversation.id).cloned()));
            if let Err(problem) = self.save_conversation(conversation, entry) {
                for (key, stood, listed) in before {
                    let Key::Conversation(id) = &key else { continue };
                    self.index.forget(id);
                    if let Some(listed) = listed {
                        self.index.put(listed);
                    }
                    let _ = match stood {
                        Some(text) => self.put(&key, &text, 0).map(drop),
                        None => self.take(&key),
                    };
                    self.written.remove(id);
                    self.recent.retain(|held| held.id != *id);
                }
                self.flush(false);
                return Err(problem);
            }
            entries.extend(self.index.get(&conversation.id).cloned());
        }
        Ok(entries)
    }
}
