//! A page without a browser: the real state and the real store, on a shelf that can be full, with files in its hands.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use sotto::domain::archive::originals::encode;
use sotto::domain::archive::store::Store;
use sotto::domain::conversation::Conversation;
use sotto::domain::id::ConversationId;
use sotto::domain::moment::Moment;
use sotto::domain::transfer::import::Reading;
use sotto::state::action::{Action, Saving};
use sotto::state::effect::Effect;
use sotto::state::route::Route;
use sotto::state::storage::Storage;
use sotto::state::transfer::import::Import;
use sotto::state::transfer::{Order, Step};
use sotto::state::vault::{Said, Vault};
use sotto::state::{Start, State};

use crate::shelves::Shared;

pub struct House {
    pub state: State,
    pub store: Store,
    pub shelf: Shared,
    /// The files chosen.
    pub files: Vec<Vec<u8>>,
    /// The files offered: name and text.
    pub offered: Vec<(String, String)>,
    parts: String,
    /// The originals of imported messages, by conversation and message.
    pub originals: BTreeMap<String, BTreeMap<String, String>>,
    /// Whether the storage is still at work.
    pub unsettled: bool,
    /// What is still to come of a reading.
    reading: VecDeque<Action>,
    /// After how many conversations of a reading the person stops it.
    pub stops_after: Option<usize>,
}

const NOW: Moment = Moment { wall: 1_795_188_600_000, steady: 1 };

impl House {
    pub fn new() -> Self {
        Self::at(Shared::default())
    }

    pub fn at(shelf: Shared) -> Self {
        let (mut store, opened) = shelf.open();
        // Imports are staged in memory then; the durable level has tests of its own.
        store.alone();
        let start = Start {
            seed: 7,
            route: Route::New,
            behind: Route::New,
            browser_language: "en".into(),
            origin: Rc::default(),
            settings: opened.settings,
            connections: opened.connections,
            secrets: opened.secrets,
            folders: opened.folders,
            vault: Vault::default(),
            framed: false,
            history: opened.history,
            storage: Storage::default(),
            offline: false,
            form_drafts: opened.form_drafts,
            masks_text: true,
        };
        let (state, _) = State::start(start, NOW);
        Self {
            state,
            store,
            shelf,
            files: Vec::new(),
            offered: Vec::new(),
            parts: String::new(),
            originals: BTreeMap::new(),
            unsettled: false,
            reading: VecDeque::new(),
            stops_after: None,
        }
    }

    pub fn step(&mut self, step: Step) {
        self.act(Action::Transfer(step));
    }

    /// Tells what happened, and does all that follows.
    pub fn act(&mut self, action: Action) {
        let mut waiting = VecDeque::from([action]);
        while let Some(action) = waiting.pop_front().or_else(|| self.reading.pop_front()) {
            for effect in self.state.update(action, NOW) {
                self.run(effect, &mut waiting);
            }
        }
    }

    fn run(&mut self, effect: Effect, next: &mut VecDeque<Action>) {
        match effect {
            Effect::SaveConversation(talk, entry) => {
                let id = talk.id.clone();
                let told = match self.store.save_conversation(&talk, &entry) {
                    Err(problem) => Action::SaveFailed(Saving::Conversation(id), problem),
                    Ok(saved) => {
                        next.extend(saved.entry.map(|entry| Action::HistoryCame(vec![entry])));
                        let merged = saved.merged.map(Box::new);
                        Action::Saved { conversation: id, merged, size: saved.size_units, used: self.store.used() }
                    }
                };
                next.push_back(told);
            }
            Effect::LoadConversation(id) => {
                let found = self.store.load_conversation(&id).ok().flatten();
                next.push_back(Action::Loaded(id, found.map(|loaded| Box::new(loaded.conversation))));
            }
            Effect::DeleteConversation(entry) => self.store.delete_conversation(&entry).unwrap(),
            Effect::SaveSettings(settings) => drop(self.store.save_settings(&settings).unwrap()),
            Effect::SaveConnections(list) => drop(self.store.save_connections(&list).unwrap()),
            Effect::Go { route, .. } => next.push_back(Action::RouteChanged(route)),
            Effect::Download(name, text) => self.offered.push((name.to_string(), text.to_string())),
            Effect::Transfer(order) => self.carry_out(order, next),
            _ => {}
        }
    }

