//! The index read page by page, the newest first, so that a page is usable before all of a long history is known.
//!
//! Promises: what is not known yet is as if another tab had written it and the news had not come: every write to a page
//! of the index takes in first what stands there, so nothing is lost or listed twice. What needs to know everything,
//! such as what is missing, is decided once all is read, and the durable level is asked only then.

use std::rc::Rc;

use crate::domain::archive::conversation::{self, Loaded};
use crate::domain::archive::durable::Order;
use crate::domain::archive::index;
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::units;
use crate::domain::archive::opening::{Problem, Trouble, trouble};
use crate::domain::archive::record::{self, Kind, Read};
use crate::domain::archive::store::Store;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::table::{Set, in_order};

/// So many conversations are listed at first; more than a tall page shows.
const FIRST: usize = 60;

/// Stands in a page in which something is pinned.
const PINNED: &str = "\"pin\":";

impl Store {
    /// Reads the pages of the newest conversations.
    pub(super) fn read_newest(&mut self) {
        self.unread = in_order(std::mem::take(&mut self.unread), |number| *number);
        while self.index.entries().filter(|entry| !entry.deleted).count() < FIRST && self.read_on() {}
    }

    /// Reads the pages with something pinned, which stands above all, and those of which something has to be known
    /// before anything is written: a newer Sotto's. Gives what is listed there.
    pub fn read_marked(&mut self) -> Vec<Entry> {
        let mut found = Vec::new();
        if std::mem::replace(&mut self.marked, true) {
            return found;
        }
        let mut rest = std::mem::take(&mut self.unread);
        rest.retain(|number| {
            let later = self.local.mentions(&Key::Index(*number).name(), record::PRESENT, PINNED) == Some(false);
            if !later {
                self.read_page(*number);
                found.extend(self.index.page(*number).into_iter().cloned());
            }
            later
        });
        self.unread = rest;
        found
    }

    /// Whether all of the history is known.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// What is known of all conversations, by id.
    #[must_use]
    pub fn entries(&self) -> Vec<Rc<Entry>> {
        self.index.entries().cloned().collect()
    }

    /// Reads the next page of the index. Says whether there was one.
    pub fn read_on(&mut self) -> bool {
        let next = self.unread.pop();
        if let Some(number) = next {
            self.read_page(number);
        }
        next.is_some()
    }

    /// Forgets what these conversations are, but for those that stand on this page alone.
    pub fn put_away(&mut self, ids: &mut Vec<ConversationId>) {
        ids.retain(|id| !self.behind.contains(id));
        for id in ids {
            self.forget_known(id);
            self.recent.retain(|held| held.id != *id);
        }
    }

    /// Finds a conversation in the pages still to be read. Gives what the history does not know yet.
    pub fn seek(&mut self, id: &ConversationId) -> Option<Entry> {
        if self.unread.is_empty() || self.index.get(id).is_some() {
            return None;
        }
        let named = ["\"", id.as_str(), "\""].concat();
        let at = self.unread.iter().position(|number| {
            let name = Key::Index(*number).name();
            self.local.mentions(&name, "", &named) == Some(true)
        })?;
        let number = self.unread.remove(at);
        self.read_page(number);
        self.index.get(id).cloned()
    }

    /// Reads what is left, brings index and conversations into agreement, and has the durable level asked. Gives what
    /// could not be read.
    pub fn read_all(&mut self) -> Vec<Problem> {
        while self.read_on() {}
        if !std::mem::replace(&mut self.whole, true) {
            let mut records = Set::new();
            let mut keys = Vec::new();
            for key in self.local.keys().iter().filter_map(|name| Key::parse(name)) {
                match key {
                    Key::Conversation(id) => drop(records.insert(id)),
                    key => keys.push(key),
                }
            }
            self.reconcile(&records);
            self.tidy(&keys);
            self.order(Order::Survey(String::new()));
        }
        std::mem::take(&mut self.problems)
    }

    fn read_page(&mut self, number: u64) {
        let key = Key::Index(number);
        let name = key.name();
        let Ok(Some(text)) = self.local.get(&name) else { return };
        self.ledger.note(&name, units(&text));
        let listed = match index::decode(&text) {
            Read::Fine((entries, whole)) => {
                if !whole {
                    self.index.stale.insert(number);
                }
                entries
            }
            Read::Newer { schema } => {
                self.sealed = true;
                self.problems.push(Problem { key, trouble: Trouble::Newer(schema) });
                return;
            }
            // Nothing is lost with a page: `reconcile` makes its entries anew.
            Read::Corrupt { .. } => {
                self.index.stale.insert(number);
                return;
            }
        };
        self.index.gather(number, listed);
    }

    /// Brings the index and the conversations that are there into agreement.
    fn reconcile(&mut self, records: &Set<ConversationId>) {
        for id in records {
            let key = Key::Conversation(id.clone());
            let name = key.name();
            let held = self.index.get(id).cloned();
            if let Some(entry) = held.as_ref().filter(|entry| !entry.deleted && entry.size > 0) {
                self.ledger.note(&name, entry.size.saturating_sub(units(&name)));
                continue;
            }
            let Ok(Some(text)) = self.local.get(&name) else { continue };
            self.ledger.note(&name, units(&text));
            let size = self.ledger.share(&name);
            let floor = match held {
                Some(entry) if !entry.deleted => {
                    self.index.put(Entry { size, ..entry });
                    continue;
                }
                Some(stone) => {
                    let newer = match record::header(&text, Kind::Conversation) {
                        Read::Fine(header) => header.revision >= stone.revision,
                        Read::Newer { .. } => continue,
                        Read::Corrupt { .. } => false,
                    };
                    if !newer {
                        // The page was closed in the middle of a deletion.
                        let _ = self.take(&key);
                        continue;
                    }
                    stone.revision + 1
                }
                None => 0,
            };
            let trouble = match conversation::decode(id, &text) {
                Read::Fine(Loaded { conversation, order, unread, .. }) => {
                    self.index.put(Entry {
                        revision: conversation.revision.max(floor),
                        ..Entry::of(&conversation, order, size)
                    });
                    (unread > 0).then_some(Trouble::Partly(unread))
                }
                read => trouble(&read),
            };
            self.problems.extend(trouble.map(|trouble| Problem { key, trouble }));
        }
        let missing: Vec<ConversationId> = self
            .index
            .entries()
            .filter(|entry| !entry.deleted && !records.contains(&entry.id))
            .map(|entry| entry.id.clone())
            .collect();
        // The durable level may have them; if not, `alone` or `survey` says so.
        self.absent = missing;
    }

    /// Removes what deleted things left behind and writes the index where it changed.
    fn tidy(&mut self, keys: &[Key]) {
        for key in keys {
            let orphaned = match key {
                Key::Draft(Some(id)) => self.index.get(id).is_some_and(|entry| entry.deleted),
                Key::Secrets(id) => self.connections.is_deleted(id),
                _ => false,
            };
            if orphaned {
                let _ = self.take(key);
            }
        }
        self.forget_left_over();
        self.flush(false);
    }
}
