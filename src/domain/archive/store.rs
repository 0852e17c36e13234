//! The store: everything kept, behind one door.
//!
//! It is opened in `opening`, conversations are written in `saving`, other tabs are heard in `elsewhere`; here is all
//! else. Every write reads first what stands there, so that another tab's change is merged and not overwritten. Works
//! in memory where the browser refuses to keep anything. Knows no clock: order comes from revisions and places.

use std::rc::Rc;

use crate::domain::archive::connections::{self, Connections};
use crate::domain::archive::conversation::Loaded;
use crate::domain::archive::durable::{Order, Row};
use crate::domain::archive::index::{self, Index};
use crate::domain::archive::journal::Journal;
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::{Ledger, RESERVE, units};
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::opening::Problem;
use crate::domain::archive::record::{self, Kind, Read, Sheet};
use crate::domain::archive::sealing::Keys;
use crate::domain::archive::shelf::Shelf;
use crate::domain::archive::staging::Staging;
use crate::domain::archive::survey::Surveying;
use crate::domain::archive::{secrets, settings};
use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::filing::Folders;
use crate::domain::history::Entry;
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::json::{self, Json};
use crate::domain::settings::Settings;
use crate::domain::table::{Set, Table};

/// Everything kept. One per tab.
pub struct Store {
    pub(super) local: Box<dyn Shelf>,
    pub(super) tab: Box<dyn Shelf>,
    /// This tab's mark on what it writes.
    pub(super) writer: String,
    pub(super) ledger: Ledger,
    pub(super) index: Index,
    /// Pages of the index still to be read, the newest last.
    pub(super) unread: Vec<u64>,
    /// Whether the pages were looked through for what has to be known first.
    pub(super) marked: bool,
    /// Whether all of the history is known.
    pub(super) whole: bool,
    /// The settings as the state knows them.
    pub(super) settings: Settings,
    /// The connections as the state knows them.
    pub(super) connections: Connections,
    /// The folders as the state knows them.
    pub(super) folders: Folders,
    /// The keys that this page knows, and those that are encrypted.
    pub(super) keys: Keys,
    /// The revision at which this tab last wrote a conversation, unless there was more in it than the page knew.
    pub(super) written: Table<ConversationId, u64>,
    /// The conversations this tab wrote last, in case another tab's write crosses ours.
    pub(super) recent: Vec<Conversation>,
    /// The conversation read last to be shown, until the durable level has answered.
    pub(super) shown: Option<Loaded>,
    /// What was deleted in this tab and may be brought back.
    pub(super) deleted_here: Set<ConversationId>,
    /// The originals of the conversation deleted last, until its deletion can no longer be undone.
    pub(super) deleted_originals: Vec<Row>,
    /// Whether the index is a newer Sotto's, so that nothing may be added to it.
    pub(super) sealed: bool,
    /// Whether there is a durable level.
    pub(super) durable: Durable,
    /// What the durable level has yet to do, oldest first.
    pub(super) orders: Vec<Order>,
    /// What the durable level was last ordered to hold of some conversations.
    pub(super) known: Vec<Conversation>,
    /// Conversations of which the durable level has less than this one.
    pub(super) behind: Set<ConversationId>,
    /// Conversations whose latest state this level has no room for.
    pub(super) deep: Set<ConversationId>,
    /// Conversations that are listed but not here; the durable level may have them.
    pub(super) absent: Vec<ConversationId>,
    /// What the durable level has told so far of what it has.
    pub(super) surveying: Surveying,
    /// Replies that are coming in.
    pub(super) journals: Vec<Journal>,
    /// The highest revision of a draft or secret.
    pub(super) stamp: u64,
    /// Whether room is being made.
    pub(super) spilling: bool,
    /// An import that is being staged.
    pub(super) staging: Option<Staging>,
    /// Whether everything was deleted, so that nothing is kept any more.
    pub(super) closed: bool,
    /// What could not be read and was not told yet.
    pub(super) problems: Vec<Problem>,
}

