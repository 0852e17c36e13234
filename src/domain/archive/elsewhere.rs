//! What other tabs do: reads the storage's own news of their writes, and repairs what crossed ours.
//!
//! Browsers do not lock the storage between tabs, and each tab sees the others' writes a little late. Two tabs that
//! write the same key at the same moment leave the last one's text; the other notices here that its part is missing
//! and writes both together. That only ever adds, so it comes to rest.

use crate::domain::archive::backups::{self, Backups};
use crate::domain::archive::connections;
use crate::domain::archive::conversation::{self, Loaded};
use crate::domain::archive::index;
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::units;
use crate::domain::archive::record::Read;
use crate::domain::archive::sealing::Keys;
use crate::domain::archive::settings;
use crate::domain::archive::store::{Store, draft};
use crate::domain::connection::{Connection, Secrets};
use crate::domain::conversation::Conversation;
use crate::domain::filing::Folders;
use crate::domain::history::Entry;
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::settings::Settings;

/// What another tab changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A conversation, as it stands now. To be merged with the one that is open here; nothing need be saved for it.
    Conversation(Box<Conversation>),
    /// Entries of the history, deleted ones among them. To be absorbed.
    Entries(Vec<Entry>),
    /// The settings, whole.
    Settings(Settings),
    /// All connections, in order, without the demo.
    Connections(Vec<Connection>),
    /// The secrets of a connection; none: forgotten, or not for its address.
    Secrets(ConnectionId, Option<Secrets>),
    /// When everything was last backed up.
    Backups(Backups),
    /// The folders, whole.
    Folders(Folders),
    /// The encrypted keys.
    Vault,
    /// What was typed and not yet sent; empty: sent or forgotten.
    Draft(Option<ConversationId>, String),
    /// A newer Sotto runs in another tab. What it writes cannot be read here until this page is loaded anew.
    Newer,
    /// Everything was deleted.
    Cleared,
}

impl Store {
    /// What another tab's write means, often nothing. `name` and `text` are those of the browser's storage event; no
    /// name: all was cleared; no text: the name was removed.
    pub fn changed_elsewhere(&mut self, name: Option<&str>, text: Option<&str>) -> Vec<Foreign> {
        let Some(name) = name else {
            self.forget_all();
            return vec![Foreign::Cleared];
        };
        if self.is_cleared_by(name) {
            return if text.is_some() { vec![Foreign::Cleared] } else { Vec::new() };
        }
        // The event may be older than what this tab wrote since, so room is counted by what stands there.
        let current = self.local.get(name).ok().flatten();
        match &current {
            Some(current) => self.ledger.note(name, units(current)),
            None => self.ledger.forget(name),
        }
        let Some(key) = Key::parse(name) else { return Vec::new() };
        if let Key::Conversation(id) = key {
            let told = match text {
                Some(text) => self.conversation_elsewhere(&id, text, current.as_deref()),
                None => {
                    self.put_back(&id);
                    None
                }
            };
            // Where something was repaired, the history learns of it too.
            let entry = self.index.get(&id).cloned().map(|entry| Foreign::Entries(vec![entry]));
            return told.into_iter().chain(entry).collect();
        }
        self.told(key, text, current.as_deref()).into_iter().collect()
    }

    pub(super) fn told(&mut self, key: Key, text: Option<&str>, current: Option<&str>) -> Option<Foreign> {
        match key {
            Key::Index(number) => self.page_elsewhere(number, text, current),
            Key::Settings => match settings::decode(text?) {
                Read::Fine((settings, _)) => {
                    self.settings = settings.clone();
                    Some(Foreign::Settings(settings))
                }
                read => newer(&read),
            },
            Key::Connections => self.connections_elsewhere(text?, current),
            Key::Folders => self.folders_elsewhere(text?, current),
            Key::Vault => self.vault_elsewhere(text, current),
            Key::Backups => match backups::decode(text?) {
                Read::Fine((backups, _)) => Some(Foreign::Backups(backups)),
                read => newer(&read),
            },
            Key::Secrets(id) => {
                let connection = self.connections.get(&id).cloned();
                let secrets = connection.and_then(|connection| self.secrets_of(&connection));
                Some(Foreign::Secrets(id, secrets))
            }
            Key::Draft(of) => Some(Foreign::Draft(of, text.and_then(draft).unwrap_or_default())),
            Key::Conversation(_) | Key::Unread(_) => None,
        }
    }

