//! A desk to tell scenarios at: a state with a clock one can turn, that goes where it is told to go.
#![allow(dead_code)]

use std::rc::Rc;

use sotto::domain::connection::{Connection, Keeping, Secrets};
use sotto::domain::filing::Folders;
use sotto::domain::form_draft::FormDrafts;
use sotto::domain::history::History;
use sotto::domain::id::{ConnectionId, MessageId, TurnId};
use sotto::domain::message::{FinishReason, Reply};
use sotto::domain::moment::Moment;
use sotto::domain::preset::Preset;
use sotto::domain::secret::Secret;
use sotto::domain::settings::Settings;
use sotto::protocol::chat_completions::{Ending, Growth};
use sotto::state::action::{Action, ConnectionForm};
use sotto::state::effect::{Ask, Effect};
use sotto::state::route::Route;
use sotto::state::storage::Storage;
use sotto::state::vault::Vault;
use sotto::state::{Start, State};

pub struct Desk {
    pub state: State,
    pub now: Moment,
}

impl Desk {
    pub fn new() -> Self {
        Self::start(7, Vec::new(), Vec::new())
    }

    /// With one connection whose key is stored.
    pub fn with_server() -> Self {
        Self::with_seed(7)
    }

    pub fn with_seed(seed: u64) -> Self {
        Self::with_preset(seed, Preset::Groq)
    }

    pub fn with_preset(seed: u64, preset: Preset) -> Self {
        let id = ConnectionId::parse("server").unwrap();
        let mut connection = Connection::from_preset(id.clone(), preset);
        connection.model = "m".into();
        let origin = connection.address.as_ref().unwrap().origin().clone();
        let secrets = Secrets { origin, key: Secret::new("sk-secret"), headers: Vec::new() };
        Self::start(seed, vec![connection], vec![(id, secrets)])
    }

    fn start(seed: u64, connections: Vec<Connection>, secrets: Vec<(ConnectionId, Secrets)>) -> Self {
        let now = Moment { wall: 1_700_000_000_000, steady: 1000 };
        let start = Start {
            seed,
            route: Route::New,
            behind: Route::New,
            browser_language: "en-GB".into(),
            origin: "https://sotto.example".into(),
            settings: Settings::default(),
            connections,
            secrets,
            folders: Folders::default(),
            vault: Vault::default(),
            framed: false,
            history: History::default(),
            storage: Storage::default(),
            offline: false,
            form_drafts: FormDrafts::default(),
            masks_text: true,
        };
        Self { state: State::start(start, now).0, now }
    }

    pub fn form(id: Option<ConnectionId>) -> ConnectionForm {
        ConnectionForm {
            id,
            preset: Preset::Groq,
            name: "".into(),
            address: "https://api.groq.com/openai/v1".into(),
            key: Secret::new("sk-new"),
            headers: None,
            model: "m".into(),
            keeping: Keeping::Device,
            passphrase: Secret::default(),
        }
    }

    pub fn wait(&mut self, milliseconds: u32) {
        self.now.wall += i64::from(milliseconds);
        self.now.steady += u64::from(milliseconds);
    }

    /// Tells what happened; where the state wants to go, it is taken.
    pub fn act(&mut self, action: Action) -> Vec<Effect> {
        let mut effects = self.state.update(action, self.now);
        let routes: Vec<Route> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Go { route, .. } => Some(route.clone()),
                _ => None,
            })
            .collect();
        for route in routes {
            effects.extend(self.state.update(Action::RouteChanged(route), self.now));
        }
        effects
    }

    /// The turn that was opened.
    pub fn asked(&self, effects: &[Effect]) -> TurnId {
        let found = effects.iter().find_map(|effect| match effect {
            Effect::Ask(turn, _) => Some(turn.clone()),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("nothing was asked, but {effects:?}"))
    }

    /// The request's body.
    pub fn body(&self, effects: &[Effect]) -> serde_json::Value {
        let found = effects.iter().find_map(|effect| match effect {
            Effect::Ask(_, ask) => match &**ask {
                Ask::Server { call, .. } => Some(call.body.clone()),
                Ask::Demo { .. } => None,
            },
            _ => None,
        });
        serde_json::from_str(&found.unwrap_or_else(|| panic!("no server was asked, but {effects:?}"))).unwrap()
    }

    /// The request's messages as `role:content`.
    pub fn messages(&self, effects: &[Effect]) -> Vec<String> {
        let body = self.body(effects);
        let messages = body["messages"].as_array().unwrap().iter();
        messages.map(|m| format!("{}:{}", m["role"].as_str().unwrap(), m["content"].as_str().unwrap())).collect()
    }

    /// Ends the turn these effects opened, with this answer.
    pub fn end(&mut self, effects: &[Effect], answer: &str) {
        let turn = self.asked(effects);
        self.act(grew(&turn, answer));
        self.act(Action::Ended(turn, Ending::Finished(FinishReason::Stop)));
    }

    /// A whole turn.
    pub fn turn(&mut self, question: &str, answer: &str) {
        let effects = self.act(Action::Sent(question.into()));
        self.end(&effects, answer);
    }

    /// The texts on the page.
    pub fn texts(&self) -> Vec<String> {
        self.state.chat.thread.rows.iter().map(|row| row.message.text()).collect()
    }

    pub fn last_id(&self) -> MessageId {
        self.state.chat.thread.rows.last().unwrap().message.id.clone()
    }

    /// The last reply on the page.
    pub fn last(&self) -> Rc<Reply> {
        Rc::clone(self.state.chat.thread.rows.last().unwrap().message.reply().unwrap())
    }
}

pub fn grew(turn: &TurnId, text: &str) -> Action {
    Action::Grew(turn.clone(), Box::new(Growth { text: text.into(), ..Growth::default() }))
}

pub fn text_of(desk: &Desk) -> String {
    desk.last().text.to_string()
}
