//! Opening the store: takes stock of whatever is found, brings index and conversations into agreement, and says what
//! could not be read. No conversation is read unless the index does not know it.

use crate::domain::archive::backups::Backups;
use crate::domain::archive::connections::{self, Connections};
use crate::domain::archive::conversation::{self, Loaded};
use crate::domain::archive::durable::Order;
use crate::domain::archive::filing;
use crate::domain::archive::index::{self, Index};
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::{Ledger, units};
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::record::{self, Damage, Kind, Read};
use crate::domain::archive::sealing::Keys;
use crate::domain::archive::settings;
use crate::domain::archive::shelf::{Memory, Shelf, keeps};
use crate::domain::archive::store::Store;
use crate::domain::connection::{Connection, Secrets};
use crate::domain::filing::Folders;
use crate::domain::history::{Entry, History};
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::settings::Settings;
use crate::domain::table::{Set, Table};

/// What was found when the store was opened. Conversations and drafts are read when they are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The settings, or the usual ones.
    pub settings: Settings,
    /// The connections in the person's order, without the demo.
    pub connections: Vec<Connection>,
    /// The secrets of these connections, kept on the device or for this tab.
    pub secrets: Vec<(ConnectionId, Secrets)>,
    /// What is known of backups.
    pub backups: Backups,
    /// The folders of the history.
    pub folders: Folders,
    /// All conversations, deletions included.
    pub history: History,
    /// What could not be read. All else could.
    pub problems: Vec<Problem>,
    /// Whether anything is kept. If not, everything works until the page is closed.
    pub usable: bool,
}

/// Something stored that could not be read as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands; [`Store::raw`] gives its text to download.
    pub key: Key,
    /// What is wrong with it.
    pub trouble: Trouble,
}

/// What is wrong with something stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// None of it can be read. It is left where it is, and kept aside before anything is written there.
    Unreadable(Damage),
    /// So many parts of it cannot be read; the rest can.
    Partly(u32),
    /// The history lists it, but it is gone. It is listed no longer.
    Missing,
    /// A newer Sotto wrote it, with this schema. It is left alone.
    Newer(u32),
    /// The browser refuses to read it.
    Refused,
}

impl Store {
    /// Opens what is kept: `local` for good, `tab` until the tab is closed. `seed` is random, one per tab start.
    #[must_use]
    pub fn open(mut local: Box<dyn Shelf>, mut tab: Box<dyn Shelf>, seed: u64) -> (Self, Opened) {
        let usable = keeps(&mut *local);
        let mut ledger = Ledger::default();
        if !usable {
            local = Box::new(Memory::default());
            ledger = Ledger::unlimited();
        }
        if !keeps(&mut *tab) {
            tab = Box::new(Memory::default());
        }
        let mut store = Self {
            local,
            tab,
            writer: record::writer(seed),
            ledger,
            index: Index::default(),
            settings: Settings::default(),
            connections: Connections::default(),
            folders: Folders::default(),
            keys: Keys::default(),
            written: Table::new(),
            recent: Vec::new(),
            deleted_here: Set::new(),
            sealed: false,
            durable: Durable::Asked,
            orders: vec![Order::Survey],
            known: Vec::new(),
            behind: Set::new(),
            deep: Set::new(),
            absent: Vec::new(),
            journals: Vec::new(),
            stamp: 0,
            spilling: false,
            staging: None,
            closed: false,
        };
        let mut problems = Vec::new();
        let names = store.local.keys();
        let (records, keys) = store.take_stock(names, &mut problems);
        store.reconcile(&records, &mut problems);
        store.tidy(&keys);
        store.take_over();
        let live = store.connections.live();
        let secrets =
            live.iter().filter_map(|connection| Some((connection.id.clone(), store.secrets_of(connection)?))).collect();
        let opened = Opened {
            settings: store.settings.clone(),
            connections: live,
            secrets,
            backups: store.backups(),
            folders: store.folders.clone(),
            history: History::new(store.index.entries().cloned().collect()),
            problems,
            usable,
        };
        (store, opened)
    }

