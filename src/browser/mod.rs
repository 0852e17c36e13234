//! Carries out effects: the only place that fetches, stores, waits and copies. Answers with actions, decides nothing.

pub mod address;
pub mod background;
pub mod check;
pub mod cipher;
pub mod database;
pub mod demo;
pub mod device;
pub mod download;
pub mod drafts;
pub mod filing;
pub mod first_visit;
pub mod flight;
pub mod growing;
pub mod hearing;
pub mod http;
pub mod keeping;
pub mod listing;
pub mod page;
pub mod quarantine;
pub mod reach;
pub mod room;
pub mod search;
pub mod staging;
pub mod storage;
pub mod tabs;
pub mod transfer;
pub mod vault;

use std::rc::Rc;

use gloo_timers::callback::Interval;

use crate::browser::background::in_background;
use crate::browser::check::Stop;
use crate::browser::drafts::Drafts;
use crate::browser::flight::Flights;
use crate::browser::keeping::Keeper;
use crate::browser::page::Page;
use crate::browser::search::Searcher;
use crate::browser::transfer::Files;
use crate::domain::id::TurnId;
use crate::state::Start;
use crate::state::action::{Action, Dispatch};
use crate::state::effect::{Ask, Effect};

/// A second, in milliseconds.
const SECOND: u32 = 1_000;

/// The browser, and what it is doing for us.
pub struct Browser {
    page: Rc<Page>,
    language: Rc<str>,
    flights: Flights,
    keeper: Keeper,
    drafts: Drafts,
    files: Files,
    searcher: Searcher,
    tick: Option<Interval>,
    /// The check that runs, or the last one, and what stops it.
    check: Option<(u32, Stop)>,
}

impl Browser {
    /// Reads all that the app needs to start, and tells from now on what happens to the page.
    #[must_use]
    pub fn open(dispatch: &Dispatch) -> (Self, Start) {
        let window = device::window();
        let navigator = window.navigator();
        let page = Page::open(&window);
        let language: Rc<str> = navigator.language().unwrap_or_default().into();
        let seed = device::seed();
        let (store, opened) = storage::open(seed);
        let keeper = Keeper::new(store, &window, dispatch, opened.whole);
        let drafts = Drafts::new(keeper.clone());
        let searcher = Searcher::new(keeper.clone(), dispatch);
        let flights = Flights::default();
        page::watch(&window, &page, &flights, &drafts, dispatch);
        let start = Start {
            seed,
            route: page::route(),
            behind: page::behind(),
            browser_language: Rc::clone(&language),
            origin: Rc::clone(&page.origin),
            storage: keeper.storage(&opened),
            settings: opened.settings,
            connections: opened.connections,
            secrets: opened.secrets,
            folders: opened.folders,
            vault: keeper.keys(),
            framed: page::is_framed(&window),
            history: opened.history,
            offline: !navigator.on_line(),
            form_drafts: opened.form_drafts,
            masks_text: device::masks_text(),
        };
        let files = Files::default();
        (Self { page, language, flights, keeper, drafts, files, searcher, tick: None, check: None }, start)
    }

    /// What is on its way.
    #[must_use]
    pub fn flights(&self) -> Flights {
        self.flights.clone()
    }

    /// Carries an effect out.
    pub fn run(&mut self, effect: Effect, dispatch: &Dispatch) {
        let to = dispatch.clone();
        match effect {
            Effect::Ask(turn, ask) => self.ask(turn, *ask, to),
            Effect::Abort(turn) => self.flights.abort(&turn),
            Effect::Wait(turn, milliseconds) => self.flights.wait(turn, milliseconds, to),
            Effect::Tick(on) => self.tick = on.then(|| Interval::new(SECOND, move || to.send(Action::Ticked))),
            Effect::FirstVisit(command) => first_visit::run(command, &self.page, to),
            Effect::Check(number, subject) => {
                let stop = Stop::default();
                self.check = Some((number, stop.clone()));
                check::check(number, *subject, Rc::clone(&self.page), stop, to);
            }
            Effect::StopCheck(number) => {
                if let Some((_, stop)) = self.check.take_if(|(running, _)| *running == number) {
                    stop.stop();
                }
            }
            Effect::NormalizeAddress(of, typed) => {
                let normalized = address::normalized(&typed).map(Rc::from);
                to.send(Action::AddressNormalized(of, typed, normalized));
            }
            Effect::SaveFormDrafts(drafts) => self.keeper.save_form_drafts(&drafts),
            Effect::ListModels(subject) => check::list_models(*subject, Rc::clone(&self.page), to),
            Effect::SaveConversation(conversation, entry) => self.keeper.save(&conversation, &entry),
            Effect::DeleteConversation(entry) => self.keeper.delete(&entry),
            Effect::DeleteConversations(entries) => self.keeper.delete_many(entries),
            Effect::File(entries) => self.keeper.file(&entries),
            Effect::SaveFolders(folders) => self.keeper.save_folders(&folders),
            Effect::LetGo(ids) => self.keeper.let_go(ids),
            Effect::ReadHistory => self.keeper.read_history(),
            Effect::LoadConversation(id) => self.keeper.load(id),
            Effect::Journal(conversation, message) => self.keeper.journal(&conversation, &message),
            Effect::Aside(what) => self.keeper.aside(what),
            Effect::SaveBackups(backups) => self.keeper.save_backups(backups),
            Effect::MeasureRoom => room::measure(to, false),
            Effect::DeleteEverything => {
                self.searcher.clear();
                self.keeper.clear();
            }
            Effect::SaveDraft(of, text) => self.drafts.save(of, text),
            Effect::LoadDraft(of) => {
                let text = self.drafts.load(&of);
                to.send(Action::DraftLoaded(of, text));
            }
            Effect::SaveSettings(settings) => self.keeper.save_settings(&settings),
            Effect::SaveConnections(list) => self.keeper.save_connections(&list),
            Effect::DropConnection(id) => self.keeper.drop_connection(&id),
            Effect::Search(order) => self.searcher.run(order),
            Effect::SaveSecrets(connection, secrets) => self.keeper.save_secrets(connection, secrets),
            Effect::Vault(order) => self.keeper.vault(order),
            Effect::Transfer(order) => self.files.run(order, &self.keeper, dispatch),
            Effect::Copy(text) => device::copy(text, to),
            Effect::Download(name, text) => download::download(&name, &text),
            Effect::Go { route, replace } => page::go(route, replace, dispatch),
            Effect::Focus(place) => device::focus(place),
            Effect::Narrow(origins) => page::narrow(&origins),
            Effect::Reload(behind) => {
                self.keeper.hand_over();
                page::reload(&behind);
            }
            Effect::Dress(theme, language) => device::dress(theme, language, &self.language),
        }
        self.keeper.pass_on();
    }

    fn ask(&self, turn: TurnId, ask: Ask, dispatch: Dispatch) {
        let flight = self.flights.begin(turn, dispatch);
        let (page, keeper) = (Rc::clone(&self.page), self.keeper.clone());
        // Begins once this update's other effects are carried out; with them the conversation's lock is asked for.
        in_background(async move {
            keeper.may_ask().await;
            match ask {
                _ if flight.is_over() => {}
                Ask::Server { call, connection } => http::ask(call, connection, page, flight),
                Ask::Demo { text, questions, continuing, language } => {
                    demo::ask(&text, questions, continuing.as_deref(), language, flight);
                }
            }
        });
    }
}
