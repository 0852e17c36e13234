//! What stands in the storage before a page starts: made by the app's own store, put there row by row.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Value, json};
use sotto::domain::address::Address;
use sotto::domain::archive::settings;
use sotto::domain::archive::shelf::{Memory, Shelf};
use sotto::domain::archive::store::Store;
use sotto::domain::connection::Connection;
use sotto::domain::conversation::Conversation;
use sotto::domain::error::StorageProblem;
use sotto::domain::history::History;
use sotto::domain::id::{ConnectionId, Ids};
use sotto::domain::message::{Body, FinishReason, Reply, ReplyState};
use sotto::domain::moment::Moment;
use sotto::domain::preset::Preset;
use sotto::domain::settings::Settings;

use crate::Outcome;
use crate::page::Page;

/// In the last message of every conversation.
pub const LAST_MARK: &str = "LASTMARK";

/// Rows for the storage, and the last conversation among them.
#[derive(Debug, Clone)]
pub struct Seed {
    rows: Vec<(String, String)>,
    /// The place of the conversation made last, if there is one.
    pub last: Option<String>,
}

/// A shelf two can hold: the store and who reads what it wrote.
#[derive(Debug, Clone, Default)]
struct Shared(Rc<RefCell<Memory>>);

impl Shelf for Shared {
    fn get(&self, name: &str) -> Result<Option<String>, StorageProblem> {
        self.0.borrow().get(name)
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), StorageProblem> {
        self.0.borrow_mut().set(name, text)
    }

    fn remove(&mut self, name: &str) -> Result<(), StorageProblem> {
        self.0.borrow_mut().remove(name)
    }

    fn keys(&self) -> Vec<String> {
        self.0.borrow().keys()
    }
}

impl Seed {
    /// A connection to the server at that root, and so many conversations of so many messages; every other message is
    /// a reply made of `text`, about so many bytes of it each.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn of(root: &str, conversations: usize, messages: usize, text: &str, bytes: usize) -> Outcome<Self> {
        let now = Moment { wall: 1_750_000_000_000, steady: 0 };
        let mut ids = Ids::new(7);
        let shelf = Shared::default();
        let (mut store, _) = Store::open(Box::new(shelf.clone()), Box::new(Memory::default()), 7);
        let mut connection = Connection::from_preset(ids.connection(), Preset::Custom);
        connection.revision = 1;
        connection.name = "bench".into();
        connection.address = Some(Address::parse(root).map_err(|problem| format!("{root}: {problem:?}"))?);
        connection.model = "bench-model".into();
        let connection = Rc::new(connection);
        let full = |problem: StorageProblem| format!("the storage refuses: {problem:?}");
        store.save_connections(&[Rc::clone(&connection)]).map_err(full)?;
        let mut history = History::default();
        let mut last = None;
        let mut paragraphs = text.split("\n\n").cycle();
        for number in 0..conversations {
            let mut talk = Conversation::new(ids.conversation(), connection.id.clone(), now);
            talk.title = format!("Conversation {number}").into();
            let mut parent = None;
            for at in 0..messages {
                let end = if at + 1 == messages { LAST_MARK } else { "" };
                let body = if at % 2 == 0 {
                    Body::User(format!("Question {at} of conversation {number}: what comes next?{end}").into())
                } else {
                    let mut reply = Reply::waiting(connection.id.clone(), "bench-model".into());
                    while reply.text.len() < bytes {
                        reply.text.push(paragraphs.next().unwrap_or("text"));
                        reply.text.push("\n\n");
                    }
                    reply.text.push(end);
                    reply.state = ReplyState::Finished(FinishReason::Stop);
                    Body::Reply(Rc::new(reply))
                };
                parent = Some(talk.add(ids.message(), parent, body, now).id.clone());
            }
            let entry = history.note(&talk, true);
            store.save_conversation(&talk, &entry).map_err(full)?;
            last = Some(format!("#/c/{}", talk.id.as_str()));
        }
        let keys = shelf.keys();
        let rows = keys.into_iter().filter_map(|key| Some((key.clone(), shelf.get(&key).ok().flatten()?))).collect();
        Ok(Self { rows, last })
    }

    /// Puts the rows into the storage of the page's origin. The app must not run there yet.
    ///
    /// # Errors
    /// When they do not fit.
    pub async fn plant(&self, page: &Page) -> Outcome<()> {
        for rows in self.rows.chunks(50) {
            let rows: Value = json!(rows);
            page.js("for (const [name, text] of arguments[0]) localStorage.setItem(name, text)", vec![rows]).await?;
        }
        // Without a server or the demo there would be no composer.
        if !self.rows.iter().any(|(name, _)| name.starts_with("sotto/connections")) {
            let chosen = Settings { connection: Some(ConnectionId::demo()), ..Settings::default() };
            let set = "localStorage.getItem('sotto/settings') ?? localStorage.setItem('sotto/settings', arguments[0])";
            page.js(set, vec![json!(settings::encode(&chosen, 1, "seed"))]).await?;
        }
        Ok(())
    }
}
