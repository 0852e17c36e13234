//! Storing and reading: turns effects into calls of the store, and what came of them into actions. Also hears of what
//! other tabs store. What is kept in which form is the store's business.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{StorageEvent, Window};

use crate::browser::page::listen;
use crate::domain::archive::elsewhere::Foreign;
use crate::domain::archive::opening::Opened;
use crate::domain::archive::store::Store;
use crate::domain::connection::{Connection, Secrets};
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::history::Entry;
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::settings::Settings;
use crate::state::Storage;
use crate::state::action::{Action, Dispatch, Saving};

/// The store and whom to tell. Cheap to clone.
#[derive(Clone)]
pub struct Keeper {
    store: Rc<RefCell<Store>>,
    dispatch: Dispatch,
}

impl Keeper {
    /// Keeps in this store, and tells from now on what other tabs keep.
    pub fn new(store: Store, window: &Window, dispatch: &Dispatch) -> Self {
        let keeper = Self { store: Rc::new(RefCell::new(store)), dispatch: dispatch.clone() };
        let heard = keeper.clone();
        listen(window, "storage", move |event| heard.hear(event.unchecked_ref()));
        keeper
    }

    /// How storing goes at the start.
    pub fn storage(&self, opened: &Opened) -> Storage {
        Storage {
            used: self.store.borrow().used(),
            problem: (!opened.usable).then_some(StorageProblem::Refused),
            unreadable: u32::try_from(opened.problems.len()).unwrap_or(u32::MAX),
            ..Storage::default()
        }
    }

    /// Stores a conversation and its entry.
    pub fn save(&self, conversation: &Conversation, entry: &Entry) {
        let saved = self.store.borrow_mut().save_conversation(conversation, entry);
        let id = conversation.id.clone();
        match saved {
            Err(problem) => self.dispatch.send(Action::SaveFailed(Saving::Conversation(id), problem)),
            Ok(saved) => {
                let used = self.store.borrow().used();
                let merged = saved.merged.map(Box::new);
                self.dispatch.send(Action::Saved { conversation: id, merged, size: saved.size_units, used });
                if let Some(entry) = saved.entry {
                    self.dispatch.send(Action::HistoryCame(vec![entry]));
                }
            }
        }
    }

    /// Deletes a conversation and keeps the mark of its deletion.
    pub fn delete(&self, entry: &Entry) {
        let deleted = self.store.borrow_mut().delete_conversation(entry);
        self.told(Saving::Conversation(entry.id.clone()), deleted);
    }

    /// Reads a conversation.
    pub fn load(&self, id: ConversationId) {
        let loaded = self.store.borrow_mut().load_conversation(&id);
        let found = loaded.ok().flatten();
        let missing = found.as_ref().map_or(0, |loaded| loaded.unread);
        self.dispatch.send(Action::Loaded(id, found.map(|loaded| Box::new(loaded.conversation))));
        if missing > 0 {
            self.dispatch.send(Action::PartlyRead(missing));
        }
    }

    /// Stores a draft now.
    pub fn save_draft(&self, of: Option<&ConversationId>, text: &str) {
        let saved = self.store.borrow_mut().save_draft(of, text);
        self.told(Saving::Draft, saved);
    }

    /// Reads a draft.
    pub fn load_draft(&self, of: Option<&ConversationId>) -> Rc<str> {
        self.store.borrow().load_draft(of).unwrap_or_default().into()
    }

    /// Stores the settings.
    pub fn save_settings(&self, settings: &Settings) {
        let saved = self.store.borrow_mut().save_settings(settings);
        if let Some(merged) = self.told(Saving::Settings, saved).flatten() {
            self.dispatch.send(Action::SettingsCame(merged));
        }
    }

    /// Stores the connections.
    pub fn save_connections(&self, list: &[Rc<Connection>]) {
        let saved = self.store.borrow_mut().save_connections(list);
        if let Some(merged) = self.told(Saving::Connections, saved).flatten() {
            let secrets = self.store.borrow().secrets();
            self.dispatch.send(Action::ConnectionsCame(merged, secrets));
        }
    }

    /// Forgets a connection.
    pub fn drop_connection(&self, id: &ConnectionId) {
        let dropped = self.store.borrow_mut().drop_connection(id);
        self.told(Saving::Connections, dropped);
    }

    /// Stores a connection's secrets, or forgets them.
    pub fn save_secrets(&self, connection: &Connection, secrets: Option<&Secrets>) {
        let mut store = self.store.borrow_mut();
        let saved = match secrets {
            Some(secrets) => store.save_secrets(connection, secrets),
            None => store.drop_secrets(&connection.id),
        };
        drop(store);
        self.told(Saving::Connections, saved);
    }

    fn told<T>(&self, what: Saving, saved: Result<T, StorageProblem>) -> Option<T> {
        saved.map_err(|problem| self.dispatch.send(Action::SaveFailed(what, problem))).ok()
    }

    fn hear(&self, event: &StorageEvent) {
        let foreign = self.store.borrow_mut().changed_elsewhere(event.key().as_deref(), event.new_value().as_deref());
        for foreign in foreign {
            let store = self.store.borrow();
            let action = match foreign {
                Foreign::Conversation(conversation) => Action::ConversationCame(conversation),
                Foreign::Entries(entries) => Action::HistoryCame(entries),
                Foreign::Settings(settings) => Action::SettingsCame(settings),
                Foreign::Connections(connections) => Action::ConnectionsCame(connections, store.secrets()),
                Foreign::Secrets(..) => Action::ConnectionsCame(store.connections(), store.secrets()),
                Foreign::Newer => Action::SaveFailed(Saving::Settings, StorageProblem::Newer),
                // What is typed here stays as it is; what is on screen stays until the page is left.
                Foreign::Draft(..) | Foreign::Cleared => continue,
            };
            drop(store);
            self.dispatch.send(action);
        }
    }
}
