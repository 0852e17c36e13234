//! A browser with several tabs, as Chromium keeps their storage: each tab sees its own writes at once and the others'
//! when the news reaches it; nothing is locked; the last write to arrive stands.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use sotto::domain::archive::elsewhere::Foreign;
use sotto::domain::archive::opening::Opened;
use sotto::domain::archive::shelf::{Memory, Shelf};
use sotto::domain::archive::store::Store;
use sotto::domain::connection::Connection;
use sotto::domain::conversation::Conversation;
use sotto::domain::error::StorageProblem;
use sotto::domain::history::{Entry, History};
use sotto::domain::id::{ConversationId, Ids};
use sotto::domain::settings::Settings;

/// A write on its way: who wrote, the name, the text (none: removed).
type Write = (usize, String, Option<String>);

/// What one tab sees of the storage.
#[derive(Default)]
struct Cache {
    texts: BTreeMap<String, String>,
    /// Writes not yet heard by the browser.
    out: VecDeque<Write>,
    /// Writes not yet heard by this tab, its own among them.
    news: VecDeque<Write>,
    /// Own writes per name whose echo has not come back; until then others' writes to it are not taken over.
    pending: BTreeMap<String, u32>,
}

#[derive(Clone)]
struct View {
    tab: usize,
    cache: Rc<RefCell<Cache>>,
    noted: Option<(String, Option<String>)>,
}

impl View {
    fn write(&self, name: &str, text: Option<&str>) {
        let mut cache = self.cache.borrow_mut();
        put(&mut cache.texts, name, text);
        cache.out.push_back((self.tab, name.to_owned(), text.map(str::to_owned)));
        *cache.pending.entry(name.to_owned()).or_default() += 1;
    }
}

impl Shelf for View {
    fn get(&self, name: &str) -> Result<Option<String>, StorageProblem> {
        Ok(self.cache.borrow().texts.get(name).cloned())
    }

    fn note(&mut self, name: &str) {
        self.noted = Some((name.to_owned(), self.cache.borrow().texts.get(name).cloned()));
    }

    fn is_noted(&self, name: &str) -> bool {
        self.noted
            .as_ref()
            .is_some_and(|(noted, text)| noted == name && *text == self.cache.borrow().texts.get(name).cloned())
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), StorageProblem> {
        if self.get(name)?.as_deref() != Some(text) {
            self.write(name, Some(text));
        }
        Ok(())
    }

    fn remove(&mut self, name: &str) -> Result<(), StorageProblem> {
        if self.get(name)?.is_some() {
            self.write(name, None);
        }
        Ok(())
    }

    fn keys(&self) -> Vec<String> {
        self.cache.borrow().texts.keys().cloned().collect()
    }
}

fn put(texts: &mut BTreeMap<String, String>, name: &str, text: Option<&str>) {
    match text {
        Some(text) => drop(texts.insert(name.to_owned(), text.to_owned())),
        None => drop(texts.remove(name)),
    }
}

/// A tab: its store and what its page knows.
pub struct Tab {
    view: View,
    pub store: Store,
    pub ids: Ids,
    pub open: BTreeMap<ConversationId, Conversation>,
    pub history: History,
    pub settings: Settings,
    pub connections: Vec<Rc<Connection>>,
}

impl Tab {
    /// What the page does with news from its store.
    fn hear(&mut self, news: Foreign) {
        match news {
            Foreign::Conversation(theirs) => self.merge(*theirs),
            Foreign::Entries(entries) => self.list(entries),
            Foreign::Settings(settings) => self.settings = settings,
            Foreign::Connections(list) => self.connections = list.into_iter().map(Rc::new).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn merge(&mut self, theirs: Conversation) {
        if let Some(ours) = self.open.get_mut(&theirs.id) {
            *ours = ours.merge(&theirs);
        }
    }

    fn list(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            self.history.absorb(entry);
        }
        let history = &self.history;
        self.open.retain(|id, _| !history.is_deleted(id));
    }

    pub fn save(&mut self, talk: Conversation, first: bool) {
        let entry = self.history.note(&talk, first);
        self.open.insert(talk.id.clone(), talk.clone());
        let saved = self.store.save_conversation(&talk, &entry).unwrap();
        self.history.measured(&talk.id, saved.size_units);
        if let Some(merged) = saved.merged {
            self.merge(merged);
        }
        self.list(saved.entry.into_iter().collect());
    }

    pub fn delete(&mut self, id: &ConversationId) {
        self.open.remove(id);
        if let Some(stone) = self.history.delete(id) {
            self.store.delete_conversation(&stone).unwrap();
        }
    }

    pub fn save_connections(&mut self) {
        if let Some(list) = self.store.save_connections(&self.connections).unwrap() {
            self.connections = list.into_iter().map(Rc::new).collect();
        }
    }
}

fn fresh(view: &View) -> (Store, Opened) {
    let texts = view.cache.borrow().texts.clone();
    let mut copy = Memory::default();
    for (name, text) in texts {
        copy.set(&name, &text).unwrap();
    }
    Store::open(Box::new(copy), Box::new(Memory::default()), 0)
}

/// The browser.
#[derive(Default)]
pub struct World {
    pub tabs: Vec<Tab>,
    texts: BTreeMap<String, String>,
    seed: u64,
}

impl World {
    pub fn new(tabs: usize) -> Self {
        let mut world = Self::default();
        (0..tabs).for_each(|tab| {
            let made = world.load(tab);
            world.tabs.push(made);
            world.settle();
        });
        world
    }