    fn carry_out(&mut self, order: Order, next: &mut VecDeque<Action>) {
        match order {
            Order::Forget => self.parts.clear(),
            Order::Part(part) => {
                self.parts += &part;
                next.push_back(Action::Transfer(Step::PartTaken));
            }
            Order::Finish(name, tail) => self.offered.push((name, std::mem::take(&mut self.parts) + tail)),
            Order::Stage(talk, originals, entry, here) => {
                // A real page has a database for these.
                let rows = originals.iter().map(|original| (original.message.to_string(), encode(original)));
                self.originals.entry(talk.id.to_string()).or_default().extend(rows);
                if let Err(problem) = self.store.stage(&talk, originals, &entry, here) {
                    next.push_back(Action::Transfer(Step::Committed(Err(problem))));
                }
            }
            Order::ReadOriginals(id) => {
                let rows = self.originals.get(id.as_str()).cloned().unwrap_or_default();
                let records = rows.into_values().collect();
                next.push_back(Action::Transfer(Step::OriginalsRead(id, records)));
            }
            Order::Draw(id, formulas) => {
                let drawn = formulas.into_iter().map(|one| {
                    let made = format!("<math><mi>{}</mi></math>", one.0);
                    (one, made)
                });
                let drawn = drawn.filter(|((tex, _), _)| !tex.contains("\\broken")).collect();
                next.push_back(Action::Transfer(Step::Drawn(id, drawn)));
            }
            Order::Commit => {
                let committed = self.store.commit().expect("there is no durable level");
                next.push_back(Action::Transfer(Step::Committed(committed)));
            }
            Order::Unstage => self.store.unstage(),
            Order::Settle if self.unsettled => {}
            Order::Settle => next.push_back(Action::Transfer(Step::Settled)),
            Order::Stop => self.reading.clear(),
            // The browser's cipher is not here: what is sealed is marked, what is opened has no secret.
            Order::Seal(..) => next.push_back(Action::Transfer(Step::Sealed(None))),
            Order::Open(..) => next.push_back(Action::Transfer(Step::KeysOpened(Err(Said::Wrong)))),
            Order::Read { .. } => {
                let mut items = Vec::new();
                for bytes in &self.files {
                    let mut reading = Reading::new("f.json".into(), false);
                    reading.feed(bytes, &mut |item| items.push(item));
                    reading.finish(&mut |item| items.push(item));
                }
                let keeping = matches!(self.state.transfer.import, Import::Keeping(..));
                for (at, item) in items.into_iter().enumerate() {
                    if keeping && self.stops_after == Some(at) {
                        self.reading.push_back(Action::Transfer(Step::ImportLeft));
                    }
                    self.reading.push_back(Action::Transfer(Step::Read(vec![item], 50)));
                }
                self.reading.push_back(Action::Transfer(Step::ReadEnded));
            }
        }
    }

    /// Has a conversation that was kept before.
    pub fn keep(&mut self, talk: &Conversation) {
        let mut history = (*self.state.history).clone();
        let entry = history.note(talk, true);
        self.store.save_conversation(talk, &entry).unwrap();
        self.act(Action::HistoryCame(vec![(*entry).clone()]));
    }

    pub fn load(&mut self, id: &ConversationId) -> Option<Conversation> {
        self.store.load_conversation(id).unwrap().map(|loaded| loaded.conversation)
    }

    pub fn titles(&self) -> Vec<String> {
        self.state.history.shown().map(|entry| entry.title.to_string()).collect()
    }

    /// What the next visit finds.
    pub fn titles_tomorrow(&self) -> Vec<String> {
        Self::at(self.shelf.copy()).titles()
    }
}
