//! Storing and reading: turns effects into calls of the store, and what came of them into actions. Also hears of what
//! other tabs store. What is kept in which form is the store's business.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::Window;

use crate::browser::cipher::Cipher;
use crate::browser::database::Database;
use crate::browser::device;
use crate::browser::filing::Chores;
use crate::browser::growing::Growing;
use crate::browser::page::{self, listen};
use crate::browser::room;
use crate::browser::tabs::Tabs;
use crate::domain::archive::conversation::Loaded;
use crate::domain::archive::durable::{Order, Row};
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::opening::{Opened, Problem};
use crate::domain::archive::store::Store;
use crate::domain::connection::{Connection, Secrets};
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::form_draft::FormDrafts;
use crate::domain::history::Entry;
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::message::Message;
use crate::domain::settings::Settings;
use crate::state::action::{Action, Dispatch, Saving};
use crate::state::route::Route;
use crate::state::storage::{Aside, Storage};
use crate::state::transfer;

/// Between two conversations that the durable level lacked, in milliseconds.
const PAUSE: u32 = 20;

/// The store and whom to tell. Cheap to clone.
#[derive(Clone)]
pub struct Keeper {
    pub(super) store: Rc<RefCell<Store>>,
    pub(super) dispatch: Dispatch,
    pub(super) database: Rc<OnceCell<Database>>,
    /// Conversations that the page waits for because only the durable level has them.
    awaited: Rc<RefCell<Vec<ConversationId>>>,
    pub(super) growing: Rc<Growing>,
    /// Whether somebody waits for all to be done.
    settling: Rc<Cell<bool>>,
    pub(super) tabs: Rc<OnceCell<Tabs>>,
    /// What decrypts the encrypted keys, while they are unlocked here.
    pub(super) key: Rc<RefCell<Option<Cipher>>>,
    /// Whether the browser was asked to keep what is stored.
    asked: Rc<Cell<bool>>,
    pub(super) chores: Rc<Chores>,
    /// What is done with what was kept aside, once it is known.
    pub(super) aside: Rc<Cell<Aside>>,
    /// Whether the durable level is about to be given what it lacks.
    catching: Rc<Cell<bool>>,
    /// Who is told that something changed.
    changed: Rc<OnceCell<Box<dyn Fn()>>>,
    /// Whether the page was told of all conversations.
    pub(super) listed: Rc<Cell<bool>>,
    /// What could not be read and was not told yet.
    pub(super) unreadable: Rc<Cell<u32>>,
}

impl Keeper {
    /// Keeps in this store, and tells from now on what other tabs keep. `whole`: all conversations were told.
    pub fn new(store: Store, window: &Window, dispatch: &Dispatch, whole: bool) -> Self {
        let keeper = Self {
            store: Rc::new(RefCell::new(store)),
            dispatch: dispatch.clone(),
            database: Rc::default(),
            awaited: Rc::default(),
            growing: Rc::default(),
            settling: Rc::default(),
            tabs: Rc::default(),
            key: Rc::default(),
            asked: Rc::default(),
            chores: Rc::default(),
            aside: Rc::new(Cell::new(Aside::Count)),
            catching: Rc::default(),
            changed: Rc::default(),
            listed: Rc::new(Cell::new(whole)),
            unreadable: Rc::default(),
        };
        let told = keeper.clone();
        let _ = keeper.tabs.set(Tabs::join(move |text| told.tab_told(&text)));
        let told = keeper.clone();
        let database = Database::open(move |order, found, ended| told.done(&order, &found, ended));
        let _ = keeper.database.set(database);
        let heard = keeper.clone();
        listen(window, "storage", move |event| heard.hear(event.unchecked_ref()));
        keeper.read_on();
        keeper
    }

    /// How storing goes at the start.
    pub fn storage(&self, opened: &Opened) -> Storage {
        Storage {
            used: self.store.borrow().used(),
            problem: (!opened.usable).then_some(StorageProblem::Refused),
            unreadable: count(&opened.problems),
            reading: !opened.whole,
            backups: opened.backups,
            ..Storage::default()
        }
    }

    /// Has somebody told whenever conversations come, change or go, here or in another tab.
    pub fn on_change(&self, told: impl Fn() + 'static) {
        let _ = self.changed.set(Box::new(told));
    }

    pub(super) fn change(&self) {
        if let Some(changed) = self.changed.get() {
            changed();
        }
    }