    /// Reads everything but conversations. Gives back the conversations there are and all other keys of ours.
    fn take_stock(&mut self, names: Vec<String>, problems: &mut Vec<Problem>) -> (Set<ConversationId>, Vec<Key>) {
        let mut records = Set::new();
        let mut keys = Vec::new();
        let mut places = Vec::new();
        let mut listed = Vec::new();
        for name in names {
            let key = Key::parse(&name);
            if let Some(Key::Conversation(id)) = key {
                records.insert(id);
                continue;
            }
            // Also what is not ours: pages of the same origin share one quota.
            let Ok(Some(text)) = self.local.get(&name) else { continue };
            self.ledger.note(&name, units(&text));
            let Some(key) = key else { continue };
            let trouble = match &key {
                Key::Index(number) => self.read_page(*number, &text, &mut listed),
                Key::Settings => match settings::decode(&text) {
                    Read::Fine((settings, _)) => {
                        self.settings = settings;
                        None
                    }
                    read => trouble(&read),
                },
                Key::Connections => match connections::decode(&text) {
                    Read::Fine((connections, _, unread)) => {
                        self.connections = connections;
                        (unread > 0).then_some(Trouble::Partly(unread))
                    }
                    read => trouble(&read),
                },
                Key::Folders => match filing::decode(&text) {
                    Read::Fine((folders, _, unread)) => {
                        self.folders = folders;
                        (unread > 0).then_some(Trouble::Partly(unread))
                    }
                    read => trouble(&read),
                },
                Key::Secrets(_) => self.noted(&text, Kind::Secrets),
                Key::Vault => {
                    self.take_vault(Some(&text));
                    self.noted(&text, Kind::Vault)
                }
                Key::Draft(_) => self.noted(&text, Kind::Draft),
                _ => None,
            };
            problems.extend(trouble.map(|trouble| Problem { key: key.clone(), trouble }));
            keys.push(key);
        }
        for (number, entry) in &listed {
            places.push((*number, entry.id.clone()));
        }
        self.index.gather(listed.into_iter().map(|(_, entry)| entry).collect());
        // An entry that moved leaves its old self behind if the page was closed between two writes.
        for (number, id) in places {
            if self.index.get(&id).is_some_and(|entry| index::page_of(entry.order) != number) {
                self.index.stale.insert(number);
            }
        }
        (records, keys)
    }

    /// Remembers the revision of a draft or secret.
    fn noted(&mut self, text: &str, kind: Kind) -> Option<Trouble> {
        if let Read::Fine(header) = record::header(text, kind) {
            self.stamp = self.stamp.max(header.revision);
        }
        None
    }

    fn read_page(&mut self, number: u64, text: &str, listed: &mut Vec<(u64, Entry)>) -> Option<Trouble> {
        match index::decode(text) {
            Read::Fine((entries, whole)) => {
                if !whole {
                    self.index.stale.insert(number);
                }
                listed.extend(entries.into_iter().map(|entry| (number, entry)));
                None
            }
            Read::Newer { schema } => {
                self.sealed = true;
                Some(Trouble::Newer(schema))
            }
            // Nothing is lost with a page: `reconcile` makes its entries anew.
            Read::Corrupt { .. } => {
                self.index.stale.insert(number);
                None
            }
        }
    }

    /// Brings the index and the conversations that are there into agreement.
    fn reconcile(&mut self, records: &Set<ConversationId>, problems: &mut Vec<Problem>) {
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
            problems.extend(trouble.map(|trouble| Problem { key, trouble }));
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

pub(super) fn trouble<T>(read: &Read<T>) -> Option<Trouble> {
    match read {
        Read::Fine(_) => None,
        Read::Newer { schema } => Some(Trouble::Newer(*schema)),
        Read::Corrupt { reason } => Some(Trouble::Unreadable(*reason)),
    }
}
