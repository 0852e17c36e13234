//! A page whose store has both levels: what tests do to it, and how it is opened again.

use std::collections::BTreeMap;
use std::rc::Rc;

use sotto::domain::archive::durable::Order;
use sotto::domain::archive::elsewhere::Foreign;
use sotto::domain::archive::shelf::Memory;
use sotto::domain::archive::store::Store;
use sotto::domain::conversation::Conversation;
use sotto::domain::history::History;
use sotto::domain::id::{ConnectionId, ConversationId, Ids};
use sotto::domain::message::{Body, Reply, ReplyState};

use crate::anything::NOW;
use crate::shelves::{Rows, Shared, carry_out};

/// A page on both levels. What is ordered of the durable one is carried out when told to.
pub struct Desk {
    pub shelf: Shared,
    pub rows: Rows,
    pub store: Store,
    pub history: History,
    pub open: BTreeMap<ConversationId, Conversation>,
    pub ids: Ids,
}

impl Desk {
    pub fn open(shelf: Shared, rows: Rows, seed: u64) -> Self {
        let (store, opened) = shelf.open_as(seed);
        let history = opened.history;
        let mut desk = Self { shelf, rows, store, history, open: BTreeMap::new(), ids: Ids::new(seed) };
        desk.settle();
        desk
    }

    /// The same, of which only the newest conversations are known yet.
    pub fn begin(shelf: Shared, rows: Rows, seed: u64) -> Self {
        let (store, opened) = Store::begin(Box::new(shelf.clone()), Box::new(Memory::default()), seed);
        let history = opened.history;
        Self { shelf, rows, store, history, open: BTreeMap::new(), ids: Ids::new(seed) }
    }

    /// Reads what is left, and tells the page.
    pub fn read_all(&mut self) {
        assert_eq!(self.store.read_all(), []);
        self.history.complete(self.store.entries());
    }

    /// Carries all orders out.
    pub fn settle(&mut self) {
        loop {
            let orders = self.store.orders();
            if orders.is_empty() {
                self.store.catch_up();
                let orders = self.store.orders();
                if orders.is_empty() {
                    return;
                }
                orders.iter().for_each(|order| self.done(order));
            }
            orders.iter().for_each(|order| self.done(order));
        }
    }

    pub fn done(&mut self, order: &Order) {
        let found = carry_out(&mut self.rows, order);
        if matches!(order, Order::Secure(_)) {
            self.store.secured(&found);
        }
        if let Order::Bury(entries, _) = order
            && let [entry] = &entries[..]
        {
            self.store.deleted_with(&entry.id, &found);
        }
        if let Order::Survey(last) = order
            && let Some(survey) = self.store.survey(last, &found)
        {
            survey.staged.into_iter().for_each(|left| self.store.sweep(left));
            for news in survey.news {
                if let Foreign::Entries(entries) = news {
                    for entry in entries {
                        self.history.absorb(entry);
                    }
                }
            }
        }
    }

    pub fn load(&mut self, id: &ConversationId) -> Option<Conversation> {
        let order = Order::Load(id.clone());
        let _ = self.store.show_conversation(id);
        let found = carry_out(&mut self.rows, &order);
        let loaded = self.store.found(id, &found)?;
        assert_eq!(loaded.unread, 0);
        self.history.absorb(self.store.listed(id).unwrap());
        Some(loaded.conversation)
    }

    pub fn save(&mut self, talk: &Conversation) {
        let entry = self.history.note(talk, true);
        let saved = self.store.save_conversation(talk, &entry).unwrap();
        self.open.insert(talk.id.clone(), saved.merged.unwrap_or_else(|| talk.clone()));
    }

    pub fn grow(&mut self, talk: &mut Conversation, text: &str, now: u64) {
        let message = talk.messages.last_mut().unwrap();
        if let Body::Reply(reply) = &mut Rc::make_mut(message).body {
            let reply = Rc::make_mut(reply);
            reply.text.push(text);
            reply.state = ReplyState::Growing;
        }
        let message = Rc::clone(message);
        self.store.journal(&talk.id, &message, now);
    }
}

pub fn waiting(desk: &mut Desk, talk: &mut Conversation) {
    let parent = talk.messages.last().map(|message| message.id.clone());
    let reply = Body::Reply(Rc::new(Reply::waiting(ConnectionId::demo(), "m".into())));
    talk.add(desk.ids.message(), parent, reply, NOW);
}