    /// Has the durable level do what the store ordered of it.
    pub fn pass_on(&self) {
        if let Some(database) = self.database.get() {
            let orders = self.store.borrow_mut().orders();
            for order in &orders {
                if let (Order::Append(key, text), Some(tabs)) = (order, self.tabs.get()) {
                    tabs.tell(&[key, "\n", text].concat());
                }
            }
            database.run(orders);
        }
    }

    /// The durable level has carried an order out, or not.
    fn done(&self, order: &Order, found: &[Row], ended: Result<(), StorageProblem>) {
        match (order, ended) {
            (Order::Survey(last), Ok(())) => {
                let survey = self.store.borrow_mut().survey(last, found);
                if let Some(survey) = survey {
                    self.change();
                    self.sweep(survey.staged);
                    self.tell(survey.news);
                    self.dispatch.send(Action::DurableAnswered { here: true, unreadable: count(&survey.problems) });
                }
            }
            (Order::Survey(_), Err(_)) => {
                let problems = self.store.borrow_mut().alone();
                self.dispatch.send(Action::DurableAnswered { here: false, unreadable: count(&problems) });
            }
            (Order::Load(id), _) => self.loaded(id, found),
            (Order::Originals(id), _) => self.originals_read(id.clone(), found),
            (Order::Bury(entries, _), Ok(())) => {
                if let [entry] = &entries[..] {
                    self.store.borrow_mut().deleted_with(&entry.id, found);
                }
            }
            (Order::Clear, _) => reload(),
            (Order::Aside { clear }, _) => self.aside_found(*clear, found),
            (Order::Commit { import, .. }, ended) => {
                let committed = ended.and_then(|()| self.store.borrow_mut().committed(found));
                if let Some(tabs) = self.tabs.get().filter(|_| committed.is_ok()) {
                    tabs.release(import);
                }
                self.write_pages();
                self.change();
                self.told_commit(committed);
            }
            (Order::Stage { .. }, Err(problem)) => self.told_commit(Err(problem)),
            (_, Err(problem)) => {
                if problem == StorageProblem::Refused {
                    // It was there and is no more.
                    self.dispatch.send(Action::DurableAnswered { here: false, unreadable: 0 });
                }
                let lost = self.store.borrow_mut().failed(order);
                if let Some(id) = lost {
                    self.dispatch.send(Action::SaveFailed(Saving::Conversation(id), problem));
                }
            }
            (Order::Keep { conversation, .. }, Ok(())) => {
                // No other tab hears of what stands in the durable level alone.
                if self.store.borrow().is_deep(&conversation.id)
                    && let Some(tabs) = self.tabs.get()
                {
                    tabs.tell(conversation.id.as_str());
                }
            }
            (Order::Secure(_), Ok(())) => self.store.borrow_mut().secured(found),
            (_, Ok(())) => {}
        }
        self.pass_on();
        if ended.is_ok() && self.database.get().is_some_and(Database::is_idle) {
            self.catch_up_later();
        }
        if self.settling.get() {
            self.settle();
        }
    }

    /// Whether something is still on its way to the durable level.
    pub fn is_behind(&self) -> bool {
        self.database.get().is_some_and(|database| !database.is_idle())
    }

    /// Tells when nothing is on its way to the durable level any more.
    pub fn settle(&self) {
        self.pass_on();
        let behind = self.is_behind();
        self.settling.set(behind);
        if !behind {
            self.dispatch.send(Action::Transfer(transfer::Step::Settled));
        }
    }

    /// Gives the durable level what it lacks, one conversation after the other, without keeping the page busy.
    fn catch_up_later(&self) {
        if !self.store.borrow().is_behind() || self.catching.replace(true) {
            return;
        }
        let keeper = self.clone();
        Timeout::new(PAUSE, move || {
            keeper.catching.set(false);
            keeper.store.borrow_mut().catch_up();
            keeper.pass_on();
        })
        .forget();
    }

    fn loaded(&self, id: &ConversationId, found: &[Row]) {
        let mut store = self.store.borrow_mut();
        let loaded = store.found(id, found);
        let entry = store.listed(id);
        drop(store);
        self.dispatch.send(Action::HistoryCame(entry.into_iter().collect()));
        // Let go of before it is told: whoever hears of it may ask for the next one at once.
        let awaited = {
            let mut awaited = self.awaited.borrow_mut();
            let place = awaited.iter().position(|awaited| awaited == id);
            place.map(|place| awaited.swap_remove(place)).is_some()
        };
        if let Some(loaded) = &loaded {
            self.watch(&loaded.conversation);
        }
        if awaited {
            self.give(id.clone(), loaded);
        } else if let Some(loaded) = loaded {
            self.dispatch.send(Action::ConversationCame(Box::new(loaded.conversation)));
        }
    }