    fn forget_all(&mut self) {
        self.index = index::Index::default();
        self.unread.clear();
        self.settings = Settings::default();
        self.connections = connections::Connections::default();
        self.folders = Folders::default();
        self.keys = Keys::default();
        self.written.clear();
        self.recent.clear();
        self.deleted_here.clear();
        self.deleted_originals.clear();
        self.ledger.clear();
    }

    fn conversation_elsewhere(&mut self, id: &ConversationId, text: &str, current: Option<&str>) -> Option<Foreign> {
        let Loaded { conversation: mut theirs, order, part, .. } = match conversation::decode(id, text) {
            Read::Fine(loaded) => loaded,
            read => return newer(&read),
        };
        let known = self.index.get(id).cloned();
        if known.as_ref().is_some_and(|entry| entry.deleted && theirs.revision < entry.revision) {
            // Written by a tab that had not heard of the deletion, and has nothing new. The next start removes it.
            return None;
        }
        let ours = self.recent.iter().find(|held| held.id == *id);
        // The rest of a part is known only to who wrote it.
        let rest = ours.is_some();
        if let Some(ours) = ours {
            theirs = ours.merge(&theirs);
        }
        let standing = match current {
            Some(current) => match conversation::decode(id, current) {
                Read::Fine(loaded) => loaded,
                read => return newer(&read),
            },
            // Removed since, so deleted since; the index will tell.
            None => return None,
        };
        let part = part || standing.part;
        let standing = standing.conversation;
        let contested = theirs.revision == standing.revision && theirs.title != standing.title;
        if (rest || !part) && (contested || conversation::lacks(&standing, part, &theirs)) {
            theirs = theirs.merge(&standing);
            theirs.revision = theirs.revision.max(standing.revision + 1);
            let order = known.map_or(order, |entry| entry.order.max(order));
            let _ = self.write_conversation(&theirs, order);
        }
        Some(Foreign::Conversation(Box::new(theirs)))
    }

    /// Brings back a conversation that this tab changed while another deleted it.
    fn put_back(&mut self, id: &ConversationId) {
        let stands = self.ledger.share(&Key::Conversation(id.clone()).name()) > 0;
        let Some(entry) = self.index.get(id).filter(|entry| entry.deleted || !stands).cloned() else { return };
        let changed = |held: &Conversation| held.id == *id && held.revision >= entry.revision;
        if let Some(mut ours) = self.recent.iter().find(|held| changed(held)).cloned() {
            ours.revision += u64::from(entry.deleted);
            let _ = self.write_conversation(&ours, entry.order);
        }
    }

    fn page_elsewhere(&mut self, number: u64, text: Option<&str>, current: Option<&str>) -> Option<Foreign> {
        let entries = |text: Option<&str>| match text.map(index::decode) {
            None | Some(Read::Corrupt { .. }) => Ok(Vec::new()),
            Some(Read::Fine((entries, _))) => Ok(entries),
            Some(Read::Newer { .. }) => Err(Foreign::Newer),
        };
        let (told, standing) = match (entries(text), entries(current)) {
            (Ok(told), Ok(standing)) => (told, standing),
            (Err(newer), _) | (_, Err(newer)) => {
                self.sealed = true;
                return Some(newer);
            }
        };
        let ids: Vec<ConversationId> = told.iter().map(|entry| entry.id.clone()).collect();
        for entry in told {
            self.index.absorb(entry);
        }
        self.index.absorb_page(number, standing);
        self.flush(true);
        ids.iter().for_each(|id| self.put_back(id));
        let entries: Vec<Entry> = ids.iter().filter_map(|id| self.index.get(id).cloned()).collect();
        (!entries.is_empty()).then_some(Foreign::Entries(entries))
    }

    fn connections_elsewhere(&mut self, text: &str, current: Option<&str>) -> Option<Foreign> {
        let theirs = match connections::decode(text) {
            Read::Fine((connections, _, _)) => connections,
            read => return newer(&read),
        };
        // Their order and their newest; ours where they have not heard of it.
        let mut merged = theirs;
        merged.absorb(std::mem::take(&mut self.connections));
        self.connections = merged;
        if let Some(Read::Fine((standing, revision, 0))) = current.map(connections::decode)
            && self.connections.absorb(standing)
        {
            let text = self.connections.encode(revision + 1, &self.writer);
            let _ = self.put(&Key::Connections, &text, 0);
        }
        self.let_go();
        Some(Foreign::Connections(self.connections.live()))
    }
}

fn newer<T>(read: &Read<T>) -> Option<Foreign> {
    matches!(read, Read::Newer { .. }).then_some(Foreign::Newer)
}