impl Store {
    /// Units used in the storage, of [`QUOTA`](crate::domain::archive::ledger::QUOTA).
    #[must_use]
    pub fn used(&self) -> u32 {
        self.ledger.used()
    }

    /// The text of a key as it stands, to be downloaded where it cannot be read.
    #[must_use]
    pub fn raw(&self, key: &Key) -> Option<String> {
        self.get(key).ok().flatten()
    }

    /// Keeps the settings. Gives them back where another tab's changes were merged in.
    ///
    /// # Errors
    /// Nothing was written, and what was there still is.
    pub fn save_settings(&mut self, settings: &Settings) -> Result<Option<Settings>, StorageProblem> {
        let held = self.get(&Key::Settings)?.unwrap_or_default();
        let (merged, revision) = match settings::decode(&held) {
            Read::Fine((theirs, revision)) => (settings::merge(&self.settings, settings, theirs), revision),
            Read::Newer { .. } => return Err(StorageProblem::Newer),
            Read::Corrupt { .. } => {
                self.set_aside(&Key::Settings, &held)?;
                (settings.clone(), 0)
            }
        };
        self.put(&Key::Settings, &settings::encode(&merged, revision + 1, &self.writer), 0)?;
        self.settings = merged.clone();
        Ok((merged != *settings).then_some(merged))
    }

    /// Keeps the connections. Those missing from the list are kept too, unless [`Store::drop_connection`] is asked to
    /// delete them: another tab may have made them. The secrets of a connection that moved to another origin are
    /// forgotten. Gives the list as it now stands (without the demo) where it is not the one given.
    ///
    /// # Errors
    /// Nothing was written, and what was there still is.
    pub fn save_connections(&mut self, list: &[Rc<Connection>]) -> Result<Option<Vec<Connection>>, StorageProblem> {
        self.change_connections(|connections| connections.set(list))?;
        let live = self.connections.live();
        let same = live.iter().eq(list.iter().map(|held| &**held).filter(|connection| !connection.is_demo()));
        Ok((!same).then_some(live))
    }

    /// Deletes a connection and its secrets, for every tab.
    ///
    /// # Errors
    /// It was not deleted.
    pub fn drop_connection(&mut self, id: &ConnectionId) -> Result<(), StorageProblem> {
        self.drop_secrets(id)?;
        self.change_connections(|connections| connections.delete(id))
    }

    fn change_connections(&mut self, change: impl FnOnce(&mut Connections)) -> Result<(), StorageProblem> {
        let held = self.get(&Key::Connections)?.unwrap_or_default();
        let mut changed = self.connections.clone();
        let revision = match connections::decode(&held) {
            Read::Fine((theirs, revision, unread)) => {
                if unread > 0 {
                    self.set_aside(&Key::Connections, &held)?;
                }
                changed.absorb(theirs);
                revision
            }
            Read::Newer { .. } => return Err(StorageProblem::Newer),
            Read::Corrupt { .. } => {
                self.set_aside(&Key::Connections, &held)?;
                0
            }
        };
        change(&mut changed);
        self.put(&Key::Connections, &changed.encode(revision + 1, &self.writer), 0)?;
        self.connections = changed;
        for connection in self.connections.live() {
            let moved = self.row_of(&connection.id).is_some_and(|row| !connection.is_at(&row.origin));
            if moved || self.stored_secrets(&connection).is_some_and(|secrets| !connection.owns(&secrets)) {
                self.drop_secrets(&connection.id)?;
            }
        }
        Ok(())
    }