    fn load(&mut self, tab: usize) -> Tab {
        self.seed += 1;
        let cache = Cache { texts: self.texts.clone(), ..Cache::default() };
        let view = View { tab, cache: Rc::new(RefCell::new(cache)), noted: None };
        let (store, opened) = Store::open(Box::new(view.clone()), Box::new(Memory::default()), self.seed);
        assert_eq!(opened.problems, []);
        Tab {
            view,
            store,
            ids: Ids::new(self.seed),
            open: BTreeMap::new(),
            history: opened.history,
            settings: opened.settings,
            connections: opened.connections.into_iter().map(Rc::new).collect(),
        }
    }

    /// A tab's oldest write reaches the browser, which passes it on. False: there is none.
    pub fn send(&mut self, tab: usize) -> bool {
        let Some(write) = self.tabs[tab].view.cache.borrow_mut().out.pop_front() else { return false };
        put(&mut self.texts, &write.1, write.2.as_deref());
        for tab in &self.tabs {
            tab.view.cache.borrow_mut().news.push_back(write.clone());
        }
        true
    }

    /// A tab hears its oldest news. False: there is none.
    pub fn hear(&mut self, tab: usize) -> bool {
        let tab = &mut self.tabs[tab];
        let Some((from, name, text)) = tab.view.cache.borrow_mut().news.pop_front() else { return false };
        {
            let mut cache = tab.view.cache.borrow_mut();
            let pending = cache.pending.entry(name.clone()).or_default();
            if from == tab.view.tab {
                *pending -= 1;
                return true;
            }
            if *pending == 0 {
                put(&mut cache.texts, &name, text.as_deref());
            }
        }
        let news = tab.store.changed_elsewhere(Some(&name), text.as_deref());
        news.into_iter().for_each(|news| tab.hear(news));
        true
    }

    /// How far the slowest news are behind, in writes.
    pub fn lag(&self) -> usize {
        let behind = |tab: &Tab| tab.view.cache.borrow().out.len().max(tab.view.cache.borrow().news.len());
        self.tabs.iter().map(behind).max().unwrap_or(0)
    }

    /// Everybody hears everything, and comes to rest.
    pub fn settle(&mut self) {
        for _ in 0..10_000 {
            let mut busy = false;
            for tab in 0..self.tabs.len() {
                busy |= self.send(tab);
                busy |= self.hear(tab);
            }
            if !busy {
                return;
            }
        }
        panic!("the tabs never come to rest");
    }

    /// A tab is closed, after the browser has its writes, and a new one opened in its place.
    pub fn reload(&mut self, tab: usize) {
        while self.send(tab) {}
        let made = self.load(tab);
        self.tabs[tab] = made;
    }

    /// What a start on the browser's storage finds.
    pub fn reopened(&self) -> (Store, Opened) {
        let cache = Cache { texts: self.texts.clone(), ..Cache::default() };
        fresh(&View { tab: 0, cache: Rc::new(RefCell::new(cache)), noted: None })
    }

    /// The storage as the browser has it, and as each tab sees it.
    pub fn copies(&self) -> Vec<BTreeMap<String, String>> {
        let mut copies = vec![self.texts.clone()];
        copies.extend(self.tabs.iter().map(|tab| tab.view.cache.borrow().texts.clone()));
        copies
    }
}
