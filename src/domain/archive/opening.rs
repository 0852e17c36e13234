//! Opening the store: takes stock of whatever is found and says what could not be read. No conversation is read, and of
//! the index only what a page shows of it at first; the rest is read page by page (`reading_on`).

use crate::domain::archive::backups::Backups;
use crate::domain::archive::connections::{self, Connections};
use crate::domain::archive::filing;
use crate::domain::archive::index::Index;
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::{Ledger, units};
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::record::{self, Damage, Kind, Read};
use crate::domain::archive::sealing::Keys;
use crate::domain::archive::settings;
use crate::domain::archive::shelf::{Memory, Shelf, keeps};
use crate::domain::archive::store::Store;
use crate::domain::archive::survey::Surveying;
use crate::domain::connection::{Connection, Secrets};
use crate::domain::filing::Folders;
use crate::domain::form_draft::FormDrafts;
use crate::domain::history::History;
use crate::domain::id::ConnectionId;
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
    /// What was typed into forms of connections in this tab and not saved.
    pub form_drafts: FormDrafts,
    /// What is known of backups.
    pub backups: Backups,
    /// The folders of the history.
    pub folders: Folders,
    /// The conversations, deletions included: all of them, or the newest.
    pub history: History,
    /// Whether that is all of them.
    pub whole: bool,
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
    pub fn open(local: Box<dyn Shelf>, tab: Box<dyn Shelf>, seed: u64) -> (Self, Opened) {
        let (mut store, mut opened) = Self::begin(local, tab, seed);
        while store.read_on() {}
        opened.problems.extend(store.read_all());
        opened.history = store.history();
        opened.whole = true;
        (store, opened)
    }

    /// The same, but of a long history only the newest conversations are known until [`Store::read_all`].
    #[must_use]
    pub fn begin(mut local: Box<dyn Shelf>, mut tab: Box<dyn Shelf>, seed: u64) -> (Self, Opened) {
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
            unread: Vec::new(),
            marked: false,
            whole: false,
            settings: Settings::default(),
            connections: Connections::default(),
            folders: Folders::default(),
            keys: Keys::default(),
            written: Table::new(),
            recent: Vec::new(),
            shown: None,
            deleted_here: Set::new(),
            deleted_originals: Vec::new(),
            sealed: false,
            durable: Durable::Asked,
            orders: Vec::new(),
            known: Vec::new(),
            behind: Set::new(),
            deep: Set::new(),
            absent: Vec::new(),
            surveying: Surveying::default(),
            journals: Vec::new(),
            stamp: 0,
            spilling: false,
            staging: None,
            closed: false,
            problems: Vec::new(),
        };
        store.take_stock();
        store.take_over();
        store.read_newest();
        let mut problems = std::mem::take(&mut store.problems);
        if store.unread.is_empty() {
            problems.extend(store.read_all());
        }
        let live = store.connections.live();
        let secrets =
            live.iter().filter_map(|connection| Some((connection.id.clone(), store.secrets_of(connection)?))).collect();
        let opened = Opened {
            settings: store.settings.clone(),
            connections: live,
            secrets,
            form_drafts: store.form_drafts(),
            backups: store.backups(),
            folders: store.folders.clone(),
            history: store.history(),
            whole: store.whole,
            problems,
            usable,
        };
        (store, opened)
    }

    fn history(&self) -> History {
        let mut history = History::default();
        history.complete(self.entries());
        history
    }

    /// Reads everything but conversations and the index.
    fn take_stock(&mut self) {
        for name in self.local.keys() {
            let key = Key::parse(&name);
            match key {
                Some(Key::Conversation(_)) => continue,
                Some(Key::Index(number)) => {
                    self.unread.push(number);
                    continue;
                }
                _ => {}
            }
            // Also what is not ours: pages of the same origin share one quota.
            let Ok(Some(text)) = self.local.get(&name) else { continue };
            self.ledger.note(&name, units(&text));
            let Some(key) = key else { continue };
            let trouble = match &key {
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
            self.problems.extend(trouble.map(|trouble| Problem { key, trouble }));
        }
    }

    /// Remembers the revision of a draft or secret.
    fn noted(&mut self, text: &str, kind: Kind) -> Option<Trouble> {
        if let Read::Fine(header) = record::header(text, kind) {
            self.stamp = self.stamp.max(header.revision);
        }
        None
    }
}

pub(super) fn trouble<T>(read: &Read<T>) -> Option<Trouble> {
    match read {
        Read::Fine(_) => None,
        Read::Newer { schema } => Some(Trouble::Newer(*schema)),
        Read::Corrupt { reason } => Some(Trouble::Unreadable(*reason)),
    }
}