    fn give(&self, id: ConversationId, found: Option<Loaded>) {
        let missing = found.as_ref().map_or(0, |loaded| loaded.unread);
        self.dispatch.send(Action::Loaded(id, found.map(|loaded| Box::new(loaded.conversation))));
        if missing > 0 {
            self.dispatch.send(Action::PartlyRead(missing));
        }
    }

    /// Stores a conversation and its entry.
    pub fn save(&self, conversation: &Conversation, entry: &Entry) {
        self.growing.forget(&conversation.id);
        if let Some(tabs) = self.tabs.get() {
            let open = |message: &Rc<Message>| message.reply().is_some_and(|reply| reply.state.is_open());
            if conversation.messages.iter().rev().any(open) {
                let (dispatch, of) = (self.dispatch.clone(), conversation.id.clone());
                tabs.hold(&conversation.id, move || dispatch.send(Action::TakenElsewhere(of)));
            } else {
                tabs.release(&conversation.id);
            }
        }
        if !self.asked.replace(true) {
            room::measure(self.dispatch.clone(), true);
        }
        let saved = self.store.borrow_mut().save_conversation(conversation, entry);
        self.change();
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
    #[inline(never)]
    pub fn delete(&self, entry: &Entry) {
        let deleted = self.store.borrow_mut().delete_conversation(entry);
        self.change();
        self.told(Saving::Conversation(entry.id.clone()), deleted);
    }

    /// Deletes everything on this device and loads the page again.
    #[inline(never)]
    pub fn clear(&self) {
        self.store.borrow_mut().clear();
        self.pass_on();
        if self.store.borrow().durable() == Durable::Refused {
            reload();
        }
    }

    /// Reads a conversation: at once what is here, and then what the durable level knows better.
    pub fn load(&self, id: ConversationId) {
        let mut store = self.store.borrow_mut();
        let sought = store.seek(&id);
        // What the page shows is shown at once; who else asks can wait for all there is.
        let shown = page::route() == Route::Conversation(id.clone());
        let found = if shown { store.show_conversation(&id) } else { store.load_conversation(&id).ok().flatten() };
        let asked = store.durable() != Durable::Refused;
        drop(store);
        if let Some(entry) = sought {
            self.dispatch.send(Action::HistoryCame(vec![entry]));
        }
        if asked && (!shown || found.as_ref().is_none_or(|found| found.part)) {
            self.awaited.borrow_mut().push(id.clone());
        } else {
            self.give(id.clone(), found);
        }
        if asked && let Some(database) = self.database.get() {
            self.pass_on();
            database.run(vec![Order::Load(id)]);
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
    #[inline(never)]
    pub fn save_connections(&self, list: &[Rc<Connection>]) {
        let saved = self.store.borrow_mut().save_connections(list);
        if let Some(merged) = self.told(Saving::Connections, saved).flatten() {
            let secrets = self.store.borrow().secrets();
            self.dispatch.send(Action::ConnectionsCame(merged, secrets));
        }
    }

    /// Keeps what was typed into forms as long as the tab.
    pub fn save_form_drafts(&self, drafts: &FormDrafts) {
        self.store.borrow_mut().save_form_drafts(drafts);
    }

    /// Forgets a connection.
    #[inline(never)]
    pub fn drop_connection(&self, id: &ConnectionId) {
        let dropped = self.store.borrow_mut().drop_connection(id);
        self.told(Saving::Connections, dropped);
    }

    /// Stores a connection's secrets, or forgets them.
    #[inline(never)]
    pub fn save_secrets(&self, connection: Rc<Connection>, secrets: Option<Rc<Secrets>>) {
        let mut store = self.store.borrow_mut();
        let saved = match &secrets {
            Some(secrets) => store.save_secrets(&connection, secrets),
            None => store.drop_secrets(&connection.id),
        };
        drop(store);
        self.told(Saving::Connections, saved);
        self.saved_secrets(connection, secrets);
    }

    pub(super) fn told<T>(&self, what: Saving, saved: Result<T, StorageProblem>) -> Option<T> {
        saved.map_err(|problem| self.dispatch.send(Action::SaveFailed(what, problem))).ok()
    }
}

/// Loads the page again, at its beginning.
pub(super) fn reload() {
    let location = device::window().location();
    let _ = location.set_hash("");
    let _ = location.reload();
}

pub(super) fn count(problems: &[Problem]) -> u32 {
    u32::try_from(problems.len()).unwrap_or(u32::MAX)
}
