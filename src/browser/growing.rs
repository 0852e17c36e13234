//! Replies as they come in: entered in the journal of the durable level, told to the other tabs, and followed where it is
//! another tab that receives them.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use crate::browser::device;
use crate::browser::keeping::Keeper;
use crate::browser::vault::LOCK;
use crate::domain::archive::durable::{self, Order};
use crate::domain::archive::journal;
use crate::domain::archive::record::Read;
use crate::domain::conversation::Conversation;
use crate::domain::id::ConversationId;
use crate::domain::message::{Interruption, Message, ReplyState};
use crate::domain::table::Table;
use crate::state::action::Action;

/// Replies of which something waits to be entered in the journal.
#[derive(Default)]
pub struct Growing {
    replies: RefCell<Table<ConversationId, Rc<Message>>>,
    timer: RefCell<Option<Timeout>>,
}

impl Growing {
    /// The reply of this conversation is stored whole.
    pub fn forget(&self, id: &ConversationId) {
        self.replies.borrow_mut().remove(id);
    }
}

impl Keeper {
    /// A reply came in further. What came is entered in the journal when that is due.
    pub fn journal(&self, id: &ConversationId, message: &Rc<Message>) {
        let wait = self.store.borrow_mut().journal(id, message, device::now().steady);
        let Some(wait) = wait else {
            self.growing.replies.borrow_mut().remove(id);
            return;
        };
        self.growing.replies.borrow_mut().insert(id.clone(), Rc::clone(message));
        if self.growing.timer.borrow().is_none() {
            let keeper = self.clone();
            let wait = u32::try_from(wait).unwrap_or_default();
            *self.growing.timer.borrow_mut() = Some(Timeout::new(wait, move || keeper.enter()));
        }
    }

    /// Enters what waits, should nothing more arrive that does it sooner.
    fn enter(&self) {
        self.growing.timer.take();
        let replies = self.growing.replies.take();
        for (id, message) in &replies {
            self.journal(id, message);
        }
        self.pass_on();
    }

    /// Waits until it is known whether another tab asks in the same conversation.
    pub async fn may_ask(&self) {
        if let Some(tabs) = self.tabs.get() {
            tabs.settled().await;
        }
    }

    /// Follows what another tab receives: what is stored as cut off here may only be coming in there.
    pub(super) fn watch(&self, conversation: &Conversation) {
        let cut = ReplyState::Interrupted(Interruption::PageClosed);
        if conversation.messages.iter().any(|message| message.reply().is_some_and(|reply| reply.state == cut)) {
            self.follow(&conversation.id);
        }
    }

    fn follow(&self, id: &ConversationId) {
        if let Some(tabs) = self.tabs.get() {
            let (dispatch, of) = (self.dispatch.clone(), id.clone());
            tabs.watch(id, move |writes| dispatch.send(Action::Followed(of.clone(), writes)));
        }
    }

    /// Another tab told a piece of a reply, or (without a text) that a conversation changed that only the durable level has.
    pub(super) fn tab_told(&self, text: &str) {
        if text == LOCK {
            return self.lock();
        }
        let Some((key, text)) = text.split_once('\n') else {
            if let (Some(id), Some(database)) = (ConversationId::parse(text), self.database.get()) {
                database.run(vec![Order::Load(id)]);
            }
            return;
        };
        if let (Some((id, message)), Read::Fine(piece)) = (durable::place_of(key), journal::read(text)) {
            self.follow(&id);
            self.dispatch.send(Action::PieceCame(id, message, Box::new(piece)));
        }
    }
}