    /// Keeps a connection's secrets where the connection says and nowhere else. To be encrypted they come by
    /// [`Store::seal`]; here they are only remembered then.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn save_secrets(&mut self, connection: &Connection, secrets: &Secrets) -> Result<(), StorageProblem> {
        if secrets.is_empty() {
            return self.drop_secrets(&connection.id);
        }
        let key = Key::Secrets(connection.id.clone());
        self.stamp += 1;
        let text = secrets::encode(secrets, self.stamp, &self.writer);
        match connection.keeping {
            Keeping::Device => {
                if let Read::Newer { .. } = record::header(&self.get(&key)?.unwrap_or_default(), Kind::Secrets) {
                    return Err(StorageProblem::Newer);
                }
                self.put(&key, &text, 0)?;
            }
            Keeping::Tab => self.tab.set(&key.name(), &text)?,
            Keeping::Encrypted => {
                self.keys.held.insert(connection.id.clone(), secrets.clone());
                return Ok(());
            }
            Keeping::Memory => drop(self.keys.held.insert(connection.id.clone(), secrets.clone())),
        }
        self.forget_elsewhere(connection)
    }

    /// Forgets a connection's secrets everywhere.
    ///
    /// # Errors
    /// The browser refuses.
    pub fn drop_secrets(&mut self, id: &ConnectionId) -> Result<(), StorageProblem> {
        let key = Key::Secrets(id.clone());
        self.keys.held.remove(id);
        self.tab.remove(&key.name())?;
        self.take(&key)?;
        self.remove_row(id)
    }

    pub(super) fn stored_secrets(&self, connection: &Connection) -> Option<Secrets> {
        let key = Key::Secrets(connection.id.clone());
        let text = match connection.keeping {
            Keeping::Tab => self.tab.get(&key.name()),
            Keeping::Memory | Keeping::Encrypted if self.keys.held.contains_key(&connection.id) => {
                return self.keys.held.get(&connection.id).cloned();
            }
            Keeping::Memory => return None,
            // Killed before they were encrypted: better there in the clear than lost.
            Keeping::Encrypted if self.row_of(&connection.id).is_some() => return None,
            Keeping::Device | Keeping::Encrypted => self.get(&key),
        };
        match secrets::decode(&text.ok()??) {
            Read::Fine(secrets) => Some(secrets),
            _ => None,
        }
    }

    /// The connections in the person's order, without the demo.
    #[must_use]
    pub fn connections(&self) -> Vec<Connection> {
        self.connections.live()
    }

    /// The secrets of all connections, but for those typed for another origin.
    #[must_use]
    pub fn secrets(&self) -> Vec<(ConnectionId, Secrets)> {
        let live = self.connections.live();
        live.iter().filter_map(|connection| Some((connection.id.clone(), self.secrets_of(connection)?))).collect()
    }

    /// The secrets of a connection, unless they were typed for another origin.
    pub(super) fn secrets_of(&self, connection: &Connection) -> Option<Secrets> {
        self.stored_secrets(connection).filter(|secrets| connection.owns(secrets))
    }

    /// Keeps what was typed and not yet sent; none for the composer of a conversation still to begin. Empty: forgets it.
    ///
    /// # Errors
    /// Nothing was written, and what was there still is.
    pub fn save_draft(&mut self, of: Option<&ConversationId>, text: &str) -> Result<(), StorageProblem> {
        let key = Key::Draft(of.cloned());
        if text.is_empty() {
            return self.take(&key);
        }
        if let Read::Newer { .. } = record::header(&self.get(&key)?.unwrap_or_default(), Kind::Draft) {
            return Err(StorageProblem::Newer);
        }
        let mut body = String::new();
        json::write_text(&mut body, text);
        self.stamp += 1;
        self.put(&key, &Sheet::new(Kind::Draft, self.stamp, &self.writer, &body).finish(), RESERVE).map(drop)
    }

    /// What was typed and not yet sent.
    #[must_use]
    pub fn load_draft(&self, of: Option<&ConversationId>) -> Option<String> {
        draft(&self.get(&Key::Draft(of.cloned())).ok()??)
    }

    pub(super) fn get(&self, key: &Key) -> Result<Option<String>, StorageProblem> {
        self.local.get(&key.name())
    }

    /// Writes a text if it fits and leaves `reserve` units. Gives the units it takes with its name.
    pub(super) fn put(&mut self, key: &Key, text: &str, reserve: u32) -> Result<u32, StorageProblem> {
        if self.closed {
            return Err(StorageProblem::Refused);
        }
        let name = key.name();
        let size = units(text);
        self.ledger.admits(&name, size, reserve)?;
        self.local.set(&name, text)?;
        self.ledger.note(&name, size);
        self.order_record(key, text);
        Ok(self.ledger.share(&name))
    }

    pub(super) fn take(&mut self, key: &Key) -> Result<(), StorageProblem> {
        let name = key.name();
        if self.ledger.share(&name) > 0 {
            self.order_removal(key)?;
        }
        self.local.remove(&name)?;
        self.ledger.forget(&name);
        Ok(())
    }

    /// Keeps a copy of a text that could not be read, before something is written in its place.
    pub(super) fn set_aside(&mut self, key: &Key, text: &str) -> Result<(), StorageProblem> {
        // An endless row of broken copies helps nobody.
        for count in 1..=9 {
            let aside = key.aside(count);
            match self.get(&aside)? {
                Some(held) if held == text => return Ok(()),
                Some(_) => {}
                None if text.is_empty() => return Ok(()),
                None => return self.put(&aside, text, 0).map(drop),
            }
        }
        Ok(())
    }

    /// Writes the pages of the index that changed. What does not fit now is tried again with the next write; a page
    /// that is never written is made anew at the next start. `merge`: another tab may have written meanwhile.
    pub(super) fn flush(&mut self, merge: bool) {
        let mut later = Set::new();
        // What was not read yet must not be written over.
        let merge = merge || !self.whole;
        if !self.whole && !self.index.stale.is_empty() {
            self.read_marked();
        }
        while let Some(number) = self.index.stale.pop_last() {
            if !self.sealed && self.write_page(number, merge).is_err() {
                later.insert(number);
            }
        }
        self.index.stale = later;
    }

    pub(super) fn write_page(&mut self, number: u64, merge: bool) -> Result<(), StorageProblem> {
        let key = Key::Index(number);
        let held = if merge { self.refresh(number)? } else { self.get(&key)? };
        match self.index.encode(number) {
            _ if self.sealed => Err(StorageProblem::Newer),
            None if held.is_none() => Ok(()),
            None => self.take(&key),
            Some(text) if held.as_deref() == Some(&text) => Ok(()),
            Some(text) => self.put(&key, &text, 0).map(drop),
        }
    }

    /// Forgets old deletions, but for those that `kept` says: those that the durable level has yet to make.
    pub(super) fn forget_deletions(&mut self, kept: &dyn Fn(&ConversationId) -> bool) {
        self.flush(true);
        let old = self.index.old_deletions(kept);
        let mut pages = Set::new();
        for (page, _) in &old {
            // What another tab wrote there is taken in first: what is merged later would bring them back.
            if pages.insert(*page) {
                let _ = self.refresh(*page);
            }
        }
        old.iter().for_each(|(_, id)| self.index.forget(id));
        self.flush(false);
    }

    /// Takes in what another tab wrote into a page. Gives the page's text.
    pub(super) fn refresh(&mut self, number: u64) -> Result<Option<String>, StorageProblem> {
        let held = self.get(&Key::Index(number))?;
        match held.as_deref().map(index::decode) {
            Some(Read::Fine((theirs, _))) => theirs.into_iter().for_each(|entry| self.index.absorb(entry)),
            Some(Read::Newer { .. }) => self.sealed = true,
            Some(Read::Corrupt { .. }) | None => {}
        }
        Ok(held)
    }
}

/// The text of a draft's record.
pub(super) fn draft(text: &str) -> Option<String> {
    match record::read(text, Kind::Draft) {
        Read::Fine(record) => match json::strict(record.body)? {
            Json::Text(text) => Some(text.text.into_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// The mark a deletion leaves.
pub(super) fn deletion(entry: &Entry, revision: u64) -> Entry {
    Entry { revision, title: Rc::default(), size: 0, deleted: true, ..entry.clone() }
}
